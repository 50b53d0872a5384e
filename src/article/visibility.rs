//! Whether an article may be seen, and if not, what stands in its place.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ArticleId;

/// What the newsroom wants of a version (ninjs `pubStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PubStatus {
    /// To be shown.
    Usable,
    /// Kept back; nobody is told that it exists.
    Withheld,
    /// Called back for good.
    Canceled,
}

impl PubStatus {
    /// All of them, as they are written.
    pub const NAMES: [&str; 3] = ["usable", "withheld", "canceled"];

    /// Reads one as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "usable" => Self::Usable,
            "withheld" => Self::Withheld,
            "canceled" => Self::Canceled,
            _ => return None,
        })
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
        }
    }
}

/// All that decides whether an article shows, gathered from wherever it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visibility {
    /// What the current version asks for.
    pub pub_status: PubStatus,
    /// Nothing shows it before then: the later of `published` and `embargoed_until`.
    pub embargo: Timestamp,
    /// Withdrawn from then on: the earlier of the article's and the permission's.
    pub expires: Option<Timestamp>,
    /// Taken down by hand, silently and reversibly.
    pub unpublished: bool,
    /// Taken down by hand for good.
    pub killed: bool,
    /// The first case that holds it, if any.
    pub held_by: Option<String>,
    /// Whether readers ever saw it.
    pub ever_shown: bool,
}

/// What is true of an article in the eyes of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// 404: nobody is told that it exists.
    Hidden,
    /// 200: it can be read.
    Shown,
    /// 451 or 410: a notice stands in its place.
    Withdrawn(WithdrawnKind, Option<String>),
}

/// Why a notice stands where an article stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WithdrawnKind {
    /// A takedown case holds or removed it (RFC 7725: 451).
    Case,
    /// Killed by hand (410).
    Killed,
    /// The newsroom called the version back (410).
    Canceled,
    /// Its time, or its permission's, is over (410).
    Expired,
}

impl WithdrawnKind {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Killed => "killed",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    /// Reads one as it is stored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "case" => Self::Case,
            "killed" => Self::Killed,
            "canceled" => Self::Canceled,
            "expired" => Self::Expired,
            _ => return None,
        })
    }

    /// The HTTP status that the article's address answers with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Case => 451,
            Self::Killed | Self::Canceled | Self::Expired => 410,
        }
    }
}

/// A withdrawn article as renderers may know it: no word of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Which article it was.
    pub id: ArticleId,
    /// The entry id that readers have in their stores.
    pub url: String,
    /// Why it went.
    pub kind: WithdrawnKind,
    /// The case on whose account, if any.
    pub case: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// The case has removed it for good; else it only holds it.
    pub removed: bool,
}

impl Visibility {
    /// What is true at `now`. A case weighs more than our own withdrawal, and that more than silence. What readers
    /// saw, or would see but for that, leaves a notice behind; what the newsroom keeps to itself, or until its embargo
    /// ends, leaves none, since a notice would tell that it exists.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        let kept = self.unpublished || self.pub_status == PubStatus::Withheld;
        let is_known = self.ever_shown || !(kept || now < self.embargo);
        if is_known && let Some(case) = &self.held_by {
            return Phase::Withdrawn(WithdrawnKind::Case, Some(case.clone()));
        }
        let gone = |kind| Phase::Withdrawn(kind, None);
        if is_known && self.killed {
            return gone(WithdrawnKind::Killed);
        }
        if self.pub_status == PubStatus::Canceled {
            return gone(WithdrawnKind::Canceled);
        }
        if kept || self.held_by.is_some() || self.killed || now < self.embargo {
            return Phase::Hidden;
        }
        if self.expires.is_some_and(|end| end <= now) {
            return gone(WithdrawnKind::Expired);
        }
        Phase::Shown
    }

    /// The next instant at which time alone may change the phase.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        [Some(self.embargo), self.expires]
            .into_iter()
            .flatten()
            .filter(|instant| *instant > now)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Phase, PubStatus, Visibility, WithdrawnKind};

    const EMBARGO: Timestamp = Timestamp::UNIX_EPOCH;

    /// Usable and never seen, its embargo ending then.
    fn unseen() -> Visibility {
        Visibility {
            pub_status: PubStatus::Usable,
            embargo: EMBARGO,
            expires: None,
            unpublished: false,
            killed: false,
            held_by: None,
            ever_shown: false,
        }
    }

    #[test]
    fn what_was_never_seen_leaves_a_notice_only_where_it_would_be_seen() {
        let held = Visibility {
            held_by: Some("TD-1".into()),
            ..unseen()
        };
        let killed = Visibility {
            killed: true,
            ..unseen()
        };
        let expired = Visibility {
            expires: Some(EMBARGO),
            ..unseen()
        };
        let before = EMBARGO - SignedDuration::from_secs(1);
        for (standing, kind) in [
            (held, WithdrawnKind::Case),
            (killed, WithdrawnKind::Killed),
            (expired, WithdrawnKind::Expired),
        ] {
            assert_eq!(standing.phase(before), Phase::Hidden, "{kind:?}");
            let after = standing.phase(EMBARGO);
            assert!(
                matches!(after, Phase::Withdrawn(is, _) if is == kind),
                "{after:?}"
            );
            let unpublished = Visibility {
                unpublished: true,
                ..standing.clone()
            };
            assert_eq!(unpublished.phase(EMBARGO), Phase::Hidden, "{kind:?}");
            let withheld = Visibility {
                pub_status: PubStatus::Withheld,
                ..standing
            };
            assert_eq!(withheld.phase(EMBARGO), Phase::Hidden, "{kind:?}");
        }
    }
}
