//! What a case does to everything else: its holds, the channels to close, the letters to write, the log.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::row::{self, Case};
use crate::article::{ArticleId, Outlet};
use crate::render::{Format, Resource};
use crate::store::channels::{self, Opening};
use crate::store::deliveries::{self, NewLetter, Note};
use crate::store::engine::{Sql, Tx, args};
use crate::store::jobs::{Place, Touched};
use crate::store::record::Record;
use crate::store::transition::{self, Moved};
use crate::store::{Result, record, settings, takedown_log};
use crate::takedown::chain::Entry;
use crate::takedown::{Event, Holds, Regime};

/// How many letters about takedowns an address may have had within a day before requests in its name are no longer
/// answered by mail. Nobody has shown that the address is theirs: the form must be no way to flood somebody else's.
const ANSWERS_A_DAY: i64 = 100;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Writes a line of the log.
pub(super) async fn note(
    tx: &mut Tx,
    case: &Case,
    event: Event,
    actor: &str,
    details: Map<String, Value>,
    now: Timestamp,
) -> Result<()> {
    let entry = Entry {
        time: now,
        case: case.number.clone(),
        event,
        actor: actor.to_owned(),
        deadline: case.deadline,
        details,
    };
    takedown_log::append(tx, &[entry]).await
}

/// Queues a letter to the claimant, where one can be reached by mail. `about` tells the case's letters apart.
pub(super) async fn write_claimant(
    tx: &mut Tx,
    case: &Case,
    about: &str,
    note: &Note,
    now: Timestamp,
) -> Result<()> {
    let Some(email) = case.request.claimant.mail().map(str::to_owned) else {
        return Ok(());
    };
    let is_answer = matches!(note, Note::Received { .. });
    if is_answer && deliveries::notices_to(tx, &email, now - DAY).await? >= ANSWERS_A_DAY {
        return Ok(());
    }
    let letter = NewLetter {
        kind: deliveries::Kind::Notice,
        label: format!("{}.{about}", case.number),
        case: Some(case.number.clone()),
        email,
        salt: format!("claimant-{}", case.number),
        // Who calls on another country's law reads English rather than the house's own language.
        language: (case.request.regime() != Regime::Cn).then(|| "en".into()),
        note,
    };
    deliveries::queue(tx, &letter, now).await
}

/// Does to the holds of a case what a step asks, and brings its articles into the phase that follows. What comes
/// out of sight opens channels; what comes down for good also tells the readers whom a digest brought it. What goes
/// is whatever the case holds, so that nothing stays behind.
pub(super) async fn hold(
    tx: &mut Tx,
    case: &Case,
    articles: &[ArticleId],
    holds: Holds,
    now: Timestamp,
) -> Result<Touched> {
    match holds {
        Holds::Keep => Ok(Touched::default()),
        Holds::Put => put(tx, case, articles, false, now).await,
        Holds::Final => put(tx, case, articles, true, now).await,
        Holds::Lift => {
            const UP_AGAIN: Sql = Sql::same("DELETE FROM stay_down WHERE case_no = $1");
            tx.run(&UP_AGAIN, args![case.number.as_str()]).await?;
            let held = row::held(tx, &case.number).await?;
            lift(tx, case, &held, now).await
        }
    }
}

/// Lets what a case holds follow its targets, which have changed: what came in between is as good or as bad as what
/// was withheld, and what it is not about any more is free.
pub(super) async fn follow(
    tx: &mut Tx,
    case: &mut Case,
    actor: &str,
    now: Timestamp,
) -> Result<Touched> {
    if case.withheld.is_none() {
        return Ok(Touched::default());
    }
    let held = row::held(tx, &case.number).await?;
    let targets = row::articles(tx, &case.number).await?;
    if held == targets {
        return Ok(Touched::default());
    }
    if targets.is_empty() {
        case.withheld = None;
    }
    let mut details = Map::new();
    details.insert("targets".into(), json!(targets));
    note(tx, case, Event::Withheld, actor, details, now).await?;
    let but = |ids: &[ArticleId], others: &[ArticleId]| {
        let rest = ids.iter().filter(|id| !others.contains(id));
        rest.cloned().collect::<Vec<_>>()
    };
    let mut touched = lift(tx, case, &but(&held, &targets), now).await?;
    touched.merge(put(tx, case, &but(&targets, &held), false, now).await?);
    Ok(touched)
}

async fn put(
    tx: &mut Tx,
    case: &Case,
    articles: &[ArticleId],
    is_final: bool,
    now: Timestamp,
) -> Result<Touched> {
    if articles.is_empty() {
        return Ok(Touched::default());
    }
    let number = case.number.as_str();
    let rows = articles
        .iter()
        .map(|id| args![id.as_str(), number, is_final])
        .collect();
    tx.each(
        "INSERT INTO holds (article_id, case_no, final)",
        rows,
        "ON CONFLICT (article_id, case_no) DO UPDATE SET final = excluded.final",
    )
    .await?;
    let ids: Vec<&ArticleId> = articles.iter().collect();
    let house = settings::house(tx).await?;
    let records = record::load(tx, &ids).await?;
    let openings: BTreeSet<Opening> = records.values().flat_map(openings_of).collect();
    let moved = records.into_values().map(|record| Moved {
        again: true,
        ..Moved::of(record)
    });
    let settlement = transition::settle(tx, &house, moved.collect(), now).await?;
    let openings: Vec<Opening> = openings.into_iter().collect();
    channels::open(tx, number, &openings, settlement.seq).await?;
    stop_mail(tx, number, &ids, now).await?;
    if is_final {
        stay_down(tx, number, articles, now).await?;
        deliveries::tell_readers(tx, number, &ids, now).await?;
    }
    Ok(settlement.into_touched())
}

async fn lift(tx: &mut Tx, case: &Case, articles: &[ArticleId], now: Timestamp) -> Result<Touched> {
    const LIFT: Sql = Sql::same("DELETE FROM holds WHERE case_no = $1 AND article_id = $2");
    if articles.is_empty() {
        return Ok(Touched::default());
    }
    for id in articles {
        tx.run(&LIFT, args![case.number.as_str(), id.as_str()])
            .await?;
    }
    let ids: Vec<&ArticleId> = articles.iter().collect();
    let house = settings::house(tx).await?;
    let moved = record::load(tx, &ids).await?.into_values().map(Moved::of);
    let settlement = transition::settle(tx, &house, moved.collect(), now).await?;
    Ok(settlement.into_touched())
}

/// Every file that holds the work, by the article's page and the lists it is or was in. What nobody ever saw is
/// in none.
fn openings_of(record: &Record) -> Vec<Opening> {
    if record.first_shown.is_none() {
        return Vec::new();
    }
    let page = Resource::Article(record.id.clone());
    let mut openings = vec![opening(&page, Place::Page(record.id.clone()))];
    for outlet in record
        .members
        .keys()
        .filter_map(|key| Outlet::from_key(key))
    {
        for resource in Resource::of_outlet(&outlet) {
            openings.push(opening(&resource, Place::Outlet(outlet.clone())));
        }
    }
    openings
}

fn opening(resource: &Resource, job: Place) -> Opening {
    let channel = match resource {
        Resource::Article(_) => "page",
        Resource::Feed(_, Format::Rss) => "rss",
        Resource::Feed(_, Format::Atom) => "atom",
        Resource::Feed(_, Format::Json) => "json",
        Resource::Sitemap(_) | Resource::SitemapIndex => "sitemap",
        Resource::List(_) | Resource::Opml | Resource::Robots | Resource::Style => "list",
    };
    Opening {
        channel,
        target: resource.path(),
        job: Some(job),
    }
}

/// Unsent letters lose the articles at once, since a letter is made when it is sent; one with nothing left is
/// cancelled.
async fn stop_mail(tx: &mut Tx, case: &str, ids: &[&ArticleId], now: Timestamp) -> Result<()> {
    let unsent = deliveries::unsent_issues(tx, ids).await?;
    deliveries::cancel_empty(tx, ids, now).await?;
    for issue in unsent {
        close_at_once(tx, case, "mail", issue, now).await?;
    }
    Ok(())
}

async fn stay_down(tx: &mut Tx, case: &str, articles: &[ArticleId], now: Timestamp) -> Result<()> {
    const KEEP_DOWN: Sql = Sql::same(
        "INSERT INTO stay_down (fingerprint, case_no) SELECT DISTINCT fingerprint, $1 FROM versions \
         WHERE article_id = $2 ON CONFLICT DO NOTHING",
    );
    for id in articles {
        tx.run(&KEEP_DOWN, args![case, id.as_str()]).await?;
        close_at_once(tx, case, "stay-down", id.to_string(), now).await?;
    }
    Ok(())
}

/// A channel that this very transaction closes.
async fn close_at_once(
    tx: &mut Tx,
    case: &str,
    channel: &'static str,
    target: String,
    now: Timestamp,
) -> Result<()> {
    let opening = Opening {
        channel,
        target,
        job: None,
    };
    channels::open(tx, case, std::slice::from_ref(&opening), 0).await?;
    channels::done(tx, case, channel, &opening.target, now).await?;
    Ok(())
}
