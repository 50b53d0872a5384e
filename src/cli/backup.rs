//! `masthead backup FILE`: a copy of the state, made while the daemon works.
#![expect(
    clippy::disallowed_methods,
    reason = "the copy's file is made here, closed to others before anything is in it"
)]

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf, absolute};

use super::{CliError, Context, Exit};
use crate::advice;
use crate::config::{Config, Store as Place};
use crate::store::Store;
use crate::workspace::Workspace;

/// Copy the database into a new file, beside a running daemon
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to; it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Makes the copy. Feeds, pages and the takedown log can be made of it again; the inbox's shelves, the mail
/// that left and the requests as they came are plain files, and are copied as such.
///
/// # Errors
/// Where the file is there, or the database cannot be copied; a PostgreSQL has tools of its own.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let workspace = Workspace::at(&context.workspace)?;
    let config = Config::read(&workspace, &context.environment)?;
    let Place::Sqlite(database) = &config.store else {
        return Err(CliError::new(
            "the state lies in PostgreSQL: use pg_dump, which copies beside a running daemon too",
        ));
    };
    if !database.exists() {
        return Err(CliError::new(format!(
            "there is no database at {} yet: `masthead run` makes it",
            database.display()
        )));
    }
    let file = absolute(&args.file).map_err(|error| failed(&args.file, &error))?;
    // SQLite fills an empty file and refuses any other; so nothing is overwritten.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file)
        .map_err(|error| failed(&file, &error))?;
    let copied = copy(&config, &file).await;
    if copied.is_err() {
        // What is half a copy must not be taken for a whole one.
        let _ = fs::remove_file(&file);
    }
    copied?;
    context.note(&format!("the database is copied to {}", file.display()));
    Ok(Exit::Done)
}

async fn copy(config: &Config, file: &Path) -> Result<(), CliError> {
    let store = Store::open(&config.store).await?;
    let done = store.backup(file).await;
    store.close().await;
    done?;
    File::open(file)
        .and_then(|copy| copy.sync_all())
        .map_err(|error| failed(file, &error))
}

fn failed(file: &Path, error: &io::Error) -> CliError {
    let what = match (error.kind(), file.parent()) {
        (io::ErrorKind::AlreadyExists, _) => {
            "it is there already, and a backup overwrites nothing: name a new file".to_owned()
        }
        (io::ErrorKind::NotFound, Some(folder)) => {
            let folder = folder.display();
            format!("there is no folder {folder}: make it, or name a file in another one")
        }
        _ => format!("{error}{}", advice::about(error)),
    };
    CliError::new(format!("cannot write {}: {what}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::{Args, run};
    use crate::cli::{Context, Exit, Lang};
    use crate::clock::HandClock;
    use crate::config::{Config, Store as Place};
    use crate::store::Store;
    use crate::workspace::Workspace;

    fn context(folder: &Path, store: &str) -> Context {
        let workspace = Workspace::at(folder).expect("absolute");
        workspace.create().expect("made");
        let config = format!("publisher: {{name: a, takedown_email: a@b.example}}\n{store}");
        fs::write(workspace.config_file(), config).expect("written");
        Context {
            workspace: folder.to_owned(),
            clock: HandClock::at("2026-11-23T00:00:00Z".parse().expect("an instant")),
            lang: Lang::En,
            environment: |_| None,
            quiet: true,
            color: false,
        }
    }

    #[tokio::test]
    async fn a_copy_opens_by_itself_and_overwrites_nothing() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let context = context(folder.path(), "");
        let file = folder.path().join("copy.db");
        let args = Args { file: file.clone() };
        let none = run(&args, &context).await.expect_err("nothing to copy");
        assert!(none.to_string().contains("no database"), "{none}");
        assert!(!file.exists());

        let workspace = Workspace::at(folder.path()).expect("absolute");
        let config = Config::read(&workspace, &context.environment).expect("lawful");
        let working = Store::open(&config.store).await.expect("a new database");
        assert_eq!(run(&args, &context).await.expect("copied"), Exit::Done);
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        working.close().await;

        let copy = Store::open(&Place::Sqlite(file.clone()))
            .await
            .expect("a database");
        assert_eq!(copy.counts().await.expect("counted").articles, 0);
        copy.close().await;
        let nowhere = Args {
            file: folder.path().join("none/copy.db"),
        };
        let error = run(&nowhere, &context).await.expect_err("no such folder");
        assert!(error.to_string().contains("/none: make it"), "{error}");
        let again = run(&args, &context).await.expect_err("it is there");
        assert!(again.to_string().contains("overwrites nothing"), "{again}");
    }

    #[tokio::test]
    async fn a_server_has_tools_of_its_own() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let context = context(folder.path(), "store: {url: 'postgres://a@b.example/c'}\n");
        let file = folder.path().join("copy.db");
        let error = run(&Args { file }, &context)
            .await
            .expect_err("not ours to copy");
        assert!(error.to_string().contains("pg_dump"), "{error}");
    }
}
