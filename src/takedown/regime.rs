//! Which fields a law asks of a notice. What is not there makes a case incomplete; it is never
//! a reason to turn the request away (17 USC 512(c)(3)(B)(ii) obliges us to ask).

use serde::{Deserialize, Serialize};

use super::read::THE_REST;
use super::request::{Grounds, Request, TOO_MANY_TARGETS};

/// Whose list applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Regime {
    /// 信息网络传播权保护条例 §14, 民法典 §1195: real identity, the work, our page, prima facie evidence, signed.
    #[default]
    Cn,
    /// 17 USC 512(c)(3): signature, work, page, contact, good faith, accuracy under penalty of perjury.
    Us,
    /// DSA 16(2): explanation, exact page, name and e-mail, good faith.
    Eu,
}

impl Regime {
    /// All of them, as they are written.
    pub const NAMES: [&str; 3] = ["CN", "US", "EU"];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cn => "CN",
            Self::Us => "US",
            Self::Eu => "EU",
        }
    }

    /// Reads one, in capitals or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_uppercase().as_str() {
            "CN" => Self::Cn,
            "US" => Self::Us,
            "EU" => Self::Eu,
            _ => return None,
        })
    }
}

impl Request {
    /// The fields that the regime asks for and that are not there, by dotted name. `ours` says whether
    /// at least one target is an article that the store knows. What could not be read and is not asked for
    /// is no lack; but without the regime and the grounds nobody knows what is asked for.
    #[must_use]
    pub fn missing(&self, ours: bool) -> Vec<String> {
        let regime = self.regime();
        let (cn, us, eu) = (
            regime == Regime::Cn,
            regime == Regime::Us,
            regime == Regime::Eu,
        );
        let described = self
            .works
            .iter()
            .any(|work| work.description.is_some() || work.url.is_some());
        // A likeness or a good name is not a work; a copyright is always in one.
        let needs_work = self.grounds() == Grounds::Copyright && !eu;
        // The DSA's substantiated explanation may stand in either place.
        let unexplained = eu && !described && self.evidence.is_empty();
        let reachable = if eu {
            self.claimant.mail().is_some()
        } else {
            self.claimant.is_reachable()
        };
        [
            ("claimant.name", self.claimant.name.is_none()),
            ("claimant.email", !reachable),
            ("works", needs_work && !described),
            ("targets", !ours),
            ("evidence", unexplained || (cn && self.evidence.is_empty())),
            ("good_faith", !cn && !self.good_faith),
            ("accuracy_under_penalty", us && !self.accuracy_under_penalty),
            ("signature", !eu && self.signature.is_none()),
        ]
        .into_iter()
        .chain(
            ["document", THE_REST, "regime", "grounds", TOO_MANY_TARGETS]
                .map(|field| (field, self.could_not_read(field))),
        )
        .filter(|(_, lacks)| *lacks)
        .map(|(field, _)| field.to_owned())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::{Claimant, Grounds, Request, Work};
    use super::Regime;

    fn whole(regime: Regime) -> Request {
        Request {
            claimant: Claimant {
                name: Some("李四".into()),
                email: Some("li@example.org".into()),
                ..Claimant::default()
            },
            regime: Some(regime),
            works: vec![Work {
                description: Some("驿城区新修三条道路".into()),
                url: None,
            }],
            evidence: vec!["photo.jpg".into()],
            good_faith: regime != Regime::Cn,
            accuracy_under_penalty: regime == Regime::Us,
            signature: (regime != Regime::Eu).then(|| "李四".into()),
            ..Request::default()
        }
    }

    #[test]
    fn a_whole_notice_lacks_nothing() {
        for regime in [Regime::Cn, Regime::Us, Regime::Eu] {
            assert!(whole(regime).missing(true).is_empty(), "{regime:?}");
            assert_eq!(whole(regime).missing(false), ["targets"]);
        }
    }

    #[test]
    fn an_empty_one_lacks_what_its_regime_asks_for() {
        let empty = |regime| {
            let request = Request {
                regime: Some(regime),
                ..Request::default()
            };
            request.missing(false).join(" ")
        };
        assert_eq!(
            empty(Regime::Cn),
            "claimant.name claimant.email works targets evidence signature"
        );
        assert_eq!(
            empty(Regime::Us),
            "claimant.name claimant.email works targets good_faith accuracy_under_penalty signature"
        );
        assert_eq!(
            empty(Regime::Eu),
            "claimant.name claimant.email targets evidence good_faith"
        );
    }

    #[test]
    fn one_way_to_reach_is_enough_but_the_dsa_asks_for_mail() {
        for (regime, missing) in [(Regime::Us, 0), (Regime::Eu, 1)] {
            let mut request = whole(regime);
            request.claimant.phone = request.claimant.email.take();
            assert_eq!(request.missing(true).len(), missing, "{regime:?}");
        }
        let mut request = whole(Regime::Us);
        request.claimant.email = Some("li at example.org".into());
        assert_eq!(request.missing(true), ["claimant.email"]);
    }

    #[test]
    fn a_likeness_needs_no_work_and_what_cannot_be_read_is_told() {
        let mut request = whole(Regime::Cn);
        request.grounds = Some(Grounds::Portrait);
        request.works.clear();
        request.unreadable = vec![
            "good_faith".into(),
            "evidence.7".into(),
            "claimant.phone".into(),
            "regime".into(),
        ];
        assert_eq!(request.missing(true), ["regime"]);
    }
}
