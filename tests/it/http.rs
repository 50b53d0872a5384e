//! A reader over plain HTTP/1.1, by hand: it sees exactly what was sent.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A connection that can ask again, for those who count microseconds.
pub struct Client(TcpStream);

impl Client {
    pub fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self(stream))
    }

    /// Sends a request head (lines after the first, each with CRLF) and reads one reply.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> io::Result<Reply> {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n{body}");
        self.0.write_all(request.as_bytes())?;
        let mut seen = Vec::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            if let Some(reply) = parse(&seen, method) {
                return Ok(reply);
            }
            let read = self.0.read(&mut piece)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            seen.extend_from_slice(&piece[..read]);
        }
    }
}

pub fn try_get(port: u16, path: &str) -> io::Result<Reply> {
    Client::open(port)?.ask("GET", path, "Connection: close\r\n", "")
}

pub fn get_with(port: u16, path: &str, headers: &str) -> io::Result<Reply> {
    Client::open(port)?.ask("GET", path, headers, "")
}

pub fn post(port: u16, path: &str, form: &str) -> io::Result<Reply> {
    let headers = format!(
        "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        form.len()
    );
    Client::open(port)?.ask("POST", path, &headers, form)
}

/// The reply, once all of it is there.
fn parse(seen: &[u8], method: &str) -> Option<Reply> {
    let end = seen.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&seen[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut reply = Reply {
        status,
        headers,
        bytes: Vec::new(),
    };
    let body = &seen[end + 4..];
    let bodiless = method == "HEAD" || status == 304 || status == 204;
    if bodiless {
        return Some(reply);
    }
    reply.bytes = if reply.header("transfer-encoding").is_some() {
        unchunk(body)?
    } else {
        let length: usize = reply.header("content-length")?.parse().ok()?;
        body.get(..length)?.to_vec()
    };
    Some(reply)
}

fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        let start = line + 2;
        whole.extend_from_slice(body.get(start..start + size)?);
        body = body.get(start + size + 2..)?;
        if size == 0 {
            return Some(whole);
        }
    }
}
