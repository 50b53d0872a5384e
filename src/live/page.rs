//! A finished page as HTTP sends it: its bytes, its tags, and its gzip form, made once, off the request's path.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;

use crate::render::Edition;

/// Within two per cent of level 6 at two thirds of its time (measured on 234 kB of Chinese text: 3.3 ms).
const LEVEL: Compression = Compression::new(3);

/// How long the first request that wants gzip waits for it; others get the plain form meanwhile.
const PATIENCE: Duration = Duration::from_millis(20);

/// Below this, gzip's own frame eats what it saves.
const WORTH_IT: usize = 512;

/// What a page costs beside its bytes: the slot, the key, the tags.
const FRAME: usize = 512;

/// Both tags of a page, without quotes: the same state in two codings, so two strong tags.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'a> {
    /// Of the plain form.
    pub plain: &'a str,
    /// Of the gzip form.
    pub gzip: &'a str,
}

/// A finished page in memory.
#[derive(Debug)]
pub struct Page {
    /// The status of its answer.
    pub status: u16,
    /// Its media type.
    pub media_type: &'static str,
    /// When it last changed.
    pub changed: Timestamp,
    /// Its bytes.
    pub plain: Bytes,
    plain_tag: String,
    gzip_tag: String,
    /// None within, where it would not be smaller.
    gzip: OnceLock<Option<Bytes>>,
    begun: AtomicBool,
}

impl Page {
    pub(super) fn new(edition: &Edition) -> Self {
        let plain_tag = edition.etag();
        Self {
            status: edition.status(),
            media_type: edition.media_type(),
            changed: edition.changed(),
            gzip_tag: format!("{plain_tag}-gz"),
            plain_tag,
            gzip: OnceLock::new(),
            begun: AtomicBool::new(edition.bytes().len() < WORTH_IT),
            plain: Bytes::copy_from_slice(edition.bytes()),
        }
    }

    /// Its tags in both codings.
    #[must_use]
    pub fn tags(&self) -> Tags<'_> {
        Tags {
            plain: &self.plain_tag,
            gzip: &self.gzip_tag,
        }
    }

    /// The most that it may come to occupy.
    pub(super) fn weight(&self) -> usize {
        2 * self.plain.len() + FRAME
    }

    /// The compressed form, where it is there or will be at once.
    pub async fn gzip(self: &Arc<Self>) -> Option<Bytes> {
        if !self.begun.swap(true, Ordering::Relaxed) {
            let page = Arc::clone(self);
            let work = tokio::task::spawn_blocking(move || {
                // Nobody else sets it: `begun` lets one in.
                let _ = page.gzip.set(compress(&page.plain));
            });
            // Too late or cancelled, the work goes on and serves the next request.
            let _ = tokio::time::timeout(PATIENCE, work).await;
        }
        self.gzip.get()?.clone()
    }
}

fn compress(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), LEVEL);
    encoder.write_all(plain).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < plain.len()).then(|| packed.into())
}
