//! The words of a case: its states, the acts, and the events of its log, as they are written everywhere.

use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// All that its regime asks for is there; nobody has decided.
    Received,
    /// Something is missing; it has its clock, but nothing happens by itself.
    Incomplete,
    /// Found justified; its articles are held.
    Confirmed,
    /// Found unjustified.
    Rejected,
    /// Its articles are gone and stay down.
    Removed,
    /// The author objects to the removal.
    Countered,
    /// Its articles may be seen again.
    Restored,
}

/// What may be done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// What was missing came in.
    Complete,
    /// Its articles go out of sight until somebody decides.
    Withhold,
    /// It is justified.
    Confirm,
    /// Its articles go for good.
    Remove,
    /// It is not justified.
    Reject,
    /// A counter-notice came in.
    Counter,
    /// Its articles come back.
    Restore,
}

/// What the log says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// A request came in.
    Received,
    /// It lacks something.
    Incomplete,
    /// What it lacked came in; its clock starts anew.
    Completed,
    /// The desk was told of the time.
    Reminded,
    /// Its articles are out of sight.
    Withheld,
    /// It was found justified.
    Confirmed,
    /// Its articles are gone.
    Removed,
    /// It was found unjustified.
    Rejected,
    /// A counter-notice came in.
    Countered,
    /// Its articles may be seen again.
    Restored,
    /// A channel has carried it out.
    Done,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Incomplete,
        Self::Confirmed,
        Self::Rejected,
        Self::Removed,
        Self::Countered,
        Self::Restored,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Incomplete => "incomplete",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Removed => "removed",
            Self::Countered => "countered",
            Self::Restored => "restored",
        }
    }

    /// Reads one as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the desk still has to decide, so that the clock counts and reminders go out.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Incomplete | Self::Confirmed)
    }
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Complete,
        Self::Withhold,
        Self::Confirm,
        Self::Remove,
        Self::Reject,
        Self::Counter,
        Self::Restore,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Withhold => "withhold",
            Self::Confirm => "confirm",
            Self::Remove => "remove",
            Self::Reject => "reject",
            Self::Counter => "counter",
            Self::Restore => "restore",
        }
    }

    /// Reads one as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }

    /// Its participle, for sentences.
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Complete => "completed",
            Self::Withhold => "withheld",
            Self::Confirm => "confirmed",
            Self::Remove => "removed",
            Self::Reject => "rejected",
            Self::Counter => "countered",
            Self::Restore => "restored",
        }
    }
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Incomplete,
        Self::Completed,
        Self::Reminded,
        Self::Withheld,
        Self::Confirmed,
        Self::Removed,
        Self::Rejected,
        Self::Countered,
        Self::Restored,
        Self::Done,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
            Self::Reminded => "reminded",
            Self::Withheld => "withheld",
            Self::Confirmed => "confirmed",
            Self::Removed => "removed",
            Self::Rejected => "rejected",
            Self::Countered => "countered",
            Self::Restored => "restored",
            Self::Done => "done",
        }
    }

    /// Reads one as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}
