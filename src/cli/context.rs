//! What every command is given.

use std::ffi::OsString;
use std::path::PathBuf;

use super::CliError;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::store::Store;
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

/// How the environment is asked: `main` looks there, a test answers by itself.
pub type Environment = fn(&str) -> Option<OsString>;

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
    /// The workspace's configuration.
    ///
    /// # Errors
    /// Where it cannot be read or is wrong.
    pub fn config(&self) -> Result<Config, CliError> {
        let workspace = Workspace::at(&self.workspace)?;
        Ok(Config::read(&workspace, &self.environment)?)
    }

    /// The workspace's store, whether a daemon runs or not.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn store(&self, config: &Config) -> Result<Store, CliError> {
        Ok(Store::open(&config.store).await?)
    }

    /// Tells something on standard error that is no result, unless notes are unwanted.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            use std::io::Write as _;
            // Nobody can be told that standard error is closed.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }
}
