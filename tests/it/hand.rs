//! The same commands, run inside the test with a clock set by hand: a day takes no time.

use std::sync::Arc;

use clap::Parser as _;
use jiff::{SignedDuration, Timestamp};
use masthead::cli::{Cli, CliError, Context, Exit, Lang};
use masthead::clock::HandClock;

use crate::house::House;

/// A newsroom whose clock stands still until somebody moves it.
pub struct Hand {
    pub house: House,
    clock: Arc<HandClock>,
}

impl Hand {
    /// It is eight in the morning in Shanghai.
    pub fn with(sections: &str) -> Self {
        Self {
            house: House::with(sections),
            clock: HandClock::at("2026-11-24T08:00:00+08:00".parse().expect("a time")),
        }
    }

    pub fn set(&self, instant: Timestamp) {
        self.clock.set(instant);
    }

    pub fn advance(&self, span: &str) {
        self.clock
            .advance(span.parse::<SignedDuration>().expect("a span"));
    }

    /// Runs one command line, without `masthead` in front.
    pub async fn masthead(&self, line: &str) -> Result<Exit, CliError> {
        let args = ["masthead", "--quiet"].into_iter().chain(line.split(' '));
        let cli = Cli::try_parse_from(args).expect(line);
        let context = Context {
            workspace: self.house.root().to_owned(),
            clock: self.clock.clone(),
            lang: Lang::En,
            environment: |_| None,
            quiet: true,
            color: false,
        };
        cli.run(&context).await
    }

    /// Runs one that has to be done.
    pub async fn done(&self, line: &str) {
        match self.masthead(line).await {
            Ok(Exit::Done) => {}
            Ok(_) => panic!("{line}: the answer was no"),
            Err(error) => panic!("{line}: {error}"),
        }
    }
}
