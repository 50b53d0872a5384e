//! Opens a connection to a mail server: the socket, its protection, the account.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::secure::SecureStream;
use crate::config::{Smtp, Tls};

/// From the first packet to the last word before mail can go.
const OPENING: Duration = Duration::from_mins(1);

/// A connection that is ready for mail, or one sentence that says what is wrong with the server.
pub(super) async fn connect(server: &Smtp) -> Result<AsyncSmtpConnection, String> {
    timeout(OPENING, opened(server))
        .await
        .unwrap_or_else(|_| Err(format!("no answer within {} s", OPENING.as_secs())))
        .map_err(|how| {
            format!(
                "cannot open the mail server {}:{}: {how}",
                server.host, server.port
            )
        })
}

async fn opened(server: &Smtp) -> Result<AsyncSmtpConnection, String> {
    let socket = TcpStream::connect((server.host.as_str(), server.port))
        .await
        .map_err(|error| format!("{error}{}", about_socket(&error)))?;
    // A message ends in a packet of five bytes: held back until the last is acknowledged, each costs 45 ms.
    socket
        .set_nodelay(true)
        .map_err(|error| error.to_string())?;
    let stream: Box<dyn AsyncTokioStream> = match server.tls {
        Tls::Implicit => Box::new(
            SecureStream::over(socket, &server.host)
                .await
                .map_err(|error| {
                    format!(
                        "no TLS: {error} (mail.smtp.tls is implicit, which is port 465's way; 587 has starttls)"
                    )
                })?,
        ),
        Tls::None | Tls::Starttls => Box::new(socket),
    };
    let hello = ClientId::default();
    let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &hello)
        .await
        .map_err(|error| words(&error))?;
    if server.tls == Tls::Starttls {
        let parameters = TlsParameters::new_rustls(server.host.clone())
            .map_err(|error| format!("no TLS: {}", words(&error)))?;
        connection
            .starttls(parameters, &hello)
            .await
            .map_err(|error| {
                format!(
                    "no TLS by STARTTLS: {} (look at mail.smtp.tls)",
                    words(&error)
                )
            })?;
    }
    if let Some((account, password)) = &server.credentials {
        let credentials = Credentials::new(account.clone(), password.0.clone());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
            .await
            .map_err(|error| {
                format!(
                    "it refuses the account: {} (look at mail.smtp.username and its password_file)",
                    words(&error)
                )
            })?;
    }
    Ok(connection)
}

fn about_socket(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            " (nothing listens there: is the server up, and mail.smtp.port right?)"
        }
        io::ErrorKind::PermissionDenied => " (a firewall, or the unit's own sandbox)",
        io::ErrorKind::TimedOut | io::ErrorKind::HostUnreachable => {
            " (a firewall between, or the server is down)"
        }
        _ => "",
    }
}

/// The server's answer with its number, or what the stream said; without the library's own words around it.
pub(super) fn words(error: &Error) -> String {
    let said = error.source().map(ToString::to_string);
    match (error.status(), said) {
        (Some(code), said) => format!("{code} {}", said.unwrap_or_default()),
        (None, Some(said)) => said,
        (None, None) => error.to_string(),
    }
}
