//! `masthead submit FILE…`: puts files into the inbox whole, so that nothing half-written is ever
//! seen under its name: written aside, synced, then renamed.
#![expect(
    clippy::disallowed_methods,
    reason = "the inbox's other side: what editors hand over is written here"
)]

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::{CliError, Context, Exit};
use crate::intake::name::is_left_alone;
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

/// Copies each file in; one that cannot be does not stop the others.
///
/// # Errors
/// Where the workspace has no inbox, or a file cannot be read or written.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let inbox = Workspace::at(&context.workspace)?.inbox();
    let mut waiting = Vec::new();
    let mut failed = Vec::new();
    for file in &args.files {
        match submit(file, &inbox) {
            Ok(Handed::In) => context.note(&format!("{} is in the inbox", file.display())),
            Ok(Handed::Refused(why)) => waiting.push(format!("{}: {why}", file.display())),
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
    Refused(&'static str),
}

fn submit(file: &Path, inbox: &Path) -> Result<Handed, String> {
    let told = |verb: &str, path: &Path, error: &dyn std::fmt::Display| {
        format!("cannot {verb} {}: {error}", path.display())
    };
    let Some(name) = file.file_name() else {
        return Ok(Handed::Refused("this is no file"));
    };
    if is_left_alone(name) {
        return Ok(Handed::Refused(
            "the inbox leaves such names alone; rename it to NAME.yaml, NAME.json or NAME.md",
        ));
    }
    let mut from = File::open(file).map_err(|error| told("open", file, &error))?;
    let kind = from
        .metadata()
        .map_err(|error| told("look at", file, &error))?;
    if !kind.is_file() {
        return Ok(Handed::Refused(
            "this is no plain file; a folder with pictures cannot be taken yet",
        ));
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
        Err(Errno::EXIST) => Ok(Handed::Refused(
            "a file of that name waits in the inbox already; submit it again once that one is taken",
        )),
        Err(error) => Err(told("rename within", inbox, &error)),
    }
}
