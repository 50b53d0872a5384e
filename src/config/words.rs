//! What is wrong with the form of the file, in words. An operator reads English here; an editor's
//! reports are in both languages, and are not made here.

use super::Fault;
use crate::document::{self, Expected, FaultKind};

pub(super) fn told(fault: document::Fault) -> Fault {
    let message = match &fault.kind {
        FaultKind::Slip { .. } | FaultKind::Cut { .. } => {
            "is not written as YAML has it".to_owned()
        }
        FaultKind::Syntax(error) => format!("is no YAML: {error}"),
        FaultKind::TwiceGiven { key, .. } => format!("{key} is given twice: keep one of them"),
        FaultKind::TooComplex => "nests or repeats too much".to_owned(),
        FaultKind::SecondDocument => "a second document begins here: keep one".to_owned(),
        FaultKind::Unknown {
            nearest: Some(name),
            ..
        } => format!("is no key: did you mean {name}?"),
        FaultKind::Unknown { nearest: None, .. } => {
            "is no key: `masthead schema config` lists them all".to_owned()
        }
        FaultKind::Missing | FaultKind::Empty => "must be set".to_owned(),
        FaultKind::Bad(expected) => format!("must be {}", what(expected)),
    };
    Fault {
        span: fault.span,
        field: fault.field,
        message,
    }
}

fn what(expected: &Expected) -> String {
    match expected {
        Expected::Mapping => "a mapping of keys to values".into(),
        Expected::List(_) => "a list, such as [one, two]".into(),
        Expected::Text => "a text".into(),
        Expected::Shorter(most) => format!("a text of at most {most} characters"),
        Expected::NoControl(found) => format!(
            "without control characters: it holds U+{:04X}",
            u32::from(*found)
        ),
        Expected::OneLine => "a text of one line".into(),
        Expected::OneOf(words, _) => format!("one of {}", words.join(", ")),
        Expected::Positive => "a whole number from 1".into(),
        Expected::Year => "a year of four digits".into(),
        Expected::Boolean => "true or false".into(),
        Expected::Instant(_) => {
            "a date, such as 2026-12-31, or a date and time, such as 2026-12-31T08:00:00+08:00"
                .into()
        }
        Expected::HttpUrl => "an http or https address".into(),
        Expected::ArticleId => "an article's id".into(),
        Expected::Comma(found, list) => format!("parted by `,`, not by `{found}`: {list}"),
        Expected::Category(why, _) => format!("a category's path: {why}"),
        Expected::Language(_) => "a language tag, such as zh-CN".into(),
        Expected::Licence => "an SPDX licence or its address".into(),
        Expected::Rule(rule) => rule.clone(),
    }
}
