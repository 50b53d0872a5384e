//! Lines as YAML counts them: CR LF, LF and CR end one.

/// The lines of a text, each with its end.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.find(['\n', '\r']) {
            None => rest.len(),
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// A line without its end.
#[must_use]
pub fn without_end(line: &str) -> &str {
    line.strip_suffix("\r\n")
        .or_else(|| line.strip_suffix(['\n', '\r']))
        .unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::{lines, without_end};

    #[test]
    fn three_ends() {
        let all: Vec<&str> = lines("一\r\n二\r三\n\n四").collect();
        assert_eq!(all, ["一\r\n", "二\r", "三\n", "\n", "四"]);
        let bare: Vec<&str> = all.into_iter().map(without_end).collect();
        assert_eq!(bare, ["一", "二", "三", "", "四"]);
    }
}
