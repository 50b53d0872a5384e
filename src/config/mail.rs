//! How mail leaves: the section with the most ways to be wrong.

use super::section::{Section, Source};
use super::sections::count;
use super::{Mail, Secret, Smtp, Tls, Transport};

pub(super) fn mail(at: &Section, base_url: Option<&str>, source: &Source) -> Option<Mail> {
    let from = at.optional("from", mailbox);
    let by_smtp = at.value("transport", "file", |text| match text {
        "file" => Ok(false),
        "smtp" => Ok(true),
        _ => Err("must be file or smtp"),
    });
    if at.has("dkim") {
        at.fault(
            "dkim",
            "signing is not yet built: let the mail server sign, and drop this key",
        );
    }
    // Read in any case, so that what is wrong shows before the switch is thrown.
    let server = at.section("smtp");
    let smtp = if server.is_there() {
        smtp(&server, source)
    } else {
        None
    };
    let transport = if by_smtp? {
        if base_url.is_none() || from.is_none() {
            at.fault(
                "transport",
                "smtp needs http.base_url (unsubscribe links lead there) and mail.from",
            );
        }
        if smtp.is_none() && !server.is_there() {
            at.fault("transport", "smtp needs mail.smtp.host");
        }
        Transport::Smtp(smtp?)
    } else {
        Transport::File
    };
    Some(Mail { from, transport })
}

fn smtp(at: &Section, source: &Source) -> Option<Smtp> {
    let host = at.optional("host", host);
    let port = at.value("port", "587", |text| {
        text.parse::<u16>()
            .ok()
            .filter(|port| *port > 0)
            .ok_or("must be a port, 1 to 65535")
    });
    let tls = at.value("tls", "starttls", |text| match text {
        "none" => Ok(Tls::None),
        "starttls" => Ok(Tls::Starttls),
        "implicit" => Ok(Tls::Implicit),
        _ => Err("must be none, starttls or implicit"),
    });
    let password = at.secret("password_file", "MASTHEAD_SMTP_PASSWORD", source);
    let credentials = credentials(at, at.text("username"), password);
    let connections = at.value("connections", "8", |text| count(text, 1, 64));
    Some(Smtp {
        host: host?,
        port: port?,
        tls: tls?,
        credentials,
        connections: u16::try_from(connections?).ok()?,
    })
}

fn credentials(
    at: &Section,
    username: Option<String>,
    password: Option<Secret>,
) -> Option<(String, Secret)> {
    if username.is_some() && password.is_none() && !at.has("password_file") {
        at.fault(
            "username",
            "has no password: name its file in password_file, or set MASTHEAD_SMTP_PASSWORD",
        );
    }
    if username.is_none() && at.has("password_file") {
        at.fault("password_file", "belongs to no username");
    }
    username.zip(password)
}

fn mailbox(text: &str) -> Result<String, &'static str> {
    text.parse::<lettre::message::Mailbox>()
        .map(|_| text.to_owned())
        .map_err(|_| "must be a mail address, such as \"Daily <daily@news.example>\"")
}

fn host(text: &str) -> Result<String, &'static str> {
    url::Host::parse(text)
        .map(|_| text.to_owned())
        .map_err(|_| "must be a mail server's host name or address")
}
