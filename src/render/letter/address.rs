//! Addresses that any server takes: the domain in ASCII, no character that could break a header.

use lettre::Address;
use lettre::message::Mailbox;

use crate::article;
use crate::render::error::Error;
use crate::render::input::Settings;

/// Judges an address and gives the form that goes into headers and envelopes, its domain in punycode.
///
/// # Errors
/// Where no letter could be addressed so.
pub fn mail_address(written: &str) -> Result<String, Error> {
    parse(written, "recipient's").map(|address| address.to_string())
}

/// Reads an address alone.
pub(super) fn parse(written: &str, whose: &'static str) -> Result<Address, Error> {
    article::mail_address(written).map_err(|reason| Error::Address { whose, reason })
}

/// The sender: as configured (`Name <address>` or an address), else the publisher at the takedown desk's address.
pub(super) fn sender(settings: &Settings, from: Option<&str>) -> Result<Mailbox, Error> {
    let (name, address) = match from.map(str::trim) {
        Some(written) => match written
            .strip_suffix('>')
            .and_then(|rest| rest.rsplit_once('<'))
        {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", written),
        },
        None => (
            settings.publisher.as_str(),
            settings.takedown_email.as_str(),
        ),
    };
    let address = parse(address, "sender's")?;
    let name = one_line(if name.is_empty() {
        &settings.publisher
    } else {
        name
    });
    Ok(Mailbox::new(Some(name), address))
}

/// Text for a header: no control character, which could begin another one.
pub(super) fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{mail_address, one_line, sender};
    use crate::render::samples::settings;

    #[test]
    fn domains_become_ascii() {
        assert_eq!(
            mail_address("a.b@例子.example").expect("lawful"),
            "a.b@xn--fsqu00a.example"
        );
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "é@b.example",
            "a b@c.example",
            "a@b\r\nX: y",
            "a@[1.2.3.4]",
            "a\r\n@b.example",
            "a@1.2.3.4",
        ] {
            let error = mail_address(bad).expect_err(bad);
            assert!(error.is_address());
        }
    }

    #[test]
    fn senders() {
        let settings = settings("zh-CN");
        let from = |text| sender(&settings, text).expect("lawful").to_string();
        assert_eq!(
            from(Some("Daily <daily@news.example>")),
            "Daily <daily@news.example>"
        );
        assert!(from(Some("daily@news.example")).contains("daily@news.example"));
        assert!(from(None).contains("rights@news.example"));
        assert!(sender(&settings, Some("Daily <nobody>")).is_err());
        assert_eq!(one_line("a\r\nBcc: b\u{0}"), "a Bcc: b");
    }
}
