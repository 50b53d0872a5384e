//! TLS both ways, with a certificate that this machine does not trust, and with one that it does.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::server::Desk;
use super::{Connection, LETTER, SendError, Tls, send, smtp, soon};

/// A certificate for this machine, made anew, a server's or an authority's. `None` where there is no `openssl`, which is said loudly.
fn certificate(folder: &Path, constraints: &str) -> Option<PathBuf> {
    let file = folder.join("server.pem");
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=test"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .arg("-addext")
        .arg(format!("basicConstraints=critical,{constraints}"))
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(&file)
        .output();
    let made = made.is_ok_and(|answer| answer.status.success());
    if !made {
        eprintln!("\n*** NOT TESTED: mail over TLS; install the package `openssl` ***\n");
    }
    made.then_some(file)
}

fn acceptor(file: &Path) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_file(file).unwrap()];
    let key = PrivateKeyDer::from_pem_file(file.with_file_name("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Sends one letter to a server with that certificate.
async fn try_with(file: &Path, tls: Tls) -> (Result<(), SendError>, Vec<Vec<u8>>) {
    let acceptor = acceptor(file);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut server = smtp(listener.local_addr().unwrap().port());
    server.tls = tls;
    let desk = Desk::default();
    let heard = desk.clone();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        if tls == Tls::Starttls {
            for (say, until) in [
                ("220 test\r\n", "EHLO"),
                ("250-test\r\n250 STARTTLS\r\n", "STARTTLS"),
                ("220 go on\r\n", ""),
            ] {
                stream.write_all(say.as_bytes()).await.unwrap();
                let mut line = String::new();
                if !until.is_empty() {
                    stream.read_line(&mut line).await.unwrap();
                    assert!(line.starts_with(until), "{line}");
                }
            }
        }
        if let Ok(stream) = acceptor.accept(stream.into_inner()).await {
            let first = if tls == Tls::Starttls { "" } else { "220 test" };
            desk.converse(stream, first).await;
        }
    });
    let sent = soon(send(&mut Connection::to(&server))).await;
    (sent, heard.heard().messages)
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_mail() {
    for (constraints, remedy) in [
        ("CA:FALSE", "update-ca-certificates"),
        ("CA:TRUE", "basicConstraints=CA:FALSE"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let Some(file) = certificate(folder.path(), constraints) else {
            return;
        };
        for tls in [Tls::Implicit, Tls::Starttls] {
            let (sent, messages) = try_with(&file, tls).await;
            let error = sent.unwrap_err();
            assert!(matches!(error, SendError::Unreachable(_)), "{error}");
            let said = error.to_string();
            assert!(said.contains("no TLS") && said.contains(remedy), "{said}");
            assert!(!said.contains("Error"), "{said}");
            assert!(messages.is_empty());
        }
    }
}

#[test]
fn a_trusted_certificate_gets_mail() {
    let folder = tempfile::tempdir().unwrap();
    let Some(file) = certificate(folder.path(), "CA:FALSE") else {
        return;
    };
    // The machine's authorities are read from where this names, so it takes a process of its own.
    let answer = Command::new(std::env::current_exe().unwrap())
        .env("SSL_CERT_FILE", &file)
        .args([
            "--ignored",
            "--exact",
            "delivery::mail::smtp::tests::secure::trusted",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "runs in a process of its own, which trusts the test's certificate"]
async fn trusted() {
    let file = PathBuf::from(std::env::var_os("SSL_CERT_FILE").unwrap());
    for tls in [Tls::Implicit, Tls::Starttls] {
        let (sent, messages) = try_with(&file, tls).await;
        sent.unwrap();
        assert_eq!(messages, [LETTER]);
    }
}
