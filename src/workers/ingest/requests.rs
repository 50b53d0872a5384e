//! A takedown request that lies in `inbox/takedowns/` becomes a case.

use std::sync::Arc;

use tokio::task;

use super::left::Left;
use super::shelf::{self, Placed};
use crate::clearance::Refusal;
use crate::intake::{self, Folders, Found, Unread, request};
use crate::takedown::{Request, THE_REST};
use crate::workers::{House, WorkerError};

/// Opens a case, then moves the file to the private shelf of requests. What is not opened at all is a case too, which
/// waits for what it says, while the thing itself goes to the shelf of the rejected.
pub(super) async fn take(
    house: &House,
    folders: &Arc<Folders>,
    left: &Left,
    found: Found,
) -> Result<(), WorkerError> {
    let config = house.config();
    let file = found.file.clone();
    let (open, rules) = (Arc::clone(folders), config.clone());
    let is_given_up = left.is_given_up(&file);
    let read = task::spawn_blocking(move || {
        let taken = if is_given_up {
            Err(intake::refuse(&open, &found, Refusal::Breaks))
        } else {
            intake::take(&open, &found, &rules.inbox)
        };
        match taken {
            Err(Unread::Refused(refusal) | Unread::Copied(refusal, _)) => {
                let part = intake::read_part(&open, &found.file, &rules.inbox, refusal)?;
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
        Err(_) => return Ok(()),
    };
    let mark = shelf::mark(&file, &taken);
    let known = house.store.receipt(&mark).await?;
    let case = if let Some(case) = known {
        case
    } else {
        let request = match refusal {
            None => Request::read(&taken.bytes, &config.base_url()),
            Some(refusal) => {
                let is_cut = matches!(refusal, Refusal::TooLarge { .. });
                let rest = if is_cut { THE_REST } else { "document" };
                Request::read_part(&taken.bytes, &config.base_url(), rest)
            }
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
    // One that only lacks its end mark was read whole.
    let reports = refusal
        .filter(|refusal| *refusal != Refusal::NotEnded)
        .map(|refusal| shelf::refused(house, &file, refusal));
    let placed = Placed::request(file, taken, case, reports);
    shelf::put(house, folders, left, vec![placed]).await
}
