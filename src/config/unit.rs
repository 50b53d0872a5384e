//! Durations (`500ms`, `2s`, `15m`, `24h`, `30d`) and sizes (`4MiB`) as an operator writes them.

use std::time::Duration;

/// Reads a whole number with one unit of `ms`, `s`, `m`, `h` or `d`. A day is 24 hours.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        "d" => 24 * 60 * 60 * 1000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

/// Reads a whole number with one unit of `B`, `KiB`, `MiB` or `GiB`; bytes where there is none.
pub(super) fn size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let bytes = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(bytes)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{duration, size};

    #[test]
    fn what_operators_write() {
        assert_eq!(duration("50ms"), Some(Duration::from_millis(50)));
        assert_eq!(duration("2s"), Some(Duration::from_secs(2)));
        assert_eq!(duration("15m"), Some(Duration::from_mins(15)));
        assert_eq!(duration("24h"), Some(Duration::from_hours(24)));
        assert_eq!(duration("30d"), Some(Duration::from_hours(720)));
        assert_eq!(size("4MiB"), Some(4_194_304));
        assert_eq!(size("900"), Some(900));
    }

    #[test]
    fn what_nobody_should_write() {
        for bad in [
            "",
            "s",
            "2",
            "-2s",
            "2 s",
            "1.5h",
            "2w",
            "99999999999999999999s",
            "999999999999999999d",
        ] {
            assert_eq!(duration(bad), None, "{bad}");
        }
        for bad in ["", "MiB", "4MB", "4mib", "-1", "99999999999GiB"] {
            assert_eq!(size(bad), None, "{bad}");
        }
    }
}
