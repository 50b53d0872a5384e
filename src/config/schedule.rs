//! When a digest goes out: five cron fields, read on the clock of a time zone. An hour that daylight saving
//! repeats counts once, and what falls into the hour that it leaves out comes at that hour's end.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A schedule that was checked: it names at least one instant.
#[derive(Debug, Clone)]
pub struct Schedule {
    text: String,
    /// Over the times of the clock on the wall, which it takes for UTC's: the library goes by the zone's instants,
    /// so that a repeated hour has each slot twice and one left out has none.
    crontab: cronexpr::Crontab,
    zone: TimeZone,
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
        // The library shows the fault below the whole text; its last line is the sentence.
        let crontab = cronexpr::parse_crontab(&format!("{text} UTC")).map_err(|error| {
            let error = error.to_string();
            let sentence = error.lines().last().unwrap_or_default();
            NoSchedule::Field(sentence.trim_start_matches([' ', '^']).to_owned())
        })?;
        let schedule = Self {
            text,
            crontab,
            zone: zone.clone(),
        };
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
        let mut civil = self.zone.to_datetime(instant);
        loop {
            civil = self.next_civil(civil)?;
            // In the second pass of a repeated hour the times of its first pass come up again.
            let slot = self.instant_of(civil)?;
            if slot > instant {
                return Some(slot);
            }
        }
    }

    fn next_civil(&self, after: DateTime) -> Option<DateTime> {
        let after = TimeZone::UTC.to_timestamp(after).ok()?;
        let next = self.crontab.find_next(cronexpr::MakeTimestamp(after));
        Some(next.ok()?.datetime())
    }

    /// The first instant at which the zone's clock shows that time, or has gone past it.
    fn instant_of(&self, civil: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { after, .. } => {
                // Read with the later offset, a time in the gap lies before it.
                let before_gap = after.to_timestamp(civil).ok()?;
                let change = self.zone.following(before_gap).next()?;
                Some(change.timestamp())
            }
            _ => ambiguous.compatible().ok(),
        }
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

    /// The slots between two instants.
    fn slots(text: &str, zone: &str, from: &str, until: &str) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let schedule = Schedule::parse(text, &zone).expect("lawful");
        let mut slots = Vec::new();
        let mut last = at(from);
        while let Some(next) = schedule.next_after(last).filter(|next| *next < at(until)) {
            slots.push(next.to_string());
            last = next;
        }
        slots
    }

    #[test]
    fn a_repeated_hour_counts_once() {
        let (from, until) = ("2027-11-07T04:00:00Z", "2027-11-08T04:00:00Z");
        let found = slots("30 1 * * *", "America/New_York", from, until);
        assert_eq!(found, ["2027-11-07T05:30:00Z"]);
        let found = slots("*/30 1-2 * * *", "America/New_York", from, until);
        let once = ["05:00", "05:30", "07:00", "07:30"];
        assert_eq!(found, once.map(|time| format!("2027-11-07T{time}:00Z")));
        // One who asks in the second pass is not sent back into the first.
        let found = slots(
            "45 1 * * *",
            "America/New_York",
            "2027-11-07T06:30:00Z",
            until,
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_falls_into_an_hour_left_out_comes_at_its_end() {
        let (from, until) = ("2027-03-14T05:00:00Z", "2027-03-15T05:00:00Z");
        for text in ["30 2 * * *", "0 2 * * *", "*/20 2 * * *", "0 2,3 * * *"] {
            let found = slots(text, "America/New_York", from, until);
            assert_eq!(found, ["2027-03-14T07:00:00Z"], "{text}");
        }
        // Lord Howe Island goes on by half an hour.
        let (from, until) = ("2027-10-02T10:00:00Z", "2027-10-03T10:00:00Z");
        let found = slots("15 2 * * *", "Australia/Lord_Howe", from, until);
        assert_eq!(found, ["2027-10-02T15:30:00Z"]);
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
