//! The web root: each file complete and correct at any instant, replaced by rename and only where it differs.
//! Its files can be made again from the store, so none is synced alone; a batch is, by one `syncfs`.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place that writes the web root"
)]

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::advice::about;
use crate::render::Edition;

/// How a file begins that is being written; it lies in the root itself, so that a start finds what a killed run left.
const ASIDE: &str = ".masthead-";

/// A folder that a web server serves as it is.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    next: AtomicU64,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The same bytes were there: nothing was written.
    Same,
    /// It stands there now.
    Written,
}

/// The web root said no. The job stays, and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The operating system said no.
    #[error("cannot {doing} {}{}", .path.display(), about(.source))]
    File {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// A path that would leave the root.
    #[error("{0:?} is no path below the web root: nothing is written")]
    Outside(String),
}

fn on(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SiteError {
    let path = path.to_owned();
    move |source| SiteError::File {
        doing,
        path,
        source,
    }
}

impl Site {
    /// Opens the web root and clears it of what a killed run was writing. Also says whether it is missing: then everything
    /// must be rendered anew. It is not made here but with its first file, so that a crash before all of that is
    /// enqueued leaves it missing still.
    ///
    /// # Errors
    /// Where it is there but cannot be looked at, or is no folder.
    pub fn open(root: &Path) -> Result<(Self, bool), SiteError> {
        let site = Self {
            root: root.to_owned(),
            next: AtomicU64::new(0),
        };
        let entries = match fs::read_dir(root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((site, true)),
            Err(error) => return Err(on("open the web root", root)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(on("list the web root", root))?;
            if entry.file_name().to_string_lossy().starts_with(ASIDE) {
                let path = entry.path();
                fs::remove_file(&path).map_err(on("remove an unfinished file", &path))?;
            }
        }
        Ok((site, false))
    }

    /// Puts a finished file in its place. Reading and comparing costs a tenth of writing.
    ///
    /// # Errors
    /// Where it cannot be written; what was there before is there still.
    pub fn put(&self, edition: &Edition) -> Result<Put, SiteError> {
        self.put_bytes(edition.path(), edition.bytes())
    }

    fn put_bytes(&self, file: &str, bytes: &[u8]) -> Result<Put, SiteError> {
        let path = self.locate(file)?;
        if holds(&path, bytes) {
            return Ok(Put::Same);
        }
        let aside = self.write_aside(&path, bytes)?;
        let named = fs::rename(&aside, &path).or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
            fs::rename(&aside, &path)
        });
        named.map_err(|error| {
            let _ = fs::remove_file(&aside);
            on("put in place", &path)(error)
        })?;
        Ok(Put::Written)
    }

    /// Takes a file away, and its folder where that is empty then. False: it was not there.
    ///
    /// # Errors
    /// Where it is there and stays.
    pub fn remove(&self, file: &str) -> Result<bool, SiteError> {
        let path = self.locate(file)?;
        let was_there = match fs::remove_file(&path) {
            Ok(()) => true,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                false
            }
            Err(error) => return Err(on("remove", &path)(error)),
        };
        if let Some(folder) = path.parent().filter(|folder| *folder != self.root) {
            // Refused where something else lies in it, which is as it should be.
            let _ = fs::remove_dir(folder);
        }
        Ok(was_there)
    }

    /// Makes all that was put and removed outlast a power cut; only then may a removal be receipted.
    ///
    /// # Errors
    /// Where the disk could not write.
    pub fn sync(&self) -> Result<(), SiteError> {
        let folder = match File::open(&self.root) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(on("open the web root", &self.root)(error)),
        };
        rustix::fs::syncfs(folder).map_err(|error| on("sync", &self.root)(error.into()))
    }

    /// Every part must be a plain name: no `..`, nothing absolute, no empty part.
    fn locate(&self, file: &str) -> Result<PathBuf, SiteError> {
        let outside = || SiteError::Outside(file.to_owned());
        let below = file.strip_prefix('/').ok_or_else(outside)?;
        let plain = Path::new(below)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let whole = below.split('/').all(|part| !part.is_empty() && part != ".");
        if plain && whole && !below.contains('\0') {
            Ok(self.root.join(below))
        } else {
            Err(outside())
        }
    }

    fn write_aside(&self, for_path: &Path, bytes: &[u8]) -> Result<PathBuf, SiteError> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let aside = self.root.join(format!("{ASIDE}{number}.tmp"));
            let mut file = match File::create_new(&aside) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir_all(&self.root).map_err(on("make the web root", &self.root))?;
                    continue;
                }
                Err(error) => return Err(on("make a file to replace", for_path)(error)),
            };
            return match file.write_all(bytes) {
                Ok(()) => Ok(aside),
                Err(error) => {
                    let _ = fs::remove_file(&aside);
                    Err(on("write", for_path)(error))
                }
            };
        }
    }
}

/// Whether these very bytes are there. Whatever cannot be read is written anew.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = File::open(path) else {
        return false;
    };
    let length = bytes.len() as u64;
    if !file
        .metadata()
        .is_ok_and(|there| there.is_file() && there.len() == length)
    {
        return false;
    }
    let mut there = Vec::with_capacity(bytes.len() + 1);
    file.read_to_end(&mut there).is_ok() && there == bytes
}

#[cfg(test)]
mod tests;
