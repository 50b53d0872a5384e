//! `masthead check FILE…`: judges articles as the inbox would, and publishes nothing.

mod files;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{CliError, Context, Exit, Lang, print, print_json};
use crate::article::text::visible;
use crate::clearance::report::{self, Wording};
use crate::clearance::{Draft, Facts, Finding, Policy, Verdict, clear};
use crate::config::{self, Config};
use crate::intake;
use crate::store::Store;
use files::Read;

/// How many files are held in memory at once.
const AT_ONCE: usize = 200;

/// Judge articles as the inbox would, without publishing them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The articles; of a folder, those that lie in it; `-` is standard input
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
    let (paths, mut unjudged) = files::all(&args.files);
    let store = store(&config, context).await?;
    let mut objects = Vec::new();
    let mut exit = Exit::Done;
    for paths in paths.chunks(AT_ONCE) {
        let read = files::read(paths, &config.inbox);
        let facts = facts(&read, store.as_ref()).await?;
        let mut text = String::new();
        for ((path, read), mut facts) in paths.iter().zip(read).zip(facts) {
            let found = match read {
                Read::Draft(draft) => {
                    facts.look_beside(&draft.ask(), |name| lies_beside(path, name));
                    judge(&draft, &facts, &policy, context)
                }
                Read::Broken(source, findings) => Found::Rejected(source, findings),
                Read::Failed(why) => {
                    unjudged.push(why);
                    continue;
                }
            };
            if !matches!(found, Found::Passes(..)) {
                exit = Exit::No;
            }
            let file = path.to_string_lossy();
            match args.format {
                Format::Json => objects.extend(to_json(&file, &found, context.lang)),
                Format::Text => text += &to_text(&file, &found, context),
            }
        }
        print(&text)?;
    }
    if let Some(store) = store {
        store.close().await;
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

fn lies_beside(path: &Path, name: &str) -> bool {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    intake::lies_beside(folder.unwrap_or(Path::new(".")), name)
}

fn judge(draft: &Draft, facts: &Facts, policy: &Policy, context: &Context) -> Found {
    let source = draft.source().to_owned();
    match clear(draft, facts, policy, context.clock.now()) {
        Verdict::Cleared(_, warnings) => Found::Passes(source, warnings),
        Verdict::Unchanged => Found::Passes(source, draft.warnings().to_vec()),
        Verdict::Rejected(findings) => Found::Rejected(source, findings),
    }
}

/// The store, opened once for all; none where there is none yet, since a judgement makes no database.
async fn store(config: &Config, context: &Context) -> Result<Option<Store>, CliError> {
    if let config::Store::Sqlite(file) = &config.store
        && !file.exists()
    {
        return Ok(None);
    }
    context.store(config).await.map(Some)
}

/// What the store knows of each file; nothing of what is no draft.
async fn facts(read: &[Read], store: Option<&Store>) -> Result<Vec<Facts>, CliError> {
    let mut facts = vec![Facts::default(); read.len()];
    let Some(store) = store else {
        return Ok(facts);
    };
    let drafts = read.iter().enumerate().filter_map(|(at, read)| match read {
        Read::Draft(draft) => Some((at, draft.ask())),
        _ => None,
    });
    let (places, asks): (Vec<usize>, Vec<_>) = drafts.unzip();
    for (at, known) in places.into_iter().zip(store.facts(&asks).await?) {
        facts[at] = known;
    }
    Ok(facts)
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
