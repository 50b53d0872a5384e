//! The list of sources. A name, an alias or a slug must mean one of them alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::section::Section;
use super::{KnownSource, SourceStatus, place};
use crate::article::category::{check_segment, segment_from_name};
use crate::article::{Basis, Permission};
use crate::document::instant;

pub(super) fn sources(list: &[Section], zone: &TimeZone) -> Option<Vec<KnownSource>> {
    let read: Vec<Option<KnownSource>> = list.iter().map(|at| source(at, zone)).collect();
    let mut names = BTreeMap::new();
    let mut slugs = BTreeMap::new();
    let mut distinct = true;
    for (at, known) in list.iter().zip(&read) {
        let Some(known) = known else { continue };
        for name in known.aliases.iter().chain([&known.name]) {
            if let Some(other) = names.insert(name, &known.name)
                && other != &known.name
            {
                at.fault(
                    "name",
                    &format!("{name:?} already means the source {other:?}"),
                );
                distinct = false;
            }
        }
        if let Some(other) = slugs.insert(&known.slug, &known.name) {
            let slug = &known.slug;
            at.fault(
                "slug",
                &format!("{slug:?} already is the folder of {other:?}: give this one a slug"),
            );
            distinct = false;
        }
    }
    if distinct {
        read.into_iter().collect()
    } else {
        None
    }
}

fn source(at: &Section, zone: &TimeZone) -> Option<KnownSource> {
    let name = at.text("name");
    let slug = at.optional("slug", |text| check_segment(text).map(|()| text.to_owned()));
    let aliases = at.texts("aliases");
    let domains = at.each("domains", place::domain);
    let status = at.value("status", "active", |text| match text {
        "active" => Ok(SourceStatus::Active),
        "frozen" => Ok(SourceStatus::Frozen),
        "removed" => Ok(SourceStatus::Removed),
        _ => Err("must be active, frozen or removed"),
    });
    let ground = at.section("permission");
    let permission = if ground.is_there() {
        permission(&ground, zone)
    } else {
        None
    };
    let name = name?;
    Some(KnownSource {
        slug: slug.unwrap_or_else(|| segment_from_name(&name)),
        name,
        aliases: aliases?,
        domains: domains?,
        status: status?,
        permission,
    })
}

fn permission(at: &Section, zone: &TimeZone) -> Option<Permission> {
    let basis = at.optional("basis", |text| {
        Basis::parse(text).ok_or_else(|| format!("must be one of {}", Basis::NAMES.join(", ")))
    });
    let expires = at.optional("expires", |text| end(text, zone));
    Some(Permission {
        basis: basis?,
        reference: at.text("reference"),
        expires,
    })
}

/// An instant, or a date alone: then the end of that day where the publisher is.
fn end(text: &str, zone: &TimeZone) -> Result<Timestamp, &'static str> {
    instant(text)
        .and_then(|written| written.end_in(zone))
        .ok_or(
            "must be a date, such as 2026-12-31, or an instant, such as 2026-12-31T08:00:00+08:00",
        )
}
