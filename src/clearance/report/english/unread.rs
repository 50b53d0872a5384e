//! What cannot be read, and links that are not the right one, in English.

use crate::clearance::encoding::Encoding;
use crate::clearance::front_matter::NoFrontMatter;
use crate::clearance::links::Difference;
use crate::clearance::report::{Words, paste, say};

pub(super) fn not_utf8(seems: Option<Encoding>) -> Words {
    let seems = match seems {
        Some(Encoding::Utf16) => "; it seems to be UTF-16",
        Some(Encoding::Gbk) => "; it seems to be GBK (“ANSI” on a Chinese Windows)",
        Some(Encoding::Big5) => "; it seems to be Big5",
        None => "",
    };
    say(
        format!("this file is not UTF-8 text{seems}"),
        "save it again with the encoding UTF-8",
    )
}

pub(super) fn front_matter(why: &NoFrontMatter) -> Words {
    let fence = || ["---".to_owned()];
    match why {
        NoFrontMatter::Toml(yaml) => say(
            "the fields are written in TOML, between lines of `+++`; they belong between two lines of `---`",
            paste("in place of all up to the second `+++`, to paste:", yaml),
        ),
        NoFrontMatter::Fence(found) => say(
            format!("the first line must be three hyphens, `---`, not `{found}`"),
            paste("to paste:", &fence()),
        ),
        NoFrontMatter::Unopened => say(
            "there is no `---` line before the fields",
            paste(
                "put this line above, and another one below the fields:",
                &fence(),
            ),
        ),
        NoFrontMatter::Unclosed(Some(_)) => say(
            "there is no `---` line after the fields",
            paste("put this line above, if the text begins here:", &fence()),
        ),
        NoFrontMatter::Unclosed(None) => say(
            "there is no `---` line after the fields, and no text",
            paste(
                "put this line after the fields, and the text below it:",
                &fence(),
            ),
        ),
        NoFrontMatter::Absent => say(
            "the file does not begin with the article's fields",
            paste(
                "put these lines above the text, and fill them in:",
                &[
                    "---",
                    "headline: …",
                    "origin: original",
                    "copyright:",
                    "  holder: …",
                    "  notice: © 2026 …",
                    "---",
                ]
                .map(str::to_owned),
            ),
        ),
    }
}

pub(super) fn link_missing(url: &str, nearest: Option<&(String, Difference)>) -> Words {
    let Some((found, difference)) = nearest else {
        return say(
            "the reprint line does not contain the full link to the source's page",
            format!("write {url} into the line, followed by its end, a space or a full-width mark"),
        );
    };
    let why = match difference {
        Difference::Wide(c) => format!("it is written with the full-width “{c}”"),
        Difference::Entity => "it has &amp; in place of &".into(),
        Difference::NoScheme => "it lacks http:// or https://".into(),
        Difference::Inside => "it is part of another address".into(),
        Difference::NoEdge(c) => format!("it directly follows “{c}”"),
        Difference::GoesOn(rest) => format!("it goes on with “{rest}”"),
        Difference::Host(host) => format!("its host is {host}"),
        Difference::Port => "its port is different".into(),
        Difference::Path => "its path is different".into(),
        Difference::Query => "the part after its question mark is different".into(),
        Difference::Fragment => "the part after its # is different".into(),
    };
    say(
        format!(
            "the reprint line does not contain the full link to the source's page; the nearest is {found}: {why}"
        ),
        format!("write {url} in its place"),
    )
}
