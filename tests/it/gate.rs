//! A way to the test server over TCP that can be shut: what the daemon sees when its database goes away.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A port that leads to a database, or to nothing.
pub struct Gate {
    port: u16,
    socket: String,
    open: Arc<AtomicBool>,
    passing: Arc<Mutex<Vec<TcpStream>>>,
    keeper: Option<JoinHandle<()>>,
}

impl Gate {
    /// An open gate to the database of that address, and the address by way of it.
    pub fn to(url: &str) -> (Self, String) {
        let (server, folder) = url.split_once("?host=").expect("a socket's folder");
        let (_, database) = server.rsplit_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let mut gate = Self {
            port,
            socket: format!("{folder}/.s.PGSQL.5432"),
            open: Arc::new(AtomicBool::new(true)),
            passing: Arc::default(),
            keeper: None,
        };
        gate.keep(listener);
        (
            gate,
            format!("postgres://masthead@127.0.0.1:{port}/{database}"),
        )
    }

    /// Breaks what passes, and refuses whoever comes.
    pub fn shut(&mut self) {
        self.open.store(false, Ordering::SeqCst);
        // It waits for somebody to come.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        self.keeper
            .take()
            .expect("it was open")
            .join()
            .expect("no panic");
        for stream in self.passing.lock().expect("no panic").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets pass again.
    pub fn open(&mut self) {
        self.open.store(true, Ordering::SeqCst);
        self.keep(TcpListener::bind(("127.0.0.1", self.port)).expect("the same port"));
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn keep(&mut self, listener: TcpListener) {
        let (open, passing) = (self.open.clone(), self.passing.clone());
        let socket = self.socket.clone();
        self.keeper = Some(thread::spawn(move || {
            while let Ok((here, _)) = listener.accept() {
                if !open.load(Ordering::SeqCst) {
                    return;
                }
                let there = UnixStream::connect(&socket).expect("the server");
                let (mut client, mut server) = (here, there);
                let copy = || client.try_clone().expect("a stream");
                passing.lock().expect("no panic").push(copy());
                let (mut to, mut from) = (copy(), server.try_clone().expect("a stream"));
                thread::spawn(move || {
                    let _ = io::copy(&mut client, &mut server);
                    let _ = server.shutdown(Shutdown::Both);
                });
                thread::spawn(move || {
                    let _ = io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
            }
        }));
    }
}
