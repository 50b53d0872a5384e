//! Real conversations: with a server of this test that answers as it is told, and with Postfix's `smtp-sink`.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the server and its disk"
)]

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::time::sleep;

use super::{Connection, SendError, check_lines};
use crate::config::{Secret, Smtp, Tls};
use server::{Answer, Server};

mod secure;
mod server;
mod sink;

const FROM: &str = "daily@news.example";
const TO: &str = "reader@example.net";
const LETTER: &[u8] = b"Subject: a\r\n\r\nline\r\n.dot\r\n..two\r\n.\r\nend\r\n";

fn smtp(port: u16) -> Smtp {
    Smtp {
        host: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        credentials: None,
        connections: 1,
    }
}

async fn send(connection: &mut Connection) -> Result<(), SendError> {
    send_bytes(connection, LETTER).await
}

async fn send_bytes(connection: &mut Connection, letter: &[u8]) -> Result<(), SendError> {
    let mut end = pin!(pending());
    loop {
        connection.open().await?;
        match connection.transmit(FROM, TO, letter, end.as_mut()).await {
            Err(SendError::Closed) => {}
            ended => return ended,
        }
    }
}

#[tokio::test]
async fn letters_share_a_connection_and_arrive_as_they_are() {
    let server = Server::start(Vec::new()).await;
    let mut connection = Connection::to(&smtp(server.port));
    for _ in 0..3 {
        send(&mut connection).await.unwrap();
    }
    connection.close().await;
    let heard = server.heard();
    assert_eq!(heard.connections, 1);
    assert_eq!(heard.messages, vec![LETTER.to_vec(); 3]);
    assert_eq!(heard.commands.last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn a_refused_reader_costs_the_others_nothing() {
    let server = Server::start(vec![
        (
            "RCPT",
            Answer::Say("550-5.1.1 <Reader@Example.net>:\r\n550 5.1.1 forwarded to other@example.org: no such user"),
        ),
        ("RCPT", Answer::Say("451 4.7.1 greylisted")),
    ])
    .await;
    let mut connection = Connection::to(&smtp(server.port));
    let error = send(&mut connection).await.unwrap_err();
    assert!(matches!(error, SendError::Permanent(_)), "{error}");
    let said = error.to_string();
    assert!(
        said.ends_with("refuses the recipient with 550 5.1.1"),
        "{said}"
    );
    let error = send(&mut connection).await.unwrap_err();
    assert!(matches!(error, SendError::Transient(_)), "{error}");
    send(&mut connection).await.unwrap();
    let heard = server.heard();
    assert_eq!((heard.connections, heard.messages.len()), (1, 1));
}

#[tokio::test]
async fn a_refused_message_is_permanent_or_transient_as_the_server_says() {
    let server = Server::start(vec![
        ("DATA", Answer::Say("554 5.6.0 no")),
        (".", Answer::Say("452 4.3.1 full")),
        (".", Answer::Say("550 5.7.515 not signed")),
    ])
    .await;
    let mut connection = Connection::to(&smtp(server.port));
    for permanent in [true, false, true] {
        let error = send(&mut connection).await.unwrap_err();
        assert_eq!(
            matches!(error, SendError::Permanent(_)),
            permanent,
            "{error}"
        );
        assert!(!matches!(error, SendError::Unreachable(_)), "{error}");
    }
    send(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_server_that_leaves_after_the_message_may_have_it() {
    let server = Server::start(vec![(".", Answer::Leave)]).await;
    let mut connection = Connection::to(&smtp(server.port));
    let error = send(&mut connection).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown(_)), "{error}");
    assert!(error.to_string().contains("may have arrived"), "{error}");
    send(&mut connection).await.unwrap();
    let heard = server.heard();
    assert_eq!(heard.messages, vec![LETTER.to_vec(); 2]);
}

#[tokio::test]
async fn a_connection_that_grew_old_is_opened_again_unseen() {
    let server = Server::start(vec![
        ("MAIL", Answer::Say("250 first")),
        ("MAIL", Answer::Leave),
        ("MAIL", Answer::Say("250 again")),
        ("MAIL", Answer::Say("421 too many messages")),
    ])
    .await;
    let mut connection = Connection::to(&smtp(server.port));
    for _ in 0..3 {
        send(&mut connection).await.unwrap();
    }
    assert_eq!(server.heard().connections, 3);
}

#[tokio::test]
async fn what_is_no_letters_fault_stops_them_all() {
    let server = Server::start(vec![
        ("MAIL", Answer::Say("550 5.7.1 not your domain")),
        ("MAIL", Answer::Say("421 4.3.2 shutting down")),
        ("RCPT", Answer::Leave),
        ("RCPT", Answer::Say("5xx not for reader@example.net")),
    ])
    .await;
    let mut connection = Connection::to(&smtp(server.port));
    for words in ["mail.from", "421 4.3.2", "closed the connection", "no SMTP"] {
        connection.open = None;
        let error = send(&mut connection).await.unwrap_err();
        assert!(matches!(error, SendError::Unreachable(_)), "{error}");
        let said = error.to_string();
        assert!(said.contains(words) && !said.contains(TO), "{said}");
    }
}

#[tokio::test]
async fn the_end_of_everything_leaves_only_a_sent_message_unknown() {
    for (command, unknown) in [
        ("MAIL", false),
        ("RCPT", false),
        ("DATA", false),
        (".", true),
    ] {
        let server = Server::start(vec![(command, Answer::Wait)]).await;
        let mut connection = Connection::to(&smtp(server.port));
        connection.open().await.unwrap();
        let end = pin!(sleep(Duration::from_millis(200)));
        let cut = connection.transmit(FROM, TO, LETTER, end).await;
        let error = cut.unwrap_err();
        let said = matches!(error, SendError::Unknown(_));
        assert_eq!(said, unknown, "{command}: {error}");
        assert!(error.to_string().contains("is stopped"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_named() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let error = send(&mut Connection::to(&smtp(port))).await.unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, SendError::Unreachable(_)), "{said}");
    assert!(said.contains(&format!("127.0.0.1:{port}")), "{said}");
    assert!(said.contains("nothing listens there"), "{said}");
}

#[tokio::test]
async fn the_account_is_told_and_its_password_never_repeated() {
    let server = Server::start(vec![
        ("AUTH", Answer::Say("535 5.7.8 wrong")),
        ("AUTH", Answer::Say("235 2.7.0 welcome")),
    ])
    .await;
    let mut account = smtp(server.port);
    account.credentials = Some(("desk".into(), Secret("hunter2".into())));
    let mut connection = Connection::to(&account);
    let error = send(&mut connection).await.unwrap_err();
    let said = format!("{error} {error:?} {connection:?}");
    assert!(matches!(error, SendError::Unreachable(_)), "{said}");
    assert!(
        said.contains("password_file") && !said.contains("hunter2"),
        "{said}"
    );
    send(&mut connection).await.unwrap();
}

#[tokio::test]
async fn eight_bits_are_not_assumed() {
    let server = Server::start(vec![("EHLO", Answer::Say("250 plain"))]).await;
    let mut connection = Connection::to(&smtp(server.port));
    let letter = "Subject: a\r\n\r\n驿城\r\n".as_bytes();
    let error = send_bytes(&mut connection, letter).await.unwrap_err();
    assert!(error.to_string().contains("8BITMIME"), "{error}");
    // The next connection offers it.
    connection.open = None;
    send_bytes(&mut connection, letter).await.unwrap();
    let heard = server.heard();
    assert_eq!(heard.messages, [letter]);
    assert!(
        heard
            .commands
            .iter()
            .any(|line| line.contains("BODY=8BITMIME"))
    );
}

#[test]
fn a_lone_line_end_is_never_sent() {
    for good in ["", "a", "a\r\n", "a\r\n\r\nb\r\n.\r\n"] {
        check_lines(good.as_bytes()).unwrap();
    }
    for bad in [
        "a\n", "\n", "a\r", "a\r\r\n", "a\n.\r\n", "a\r.\r\n", "\r\n\n",
    ] {
        assert!(check_lines(bad.as_bytes()).is_err(), "{bad:?}");
    }
}

/// Whether a wait came to its end in time.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("within 20 s")
}
