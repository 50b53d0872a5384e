//! What a full disk does to the writer: nothing that outlasts it.

use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Lane, Writer};
use crate::config;
use crate::store::engine::{Engine, Sql, args};
use crate::store::{Error, Result};

/// How much a change writes that is to find no room.
const LARGE: usize = 4_000_000;

/// Opens a database with a table of its own, and does `test` with its writer.
fn with_writer<F>(test: impl FnOnce(Engine, Writer) -> F)
where
    F: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let place = config::Store::Sqlite(folder.path().join("masthead.db"));
    runtime.block_on(async {
        let engine = Engine::open(&place).await.expect("opens");
        let mut tx = engine.write().await.expect("a transaction");
        let table = Sql::same("CREATE TABLE t (x TEXT)");
        tx.run(&table, vec![]).await.expect("a table");
        tx.commit().await.expect("a commit");
        let (ticks, _commits) = watch::channel(0);
        let (writer, work) = Writer::new(engine.clone(), ticks, CancellationToken::new());
        tokio::join!(work, test(engine.clone(), writer));
        engine.close().await;
    });
}

async fn insert(writer: &Writer, bytes: usize) -> Result<u64> {
    let text = "x".repeat(bytes);
    writer
        .write(Lane::Common, 1, move |tx| {
            Box::pin(async move {
                let insert = Sql::same("INSERT INTO t (x) VALUES ($1)");
                tx.run(&insert, args![text]).await
            })
        })
        .await
}

fn names_the_disk(error: &Error) {
    let said = error.to_string();
    assert!(
        said.contains("masthead.db") && said.contains("cannot be written ("),
        "{said}"
    );
    assert!(!said.contains("SAVEPOINT"), "{said}");
}

/// The statement fails, and `SQLite` rolls the whole transaction back by itself.
#[test]
fn a_statement_without_room_leaves_the_writer_sound() {
    with_writer(|engine, writer| async move {
        let Engine::Sqlite { writer: pool, .. } = &engine else {
            unreachable!("SQLite was asked for");
        };
        // It counts for this connection alone: the next one has room again.
        let limit = sqlx::query("PRAGMA max_page_count = 200").execute(pool);
        limit.await.expect("a limit");
        let lost = insert(&writer, LARGE).await.expect_err("no room");
        names_the_disk(&lost);
        for _ in 0..3 {
            insert(&writer, 10).await.expect("there is room");
        }
    });
}

/// The changes go well and the COMMIT fails.
#[test]
fn a_commit_without_room_leaves_the_writer_sound() {
    let run = "trap '' XFSZ; exec \"$0\" --ignored --exact \"$1\"";
    let answer = Command::new("sh")
        .args(["-c", run])
        .arg(std::env::current_exe().expect("this program"))
        .arg("store::writer::tests::commits_where_files_may_not_grow")
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&answer.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "bounds the files of its whole process; the test above runs it in one of its own"]
fn commits_where_files_may_not_grow() {
    with_writer(|_, writer| async move {
        let free = getrlimit(Resource::Fsize);
        let bound = Rlimit {
            current: Some(300_000),
            ..free
        };
        // More than the limit, and less than the page cache spills before the commit.
        setrlimit(Resource::Fsize, bound).expect("a limit");
        let lost = insert(&writer, LARGE).await.expect_err("no room");
        setrlimit(Resource::Fsize, free).expect("no limit");
        names_the_disk(&lost);
        for _ in 0..3 {
            insert(&writer, 10).await.expect("there is room");
        }
    });
}
