//! What the inbox rejected and the newsroom is to be told by mail. A rejection is noted before its file is moved, and
//! once, however often a crash lets the file be judged again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::deliveries::{self, Kind, NewLetter, Note};
use super::engine::{Sql, Tx, args};
use super::intake_receipts::{self, FileMark};
use super::writer::Lane;
use super::{Result, Store, counters};
use crate::article::Language;
use crate::render::Rejected;

/// How long what is rejected is gathered after a letter: an editor who drops fifty broken files gets two.
const BETWEEN: SignedDuration = SignedDuration::from_mins(1);

/// How many files one letter names; the rest comes with the next.
const FILES: i64 = 500;

/// How long one file's report in a letter may be, and all of them together. The whole reports lie beside the files.
const REPORT: usize = 16 << 10;
const REPORTS: usize = 256 << 10;

/// A file that was rejected.
#[derive(Debug, Clone)]
pub struct Rejection {
    /// The very file.
    pub mark: FileMark,
    /// Its report in words.
    pub report: String,
}

impl Store {
    /// Notes rejections that are to be mailed, before their files are moved. The receipt tells one that was noted
    /// before a crash; whoever moves the file forgets it.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn note_rejections(&self, rejections: Vec<Rejection>) -> Result<()> {
        let weight = rejections.len();
        self.write(Lane::Common, weight, move |tx| {
            Box::pin(async move { note(tx, rejections).await })
        })
        .await
    }

    /// Queues a letter to each of these addresses about what was noted since the last one; none within a minute of
    /// that, but `at_once`. The letters and the end of what they tell are one transaction.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn mail_rejections(
        &self,
        to: &[String],
        language: &Language,
        at_once: bool,
        now: Timestamp,
    ) -> Result<()> {
        const ANY: Sql = Sql::same("SELECT 1 FROM rejections LIMIT 1");
        // A look first: a change of nothing would be a commit all the same, and wake everybody.
        if to.is_empty() || self.engine().first(&ANY, vec![]).await?.is_none() {
            return Ok(());
        }
        let to: BTreeSet<String> = to.iter().cloned().collect();
        let language = language.to_string();
        self.write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                if at_once || is_time(tx, now).await? {
                    mail(tx, &to, &language, now).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn note(tx: &mut Tx, rejections: Vec<Rejection>) -> Result<()> {
    let mut new = Vec::with_capacity(rejections.len());
    for rejection in rejections {
        if intake_receipts::find(tx, &rejection.mark).await?.is_none() {
            new.push(rejection);
        }
    }
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let first = counters::reserve(tx, "rejection", count).await?;
    let marks: Vec<_> = new.iter().map(|one| (&one.mark, "rejected")).collect();
    intake_receipts::note(tx, &marks).await?;
    let rows = (first..)
        .zip(&new)
        .map(|(id, one)| args![id, one.mark.name.as_str(), shortened(&one.report)])
        .collect();
    tx.each("INSERT INTO rejections (id, file, report)", rows, "")
        .await?;
    Ok(())
}

/// As much of a report as a letter takes, in whole lines; `PostgreSQL` takes no U+0000.
fn shortened(report: &str) -> String {
    let report = report.replace('\0', "\u{FFFD}");
    if report.len() <= REPORT {
        return report;
    }
    let kept = &report[..report.floor_char_boundary(REPORT)];
    let whole = kept.rfind('\n').map_or(kept, |end| &kept[..=end]);
    format!("{whole}…\n")
}

/// Whether the last letter is long enough ago. A clock that was set back stops no letter.
async fn is_time(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    const LAST: Sql = Sql::same("SELECT value FROM counters WHERE name = 'rejections_mailed'");
    let Some(row) = tx.first(&LAST, vec![]).await? else {
        return Ok(true);
    };
    let last = row.time(0)?;
    Ok(now < last || now.duration_since(last) >= BETWEEN)
}

async fn mail(tx: &mut Tx, to: &BTreeSet<String>, language: &str, now: Timestamp) -> Result<()> {
    const OLDEST: Sql = Sql::same("SELECT id, file, report FROM rejections ORDER BY id LIMIT $1");
    const TOLD: Sql = Sql::same("DELETE FROM rejections WHERE id <= $1");
    const NOTE: Sql = Sql::same(
        "INSERT INTO counters (name, value) VALUES ('rejections_mailed', $1) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    let mut files = Vec::new();
    let mut last = None;
    let mut room = REPORTS;
    for row in tx.fetch(&OLDEST, args![FILES]).await? {
        last = Some(row.int(0)?);
        let mut report = row.text(2)?;
        if report.len() > room {
            report.clear();
        }
        room -= report.len();
        let file = row.text(1)?;
        files.push(Rejected { file, report });
    }
    let Some(last) = last else {
        return Ok(());
    };
    let number = counters::reserve(tx, "rejection_letter", 1).await?;
    let note = Note::Rejected { files };
    for (position, email) in to.iter().enumerate() {
        let letter = NewLetter {
            kind: Kind::Notice,
            label: format!("inbox.{number}"),
            case: None,
            email: email.clone(),
            salt: format!("inbox-{position}"),
            language: Some(language.to_owned()),
            note: &note,
        };
        deliveries::queue(tx, &letter, now).await?;
    }
    tx.run(&TOLD, args![last]).await?;
    tx.run(&NOTE, args![now]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{REPORT, shortened};

    #[test]
    fn a_long_report_keeps_whole_lines() {
        assert_eq!(shortened("一\0行\n"), "一\u{FFFD}行\n");
        let long = shortened(&"错误：这一行\n".repeat(REPORT));
        assert!(long.len() <= REPORT + 8);
        assert!(long.ends_with("错误：这一行\n…\n"), "{long}");
        let one_line = shortened(&"错".repeat(REPORT));
        assert!(one_line.len() <= REPORT + 8 && one_line.ends_with("错…\n"));
    }
}
