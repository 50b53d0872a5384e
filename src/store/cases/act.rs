//! What the desk, or the clock in its stead, does to a case.

use jiff::Timestamp;
use serde_json::{Map, json};

use super::row::{self, Case};
use super::{Action, CaseMoved, effects, targets};
use crate::config;
use crate::store::deliveries::Note;
use crate::store::engine::Tx;
use crate::store::jobs::Touched;
use crate::store::writer::Lane;
use crate::store::{Error, Result, Store};
use crate::takedown::{Act, Event, Holds, State, Step, case};

impl Action {
    fn act(&self) -> Act {
        match self {
            Self::Withhold => Act::Withhold,
            Self::Confirm => Act::Confirm,
            Self::Remove => Act::Remove,
            Self::Reject { .. } => Act::Reject,
            Self::Counter { .. } => Act::Counter,
            Self::Restore => Act::Restore,
        }
    }
}

impl Store {
    /// Does something to a case: state, holds, lists, mail and log in one transaction.
    ///
    /// # Errors
    /// Where there is no such case, or its state does not allow it.
    pub async fn act(
        &self,
        case: &str,
        action: Action,
        actor: &str,
        rules: &config::Takedown,
        now: Timestamp,
    ) -> Result<CaseMoved> {
        let (case, actor, rules) = (case.to_owned(), actor.to_owned(), rules.clone());
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move {
                let mut case = row::one(tx, &case).await?;
                match &action {
                    Action::Reject { reason } => case.reason = Some(reason.replace('\0', "")),
                    Action::Counter { statement } => {
                        case.statement = Some(statement.replace('\0', ""));
                    }
                    _ => {}
                }
                let touched = act(tx, &mut case, action.act(), &actor, &rules, now).await?;
                Ok(CaseMoved {
                    case: case.number,
                    state: case.state,
                    deadline: case.deadline,
                    missing: case.missing,
                    touched,
                })
            })
        })
        .await
    }
}

/// Takes the steps of an act, and writes the case back.
pub(super) async fn act(
    tx: &mut Tx,
    case: &mut Case,
    act: Act,
    actor: &str,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<Touched> {
    let mut touched = targets::refresh(tx, case, rules, now).await?;
    let steps = case::steps(case.state, case.withheld.is_some(), act)
        .map_err(|refused| Error::Refused(format!("{}: {refused}", case.number)))?;
    let articles = row::articles(tx, &case.number).await?;
    if act == Act::Withhold && articles.is_empty() {
        return Err(Error::Refused(format!(
            "{}: there is nothing to withhold: no target of it is an article of ours",
            case.number
        )));
    }
    for step in &steps {
        case.state = step.state;
        if step.event == Event::Confirmed {
            case.confirmed = Some(now);
            case.start(rules);
        }
        match step.holds {
            Holds::Put | Holds::Final => case.withheld = case.withheld.or(Some(now)),
            Holds::Lift => case.withheld = None,
            Holds::Keep => {}
        }
        let mut details = Map::new();
        if step.holds != Holds::Keep {
            details.insert("targets".into(), json!(articles));
        }
        effects::note(tx, case, step.event, actor, details, now).await?;
    }
    case.plan(rules, now);
    case.save(tx).await?;
    // The last step's holds are those of the whole: what is put on the way to final is final.
    let holds = steps.last().map_or(Holds::Keep, |step| step.holds);
    touched.merge(effects::hold(tx, case, &articles, holds, now).await?);
    tell_claimant(tx, case, &steps, now).await?;
    Ok(touched)
}

/// Tells the claimant of a decision.
async fn tell_claimant(tx: &mut Tx, case: &Case, steps: &[Step], now: Timestamp) -> Result<()> {
    let Some(event) = steps.last().map(|step| step.event) else {
        return Ok(());
    };
    let decided = matches!(
        case.state,
        State::Removed | State::Rejected | State::Countered | State::Restored
    );
    if !decided {
        return Ok(());
    }
    let note = Note::Decided {
        state: case.state.as_str().to_owned(),
    };
    // A removal may come twice, before and after a counter-notice.
    let about = format!("{}.{}", event.as_str(), now.as_microsecond());
    effects::write_claimant(tx, case, &about, &note, now).await
}
