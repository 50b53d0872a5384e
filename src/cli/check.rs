//! `masthead check FILE…`: judges articles as the inbox would, and publishes nothing.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{CliError, Context, Exit, Lang, print, print_json};
use crate::article::text::visible;
use crate::clearance::report::{self, Wording};
use crate::clearance::{Draft, Facts, Finding, Policy, Verdict, clear};
use crate::config::{self, Config};
use crate::intake::{self, Unread};

/// Judge articles as the inbox would, without publishing them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The articles
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// For people, or for scripts
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What was found about one file.
enum Found {
    /// It passes, with warnings.
    Passes(String, Vec<Finding>),
    Rejected(String, Vec<Finding>),
}

/// Judges every file, and prints all that is wrong.
///
/// # Errors
/// Where one could not be judged; the others are, before that is said.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let policy = Policy::of(&config);
    let mut objects = Vec::new();
    let mut unjudged = Vec::new();
    let mut exit = Exit::Done;
    for path in &args.files {
        let found = match judge(path, &config, &policy, context).await {
            Ok(found) => found,
            Err(error) => {
                unjudged.push(error.to_string());
                continue;
            }
        };
        if !matches!(found, Found::Passes(..)) {
            exit = Exit::No;
        }
        let file = path.to_string_lossy();
        match args.format {
            Format::Json => objects.extend(to_json(&file, &found, context.lang)),
            Format::Text => print(&to_text(&file, &found, context))?,
        }
    }
    if args.format == Format::Json {
        print_json(&objects)?;
    }
    if unjudged.is_empty() {
        Ok(exit)
    } else {
        Err(CliError::new(unjudged.join("\n")))
    }
}

async fn judge(
    path: &Path,
    config: &Config,
    policy: &Policy,
    context: &Context,
) -> Result<Found, CliError> {
    let taken = match intake::read_anywhere(path, &config.inbox) {
        Ok(taken) => taken,
        Err(Unread::Refused(refusal)) => {
            return Ok(Found::Rejected(String::new(), vec![refusal.into()]));
        }
        Err(Unread::Failed(error)) => return Err(error.into()),
        Err(Unread::Gone) => {
            let words = format!("cannot read {}: there is no such file", path.display());
            return Err(CliError::new(words));
        }
        Err(Unread::Changing) => {
            let words = format!("cannot judge {}: it is being written", path.display());
            return Err(CliError::new(words));
        }
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = match Draft::read(&taken.bytes, &name) {
        Ok(draft) => draft,
        Err(findings) => {
            let source = String::from_utf8_lossy(&taken.bytes).into_owned();
            return Ok(Found::Rejected(source, findings));
        }
    };
    let facts = facts(&draft, config, context).await?;
    let source = draft.source().to_owned();
    Ok(match clear(&draft, &facts, policy, context.clock.now()) {
        Verdict::Cleared(_, warnings) => Found::Passes(source, warnings),
        Verdict::Unchanged => Found::Passes(source, draft.warnings().to_vec()),
        Verdict::Rejected(findings) => Found::Rejected(source, findings),
    })
}

/// What the store knows; nothing where there is none yet, since a judgement makes no database.
async fn facts(draft: &Draft, config: &Config, context: &Context) -> Result<Facts, CliError> {
    if let config::Store::Sqlite(file) = &config.store
        && !file.exists()
    {
        return Ok(Facts::default());
    }
    let store = context.store(config).await?;
    let facts = store.facts(&[draft.ask()]).await;
    store.close().await;
    Ok(facts?.pop().unwrap_or_default())
}

fn wording(lang: Lang) -> Wording {
    match lang {
        Lang::En => Wording::English,
        Lang::Zh => Wording::Chinese,
    }
}

fn to_json(file: &str, found: &Found, lang: Lang) -> Vec<Value> {
    let (Found::Passes(_, findings) | Found::Rejected(_, findings)) = found;
    report::json(file, findings, wording(lang))
}

fn to_text(file: &str, found: &Found, context: &Context) -> String {
    let colour = context.color && std::io::stdout().is_terminal();
    let wording = wording(context.lang);
    match found {
        Found::Passes(source, findings) => {
            let name = visible(file);
            let passes = match context.lang {
                Lang::En => format!("{name}: passes\n"),
                Lang::Zh => format!("{name}：通过\n"),
            };
            report::text(file, source, findings, wording, colour) + &passes
        }
        Found::Rejected(source, findings) => report::text(file, source, findings, wording, colour),
    }
}
