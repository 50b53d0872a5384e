//! `masthead submit FILE…`: puts files into the inbox whole, so that nothing half-written is ever
//! seen under its name: written aside, synced, then renamed.
#![expect(
    clippy::disallowed_methods,
    reason = "the inbox's other side: what editors hand over is written here"
)]

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::{CliError, Context, Exit};
use crate::intake::name::is_left_alone;
use crate::intake::{Lying, Tray};
use crate::rename;
use crate::workspace::Workspace;

/// The daemon is in the group of the inbox, and need not be the editor's own user.
const MODE: u32 = 0o660;

/// Put files into the inbox whole
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The articles; they stay where they are, the inbox gets copies
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Copies each file in; one that cannot be does not stop the others. What the inbox would not take is a mistake in the
/// call; what must only wait for its turn is a no.
///
/// # Errors
/// Where the workspace has no inbox, or a file cannot be read or written.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let inbox = Workspace::at(&context.workspace)?.inbox();
    // A workspace whose configuration is broken still takes files in.
    let most = context.config().ok().map(|config| config.inbox.max_bytes);
    let mut waiting = Vec::new();
    let mut failed = Vec::new();
    for file in &args.files {
        match submit(file, &inbox, most) {
            Ok(Handed::In) => context.note(&format!("{} is in the inbox", file.display())),
            Ok(Handed::Refused(why)) => failed.push(format!("{}: {why}", file.display())),
            Ok(Handed::Waits) => waiting.push(format!("{}: {WAITS}", file.display())),
            Err(why) => failed.push(why),
        }
    }
    if !failed.is_empty() {
        failed.splice(0..0, waiting);
        return Err(CliError::new(failed.join("\n")));
    }
    if waiting.is_empty() {
        return Ok(Exit::Done);
    }
    complain(&waiting);
    Ok(Exit::No)
}

fn complain(lines: &[String]) {
    use std::io::Write as _;
    for line in lines {
        // Nobody can be told that standard error is closed.
        let _ = writeln!(io::stderr(), "masthead: {line}");
    }
}

/// What became of one file.
enum Handed {
    In,
    Refused(Cow<'static, str>),
    Waits,
}

/// Why a file must wait for its turn.
const WAITS: &str =
    "a file of that name waits in the inbox already; submit it again once that one is taken";

fn submit(file: &Path, inbox: &Path, most: Option<u64>) -> Result<Handed, String> {
    let refused = |why: &'static str| Ok(Handed::Refused(why.into()));
    let told = |verb: &str, path: &Path, error: &dyn std::fmt::Display| {
        format!("cannot {verb} {}: {error}", path.display())
    };
    let Some(name) = file.file_name() else {
        return refused("this is no file");
    };
    if is_left_alone(name) {
        return refused(
            "the inbox leaves such names alone; rename it to NAME.yaml, NAME.json or NAME.md",
        );
    }
    let lying = Lying {
        tray: Tray::Articles,
        name: name.to_owned(),
    };
    if !lying.has_lawful_suffix() && !file.is_dir() {
        return refused(
            "the inbox takes NAME.yaml, NAME.yml, NAME.json and NAME.md alone; rename it",
        );
    }
    // Opening a pipe would wait for a writer.
    let mut from = OpenOptions::new()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(file)
        .map_err(|error| told("open", file, &error))?;
    let kind = from
        .metadata()
        .map_err(|error| told("look at", file, &error))?;
    if !kind.is_file() {
        return refused("this is no plain file; a folder with pictures cannot be taken yet");
    }
    if let Some(most) = most.filter(|most| kind.len() > *most) {
        let size = kind.len();
        let why = format!("it has {size} bytes; the inbox takes at most {most}");
        return Ok(Handed::Refused(why.into()));
    }
    let mut aside = std::ffi::OsString::from(".submit-");
    aside.push(std::process::id().to_string());
    aside.push("-");
    aside.push(name);
    let aside = inbox.join(aside);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(&aside)
        .and_then(|mut to| {
            io::copy(&mut from, &mut to)?;
            to.sync_all()
        });
    if let Err(error) = written {
        let _ = fs::remove_file(&aside);
        return Err(told("write into", inbox, &error));
    }
    let renamed = rename::keeping_both(&aside, &inbox.join(name));
    if renamed.is_err() {
        // What was written aside is of no use to anybody.
        let _ = fs::remove_file(&aside);
    }
    match renamed {
        Ok(()) => {
            let synced = File::open(inbox).and_then(|folder| folder.sync_all());
            synced.map_err(|error| told("sync", inbox, &error))?;
            Ok(Handed::In)
        }
        Err(Errno::EXIST) => Ok(Handed::Waits),
        Err(error) => Err(told("rename within", inbox, &error)),
    }
}
