//! The clock of a case. Its end is an instant: 24 hours are 24 hours, whatever
//! the day, the zone or the daemon's own sleep.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::config;

/// At how many percent of the time the desk is reminded.
pub const REMINDERS: [u8; 3] = [50, 75, 90];

/// A running clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countdown {
    /// When it began to run.
    pub starts: Timestamp,
    /// The deadline.
    pub ends: Timestamp,
}

impl Countdown {
    /// The clock of a case that was `opened` then (received, or last completed) and `confirmed` then;
    /// none while it does not run.
    #[must_use]
    pub fn of(
        rules: &config::Takedown,
        opened: Timestamp,
        confirmed: Option<Timestamp>,
    ) -> Option<Self> {
        let starts = if rules.clock_from_receipt {
            opened
        } else {
            confirmed?
        };
        Some(Self {
            starts,
            ends: later(starts, rules.deadline),
        })
    }

    /// The instant at which `percent` of the time is gone.
    #[must_use]
    pub fn mark(&self, percent: u8) -> Timestamp {
        let whole =
            i128::from(self.ends.as_microsecond()) - i128::from(self.starts.as_microsecond());
        let gone = whole * i128::from(percent) / 100;
        let gone = i64::try_from(gone).unwrap_or(i64::MAX);
        self.starts
            .checked_add(SignedDuration::from_micros(gone))
            .unwrap_or(self.ends)
    }

    /// When the case is acted upon by itself: so long before the deadline, but not before the clock runs.
    #[must_use]
    pub fn acts_at(&self, before: Duration) -> Timestamp {
        SignedDuration::try_from(before)
            .ok()
            .and_then(|before| self.ends.checked_sub(before).ok())
            .map_or(self.starts, |instant| instant.max(self.starts))
    }

    /// The reminder to send at `now`, where `sent` is the last one's percentage (0 for none).
    /// After a downtime it is one reminder, the most urgent, and not three.
    #[must_use]
    pub fn reminder_due(&self, sent: u8, now: Timestamp) -> Option<u8> {
        REMINDERS
            .into_iter()
            .rev()
            .find(|percent| *percent > sent && self.mark(*percent) <= now)
    }

    /// The next instant after `now` at which the case's time does something: a reminder, or the action that
    /// happens by itself, where one is still to come.
    #[must_use]
    pub fn next(&self, sent: u8, acts_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        REMINDERS
            .into_iter()
            .filter(|percent| *percent > sent)
            .map(|percent| self.mark(percent))
            .chain(acts_at)
            .filter(|instant| *instant > now)
            .min()
    }
}

fn later(start: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| start.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::Countdown;
    use crate::config::Takedown;

    const HOUR: Duration = Duration::from_hours(1);

    fn rules(clock_from_receipt: bool) -> Takedown {
        Takedown {
            deadline: 24 * HOUR,
            clock_from_receipt,
            auto_withhold_before: HOUR,
            stub_for: 720 * HOUR,
            restore_after: 360 * HOUR,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_day_is_24_hours_even_where_the_clocks_change() {
        // Night of the European change to winter time: the local day has 25 hours.
        let received = at("2026-10-24T12:00:00+02:00");
        let clock = Countdown::of(&rules(true), received, None).expect("it runs");
        assert_eq!(clock.ends, at("2026-10-25T11:00:00+01:00"));
        assert_eq!(clock.mark(75), at("2026-10-25T04:00:00Z"));
        assert_eq!(clock.acts_at(HOUR), at("2026-10-25T09:00:00Z"));
        assert_eq!(clock.acts_at(48 * HOUR), received);
    }

    #[test]
    fn a_clock_from_confirmation_waits_for_it() {
        let received = at("2026-11-23T00:00:00Z");
        assert_eq!(Countdown::of(&rules(false), received, None), None);
        let confirmed = at("2026-11-24T06:00:00Z");
        let clock = Countdown::of(&rules(false), received, Some(confirmed)).expect("it runs");
        assert_eq!(
            (clock.starts, clock.ends),
            (confirmed, at("2026-11-25T06:00:00Z"))
        );
    }

    #[test]
    fn one_reminder_after_a_downtime() {
        let start = at("2026-11-23T00:00:00Z");
        let clock = Countdown::of(&rules(true), start, None).expect("it runs");
        assert_eq!(clock.reminder_due(0, at("2026-11-23T11:59:59Z")), None);
        assert_eq!(clock.reminder_due(0, at("2026-11-23T12:00:00Z")), Some(50));
        assert_eq!(clock.reminder_due(50, at("2026-11-23T17:59:59Z")), None);
        assert_eq!(clock.reminder_due(0, at("2026-11-25T00:00:00Z")), Some(90));
        assert_eq!(clock.reminder_due(90, at("2026-11-25T00:00:00Z")), None);
    }

    #[test]
    fn the_next_instant_is_the_nearest_of_all() {
        let start = at("2026-11-23T00:00:00Z");
        let clock = Countdown::of(&rules(true), start, None).expect("it runs");
        let acts = Some(clock.acts_at(HOUR));
        assert_eq!(clock.next(0, acts, start), Some(clock.mark(50)));
        assert_eq!(clock.next(75, acts, start), Some(clock.mark(90)));
        assert_eq!(clock.next(90, acts, start), acts);
        assert_eq!(clock.next(90, None, start), None);
    }
}
