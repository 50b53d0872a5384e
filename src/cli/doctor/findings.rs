//! What the doctor found, as an operator reads it.

use std::fmt::Write as _;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    /// As it should be.
    Good,
    /// It works, but somebody should look at it.
    Care,
    /// It does not work.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub health: Health,
    pub part: &'static str,
    pub sentence: String,
}

/// All that was looked at, in its order.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub fn good(&mut self, part: &'static str, sentence: impl Into<String>) {
        self.add(Health::Good, part, sentence.into());
    }

    pub fn care(&mut self, part: &'static str, sentence: impl Into<String>) {
        self.add(Health::Care, part, sentence.into());
    }

    pub fn bad(&mut self, part: &'static str, sentence: impl Into<String>) {
        self.add(Health::Bad, part, sentence.into());
    }

    fn add(&mut self, health: Health, part: &'static str, sentence: String) {
        self.0.push(Finding {
            health,
            part,
            sentence,
        });
    }

    pub fn is_bad(&self) -> bool {
        self.0.iter().any(|found| found.health == Health::Bad)
    }

    pub fn report(&self) -> String {
        let mut text = String::new();
        for found in &self.0 {
            let mark = match found.health {
                Health::Good => "ok",
                Health::Care => "care",
                Health::Bad => "BAD",
            };
            // A sentence of several lines, such as the configuration's faults, keeps below its first.
            let sentence = found.sentence.replace('\n', "\n                  ");
            let _ = writeln!(text, "{mark:<5} {:<11} {sentence}", found.part);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Findings;

    #[test]
    fn one_line_each_and_bad_if_one_is() {
        let mut findings = Findings::default();
        findings.good("database", "SQLite answers");
        findings.care("base_url", "is not set");
        assert!(!findings.is_bad());
        findings.bad("config", "one\ntwo");
        assert!(findings.is_bad());
        assert_eq!(
            findings.report(),
            "ok    database    SQLite answers\n\
             care  base_url    is not set\n\
             BAD   config      one\n                  two\n"
        );
    }
}
