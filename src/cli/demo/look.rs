//! Looking at what the daemon did, from outside: over HTTP and in the folders.
#![expect(
    clippy::disallowed_methods,
    reason = "the demo looks at the files that it shows"
)]

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How often something awaited is looked at.
const PAUSE: Duration = Duration::from_millis(10);

/// The status and the text that an address answers with; none while nobody answers.
pub(super) async fn get(at: SocketAddr, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(at).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer))
}

/// Waits until `path` answers with `status` and a text that holds `word`.
pub(super) async fn answers(at: SocketAddr, path: &str, status: u16, word: &str) {
    loop {
        if let Some((found, text)) = get(at, path).await
            && found == status
            && text.contains(word)
        {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits until a folder holds `count` files whose names begin and end so; their paths, sorted.
pub(super) async fn files(folder: &Path, prefix: &str, suffix: &str, count: usize) -> Vec<PathBuf> {
    loop {
        let mut found: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str());
                name.is_some_and(|name| name.starts_with(prefix) && name.ends_with(suffix))
            })
            .collect();
        if found.len() >= count {
            found.sort();
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
