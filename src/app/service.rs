//! What the service manager is told (`sd_notify`); without one it is told to nobody.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Once;
use std::time::Duration;

use sd_notify::NotifyState;

/// How often the watchdog hears of us where the manager asks for nothing more.
const SLOWEST_PULSE: Duration = Duration::from_secs(10);

/// The service manager, where there is one.
pub(super) struct Manager {
    socket: Option<OsString>,
    deaf: Once,
}

impl Manager {
    /// The one that listens there: what `NOTIFY_SOCKET` holds.
    pub fn at(socket: Option<OsString>) -> Self {
        Self {
            socket,
            deaf: Once::new(),
        }
    }

    /// Everything is open.
    pub fn ready(&self) {
        self.tell(&[
            NotifyState::Ready,
            NotifyState::Status("taking articles in"),
        ]);
    }

    /// The configuration is being read again.
    pub fn reloading(&self) {
        match NotifyState::monotonic_usec_now() {
            Ok(instant) => self.tell(&[NotifyState::Reloading, instant]),
            Err(error) => tracing::warn!(%error, "no monotonic clock to tell the service manager"),
        }
    }

    /// The reload is over, and how it went.
    pub fn reloaded(&self, status: &str) {
        self.tell(&[NotifyState::Ready, NotifyState::Status(status)]);
    }

    /// The end has begun.
    pub fn stopping(&self) {
        self.tell(&[NotifyState::Stopping]);
    }

    /// Feeds the watchdog while no worker hangs; a worker that only reports a fault still lives.
    pub fn alive(&self, well: bool) {
        if well {
            self.tell(&[NotifyState::Watchdog]);
        }
    }

    fn tell(&self, states: &[NotifyState<'_>]) {
        let Some(socket) = &self.socket else {
            return;
        };
        if let Err(error) = send(socket, states) {
            // It is told every few seconds, so that one line must do.
            self.deaf.call_once(|| {
                tracing::warn!(
                    "no service manager listens on NOTIFY_SOCKET={}: {error}",
                    socket.display()
                );
            });
        }
    }
}

/// How often [`Manager::alive`] is to be called.
pub(super) fn pulse() -> Duration {
    // Twice in the manager's interval, as its manual asks.
    sd_notify::watchdog_enabled()
        .map_or(SLOWEST_PULSE, |interval| (interval / 2).min(SLOWEST_PULSE))
}

/// The library's own way takes a name in the abstract namespace, which begins with `@`, for a file's.
fn send(socket: &OsStr, states: &[NotifyState<'_>]) -> io::Result<()> {
    let address = match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(socket)?,
    };
    let mut text = String::new();
    for state in states {
        writeln!(text, "{state}").map_err(io::Error::other)?;
    }
    UnixDatagram::unbound()?.send_to_addr(text.as_bytes(), &address)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hears(listener: &UnixDatagram, socket: &OsStr) {
        Manager::at(Some(socket.to_owned())).stopping();
        let mut heard = [0; 64];
        let length = listener.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"STOPPING=1\n");
    }

    #[test]
    fn a_manager_hears_us_by_a_file_and_by_an_abstract_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notify");
        hears(&UnixDatagram::bind(&file).unwrap(), file.as_os_str());

        let name = format!("masthead-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let listener = UnixDatagram::bind_addr(&address).unwrap();
        hears(&listener, OsStr::new(&format!("@{name}")));
    }
}
