//! A mail server that keeps what it is sent: the other end of our SMTP, seen from outside.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A message as it was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    /// With CRLF, dots unstuffed.
    pub bytes: Vec<u8>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<Mail>,
    /// What to answer to RCPT for this address, in place of 250.
    refused: Option<(String, String)>,
    /// How many messages more are read whole and then not answered for: the connection ends.
    cut: usize,
    hold: Hold,
    slow: Duration,
    connections: usize,
}

/// Where a conversation waits until it is let go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hold {
    #[default]
    Nowhere,
    /// Before the first word.
    Greeting,
    /// When a message was read whole, before its answer.
    Receipt,
}

/// Listens until the test ends.
pub struct Sink {
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl Sink {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // The other end may be killed in the middle: that is what it is for.
                std::thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Self { port, kept }
    }

    /// The section of the configuration that sends mail here.
    pub fn config(&self, connections: u16) -> String {
        format!(
            "mail:\n  from: \"Daily <daily@yicheng.example>\"\n  transport: smtp\n  \
             smtp: {{host: 127.0.0.1, port: {}, tls: none, connections: {connections}}}\n",
            self.port
        )
    }

    /// From now on that address is answered so.
    pub fn refuse(&self, address: &str, answer: &str) {
        let mut kept = self.kept.lock().expect("no thread died");
        kept.refused = Some((address.to_owned(), answer.to_owned()));
    }

    /// The next messages are read whole, and then the connection ends without a word.
    pub fn cut(&self, messages: usize) {
        self.kept.lock().expect("no thread died").cut = messages;
    }

    /// From now on conversations wait there.
    pub fn hold(&self, hold: Hold) {
        self.kept.lock().expect("no thread died").hold = hold;
    }

    /// From now on an answer for a message takes that long.
    pub fn slow(&self, answer: Duration) {
        self.kept.lock().expect("no thread died").slow = answer;
    }

    /// How many connections were ever opened.
    pub fn connections(&self) -> usize {
        self.kept.lock().expect("no thread died").connections
    }

    /// What has arrived so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.kept.lock().expect("no thread died").mails.clone()
    }
}

const GREETING: &[u8] = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";

fn serve(stream: TcpStream, kept: &Mutex<Kept>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let mut to = String::new();
    kept.lock().expect("no thread died").connections += 1;
    wait_at(Hold::Greeting, kept);
    out.write_all(b"220 sink\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => out.write_all(GREETING)?,
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                let refused = kept.lock().expect("no thread died").refused.clone();
                match refused {
                    Some((who, answer)) if who == address => {
                        out.write_all(format!("{answer}\r\n").as_bytes())?;
                    }
                    _ => {
                        address.clone_into(&mut to);
                        out.write_all(b"250 ok\r\n")?;
                    }
                }
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let bytes = data(&mut lines)?;
                let mail = Mail {
                    to: to.clone(),
                    bytes,
                };
                let cut = {
                    let mut kept = kept.lock().expect("no thread died");
                    kept.mails.push(mail);
                    let cut = kept.cut > 0;
                    kept.cut = kept.cut.saturating_sub(1);
                    cut
                };
                if cut {
                    return Ok(());
                }
                wait_at(Hold::Receipt, kept);
                let slow = kept.lock().expect("no thread died").slow;
                std::thread::sleep(slow);
                out.write_all(b"250 kept\r\n")?;
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 ok\r\n")?,
        }
    }
}

fn wait_at(place: Hold, kept: &Mutex<Kept>) {
    while kept.lock().expect("no thread died").hold == place {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads until the lone dot, and takes the stuffed ones out (RFC 5321 section 4.5.2).
fn data(lines: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
