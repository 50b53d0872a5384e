//! Why something could not be rendered. Holds no address and no word of a work, so that it may be logged.

/// Why no finished bytes came about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A writer gave up, which memory alone can bring about.
    #[error("the {what} could not be written: {reason}")]
    Write {
        /// What was being written.
        what: &'static str,
        /// What the writer said.
        reason: String,
    },
    /// No letter can go to or from there.
    #[error("the {whose} address cannot be written to: {reason}")]
    Address {
        /// `sender's` or `recipient's`.
        whose: &'static str,
        /// Which rule it breaks.
        reason: &'static str,
    },
}

impl Error {
    /// Makes a writer's error ours.
    pub(super) fn write<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Write {
            what,
            reason: error.to_string(),
        }
    }

    /// Whether it is the recipient's address that is wrong: trying again won't help.
    #[must_use]
    pub fn is_address(&self) -> bool {
        matches!(
            self,
            Self::Address {
                whose: "recipient's",
                ..
            }
        )
    }
}
