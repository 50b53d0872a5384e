//! The state machine of a case: which act leads where, and what it does to the articles.

use std::fmt;

use super::words::{Act, Event, State};

/// What a step does to the holds of its case, and of no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// Nothing.
    Keep,
    /// Every target is held.
    Put,
    /// Every target is held, and its content stays down.
    Final,
    /// The holds go, and so does the stay-down.
    Lift,
}

/// One move of a case: one line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What the log says.
    pub event: Event,
    /// Where the case stands afterwards.
    pub state: State,
    /// What happens to its holds.
    pub holds: Holds,
}

/// The act does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a case that is {}{} cannot be {}; {}",
    .state.as_str(),
    // What is confirmed or removed is withheld anyhow.
    if *.withheld && matches!(.state, State::Received | State::Incomplete) { " and withheld" } else { "" },
    .act.done(),
    Allowed(*.state, *.withheld)
)]
pub struct Refused {
    /// Where the case stands.
    pub state: State,
    /// Whether its articles are out of sight.
    pub withheld: bool,
    /// What was asked.
    pub act: Act,
}

/// The steps by which a case comes to be.
#[must_use]
pub fn opening(complete: bool) -> Vec<Step> {
    let received = step(Event::Received, State::Received, Holds::Keep);
    if complete {
        vec![received]
    } else {
        vec![
            received,
            step(Event::Incomplete, State::Incomplete, Holds::Keep),
        ]
    }
}

/// The steps that `act` takes from `state`; `withheld` says that the case's holds are on already.
///
/// Beyond the contract's arrows an incomplete case may be rejected: nobody may ever complete it, and
/// without an end it would ask for attention for ever.
///
/// # Errors
/// Where the state does not allow the act.
pub fn steps(state: State, withheld: bool, act: Act) -> Result<Vec<Step>, Refused> {
    use State::{Confirmed, Countered, Incomplete, Received, Rejected, Removed, Restored};
    let confirmed = step(Event::Confirmed, Confirmed, Holds::Put);
    let removed = step(Event::Removed, Removed, Holds::Final);
    Ok(match (state, act) {
        (Incomplete, Act::Complete) => vec![step(Event::Completed, Received, Holds::Keep)],
        (Received | Incomplete, Act::Withhold) if !withheld => {
            vec![step(Event::Withheld, state, Holds::Put)]
        }
        (Received, Act::Confirm) => vec![confirmed],
        (Received, Act::Remove) => vec![confirmed, removed],
        (Received | Incomplete, Act::Reject) => vec![step(Event::Rejected, Rejected, Holds::Lift)],
        (Confirmed | Countered, Act::Remove) => vec![removed],
        (Removed, Act::Counter) => vec![step(Event::Countered, Countered, Holds::Keep)],
        (Confirmed | Countered, Act::Restore) => vec![step(Event::Restored, Restored, Holds::Lift)],
        _ => {
            return Err(Refused {
                state,
                withheld,
                act,
            });
        }
    })
}

/// What happens to a case by itself when its clock comes near the end.
#[must_use]
pub fn automatic(state: State, withheld: bool) -> Option<Act> {
    match state {
        State::Received if !withheld => Some(Act::Withhold),
        State::Confirmed => Some(Act::Remove),
        _ => None,
    }
}

/// The number under which a case is known: `TD-2026-0001`, counted from 1 in each year (UTC).
#[must_use]
pub fn case_number(year: i16, count: i64) -> String {
    format!("TD-{year:04}-{count:04}")
}

const fn step(event: Event, state: State, holds: Holds) -> Step {
    Step {
        event,
        state,
        holds,
    }
}

/// Says what may be done to a case instead.
struct Allowed(State, bool);

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(state, withheld) = *self;
        let allowed: Vec<&str> = Act::ALL
            .into_iter()
            .filter(|act| steps(state, withheld, *act).is_ok())
            .map(Act::as_str)
            .collect();
        if allowed.is_empty() {
            f.write_str("it is closed; a new request opens a new case")
        } else {
            write!(f, "what can be done: {}", allowed.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Holds, automatic, opening, steps};
    use crate::takedown::words::{Act, Event, State};

    #[test]
    fn a_case_begins_received_whatever_it_lacks() {
        assert_eq!(
            opening(true).last().map(|step| step.state),
            Some(State::Received)
        );
        let events: Vec<Event> = opening(false).iter().map(|step| step.event).collect();
        assert_eq!(events, [Event::Received, Event::Incomplete]);
    }

    #[test]
    fn removal_of_a_received_case_confirms_it_first() {
        let steps = steps(State::Received, false, Act::Remove).expect("allowed");
        let events: Vec<Event> = steps.iter().map(|step| step.event).collect();
        assert_eq!(events, [Event::Confirmed, Event::Removed]);
    }

    #[test]
    fn a_refusal_says_what_is_allowed() {
        let refused = |state, act| steps(state, false, act).expect_err("refused").to_string();
        assert_eq!(
            refused(State::Removed, Act::Restore),
            "a case that is removed cannot be restored; what can be done: counter"
        );
        assert_eq!(
            steps(State::Removed, true, Act::Confirm)
                .expect_err("refused")
                .to_string(),
            "a case that is removed cannot be confirmed; what can be done: counter"
        );
        assert!(refused(State::Rejected, Act::Remove).ends_with("a new request opens a new case"));
        assert!(
            refused(State::Incomplete, Act::Remove)
                .contains("what can be done: complete, withhold, reject")
        );
        let again = steps(State::Received, true, Act::Withhold).expect_err("withheld already");
        assert!(again.to_string().contains("received and withheld"));
    }

    #[test]
    fn what_happens_by_itself_is_always_allowed() {
        for state in State::ALL {
            for withheld in [false, true] {
                if let Some(act) = automatic(state, withheld) {
                    assert!(steps(state, withheld, act).is_ok(), "{state:?}");
                }
            }
        }
        assert_eq!(automatic(State::Incomplete, false), None);
    }

    proptest! {
        /// Whatever is done in whatever order: a work is held from the first confirmation to the end, only a
        /// lift opens it, and a closed case never moves again.
        #[test]
        fn every_life_keeps_the_promises(
            complete: bool,
            acts in prop::collection::vec(prop::sample::select(Act::ALL.to_vec()), 0..24),
        ) {
            let mut state = opening(complete).last().map_or(State::Received, |step| step.state);
            let (mut held, mut stays_down) = (false, false);
            for act in acts {
                let before = state;
                let Ok(taken) = steps(state, held, act) else { continue };
                prop_assert!(!taken.is_empty());
                for step in taken {
                    state = step.state;
                    match step.holds {
                        Holds::Keep => {}
                        Holds::Put => held = true,
                        Holds::Final => (held, stays_down) = (true, true),
                        Holds::Lift => (held, stays_down) = (false, false),
                    }
                }
                prop_assert!(!matches!(before, State::Rejected | State::Restored));
                match state {
                    State::Confirmed => prop_assert!(held && !stays_down),
                    State::Removed | State::Countered => prop_assert!(held && stays_down),
                    State::Rejected | State::Restored => prop_assert!(!held && !stays_down),
                    State::Received | State::Incomplete => prop_assert!(!stays_down),
                }
            }
        }
    }
}
