//! `masthead article`: the desk, by hand.

use clap::Subcommand;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{CliError, Context, Exit, details, minute, print, print_json, table};
use crate::article::text::visible;
use crate::article::{ArticleId, Phase};
use crate::store::{ArticleRow, Store, Touched};

/// How many articles are asked for at once.
const BATCH: i64 = 500;

/// List, show and withdraw articles by hand
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every article, by id
    List {
        /// An array of JSON objects
        #[arg(long)]
        json: bool,
    },
    /// One article, and where it appears
    Show {
        /// The article's id
        id: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Withdraw an article for good: its address answers 410, feeds carry a stub
    Kill {
        /// The article's id
        id: String,
    },
    /// Take an article down silently; `restore` brings it back
    Unpublish {
        /// The article's id
        id: String,
    },
    /// Undo `unpublish`; the answer is no while a takedown case holds the article
    Restore {
        /// The article's id
        id: String,
    },
}

/// Looks, or acts.
///
/// # Errors
/// Where the store does not answer.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let store = context.store(&config).await?;
    let now = context.clock.now();
    match &args.what {
        What::List { json } => list(&store, *json).await,
        What::Show { id, json } => {
            show(&store, context, &config.publisher.time_zone, id, *json).await
        }
        What::Kill { id } => match lawful(id) {
            Ok(id) => told(context, store.kill(&id, now).await, &id, "killed"),
            Err(no) => Ok(context.no(&no)),
        },
        What::Unpublish { id } => match lawful(id) {
            Ok(id) => told(context, store.unpublish(&id, now).await, &id, "unpublished"),
            Err(no) => Ok(context.no(&no)),
        },
        What::Restore { id } => match lawful(id) {
            Ok(id) => told(
                context,
                store.restore_article(&id, now).await,
                &id,
                "restored",
            ),
            Err(no) => Ok(context.no(&no)),
        },
    }
}

fn lawful(id: &str) -> Result<ArticleId, String> {
    ArticleId::parse(id).map_err(|_| format!("no article {id:?}"))
}

fn told(
    context: &Context,
    done: Result<Touched, crate::store::Error>,
    id: &ArticleId,
    what: &str,
) -> Result<Exit, CliError> {
    let Some(_) = context.answer(done)? else {
        return Ok(Exit::No);
    };
    print(&format!("{id} {what}\n"))?;
    Ok(Exit::Done)
}

async fn list(store: &Store, json: bool) -> Result<Exit, CliError> {
    let mut rows: Vec<ArticleRow> = Vec::new();
    loop {
        let after = rows.last().map(|row| row.id.to_string());
        let more = store.articles(after.as_deref(), BATCH).await?;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    if json {
        print_json(&rows.iter().map(summary).collect::<Vec<Value>>())?;
    } else {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.id.to_string(),
                    row.version.to_string(),
                    phase(&row.phase),
                    row.headline.clone(),
                ]
            })
            .collect();
        print(&table(&["ID", "VERSION", "STATE", "HEADLINE"], &cells))?;
    }
    Ok(Exit::Done)
}

async fn show(
    store: &Store,
    context: &Context,
    zone: &TimeZone,
    id: &str,
    json: bool,
) -> Result<Exit, CliError> {
    let row = match lawful(id) {
        Ok(id) => store.article(&id).await?,
        Err(_) => None,
    };
    let Some(row) = row else {
        return Ok(context.no(&format!("no article {id:?}")));
    };
    if json {
        print_json(&full(&row))?;
        return Ok(Exit::Done);
    }
    let folders: Vec<String> = row
        .outlets
        .iter()
        .map(crate::article::Outlet::folder)
        .collect();
    let lines = [
        ("id", row.id.to_string()),
        ("version", row.version.to_string()),
        ("pub_status", row.pub_status.as_str().to_owned()),
        ("headline", row.headline.clone()),
        ("state", phase(&row.phase)),
        ("held by", row.held_by.join(", ")),
        ("url", row.url.clone().unwrap_or_default()),
        (
            "first shown",
            row.first_shown
                .map(|at| minute(at, zone))
                .unwrap_or_default(),
        ),
        ("updated", minute(row.updated, zone)),
        ("appears in", folders.join("  ")),
    ];
    print(&details(&lines))?;
    if !row.warnings.is_empty() {
        print("\nwarnings\n")?;
    }
    for warning in &row.warnings {
        let text = |key: &str| visible(warning[key].as_str().unwrap_or_default()).into_owned();
        print(&format!(
            "{}:{} [{}] {}\n",
            warning["line"],
            warning["column"],
            text("code"),
            text("message"),
        ))?;
    }
    Ok(Exit::Done)
}

fn phase(phase: &Phase) -> String {
    match phase {
        Phase::Hidden => "hidden".into(),
        Phase::Shown => "shown".into(),
        Phase::Withdrawn(kind, None) => kind.as_str().into(),
        Phase::Withdrawn(_, Some(case)) => format!("held by {case}"),
    }
}

fn summary(row: &ArticleRow) -> Value {
    json!({
        "id": row.id,
        "version": row.version,
        "pub_status": row.pub_status,
        "headline": row.headline,
        "shown": row.shown,
    })
}

fn full(row: &ArticleRow) -> Value {
    json!({
        "id": row.id,
        "version": row.version,
        "pub_status": row.pub_status,
        "headline": row.headline,
        "shown": row.shown,
        "state": phase(&row.phase),
        "unpublished": row.unpublished,
        "killed": row.killed,
        "held_by": row.held_by,
        "url": row.url,
        "first_shown": row.first_shown,
        "updated": row.updated,
        "warnings": row.warnings,
        "appears_in": row.outlets.iter().map(crate::article::Outlet::folder).collect::<Vec<_>>(),
    })
}
