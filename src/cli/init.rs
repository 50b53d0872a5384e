//! `masthead init DIR`: a workspace that is ready to run.
#![expect(
    clippy::disallowed_methods,
    reason = "the scaffold's files are made here, once"
)]

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{CliError, Context, Exit, print};
use crate::workspace::Workspace;

/// What a new workspace holds beside its folders: the repository's own files, so that what is
/// documented, tested and handed out is one and the same.
const FILES: [(&str, &str); 2] = [
    (
        "config/masthead.yaml",
        include_str!("../../config/masthead.yaml"),
    ),
    (
        "config/masthead.service",
        include_str!("../../config/masthead.service"),
    ),
];

/// Make a workspace for your newsroom
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where; made if it is not there. What is there already is left as it is
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Makes what is missing and says what to do next.
///
/// # Errors
/// Where a folder or file cannot be made.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let workspace = Workspace::at(&args.dir)?;
    workspace.create()?;
    for (name, text) in FILES {
        if !write_new(&workspace.root().join(name), text)? {
            context.note(&format!("{name} is there already and stays as it is"));
        }
    }
    print(&next_steps(&args.dir))?;
    Ok(Exit::Done)
}

/// Whether the file was made; false where one is there.
fn write_new(path: &Path, text: &str) -> Result<bool, CliError> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(CliError::new(format!(
            "cannot write {}: {error}",
            path.display()
        ))),
    }
}

fn next_steps(dir: &Path) -> String {
    let dir = dir.display();
    format!(
        "\
A workspace is ready in {dir}. Next:

  1. edit {dir}/config/masthead.yaml: publisher.name and publisher.takedown_email
  2. masthead --workspace {dir} doctor       says what is still wrong
  3. masthead --workspace {dir} run          the daemon; then drop articles into {dir}/inbox
"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write_new;

    #[test]
    fn what_is_there_stays() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let path = folder.path().join("masthead.yaml");
        assert!(write_new(&path, "ours").expect("written"));
        assert!(!write_new(&path, "theirs").expect("kept"));
        assert_eq!(fs::read_to_string(&path).expect("there"), "ours");
        let error =
            write_new(&folder.path().join("absent/masthead.yaml"), "").expect_err("no folder");
        assert!(error.to_string().contains("absent"), "{error}");
    }
}
