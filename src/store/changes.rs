//! Changes as they are noticed by whoever serves from memory: other processes' ring no bell here.

use super::counters::CHANGE;
use super::engine::{Sql, args};
use super::jobs::Place;
use super::{Result, Store};

/// The most places that are named; more than that is as good as everything.
const NAMED: i64 = 1_000;

impl Store {
    /// What was called for since the change `seen`, and the number of the last change. None where that is too much to
    /// name.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn called_since(&self, seen: i64) -> Result<(i64, Option<Vec<Place>>)> {
        const LAST: Sql = Sql::same("SELECT value FROM counters WHERE name = $1");
        const SINCE: Sql = Sql::same("SELECT kind, key FROM jobs WHERE seq > $1 LIMIT $2");
        let last = self.engine().first(&LAST, args![CHANGE]).await?;
        let last = last.map_or(Ok(0), |row| row.int(0))?;
        if last == seen {
            return Ok((last, Some(Vec::new())));
        }
        let rows = self.engine().fetch(&SINCE, args![seen, NAMED + 1]).await?;
        if i64::try_from(rows.len()).is_ok_and(|found| found > NAMED) {
            return Ok((last, None));
        }
        let places = rows
            .iter()
            .map(|row| Place::read(&row.text(0)?, row.text(1)?));
        Ok((last, Some(places.collect::<Result<_>>()?)))
    }
}
