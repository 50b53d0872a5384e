//! Requests as they come in. None is ever dropped: what lacks something opens a case that waits.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, json};

use super::row::{self, Case};
use super::{CaseMoved, NewCase, effects, targets};
use crate::article::ArticleId;
use crate::config;
use crate::store::deliveries::Note;
use crate::store::engine::Tx;
use crate::store::jobs::Touched;
use crate::store::writer::Lane;
use crate::store::{Error, Result, Store, counters, intake_receipts};
use crate::takedown::{Act, Event, Request, State, case};

impl Store {
    /// Opens a case. A request that names an incomplete case of ours, and does not come over the web, completes that
    /// one instead.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn open_case(
        &self,
        new: NewCase,
        rules: &config::Takedown,
        now: Timestamp,
    ) -> Result<CaseMoved> {
        let rules = rules.clone();
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move {
                let moved = match waiting(tx, &new).await? {
                    Some(case) => more(tx, case, new.request, &rules, now).await?,
                    None => open(tx, &new, &rules, now).await?,
                };
                if let Some(mark) = &new.mark {
                    intake_receipts::note(tx, &[(mark, &moved.case)]).await?;
                }
                Ok(moved)
            })
        })
        .await
    }

    /// Adds to an incomplete case what has come in since.
    ///
    /// # Errors
    /// Where there is no such case, or it is not incomplete.
    pub async fn complete_case(
        &self,
        case: &str,
        request: Request,
        rules: &config::Takedown,
        now: Timestamp,
    ) -> Result<CaseMoved> {
        let (case, rules) = (case.to_owned(), rules.clone());
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move {
                let case = row::one(tx, &case).await?;
                more(tx, case, request, &rules, now).await
            })
        })
        .await
    }
}

/// The incomplete case that a request names.
async fn waiting(tx: &mut Tx, new: &NewCase) -> Result<Option<Case>> {
    let Some(named) = new.request.case.as_deref().filter(|_| new.via != "web") else {
        return Ok(None);
    };
    let found = row::find(tx, named).await?;
    Ok(found.filter(|case| case.state == State::Incomplete))
}

async fn open(
    tx: &mut Tx,
    new: &NewCase,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<CaseMoved> {
    let year = now.to_zoned(TimeZone::UTC).year();
    let count = counters::reserve(tx, &format!("case/{year:04}"), 1).await?;
    let mut case = Case {
        number: case::case_number(year, count),
        state: State::Received,
        regime: new.request.regime(),
        grounds: new.request.grounds(),
        request: new.request.clone(),
        missing: Vec::new(),
        received: now,
        opened: now,
        confirmed: None,
        withheld: None,
        deadline: None,
        reminded: 0,
        due: None,
        key: new.key.clone(),
        reason: None,
        statement: None,
        via: new.via.to_owned(),
    };
    let ours = targets::resolve(tx, &case.request.targets).await?;
    case.missing = case.request.missing(ours.iter().any(Option::is_some));
    case.start(rules);
    let steps = case::opening(case.missing.is_empty());
    case.state = steps.last().map_or(State::Received, |step| step.state);
    case.plan(rules, now);
    case.save(tx).await?;
    targets::put(tx, &case, &ours).await?;
    for step in steps {
        let details = opening_details(&case, &ours);
        effects::note(tx, &case, step.event, "claimant", details, now).await?;
    }
    let deadline = case.deadline;
    let missing = case.missing.clone();
    effects::write_claimant(
        tx,
        &case,
        "received",
        &Note::Received { missing, deadline },
        now,
    )
    .await?;
    Ok(moved(case))
}

/// Takes in what was missing.
async fn more(
    tx: &mut Tx,
    mut case: Case,
    request: Request,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<CaseMoved> {
    case::steps(case.state, case.withheld.is_some(), Act::Complete)
        .map_err(|refused| Error::Refused(format!("{}: {refused}", case.number)))?;
    case.request = request.over(case.request);
    (case.regime, case.grounds) = (case.request.regime(), case.request.grounds());
    let ours = targets::resolve(tx, &case.request.targets).await?;
    targets::put(tx, &case, &ours).await?;
    let touched = grow(tx, &mut case, &ours, "claimant", rules, now).await?;
    Ok(CaseMoved {
        touched,
        ..moved(case)
    })
}

/// An incomplete case that came to know more. Its clock starts anew once nothing is missing, and what it holds
/// already follows what it is about.
pub(super) async fn grow(
    tx: &mut Tx,
    case: &mut Case,
    ours: &[Option<ArticleId>],
    actor: &str,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<Touched> {
    case.missing = case.request.missing(ours.iter().any(Option::is_some));
    let event = if case.missing.is_empty() {
        case.state = State::Received;
        (case.opened, case.deadline, case.reminded) = (now, None, 0);
        Event::Completed
    } else {
        Event::Incomplete
    };
    case.start(rules);
    let details = opening_details(case, ours);
    effects::note(tx, case, event, actor, details, now).await?;
    let touched = effects::follow(tx, case, actor, now).await?;
    case.plan(rules, now);
    case.save(tx).await?;
    let received = Note::Received {
        missing: case.missing.clone(),
        deadline: case.deadline,
    };
    let about = format!("{}.{}", event.as_str(), now.as_microsecond());
    effects::write_claimant(tx, case, &about, &received, now).await?;
    Ok(touched)
}

fn moved(case: Case) -> CaseMoved {
    CaseMoved {
        case: case.number,
        state: case.state,
        deadline: case.deadline,
        missing: case.missing,
        touched: Touched::default(),
    }
}

/// What the log may tell of a request: no word of who asks.
fn opening_details(case: &Case, ours: &[Option<ArticleId>]) -> Map<String, serde_json::Value> {
    let mut details = Map::new();
    details.insert("regime".into(), json!(case.regime.as_str()));
    details.insert("grounds".into(), json!(case.grounds.as_str()));
    let targets: Vec<&ArticleId> = ours.iter().flatten().collect();
    details.insert("targets".into(), json!(targets));
    details.insert("missing".into(), json!(case.missing));
    details
}
