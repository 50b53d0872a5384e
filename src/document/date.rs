//! Dates and times as editors may write them, and what to write in place of others.

mod instead;

pub(super) use instead::instead;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// No zone is further from UTC.
const FURTHEST: i32 = 18 * 3600;

/// A moment as it was written: exact, or one whose instant depends on the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// With its offset.
    At(Timestamp),
    /// A date and time without one. A time that the zone skips is as much later as the clock was put forward; of one
    /// that comes twice the first is meant (RFC 5545, section 3.3.5).
    Civil(DateTime),
    /// A date alone.
    Day(Date),
}

impl Instant {
    /// The instant; of a day its start, in `zone`.
    #[must_use]
    pub fn start_in(self, zone: &TimeZone) -> Option<Timestamp> {
        let at = match self {
            Self::At(at) => return Some(at),
            Self::Civil(at) => at,
            Self::Day(day) => day.to_datetime(jiff::civil::Time::midnight()),
        };
        let at = at.to_zoned(zone.clone()).ok()?.timestamp();
        Some(crate::clock::micros(at.as_microsecond()))
    }

    /// The instant; of a day its end, in `zone`.
    #[must_use]
    pub fn end_in(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Day(day) => Self::Day(day.checked_add(1.day()).ok()?).start_in(zone),
            other => other.start_in(zone),
        }
    }
}

/// Reads an RFC 3339 date and time, the same without its offset or without its seconds too, or a date alone.
#[must_use]
pub fn instant(text: &str) -> Option<Instant> {
    let (date, rest) = text.split_at_checked(10)?;
    if !has_form(date, "0000-00-00") || date.starts_with("0000") {
        return None;
    }
    let date: Date = date.parse().ok()?;
    if rest.is_empty() {
        return Some(Instant::Day(date));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = match rest.split_at_checked(8) {
        Some((clock, rest)) if has_form(clock, "00:00:00") => (clock, rest),
        // Without seconds there is no offset either: RFC 3339 has none such.
        _ if has_form(rest, "00:00") => (rest, ""),
        _ => return None,
    };
    let digits = rest.strip_prefix('.').map_or(0, |fraction| {
        1 + fraction.bytes().take_while(u8::is_ascii_digit).count()
    });
    if digits == 1 {
        return None;
    }
    let (fraction, offset) = rest.split_at(digits);
    let civil: DateTime = format!("{date}T{clock}{fraction}").parse().ok()?;
    if offset.is_empty() {
        return Some(Instant::Civil(civil));
    }
    let seconds = offset_seconds(offset)?;
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    let at = offset.to_timestamp(civil).ok()?;
    Some(Instant::At(crate::clock::micros(at.as_microsecond())))
}

fn offset_seconds(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = has_form(&text[1..], "00:00").then(|| text[1..].split_at(2))?;
    let minutes: i32 = minutes[1..].parse().ok().filter(|minutes| *minutes < 60)?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes * 60;
    (seconds <= FURTHEST).then_some(sign * seconds)
}

/// Whether a text has a form in which `0` stands for any digit.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                _ => byte == form,
            })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Instant, instant};

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").expect("in the bundle")
    }

    #[test]
    fn rfc_3339_and_what_the_publishers_zone_completes() {
        for good in [
            "2026-11-23T09:30:00+08:00",
            "2026-11-23t09:30:00.5z",
            "2026-11-23 09:30:00-18:00",
        ] {
            assert!(matches!(instant(good), Some(Instant::At(_))), "{good}");
        }
        let exact = instant("2026-11-28T09:30:00+08:00").and_then(|at| at.start_in(&shanghai()));
        for good in [
            "2026-11-28 09:30",
            "2026-11-28T09:30",
            "2026-11-28 09:30:00",
            "2026-11-28t09:30:00.0",
        ] {
            assert_eq!(
                instant(good).and_then(|at| at.start_in(&shanghai())),
                exact,
                "{good}"
            );
        }
        for bad in [
            "2026-11-23T09:30+08:00",
            "2026-11-23T09:30:00+08",
            "2026-11-23T09:30:00+08:00[Asia/Shanghai]",
            "2026-02-30T09:30:00Z",
            "2026-02-30",
            "2026-11-23T09:30:00.Z",
            "2026-11-23T25:00:00Z",
            "2026-11-23 25:00",
            "2026-11-23T09:30:00+25:00",
            "2026-11-23T09:30:00+18:01",
            "2026-11-23T09:30:00+08:60",
            "0000-01-01T00:00:00Z",
            "0000-01-01",
            "2026-13-01",
            "2026-1-2",
            "明天",
            "",
        ] {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_date_alone_ends_with_its_day() {
        let end = instant("2026-11-23").and_then(|day| day.end_in(&shanghai()));
        let next = instant("2026-11-24T00:00:00+08:00").and_then(|at| at.end_in(&shanghai()));
        assert_eq!(end, next);
    }

    #[test]
    fn a_time_that_is_skipped_or_comes_twice() {
        let berlin = TimeZone::get("Europe/Berlin").expect("in the bundle");
        for (written, meant) in [
            ("2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
            ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ] {
            let at = instant(written).and_then(|at| at.start_in(&berlin));
            assert_eq!(
                at,
                instant(meant).and_then(|at| at.start_in(&berlin)),
                "{written}"
            );
        }
    }
}
