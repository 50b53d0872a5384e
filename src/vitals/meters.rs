//! What only this process knows and counts, and how it is written together with what the store counts.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use crate::store::{Counts, Tally};
use crate::takedown::State;

type Labels = [(&'static str, String); 1];

/// What the store counts.
#[derive(Debug)]
pub struct Stock {
    /// Articles, jobs and letters.
    pub counts: Counts,
    /// Letters by state.
    pub deliveries: Vec<Tally>,
    /// Cases by state.
    pub cases: Vec<Tally>,
}

/// Counters from the start of the process on.
#[derive(Debug, Default)]
pub struct Meters {
    accepted: Counter,
    rejected: Counter,
    warned: Counter,
    answers: Family<Labels, Counter>,
}

impl Meters {
    /// All at nought.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Articles were taken in.
    pub fn accepted(&self, articles: u64) {
        self.accepted.inc_by(articles);
    }

    /// Articles were sent back.
    pub fn rejected(&self, articles: u64) {
        self.rejected.inc_by(articles);
    }

    /// Articles were taken in with warnings.
    pub fn warned(&self, articles: u64) {
        self.warned.inc_by(articles);
    }

    /// A reader was answered.
    pub fn answered(&self, status: u16) {
        let labels = [("status", status.to_string())];
        self.answers.get_or_create(&labels).inc();
    }

    /// All counts as OpenMetrics text. `stock` is none where the store does not answer: what this process
    /// counted is still told.
    ///
    /// # Errors
    /// Where it cannot be written as text.
    pub fn write(&self, stock: Option<&Stock>, now: Timestamp) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("masthead");
        registry.register(
            "articles_accepted",
            "Articles taken in",
            self.accepted.clone(),
        );
        registry.register(
            "articles_rejected",
            "Articles sent back",
            self.rejected.clone(),
        );
        registry.register(
            "articles_warned",
            "Articles taken in with warnings",
            self.warned.clone(),
        );
        registry.register("http_answers", "Answers to readers", self.answers.clone());
        if let Some(stock) = stock {
            stock.register(&mut registry, now);
        }
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

impl Stock {
    fn register(&self, registry: &mut Registry, now: Timestamp) {
        let counts = &self.counts;
        for (name, help, value) in [
            ("articles", "Articles in the store", counts.articles),
            ("articles_shown", "Articles that readers see", counts.shown),
            (
                "jobs_waiting",
                "Pages and lists to be written anew",
                counts.jobs,
            ),
            (
                "subscribers_active",
                "Subscribers who get mail",
                counts.subscribers_active,
            ),
        ] {
            let gauge: Gauge = Gauge::default();
            gauge.set(value);
            registry.register(name, help, gauge);
        }
        let (deliveries, cases, left) = (Gauges::default(), Gauges::default(), Gauges::default());
        for tally in &self.deliveries {
            deliveries.get_or_create(&labels(tally)).set(tally.count);
        }
        for tally in &self.cases {
            cases.get_or_create(&labels(tally)).set(tally.count);
            let open = State::parse(&tally.state).is_some_and(State::is_open);
            if let Some(nearest) = tally.nearest.filter(|_| open) {
                let seconds = nearest.as_second() - now.as_second();
                left.get_or_create(&labels(tally)).set(seconds);
            }
        }
        registry.register("deliveries", "Mail by state", deliveries);
        registry.register("cases", "Takedown cases by state", cases);
        registry.register_with_unit(
            "case_nearest_deadline",
            "Time left to the nearest deadline of open cases; negative once it is missed",
            Unit::Seconds,
            left,
        );
    }
}

type Gauges = Family<Labels, Gauge>;

fn labels(tally: &Tally) -> Labels {
    [("state", tally.state.clone())]
}
