//! `masthead subscriber import CSV`. A line that cannot be used stops no other.
#![expect(
    clippy::disallowed_methods,
    reason = "the operator's own list is read where it lies"
)]

use std::fs::File;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{address, digests};
use crate::article::Language;
use crate::cli::{CliError, Context, Exit, count, print};
use crate::config::Config;
use crate::store::{NewSubscriber, Store};
use crate::token;

/// How many are added in one transaction.
const BATCH: usize = 1000;

/// A line of the list.
#[derive(Debug, Deserialize)]
struct Line {
    email: String,
    digest: Option<String>,
    language: Option<String>,
    time_zone: Option<String>,
    consent: Option<String>,
}

/// Adds everybody on the list who has consented.
pub(super) async fn import(
    store: &Store,
    config: &Config,
    context: &Context,
    file: &Path,
) -> Result<Exit, CliError> {
    let name = file.display();
    let source =
        File::open(file).map_err(|error| CliError::new(format!("cannot read {name}: {error}")))?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(source);
    if !reader.headers()?.iter().any(|column| column == "email") {
        return Err(CliError::new(format!(
            "{name}: the first line must be a header with a column `email`"
        )));
    }
    let headers = reader.headers()?.clone();
    let now = context.clock.now();
    let (mut added, mut refused, mut listed) = (0, 0, 0);
    let mut batch = Vec::new();
    for record in reader.byte_records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        match read(record, &headers).and_then(|line| subscriber(config, line)) {
            Ok(new) => batch.push(NewSubscriber {
                token: token::fresh()?,
                ..new
            }),
            Err(problem) => {
                refused += 1;
                context.complain(&format!("{name}:{line}: {problem}"));
            }
        }
        if batch.len() >= BATCH {
            let part = std::mem::take(&mut batch);
            listed += part.len();
            added += store.import_subscribers(part, now).await?;
        }
    }
    listed += batch.len();
    added += store.import_subscribers(batch, now).await?;
    let unwilling = listed - added;
    if unwilling > 0 {
        context.note(&format!(
            "{} left out: unsubscribed here, or not to be written to. Whoever asks for mail again: \
             `masthead subscriber add EMAIL`",
            count(unwilling, "reader")
        ));
    }
    print(&format!(
        "{added} added, {} left out\n",
        refused + unwilling
    ))?;
    Ok(if refused == 0 { Exit::Done } else { Exit::No })
}

/// A line as text; what is no text is that line's fault alone.
fn read(record: csv::ByteRecord, headers: &csv::StringRecord) -> Result<Line, String> {
    let record = csv::StringRecord::from_byte_record(record)
        .map_err(|_| "is not UTF-8: save the list again in that encoding".to_owned())?;
    // PostgreSQL takes none, and would refuse the lines beside it too.
    if record.iter().any(|field| field.contains('\0')) {
        return Err("holds a NUL character".into());
    }
    record
        .deserialize(Some(headers))
        .map_err(|error| error.to_string())
}

/// A subscriber but for its token.
fn subscriber(config: &Config, line: Line) -> Result<NewSubscriber, String> {
    let filled = |value: Option<String>| value.filter(|text| !text.is_empty());
    if let Some(consent) = &line.consent
        && ["", "no", "false", "0"].contains(&consent.to_ascii_lowercase().as_str())
    {
        return Err("no consent".into());
    }
    let named: Vec<String> = line
        .digest
        .iter()
        .flat_map(|names| names.split([' ', ';']))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let language = filled(line.language)
        .map(|tag| Language::parse(&tag).map_err(|error| error.to_string()))
        .transpose()?;
    let time_zone = filled(line.time_zone);
    if let Some(zone) = &time_zone {
        TimeZone::get(zone).map_err(|error| format!("{zone:?} is no time zone: {error}"))?;
    }
    Ok(NewSubscriber {
        email: address(&line.email)?,
        digests: digests(config, &named)?,
        language,
        time_zone,
        token: String::new(),
        consent: filled(line.consent).unwrap_or_else(|| "operator's word, by import".into()),
    })
}
