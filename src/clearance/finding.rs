//! What is wrong with a draft, as values: which rule, on which field, at which place.
//! The words for it are the report's business.

use jiff::Timestamp;

use super::encoding::Encoding;
use super::front_matter::NoFrontMatter;
use super::links::Difference;
use super::refusal::Refusal;
use crate::config::{Required, SourceStatus};
use crate::document::{Fault, FaultKind, Span};

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is, with all that its sentence needs.
    pub cause: Cause,
    /// The field, dotted, list items by index from 0; empty for the file as a whole.
    pub field: String,
    /// Where it stands.
    pub span: Span,
}

/// Whether an article is refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It is.
    Error,
    /// It is not; the editor is told all the same.
    Warning,
}

impl Severity {
    /// As it is written in a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// What is wrong, with the arguments of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The form of the document.
    Form(FaultKind),
    /// Bytes that are no UTF-8.
    NotUtf8 {
        /// What they seem to be instead.
        seems: Option<Encoding>,
    },
    /// No file that could be judged.
    Refused(Refusal),
    /// A file name that is no UTF-8, where it would have to be the id.
    NameNotUtf8,
    /// Neither original nor reprint is said.
    OriginMissing {
        /// The word that was meant, where it can be told.
        meant: Option<&'static str>,
    },
    /// Said to be original, but another holds the rights.
    OriginNotOurs {
        /// The holder as written.
        holder: String,
    },
    /// A reprint without its source.
    SourceMissing,
    /// A source that the policy does not list, or that may not be reprinted now.
    SourceNotPermitted {
        /// The source as written.
        name: String,
        /// Its status where it is known.
        status: Option<SourceStatus>,
    },
    /// The page is on none of the source's hosts.
    SourceUrlMismatch {
        /// The page's host.
        host: String,
        /// The source's hosts.
        domains: Vec<String>,
    },
    /// A reprint without its visible line.
    AttributionMissing,
    /// The line names no name of the source.
    AttributionSourceUnnamed {
        /// The source as written.
        name: String,
    },
    /// The line lacks the source's URL, whole.
    AttributionLinkMissing {
        /// The URL as written.
        url: String,
        /// The nearest link in the line, and in what it differs.
        nearest: Option<Box<(String, Difference)>>,
    },
    /// No holder, or no notice.
    CopyrightMissing,
    /// The notice does not name the holder.
    CopyrightHolderUnnamed {
        /// The holder as written.
        holder: String,
    },
    /// The notice has no mark.
    CopyrightNoMark,
    /// The notice has not the year that is given.
    CopyrightNoYear {
        /// The year.
        year: i16,
    },
    /// A reprint without a ground.
    PermissionMissing,
    /// The ground is past its end.
    PermissionExpired {
        /// When it ended.
        at: Timestamp,
    },
    /// A field that the policy asks for.
    Required(Required),
    /// A version lower than the published one.
    VersionStale {
        /// The one given.
        given: u32,
        /// The published one.
        published: u32,
    },
    /// The id is taken, in a way that the words tell.
    VersionConflict(Conflict),
    /// A sync tool's or a file manager's copy of another file.
    ConflictCopy {
        /// That file's name.
        original: String,
    },
    /// Its content was removed by a takedown case.
    StayDown {
        /// The case.
        case: String,
    },
    /// Nothing is left of the body after sanitising.
    EmptyBody,
    /// Both `body` and `body_html` are there, or one of them and a text below the front matter.
    TwoBodies {
        /// Whether one is below the front matter.
        below: bool,
    },
    /// No front matter where one must be.
    FrontMatter(NoFrontMatter),
    /// A list with more items than are taken; the finding is on the first too many.
    TooMany {
        /// How many are.
        most: usize,
    },
    /// An end that is past already.
    EndIsPast {
        /// The end.
        at: Timestamp,
    },
    /// The last line has no end, and nothing says that the file is whole.
    MaybeCut,
    /// An end that is before the beginning.
    EndBeforeStart {
        /// The field that says when it begins.
        start: &'static str,
    },
    /// The reprint line's link differs from the source's in what makes no other page.
    LinkDiffers {
        /// The link as the source has it.
        url: String,
        /// The link as the line has it.
        found: String,
    },
    /// Something that the contract names but this edition cannot do yet.
    NotYet {
        /// What.
        what: &'static str,
    },
    /// Something that readers do not get.
    ContentDropped {
        /// What.
        what: Loss,
        /// How many of its kind there are, from here on.
        times: usize,
    },
    /// Marks that readers see as they stand.
    MarkupInText {
        /// Their beginning.
        text: String,
        /// What they are.
        kind: Markup,
    },
    /// A relative address in our own article: it leads nowhere from a feed or a mail.
    LinkRelative {
        /// The address as written.
        address: String,
        /// Whether it is a picture's.
        is_picture: bool,
    },
    /// More of what readers do not get than is told one by one.
    MoreWarnings {
        /// How much more.
        count: usize,
    },
}

/// What is dropped of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// An element, by its name; its text stays where it has any.
    Element(String),
    /// A program, a style sheet or a drawing, with all that is in it.
    Content(String),
    /// An attribute, by its name.
    Attribute(String),
    /// A link's address.
    Link(String),
    /// A picture, by the address that cannot be shown.
    Picture(String),
    /// A picture without address.
    NoAddress,
    /// The beginning of a comment that nothing ends.
    Comment,
}

/// What marks are that stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// A template's tag, or a short code.
    Template,
}

/// How an id is taken already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// The published version has this number and another content.
    SameVersion(u32),
    /// A file without id and version, and the published article is another work.
    OtherWork(Box<OtherWork>),
    /// A published id differs from this one in case alone.
    CaseTwin(String),
}

/// The article that is published under a file's name, and the ways out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWork {
    /// Under which id.
    pub id: String,
    /// The published headline.
    pub headline: String,
    /// An id that the new one may have instead.
    pub own_id: String,
    /// The version that would replace the published one.
    pub next: u32,
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        Self {
            cause: Cause::Form(fault.kind),
            field: fault.field,
            span: fault.span,
        }
    }
}

impl Finding {
    /// A finding about the file as a whole.
    #[must_use]
    pub fn of_file(cause: Cause) -> Self {
        Self {
            cause,
            field: String::new(),
            span: Span::START,
        }
    }

    /// The stable code that scripts rely on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.cause {
            Cause::Form(kind) => form_code(kind),
            Cause::NotUtf8 { .. } => "not-utf8",
            Cause::Refused(refusal) => refusal.code(),
            Cause::NameNotUtf8
            | Cause::TwoBodies { .. }
            | Cause::EndBeforeStart { .. }
            | Cause::TooMany { .. }
            | Cause::EndIsPast { .. }
            | Cause::NotYet { .. } => "bad-value",
            Cause::OriginMissing { .. } => "origin-missing",
            Cause::OriginNotOurs { .. } => "origin-not-ours",
            Cause::SourceMissing => "source-missing",
            Cause::SourceNotPermitted { .. } => "source-not-permitted",
            Cause::SourceUrlMismatch { .. } => "source-url-mismatch",
            Cause::AttributionMissing => "attribution-missing",
            Cause::AttributionSourceUnnamed { .. } => "attribution-source-unnamed",
            Cause::AttributionLinkMissing { .. } => "attribution-link-missing",
            Cause::LinkDiffers { .. } => "attribution-link-differs",
            Cause::FrontMatter(_) => "yaml-syntax",
            Cause::CopyrightMissing => "copyright-missing",
            Cause::CopyrightHolderUnnamed { .. } => "copyright-holder-unnamed",
            Cause::CopyrightNoMark | Cause::CopyrightNoYear { .. } => "copyright-malformed",
            Cause::PermissionMissing => "permission-missing",
            Cause::PermissionExpired { .. } => "permission-expired",
            Cause::Required(Required::Editor) => "editor-missing",
            Cause::Required(Required::Byline) => "byline-missing",
            Cause::Required(Required::Summary) => "summary-missing",
            Cause::VersionStale { .. } => "version-stale",
            Cause::VersionConflict(_) => "version-conflict",
            Cause::ConflictCopy { .. } => "conflict-copy",
            Cause::StayDown { .. } => "stay-down",
            Cause::EmptyBody => "empty-body",
            Cause::MaybeCut => "maybe-cut",
            Cause::ContentDropped { .. } | Cause::MoreWarnings { .. } => "content-dropped",
            Cause::MarkupInText { .. } => "markup-in-text",
            Cause::LinkRelative { .. } => "link-relative",
        }
    }

    /// Whether the article is refused for it.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.cause {
            Cause::Form(FaultKind::Cut { .. })
            | Cause::LinkDiffers { .. }
            | Cause::MaybeCut
            | Cause::ContentDropped { .. }
            | Cause::MarkupInText { .. }
            | Cause::LinkRelative { .. }
            | Cause::MoreWarnings { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

fn form_code(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::Syntax(_) | FaultKind::Slip { .. } | FaultKind::TwiceGiven { .. } => {
            "yaml-syntax"
        }
        FaultKind::Cut { .. } => "text-cut",
        FaultKind::TooComplex => "too-complex",
        FaultKind::SecondDocument | FaultKind::Bad(_) => "bad-value",
        FaultKind::Unknown { .. } => "unknown-field",
        FaultKind::Missing | FaultKind::Empty => "missing-field",
    }
}
