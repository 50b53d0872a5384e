//! The takedown log: the file's chain, and whether the store says the same.
#![expect(
    clippy::disallowed_methods,
    reason = "an audit reads the published log itself"
)]

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::told::{Contradicted, Told};
use crate::cli::{CliError, Exit, print};
use crate::store::{AuditView, Store};
use crate::takedown::chain::{self, Head};

/// How many lines or cases are asked for at once.
const BATCH: i64 = 1000;

/// How long the file may lag behind the store while a daemon writes it, and how often it is looked at.
const PATIENCE: (u32, Duration) = (50, Duration::from_millis(100));

/// The first line that does not agree, or none.
type Verdict = Result<(), Contradicted>;

/// Holds the file against its own chain and the store's lines, then what the lines say against the cases. All of the
/// store is one instant's; what a daemon appends meanwhile is held against a later look.
pub async fn verify(store: &Store, file: &Path, daemon_runs: bool) -> Result<Exit, CliError> {
    let mut view = store.audit_view().await?;
    let head = view.log_head().await?;
    let text = read(file, head, daemon_runs).await?;
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let torn = lines.pop().is_some_and(|rest| !rest.is_empty());
    let count = i64::try_from(lines.len())?;
    let verdict = match judge(store, &mut view, head, &lines).await? {
        // Whoever writes a line at this very instant has not yet written all of it.
        Ok(()) if torn && !(daemon_runs && count >= head) => Err(Contradicted {
            line: count + 1,
            what: "the line is torn off".into(),
        }),
        verdict => verdict,
    };
    match verdict {
        Ok(()) => {
            print(&format!(
                "{count} lines, the chain is whole and the store agrees\n"
            ))?;
            Ok(Exit::Done)
        }
        Err(Contradicted { line, what }) => {
            print(&format!("{}:{line}: {what}\n", file.display()))?;
            Ok(Exit::No)
        }
    }
}

/// The file's bytes, once a daemon had the time to write the first `head` lines.
async fn read(file: &Path, head: i64, daemon_runs: bool) -> Result<Vec<u8>, CliError> {
    let (looks, pause) = PATIENCE;
    let mut left = looks;
    loop {
        let text = match fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                let name = file.display();
                return Err(CliError::new(format!("cannot read {name}: {error}")));
            }
        };
        let lines = text.split(|byte| *byte == b'\n').count() - 1;
        if !daemon_runs || left == 0 || i64::try_from(lines)? >= head {
            return Ok(text);
        }
        left -= 1;
        tokio::time::sleep(pause).await;
    }
}

async fn judge(
    store: &Store,
    view: &mut AuditView,
    head: i64,
    lines: &[&[u8]],
) -> Result<Verdict, CliError> {
    let mut told = Told::default();
    let mut chain = Head::start();
    while chain.seq < head {
        let kept = view.log_since(chain.seq, BATCH).await?;
        for kept in kept {
            let number = chain.seq + 1;
            let found = usize::try_from(chain.seq).ok().and_then(|at| lines.get(at));
            let next = one(&chain, found.copied(), Some(&kept.line)).and_then(|(next, line)| {
                if kept.seq != number || kept.hash != next.hash {
                    return Err("the store holds another number or hash for it".into());
                }
                told.hear(number, line)
                    .map_err(|what| format!("the line {what}"))?;
                Ok(next)
            });
            match next {
                Ok(next) => chain = next,
                Err(what) => return Ok(Err(Contradicted { line: number, what })),
            }
        }
    }
    // A store that lost lines contradicts what they say: that they are lost says more.
    if let Err(unknown) = newer(store, chain, lines).await? {
        return Ok(Err(unknown));
    }
    let first = cases(view, told).await?.into_iter().min();
    Ok(first.map_or(Ok(()), Err))
}

/// What was appended since the view; whoever appended it had it from the store.
async fn newer(store: &Store, mut chain: Head, lines: &[&[u8]]) -> Result<Verdict, CliError> {
    let mut kept = Vec::new().into_iter();
    for found in lines.iter().skip(usize::try_from(chain.seq)?) {
        if kept.len() == 0 {
            kept = store.log_since(chain.seq, BATCH).await?.into_iter();
        }
        let line = kept.next().map(|(_, line)| line);
        match one(&chain, Some(found), line.as_deref()) {
            Ok((next, _)) => chain = next,
            Err(what) => {
                let line = chain.seq + 1;
                return Ok(Err(Contradicted { line, what }));
            }
        }
    }
    Ok(Ok(()))
}

/// One line of the file, against the chain before it and the store's own line.
fn one<'a>(
    chain: &Head,
    found: Option<&'a [u8]>,
    kept: Option<&str>,
) -> Result<(Head, &'a str), String> {
    let found = found.ok_or("the line is missing, the store holds it")?;
    let line = std::str::from_utf8(found).map_err(|error| {
        let column = error.valid_up_to() + 1;
        format!("byte {column} of the line is no UTF-8")
    })?;
    let next = chain::follow(chain, line).map_err(|what| format!("the line {what}"))?;
    match kept {
        Some(kept) if kept == line => Ok((next, line)),
        Some(_) => Err("the store holds another line".into()),
        None => Err("the store holds no such line".into()),
    }
}

async fn cases(view: &mut AuditView, mut told: Told) -> Result<Vec<Contradicted>, CliError> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let standings = view.standings(&after, BATCH).await?;
        let Some(last) = standings.last() else { break };
        after.clone_from(&last.case);
        for standing in &standings {
            found.extend(told.against(standing));
        }
    }
    found.extend(told.left());
    Ok(found)
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
