//! Invariant 6: what one article costs follows the change, not the archive. Files, bytes and rows are counted; no clock.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;

use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::hand::Hand;
use crate::house::{House, original};

/// Neither begins a page of the archive, which has a hundred places.
const FEW: usize = 150;
const MANY: usize = 10_050;

/// What one more article touched.
#[derive(Debug)]
struct Cost {
    files: usize,
    bytes: usize,
    rows: usize,
}

/// Each file with the inode that renaming gave it.
fn inodes(house: &House) -> BTreeMap<String, u64> {
    house
        .files("outbox/www")
        .into_keys()
        .map(|name| {
            let path = house.path("outbox/www").join(&name);
            (name, fs::metadata(path).expect("it was there").ino())
        })
        .collect()
}

/// Each row of each table, written out, with how often it is there.
async fn rows(house: &House) -> BTreeMap<String, i64> {
    let url = format!("sqlite:{}", house.path("var/masthead.db").display());
    let mut store = SqliteConnection::connect(&url).await.expect("the store");
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> = sqlx::query_scalar(tables)
        .fetch_all(&mut store)
        .await
        .expect("tables");
    let mut all = BTreeMap::new();
    for table in tables {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info($1)")
                .bind(&table)
                .fetch_all(&mut store)
                .await
                .expect("columns");
        let text = format!("SELECT {} AS line FROM {table}", columns.join("||','||"));
        for row in sqlx::query(sqlx::AssertSqlSafe(text))
            .fetch_all(&mut store)
            .await
            .expect("rows")
        {
            let line: String = row.get("line");
            *all.entry(format!("{table}: {line}")).or_default() += 1;
        }
    }
    all
}

/// Has the database note each call for a place, which leaves no trace once it is settled: so that a place that is rendered
/// to the same bytes is counted too.
async fn note_calls(house: &House) {
    let url = format!("sqlite:{}", house.path("var/masthead.db").display());
    let mut store = SqliteConnection::connect(&url).await.expect("the store");
    let probe = "CREATE TABLE called (kind TEXT, key TEXT); \
        CREATE TRIGGER called_anew AFTER INSERT ON jobs BEGIN INSERT INTO called VALUES (new.kind, new.key); END; \
        CREATE TRIGGER called_again AFTER UPDATE OF seq ON jobs BEGIN INSERT INTO called VALUES (new.kind, new.key); END";
    sqlx::raw_sql(probe)
        .execute(&mut store)
        .await
        .expect("a probe");
}

fn drop_many(hand: &Hand, range: std::ops::Range<usize>) {
    for n in range {
        let id = format!("n{n:06}");
        hand.house.drop_in(
            &format!("{id}.yaml"),
            &original(&id, &format!("标题 {n:06}")),
        );
    }
}

async fn one_more_at(stored: usize) -> Cost {
    let hand = Hand::with("feeds: {entries: 20}\n");
    drop_many(&hand, 0..stored);
    hand.done("run --once").await;
    hand.advance("1m");
    hand.done("run --once").await;
    note_calls(&hand.house).await;
    let (files_before, rows_before) = (inodes(&hand.house), rows(&hand.house).await);

    hand.advance("1m");
    drop_many(&hand, stored..stored + 1);
    hand.done("run --once").await;
    let (files_after, rows_after) = (inodes(&hand.house), rows(&hand.house).await);

    let touched: Vec<&String> = files_after
        .iter()
        .filter(|(name, inode)| files_before.get(*name) != Some(*inode))
        .map(|(name, _)| name)
        .collect();
    assert!(
        touched.iter().any(|name| name.contains("articles/")),
        "{touched:?}"
    );
    let size = |name: &&String| {
        fs::read(hand.house.path("outbox/www").join(name))
            .expect("a file")
            .len()
    };
    let rows = rows_after
        .iter()
        .filter(|(row, times)| rows_before.get(*row) != Some(*times));
    Cost {
        files: touched.len(),
        bytes: touched.iter().map(size).sum(),
        rows: rows.count(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_article_costs_the_same_at_a_hundred_and_at_ten_thousand() {
    let few = one_more_at(FEW).await;
    let many = one_more_at(MANY).await;
    eprintln!("{few:?} at {FEW}, {many:?} at {MANY}");
    assert_eq!(few.files, many.files);
    assert_eq!(few.rows, many.rows);
    assert!(
        many.bytes.abs_diff(few.bytes) * 20 < few.bytes,
        "{few:?}, {many:?}"
    );
    assert!(few.files < 40 && few.rows < 40, "{few:?}");
}
