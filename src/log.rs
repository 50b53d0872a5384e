//! Logs on standard error: for people, for machines, or for the journal.

use std::error::Error;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
    /// The systemd journal's own protocol.
    Journald,
}

/// The log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The journal's socket does not answer.
    #[error("cannot reach the systemd journal, choose another --log-format")]
    Journal(#[source] std::io::Error),
    /// The filter cannot be read.
    #[error("MASTHEAD_LOG holds no log filter such as `info` or `masthead=debug`")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
}

/// Opens the log for the whole process. `filter` is what the environment asks for, in
/// tracing's words; without it everything from `level` on is written.
///
/// # Errors
/// Where the filter is no filter, or the journal does not answer.
pub fn open(
    format: Format,
    level: LevelFilter,
    filter: Option<&str>,
    color: bool,
) -> Result<(), LogError> {
    let filter = match filter {
        Some(text) => EnvFilter::try_new(text).map_err(LogError::Filter)?,
        // The database's driver tells what we tell, in its own words and once a connection.
        None => EnvFilter::try_new(format!("{level},sqlx={}", LevelFilter::ERROR))
            .map_err(LogError::Filter)?,
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        Format::Text => lines.with_target(false).with_ansi(color).boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
        Format::Journald => tracing_journald::layer()
            .map_err(LogError::Journal)?
            .boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(filter))
        .init();
    Ok(())
}

/// An error with all its causes, joined by colons; a cause that the error already tells is not told twice.
#[must_use]
pub fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let told = inner.to_string();
        if !text.contains(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        cause = inner.source();
    }
    text
}
