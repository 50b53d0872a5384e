//! Reads a message the way a mail program does, as far as the tests need it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A header's value, unfolded; encoded words stay as they are.
pub fn header(message: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(message);
    let head = text
        .split("\r\n\r\n")
        .next()?
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    head.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// Every part's text, decoded, one after another.
pub fn text(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let mut whole = String::new();
    // A part is a head, a blank line and a body up to the next boundary; what is no part decodes to itself.
    for part in text.split("\r\n--") {
        let Some((head, body)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_ascii_lowercase();
        if head.contains("content-transfer-encoding: quoted-printable") {
            whole += &unquote(body);
        } else if head.contains("content-transfer-encoding: base64") {
            let packed: String = body.split_whitespace().collect();
            whole += &String::from_utf8_lossy(&STANDARD.decode(packed).unwrap_or_default());
        } else {
            whole += body;
        }
        whole.push('\n');
    }
    whole
}

/// Quoted-printable (RFC 2045 section 6.7).
fn unquote(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'=')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The ids of the articles that a message links to, each once, in order of name.
pub fn articles(message: &[u8]) -> Vec<String> {
    let text = text(message);
    let mut ids: Vec<String> = text
        .split("https://yicheng.example/articles/")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
                .collect::<String>()
        })
        .map(|id| id.trim_end_matches('.').to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}
