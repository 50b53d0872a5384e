//! One text for both engines, or one for each where they part.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How many values one statement may hold: `SQLite` takes 32,766, `PostgreSQL` 65,535.
const MOST_VALUES: usize = 30_000;

/// A statement; values are named `$1`, `$2` … on both engines.
#[derive(Debug, Clone)]
pub struct Sql {
    pub(super) sqlite: Cow<'static, str>,
    pub(super) postgres: Cow<'static, str>,
    /// Whether the prepared statement is worth keeping.
    pub(super) kept: bool,
    /// How many values it names, where that is known without looking.
    pub(super) named: Option<usize>,
}

impl Sql {
    /// The same text for both.
    #[must_use]
    pub const fn same(text: &'static str) -> Self {
        Self::split(text, text)
    }

    /// A text for each.
    #[must_use]
    pub const fn split(sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            sqlite: Cow::Borrowed(sqlite),
            postgres: Cow::Borrowed(postgres),
            kept: true,
            named: None,
        }
    }

    /// `head VALUES (…),(…) tail` with `rows` times `columns` values. Such texts come in many lengths, so
    /// only the one for a single row is kept prepared. For `SQLite` the values have no names: it looks each name up in
    /// a list, which takes seconds for thousands of them.
    pub(super) fn values(head: &str, columns: usize, rows: usize, tail: &str) -> Self {
        let row = vec!["?"; columns].join(",");
        let unnamed = vec![format!("({row})"); rows].join(",");
        let mut numbered = String::with_capacity(rows * columns * 7);
        for row in 0..rows {
            numbered.push_str(if row == 0 { "(" } else { "),(" });
            for column in 0..columns {
                let comma = if column == 0 { "" } else { "," };
                let _ = write!(numbered, "{comma}${}", row * columns + column + 1);
            }
        }
        Self {
            sqlite: format!("{head} VALUES {unnamed} {tail}").into(),
            postgres: format!("{head} VALUES {numbered}) {tail}").into(),
            kept: rows == 1,
            named: Some(rows * columns),
        }
    }

    /// How many rows of `columns` values one statement can take.
    pub(super) const fn most_rows(columns: usize) -> usize {
        MOST_VALUES / columns
    }
}

/// How many values a text names: the highest `$n` in it.
pub(super) fn wanted(text: &str) -> usize {
    text.split('$')
        .skip(1)
        .filter_map(|rest| {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            rest[..digits].parse().ok()
        })
        .max()
        .unwrap_or(0)
}

/// The words by which an error names a statement.
pub(super) fn first_words(text: &str) -> String {
    text.split_whitespace()
        .take(8)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Sql, wanted};

    #[test]
    fn values_are_numbered_through() {
        let sql = Sql::values("INSERT INTO t (a, b)", 2, 2, "ON CONFLICT DO NOTHING");
        assert_eq!(
            sql.postgres,
            "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            sql.sqlite,
            "INSERT INTO t (a, b) VALUES (?,?),(?,?) ON CONFLICT DO NOTHING"
        );
        assert_eq!((sql.named, wanted(&sql.postgres)), (Some(4), 4));
        assert_eq!(wanted("SELECT 1"), 0);
    }
}
