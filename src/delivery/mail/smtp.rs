//! One conversation with a mail server (RFC 5321), kept open from letter to letter.

use std::fmt;
use std::pin::{Pin, pin};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::open;
use crate::config;
use crate::render::Letter;

/// What a server may take for one answer. RFC 5321 section 4.5.3.2 allows minutes; a healthy one takes milliseconds,
/// and before the message's end a repeat costs nothing.
const ANSWER: Duration = Duration::from_mins(1);

/// What it may take to answer for the whole message (section 4.5.3.2.6): whoever gives up sooner sends it twice.
const RECEIPT: Duration = Duration::from_mins(10);

/// What a letter that has begun may still take once the daemon is to stop: the service manager kills it 45 s after it
/// asked, and the letter's end would be as unknown then.
const LAST_WORDS: Duration = Duration::from_secs(20);

/// What a farewell is worth waiting for.
const FAREWELL: Duration = Duration::from_secs(2);

/// One connection to the configured server.
pub struct Connection {
    server: config::Smtp,
    open: Option<AsyncSmtpConnection>,
    /// Whether a letter went over it since it was opened.
    used: bool,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("host", &self.server.host)
            .field("port", &self.server.port)
            .field("open", &self.open.is_some())
            .field("used", &self.used)
            .finish()
    }
}

/// Why a letter is not sent, and whose matter that is. The sentences are logged and kept: they hold the server's codes
/// but none of its words, in which it repeats the reader's address, or names the one that mail is forwarded to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// This letter, now: try again later.
    #[error("{0}")]
    Transient(String),
    /// This letter, for good.
    #[error("{0}")]
    Permanent(String),
    /// This letter, and nobody knows: the server may have it. Try the same bytes again later.
    #[error("{0}; it may have arrived")]
    Unknown(String),
    /// Not this letter's matter: the connection had ended before. Open it and send again.
    #[error("the connection to the mail server is closed")]
    Closed,
    /// All letters, which wait: the server is away, or does not take mail from us.
    #[error("{0}")]
    Unreachable(String),
}

/// Where in the conversation something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sender,
    Recipient,
    Data,
    Message,
}

/// What went wrong there.
enum Fault {
    /// The server said no.
    Refused(Reply),
    /// It does not offer what the letter needs.
    Lacks(&'static str),
    /// The conversation is over.
    Broken(String),
}

/// The codes of an answer: the plain one, and the enhanced one (RFC 3463) where it is there.
struct Reply {
    code: u16,
    enhanced: Option<String>,
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        self.enhanced
            .iter()
            .try_for_each(|code| write!(f, " {code}"))
    }
}

impl Fault {
    /// Whether nothing more can be said: 421 is the server's farewell.
    fn ends_it(&self) -> bool {
        matches!(
            self,
            Self::Broken(_) | Self::Refused(Reply { code: 421, .. })
        )
    }
}

impl Connection {
    /// To that server; nothing is opened yet.
    #[must_use]
    pub fn to(server: &config::Smtp) -> Self {
        Self {
            server: server.clone(),
            open: None,
            used: false,
        }
    }

    /// Whether it goes to that server.
    #[must_use]
    pub fn is_to(&self, server: &config::Smtp) -> bool {
        self.server == *server
    }

    /// Opens it, unless it is open.
    ///
    /// # Errors
    /// Where the server is away, or takes no mail from us.
    pub async fn open(&mut self) -> Result<(), SendError> {
        if self.open.is_none() {
            let opened = open::connect(&self.server).await;
            self.open = Some(opened.map_err(SendError::Unreachable)?);
            self.used = false;
        }
        Ok(())
    }

    /// Sends a letter over the open connection. Its bytes go out as they are: a repeat is the same message. Once `stop`
    /// comes it must be done soon.
    ///
    /// # Errors
    /// Whether to try again, and when, is in the kind of [`SendError`].
    pub async fn send(
        &mut self,
        letter: &Letter,
        stop: &CancellationToken,
    ) -> Result<(), SendError> {
        let end = pin!(async {
            stop.cancelled().await;
            sleep(LAST_WORDS).await;
        });
        self.transmit(letter.from(), letter.to(), letter.bytes(), end)
            .await
    }

    async fn transmit(
        &mut self,
        from: &str,
        to: &str,
        bytes: &[u8],
        mut end: Pin<&mut (impl Future<Output = ()> + Send)>,
    ) -> Result<(), SendError> {
        let from = from.parse::<Address>().map_err(|error| {
            SendError::Unreachable(format!(
                "mail.from is no address that mail can come from: {error}"
            ))
        })?;
        let recipient = to.parse::<Address>().map_err(|error| {
            SendError::Permanent(format!("the reader's address is none: {error}"))
        })?;
        check_lines(bytes)?;
        let Some(mut connection) = self.open.take() else {
            return Err(SendError::Closed);
        };
        let was_used = std::mem::replace(&mut self.used, true);
        let conversed = converse(&mut connection, (&from, &recipient), bytes, end.as_mut()).await;
        let Err((stage, fault)) = conversed else {
            self.open = Some(connection);
            return Ok(());
        };
        // It grew tired of waiting between two letters: of this one it has heard nothing.
        if was_used && stage == Stage::Sender && fault.ends_it() {
            return Err(SendError::Closed);
        }
        // The refusal was this letter's alone; the next may go over the same connection.
        if !fault.ends_it()
            && answered(connection.command(Rset), ANSWER, end)
                .await
                .is_ok()
        {
            self.open = Some(connection);
        }
        Err(self.judge(stage, fault))
    }

    /// Says farewell, where a connection is open. One that is dropped without it does no harm.
    pub async fn close(&mut self) {
        if let Some(mut connection) = self.open.take() {
            let _ = timeout(FAREWELL, connection.command(Quit)).await;
        }
    }

    fn judge(&self, stage: Stage, fault: Fault) -> SendError {
        let server = format!("{}:{}", self.server.host, self.server.port);
        match (stage, fault) {
            (Stage::Message, Fault::Broken(how)) => SendError::Unknown(format!(
                "{server} did not answer for a message that was sent to it ({how})"
            )),
            (_, Fault::Broken(how)) => {
                SendError::Unreachable(format!("{server} broke the conversation off: {how}"))
            }
            (_, Fault::Lacks(what)) => SendError::Permanent(format!(
                "{server} does not offer {what}, which this letter needs"
            )),
            (_, Fault::Refused(reply)) if reply.code == 421 => {
                SendError::Unreachable(format!("{server} closes the connection with {reply}"))
            }
            (Stage::Sender, Fault::Refused(reply)) if reply.code >= 500 => {
                SendError::Unreachable(format!(
                    "{server} takes no mail from this sender: {reply} (look at mail.from and mail.smtp)"
                ))
            }
            (stage, Fault::Refused(reply)) => {
                let what = match stage {
                    Stage::Sender => "the sender",
                    Stage::Recipient => "the recipient",
                    Stage::Data | Stage::Message => "the message",
                };
                let sentence = format!("{server} refuses {what} with {reply}");
                if reply.code >= 500 {
                    SendError::Permanent(sentence)
                } else {
                    SendError::Transient(sentence)
                }
            }
        }
    }
}

async fn converse(
    connection: &mut AsyncSmtpConnection,
    (from, to): (&Address, &Address),
    bytes: &[u8],
    mut end: Pin<&mut (impl Future<Output = ()> + Send)>,
) -> Result<(), (Stage, Fault)> {
    let at = |stage| move |fault| (stage, fault);
    let mut parameters = Vec::new();
    // What the server does not offer is not assumed (RFC 6152, RFC 6531).
    for (needed, extension, parameter, name) in [
        (
            !bytes.is_ascii(),
            Extension::EightBitMime,
            MailParameter::Body(MailBodyParameter::EightBitMime),
            "8BITMIME",
        ),
        (
            !from.to_string().is_ascii() || !to.to_string().is_ascii(),
            Extension::SmtpUtfEight,
            MailParameter::SmtpUtfEight,
            "SMTPUTF8",
        ),
    ] {
        if needed && !connection.server_info().supports_feature(extension) {
            return Err((Stage::Sender, Fault::Lacks(name)));
        }
        if needed {
            parameters.push(parameter);
        }
    }
    let sender = Mail::new(Some(from.clone()), parameters);
    answered(connection.command(sender), ANSWER, end.as_mut())
        .await
        .map_err(at(Stage::Sender))?;
    let recipient = Rcpt::new(to.clone(), Vec::new());
    answered(connection.command(recipient), ANSWER, end.as_mut())
        .await
        .map_err(at(Stage::Recipient))?;
    answered(connection.command(Data), ANSWER, end.as_mut())
        .await
        .map_err(at(Stage::Data))?;
    // The library ends the message with a line end of its own.
    let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
    answered(connection.message(body), RECEIPT, end)
        .await
        .map_err(at(Stage::Message))
}

/// Waits for an answer, no longer than `limit`, and not past the end of everything.
async fn answered<T>(
    answer: impl Future<Output = Result<T, Error>>,
    limit: Duration,
    end: Pin<&mut (impl Future<Output = ()> + Send)>,
) -> Result<(), Fault> {
    tokio::select! {
        answer = timeout(limit, answer) => match answer {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(waited(limit)),
        },
        () = end => Err(Fault::Broken("masthead is stopped and waits no longer".into())),
    }
}

fn waited(limit: Duration) -> Fault {
    Fault::Broken(format!("no answer within {} s", limit.as_secs()))
}

fn fault(error: &Error) -> Fault {
    let words = open::words(error);
    match error.status() {
        Some(code) => Fault::Refused(Reply {
            code: code.into(),
            enhanced: words
                .split_whitespace()
                .nth(1)
                .filter(|word| is_enhanced(word))
                .map(str::to_owned),
        }),
        None if !error.is_response() => Fault::Broken(words),
        // What could not be read is in the library's words.
        None if words == "incomplete response" => Fault::Broken("it closed the connection".into()),
        None => Fault::Broken("its answer is no SMTP".into()),
    }
}

/// Whether a word is an enhanced status code (RFC 3463 section 2), such as 5.1.1.
fn is_enhanced(word: &str) -> bool {
    let numbers: Vec<&str> = word.split('.').collect();
    let is_number = |digits: &&str| {
        (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    matches!(numbers[..], ["2" | "4" | "5", _, _]) && numbers.iter().all(is_number)
}

/// A lone CR or LF is no line end, yet some servers take it for one, and for the end of the message:
/// a text could then speak SMTP itself.
fn check_lines(bytes: &[u8]) -> Result<(), SendError> {
    let mut last = 0;
    for byte in bytes.iter().copied().chain([0]) {
        if (last == b'\r') != (byte == b'\n') {
            return Err(SendError::Permanent(
                "the letter has a line that does not end in CR LF, which no mail may have".into(),
            ));
        }
        last = byte;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
