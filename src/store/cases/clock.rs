//! What a case's clock does by itself: it reminds the desk, and acts where the desk does not.

use jiff::Timestamp;
use serde_json::{Map, json};

use super::row::{self, Case};
use super::{DUE, Desk, act, effects, targets};
use crate::config;
use crate::log::causes;
use crate::render::Outlook;
use crate::store::deliveries::{self, Kind, NewLetter, Note};
use crate::store::engine::{Sql, Tx, args};
use crate::store::jobs::Touched;
use crate::store::writer::{Lane, savepoint};
use crate::store::{Error, Result, Store};
use crate::takedown::{Act, Countdown, Event, State, case};

impl Store {
    /// Reminds and acts where it is time, each case in a transaction of its own. One that fails stops no other: what
    /// the others touched comes back beside the first error.
    pub async fn case_clock(
        &self,
        desk: &Desk,
        rules: &config::Takedown,
        now: Timestamp,
    ) -> (Touched, Result<()>) {
        let mut touched = Touched::default();
        let mut done = Ok(());
        let due = match self.cases_due(now).await {
            Ok(due) => due,
            Err(error) => return (touched, Err(error)),
        };
        for number in due {
            let (desk, rules, case) = (desk.clone(), rules.clone(), number.clone());
            let ticked = self
                .write(Lane::Takedown, 1, move |tx| {
                    Box::pin(async move { tick(tx, &number, &desk, &rules, now).await })
                })
                .await;
            match ticked {
                Ok(more) => touched.merge(more),
                Err(error) => {
                    let source = Box::new(error);
                    done = done.and(Err(Error::Clock { case, source }));
                }
            }
        }
        (touched, done)
    }

    /// Has the clocks of open cases go by these rules, which may have changed.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn follow_rules(&self, rules: &config::Takedown, now: Timestamp) -> Result<()> {
        let rules = rules.clone();
        self.write(Lane::Takedown, 1, move |tx| {
            Box::pin(async move { follow(tx, &rules, now).await })
        })
        .await
    }
}

/// The clock of an open case that did not run begins to where the rules now say so, and what happens by itself is
/// planned anew. A deadline that stands was told to people, and stays.
pub(in crate::store) async fn follow(
    tx: &mut Tx,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<()> {
    // What is due already is planned by these rules when its turn comes.
    const OPEN: Sql = Sql::same(
        "SELECT case_no FROM cases WHERE state IN ('received', 'incomplete', 'confirmed') \
         AND (due IS NULL OR due > $1) ORDER BY case_no",
    );
    for row in tx.fetch(&OPEN, args![now]).await? {
        let number = row.text(0)?;
        let (case, rules) = (number.clone(), rules.clone());
        let done = savepoint(tx, |tx| {
            Box::pin(async move { replan(tx, &case, &rules, now).await })
        });
        if let Err(error) = done.await? {
            tracing::error!(
                case.id = number,
                "its clock goes by the old settings: {}",
                causes(&error)
            );
        }
    }
    Ok(())
}

async fn replan(tx: &mut Tx, number: &str, rules: &config::Takedown, now: Timestamp) -> Result<()> {
    let mut case = row::one(tx, number).await?;
    let before = (case.deadline, case.due);
    case.start(rules);
    if case.deadline == before.0 {
        case.plan(rules, now);
    } else {
        // Its time may be gone already: the next turn reminds and acts.
        case.due = Some(now);
    }
    if (case.deadline, case.due) != before {
        case.save(tx).await?;
    }
    Ok(())
}

/// Does what is due within a transaction; a case that fails stays as it is.
pub(in crate::store) async fn strike_within(
    tx: &mut Tx,
    desk: &Desk,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<()> {
    for row in tx.fetch(&DUE, args![now]).await? {
        let (case, desk, rules) = (row.text(0)?, desk.clone(), rules.clone());
        let _ = savepoint(tx, |tx| {
            Box::pin(async move { tick(tx, &case, &desk, &rules, now).await })
        })
        .await?;
    }
    Ok(())
}

async fn tick(
    tx: &mut Tx,
    number: &str,
    desk: &Desk,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<Touched> {
    let mut case = row::one(tx, number).await?;
    if case.due.is_none_or(|due| due > now) {
        return Ok(Touched::default());
    }
    let mut touched = targets::refresh(tx, &mut case, rules, now).await?;
    if let Some(countdown) = case.countdown(rules) {
        let act = case::automatic(case.state, case.withheld.is_some());
        let acts_at = act.map(|act| (act, countdown.acts_at(rules.auto_withhold_before)));
        if let Some(percent) = countdown.reminder_due(case.reminded, now) {
            let outlook = outlook(case.state, acts_at, now);
            remind(tx, &mut case, desk, countdown, percent, outlook, now).await?;
        }
        if let Some((act, _)) = acts_at.filter(|(_, at)| *at <= now) {
            touched.merge(act::act(tx, &mut case, act, "clock", rules, now).await?);
            return Ok(touched);
        }
    }
    case.plan(rules, now);
    case.save(tx).await?;
    Ok(touched)
}

/// What happens to the case by itself; what is due now is done before anybody reads of it.
fn outlook(state: State, acts: Option<(Act, Timestamp)>, now: Timestamp) -> Outlook {
    match acts {
        Some((Act::Remove, at)) => Outlook::Removes(at),
        Some((_, at)) if at > now => Outlook::Withholds(at),
        None if state == State::Incomplete => Outlook::Incomplete,
        _ => Outlook::Withheld,
    }
}

async fn remind(
    tx: &mut Tx,
    case: &mut Case,
    desk: &Desk,
    countdown: Countdown,
    percent: u8,
    outlook: Outlook,
    now: Timestamp,
) -> Result<()> {
    case.reminded = percent;
    let mut details = Map::new();
    details.insert("percent".into(), json!(percent));
    effects::note(tx, case, Event::Reminded, "clock", details, now).await?;
    let letter = NewLetter {
        kind: Kind::Reminder,
        // A completed case's clock starts anew, and so do its reminders.
        label: format!("{}.{percent}.{}", case.number, case.opened.as_second()),
        case: Some(case.number.clone()),
        email: desk.email.clone(),
        salt: "desk".into(),
        language: Some(desk.language.to_string()),
        note: &Note::Reminder {
            percent,
            deadline: countdown.ends,
            outlook,
        },
    };
    deliveries::queue(tx, &letter, now).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::outlook;
    use crate::article::Language;
    use crate::config;
    use crate::render::Outlook;
    use crate::store::engine::{Sql, args};
    use crate::store::writer::Lane;
    use crate::store::{Desk, NewCase, Store};
    use crate::takedown::{Act, Request, State};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn a_reminder_says_what_will_happen() {
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let received = |acts| outlook(State::Received, acts, now);
        assert_eq!(
            received(Some((Act::Withhold, later))),
            Outlook::Withholds(later)
        );
        assert_eq!(received(Some((Act::Withhold, now))), Outlook::Withheld);
        assert_eq!(received(None), Outlook::Withheld);
        assert_eq!(outlook(State::Incomplete, None, now), Outlook::Incomplete);
        let removes = outlook(State::Confirmed, Some((Act::Remove, later)), now);
        assert_eq!(removes, Outlook::Removes(later));
    }

    #[tokio::test]
    async fn a_case_that_fails_stops_no_other() {
        const SPOIL: Sql = Sql::same("UPDATE cases SET request = '{' WHERE case_no = $1");
        let folder = tempfile::tempdir().expect("a folder");
        let at = config::Store::Sqlite(folder.path().join("masthead.db"));
        let store = Store::open(&at).await.expect("opens");
        let rules = config::Takedown {
            deadline: Duration::from_hours(24),
            clock_from_receipt: true,
            auto_withhold_before: Duration::from_hours(1),
            stub_for: Duration::ZERO,
            restore_after: Duration::ZERO,
        };
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let new = NewCase {
                request: Request::default(),
                via: "file",
                key: "key".into(),
                mark: None,
            };
            let opened = store.open_case(new, &rules, Timestamp::UNIX_EPOCH).await;
            numbers.push(opened.expect("opens").case);
        }
        let first = numbers[0].clone();
        let spoilt = store.write(Lane::Takedown, 1, move |tx| {
            let first = first.clone();
            Box::pin(async move { tx.run(&SPOIL, args![first]).await })
        });
        spoilt.await.expect("spoils");
        let desk = Desk {
            email: "rights@news.example".into(),
            language: Language::parse("zh-CN").expect("a tag"),
        };
        let noon = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(12);
        let (_, done) = store.case_clock(&desk, &rules, noon).await;
        let error = done.expect_err("one fails").to_string();
        assert!(error.contains(&numbers[0]), "{error}");
        let log = store.log_since(0, 100).await.expect("reads");
        let reminded = log.iter().filter(|(_, line)| line.contains("reminded"));
        assert_eq!(reminded.count(), 2);
        store.close().await;
    }
}
