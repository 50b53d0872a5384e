//! Receipts of the intake: a file that was committed but not yet moved is known again, and not
//! taken for a new drop of the same bytes.

use super::engine::{Row, Sql, Tx, args};
use super::writer::Lane;
use super::{Result, Store};

/// What tells one drop of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMark {
    /// Its path below the inbox.
    pub name: String,
    /// Its inode.
    pub inode: i64,
    /// Its size in bytes.
    pub size: i64,
    /// When it was written, in nanoseconds.
    pub modified: i64,
    /// What is in it.
    pub sha256: [u8; 32],
}

/// Notes, in the transaction that took the files in, what became of them.
pub(super) async fn note(tx: &mut Tx, marks: &[(&FileMark, &str)]) -> Result<()> {
    let rows = marks
        .iter()
        .map(|(mark, outcome)| {
            args![
                mark.name.as_str(),
                mark.inode,
                mark.size,
                mark.modified,
                &mark.sha256,
                *outcome
            ]
        })
        .collect();
    tx.each(
        "INSERT INTO receipts (name, inode, size, modified, sha256, outcome)",
        rows,
        "ON CONFLICT (name) DO UPDATE SET inode = excluded.inode, size = excluded.size, \
         modified = excluded.modified, sha256 = excluded.sha256, outcome = excluded.outcome",
    )
    .await?;
    Ok(())
}

const FIND: Sql =
    Sql::same("SELECT inode, size, modified, sha256, outcome FROM receipts WHERE name = $1");

/// What was committed for this very file, within a transaction.
pub(super) async fn find(tx: &mut Tx, mark: &FileMark) -> Result<Option<String>> {
    let row = tx.first(&FIND, args![mark.name.as_str()]).await?;
    outcome(row, mark)
}

fn outcome(row: Option<Row>, mark: &FileMark) -> Result<Option<String>> {
    let Some(row) = row else {
        return Ok(None);
    };
    let same = row.int(0)? == mark.inode
        && row.int(1)? == mark.size
        && row.int(2)? == mark.modified
        && row.sum(3)? == mark.sha256;
    if same { row.opt_text(4) } else { Ok(None) }
}

impl Store {
    /// What was committed for this very file: `accepted`, `rejected` where that is to be mailed, or a case's number.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn receipt(&self, mark: &FileMark) -> Result<Option<String>> {
        let row = self
            .engine()
            .first(&FIND, args![mark.name.as_str()])
            .await?;
        outcome(row, mark)
    }

    /// Notes what became of a file that could not be moved out of the inbox.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn keep_receipt(&self, mark: FileMark, outcome: &'static str) -> Result<()> {
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move { note(tx, &[(&mark, outcome)]).await })
        })
        .await
    }

    /// Forgets files that have been moved out of the inbox.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn forget_receipts(&self, names: Vec<String>) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let rows = names.into_iter().map(|name| args![name]).collect();
                tx.each("DELETE FROM receipts WHERE name IN (", rows, ")")
                    .await?;
                Ok(())
            })
        })
        .await
    }
}
