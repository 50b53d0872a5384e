//! A takedown request that lies in `inbox/takedowns/` becomes a case.

use tokio::task;

use super::shelf::{self, Placed};
use crate::intake::{self, Lying, Unread};
use crate::takedown::Request;
use crate::workers::{House, WorkerError, requests};

/// Opens a case, then moves the file to the private shelf of requests.
pub(super) async fn take(house: &House, file: Lying) -> Result<(), WorkerError> {
    let config = house.config();
    let (workspace, rules, lying) = (house.workspace.clone(), config.clone(), file.clone());
    let read = task::spawn_blocking(move || intake::read(&workspace, &lying, &rules.inbox)).await?;
    let taken = match read {
        Ok(taken) => taken,
        Err(Unread::Gone | Unread::Changing) => return Ok(()),
        Err(Unread::Failed(error)) => {
            super::left_lying(&file, &error);
            return Ok(());
        }
        Err(Unread::Refused(refusal)) => {
            let reports = shelf::refused(house, &file, refusal);
            return shelf::put(house, vec![Placed::rejected(file, None, reports)]).await;
        }
    };
    let mark = shelf::mark(&file, &taken);
    let known = house.store.receipt(&mark).await?;
    let case = if let Some(case) = known {
        case
    } else {
        let request = Request::read(&taken.bytes, &config.base_url());
        let arrival = requests::Arrival {
            via: "file",
            mark: Some(mark),
        };
        let now = house.clock.now();
        let moved = requests::open(&house.store, &config, request, arrival, now).await?;
        house.switch(&moved.touched);
        tracing::info!(
            case.id = moved.case,
            case.state = moved.state.as_str(),
            "took a request in"
        );
        moved.case
    };
    shelf::put(house, vec![Placed::request(file, taken.stamp, case)]).await
}
