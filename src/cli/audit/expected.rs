//! What the store says must be out there: asked of the store itself, so that the files can be held against it.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, BuildError};

use super::feed::squash;
use super::html;
use crate::article::Phase;
use crate::clearance::Cleared;
use crate::cli::CliError;
use crate::config::Config;
use crate::store::{Page, Store};

/// A withdrawn headline shorter than this could stand anywhere by chance, and so could a shorter paragraph.
const SHORTEST_HEADLINE: usize = 4;
const SHORTEST_PASSAGE: usize = 8;

/// How much of a paragraph's beginning tells whose it is.
const BEGINNING: usize = 40;

/// How many articles are asked for at once.
const BATCH: i64 = 500;

/// What must and what must not be out there.
pub struct Expected {
    works: HashMap<String, Work>,
    urls: HashMap<String, String>,
    pages: BTreeSet<String>,
    passages: AhoCorasick,
    /// For each passage, whose it is.
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
    /// Asks the store. What the house says of itself on every page is nobody's passage.
    ///
    /// # Errors
    /// Where the store does not answer, or an article in it lacks its rights.
    pub async fn of(store: &Store, config: &Config) -> Result<Self, CliError> {
        let mut works = HashMap::new();
        let mut urls = HashMap::new();
        let mut pages = BTreeSet::new();
        let mut shown = Vec::new();
        let mut gone = BTreeSet::new();
        let mut after: Option<String> = None;
        loop {
            let rows = store.articles(after.as_deref(), BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id.to_string());
            let mut away = Vec::new();
            for row in rows {
                if let Some(url) = &row.url {
                    urls.insert(row.id.to_string(), url.clone());
                }
                if row.phase == Phase::Shown {
                    shown.push(row.id);
                    continue;
                }
                let work = match row.phase {
                    Phase::Withdrawn(..) => {
                        pages.insert(row.id.to_string());
                        Work::Withdrawn
                    }
                    _ => Work::Hidden,
                };
                works.insert(row.url.unwrap_or_else(|| row.id.to_string()), work);
                away.push(row.id);
            }
            for (id, version) in store.versions(&away).await? {
                let passages = passages(&version).into_iter();
                gone.extend(passages.map(|passage| (passage, id.clone())));
            }
        }
        let mut gone: Vec<(String, String)> = gone.into_iter().collect();
        let mut finder = finder(&gone)?;
        let mut innocent = vec![false; gone.len()];
        // A passage that a shown article or the house says too does not tell whose it is.
        let mut acquit = |told: &str| {
            for found in finder.find_overlapping_iter(&squash(told)) {
                innocent[found.pattern().as_usize()] = true;
            }
        };
        let publisher = &config.publisher;
        acquit(&publisher.name);
        acquit(publisher.copyright_notice.as_deref().unwrap_or_default());
        acquit(&publisher.footer.join("\n"));
        for id in shown {
            let Page::Shown(page) = store.page(&id).await? else {
                continue;
            };
            let article = &page.article;
            let reprint = article.reprint();
            for told in [
                article.headline(),
                article.summary().unwrap_or_default(),
                &html::visible(article.body()),
                reprint.map_or("", |reprint| &reprint.attribution),
                &article.copyright().notice,
            ] {
                acquit(told);
            }
            works.insert(
                page.url.clone(),
                Work::Shown {
                    attribution: reprint.map(|reprint| squash(&reprint.attribution)),
                    notice: squash(&article.copyright().notice),
                },
            );
            pages.insert(id.to_string());
        }
        if innocent.contains(&true) {
            let mut innocent = innocent.into_iter();
            gone.retain(|_| innocent.next() != Some(true));
            finder = self::finder(&gone)?;
        }
        Ok(Self {
            works,
            urls,
            pages,
            passages: finder,
            withdrawn: gone.into_iter().map(|(_, id)| id).collect(),
        })
    }

    /// The articles at whose addresses a file must lie: the work, or a notice.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(String::as_str)
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

    /// The withdrawn or hidden articles of which words stand in squashed `text`.
    #[must_use]
    pub fn leaked(&self, text: &str) -> BTreeSet<&str> {
        self.passages
            .find_overlapping_iter(text)
            .map(|found| self.withdrawn[found.pattern().as_usize()].as_str())
            .collect()
    }
}

/// What tells a version by its words, squashed: the headline, the summary, each paragraph's beginning.
fn passages(version: &Cleared) -> Vec<String> {
    let headline = (version.headline().to_owned(), SHORTEST_HEADLINE);
    let summary = version.summary().map(str::to_owned);
    let blocks = html::blocks(version.body()).into_iter();
    let text = summary.into_iter().chain(blocks);
    std::iter::once(headline)
        .chain(text.map(|text| (text, SHORTEST_PASSAGE)))
        .filter_map(|(text, shortest)| {
            let beginning: String = squash(&text).chars().take(BEGINNING).collect();
            (beginning.chars().count() >= shortest).then_some(beginning)
        })
        .collect()
}

fn finder(gone: &[(String, String)]) -> Result<AhoCorasick, BuildError> {
    AhoCorasick::new(gone.iter().map(|(passage, _)| passage))
}
