//! How fast it is on this machine, with the spread. Nothing is asserted: a benchmark is no test.
//!
//!     cargo bench                     all of it, about ten minutes
//!     cargo bench -- latency 1000     one part, with so many stored articles (or files)
//!     cargo bench -- bulk 20000
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark puts files down, reads the clock, and ends where it cannot go on"
)]

#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../../tests/it/house.rs"]
mod house;
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../../tests/it/http.rs"]
mod http;
#[path = "../../tests/it/postgres.rs"]
mod postgres;

mod bulk;
mod corpus;
mod hugo;
mod latency;
mod spread;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let part = args.first().map(String::as_str);
    let count = args.get(1).and_then(|text| text.parse::<usize>().ok());
    // The server, where there is one, is measured beside SQLite and has no aim.
    let has_server = postgres::fresh_database().is_some();
    let mut kept = Vec::new();
    for engine in ["SQLite", "PostgreSQL"]
        .into_iter()
        .take(1 + usize::from(has_server))
    {
        let fresh = || match engine {
            "SQLite" => String::new(),
            _ => postgres::fresh_database().map_or(String::new(), |url| house::store(&url)),
        };
        if part.is_none_or(|part| part == "bulk") {
            bulk::run(engine, &fresh(), count.unwrap_or(20_000), &mut kept);
        }
        if part.is_none_or(|part| part == "latency") {
            let sizes = count.map_or(vec![1_000, 100_000], |one| vec![one]);
            for stored in sizes {
                latency::run(engine, &fresh(), stored);
            }
        }
    }
    if part.is_none_or(|part| part == "hugo") {
        hugo::run(count.unwrap_or(20_000), &mut kept);
    }
}
