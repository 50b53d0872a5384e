//! A mail server that answers as it is told: the first order whose command matches is carried out and crossed off.

use std::future::pending;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What the server does instead of saying yes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// Says this line.
    Say(&'static str),
    /// Closes the connection without a word.
    Leave,
    /// Says nothing, and stays.
    Wait,
}

/// What the server has heard.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    pub connections: usize,
    pub commands: Vec<String>,
    /// Each as it was before dots were stuffed.
    pub messages: Vec<Vec<u8>>,
}

/// What a conversation shares with the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Desk {
    orders: Arc<Mutex<Vec<(&'static str, Answer)>>>,
    heard: Arc<Mutex<Heard>>,
}

/// A server that lives as long as the test.
pub(super) struct Server {
    pub port: u16,
    desk: Desk,
    _tasks: JoinSet<()>,
}

impl Server {
    pub(super) async fn start(orders: Vec<(&'static str, Answer)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Desk::default();
        *desk.orders.lock().unwrap() = orders;
        let mut tasks = JoinSet::new();
        let shared = desk.clone();
        tasks.spawn(async move {
            let mut conversations = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                shared.heard.lock().unwrap().connections += 1;
                conversations.spawn(shared.clone().converse(stream, "220 test ESMTP"));
            }
        });
        Self {
            port,
            desk,
            _tasks: tasks,
        }
    }

    pub(super) fn heard(&self) -> Heard {
        self.desk.heard()
    }
}

impl Desk {
    pub(super) fn heard(&self) -> Heard {
        self.heard.lock().unwrap().clone()
    }

    fn order(&self, command: &str) -> Option<Answer> {
        let mut orders = self.orders.lock().unwrap();
        let at = orders.iter().position(|(verb, _)| match *verb {
            "." => command == ".",
            verb => command.starts_with(verb),
        })?;
        Some(orders.remove(at).1)
    }

    /// Talks until the other side or an order ends it. `first` is what it says unasked; empty, it listens first.
    pub(super) async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin, first: &str) {
        let mut stream = BufReader::new(stream);
        let mut say = first.to_owned();
        let mut line = String::new();
        loop {
            if !say.is_empty() {
                say.push_str("\r\n");
                if stream.write_all(say.as_bytes()).await.is_err() || stream.flush().await.is_err()
                {
                    return;
                }
            }
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let command = line.trim_end().to_owned();
            self.heard.lock().unwrap().commands.push(command.clone());
            let yes = match command.get(..4).unwrap_or_default() {
                "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                "AUTH" => "235 welcome",
                _ => "250 OK",
            };
            let words = match self.order(&command).unwrap_or(Answer::Say(yes)) {
                Answer::Say(words) => words,
                Answer::Leave => return,
                Answer::Wait => pending().await,
            };
            words.clone_into(&mut say);
            if words.starts_with("354") {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                stream.flush().await.unwrap();
                let Some(message) = message(&mut stream).await else {
                    return;
                };
                self.heard.lock().unwrap().messages.push(message);
                match self.order(".").unwrap_or(Answer::Say("250 OK taken")) {
                    Answer::Say(words) => words.clone_into(&mut say),
                    Answer::Leave => return,
                    Answer::Wait => pending().await,
                }
            }
        }
    }
}

async fn message(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        if line == b".\r\n" {
            return Some(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
