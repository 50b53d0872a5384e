//! `masthead probe FILE…`: reads and judges files as the inbox would, and says nothing. The daemon starts it for files over
//! which an earlier run may have ended; all that matters is how this process ends.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use super::{CliError, Context, Exit};
use crate::clearance::report::{self, Wording};
use crate::clearance::{Draft, Facts, Policy, Verdict, clear};
use crate::folder::Folder;
use crate::takedown::Request;

/// Judge files without a word
#[derive(Debug, clap::Args)]
pub struct Args {
    /// They are takedown requests
    #[arg(long)]
    requests: bool,
    /// The files
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Judges every file.
///
/// # Errors
/// Where the configuration cannot be read.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let config = context.config()?;
    let policy = Policy::of(&config);
    for path in &args.files {
        let name = path.file_name().unwrap_or_default();
        let folder = Folder::open(path.parent().unwrap_or(Path::new("."))).ok();
        let Some(bytes) = folder.and_then(|at| at.read_up_to(name, config.inbox.max_bytes)) else {
            continue;
        };
        if args.requests {
            black_box(Request::read(&bytes, &config.base_url()));
            continue;
        }
        let name = name.to_string_lossy();
        let findings = match Draft::read(&bytes, &name) {
            Err(findings) => findings,
            Ok(draft) => match clear(&draft, &Facts::default(), &policy, context.clock.now()) {
                Verdict::Rejected(findings) | Verdict::Cleared(_, findings) => findings,
                Verdict::Unchanged => Vec::new(),
            },
        };
        let source = String::from_utf8_lossy(&bytes);
        for wording in [Wording::English, Wording::Chinese] {
            black_box(report::text(&name, &source, &findings, wording, false));
        }
    }
    Ok(Exit::Done)
}
