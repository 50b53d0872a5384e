//! Mutated articles through the whole judgement: no panic, nothing slow, nothing large. Some thousand from one seed with
//! every test run; as long as `MASTHEAD_FUZZ_SECONDS` says by `make fuzz`. The work is done by processes of their own,
//! so that one that is aborted, or grows, tells on which mutant; that lies in `target/fuzz` then.

mod mutate;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use masthead::article::Outlet;
use masthead::clearance::report::{self, Wording};
use masthead::clearance::{Cleared, Draft, Facts, Finding, Policy, Verdict, clear, readmit};
use masthead::render::{self, Entry, Settings, Shown, Window};

use super::findings::config;
use mutate::{Mutant, Mutator};

/// How many mutants a test run judges, and from which seed.
const COUNT: u64 = 3_000;
const SEED: u64 = 20_261_128;

/// How long one may take; unoptimised code is some times slower.
const TIME: Duration = if cfg!(debug_assertions) {
    Duration::from_secs(8)
} else {
    Duration::from_secs(1)
};

/// How much memory the process may take over one.
const MEMORY: u64 = 200 << 20;

/// What a process may have at all, in KiB: more than any lawful mutant takes, and less than the machine.
const ADDRESSES: &str = "3000000";

const SECONDS_VAR: &str = "MASTHEAD_FUZZ_SECONDS";
const SEED_VAR: &str = "MASTHEAD_FUZZ_SEED";
const KEEP_VAR: &str = "MASTHEAD_FUZZ_KEEP";

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn mutants_are_judged() {
    let keep = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    fs::create_dir_all(&keep).expect("a folder");
    let long = number(SECONDS_VAR);
    let processes = long.map_or(1, |_| {
        std::thread::available_parallelism().map_or(1, usize::from)
    });
    let seed = number(SEED_VAR).unwrap_or_else(|| long.map_or(SEED, |_| fresh_seed()));
    let begin = |seed: u64| -> (u64, PathBuf, Child) {
        let at = keep.join(seed.to_string());
        let round = "ulimit -v $0; exec \"$1\" --ignored --exact fuzz::a_round --nocapture";
        let child = Command::new("sh")
            .args(["-c", round, ADDRESSES])
            .arg(std::env::current_exe().expect("this program"))
            .env(SEED_VAR, seed.to_string())
            .env(KEEP_VAR, &at)
            .spawn();
        (seed, at, child.expect("it starts"))
    };
    let rounds: Vec<_> = (0..processes as u64).map(|n| begin(seed + n)).collect();
    let mut failed = String::new();
    for (seed, at, mut child) in rounds {
        let status = child.wait().expect("its end");
        if status.success() {
            let _ = fs::remove_dir_all(&at);
        } else {
            let _ = writeln!(failed, "seed {seed}: {status}; see {}", at.display());
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

fn fresh_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(SEED, |now| now.as_secs())
}

/// What one process does; begun by the test above.
#[test]
#[ignore = "a part of mutants_are_judged"]
fn a_round() {
    let keep = PathBuf::from(std::env::var_os(KEEP_VAR).expect("begun by the other test"));
    let slowest = keep.join("slowest");
    fs::create_dir_all(&slowest).expect("a folder");
    let seed = number(SEED_VAR).unwrap_or(SEED);
    let end = number(SECONDS_VAR).map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let court = Court::open();
    let mut mutator = Mutator::new(seed, end.is_some());
    let (mut worst, mut largest, mut cleared) = (Duration::ZERO, 0, 0_u64);
    let mut judged = 0;
    while end.map_or(judged < COUNT, |end| Instant::now() < end) {
        let mutant = mutator.next();
        // An abort leaves what it was about.
        mutant.keep(&keep);
        reset_peak();
        let start = worked();
        cleared += u64::from(court.judge(&mutant));
        let took = worked().saturating_sub(start);
        let peak = peak();
        assert!(took < TIME, "{took:?} for number {judged} of seed {seed}");
        assert!(
            peak < MEMORY,
            "{peak} bytes for number {judged} of seed {seed}"
        );
        if took > worst {
            worst = took;
            mutant.keep(&slowest);
        }
        largest = largest.max(peak);
        judged += 1;
    }
    assert!(
        cleared > 0,
        "nothing was ever cleared: the mutations are too coarse"
    );
    println!(
        "fuzz: seed {seed}, {judged} judged, {cleared} cleared, the slowest {worst:?}, at most {} MB",
        largest >> 20
    );
}

/// Judges one mutant that was kept, in the folder that `MASTHEAD_FUZZ_KEEP` names, to look into what it does.
#[test]
#[ignore = "for a mutant that was kept"]
fn one_again() {
    let keep = PathBuf::from(std::env::var_os(KEEP_VAR).expect("a folder"));
    let mutant = Mutant {
        name: fs::read_to_string(keep.join("name")).expect("its name"),
        bytes: fs::read(keep.join("mutant")).expect("the mutant"),
    };
    let start = worked();
    let cleared = Court::open().judge(&mutant);
    println!(
        "cleared: {cleared}, in {:?}",
        worked().saturating_sub(start)
    );
}

/// The judge with all that stands behind it.
struct Court {
    policy: Policy,
    settings: Settings,
    now: Timestamp,
}

impl Court {
    fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
        let config = config(&root, &root);
        Self {
            policy: Policy::of(&config),
            settings: Settings::of(&config, "https://news.example"),
            now: "2026-11-28T08:00:00Z".parse().expect("an instant"),
        }
    }

    /// Judges, and renders what there is to render; whether it was cleared.
    fn judge(&self, mutant: &Mutant) -> bool {
        let draft = match Draft::read(&mutant.bytes, &mutant.name) {
            Ok(draft) => draft,
            Err(findings) => {
                assert!(!findings.is_empty(), "unreadable without a reason");
                Self::report(&String::from_utf8_lossy(&mutant.bytes), mutant, &findings);
                return false;
            }
        };
        match clear(&draft, &Facts::default(), &self.policy, self.now) {
            Verdict::Cleared(article, warnings) => {
                Self::report(draft.source(), mutant, &warnings);
                self.render(*article);
                true
            }
            Verdict::Rejected(findings) => {
                assert!(!findings.is_empty(), "rejected without a reason");
                Self::report(draft.source(), mutant, &findings);
                false
            }
            Verdict::Unchanged => false,
        }
    }

    fn report(source: &str, mutant: &Mutant, findings: &[Finding]) {
        let name = mutant.name.as_str();
        for wording in [Wording::English, Wording::Chinese] {
            let text = report::text(name, source, findings, wording, true);
            assert_eq!(text.is_empty(), findings.is_empty());
            for object in report::json(name, findings, wording) {
                let place = |key: &str| object[key].as_u64().is_some_and(|at| at >= 1);
                assert!(place("line") && place("column"), "{object}");
            }
        }
    }

    fn render(&self, article: Cleared) {
        let stored = article.to_stored().expect("it has a stored form");
        assert_eq!(readmit(&stored).expect("it comes back"), article);
        let shown = Shown {
            url: format!("https://news.example/articles/{}", article.id()),
            article: Arc::new(article),
            first_shown: self.now,
            updated: self.now,
        };
        render::article(&self.settings, &shown).expect("a page");
        let window = Window {
            outlet: Outlet::Site,
            title: "驿城新闻".into(),
            changed: self.now,
            entries: vec![Entry::Shown(Box::new(shown))],
            has_next: false,
        };
        render::outlet(&self.settings, &window).expect("feeds and lists");
    }
}

/// How long this thread has been at work, whatever else the machine does; by the clock where the kernel does not tell.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told
        .split_whitespace()
        .next()
        .and_then(|first| first.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Lets the kernel count the peak of memory anew, where it can; else all count together.
fn reset_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that the process has held since.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}
