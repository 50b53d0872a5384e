//! `masthead subscriber`: who gets the digests. What is added here stands on the operator's word of consent.

mod import;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{CliError, Context, Exit, print, print_json, table};
use crate::article;
use crate::config::Config;
use crate::store::{NewSubscriber, Status, Store, Subscriber};
use crate::token;

/// How many subscribers are asked for at once.
const BATCH: i64 = 1000;

/// Add, remove, list, import and export the digests' subscribers
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a subscriber who has consented
    Add {
        /// The address
        email: String,
        /// Which digest; may be given again [default: every one of the configuration]
        #[arg(long, value_name = "NAME")]
        digest: Vec<String>,
    },
    /// Send a subscriber nothing more
    Remove {
        /// The address
        email: String,
    },
    /// Every subscriber
    List {
        /// An array of JSON objects
        #[arg(long)]
        json: bool,
    },
    /// Add a list of people who have consented
    #[command(
        after_help = "The CSV has a header with `email` and, optionally, `digest` (names separated by \
        spaces), `language`, `time_zone` and `consent` (where and when it was given; a line whose consent is \
        empty, `no` or `false` is left out). Whoever has unsubscribed here stays unsubscribed; `add` takes one back."
    )]
    Import {
        /// The CSV file
        csv: std::path::PathBuf,
    },
    /// Print the active subscribers as CSV that `import` reads
    Export,
}

/// Looks, or acts.
///
/// # Errors
/// Where the store or a file does not answer, or an address or a name is no such thing.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let store = context.store(&config).await?;
    let now = context.clock.now();
    match &args.what {
        What::Add { email, digest } => {
            let new = NewSubscriber {
                email: address(email).map_err(CliError::new)?,
                digests: digests(&config, digest).map_err(CliError::new)?,
                language: None,
                time_zone: None,
                token: token::fresh()?,
                consent: "operator's word, by command".into(),
            };
            store.add_subscribers(vec![new], now).await?;
            context.note(&format!("{email} is subscribed"));
            Ok(Exit::Done)
        }
        What::Remove { email } => {
            let done = store.remove_subscriber(email, now).await;
            Ok(context.answer(done)?.map_or(Exit::No, |()| Exit::Done))
        }
        What::List { json } => list(&store, *json).await,
        What::Import { csv } => import::import(&store, &config, context, csv).await,
        What::Export => export(&store, &config, context).await,
    }
}

/// An address, as it was written, to which a letter can go: judged as the letters themselves are.
fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    article::mail_address(text)
        .map(|_| text.to_owned())
        .map_err(|reason| format!("no letter can go to {text:?}: {reason}"))
}

/// The digests that are meant: those named, or all; each must be in the configuration.
fn digests(config: &Config, named: &[String]) -> Result<Vec<String>, String> {
    let known: Vec<String> = config
        .digests
        .iter()
        .map(|digest| digest.name.clone())
        .collect();
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        return Err(format!(
            "no digest {unknown:?} in the configuration, which has: {}",
            known.join(", ")
        ));
    }
    Ok(if named.is_empty() {
        known
    } else {
        named.to_vec()
    })
}

async fn all(store: &Store) -> Result<Vec<Subscriber>, CliError> {
    let mut rows: Vec<Subscriber> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.id);
        let more = store.subscribers(after, BATCH).await?;
        if more.is_empty() {
            return Ok(rows);
        }
        rows.extend(more);
    }
}

async fn list(store: &Store, json: bool) -> Result<Exit, CliError> {
    let rows = all(store).await?;
    if json {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| json!({"email": row.email, "status": row.status.as_str(), "digests": row.digests}))
            .collect();
        print_json(&rows)?;
    } else {
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| vec![row.email, row.status.as_str().into(), row.digests.join(" ")])
            .collect();
        print(&table(&["EMAIL", "STATUS", "DIGESTS"], &rows))?;
    }
    Ok(Exit::Done)
}

/// Digests that the configuration no longer has stay out, since `import` takes none of them; a reader of no other
/// stays out whole, since a line without digests means all.
async fn export(store: &Store, config: &Config, context: &Context) -> Result<Exit, CliError> {
    let known = |name: &String| config.digests.iter().any(|digest| digest.name == *name);
    let mut without = 0;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["email", "digest", "language", "time_zone", "consent"])?;
    for mut row in all(store).await? {
        if row.status != Status::Active {
            continue;
        }
        row.digests.retain(known);
        if row.digests.is_empty() {
            without += 1;
            continue;
        }
        let language = row.language.as_ref().map_or("", |tag| tag.as_str());
        let digests = row.digests.join(" ");
        let zone = row.time_zone.as_deref().unwrap_or_default();
        csv.write_record([&row.email, &digests, language, zone, "exported"])?;
    }
    if without > 0 {
        context.note(&format!(
            "{without} left out: active, but with no digest that the configuration still has"
        ));
    }
    let bytes = csv
        .into_inner()
        .map_err(|error| CliError::new(format!("cannot write CSV: {}", error.error())))?;
    print(&String::from_utf8_lossy(&bytes))?;
    Ok(Exit::Done)
}
