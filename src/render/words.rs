//! The reader's languages: Chinese for those who read it, English for all others.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::{Language, WithdrawnKind};

/// The language in which we speak to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Chinese,
    English,
}

impl Tongue {
    /// The one for readers of `language`.
    pub(super) fn of(language: &Language) -> Self {
        if language.is_chinese() {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The words in this tongue.
    pub(super) fn say(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// Its own tag, where the words stand on a page of another language.
    pub(super) fn tag(self) -> &'static str {
        self.say("zh", "en")
    }

    /// What stands between a label and what it names.
    pub(super) fn colon(self) -> &'static str {
        self.say("：", ": ")
    }

    /// A day.
    pub(super) fn day(self, instant: Timestamp, zone: &TimeZone) -> String {
        let form = self.say("%Y年%-m月%-d日", "%-d %B %Y");
        instant.to_zoned(zone.clone()).strftime(form).to_string()
    }

    /// A minute, for what is in the zone that its readers live in.
    pub(super) fn minute(self, instant: Timestamp, zone: &TimeZone) -> String {
        let form = self.say("%Y年%-m月%-d日 %H:%M", "%-d %B %Y, %H:%M");
        instant.to_zoned(zone.clone()).strftime(form).to_string()
    }

    /// A minute with its zone, where a right hangs on it.
    pub(super) fn minute_with_zone(self, instant: Timestamp, zone: &TimeZone) -> String {
        let offset = instant
            .to_zoned(zone.clone())
            .strftime("UTC%:z")
            .to_string();
        match self {
            Self::Chinese => format!("{}（{offset}）", self.minute(instant, zone)),
            Self::English => format!("{} ({offset})", self.minute(instant, zone)),
        }
    }

    /// A month of the archive.
    pub(super) fn month(self, year: i16, month: i8) -> String {
        match self {
            Self::Chinese => format!("{year}年{month}月"),
            Self::English => {
                let names = [
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December",
                ];
                let name = usize::try_from(month - 1).ok().and_then(|at| names.get(at));
                format!("{} {year}", name.unwrap_or(&"Month"))
            }
        }
    }

    /// Why an article went, in one sentence.
    pub(super) fn reason(self, kind: WithdrawnKind) -> &'static str {
        match kind {
            WithdrawnKind::Case => self.say(
                "有人就这篇文章提出权利通知，本站已停止显示。",
                "This article is not shown because of a rights complaint.",
            ),
            WithdrawnKind::Killed | WithdrawnKind::Canceled => self.say(
                "本站编辑部已撤回这篇文章。",
                "The newsroom has withdrawn this article.",
            ),
            WithdrawnKind::Expired => self.say(
                "这篇文章的刊载期限已过，本站已停止显示。",
                "This article is not shown any more: the time for which it could be published is over.",
            ),
        }
    }
}

/// Whether a language is written from right to left.
pub(super) fn direction(language: &Language) -> &'static str {
    let primary = language.as_str().split('-').next().unwrap_or_default();
    match primary {
        "ar" | "fa" | "he" | "ur" | "ug" | "yi" | "ps" | "sd" | "dv" | "ckb" => "rtl",
        _ => "ltr",
    }
}

/// RFC 2822, in UTC: what RSS wants.
pub(super) fn rfc2822(instant: Timestamp) -> String {
    instant
        .to_zoned(TimeZone::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}

/// RFC 3339 to the second, in UTC: fractions trip some readers up.
pub(super) fn rfc3339(instant: Timestamp) -> String {
    let whole = Timestamp::from_second(instant.as_second());
    whole.unwrap_or(instant).to_string()
}
