//! The command: one file for each, the tree of them here. Results go to standard output, logs to
//! standard error; an error is printed once, in `main`.

mod article;
mod audit;
mod backup;
mod check;
mod completions;
mod context;
mod demo;
mod digest;
mod doctor;
mod error;
mod inbox;
mod init;
mod new;
mod output;
mod probe;
mod run;
mod schema;
mod submit;
mod subscriber;
mod takedown;
mod user;

use clap::{Parser, Subcommand};

pub use context::{Context, Lang};
pub use error::{CliError, Exit};
pub use output::{count, details, minute, print, print_json, table};

use crate::log::Format;

/// What a newcomer sees who types `masthead` alone.
const FIRST_SCREEN: &str = "\
Masthead takes article files from a folder, clears their rights, publishes them as
feeds, pages and digests, and takes them down within 24 hours.

  masthead demo            see all of it work, in a scratch folder of its own
  masthead init DIR        make a workspace for your newsroom
  masthead check FILE      judge an article before it goes into the inbox

`masthead help` lists every command; `masthead help COMMAND` explains one.
";

/// What `masthead help` says below the list of commands.
const AFTER_HELP: &str = "\
A first day: `masthead init news`, edit news/config/masthead.yaml, then
`masthead --workspace news run`, and drop article files into news/inbox.

Exit codes: 0 done; 1 the answer is no; 2 wrong usage, or it could not work.";

/// A syndication daemon for newsrooms: clears rights, publishes feeds, pages and digests, takes down within 24 hours.
#[derive(Debug, Parser)]
#[command(name = "masthead", version, after_help = AFTER_HELP, propagate_version = true)]
pub struct Cli {
    /// The workspace: the folder that holds config/, inbox/ and outbox/
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub workspace: std::path::PathBuf,
    /// How logs are written to standard error
    #[arg(long, global = true, default_value = "text", value_name = "FORMAT")]
    pub log_format: Format,
    /// Only results and errors, no notes
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// The language of reports [default: that of the environment]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Init(init::Args),
    Doctor(doctor::Args),
    New(new::Args),
    Check(check::Args),
    Inbox(inbox::Args),
    Submit(submit::Args),
    Run(run::Args),
    Article(article::Args),
    Takedown(takedown::Args),
    Subscriber(subscriber::Args),
    Digest(digest::Args),
    Audit(audit::Args),
    Backup(backup::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    #[command(hide = true)]
    Probe(probe::Args),
    #[command(hide = true)]
    User(user::Args),
}

impl Cli {
    /// Whether this is the daemon, whose log an operator reads; other commands only warn.
    #[must_use]
    pub fn is_daemon(&self) -> bool {
        matches!(self.command, Some(Command::Run(_)))
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// Where it could not work; the answer `no` is no error.
    pub async fn run(&self, context: &Context) -> Result<Exit, CliError> {
        let Some(command) = &self.command else {
            print(FIRST_SCREEN)?;
            return Ok(Exit::Done);
        };
        match command {
            Command::Demo(args) => demo::run(args, context).await,
            Command::Init(args) => init::run(args, context),
            Command::Doctor(args) => doctor::run(args, context).await,
            Command::New(args) => new::run(args, context),
            Command::Check(args) => check::run(args, context).await,
            Command::Inbox(args) => inbox::run(args, context),
            Command::Submit(args) => submit::run(args, context),
            Command::Run(args) => run::run(args, context).await,
            Command::Article(args) => article::run(args, context).await,
            Command::Takedown(args) => takedown::run(args, context).await,
            Command::Subscriber(args) => subscriber::run(args, context).await,
            Command::Digest(args) => digest::run(args, context).await,
            Command::Audit(args) => audit::run(args, context).await,
            Command::Backup(args) => backup::run(args, context).await,
            Command::Schema(args) => schema::run(args),
            Command::Completions(args) => completions::run(args, context),
            Command::Probe(args) => probe::run(args, context),
            Command::User(_) => Err(user::not_yet()),
        }
    }
}
