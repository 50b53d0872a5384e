//! What a case's clock does by itself: it reminds the desk, and acts where the desk does not.

use jiff::Timestamp;
use serde_json::{Map, json};

use super::row::{self, Case};
use super::{Desk, act, effects};
use crate::config;
use crate::store::deliveries::{self, Kind, NewLetter, Note};
use crate::store::engine::Tx;
use crate::store::jobs::Touched;
use crate::store::writer::Lane;
use crate::store::{Result, Store};
use crate::takedown::{Countdown, Event, case};

impl Store {
    /// Reminds and acts where it is time, each case in a transaction of its own.
    ///
    /// # Errors
    /// Where the store fails; what was done before stays so.
    pub async fn case_clock(
        &self,
        desk: &Desk,
        rules: &config::Takedown,
        now: Timestamp,
    ) -> Result<Touched> {
        let mut touched = Touched::default();
        for number in self.cases_due(now).await? {
            let (desk, rules) = (desk.clone(), rules.clone());
            let more = self
                .write(Lane::Takedown, 1, move |tx| {
                    Box::pin(async move { tick(tx, &number, &desk, &rules, now).await })
                })
                .await?;
            touched.merge(more);
        }
        Ok(touched)
    }
}

async fn tick(
    tx: &mut Tx,
    number: &str,
    desk: &Desk,
    rules: &config::Takedown,
    now: Timestamp,
) -> Result<Touched> {
    let mut case = row::one(tx, number).await?;
    let (true, Some(countdown)) = (
        case.due.is_some_and(|due| due <= now),
        case.countdown(rules),
    ) else {
        return Ok(Touched::default());
    };
    if let Some(percent) = countdown.reminder_due(case.reminded, now) {
        remind(tx, &mut case, desk, rules, countdown, percent, now).await?;
    }
    let acts_at = countdown.acts_at(rules.auto_withhold_before);
    let automatic = case::automatic(case.state, case.withheld.is_some()).filter(|_| acts_at <= now);
    if let Some(act) = automatic {
        return act::act(tx, &mut case, act, "clock", rules, now).await;
    }
    case.plan(rules, now);
    case.save(tx).await?;
    Ok(Touched::default())
}

async fn remind(
    tx: &mut Tx,
    case: &mut Case,
    desk: &Desk,
    rules: &config::Takedown,
    countdown: Countdown,
    percent: u8,
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
        case: case.number.clone(),
        email: desk.email.clone(),
        salt: "desk".into(),
        language: Some(desk.language.to_string()),
        note: &Note::Reminder {
            percent,
            deadline: countdown.ends,
            acts_at: countdown.acts_at(rules.auto_withhold_before),
        },
    };
    deliveries::queue(tx, &letter, now).await
}
