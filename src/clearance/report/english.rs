//! The catalogue in English.

mod slips;
mod unread;
mod values;

use super::{Words, last, paste, say, warning};
use crate::article::text::visible;
use crate::clearance::Refusal;
use crate::clearance::finding::{Cause, Conflict, Finding};
use crate::config::{Required, SourceStatus};
use crate::document::FaultKind;

/// What to do instead of dropping a link.
const COPY: &str = "drop a copy of the file itself, or use `masthead submit FILE`";

#[expect(clippy::too_many_lines, reason = "one arm for each cause")]
pub(super) fn words(finding: &Finding) -> Words {
    let field = &finding.field;
    match &finding.cause {
        Cause::Form(FaultKind::Slip { marks, corrected }) => {
            slips::words(finding.span.line, marks, corrected)
        }
        Cause::Form(kind) => form(kind, field),
        Cause::NotUtf8 { seems } => unread::not_utf8(*seems),
        Cause::FrontMatter(why) => unread::front_matter(why),
        Cause::Refused(refusal) => refused(*refusal),
        Cause::NameNotUtf8 => say(
            "the file name is not UTF-8, so no id can be taken from it",
            "write `id:`, or rename the file in UTF-8",
        ),
        Cause::OriginMissing { meant: Some(word) } => say(
            "the file does not say whether this is our own work or a reprint: `origin` is `original` or `reprint`",
            paste("to paste:", &[format!("origin: {word}")]),
        ),
        Cause::OriginMissing { meant: None } => say(
            "the file does not say whether this is our own work or a reprint",
            "write `origin: original` or `origin: reprint`",
        ),
        Cause::OriginNotOurs { holder } => say(
            format!(
                "said to be original, but the rights are held by “{holder}”, which is not one of our names"
            ),
            "write `origin: reprint` with its source, or add the name to publisher.names",
        ),
        Cause::SourceMissing => source_missing(field),
        Cause::SourceNotPermitted { name, status } => source_not_permitted(name, *status),
        Cause::SourceUrlMismatch { host, domains } => say(
            format!("the page is on {host}, which does not belong to this source"),
            format!("give the page on {}", domains.join(", ")),
        ),
        Cause::AttributionMissing => say(
            "a reprint must carry its reprint line",
            "write `attribution:` with the source's name and the link to its page",
        ),
        Cause::AttributionSourceUnnamed { name } => say(
            "the reprint line does not name the source",
            format!("write “{name}” into the line"),
        ),
        Cause::AttributionLinkMissing { url, nearest } => {
            unread::link_missing(url, nearest.as_deref())
        }
        Cause::LinkDiffers { url, found } => say(
            format!(
                "the link {found} in the reprint line differs from source.url in http or https, or in the slash at its end"
            ),
            format!("write both alike, such as {url}; it is published all the same"),
        ),
        Cause::CopyrightMissing => copyright_missing(field),
        Cause::CopyrightHolderUnnamed { holder } => say(
            "the copyright notice does not name the holder",
            format!("write “{holder}” into the notice"),
        ),
        Cause::CopyrightNoMark => say(
            "the copyright notice has no copyright mark",
            "write ©, (c), Copyright or 版权 into the notice",
        ),
        Cause::CopyrightNoYear { year } => say(
            format!("the copyright notice lacks the year {year}"),
            "write the year into the notice, or remove `year`",
        ),
        Cause::PermissionMissing => say(
            "the file does not say what entitles us to reprint this",
            "write `permission:` with a `basis`, or have one set for this source in the configuration",
        ),
        Cause::PermissionExpired { at } => say(
            format!("the permission to reprint ended at {at}"),
            "renew it with the source, then write its new end",
        ),
        Cause::Required(field) => required(*field),
        Cause::VersionStale { given, published } => say(
            format!("version {given} is older than version {published}, which is published"),
            format!("write a version above {published}, or remove `version`"),
        ),
        Cause::VersionConflict(conflict) => version_conflict(conflict),
        Cause::ConflictCopy { original } => say(
            format!("by its name this file is a copy of {}", visible(original)),
            format!(
                "put what is right into {} and drop that, or write an `id:` of its own to publish this one too",
                visible(original)
            ),
        ),
        Cause::StayDown { case } => say(
            format!("this content was removed by the takedown case {case} and stays down"),
            "do not publish it again; if the case was decided wrongly, have the desk restore it",
        ),
        Cause::EmptyBody => say(
            "nothing is left of the text once it is sanitised",
            "write the text of the article into the body",
        ),
        Cause::TwoBodies { below: false } => say(
            "`body` and `body_html` are both given",
            "keep one of the two",
        ),
        Cause::TwoBodies { below: true } => say(
            format!("the text stands both in `{field}:` and below the front matter"),
            format!(
                "keep one: remove `{field}:` with its text, or the text below the second `---`"
            ),
        ),
        Cause::TooMany { most } => say(
            format!("the list has more than {most} items"),
            "remove those that matter least",
        ),
        Cause::EndIsPast { at } => say(
            format!("`{field}` has already passed ({at})"),
            "give a time in the future, or remove it",
        ),
        Cause::EndBeforeStart { start } => say(
            format!(
                "`{field}` is earlier than `{start}`, so the article would expire before it appears"
            ),
            format!("give a time after `{start}`, or remove it"),
        ),
        Cause::NotYet { what } => say(
            format!("{what} is not supported yet"),
            "leave it out for now",
        ),
        Cause::MaybeCut
        | Cause::ContentDropped { .. }
        | Cause::MarkupInText { .. }
        | Cause::LinkRelative { .. }
        | Cause::MoreWarnings { .. } => warning::english(&finding.cause),
    }
}

fn refused(refusal: Refusal) -> Words {
    match refusal {
        Refusal::Link => say("this is a symbolic link; links are not opened", COPY),
        Refusal::HardLink => say(
            "this file has other names (hard links), so it could still change after it was taken",
            COPY,
        ),
        Refusal::Special => say(
            "this is not a regular file but a pipe, a socket or a device",
            COPY,
        ),
        Refusal::Bundle => say(
            "a folder with an article and its pictures cannot be taken yet",
            "drop its article.yaml alone, under the name of the folder and without `media`",
        ),
        Refusal::Suffix => say(
            "the file's name does not say what it is",
            "name it NAME.yaml, NAME.yml, NAME.json or NAME.md",
        ),
        Refusal::Locked => say(
            "the daemon has no permission to read this file",
            "make it readable for the daemon's group (chmod g+r) and drop it again",
        ),
        Refusal::NotEnded => say(
            "the file does not end with `...`, so it may be cut off",
            "add a last line `...`, or send the file again whole",
        ),
        Refusal::TooLarge { size, most } => say(
            format!("the file has {size} bytes; at most {most} are taken"),
            "shorten it, or raise `inbox.max_bytes` in config/masthead.yaml",
        ),
        Refusal::Breaks => say(
            "masthead failed on this file twice and will not try again",
            "simplify the text, in HTML above all, and drop it again; please report the file with the lines in the log",
        ),
    }
}

fn source_missing(field: &str) -> Words {
    say(
        format!("a reprint must say where it was taken from: `{field}` is missing"),
        match last(field) {
            "name" => "fill in `name:` below `source:`, the publisher's name",
            "url" => "fill in `url:` below `source:`, the address of the very page",
            _ => "write `source:` with the publisher's `name` and the `url` of the very page",
        },
    )
}

fn copyright_missing(field: &str) -> Words {
    say(
        format!("it is not said who holds the copyright: `{field}` is missing"),
        match last(field) {
            "holder" => "fill in `holder:` below `copyright:`",
            "notice" => {
                "fill in `notice:` below `copyright:`, naming the holder, such as © 2026 NAME"
            }
            _ => "write `copyright:` with `holder` and `notice`",
        },
    )
}

fn source_not_permitted(name: &str, status: Option<SourceStatus>) -> Words {
    let why = match status {
        None => "is not among the sources that may be reprinted",
        Some(SourceStatus::Frozen) => "may not be reprinted for now",
        Some(_) => "may no longer be reprinted",
    };
    say(
        format!("“{name}” {why}"),
        "take the news from a source that is listed as active, or have the list changed",
    )
}

fn required(field: Required) -> Words {
    match field {
        Required::Editor => say(
            "the responsible editor is not named",
            "write `editor:` with the real name",
        ),
        Required::Byline => say("no author is given", "write `byline:`"),
        Required::Summary => say(
            "the summary is missing",
            "write `summary:` in one or two sentences",
        ),
    }
}

fn version_conflict(conflict: &Conflict) -> Words {
    match conflict {
        Conflict::SameVersion(version) => say(
            format!("version {version} is already published with different content"),
            "raise `version`, or remove it to publish this as the next version",
        ),
        Conflict::OtherWork(other) => say(
            format!(
                "“{}” is published under the id {}, and this is another article",
                visible(&other.headline),
                other.id
            ),
            format!(
                "write `id: {}` to publish this one too, or `version: {}` to replace the other with it",
                other.own_id, other.next
            ),
        ),
        Conflict::CaseTwin(id) => say(
            format!("the published id {id} differs from this one only in upper and lower case"),
            "write the id as it is published, or choose another",
        ),
    }
}

fn form(kind: &FaultKind, field: &str) -> Words {
    match kind {
        FaultKind::Syntax(words) => say(
            format!("this is not YAML: {words}"),
            "fix this line; text that contains `: ` or begins with a quote or a bracket must be in quotes",
        ),
        FaultKind::Slip { .. } => say("this is not YAML", "mend the line"),
        FaultKind::TwiceGiven { key, first } => say(
            format!("`{key}` is given twice, first on line {first}"),
            "keep one of the two lines, and remove the other",
        ),
        FaultKind::Cut { text, corrected } => {
            let message = format!(
                "“{text}” is not part of the value: a `#` after a space makes the rest of the line a comment"
            );
            match corrected {
                Some(line) => say(
                    message,
                    paste(
                        "put the whole value in quotes to keep it; to paste:",
                        std::slice::from_ref(line),
                    ),
                ),
                None => say(
                    message,
                    "put the whole value in quotes to keep it, or write the comment on a line of its own",
                ),
            }
        }
        FaultKind::TooComplex => say(
            "this is nested too deeply, or expands into too much",
            "write values out without aliases, and text with fewer tags",
        ),
        FaultKind::SecondDocument => say(
            "a second document begins here",
            "put one article into one file; if this is its text, write it below `body: |`, each line indented by two spaces, or name the file NAME.md",
        ),
        FaultKind::Unknown {
            key,
            nearest: Some(near),
            corrected,
            ..
        } => {
            let message = format!("there is no field `{key}`");
            match corrected {
                Some(line) => say(
                    message,
                    paste(
                        format!("did you mean `{near}`? To paste:"),
                        &[line.to_string()],
                    ),
                ),
                None => say(message, format!("did you mean `{near}`?")),
            }
        }
        FaultKind::Unknown {
            key,
            below: Some(place),
            ..
        } => {
            let (outer, inner) = **place;
            say(
                format!("there is no field `{key}` here; it is `{inner}` below `{outer}:`"),
                format!("move it below `{outer}:`, after two spaces, as `{inner}:`"),
            )
        }
        FaultKind::Unknown { key, .. } => say(
            format!("there is no field `{key}`"),
            "remove it; `masthead schema article` lists the fields",
        ),
        FaultKind::Missing => say(
            format!("`{field}` is missing"),
            format!("write `{}:`", last(field)),
        ),
        FaultKind::Empty => say(
            format!("`{field}` is empty"),
            format!("fill in `{}:`", last(field)),
        ),
        FaultKind::Bad(expected) => values::bad(expected, field),
    }
}
