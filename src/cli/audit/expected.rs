//! What the store says must be out there: asked of the store itself, so that the files can be held against it.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError};

use super::feed::squash;
use super::html;
use crate::article::Phase;
use crate::cli::CliError;
use crate::store::{Page, Store};

/// A withdrawn headline shorter than this could stand anywhere by chance.
const SHORTEST_HEADLINE: usize = 4;

/// How many articles are asked for at once.
const BATCH: i64 = 500;

/// What must and what must not be out there.
pub struct Expected {
    works: HashMap<String, Work>,
    urls: HashMap<String, String>,
    headlines: AhoCorasick,
    withdrawn: Vec<String>,
}

/// An article as the files must treat it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Readers see it, with these lines.
    Shown {
        /// The reprint line, as written; none for our own work.
        attribution: Option<String>,
        /// The copyright notice.
        notice: String,
    },
    /// A notice stands in its place.
    Withdrawn,
    /// Nobody is told of it.
    Hidden,
}

impl Expected {
    /// Asks the store.
    ///
    /// # Errors
    /// Where the store does not answer, or an article in it lacks its rights.
    pub async fn of(store: &Store) -> Result<Self, CliError> {
        let mut works = HashMap::new();
        let mut urls = HashMap::new();
        let mut shown = Vec::new();
        let mut gone = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let rows = store.articles(after.as_deref(), BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id.to_string());
            for row in rows {
                if let Some(url) = &row.url {
                    urls.insert(row.id.to_string(), url.clone());
                }
                if row.phase == Phase::Shown {
                    shown.push(row.id);
                    continue;
                }
                let work = match row.phase {
                    Phase::Withdrawn(..) => Work::Withdrawn,
                    _ => Work::Hidden,
                };
                gone.push((row.id.to_string(), squash(&row.headline)));
                works.insert(row.url.unwrap_or_else(|| row.id.to_string()), work);
            }
        }
        gone.retain(|(_, headline)| headline.chars().count() >= SHORTEST_HEADLINE);
        let mut finder = finder(&gone)?;
        let mut innocent = vec![false; gone.len()];
        for id in shown {
            let Page::Shown(page) = store.page(&id).await? else {
                continue;
            };
            let article = &page.article;
            let told = squash(&format!(
                "{}\n{}\n{}",
                article.headline(),
                article.summary().unwrap_or_default(),
                html::visible(article.body())
            ));
            // A headline that a shown article says too does not tell whose it is.
            for found in finder.find_iter(&told) {
                innocent[found.pattern().as_usize()] = true;
            }
            works.insert(
                page.url.clone(),
                Work::Shown {
                    attribution: article
                        .reprint()
                        .map(|reprint| squash(&reprint.attribution)),
                    notice: squash(&article.copyright().notice),
                },
            );
        }
        if innocent.contains(&true) {
            let mut innocent = innocent.into_iter();
            gone.retain(|_| innocent.next() != Some(true));
            finder = self::finder(&gone)?;
        }
        Ok(Self {
            works,
            urls,
            headlines: finder,
            withdrawn: gone.into_iter().map(|(id, _)| id).collect(),
        })
    }

    /// The work whose entry id this is.
    #[must_use]
    pub fn by_url(&self, url: &str) -> Option<&Work> {
        self.works.get(url)
    }

    /// The work at `/articles/ID`.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Work> {
        let key = self.urls.get(id).map_or(id, String::as_str);
        self.works.get(key)
    }

    /// The first withdrawn or hidden article whose headline stands in squashed `text`.
    #[must_use]
    pub fn leaked(&self, text: &str) -> Option<&str> {
        self.headlines
            .find(text)
            .map(|found| self.withdrawn[found.pattern().as_usize()].as_str())
    }
}

fn finder(gone: &[(String, String)]) -> Result<AhoCorasick, BuildError> {
    AhoCorasick::new(gone.iter().map(|(_, headline)| headline))
}
