//! What every command is given.

use std::path::PathBuf;

use super::{CliError, Exit};
use crate::app::Environment;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::log::causes;
use crate::store::{self, Store};
use crate::workers::ledger;
use crate::workspace::Workspace;

/// The language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// The language that a locale's name (`zh_CN.UTF-8`) asks for.
    #[must_use]
    pub fn from_locale(name: &str) -> Self {
        if name.starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }
}

/// What every command is given.
pub struct Context {
    /// The workspace's folder, as it was named.
    pub workspace: PathBuf,
    /// The time of day.
    pub clock: SharedClock,
    /// The language of reports.
    pub lang: Lang,
    /// Where secrets and credentials may be named.
    pub environment: Environment,
    /// Whether notes are unwanted.
    pub quiet: bool,
    /// Whether standard error takes colour.
    pub color: bool,
}

impl Context {
    /// The workspace's paths.
    ///
    /// # Errors
    /// Where the working directory is gone.
    pub fn workspace(&self) -> Result<Workspace, CliError> {
        Ok(Workspace::at(&self.workspace)?)
    }

    /// The workspace's configuration.
    ///
    /// # Errors
    /// Where it cannot be read or is wrong.
    pub fn config(&self) -> Result<Config, CliError> {
        Ok(Config::read(&self.workspace()?, &self.environment)?)
    }

    /// The workspace's store, whether a daemon runs or not.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn store(&self, config: &Config) -> Result<Store, CliError> {
        self.workspace()?.create()?;
        Ok(Store::open(&config.store).await?)
    }

    /// The answer of the store, or none where it is no; the reason is told.
    ///
    /// # Errors
    /// Where the store could not answer.
    pub fn answer<T>(&self, answer: Result<T, store::Error>) -> Result<Option<T>, CliError> {
        match answer {
            Ok(done) => Ok(Some(done)),
            Err(error) if error.is_no() => {
                self.complain(&format!("masthead: {}", causes(&error)));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Brings the takedown log level with what was committed. That stands, whatever the file says: who is told that it
    /// failed would file the same request again, and a second clock would run.
    ///
    /// # Errors
    /// Where the working directory is gone.
    pub async fn level_log(&self, store: &Store) -> Result<(), CliError> {
        if let Err(error) = ledger::level(store, &self.workspace()?.log()).await {
            self.complain(&format!(
                "masthead: it is done, but not yet in the log's file; the daemon or the next run writes it: {}",
                causes(&error)
            ));
        }
        Ok(())
    }

    /// Tells why the answer is no.
    #[must_use]
    pub fn no(&self, reason: &str) -> Exit {
        self.complain(&format!("masthead: {reason}"));
        Exit::No
    }

    /// Tells on standard error what somebody must know, `--quiet` or not.
    pub fn complain(&self, text: &str) {
        use std::io::Write as _;
        // Nobody can be told that standard error is closed.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Tells something on standard error that is no result, unless notes are unwanted.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }
}
