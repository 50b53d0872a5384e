//! A date in another notation as one of ours, for a report to show.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A longer text is a sentence.
const LONGEST: usize = 80;

/// The date that a text means, as we take it; none where it could mean two, or none.
pub fn instead(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let (date, rest) =
        date(text.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’".contains(c)))?;
    let day = Date::new(date.0, date.1, date.2)
        .ok()
        .filter(|day| day.year() > 0)?;
    let Some((hour, minute, second, offset)) = clock(&rest)? else {
        return Some(day.to_string());
    };
    let seconds = match (second, offset.is_some()) {
        (None, false) => String::new(),
        (second, _) => format!(":{:02}", second.unwrap_or(0)),
    };
    let between = if offset.is_some() { 'T' } else { ' ' };
    let written = format!(
        "{day}{between}{hour:02}:{minute:02}{seconds}{}",
        offset.unwrap_or_default()
    );
    super::instant(&written).map(|_| written)
}

/// A run of digits, of letters, or a single mark.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_ascii_alphabetic() => 1,
        c if c.is_whitespace() => 2,
        _ => 3,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| before != kind(c) || before == 3) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(kind(c));
    }
    pieces.push(&text[start..]);
    pieces
}

/// Year, month and day at the beginning, and what follows.
fn date(text: &str) -> Option<((i16, i8, i8), String)> {
    let pieces = pieces(text);
    let number = |at: usize| pieces.get(at)?.parse::<i16>().ok();
    let first = pieces.first()?;
    // 20261128, 202611280930
    if matches!(first.len(), 8 | 12 | 14) && first.bytes().all(|b| b.is_ascii_digit()) {
        let part = |from: usize, to: usize| first.get(from..to)?.parse::<i16>().ok();
        let clock = match first.len() {
            12 => format!(" {}:{}", &first[8..10], &first[10..12]),
            14 => format!(" {}:{}:{}", &first[8..10], &first[10..12], &first[12..14]),
            _ => String::new(),
        };
        let day = (
            part(0, 4)?,
            i8::try_from(part(4, 6)?).ok()?,
            i8::try_from(part(6, 8)?).ok()?,
        );
        return Some((day, clock + &pieces[1..].concat()));
    }
    let words: Vec<(usize, &str)> = pieces
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, piece)| piece.starts_with(|c: char| c.is_ascii_alphanumeric()))
        .take(4)
        .collect();
    // Nov 28, 2026 · 28 November 2026 · Sat, 28 Nov 2026
    let month_at = words.iter().position(|(_, word)| month(word).is_some());
    if let Some(position) = month_at {
        let month = month(words[position].1)?;
        let near: Vec<(usize, i16)> = words
            .iter()
            .filter_map(|(at, word)| Some((*at, word.parse().ok()?)))
            .take(2)
            .collect();
        let [(_, one), (at, other)] = near.as_slice() else {
            return None;
        };
        let (year, day) = if *one > 31 {
            (*one, *other)
        } else {
            (*other, *one)
        };
        if !(1000..=9999).contains(&year) {
            return None;
        }
        return Some((
            (year, month, i8::try_from(day).ok()?),
            pieces[at + 1..].concat(),
        ));
    }
    let separators = |at: usize| {
        let mark = pieces.get(at).copied().unwrap_or_default().trim();
        matches!(
            mark,
            "-" | "/" | "." | "年" | "月" | "," | "、" | "\\" | "−" | "–" | "—"
        )
    };
    // What stands between the three numbers: one mark each, with or without blanks.
    let solid: Vec<usize> = (0..pieces.len())
        .filter(|at| !pieces[*at].trim().is_empty())
        .collect();
    let [a, first_mark, b, second_mark, c, ..] = solid.as_slice() else {
        return None;
    };
    if !separators(*first_mark) || !separators(*second_mark) {
        return None;
    }
    let (a, b, third) = (number(*a)?, number(*b)?, number(*c)?);
    let (year, month, day) = if pieces[solid[0]].len() == 4 {
        (a, b, third)
    } else if pieces[*c].len() == 4 && a > 12 {
        // 28/11/2026: the day can only come first.
        (third, b, a)
    } else if pieces[*c].len() == 4 && b > 12 {
        (third, a, b)
    } else {
        return None;
    };
    let mut rest = pieces[c + 1..].concat();
    for unit in ["日", "号", "號"] {
        if let Some(bare) = rest.trim_start().strip_prefix(unit) {
            rest = bare.to_owned();
            break;
        }
    }
    Some((
        (year, i8::try_from(month).ok()?, i8::try_from(day).ok()?),
        rest,
    ))
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?;
    let at = MONTHS.iter().position(|name| *name == start)?;
    (word.len() <= 9).then(|| i8::try_from(at + 1).ok())?
}

type Clock = (u8, u8, Option<u8>, Option<String>);

/// The time of day that follows a date: `Some(None)` where none does, `None` where it cannot be read.
#[expect(
    clippy::option_option,
    reason = "nothing there, and nothing that can be read, are two answers"
)]
fn clock(text: &str) -> Option<Option<Clock>> {
    let mut rest = text.to_owned();
    // A weekday in brackets says nothing new.
    while let (Some(open), Some(close)) = (rest.find('('), rest.find(')')) {
        if close < open {
            return None;
        }
        rest.replace_range(open..=close, " ");
    }
    for day in ["星期", "周", "礼拜"] {
        if let Some(at) = rest.find(day) {
            let end = at
                + day.len()
                + rest[at + day.len()..]
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
            rest.replace_range(at..end, " ");
        }
    }
    let rest = rest.replace("北京时间", " ");
    let (later, rest) = half(&rest);
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | 't' | '-'));
    if rest.is_empty() {
        return Some(None);
    }
    let pieces = pieces(rest);
    let mut numbers: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        if numbers.len() < 3
            && piece.len() <= 2
            && let Ok(number) = piece.parse()
        {
            numbers.push(number);
            at += 1;
            let mark = pieces.get(at).copied().unwrap_or_default();
            if matches!(mark, ":" | "时" | "時" | "点" | "點" | "分" | "秒") {
                at += 1;
                continue;
            }
            break;
        }
        if *piece == "半" && numbers.len() == 1 {
            numbers.push(30);
            at += 1;
        }
        break;
    }
    let mut hour = *numbers.first()?;
    let minute = numbers.get(1).copied().unwrap_or(0);
    match later {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    let zone = pieces[at..].concat();
    let offset = offset(zone.trim())?;
    (hour < 24 && minute < 60).then(|| Some((hour, minute, numbers.get(2).copied(), offset)))
}

/// Whether a word says which half of the day is meant, and the text without it.
fn half(text: &str) -> (Option<bool>, String) {
    const WORDS: [(&str, bool); 11] = [
        ("上午", false),
        ("凌晨", false),
        ("早上", false),
        ("早晨", false),
        ("清晨", false),
        ("下午", true),
        ("晚上", true),
        ("傍晚", true),
        ("中午", true),
        ("晚", true),
        ("早", false),
    ];
    for (word, later) in WORDS {
        if let Some(at) = text.find(word) {
            // Eleven o'clock at noon is before it.
            let is_eleven =
                word == "中午" && text[at + word.len()..].trim_start().starts_with("11");
            return (Some(later && !is_eleven), text.replacen(word, " ", 1));
        }
    }
    for (word, later) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if let Some(bare) = text.trim_end().strip_suffix(word) {
            return (Some(later), bare.trim_end().to_owned());
        }
    }
    (None, text.to_owned())
}

/// An offset in any of its notations, as RFC 3339 has it: `Some(None)` where there is none.
#[expect(
    clippy::option_option,
    reason = "nothing there, and nothing that can be read, are two answers"
)]
fn offset(text: &str) -> Option<Option<String>> {
    let bare = text
        .trim_start_matches("utc")
        .trim_start_matches("gmt")
        .trim();
    if bare.is_empty() || bare == "z" {
        return Some((!text.is_empty()).then(|| "Z".to_owned()));
    }
    let (sign, digits) = bare
        .split_at_checked(1)
        .filter(|(sign, _)| matches!(*sign, "+" | "-"))?;
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "00"),
        3 | 4 => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    let hours: u8 = hours.parse().ok()?;
    let minutes: u8 = minutes.parse().ok()?;
    Some(Some(format!("{sign}{hours:02}:{minutes:02}")))
}

#[cfg(test)]
mod tests {
    use super::instead;

    #[test]
    fn other_notations_as_ours() {
        for (written, meant) in [
            ("2026/11/28", "2026-11-28"),
            ("2026年11月28日", "2026-11-28"),
            ("2026.11.28", "2026-11-28"),
            ("2026-1-2", "2026-01-02"),
            ("２０２６－１１－２８", "2026-11-28"),
            ("2026 年 11 月 28 日", "2026-11-28"),
            ("28/11/2026", "2026-11-28"),
            ("11/28/2026", "2026-11-28"),
            ("20261128", "2026-11-28"),
            ("202611280930", "2026-11-28 09:30"),
            ("Nov 28, 2026", "2026-11-28"),
            ("28 November 2026", "2026-11-28"),
            (
                "Sat, 28 Nov 2026 09:30:00 +0800",
                "2026-11-28T09:30:00+08:00",
            ),
            ("2026年11月28日 9:30", "2026-11-28 09:30"),
            ("2026年11月28日上午9:30", "2026-11-28 09:30"),
            ("2026年11月28日下午3点半", "2026-11-28 15:30"),
            ("2026年11月28日（星期六）9时30分", "2026-11-28 09:30"),
            ("2026-11-28 09：30", "2026-11-28 09:30"),
            ("2026-11-28　09:30", "2026-11-28 09:30"),
            ("2026/11/28 9:30 PM", "2026-11-28 21:30"),
            ("2026-11-28T09:30+08:00", "2026-11-28T09:30:00+08:00"),
            ("2026-11-28 09:30:00 +0800", "2026-11-28T09:30:00+08:00"),
            ("“2026-11-28”", "2026-11-28"),
            ("2026-11-28 9:30:05", "2026-11-28 09:30:05"),
            ("2026-11-28 09:30 UTC+8", "2026-11-28T09:30:00+08:00"),
        ] {
            assert_eq!(instead(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_could_mean_two_days_or_none_is_left_open() {
        for written in [
            "1/2/2026",
            "明天",
            "2026-02-30",
            "2026/13/45",
            "11月28日",
            "26-11-28",
            "",
            "2026-11-28 25:00",
        ] {
            assert_eq!(instead(written), None, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_shown_is_taken(text in "[0-9０-９/年月日:：. +-]{0,24}|.{0,30}") {
            if let Some(shown) = instead(&text) {
                proptest::prop_assert!(super::super::instant(&shown).is_some(), "{shown}");
            }
        }
    }
}
