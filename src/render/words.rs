//! The reader's languages: Chinese for those who read it, English for all others.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::{Language, Withdrawn, WithdrawnKind};

/// The language in which we speak to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

impl Tongue {
    /// All that we speak.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The one for readers of `language`.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        if language.is_chinese() {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The words in this tongue.
    #[must_use]
    pub fn say(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// Its own tag, where the words stand on a page of another language.
    #[must_use]
    pub fn tag(self) -> &'static str {
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
    #[must_use]
    pub fn minute_with_zone(self, instant: Timestamp, zone: &TimeZone) -> String {
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

    /// A field of a takedown request in words; what we have no word for stands as it is written.
    #[must_use]
    pub fn field(self, name: &str) -> &str {
        match name {
            "claimant.name" => self.say("姓名", "your name"),
            "claimant.email" => self.say("联系方式", "a way to reach you"),
            "claimant.phone" => self.say("电话", "a telephone number"),
            "claimant.address" => self.say("地址", "your address"),
            "works" => self.say("作品说明", "the work"),
            "targets" => self.say("本站的网址或文章编号", "an address or article of ours"),
            "evidence" => self.say("初步证据", "evidence"),
            "good_faith" => self.say("善意声明", "the statement of good faith"),
            "accuracy_under_penalty" => self.say(
                "准确性声明",
                "the statement of accuracy under penalty of perjury",
            ),
            "signature" => self.say("签名", "a signature"),
            "targets.200" => self.say(
                "超过 200 个的部分（另交一份通知）",
                "the addresses beyond 200 (name them in a request of their own)",
            ),
            "document" => self.say("能够读取的内容", "a document that can be read"),
            "document.rest" => self.say(
                "超出大小上限而未读取的部分（请缩短后再发一份）",
                "the rest of the request, which was too large to be read (please send it again, shorter)",
            ),
            _ => name,
        }
    }

    /// Why an article went, in one sentence.
    pub(super) fn reason(self, withdrawn: &Withdrawn) -> &'static str {
        match withdrawn.kind {
            WithdrawnKind::Case if withdrawn.removed => self.say(
                "因权利通知成立，这篇文章已从本站删除。",
                "This article has been removed: a rights complaint about it was upheld.",
            ),
            WithdrawnKind::Case => self.say(
                "有人就这篇文章提出权利通知，本站暂停显示。",
                "This article is withheld for now, because of a rights complaint.",
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
