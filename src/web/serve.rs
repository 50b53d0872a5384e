//! The server's own life: it takes connections up to a bound, gives slow clients a limit, and on
//! stop lets what is being answered finish.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What no client may overstep.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How long a request's head may take, and how long a connection may lie idle.
    head: Duration,
    /// How long an open answer may take after the stop.
    drain: Duration,
    /// How many connections at once.
    connections: usize,
    /// How many of them one peer may have. This machine itself has no such limit: a proxy here speaks for all.
    for_each_peer: usize,
}

/// Half of the usual limit of 1024 descriptors: readers must not take those of the store and the inbox.
const LIMITS: Limits = Limits {
    head: Duration::from_secs(15),
    drain: Duration::from_secs(10),
    connections: 512,
    for_each_peer: 128,
};

/// The longest head; with all connections open, what clients can fill is 32 MiB.
const LARGEST_HEAD: usize = 64 << 10;

/// How long what we sent may stay unacknowledged, a closed window included, in milliseconds.
const UNREAD: u32 = 30_000;

/// How long to wait where the machine has no descriptor left for a connection.
const BREATH: Duration = Duration::from_millis(100);

/// Who is at the other end of a request's connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// How many connections each peer has. A connection holds its peer's mark as long as it lives.
#[derive(Default)]
struct Peers(HashMap<IpAddr, Arc<()>>);

impl Peers {
    /// One more connection, where the peer may have it.
    fn admit(&mut self, peer: IpAddr, limits: Limits) -> Option<Arc<()>> {
        if self.0.len() >= limits.connections {
            self.0.retain(|_, mark| Arc::strong_count(mark) > 1);
        }
        let mark = self.0.entry(peer).or_default();
        let open = Arc::strong_count(mark) - 1;
        (peer.is_loopback() || open < limits.for_each_peer).then(|| Arc::clone(mark))
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another process has the port.
    #[error(
        "cannot listen on {address}: the port is in use; stop what listens there (`ss -ltnp` names it) or set http.listen and http.admin_listen to free ports"
    )]
    InUse {
        /// As configured.
        address: String,
    },
    /// Ports below 1024 are not for everybody.
    #[error(
        "cannot listen on {address}: this user may not open the port; take one from 1024 up, or grant CAP_NET_BIND_SERVICE"
    )]
    Forbidden {
        /// As configured.
        address: String,
    },
    /// Anything else.
    #[error(
        "cannot listen on {address}: {source}; it must be HOST:PORT with a host of this machine"
    )]
    Bind {
        /// As configured.
        address: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Opens a port.
///
/// # Errors
/// With what to do about it, where the port cannot be had.
pub async fn bind(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| {
        let address = address.to_owned();
        match source.kind() {
            io::ErrorKind::AddrInUse => ServeError::InUse { address },
            io::ErrorKind::PermissionDenied => ServeError::Forbidden { address },
            _ => ServeError::Bind { address, source },
        }
    })
}

/// Answers until `stop`, then closes the port, lets open answers finish for ten seconds, and returns.
/// The connections are tasks of this future alone.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    serve_within(LIMITS, listener, router, stop).await;
}

async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) {
    let mut connections = JoinSet::new();
    let mut peers = Peers::default();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < limits.connections => match accepted {
                Ok((stream, address)) => {
                    let peer = address.ip().to_canonical();
                    if let Some(mark) = peers.admit(peer, limits) {
                        let answered = answer(limits, stream, peer, router.clone(), stop.clone());
                        connections.spawn(async move {
                            answered.await;
                            drop(mark);
                        });
                    }
                }
                // The client was gone already, or descriptors ran out: neither may end the server.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
    drop(listener);
    let drained = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.drain, drained).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "answers cut off at the stop"
        );
        connections.shutdown().await;
    }
}

async fn answer(
    limits: Limits,
    stream: TcpStream,
    peer: IpAddr,
    router: Router,
    stop: CancellationToken,
) {
    // Answers are written whole, so Nagle's algorithm could only hold back their end.
    // A client that reads nothing must not keep its place: the kernel ends it.
    if stream.set_nodelay(true).is_err() || set_tcp_user_timeout(&stream, UNREAD).is_err() {
        return;
    }
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    use tokio_util::sync::CancellationToken;

    use super::{Limits, Peers, bind, serve_within};

    const SHORT: Limits = Limits {
        head: Duration::from_millis(200),
        drain: Duration::from_millis(600),
        connections: 2,
        for_each_peer: 2,
    };

    /// A handler that answers after so many milliseconds.
    fn slow(milliseconds: u64) -> Router {
        let wait = Duration::from_millis(milliseconds);
        Router::new().route(
            "/",
            get(move || async move {
                tokio::time::sleep(wait).await;
                "late"
            }),
        )
    }

    /// Sends `head` and reads until the other side closes.
    async fn ask(address: std::net::SocketAddr, head: &str) -> String {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        // A connection that is cut off counts as what came before.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn an_open_answer_is_finished_and_then_the_port_is_closed() {
        let listener = bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let asking = async {
            let asked = ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            let stopping = async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                stop.cancel();
            };
            tokio::join!(asked, stopping).0
        };
        let serving = serve_within(SHORT, listener, slow(300), stop.clone());
        let ((), answer) = tokio::join!(serving, asking);
        assert!(answer.ends_with("late"), "{answer}");
        assert!(TcpStream::connect(address).await.is_err());
    }

    #[tokio::test]
    async fn an_endless_answer_does_not_hold_the_stop_up() {
        let listener = bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let asking = async {
            let asked = ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            let stopping = async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                stop.cancel();
            };
            tokio::join!(asked, stopping).0
        };
        let begun = Instant::now();
        let serving = serve_within(SHORT, listener, slow(60_000), stop.clone());
        let ((), answer) = tokio::join!(serving, asking);
        assert_eq!(answer, "");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[tokio::test]
    async fn slow_heads_and_idle_connections_make_room() {
        let listener = bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let asking = async {
            let half = "GET / HTTP/1.1\r\nhost: x\r\n";
            let (first, idle, third) = tokio::join!(
                ask(address, half),
                ask(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"),
                ask(
                    address,
                    "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
                ),
            );
            assert!(!first.contains("200 OK"), "{first}");
            assert!(idle.ends_with("late") && third.ends_with("late"));
            stop.cancel();
        };
        let serving = serve_within(SHORT, listener, slow(1), stop.clone());
        tokio::join!(serving, asking);
    }

    #[test]
    fn one_peer_leaves_room_for_others() {
        let mut peers = Peers::default();
        let address = |text: &str| text.parse().expect("an address");
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        let first = peers.admit(one, SHORT).expect("the first");
        let _second = peers.admit(one, SHORT).expect("the second");
        assert!(peers.admit(one, SHORT).is_none());
        let _another = peers.admit(other, SHORT).expect("another's");
        drop(first);
        assert!(peers.admit(one, SHORT).is_some());
        let here = address("127.0.0.1");
        let proxied: Vec<_> = (0..9).map(|_| peers.admit(here, SHORT)).collect();
        assert!(proxied.iter().all(Option::is_some));
        drop(proxied);
        peers.admit(address("192.0.2.3"), SHORT).expect("a third's");
        assert!(peers.0.len() <= 4, "who has gone is forgotten");
    }

    #[tokio::test]
    async fn a_taken_port_is_told_with_what_to_do() {
        let taken = bind("127.0.0.1:0").await.expect("a port");
        let address = taken.local_addr().expect("an address").to_string();
        let error = bind(&address).await.expect_err("taken").to_string();
        assert!(
            error.contains(&address) && error.contains("in use"),
            "{error}"
        );
        let error = bind("nonsense").await.expect_err("no address").to_string();
        assert!(error.contains("HOST:PORT"), "{error}");
    }
}
