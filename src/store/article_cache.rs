//! Articles that came in by the door lately. A version never changes, so that what was read and readmitted once
//! serves every list that shows it; whether it may be shown is asked of the store each time.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Error, Result};
use crate::clearance::{Cleared, readmit};
use crate::log::causes;

/// How many bytes of documents are remembered; some windows of a large site. Then remembering begins anew, which
/// costs one look at each article that is still asked for.
const ROOM: usize = 4 << 20;

/// The remembered articles, by id and version.
#[derive(Debug, Default)]
pub(super) struct ArticleCache(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    articles: HashMap<(String, i64), Arc<Cleared>>,
    bytes: usize,
    left_out: HashSet<(String, i64)>,
}

impl ArticleCache {
    /// A version that was readmitted before.
    pub(super) fn get(&self, id: &str, version: i64) -> Option<Arc<Cleared>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.articles.get(&(id.to_owned(), version)).cloned()
    }

    /// Lets a version in by the door, and remembers it.
    pub(super) fn readmit(&self, id: String, version: i64, document: &str) -> Result<Arc<Cleared>> {
        let article = Arc::new(readmit(document)?);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.bytes + document.len() > ROOM {
            held.articles = HashMap::new();
            held.bytes = 0;
        }
        held.bytes += document.len();
        held.articles.insert((id, version), Arc::clone(&article));
        Ok(article)
    }

    /// Notes that a version stays out of whatever it was asked for. Told once: its lists ask again with each change.
    pub(super) fn leave_out(&self, id: &str, version: i64, why: &Error) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.left_out.insert((id.to_owned(), version)) {
            tracing::error!(
                article.id = id,
                article.version = version,
                "left out of every list and letter until a new version comes: {}",
                causes(why)
            );
        }
    }
}
