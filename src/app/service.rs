//! What the service manager is told (`sd_notify`); without one it is told to nobody.

use std::time::Duration;

use sd_notify::NotifyState;

/// How often the watchdog hears of us where the manager asks for nothing more.
const SLOWEST_PULSE: Duration = Duration::from_secs(10);

/// Everything is open.
pub(super) fn ready() {
    tell(&[
        NotifyState::Ready,
        NotifyState::Status("taking articles in"),
    ]);
}

/// The configuration is being read again.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(instant) => tell(&[NotifyState::Reloading, instant]),
        Err(error) => tracing::warn!(%error, "no monotonic clock to tell the service manager"),
    }
}

/// The reload is over, and how it went.
pub(super) fn reloaded(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// The end has begun.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// How often [`alive`] is to be called.
pub(super) fn pulse() -> Duration {
    // Twice in the manager's interval, as its manual asks.
    sd_notify::watchdog_enabled()
        .map_or(SLOWEST_PULSE, |interval| (interval / 2).min(SLOWEST_PULSE))
}

/// Feeds the watchdog while no worker hangs; a worker that only reports a fault still lives.
pub(super) fn alive(well: bool) {
    if well {
        tell(&[NotifyState::Watchdog]);
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager does not listen");
    }
}
