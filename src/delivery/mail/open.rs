//! Opens a connection to a mail server: the socket, its protection, the account.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use rustls::CertificateError;
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
                    certificate(&error).unwrap_or_else(|| {
                        format!(
                            "no TLS: {error} (mail.smtp.tls is implicit, which is port 465's way; 587 has starttls)"
                        )
                    })
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
                certificate(&error).unwrap_or_else(|| {
                    format!(
                        "no TLS by STARTTLS: {} (look at mail.smtp.tls)",
                        words(&error)
                    )
                })
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

/// What is wrong with the server's certificate and who can mend it; none where that is not the matter.
fn certificate(error: &(dyn StdError + 'static)) -> Option<String> {
    let rustls::Error::InvalidCertificate(fault) = of_tls(error)? else {
        return None;
    };
    let said = fault.to_string();
    let why = match fault {
        CertificateError::UnknownIssuer => {
            "no authority that this machine trusts has signed its certificate (add the authority to the system's \
             store with update-ca-certificates, or name its file in SSL_CERT_FILE)"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired (renew it there, or set this machine's clock)"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet (set this machine's clock)"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name (write in mail.smtp.host a name that stands in it)"
        }
        // The verifier's own word; `openssl req -x509` makes such a one unless it is told otherwise.
        _ if said.contains("CaUsedAsEndEntity") => {
            "it shows an authority's certificate as its own (give it one made with basicConstraints=CA:FALSE)"
        }
        _ => return Some(format!("no TLS: its certificate cannot be used: {said}")),
    };
    Some(format!("no TLS: {why}"))
}

/// What the TLS library said, below whatever wraps it.
fn of_tls<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    let within = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    error
        .downcast_ref()
        .or_else(|| of_tls(within?))
        .or_else(|| of_tls(error.source()?))
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
