//! A server, and whether it is there. The pool retries a refused connection in silence for as long as it may
//! wait; so whoever waits for longer than a live server takes asks for itself, and hears the reason.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgPool};
use tokio::time::{Instant, timeout};

use super::trouble::{code, failed, why};
use crate::store::{Error, Result};

/// Connections to a server: readers, the writer, and workers that claim.
const CONNECTIONS: u32 = 8;

/// How long a free connection is waited for, while the server is known to live.
const QUEUE: Duration = Duration::from_secs(10);

/// A live server answers within this, unless it is busy.
const SOON: Duration = Duration::from_millis(250);

/// How long a server may take to let us in before it counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long what we saw of it holds.
const FRESH: Duration = Duration::from_millis(500);

/// A `PostgreSQL` server.
#[derive(Debug, Clone)]
pub struct Server {
    pub(super) pool: PgPool,
    /// The database and its address, without user and password.
    pub(super) at: Arc<str>,
    options: Arc<PgConnectOptions>,
    sight: Arc<Sight>,
}

/// What was seen of a server, and who may look: one at a time.
#[derive(Debug, Default)]
struct Sight {
    looking: tokio::sync::Mutex<()>,
    last: Mutex<Option<(Instant, Option<String>)>>,
}

impl Server {
    /// Tries it once, and says at once why it cannot be had.
    pub(super) async fn open(options: PgConnectOptions) -> Result<Self> {
        let server = Self {
            pool: PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .acquire_timeout(QUEUE)
                .connect_lazy_with(options.clone()),
            at: address(&options).into(),
            options: Arc::new(options),
            sight: Arc::default(),
        };
        let (why, advice) = match timeout(PATIENCE, server.options.connect()).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(server);
            }
            Ok(Err(source)) => (why(&source), advice(&source)),
            Err(_) => (
                no_answer(),
                " (is the server up, and does a firewall stand between?)",
            ),
        };
        Err(Error::Open {
            engine: "PostgreSQL",
            at: server.at.to_string(),
            advice,
            source: why.into(),
        })
    }

    /// Waits for `doing`, which needs a connection, but not for a server that is away.
    pub(super) async fn answered<T>(
        &self,
        text: &str,
        doing: impl Future<Output = sqlx::Result<T>>,
    ) -> Result<T> {
        if self.away().is_some() {
            Box::pin(self.look()).await?;
        }
        let mut doing = Box::pin(doing);
        let mut patience = SOON;
        loop {
            if let Ok(done) = timeout(patience, &mut doing).await {
                return done.map_err(|source| failed(&self.at, text, &source));
            }
            Box::pin(self.look()).await?;
            patience = PATIENCE;
        }
    }

    /// Looks whether it is there, or trusts whoever looked just now. While it is known to be away nobody waits for
    /// another's look.
    async fn look(&self) -> Result<()> {
        let _one = match (self.sight.looking.try_lock(), self.away()) {
            (Ok(one), _) => one,
            (Err(_), Some(away)) => return Err(away),
            (Err(_), None) => self.sight.looking.lock().await,
        };
        if !self.seen_within(FRESH) {
            let found = match timeout(PATIENCE, self.options.connect()).await {
                Ok(Ok(connection)) => {
                    let _ = timeout(SOON, connection.close()).await;
                    None
                }
                // It is there, with no place for one more: those that we have still do.
                Ok(Err(full)) if code(&full).as_deref() == Some("53300") => None,
                Ok(Err(source)) => Some(why(&source)),
                Err(_) => Some(no_answer()),
            };
            *self.last() = Some((Instant::now(), found));
        }
        self.away().map_or(Ok(()), Err)
    }

    fn away(&self) -> Option<Error> {
        let why = self.last().as_ref()?.1.clone()?;
        Some(Error::Away {
            at: self.at.to_string(),
            why,
        })
    }

    fn seen_within(&self, span: Duration) -> bool {
        self.last()
            .as_ref()
            .is_some_and(|(at, _)| at.elapsed() < span)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Option<String>)>> {
        self.sight
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_answer() -> String {
    format!("no answer within {} s", PATIENCE.as_secs())
}

fn address(options: &PgConnectOptions) -> String {
    let host = options.get_socket().map_or_else(
        || options.get_host().to_owned(),
        |folder| folder.display().to_string(),
    );
    let database = options
        .get_database()
        .unwrap_or_else(|| options.get_username());
    format!("{database} at {host}:{}", options.get_port())
}

/// What to do about a server that does not let us in.
fn advice(source: &sqlx::Error) -> &'static str {
    match (source, code(source).as_deref()) {
        (_, Some("28000" | "28P01")) => " (look at the user in store.url and at its password)",
        (_, Some("3D000")) => " (no such database: make it with createdb, or mend store.url)",
        (_, Some(_)) => " (the server's own log may say more)",
        (sqlx::Error::Tls(_), _) => " (look at sslmode in store.url)",
        _ => " (is the server up, and are host and port in store.url right?)",
    }
}
