//! Where everything lies below the workspace, with what rights, and the lock
//! that keeps a second daemon out.
#![expect(
    clippy::disallowed_methods,
    reason = "the folders and the lock file of the workspace are made here"
)]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf, absolute};
use std::thread;
use std::time::Duration;

use crate::advice;
use crate::folder::{FileError, Folder};

/// For the daemon alone: state, requests as they came, secrets, and what of the inbox is being judged.
pub const PRIVATE: u32 = 0o700;
/// For readers, and for a web server that serves the files.
const READABLE: u32 = 0o755;
/// Editors of the group put files in, and what they make stays the group's (setgid); nobody renames what is another's,
/// the folders within least of all (sticky).
pub const DROPPED: u32 = 0o3775;
/// Editors look at what became of their files, and the daemon alone puts them there.
pub const SHELF: u32 = 0o2755;
/// A copy of a folder that could not be moved: the group looks at it on the shelf.
pub const COPIED: u32 = 0o750;

/// Visible names in the inbox for the shelves, and where these links lead.
pub const SHELF_LINKS: [(&str, &str); 2] = [("accepted", ".accepted"), ("rejected", ".rejected")];

/// A probe holds the lock for microseconds; a daemon holds it for days. So a start that
/// finds it taken looks again for a while before it believes in another daemon.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The folder that one newsroom works in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

/// Held by the one daemon of a workspace, until it is dropped or the process dies.
#[derive(Debug)]
pub struct DaemonLock {
    _file: File,
}

/// A folder or the lock is not as it must be.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// Another daemon works here.
    #[error(
        "another masthead daemon already runs on {}: stop it first, or name another folder with --workspace",
        .0.display()
    )]
    Taken(PathBuf),
    /// The operating system said no.
    #[error("cannot {doing} {}: {cause}{}", .path.display(), advice::about(cause))]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Its answer.
        #[source]
        cause: io::Error,
    },
}

impl WorkspaceError {
    fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { doing, path, cause }
    }
}

impl Workspace {
    /// The workspace at `root`, which need not be there yet.
    ///
    /// # Errors
    /// Where `root` is relative and the working directory is gone.
    pub fn at(root: &Path) -> Result<Self, WorkspaceError> {
        absolute(root)
            .map(|root| Self { root })
            .map_err(WorkspaceError::io("find", root))
    }

    /// The folder itself, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The one configuration file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.root.join("config/masthead.yaml")
    }

    /// Where articles are dropped.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// Where takedown requests are dropped.
    #[must_use]
    pub fn takedown_inbox(&self) -> PathBuf {
        self.root.join("inbox/takedowns")
    }

    /// The shelf of accepted originals.
    #[must_use]
    pub fn accepted(&self) -> PathBuf {
        self.root.join("inbox/.accepted")
    }

    /// The shelf of rejected originals and their reports.
    #[must_use]
    pub fn rejected(&self) -> PathBuf {
        self.root.join("inbox/.rejected")
    }

    /// The web root where the configuration names no other.
    #[must_use]
    pub fn www(&self) -> PathBuf {
        self.root.join("outbox/www")
    }

    /// Where mail goes when its transport is `file`.
    #[must_use]
    pub fn mail(&self) -> PathBuf {
        self.root.join("outbox/mail")
    }

    /// The takedown log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.root.join("outbox/takedowns.jsonl")
    }

    /// The daemon's private state.
    #[must_use]
    pub fn var(&self) -> PathBuf {
        self.root.join("var")
    }

    /// Takedown requests as they came.
    #[must_use]
    pub fn requests(&self) -> PathBuf {
        self.root.join("var/takedowns")
    }

    fn lock_file(&self) -> PathBuf {
        self.root.join("var/daemon.lock")
    }

    /// Every folder with the mode it should have. The web root is not among them: a daemon that
    /// finds it missing writes it anew, so it is left to the one who writes.
    #[must_use]
    pub fn folders(&self) -> [(PathBuf, u32); 11] {
        [
            (self.root.join("config"), READABLE),
            (self.inbox(), DROPPED),
            (self.takedown_inbox(), DROPPED),
            (self.inbox().join(".claimed"), PRIVATE),
            (self.takedown_inbox().join(".claimed"), PRIVATE),
            (self.accepted(), SHELF),
            (self.rejected(), SHELF),
            (self.root.join("outbox"), READABLE),
            (self.mail(), PRIVATE),
            (self.var(), PRIVATE),
            (self.requests(), PRIVATE),
        ]
    }

    /// Makes the folders that are missing; those that are there keep the mode their owner gave them.
    ///
    /// # Errors
    /// Where a folder cannot be made.
    pub fn create(&self) -> Result<(), WorkspaceError> {
        fs::create_dir_all(&self.root)
            .map_err(WorkspaceError::io("make the folder", &self.root))?;
        let inbox = self.inbox();
        for (folder, mode) in self.folders() {
            match folder.strip_prefix(&inbox) {
                Ok(below) if below != Path::new("") => {
                    // Whoever may write to the inbox must not be able to keep the daemon from starting: a folder that
                    // cannot be made is told of by the intake, which opens them all.
                    let _ = make_below(&inbox, below, mode);
                }
                _ => make(&folder, mode).map_err(WorkspaceError::io("make the folder", &folder))?,
            }
        }
        for (name, shelf) in SHELF_LINKS {
            // A convenience: file managers and SFTP clients hide what begins with a dot.
            let _ = std::os::unix::fs::symlink(shelf, inbox.join(name));
        }
        Ok(())
    }

    /// Takes the daemon's place.
    ///
    /// # Errors
    /// [`WorkspaceError::Taken`] where another has it; otherwise where the lock file cannot be opened.
    pub fn lock(&self) -> Result<DaemonLock, WorkspaceError> {
        let path = self.lock_file();
        let file = open_lock(&path)?;
        for look in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if look < LOOKS => thread::sleep(BETWEEN_LOOKS),
                Err(TryLockError::WouldBlock) => {
                    return Err(WorkspaceError::Taken(self.root.clone()));
                }
                Err(TryLockError::Error(error)) => {
                    return Err(WorkspaceError::io("lock", &path)(error));
                }
            }
        }
        Ok(DaemonLock { _file: file })
    }

    /// Whether a daemon works here now.
    ///
    /// # Errors
    /// Where the lock file is there but cannot be opened.
    pub fn daemon_runs(&self) -> Result<bool, WorkspaceError> {
        let path = self.lock_file();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(WorkspaceError::io("open the lock", &path)(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(WorkspaceError::io("lock", &path)(error)),
        }
    }
}

/// Makes a folder and gives it its mode; one that is there keeps its own.
fn make(folder: &Path, mode: u32) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => Folder::open(folder)
            .and_then(|folder| folder.set_mode(mode))
            .map_err(|error| error.source),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// The same below the inbox, where no link is followed, since others than the operator may put one there.
fn make_below(inbox: &Path, below: &Path, mode: u32) -> Result<(), FileError> {
    let mut folder = Folder::open(inbox)?;
    let mut is_new = false;
    for step in below {
        is_new = folder.stat(step)?.is_none();
        folder = folder.made(step, mode)?;
    }
    if is_new {
        folder.set_mode(mode)
    } else {
        Ok(())
    }
}

fn open_lock(path: &Path) -> Result<File, WorkspaceError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(WorkspaceError::io("open the lock", path))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::{Workspace, WorkspaceError};

    fn fresh() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let workspace = Workspace::at(folder.path()).expect("absolute");
        workspace.create().expect("made");
        (folder, workspace)
    }

    #[test]
    fn folders_have_their_modes_and_keep_what_their_owner_set() {
        let (_folder, workspace) = fresh();
        let mode = |path| fs::metadata(path).expect("there").permissions().mode() & 0o7777;
        assert_eq!(mode(workspace.var()), 0o700);
        assert_eq!(mode(workspace.inbox()), 0o3775);
        assert_eq!(mode(workspace.rejected()), 0o2755);
        assert!(!workspace.www().exists());
        fs::set_permissions(workspace.inbox(), fs::Permissions::from_mode(0o750)).expect("set");
        workspace.create().expect("again");
        assert_eq!(mode(workspace.inbox()), 0o750);
    }

    #[test]
    fn a_second_daemon_is_kept_out() {
        let (_folder, workspace) = fresh();
        assert!(!workspace.daemon_runs().expect("probe"));
        let first = workspace.lock().expect("free");
        assert!(workspace.daemon_runs().expect("probe"));
        assert!(matches!(workspace.lock(), Err(WorkspaceError::Taken(_))));
        drop(first);
        assert!(!workspace.daemon_runs().expect("probe"));
        workspace.lock().expect("free again");
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        fs::write(folder.path().join("inbox"), "a file").expect("written");
        let workspace = Workspace::at(folder.path()).expect("absolute");
        let error = workspace.create().expect_err("a file is no folder");
        assert!(error.to_string().contains("inbox"), "{error}");
    }
}
