//! What the store says, and whether the files that are made of it say the same.
#![expect(
    clippy::disallowed_methods,
    reason = "the doctor reads the files of the outbox themselves"
)]

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::findings::Findings;
use crate::article::Outlet;
use crate::cli::{CliError, count};
use crate::config::Config;
use crate::live::compose_place;
use crate::render::{Edition, Settings};
use crate::store::{Place, Store};
use crate::takedown::chain;
use crate::workspace::Workspace;

/// How many articles are asked for at once.
const BATCH: i64 = 500;

/// How many cases are named at most.
const NAMED: i64 = 20;

/// How long a daemon may need for what it is writing.
const MOMENT: Duration = Duration::from_secs(1);

/// Looks at all that the store knows.
pub(super) async fn look(
    store: &Store,
    workspace: &Workspace,
    config: &Config,
    daemon_runs: bool,
    findings: &mut Findings,
) -> Result<(), CliError> {
    database(store, findings).await?;
    outbox(store, config, daemon_runs, findings).await?;
    ledger(store, &workspace.log(), daemon_runs, findings).await
}

/// Whether the database answers, and what lies there.
async fn database(store: &Store, findings: &mut Findings) -> Result<(), CliError> {
    store.ping().await?;
    let counts = store.counts().await?;
    findings.good(
        "database",
        format!(
            "{} answers: {}, {} of them shown; {}; {}",
            store.engine_name(),
            count(counts.articles, "article"),
            counts.shown,
            count(counts.subscribers_active, "active subscriber"),
            count(counts.cases_open, "open case")
        ),
    );
    if counts.deliveries_failed > 0 {
        let failed = counts.deliveries_failed;
        findings.care(
            "mail",
            format!(
                "{} refused for good; the log says why",
                count(failed, "letter")
            ),
        );
    }
    let untold = store.cases_with_refused_notices(NAMED).await?;
    if !untold.is_empty() {
        findings.care(
            "mail",
            format!(
                "somebody was not told of {}: a notice was refused for good, so tell them another way",
                untold.join(", ")
            ),
        );
    }
    Ok(())
}

/// Holds each file that the store calls for against its bytes.
async fn outbox(
    store: &Store,
    config: &Config,
    daemon_runs: bool,
    findings: &mut Findings,
) -> Result<(), CliError> {
    let Some(settings) = store.settings().await? else {
        findings.good("outbox", "nothing was ever published");
        return Ok(());
    };
    if !daemon_runs && settings != Settings::of(config, &settings.base_url) {
        findings.care(
            "outbox",
            "settings have changed: the next start writes everything anew",
        );
    }
    let all = places(store).await?;
    let count = all.len();
    let mut differing = differing(store, config, &settings, all).await?;
    if daemon_runs && !differing.is_empty() {
        // What was being written while we looked agrees a moment later.
        tokio::time::sleep(MOMENT).await;
        let again = differing.into_iter().map(|(place, _)| place).collect();
        differing = self::differing(store, config, &settings, again).await?;
    }
    let waiting = store.jobs_pending().await?;
    let failed = store.jobs_failed().await?;
    match (&differing[..], failed) {
        ([], _) => findings.good(
            "outbox",
            format!("the files of {count} places agree with the store"),
        ),
        (_, Some((failed, why))) => findings.bad(
            "outbox",
            format!("{failed} places could not be written, and are tried again; the last try said: {why}"),
        ),
        ([(_, first), ..], None) if waiting == 0 => findings.bad(
            "outbox",
            format!(
                "{} of {count} places do not agree with the store, {first} for one: \
                 `masthead doctor --rebuild` writes them anew",
                differing.len()
            ),
        ),
        _ => findings.care(
            "outbox",
            format!(
                "{waiting} places wait to be written; a running daemon does it, or `masthead run`"
            ),
        ),
    }
    Ok(())
}

/// The places of which a file is not as the store says, each with the first such file.
async fn differing(
    store: &Store,
    config: &Config,
    settings: &Settings,
    places: Vec<Place>,
) -> Result<Vec<(Place, String)>, CliError> {
    let mut differing = Vec::new();
    for place in places {
        for (resource, edition) in compose_place(store, settings, &place).await? {
            let file = resource.file();
            if !holds(&config.www, &file, edition.as_ref().map(Edition::bytes))? {
                differing.push((place, file));
                break;
            }
        }
    }
    Ok(differing)
}

/// Every place that may have a file.
async fn places(store: &Store) -> Result<Vec<Place>, CliError> {
    // The site has its lists from the first day on, empty.
    let mut places = vec![Place::Directory, Place::Outlet(Outlet::Site)];
    let others = store.outlets().await?.into_iter();
    places.extend(
        others
            .filter(|outlet| *outlet != Outlet::Site)
            .map(Place::Outlet),
    );
    let mut after: Option<String> = None;
    loop {
        let rows = store.articles(after.as_deref(), BATCH).await?;
        let Some(last) = rows.last() else {
            return Ok(places);
        };
        after = Some(last.id.to_string());
        places.extend(rows.into_iter().map(|row| Place::Page(row.id)));
    }
}

/// Whether the file below the web root holds just these bytes, or is not there where there should be none.
fn holds(www: &Path, file: &str, wanted: Option<&[u8]>) -> Result<bool, CliError> {
    let path = www.join(file.trim_start_matches('/'));
    match fs::read(&path) {
        Ok(bytes) => Ok(wanted == Some(bytes.as_slice())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(wanted.is_none()),
        Err(error) => Err(CliError::new(format!(
            "cannot read {}: {error}",
            path.display()
        ))),
    }
}

/// Whether the published log is whole, and as long as the store's.
async fn ledger(
    store: &Store,
    file: &Path,
    daemon_runs: bool,
    findings: &mut Findings,
) -> Result<(), CliError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(CliError::new(format!(
                "cannot read {}: {error}",
                file.display()
            )));
        }
    };
    let kept = store.log_head().await?;
    match chain::verify(text.lines()) {
        Err(bad) => findings.bad("log", format!("{bad}: see `masthead audit verify`")),
        Ok(head) if head.seq == kept => {
            findings.good("log", format!("{kept} lines, the chain is whole"));
        }
        Ok(head) if head.seq > kept => findings.bad(
            "log",
            format!(
                "the file has {} lines, the store {kept}: is this the right database?",
                head.seq
            ),
        ),
        Ok(head) => {
            let behind = kept - head.seq;
            let who = if daemon_runs {
                "the daemon"
            } else {
                "the next `masthead run`"
            };
            findings.care(
                "log",
                format!("{behind} lines are not yet in the file; {who} writes them"),
            );
        }
    }
    Ok(())
}
