//! The same against Postfix's own test server, which shares no code with ours.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Connection, LETTER, send, smtp, soon};

struct Sink(Child);

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Debian's `postfix` package. Nothing but its sink is started.
fn found() -> Option<&'static Path> {
    let sink = Path::new("/usr/sbin/smtp-sink");
    let fit = sink.exists() && Path::new("/etc/postfix/main.cf").exists();
    if !fit {
        eprintln!(
            "\n*** NOT TESTED against smtp-sink: install the package `postfix`, with an /etc/postfix/main.cf ***\n"
        );
    }
    fit.then_some(sink)
}

#[tokio::test]
async fn postfix_takes_what_we_send() {
    let Some(program) = found() else { return };
    let folder = tempfile::tempdir().unwrap();
    // The sink gives its rights up and still has to write.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut command = Command::new(program);
    if rustix::process::geteuid().is_root() {
        command.args(["-u", "postfix"]);
    }
    let sink = command
        .arg("-d")
        .arg(folder.path().join("%M."))
        .args([&format!("127.0.0.1:{port}"), "1000"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _sink = Sink(sink);
    let mut connection = Connection::to(&smtp(port));
    for _ in 0..200 {
        if soon(send(&mut connection)).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for _ in 0..9 {
        soon(send(&mut connection)).await.unwrap();
    }
    connection.close().await;
    let kept: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(kept.len(), 10);
    // It writes line ends as its own system does, and takes the stuffed dots out.
    let letter = String::from_utf8_lossy(LETTER).replace("\r\n", "\n");
    for message in kept {
        let text = String::from_utf8_lossy(&message).replace("\r\n", "\n");
        assert!(text.contains(&letter), "{text}");
    }
}
