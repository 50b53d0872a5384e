//! What a delivery says, rendered at the moment it goes.

use std::collections::BTreeMap;

use crate::render::{self, DigestIssue, Letter, Notice, Recipient, Settings};
use crate::store::{Content, Delivery, IssueCopy};
use crate::workers::{House, WorkerError};

/// What was claimed, so that the readers of one issue share one look at it.
#[derive(Default)]
pub(super) struct Claim {
    /// By issue, and by the edition of it that was begun before a crash.
    pub issues: BTreeMap<(i64, Option<i64>), Vec<Delivery>>,
    /// Letters of their own.
    pub notices: Vec<(Delivery, Notice)>,
}

impl Claim {
    /// Sorts what was claimed.
    pub(super) fn of(deliveries: Vec<Delivery>) -> Self {
        let mut claim = Self::default();
        for delivery in deliveries {
            match delivery.content.clone() {
                Content::Digest { issue, edition } => {
                    claim
                        .issues
                        .entry((issue, edition))
                        .or_default()
                        .push(delivery);
                }
                Content::Notice(notice) => claim.notices.push((delivery, notice)),
            }
        }
        claim
    }
}

/// What letters are rendered with.
pub(super) struct Desk {
    settings: Settings,
    from: Option<String>,
    titles: BTreeMap<String, String>,
}

impl Desk {
    /// The settings in force; none before the first start stored them.
    pub(super) async fn open(house: &House) -> Result<Option<Self>, WorkerError> {
        let config = house.config();
        let titles = config
            .digests
            .iter()
            .map(|digest| (digest.name.clone(), digest.title.clone()))
            .collect();
        let from = config.mail.from.clone();
        let settings = house.store.settings().await?;
        Ok(settings.map(|settings| Self {
            settings,
            from,
            titles,
        }))
    }

    /// An issue of a digest, for one reader.
    pub(super) fn digest(
        &self,
        delivery: &Delivery,
        copy: &IssueCopy,
    ) -> Result<Letter, render::Error> {
        let issue = DigestIssue {
            name: &copy.name,
            // A digest that left the configuration meanwhile still has its name.
            title: self.titles.get(&copy.name).unwrap_or(&copy.name),
            issue: &copy.label,
            frozen: copy.frozen,
            articles: &copy.articles,
        };
        render::digest(
            &self.settings,
            self.from.as_deref(),
            &issue,
            &self.to(delivery),
        )
    }

    /// A letter about a takedown.
    pub(super) fn notice(
        &self,
        delivery: &Delivery,
        notice: &Notice,
    ) -> Result<Letter, render::Error> {
        render::notice(
            &self.settings,
            self.from.as_deref(),
            notice,
            &delivery.issue_label,
            delivery.created,
            &self.to(delivery),
        )
    }

    fn to<'a>(&'a self, delivery: &'a Delivery) -> Recipient<'a> {
        Recipient {
            email: &delivery.to,
            salt: &delivery.salt,
            unsubscribe_token: delivery.unsubscribe_token.as_deref(),
            language: delivery
                .language
                .as_ref()
                .unwrap_or(&self.settings.language),
        }
    }
}

/// A letter that cannot be written is no letter to try again, whoever carries it.
pub(super) async fn unwritable(
    house: &House,
    delivery: &Delivery,
    error: &render::Error,
) -> Result<(), WorkerError> {
    let why = crate::log::chain(error);
    tracing::error!(
        delivery.id = delivery.id,
        "a letter cannot be written: {why}"
    );
    let now = house.clock.now();
    house.store.mark_failed(delivery, &why, None, now).await?;
    Ok(())
}
