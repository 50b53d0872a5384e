//! The workers' signs of life: which of them hangs, and what is wrong with the others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The workers' signs of life.
#[derive(Debug, Default)]
pub struct Health(Mutex<Signs>);

type Signs = BTreeMap<&'static str, Sign>;

#[derive(Debug)]
struct Sign {
    at: Instant,
    /// How long it may be silent from then on.
    silence: Duration,
    /// It is in a turn.
    works: bool,
    fault: Option<String>,
}

impl Sign {
    fn hangs(&self) -> bool {
        self.at.elapsed() > self.silence
    }
}

impl Health {
    /// Nobody has been heard yet.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A worker begins a turn, which may take that long. A fault of the last one stands until it has ended well.
    pub fn begin(&self, worker: &'static str, silence: Duration) {
        let at = Instant::now();
        let mut signs = self.signs();
        let sign = signs.entry(worker).or_insert(Sign {
            at,
            silence,
            works: true,
            fault: None,
        });
        (sign.at, sign.silence, sign.works) = (at, silence, true);
    }

    /// A worker's turn ended well. Gives its fault back where that is over now, and with no other worker either.
    pub fn beat(&self, worker: &'static str) -> Option<String> {
        let mut signs = self.signs();
        let over = end(&mut signs, worker, None)?;
        (!has(&signs, &over)).then_some(over)
    }

    /// A worker's turn failed; the next beat takes it back. Whether this is news: many workers meet one outage, each
    /// of them at each try.
    pub fn failed(&self, worker: &'static str, why: String) -> bool {
        let mut signs = self.signs();
        let known = has(&signs, &why);
        end(&mut signs, worker, Some(why));
        !known
    }

    fn signs(&self) -> MutexGuard<'_, Signs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a worker has gone silent: systemd's watchdog then starts us anew.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.signs().values().any(Sign::hangs)
    }

    /// The workers that have gone silent, one line each.
    #[must_use]
    pub fn silent(&self) -> Vec<String> {
        let signs = self.signs();
        let silent = signs.iter().filter(|(_, sign)| sign.hangs());
        silent.map(|(worker, sign)| silence(worker, sign)).collect()
    }

    /// The workers that are in the middle of a turn, one line each.
    #[must_use]
    pub fn busy(&self) -> Vec<String> {
        let signs = self.signs();
        let busy = signs.iter().filter(|(_, sign)| sign.works);
        busy.map(|(worker, sign)| silence(worker, sign)).collect()
    }

    /// What is wrong with the workers, one line each. That one is silent goes before what it told last.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let signs = self.signs();
        let fault = |(worker, sign): (&&str, &Sign)| match &sign.fault {
            _ if sign.hangs() => Some(silence(worker, sign)),
            Some(fault) => Some(format!("{worker}: {fault}")),
            None => None,
        };
        signs.iter().filter_map(fault).collect()
    }
}

fn silence(worker: &str, sign: &Sign) -> String {
    let seconds = sign.at.elapsed().as_secs();
    format!("{worker}: no sign of life for {seconds} s")
}

/// Notes how a turn ended, and gives back the fault that the worker had.
fn end(signs: &mut Signs, worker: &'static str, fault: Option<String>) -> Option<String> {
    let sign = signs.get_mut(worker)?;
    sign.at = Instant::now();
    sign.works = false;
    std::mem::replace(&mut sign.fault, fault)
}

fn has(signs: &Signs, fault: &str) -> bool {
    signs
        .values()
        .any(|sign| sign.fault.as_deref() == Some(fault))
}
