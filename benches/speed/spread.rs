//! A measure with its spread, as one line.

use std::time::Duration;

/// Prints minimum, median, 99th percentile and maximum in milliseconds.
pub fn print(what: &str, samples: &mut [Duration]) {
    samples.sort();
    let at = |share: f64| {
        // Cast: a share of a length is within it.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank"
        )]
        let rank = ((samples.len() - 1) as f64 * share).round() as usize;
        samples[rank].as_secs_f64() * 1000.0
    };
    println!(
        "{what:<58} p50 {:8.2} ms   p99 {:8.2}   min {:8.2}   max {:8.2}   n={}",
        at(0.5),
        at(0.99),
        at(0.0),
        at(1.0),
        samples.len()
    );
}

/// Prints a rate's median, minimum and maximum.
pub fn rates(what: &str, unit: &str, samples: &mut [f64]) {
    samples.sort_by(f64::total_cmp);
    println!(
        "{what:<58} median {:8.0} {unit}   min {:8.0}   max {:8.0}   n={}",
        samples[samples.len() / 2],
        samples[0],
        samples[samples.len() - 1],
        samples.len()
    );
}
