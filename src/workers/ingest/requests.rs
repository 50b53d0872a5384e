//! A takedown request that lies in `inbox/takedowns/` becomes a case.

use tokio::task;

use super::left::Left;
use super::shelf::{self, Placed};
use crate::intake::{self, Found, Unread, request};
use crate::takedown::Request;
use crate::workers::{House, WorkerError};

/// Opens a case, then moves the file to the private shelf of requests. What is not opened at all is a case too, which
/// waits for what it says, while the thing itself goes to the shelf of the rejected.
pub(super) async fn take(house: &House, left: &Left, found: Found) -> Result<(), WorkerError> {
    let Found { file, seen } = found;
    let config = house.config();
    let (workspace, rules, lying) = (house.workspace.clone(), config.clone(), file.clone());
    let read = task::spawn_blocking(move || {
        match intake::read(&workspace, &lying, Some(seen), &rules.inbox) {
            Err(Unread::Refused(refusal)) => {
                let part = intake::read_part(&workspace, &lying, &rules.inbox, refusal)?;
                Ok((part, Some(refusal)))
            }
            whole => Ok((whole?, None)),
        }
    });
    let (taken, refusal) = match read.await? {
        Ok(read) => read,
        Err(Unread::Failed(error)) => {
            left.stays(&file, &error);
            return Ok(());
        }
        Err(Unread::Gone | Unread::Changing | Unread::Refused(_)) => return Ok(()),
    };
    let mark = shelf::mark(&file, &taken);
    let known = house.store.receipt(&mark).await?;
    let case = if let Some(case) = known {
        case
    } else {
        let request = match refusal {
            None => Request::read(&taken.bytes, &config.base_url()),
            Some(_) => Request::read_part(&taken.bytes, &config.base_url()),
        };
        let arrival = request::Arrival {
            via: "file",
            mark: Some(mark),
        };
        let now = house.clock.now();
        let moved = request::open(&house.store, &config, request, arrival, now).await?;
        house.switch(&moved.touched);
        tracing::info!(
            case.id = moved.case,
            case.state = moved.state.as_str(),
            "took a request in"
        );
        moved.case
    };
    let placed = match refusal.filter(|refusal| !refusal.is_opened()) {
        Some(refusal) => {
            let reports = shelf::refused(house, &file, refusal);
            Placed::rejected(file, None, reports)
        }
        None => Placed::request(file, taken, case),
    };
    shelf::put(house, left, vec![placed]).await
}
