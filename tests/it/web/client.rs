//! The least that a client can be: one request, one connection, nothing corrected on the way out.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An answer, as it came.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let length = body.len().to_string();
    let mut lines = vec![("host", "news.example"), ("connection", "close")];
    if !body.is_empty() {
        lines.push(("content-length", &length));
    }
    lines.extend(headers);
    let lines = lines
        .iter()
        .map(|(name, value)| [name, ": ", value, "\r\n"].concat());
    let head = lines.collect::<String>();
    let request = format!("{method} {path} HTTP/1.1\r\n{head}\r\n{body}");
    raw(address, request.as_bytes()).await
}

/// Sends the bytes and reads the answer to its end.
pub async fn raw(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    // A server that has answered already may close before it has read all.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Reply {
        status: status.expect("a status"),
        body: answer.split_off(end + 4),
        head,
    }
}
