//! The thin binary: arguments and environment in, exit code out.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use masthead::cli::{Cli, CliError, Context, Exit, Lang};
use masthead::clock::WallClock;
use masthead::log;
use tracing_subscriber::filter::LevelFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match work(&cli) {
        Ok(exit) => exit.code().into(),
        Err(error) => {
            tell(&cli, &error);
            ExitCode::from(2)
        }
    }
}

/// The last line: for a machine in its own form, as long as a log is open that takes it.
fn tell(cli: &Cli, error: &CliError) {
    if cli.log_format != log::Format::Text && tracing::enabled!(tracing::Level::ERROR) {
        tracing::error!("{error}");
    } else {
        // Nobody can be told that standard error is closed.
        let _ = writeln!(std::io::stderr(), "masthead: {error}");
    }
}

fn work(cli: &Cli) -> Result<Exit, CliError> {
    let color = std::io::stderr().is_terminal() && text("NO_COLOR").is_none();
    let level = match (cli.quiet, cli.is_daemon()) {
        (true, _) => LevelFilter::ERROR,
        (false, true) => LevelFilter::INFO,
        (false, false) => LevelFilter::WARN,
    };
    log::open(
        cli.log_format,
        level,
        text("MASTHEAD_LOG").as_deref(),
        color,
    )?;
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(text);
    let context = Context {
        workspace: cli.workspace.clone(),
        clock: Arc::new(WallClock),
        lang: cli
            .lang
            .unwrap_or_else(|| Lang::from_locale(&locale.unwrap_or_default())),
        environment,
        quiet: cli.quiet,
        color,
    };
    // Two at least: where one is blocked, the other hears signals and answers for its health.
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()?;
    let done = runtime.block_on(cli.run(&context));
    // A name that is still being looked up for a connection that nobody waits for any more.
    runtime.shutdown_background();
    done
}

#[expect(
    clippy::disallowed_methods,
    reason = "arguments and environment are read here alone"
)]
fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// A variable of the environment that is set and not empty.
fn text(name: &str) -> Option<String> {
    environment(name)
        .and_then(|value| value.into_string().ok())
        .filter(|value| !value.is_empty())
}
