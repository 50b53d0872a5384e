//! Twenty thousand files at once: judged, stored durably, and every file of the outbox written.

use std::process::Child;
use std::time::{Duration, Instant};

use crate::house::House;
use crate::{corpus, spread};

const RUNS: usize = 3;

pub fn run(engine: &str, store: &str, files: usize, kept: &mut Vec<House>) {
    let mut rates = Vec::new();
    let mut peak = 0;
    // A server's database is used once: what is there already would be no intake.
    let runs = if store.is_empty() { RUNS } else { 1 };
    for _ in 0..runs {
        let (took, memory) = intake(store, files, kept);
        // Cast: a count of files is far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "a count of files")]
        rates.push(files as f64 / took.as_secs_f64());
        peak = peak.max(memory);
    }
    spread::rates(
        &format!("{engine}: {files} files, drop → outbox complete"),
        "articles/s",
        &mut rates,
    );
    println!("{engine}: peak memory {} MiB", peak / 1024);
}

/// How long, and the most memory in KiB. The house is kept to the end of all: for minutes after many files were removed,
/// ext4 makes new ones slowly (it passes over inodes that were freed lately), which is neither ours nor a peer's cost.
pub fn intake(store: &str, files: usize, kept: &mut Vec<House>) -> (Duration, u64) {
    let house = House::with(store);
    corpus::fill(&house.path("inbox"), 0..files);
    let start = Instant::now();
    let mut child = house.begin(&["run", "--once"]);
    let memory = watch(&mut child);
    let took = start.elapsed();
    let pages = house
        .files("outbox/www")
        .into_keys()
        .filter(|name| name.starts_with("articles/"))
        .count();
    assert_eq!(pages, files, "every article has its page");
    kept.push(house);
    (took, memory)
}

/// Reads the high-water mark that the kernel keeps until the process is gone.
fn watch(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = mark.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(kib.unwrap_or(0));
        }
        if let Some(status) = child.try_wait().expect("its state") {
            assert!(status.success(), "run --once ended with {status}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
