//! The sections of the file, each from its keys to its checked type. A section that has a fault
//! comes out as none, and the fault is told; the others are read all the same.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::section::{Section, Source};
use super::{
    Digest, Http, Inbox, Policy, Publisher, Required, Schedule, Store, Takedown, place, unit,
};
use crate::article::{CategoryPath, Language};

pub(super) fn publisher(at: &Section) -> Option<Publisher> {
    let name = at.text("name");
    let names = at.texts("names");
    let language = at.value("language", "zh-CN", Language::parse);
    let time_zone = at.value("time_zone", "Asia/Shanghai", zone);
    let takedown_email = at.optional("takedown_email", address);
    Some(Publisher {
        name: name?,
        names: names?,
        language: language?,
        time_zone: time_zone?,
        takedown_email: takedown_email?,
        copyright_notice: at.text("copyright_notice"),
        footer: at.texts("footer")?,
    })
}

pub(super) fn inbox(at: &Section) -> Option<Inbox> {
    let max_bytes = at.value("max_bytes", "4MiB", size);
    let settle = at.value("settle", "2s", duration);
    let scan = at.value("scan", "30s", positive);
    let require_end = at.value("require_end", "false", flag);
    at.each("encodings", |encoding| {
        if encoding.eq_ignore_ascii_case("utf-8") {
            Ok(())
        } else {
            Err("encodings other than utf-8 are not yet built")
        }
    });
    let notify = at.each("notify", address);
    Some(Inbox {
        notify: notify?,
        max_bytes: max_bytes?,
        settle: settle?,
        scan: scan?,
        require_end: require_end?,
    })
}

pub(super) fn http(at: &Section) -> Option<Http> {
    let listen = at.value("listen", "127.0.0.1:8080", place::listen);
    let admin_listen = at.value("admin_listen", "127.0.0.1:9090", place::listen);
    let base_url = at.optional("base_url", place::base_url);
    if listen == admin_listen && listen.as_ref().is_some_and(|at| !at.ends_with(":0")) {
        at.fault(
            "admin_listen",
            "must differ from http.listen: operations are not for readers",
        );
    }
    Some(Http {
        listen: listen?,
        admin_listen: admin_listen?,
        base_url,
    })
}

pub(super) fn store(at: &Section, source: &Source) -> Option<Store> {
    let password = at.secret("password_file", "MASTHEAD_STORE_PASSWORD", source);
    at.value("url", "sqlite:var/masthead.db", |url| {
        place::store(url, source.root, password)
    })
}

pub(super) fn policy(at: &Section, sources: Option<Vec<super::KnownSource>>) -> Option<Policy> {
    let listed_only = at.value("sources", "any", |text| match text {
        "any" => Ok(false),
        "listed" => Ok(true),
        _ => Err("must be any or listed"),
    });
    let require = at.each("require", |text| match text {
        "editor" => Ok(Required::Editor),
        "byline" => Ok(Required::Byline),
        "summary" => Ok(Required::Summary),
        _ => Err("must be among editor, byline, summary"),
    });
    Some(Policy {
        listed_only: listed_only?,
        require: require?,
        sources: sources?,
    })
}

pub(super) fn digests(list: &[Section], publisher_zone: &TimeZone) -> Option<Vec<Digest>> {
    let read: Vec<Option<Digest>> = list.iter().map(|at| digest(at, publisher_zone)).collect();
    let mut names = BTreeSet::new();
    for (at, digest) in list.iter().zip(&read) {
        if let Some(digest) = digest
            && !names.insert(&digest.name)
        {
            at.fault("name", "is the name of another digest");
            return None;
        }
    }
    read.into_iter().collect()
}

fn digest(at: &Section, publisher_zone: &TimeZone) -> Option<Digest> {
    let name = at.optional("name", digest_name);
    let title = at.text("title");
    let zone = at.optional("time_zone", zone);
    let zone = zone.unwrap_or_else(|| publisher_zone.clone());
    let schedule = at.optional("schedule", |text| Schedule::parse(text, &zone));
    let categories = at.each("categories", CategoryPath::parse);
    let stale_after = at.value("stale_after", "12h", positive);
    let name = name?;
    Some(Digest {
        title: title.unwrap_or_else(|| name.clone()),
        name,
        schedule,
        time_zone: zone,
        categories: categories?,
        stale_after: stale_after?,
    })
}

pub(super) fn takedown(at: &Section) -> Option<Takedown> {
    let deadline = at.value("deadline", "24h", positive);
    let clock_from_receipt = at.value("clock", "received", |text| match text {
        "received" => Ok(true),
        "confirmed" => Ok(false),
        _ => Err("must be received or confirmed"),
    });
    let before = if at.has("auto_withhold_before") {
        at.value("auto_withhold_before", "", duration)
    } else {
        deadline.map(before_by_default)
    };
    if let (Some(deadline), Some(before)) = (deadline, before)
        && before >= deadline
    {
        at.fault(
            "auto_withhold_before",
            "must be shorter than takedown.deadline",
        );
    }
    let stub_for = at.value("stub_for", "30d", duration);
    let restore_after = at.value("restore_after", "15d", duration);
    Some(Takedown {
        deadline: deadline?,
        clock_from_receipt: clock_from_receipt?,
        auto_withhold_before: before?,
        stub_for: stub_for?,
        restore_after: restore_after?,
    })
}

/// An hour, which is a twenty-fourth of the usual day; of a short deadline that part again, so that whoever sets the
/// deadline alone still has time to decide.
fn before_by_default(deadline: Duration) -> Duration {
    const HOUR: Duration = Duration::from_hours(1);
    if deadline < 2 * HOUR {
        deadline / 24
    } else {
        HOUR
    }
}

pub(super) fn entries(at: &Section) -> Option<u32> {
    at.value("entries", "50", |text| count(text, 1, 1000))
}

pub(super) fn count(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|count| (least..=most).contains(count))
        .ok_or_else(|| format!("must be a whole number from {least} to {most}"))
}

/// The longest duration: what goes beyond it is a slip of the pen, and an instant that far ahead may be none.
const LONGEST: Duration = Duration::from_hours(3650 * 24);

fn duration(text: &str) -> Result<Duration, &'static str> {
    let span = unit::duration(text).ok_or("must be a duration, such as 2s, 15m, 24h or 30d")?;
    if span > LONGEST {
        return Err("must be at most 3650d");
    }
    Ok(span)
}

fn positive(text: &str) -> Result<Duration, &'static str> {
    duration(text).and_then(|span| {
        if span.is_zero() {
            Err("must be longer than nothing")
        } else {
            Ok(span)
        }
    })
}

fn size(text: &str) -> Result<u64, &'static str> {
    unit::size(text)
        .filter(|size| (1..=1 << 30).contains(size))
        .ok_or("must be a size of at most 1GiB, such as 4MiB")
}

fn flag(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false"),
    }
}

/// A zone of the IANA database, by name: an offset alone knows no summer.
fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .ok()
        .filter(|zone| zone.iana_name().is_some())
        .ok_or_else(|| format!("{name:?} is no time zone: write one such as Asia/Shanghai or UTC"))
}

fn address(text: &str) -> Result<String, &'static str> {
    text.parse::<lettre::Address>()
        .map(|_| text.to_owned())
        .map_err(|_| "must be a mail address, such as takedown@news.example")
}

/// It becomes part of file names and of Message-IDs.
fn digest_name(text: &str) -> Result<String, &'static str> {
    let fine = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fine {
        Ok(text.to_owned())
    } else {
        Err("must be 1 to 64 of A-Z a-z 0-9 - _, such as daily")
    }
}
