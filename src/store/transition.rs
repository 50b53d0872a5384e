//! The one way by which articles come into sight and go out of it. Whatever happened to them,
//! their phase, their lists and the jobs change here together.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::counters::{self, SHOWN};
use super::engine::{Arg, Sql, Tx, args};
use super::jobs::{self, Place, Touched, after};
use super::record::{self, Belongs, Member, Record, State};
use super::settings::House;
use super::{Result, outlets};
use crate::article::outlet::ARCHIVE_PAGE;
use crate::article::{ArticleId, CategoryPath, Outlet, Phase, WithdrawnKind};
use crate::clearance::{self, Cleared};

/// An article to which something happened; its record says what is true now, but for the phase.
pub(super) struct Moved {
    pub record: Record,
    /// Its text changed.
    pub news: bool,
    /// Its places are to be written again even where nothing changes: a case wants receipts.
    pub again: bool,
}

/// What came of it.
pub(super) struct Settlement {
    /// The change's number, which its jobs carry.
    pub seq: i64,
    /// What each article touched, in their order.
    pub touched: Vec<Touched>,
}

impl Settlement {
    /// All that was touched.
    pub(super) fn into_touched(self) -> Touched {
        let places = self.touched.into_iter().flat_map(|touched| touched.0);
        let mut all = Touched::default();
        all.merge(Touched(places.collect()));
        all
    }
}

impl Moved {
    pub(super) fn of(record: Record) -> Self {
        Self {
            record,
            news: false,
            again: false,
        }
    }
}

/// Brings articles into the phase that is true now, and calls for what must be rendered anew.
pub(super) async fn settle(
    tx: &mut Tx,
    house: &House,
    mut moved: Vec<Moved>,
    now: Timestamp,
) -> Result<Settlement> {
    let phases: Vec<Phase> = moved
        .iter()
        .map(|moved| moved.record.visibility().phase(now))
        .collect();
    show_first(tx, house, &mut moved, &phases, now).await?;
    let mut places = BTreeMap::new();
    let mut touched = Vec::with_capacity(moved.len());
    let mut lists: BTreeMap<Outlet, Option<String>> = BTreeMap::new();
    let mut members = Vec::new();
    for (moved, phase) in moved.iter_mut().zip(phases) {
        let hides = moved.record.phase == Phase::Shown && phase != Phase::Shown;
        let mine = apply(moved, phase, house, now, &mut members)?;
        for place in &mine.0 {
            *places.entry(place.clone()).or_insert(false) |= hides || moved.again;
            if let Place::Outlet(outlet) = place {
                let title = title(&moved.record, outlet);
                let known = lists.entry(outlet.clone()).or_default();
                *known = title.or(known.take());
            }
        }
        touched.push(mine);
    }
    let records: Vec<Record> = moved.into_iter().map(|moved| moved.record).collect();
    record::save(tx, &records).await?;
    tx.each(
        "INSERT INTO members (outlet, article_id, first_shown, current, state)",
        members,
        "ON CONFLICT (article_id, outlet) DO UPDATE SET current = excluded.current, state = excluded.state",
    )
    .await?;
    let new = outlets::touch(tx, &lists, now).await?;
    let beside = beside(&new);
    places.extend(beside.iter().map(|place| (place.clone(), false)));
    if let Some(first) = touched.first_mut() {
        first.merge(Touched(beside));
    }
    let seq = jobs::enqueue(tx, &places).await?;
    Ok(Settlement { seq, touched })
}

/// What else changes where lists are new: the directory, and the archive's page before, which now has a next.
fn beside(new: &[Outlet]) -> Vec<Place> {
    let mut beside = Vec::new();
    for outlet in new {
        if let Outlet::Archive { year, month, page } = *outlet
            && page > 1
        {
            beside.push(Place::Outlet(Outlet::Archive {
                year,
                month,
                page: page - 1,
            }));
        }
    }
    if !new.is_empty() {
        beside.push(Place::Directory);
    }
    beside
}

/// Gives those that readers see for the first time their URL, their number and their place in the archive.
async fn show_first(
    tx: &mut Tx,
    house: &House,
    moved: &mut [Moved],
    phases: &[Phase],
    now: Timestamp,
) -> Result<()> {
    let mut first: Vec<&mut Record> = moved
        .iter_mut()
        .zip(phases)
        .filter(|(moved, phase)| **phase == Phase::Shown && moved.record.first_shown.is_none())
        .map(|(moved, _)| &mut moved.record)
        .collect();
    if first.is_empty() {
        return Ok(());
    }
    look_up_outlets(tx, &mut first).await?;
    let count = i64::try_from(first.len()).unwrap_or(i64::MAX);
    let seq = counters::reserve(tx, SHOWN, count).await?;
    let day = now.to_zoned(house.zone.clone()).date();
    let (year, month) = (day.year(), day.month());
    let name = format!("archive/{year:04}/{month:02}");
    let place = counters::reserve(tx, &name, count).await?;
    for (offset, record) in (0..).zip(first) {
        record.first_shown = Some(now);
        record.shown_seq = Some(seq + offset);
        record.url = Some(url(house, &record.id));
        let page = (place + offset - 1) / ARCHIVE_PAGE + 1;
        let outlet = Outlet::Archive { year, month, page };
        record.members.insert(outlet.key(), Member::NEW);
    }
    Ok(())
}

/// The address of an article's page.
pub(super) fn url(house: &House, id: &ArticleId) -> String {
    format!("{}/articles/{id}", house.settings.base_url)
}

/// Reads from the newest version where it belongs, for those that do not know.
async fn look_up_outlets(tx: &mut Tx, records: &mut [&mut Record]) -> Result<()> {
    const DOCUMENT: Sql =
        Sql::same("SELECT document FROM versions WHERE article_id = $1 AND version = $2");
    for record in records.iter_mut().filter(|record| record.outlets.is_none()) {
        let args = args![record.id.as_str(), record.version];
        if let Some(row) = tx.first(&DOCUMENT, args).await? {
            let article = clearance::readmit(&row.text(0)?)?;
            record.outlets = Some(belongs(&article));
        }
    }
    Ok(())
}

/// The lists that an article belongs to, but for the archive, which goes by the day it was shown.
pub(super) fn belongs(article: &Cleared) -> Vec<Belongs> {
    let plain = |outlet| Belongs {
        outlet,
        title: None,
    };
    let mut all = vec![
        plain(Outlet::Site),
        plain(Outlet::Language(article.language().clone())),
    ];
    let prefixes = article.categories().iter().flat_map(CategoryPath::prefixes);
    all.extend(prefixes.map(|path| plain(Outlet::Category(path))));
    if let Some(reprint) = article.reprint() {
        all.push(Belongs {
            outlet: Outlet::Source(reprint.source.slug.clone()),
            title: reprint.source.listed_as.clone(),
        });
    }
    all.sort_by(|a, b| a.outlet.cmp(&b.outlet));
    all.dedup_by(|a, b| a.outlet == b.outlet);
    all
}

fn title(record: &Record, outlet: &Outlet) -> Option<String> {
    let belongs = record.outlets.iter().flatten();
    belongs
        .filter(|belongs| belongs.outlet == *outlet)
        .find_map(|belongs| belongs.title.clone())
}

/// Brings one article into its phase; what it touches. Rows of `members` that change are added.
fn apply(
    moved: &mut Moved,
    phase: Phase,
    house: &House,
    now: Timestamp,
    rows: &mut Vec<Vec<Arg>>,
) -> Result<Touched> {
    let record = &mut moved.record;
    let turned = record.phase != phase;
    let seen = phase == Phase::Shown && (turned || moved.news);
    if seen {
        let first = record.phase == Phase::Hidden && record.first_shown == Some(now);
        record.updated = if first {
            now
        } else {
            later(record.updated, now)
        };
    }
    match &phase {
        Phase::Withdrawn(..) if turned => {
            record.since = Some(now);
            record.stub_until = record.first_shown.map(|_| after(now, house.stub_for));
        }
        Phase::Withdrawn(..) => {}
        Phase::Hidden | Phase::Shown => {
            record.since = None;
            record.stub_until = None;
        }
    }
    record.stub_until = record.stub_until.filter(|end| *end > now);
    let next = record.visibility().next_change(now);
    record.due = [next, record.stub_until].into_iter().flatten().min();
    record.phase = phase;
    let stands = record.phase != Phase::Hidden;
    let mut touched = Touched::default();
    if turned || seen || (moved.again && stands) {
        touched.0.push(Place::Page(record.id.clone()));
    }
    if let Some(first_shown) = record.first_shown {
        let before = record.members.clone();
        follow(record);
        for (key, member) in &mut record.members {
            let outlet = outlets::parse(key.clone())?;
            let old = before.get(key).copied().unwrap_or(Member::NEW);
            member.state = state(&record.phase, *member, &outlet, record.stub_until.is_some());
            if *member != old || !before.contains_key(key) || turned {
                let state = member.state as i64;
                rows.push(args![
                    key.as_str(),
                    record.id.as_str(),
                    first_shown,
                    member.current,
                    state
                ]);
            }
            let there = member.state != State::Nothing;
            if member.state != old.state || moved.again || (there && (turned || seen)) {
                touched.0.push(Place::Outlet(outlet));
            }
        }
    }
    Ok(touched)
}

/// Now, but a second after `then` at least: a page's date always moves, as a list's does ([`outlets::touch`]).
fn later(then: Timestamp, now: Timestamp) -> Timestamp {
    now.max(after(then, Duration::from_secs(1)))
}

/// Notes which outlets the newest version belongs to. The archive's page is for ever.
fn follow(record: &mut Record) {
    let Some(belongs) = &record.outlets else {
        return;
    };
    for (key, member) in &mut record.members {
        member.current = key.starts_with("archive/");
    }
    for belongs in belongs {
        let key = belongs.outlet.key();
        record.members.entry(key).or_insert(Member::NEW).current = true;
    }
}

/// What stands in a list for an article in this phase. A stub goes wherever readers may have a copy, even where
/// the newest version no longer belongs; the archive's pages are no feeds and need none.
fn state(phase: &Phase, member: Member, outlet: &Outlet, stub: bool) -> State {
    match phase {
        Phase::Shown if member.current => State::Article,
        Phase::Withdrawn(WithdrawnKind::Expired, _) if stub && outlet.has_feeds() => State::Lapsed,
        Phase::Withdrawn(..) if stub && outlet.has_feeds() => State::Stub,
        Phase::Hidden | Phase::Shown | Phase::Withdrawn(..) => State::Nothing,
    }
}
