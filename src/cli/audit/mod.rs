//! `masthead audit`: the takedown log's chain, and a look at the outlets from outside.

mod chain;
mod expected;
mod feed;
mod html;
mod outlets;
mod told;

use std::path::Path;
use std::time::Duration;

use clap::Subcommand;

use super::{CliError, Context, Exit, print, print_json, table};
use crate::article::ArticleId;
use crate::store::{Page, Store};
use expected::Expected;
use outlets::Problem;

/// How long a look waits for the daemon's files to catch up with the store, and how often it asks.
const PATIENCE: (u32, Duration) = (50, Duration::from_millis(100));

/// Check the takedown log's chain, or every published file
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check that the takedown log's chain is whole and agrees with the store
    Verify,
    /// Print the takedown log from the store, one JSON object a line
    Export,
    /// Open every published file as a stranger would: each entry carries its attribution and
    /// copyright, and nothing withdrawn is there
    Outlets {
        /// Print the problems as an array of JSON objects
        #[arg(long)]
        json: bool,
    },
}

/// Looks, and says what it saw.
///
/// # Errors
/// Where the store or a file cannot be read.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let store = context.store(&config).await?;
    match args.what {
        What::Verify => {
            let workspace = context.workspace()?;
            chain::verify(&store, &workspace.log(), workspace.daemon_runs()?).await
        }
        What::Export => chain::export(&store).await,
        What::Outlets { json } => {
            let base_url = config.base_url();
            let www = config.www.clone();
            if !settled(&store).await? {
                context
                    .note("Files are still being written; some may not yet agree with the store.");
            }
            let expected = Expected::of(&store, &config).await?;
            let look = move || outlets::inspect(&www, &base_url, &expected);
            let mut findings = tokio::task::spawn_blocking(look).await??;
            let missing = missing(&store, &config.www, &findings.missing).await?;
            findings.problems.extend(missing);
            if json {
                print_json(&findings.problems)?;
            } else {
                report(&findings)?;
            }
            Ok(if findings.problems.is_empty() {
                Exit::Done
            } else {
                Exit::No
            })
        }
    }
}

/// The pages that are missing still, once the daemon had the time to write what came in during the look.
async fn missing(store: &Store, www: &Path, ids: &[String]) -> Result<Vec<Problem>, CliError> {
    let mut problems = Vec::new();
    if ids.is_empty() {
        return Ok(problems);
    }
    settled(store).await?;
    for id in ids {
        let page = outlets::page_of(www, id);
        let Ok(article) = ArticleId::parse(id) else {
            continue;
        };
        if !page.exists() && store.page(&article).await? != Page::Hidden {
            let file = page.strip_prefix(www).unwrap_or(&page);
            problems.push(Problem {
                file: file.display().to_string(),
                entry: Some(id.clone()),
                what: "is missing".into(),
            });
        }
    }
    Ok(problems)
}

/// Waits a little until no file waits to be written.
async fn settled(store: &Store) -> Result<bool, CliError> {
    let (times, pause) = PATIENCE;
    for _ in 0..times {
        if store.jobs_pending().await? == 0 {
            return Ok(true);
        }
        tokio::time::sleep(pause).await;
    }
    Ok(false)
}

fn report(findings: &outlets::Findings) -> Result<(), CliError> {
    let rows: Vec<Vec<String>> = findings
        .problems
        .iter()
        .map(|problem| {
            vec![
                problem.file.clone(),
                problem.entry.clone().unwrap_or_default(),
                problem.what.clone(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        print(&table(&["FILE", "ENTRY", "PROBLEM"], &rows))?;
    }
    print(&format!(
        "{} files, {} entries, {} problems\n",
        findings.files,
        findings.entries,
        rows.len()
    ))
}
