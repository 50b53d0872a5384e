//! The takedown log: the file's chain, and whether the store says the same.
#![expect(
    clippy::disallowed_methods,
    reason = "an audit reads the published log itself"
)]

use std::fs;
use std::io;
use std::path::Path;

use crate::cli::{CliError, Exit, print};
use crate::store::Store;
use crate::takedown::log;

/// How many lines are asked for at once.
const BATCH: i64 = 1000;

/// Holds the file against its own chain, then against the store.
pub async fn verify(store: &Store, file: &Path) -> Result<Exit, CliError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(CliError::new(format!(
                "cannot read {}: {error}",
                file.display()
            )));
        }
    };
    let name = file.display();
    if !text.is_empty() && !text.ends_with('\n') {
        let line = text.lines().count();
        return no(&format!("{name}:{line}: the line is torn off\n"));
    }
    if let Err(bad) = log::verify(text.lines()) {
        return no(&format!("{name}:{}: {}\n", bad.line, bad.what));
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
                    return no(&format!("{name}:{seq}: the store holds another line\n"));
                }
                None => {
                    return no(&format!(
                        "{name}:{seq}: the line is missing, the store holds it\n"
                    ));
                }
            }
        }
    }
    if written.next().is_some() {
        return no(&format!(
            "{name}:{}: the store holds no such line\n",
            count + 1
        ));
    }
    print(&format!(
        "{count} lines, the chain is whole and the store agrees\n"
    ))?;
    Ok(Exit::Done)
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

fn no(sentence: &str) -> Result<Exit, CliError> {
    print(sentence)?;
    Ok(Exit::No)
}
