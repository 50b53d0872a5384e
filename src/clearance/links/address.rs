//! What in a line is an address, and so no word to a reader: links, bare hosts, e-mail addresses.

use super::{CLOSING, end_of, may_be_in_url, scheme_in};

/// A line without its addresses; `is_name`: whether one of them is the very name that is looked for, as `sina.com` can be.
pub fn without_addresses(line: &str, is_name: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        if scheme_in(line, at) == Some(at) {
            let end = words_end(&line[at..end_of(line, at)]);
            out.push(' ');
            at += end;
            continue;
        }
        let run: &str = run_at(&line[at..]);
        if run.is_empty() {
            let c = line[at..].chars().next().unwrap_or(' ');
            out.push(c);
            at += c.len_utf8();
            continue;
        }
        // A link may begin within the run, behind `x` or a colon.
        let run = match scheme_in(line, at + 1) {
            Some(scheme) if scheme < at + run.len() => &line[at..scheme],
            _ => run,
        };
        let bare = run.trim_matches(|c| CLOSING.contains(c));
        if is_address(bare) && !is_name(bare) {
            out.push(' ');
        } else {
            out.push_str(run);
        }
        at += run.len();
    }
    out
}

/// The characters at the beginning of a text that an address in ASCII may hold.
fn run_at(text: &str) -> &str {
    let end = text
        .find(|c: char| !may_be_in_url(c, false) || matches!(c, '(' | ')' | '[' | ']' | '\''))
        .unwrap_or(text.len());
    &text[..end]
}

/// Where a link ends and the words behind it begin, which nobody parted from it: letters beyond ASCII are part of it where
/// they follow one of its marks.
fn words_end(link: &str) -> usize {
    let mut before = ' ';
    for (at, c) in link.char_indices() {
        if !c.is_ascii() && before.is_ascii_alphanumeric() {
            let goes_on = link[at..]
                .find(|c: char| c.is_ascii())
                .is_some_and(|next| link[at + next..].starts_with(['/', '-', '_', '%', '.']));
            if !goes_on {
                return at;
            }
        }
        before = c;
    }
    link.len()
}

/// Whether a run of ASCII is a host with or without what follows it, or an e-mail address.
pub fn is_address(run: &str) -> bool {
    let start = run.rfind('@').map_or(0, |at| at + 1);
    let run = &run[start..];
    let end = run.find(['/', ':', '?', '#']).unwrap_or(run.len());
    let mut labels = run[..end].split('.');
    let last = labels.next_back().unwrap_or_default();
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let is_top = last.len() >= 2
        && (last.bytes().all(|b| b.is_ascii_alphabetic()) || last.starts_with("xn--"));
    let mut any = false;
    let are_labels = labels.all(|label| {
        any = true;
        is_label(label)
    });
    any && are_labels && is_top
}
