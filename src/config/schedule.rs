//! When a digest goes out: five cron fields, read in a time zone.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A schedule that was checked: it names at least one instant.
#[derive(Debug, Clone)]
pub struct Schedule {
    text: String,
    crontab: cronexpr::Crontab,
}

/// The text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSchedule {
    /// Not five fields.
    #[error("a schedule has five fields (minute hour day month weekday), this one has {0}")]
    Fields(usize),
    /// A field says what it may not.
    #[error("{0}")]
    Field(String),
    /// A date such as the 30th of February.
    #[error("no day is ever like that")]
    Never,
}

/// How far back the first look for a past slot goes; each further look goes twice as far.
const FIRST_LOOK: Duration = Duration::from_hours(1);

impl Schedule {
    /// Reads the five fields as they are meant in `zone`.
    ///
    /// # Errors
    /// Where they are not five, cannot be read, or fit no day.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, NoSchedule> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != 5 {
            return Err(NoSchedule::Fields(fields.len()));
        }
        let text = fields.join(" ");
        let in_zone = format!("{text} {}", super::zone_name(zone));
        // The library shows the fault below the whole text; its last line is the sentence.
        let crontab = cronexpr::parse_crontab(&in_zone).map_err(|error| {
            let error = error.to_string();
            let sentence = error.lines().last().unwrap_or_default();
            NoSchedule::Field(sentence.trim_start_matches([' ', '^']).to_owned())
        })?;
        let schedule = Self { text, crontab };
        match schedule.next_after(Timestamp::UNIX_EPOCH) {
            Some(_) => Ok(schedule),
            None => Err(NoSchedule::Never),
        }
    }

    /// As it was written, one space between its fields.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first slot after `instant`.
    #[must_use]
    pub fn next_after(&self, instant: Timestamp) -> Option<Timestamp> {
        // Near the end of the calendar the library's own look ahead would go beyond it.
        let end = Timestamp::MAX.checked_sub(SignedDuration::from_hours(24 * 366 * 5));
        end.ok().filter(|end| instant < *end)?;
        let next = self
            .crontab
            .find_next(cronexpr::MakeTimestamp(instant))
            .ok()?;
        Some(next.timestamp())
    }

    /// The newest slot that is later than `after` and not later than `now`: of slots that were missed
    /// the last alone counts.
    #[must_use]
    pub fn last_at(&self, after: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let mut look = SignedDuration::try_from(FIRST_LOOK).ok()?;
        if now <= after {
            return None;
        }
        loop {
            let from = now
                .checked_sub(look)
                .map_or(after, |start| start.max(after));
            let mut last = None;
            let mut slot = self.next_after(from);
            while let Some(found) = slot.filter(|slot| *slot <= now) {
                last = Some(found);
                slot = self.next_after(found);
            }
            if last.is_some() || from == after {
                return last;
            }
            look = look.checked_mul(2)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::{NoSchedule, Schedule};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn shanghai(text: &str) -> Result<Schedule, NoSchedule> {
        Schedule::parse(text, &TimeZone::get("Asia/Shanghai").expect("a zone"))
    }

    #[test]
    fn slots_are_told_in_the_zone() {
        let daily = shanghai("0  8 * * *").expect("lawful");
        assert_eq!(daily.text(), "0 8 * * *");
        let slot = at("2026-11-24T00:00:00Z");
        assert_eq!(daily.next_after(at("2026-11-23T00:00:00Z")), Some(slot));
        assert_eq!(daily.last_at(at("2026-11-01T00:00:00Z"), slot), Some(slot));
        assert_eq!(daily.last_at(slot, at("2026-11-24T23:59:59Z")), None);
        assert_eq!(daily.last_at(slot, slot), None);
    }

    #[test]
    fn of_missed_slots_the_last() {
        let monthly = shanghai("30 6 1 * *").expect("lawful");
        let last = monthly.last_at(Timestamp::UNIX_EPOCH, at("2026-11-24T00:00:00Z"));
        assert_eq!(last, Some(at("2026-10-31T22:30:00Z")));
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        assert_eq!(shanghai("8 * * *").err(), Some(NoSchedule::Fields(4)));
        assert_eq!(shanghai("0 8 30 2 *").err(), Some(NoSchedule::Never));
        let error = shanghai("0 25 * * *").err().map(|error| error.to_string());
        assert!(
            error.as_deref().is_some_and(|error| error.contains("23")),
            "{error:?}"
        );
        assert!(shanghai("0 8 * * * UTC").is_err());
    }

    #[test]
    fn the_end_of_the_calendar_has_no_slots() {
        let daily = shanghai("0 8 * * *").expect("lawful");
        assert_eq!(daily.next_after(Timestamp::MAX), None);
    }
}
