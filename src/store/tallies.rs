//! How many there are in each state, for whoever watches the house.

use jiff::Timestamp;

use super::engine::Sql;
use super::{Error, Result, Store};

/// One state's count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The state.
    pub state: String,
    /// How many are in it.
    pub count: i64,
    /// The nearest deadline among them, where they have any.
    pub nearest: Option<Timestamp>,
}

impl Store {
    /// Mail by state.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn delivery_tallies(&self) -> Result<Vec<Tally>> {
        const COUNT: Sql = Sql::same(
            "SELECT state, COUNT(*), CAST(NULL AS BIGINT) FROM deliveries GROUP BY state ORDER BY state",
        );
        self.tallies(&COUNT).await
    }

    /// Cases by state.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn case_tallies(&self) -> Result<Vec<Tally>> {
        const COUNT: Sql = Sql::same(
            "SELECT state, COUNT(*), MIN(deadline) FROM cases GROUP BY state ORDER BY state",
        );
        self.tallies(&COUNT).await
    }

    async fn tallies(&self, count: &Sql) -> Result<Vec<Tally>> {
        let rows = self.engine().fetch(count, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok::<_, Error>(Tally {
                    state: row.text(0)?,
                    count: row.int(1)?,
                    nearest: row.opt_time(2)?,
                })
            })
            .collect()
    }
}
