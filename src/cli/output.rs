//! Results on standard output. A reader that has seen enough (`| head`) is no error.

use std::fmt::Display;
use std::io::{self, Write as _};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use super::CliError;

/// An instant as people read it: to the minute, in the publisher's zone.
#[must_use]
pub fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M %:z")
        .to_string()
}

/// Writes a result as it stands.
///
/// # Errors
/// Where standard output takes nothing.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::new(format!(
            "cannot write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// So many of them: `1 article`, `2 articles`.
#[must_use]
pub fn count<N: Copy + Display + PartialEq + From<u8>>(number: N, thing: &str) -> String {
    let plural = if number == N::from(1) { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Writes a result as JSON for scripts.
///
/// # Errors
/// Where standard output takes nothing.
pub fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    print(&text)
}

/// A thing's properties, one a line; those that say nothing are left out.
#[must_use]
pub fn details(lines: &[(&str, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for (name, value) in lines {
        if !value.is_empty() {
            line(
                &mut text,
                &[width - 2, 0],
                [*name, value.as_str()].into_iter(),
            );
        }
    }
    text
}

/// Columns of text under a header, aligned for wide characters too.
#[must_use]
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    line(&mut text, &widths, header.iter().copied());
    for row in rows {
        line(&mut text, &widths, row.iter().map(String::as_str));
    }
    text
}

fn line<'a>(text: &mut String, widths: &[usize], cells: impl Iterator<Item = &'a str>) {
    let start = text.len();
    for (width, cell) in widths.iter().zip(cells) {
        text.push_str(cell);
        text.extend(std::iter::repeat_n(
            ' ',
            width.saturating_sub(cell.width()) + 2,
        ));
    }
    let end = start + text[start..].trim_end().len();
    text.truncate(end);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::{count, minute, table};

    #[test]
    fn people_read_the_minute_where_they_are() {
        let at: Timestamp = "2026-11-25T11:20:18.376295Z".parse().expect("an instant");
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        assert_eq!(minute(at, &zone), "2026-11-25 19:20 +08:00");
    }

    #[test]
    fn one_is_no_plural() {
        let counted = [0, 1, 2].map(|number: i64| count(number, "article"));
        assert_eq!(counted, ["0 articles", "1 article", "2 articles"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = vec![
            vec!["驿城区".into(), "1".into()],
            vec!["ab".into(), "2".into()],
        ];
        assert_eq!(
            table(&["name", "n"], &rows),
            "name    n\n驿城区  1\nab      2\n"
        );
    }
}
