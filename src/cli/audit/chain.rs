//! The takedown log: the file's chain, and whether the store says the same.
#![expect(
    clippy::disallowed_methods,
    reason = "an audit reads the published log itself"
)]

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::cli::{CliError, Exit, print};
use crate::store::Store;
use crate::takedown::log;

/// How many lines are asked for at once.
const BATCH: i64 = 1000;

/// How long the file may lag behind the store while a daemon writes it, and how often it is looked at.
const PATIENCE: (u32, Duration) = (20, Duration::from_millis(100));

/// What a look at the file gave.
enum Look {
    Whole(i64),
    /// All that is there agrees, but the store holds more.
    Behind(String),
    Wrong(String),
}

/// Holds the file against its own chain, then against the store.
pub async fn verify(store: &Store, file: &Path, daemon_runs: bool) -> Result<Exit, CliError> {
    let (looks, pause) = PATIENCE;
    let mut looked = look(store, file).await?;
    for _ in 0..looks {
        if !daemon_runs || !matches!(looked, Look::Behind(_)) {
            break;
        }
        tokio::time::sleep(pause).await;
        looked = look(store, file).await?;
    }
    let (sentence, exit) = match looked {
        Look::Whole(lines) => (
            format!("{lines} lines, the chain is whole and the store agrees\n"),
            Exit::Done,
        ),
        Look::Behind(sentence) | Look::Wrong(sentence) => (sentence, Exit::No),
    };
    print(&sentence)?;
    Ok(exit)
}

async fn look(store: &Store, file: &Path) -> Result<Look, CliError> {
    let name = file.display();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(CliError::new(format!("cannot read {name}: {error}"))),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        let line = text.lines().count();
        return Ok(Look::Behind(format!(
            "{name}:{line}: the line is torn off\n"
        )));
    }
    if let Err(bad) = log::verify(text.lines()) {
        return Ok(Look::Wrong(format!("{name}:{}: {}\n", bad.line, bad.what)));
    }
    let mut written = text.lines();
    let mut count = 0;
    loop {
        let kept = store.log_since(count, BATCH).await?;
        if kept.is_empty() {
            break;
        }
        for (seq, line) in kept {
            count = seq;
            match written.next() {
                Some(found) if found == line => {}
                Some(_) => {
                    let sentence = format!("{name}:{seq}: the store holds another line\n");
                    return Ok(Look::Wrong(sentence));
                }
                None => {
                    let sentence =
                        format!("{name}:{seq}: the line is missing, the store holds it\n");
                    return Ok(Look::Behind(sentence));
                }
            }
        }
    }
    Ok(if written.next().is_none() {
        Look::Whole(count)
    } else {
        let line = count + 1;
        Look::Wrong(format!("{name}:{line}: the store holds no such line\n"))
    })
}

/// Prints every line that the store holds.
pub async fn export(store: &Store) -> Result<Exit, CliError> {
    let mut seq = 0;
    loop {
        let kept = store.log_since(seq, BATCH).await?;
        let Some((last, _)) = kept.last() else {
            return Ok(Exit::Done);
        };
        seq = *last;
        let lines: String = kept.iter().flat_map(|(_, line)| [line, "\n"]).collect();
        print(&lines)?;
    }
}
