//! From text to fields: slips are mended on the way, so that each is said once and what follows is judged as it was meant.

use crate::clearance::fields::ARTICLE;
use crate::clearance::finding::Finding;
use crate::document::{
    Fault, FaultKind, Node, Value, check, cuts, lines, parse_all, rename, slips, without_end,
};

/// What could be understood of a text.
pub(super) struct Understood {
    /// The fields; none where it cannot be read at all.
    pub root: Option<Node>,
    /// What is wrong with the form.
    pub form: Vec<Finding>,
}

/// Reads the fields, with what is wrong with their form.
pub(super) fn understand(text: &str, is_json: bool) -> Understood {
    let mut read = judged(text);
    let is_odd = !read.faults.is_empty();
    // No slip makes a document that large or that deep.
    let is_complex = |fault: &Fault| fault.kind == FaultKind::TooComplex;
    let may_mend = !read.faults.iter().any(is_complex);
    if may_mend && (is_odd || may_hide_words(text)) {
        let mended = slips::mend(text, ARTICLE, is_json);
        // Where all is well but for words that YAML takes for a tag or an anchor, only these are at issue.
        let counts = is_odd || mended.slips.iter().all(hides_words);
        if !mended.slips.is_empty() && counts {
            let again = judged(&mended.text);
            let mut faults = mended.slips.clone();
            if let Some(mut root) = again
                .root
                .filter(|root| matches!(root.value, Value::Mapping(_)))
            {
                let mut rest = again.faults;
                for fault in &mut rest {
                    fault.span = mended.place(fault.span);
                }
                place(&mut root, &mended);
                // The line that is shown is the mended one already.
                rest.retain(|fault| {
                    !matches!(fault.kind, FaultKind::Cut { .. })
                        || !faults.iter().any(|slip| slip.span.line == fault.span.line)
                });
                faults.append(&mut rest);
                read = Read {
                    root: Some(root),
                    faults,
                };
            } else if read
                .root
                .as_ref()
                .is_none_or(|root| !matches!(root.value, Value::Mapping(_)))
            {
                read = Read { root: None, faults };
            }
        }
    }
    if !read.faults.is_empty() {
        let all: Vec<&str> = lines(text).map(without_end).collect();
        for fault in &mut read.faults {
            show(fault, &all);
        }
    }
    Understood {
        root: read.root,
        form: read.faults.into_iter().map(Finding::from).collect(),
    }
}

struct Read {
    root: Option<Node>,
    faults: Vec<Fault>,
}

fn judged(text: &str) -> Read {
    let (mut root, mut faults) = parse_all(text);
    let second = faults
        .iter()
        .any(|fault| fault.kind == FaultKind::SecondDocument);
    if let Some(root) = &mut root {
        // Fields that an empty first document lacks stand in the second, which is reported.
        if !(second && root.is_null()) {
            let renamed = rename(root, ARTICLE);
            faults.extend(renamed);
            faults.extend(check(root, ARTICLE));
            faults.extend(cuts(root, ARTICLE, text));
        }
    }
    Read { root, faults }
}

/// Whether YAML may have taken words for a tag or an anchor, or a full-width `|` or a field with a full-width colon for
/// words.
fn may_hide_words(text: &str) -> bool {
    if lines(text).any(|line| line.trim_end().ends_with(['｜', '＞'])) {
        return true;
    }
    if lines(text).any(|line| line.starts_with(' ') && slips::is_swallowed(line, ARTICLE)) {
        return true;
    }
    ["!", "&"].iter().any(|mark| {
        [": ", "- ", "[", ", "]
            .iter()
            .any(|before| text.contains(&format!("{before}{mark}")))
    })
}

fn hides_words(slip: &Fault) -> bool {
    let FaultKind::Slip { marks, .. } = &slip.kind else {
        return false;
    };
    let is_field = marks
        .iter()
        .any(|mark| matches!(mark, slips::Mark::Wide { meant: ':', .. }));
    marks.iter().all(|mark| match mark {
        slips::Mark::Start(c) => matches!(c, '!' | '&'),
        slips::Mark::Wide { meant, .. } => matches!(meant, '|' | '>' | ':'),
        slips::Mark::Level => is_field,
        _ => false,
    })
}

/// Gives every node its place in the file as it was written.
fn place(node: &mut Node, mended: &slips::Mended) {
    node.span = mended.place(node.span);
    match &mut node.value {
        Value::Scalar { .. } => {}
        Value::Sequence(items) => items.iter_mut().for_each(|item| place(item, mended)),
        Value::Mapping(entries) => {
            for entry in entries {
                entry.key_span = mended.place(entry.key_span);
                place(&mut entry.node, mended);
            }
        }
    }
}

/// Puts the corrected line into a fault that is about a key.
fn show(fault: &mut Fault, lines: &[&str]) {
    let FaultKind::Unknown {
        key,
        nearest: Some(nearest),
        corrected,
        ..
    } = &mut fault.kind
    else {
        return;
    };
    let Some(line) = lines.get(fault.span.line - 1) else {
        return;
    };
    let at: usize = line
        .chars()
        .take(fault.span.column - 1)
        .map(char::len_utf8)
        .sum();
    let rest = &line[at..];
    let written = rest.trim_start_matches(['"', '\'']);
    let quotes = rest.len() - written.len();
    if let Some(after) = written.strip_prefix(key.as_str()) {
        let quote = &rest[..quotes];
        *corrected = Some(format!("{}{quote}{nearest}{after}", &line[..at]).into());
    }
}

#[cfg(test)]
mod tests;
