//! What a claimant asks for. A request is never refused for its form: what it lacks is
//! told to whoever can be reached, and the case waits.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::regime::Regime;
use super::target::Target;
use crate::article::{ArticleId, mail_address};

/// A request, as much of it as could be read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Who asks.
    pub claimant: Claimant,
    /// Whose list of required fields applies, where that is said.
    pub regime: Option<Regime>,
    /// Which right is said to be hurt, where that is said.
    pub grounds: Option<Grounds>,
    /// The works whose rights are claimed.
    pub works: Vec<Work>,
    /// The articles it is about.
    pub targets: Vec<Target>,
    /// Prima facie evidence, as text or file names.
    pub evidence: Vec<String>,
    /// The claimant states good faith.
    pub good_faith: bool,
    /// The claimant states accuracy under penalty of perjury.
    pub accuracy_under_penalty: bool,
    /// A signature, written or typed.
    pub signature: Option<String>,
    /// The incomplete case that this one completes, where it names one.
    pub case: Option<String>,
    /// What was there but could not be read, by dotted field names; `document` where nothing parsed, `targets.200`
    /// where there were more of them than one request may name.
    pub unreadable: Vec<String>,
}

/// Who asks.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimant {
    /// The person's name.
    pub name: Option<String>,
    /// For whom.
    pub organisation: Option<String>,
    /// An address of mail.
    pub email: Option<String>,
    /// A number.
    pub phone: Option<String>,
    /// A postal address.
    pub address: Option<String>,
}

/// A work whose rights are claimed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Its title, or what it is.
    pub description: Option<String>,
    /// Where the claimant shows it.
    pub url: Option<String>,
}

/// Which right is said to be hurt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grounds {
    /// The right in a work.
    #[default]
    Copyright,
    /// The right to one's own likeness.
    Portrait,
    /// Private life.
    Privacy,
    /// Good name.
    Reputation,
    /// Something else.
    Other,
}

/// How many targets one request may name: more is a flood, and the rest belongs into requests of its own.
pub const MOST_TARGETS: usize = 200;

/// What such a request is told to lack.
pub(super) const TOO_MANY_TARGETS: &str = "targets.200";

impl Grounds {
    /// All of them, as they are written.
    pub const NAMES: [&str; 5] = ["copyright", "portrait", "privacy", "reputation", "other"];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Copyright => "copyright",
            Self::Portrait => "portrait",
            Self::Privacy => "privacy",
            Self::Reputation => "reputation",
            Self::Other => "other",
        }
    }

    /// Reads one, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "copyright" => Self::Copyright,
            "portrait" => Self::Portrait,
            "privacy" => Self::Privacy,
            "reputation" => Self::Reputation,
            "other" => Self::Other,
            _ => return None,
        })
    }
}

impl Request {
    /// Whose list of required fields applies.
    #[must_use]
    pub fn regime(&self) -> Regime {
        self.regime.unwrap_or_default()
    }

    /// Which right is said to be hurt.
    #[must_use]
    pub fn grounds(&self) -> Grounds {
        self.grounds.unwrap_or_default()
    }

    /// What was known, with what has come in over it.
    #[must_use]
    pub fn over(mut self, old: Self) -> Self {
        fn or<T>(new: Vec<T>, old: Vec<T>) -> Vec<T> {
            if new.is_empty() { old } else { new }
        }
        for (field, is_said) in [
            ("regime", self.regime.is_some()),
            ("grounds", self.grounds.is_some()),
        ] {
            if !is_said && old.could_not_read(field) && !self.could_not_read(field) {
                self.unreadable.push(field.into());
            }
        }
        let (mine, before) = (self.claimant, old.claimant);
        self.claimant = Claimant {
            name: mine.name.or(before.name),
            organisation: mine.organisation.or(before.organisation),
            email: mine.email.or(before.email),
            phone: mine.phone.or(before.phone),
            address: mine.address.or(before.address),
        };
        self.regime = self.regime.or(old.regime);
        self.grounds = self.grounds.or(old.grounds);
        self.works = or(self.works, old.works);
        self.targets = or(self.targets, old.targets);
        self.evidence = or(self.evidence, old.evidence);
        self.good_faith |= old.good_faith;
        self.accuracy_under_penalty |= old.accuracy_under_penalty;
        self.signature = self.signature.or(old.signature);
        self
    }

    pub(super) fn could_not_read(&self, field: &str) -> bool {
        self.unreadable.iter().any(|unreadable| unreadable == field)
    }

    /// The articles of ours that it names, each once, in its order.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleId> {
        let mut articles: Vec<ArticleId> = Vec::new();
        for article in self
            .targets
            .iter()
            .filter_map(|target| target.article.as_ref())
        {
            if !articles.contains(article) {
                articles.push(article.clone());
            }
        }
        articles
    }
}

impl Claimant {
    /// Where a letter to the claimant can go.
    #[must_use]
    pub fn mail(&self) -> Option<&str> {
        let email = self.email.as_deref()?;
        mail_address(email).ok().map(|_| email)
    }

    /// Whether there is a way to answer. What only looks like an address of mail is none.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.mail().is_some() || self.phone.is_some() || self.address.is_some()
    }
}

/// Who asks stays out of every log.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("regime", &self.regime)
            .field("grounds", &self.grounds)
            .field("targets", &self.targets)
            .field("unreadable", &self.unreadable)
            .finish_non_exhaustive()
    }
}

/// Who asks stays out of every log.
impl fmt::Debug for Claimant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claimant(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Grounds, Regime, Request};

    #[test]
    fn what_comes_later_leaves_what_it_does_not_say() {
        let read = |text: &str| Request::read(text.as_bytes(), "https://news.example");
        let old =
            "claimant: {name: 李四, phone: '1'}\nregime: US\ngrounds: portrait\ntargets: [a1]\n";
        let new = "claimant: {email: li@example.org}\nsignature: 李四\ngood_faith: true\n";
        let request = read(new).over(read(old));
        assert_eq!(
            (request.regime(), request.grounds()),
            (Regime::Us, Grounds::Portrait)
        );
        assert_eq!(request.missing(true), ["accuracy_under_penalty"]);
        assert_eq!(request.claimant.name.as_deref(), Some("李四"));
        let unknown = read(new).over(read("regime: JP\n"));
        assert!(unknown.missing(true).contains(&"regime".to_owned()));
        let known = read("regime: EU\n").over(read("regime: JP\n"));
        assert!(!known.missing(true).contains(&"regime".to_owned()));
    }
}
