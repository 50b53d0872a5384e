//! What a delivery says, rendered at the moment it goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::log::causes;
use crate::render::{self, DigestIssue, Letter, Notice, Recipient, Settings};
use crate::store::{Content, Delivery, IssueCopy};
use crate::workers::{House, WorkerError};

/// A letter that is about to go.
pub(super) struct Outgoing {
    pub delivery: Delivery,
    body: Body,
}

enum Body {
    /// The readers of one issue share one look at it.
    Issue(Arc<IssueCopy>),
    Notice(Notice),
}

impl Outgoing {
    /// The copy of the issue that it carries.
    pub(super) fn copy(&self) -> Option<&IssueCopy> {
        match &self.body {
            Body::Issue(copy) => Some(copy),
            Body::Notice(_) => None,
        }
    }
}

/// Looks up what was claimed: letters of their own, and then the issues, each with those that carry the same copy.
/// An issue that cannot be looked up keeps nothing else back; its error comes beside the rest.
pub(super) async fn look_up(
    house: &House,
    claimed: Vec<Delivery>,
) -> (Vec<Vec<Outgoing>>, Result<(), WorkerError>) {
    let mut notices = Vec::new();
    // By issue, and by the edition of it that may have left before.
    let mut issues = BTreeMap::<_, Vec<Delivery>>::new();
    for delivery in claimed {
        match delivery.content.clone() {
            Content::Digest { issue, edition } => {
                issues.entry((issue, edition)).or_default().push(delivery);
            }
            Content::Notice(notice) => notices.push(Outgoing {
                delivery,
                body: Body::Notice(notice),
            }),
        }
    }
    let mut groups = vec![notices];
    let mut ended = Ok(());
    for ((issue, edition), deliveries) in issues {
        match look_up_issue(house, issue, edition, deliveries).await {
            Ok(group) => groups.push(group),
            Err(error) => ended = ended.and(Err(error)),
        }
    }
    groups.retain(|group| !group.is_empty());
    (groups, ended)
}

async fn look_up_issue(
    house: &House,
    issue: i64,
    edition: Option<i64>,
    deliveries: Vec<Delivery>,
) -> Result<Vec<Outgoing>, WorkerError> {
    let store = &house.store;
    let copy = Arc::new(store.issue_copy(issue, edition).await?);
    if copy.articles.is_empty() {
        let ids = deliveries.iter().map(|delivery| delivery.id).collect();
        let now = house.clock.now();
        store
            .mark_cancelled(ids, "nothing is left in the issue", now)
            .await?;
        return Ok(Vec::new());
    }
    let outgoing = deliveries.into_iter().map(|delivery| Outgoing {
        delivery,
        body: Body::Issue(Arc::clone(&copy)),
    });
    Ok(outgoing.collect())
}

/// What letters are rendered with.
pub(super) struct Desk {
    settings: Settings,
    from: Option<String>,
    titles: BTreeMap<String, String>,
}

impl Desk {
    /// The settings in force; none before the first start stored them.
    pub(super) async fn open(house: &House) -> Result<Option<Arc<Self>>, WorkerError> {
        let config = house.config();
        let titles = config
            .digests
            .iter()
            .map(|digest| (digest.name.clone(), digest.title.clone()))
            .collect();
        let from = config.mail.from.clone();
        let settings = house.store.settings().await?;
        Ok(settings.map(|settings| {
            Arc::new(Self {
                settings,
                from,
                titles,
            })
        }))
    }

    /// The letter itself.
    pub(super) fn render(&self, outgoing: &Outgoing) -> Result<Letter, render::Error> {
        let delivery = &outgoing.delivery;
        let (settings, from) = (&self.settings, self.from.as_deref());
        match &outgoing.body {
            Body::Issue(copy) => {
                let issue = DigestIssue {
                    name: &copy.name,
                    // A digest that left the configuration meanwhile still has its name.
                    title: self.titles.get(&copy.name).unwrap_or(&copy.name),
                    issue: &copy.label,
                    frozen: copy.frozen,
                    articles: &copy.articles,
                };
                render::digest(settings, from, &issue, &self.to(delivery))
            }
            Body::Notice(notice) => render::notice(
                settings,
                from,
                &self.titled(notice),
                &delivery.issue_label,
                delivery.created,
                &self.to(delivery),
            ),
        }
    }

    /// The store knows a digest by its name, its readers by its title.
    fn titled(&self, notice: &Notice) -> Notice {
        let mut notice = notice.clone();
        if let Notice::Withdrawn { digest, .. } = &mut notice
            && let Some(title) = self.titles.get(digest)
        {
            title.clone_into(digest);
        }
        notice
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
    let why = causes(error);
    tracing::error!(
        delivery.id = delivery.id,
        case.id = delivery.case.as_deref(),
        "a letter cannot be written: {why}"
    );
    let now = house.clock.now();
    house.store.mark_failed(delivery, &why, None, now).await?;
    Ok(())
}
