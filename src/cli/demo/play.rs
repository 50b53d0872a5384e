//! The play itself: what an editor, a reader and a rights holder would do, with the daemon doing the rest.
#![expect(
    clippy::disallowed_methods,
    reason = "the demo drops its samples into the inbox and reads the report"
)]

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::look;
use crate::cli::{CliError, Environment, print};
use crate::clock::SharedClock;
use crate::config::Config;
use crate::store::{Action, Freeze, Frozen, NewSubscriber, Store};
use crate::takedown::Request;
use crate::token;
use crate::workers::requests;
use crate::workspace::Workspace;

/// The samples, in the order in which they are dropped: three that are published, one that is not.
const SAMPLES: [(&str, &str); 4] = [
    (
        "yicheng-warm-streets.yaml",
        include_str!("../../../samples/yicheng-warm-streets.yaml"),
    ),
    (
        "reading-room.yaml",
        include_str!("../../../samples/reading-room.yaml"),
    ),
    (
        "river-survey.yaml",
        include_str!("../../../samples/river-survey.yaml"),
    ),
    (
        "no-reprint-line.yaml",
        include_str!("../../../samples/no-reprint-line.yaml"),
    ),
];

/// The rights holder's request about the third of them.
const REQUEST: &str = include_str!("../../../samples/takedown.yaml");

/// Who reads the digest.
const READERS: [&str; 2] = ["zhou@reader.example", "song@reader.example"];

/// Where it is played.
pub(super) struct Stage {
    pub workspace: Workspace,
    pub http: SocketAddr,
    pub clock: SharedClock,
    pub environment: Environment,
}

/// Plays all of it and tells where to look.
pub(super) async fn play(stage: &Stage) -> Result<(), CliError> {
    look::answers(stage.http, "/", 200, "").await;
    let config = Config::read(&stage.workspace, &stage.environment)?;
    let store = Store::open(&config.store).await?;
    publish(stage).await?;
    reject(stage).await?;
    mail(stage, &config, &store).await?;
    take_down(stage, &config, &store).await?;
    store.close().await;
    let site = format!("http://{}", stage.http);
    print(&format!(
        "\nLook at\n  {site}/\n  {site}/feed.rss  feed.atom  feed.json\n  {site}/articles/yicheng-warm-streets\n  \
         {site}/takedown\n  outbox/www/  the same as files\n"
    ))
}

async fn publish(stage: &Stage) -> Result<(), CliError> {
    for (name, text) in SAMPLES {
        let aside = stage.workspace.inbox().join(format!(".{name}"));
        fs::write(&aside, text)?;
        fs::rename(&aside, stage.workspace.inbox().join(name))?;
    }
    print("published\n")?;
    for (name, text) in &SAMPLES[..3] {
        let id = name.trim_end_matches(".yaml");
        let path = format!("/articles/{id}");
        look::answers(stage.http, &path, 200, "").await;
        look::answers(stage.http, "/feed.rss", 200, &path).await;
        print(&format!(
            "  http://{}{path}\n    {}\n",
            stage.http,
            headline(text)
        ))?;
    }
    Ok(())
}

async fn reject(stage: &Stage) -> Result<(), CliError> {
    let folder = stage.workspace.rejected();
    let reports = look::files(&folder, "no-reprint-line", ".report.txt", 1).await;
    print("rejected\n")?;
    for report in reports {
        print(&format!("  {}\n", below(stage, &report)))?;
        for line in fs::read_to_string(&report)?.lines() {
            print(&format!("    {line}\n"))?;
        }
    }
    Ok(())
}

async fn mail(stage: &Stage, config: &Config, store: &Store) -> Result<(), CliError> {
    let mut readers = Vec::new();
    for email in READERS {
        readers.push(NewSubscriber {
            email: email.into(),
            digests: config
                .digests
                .iter()
                .map(|digest| digest.name.clone())
                .collect(),
            language: None,
            time_zone: None,
            token: token::fresh()?,
            consent: "a reader of the demo".into(),
        });
    }
    store.add_subscribers(readers, stage.clock.now()).await?;
    for digest in &config.digests {
        let freeze = Freeze {
            name: digest.name.clone(),
            categories: Vec::new(),
            slot: None,
            since: None,
        };
        let Frozen::Issue(issue) = store.freeze(&freeze, stage.clock.now()).await? else {
            return Err(CliError::new("the demo's digest holds nothing"));
        };
        print(&format!(
            "mailed\n  {}: {} articles for {} readers\n",
            issue.label(),
            issue.articles,
            issue.recipients
        ))?;
    }
    let letters = look::files(&stage.workspace.mail(), "digest-", ".eml", READERS.len()).await;
    for letter in letters {
        print(&format!("  {}\n", below(stage, &letter)))?;
    }
    Ok(())
}

async fn take_down(stage: &Stage, config: &Config, store: &Store) -> Result<(), CliError> {
    let request = Request::read(REQUEST.as_bytes(), &config.base_url());
    let arrival = requests::Arrival {
        via: "cli",
        mark: None,
    };
    let opened = requests::open(store, config, request, arrival, stage.clock.now()).await?;
    requests::keep(&stage.workspace, &opened.case, REQUEST.as_bytes())?;
    let deadline = opened.deadline.map_or("none".into(), |at| at.to_string());
    store
        .act(
            &opened.case,
            Action::Remove,
            "officer",
            &config.takedown,
            stage.clock.now(),
        )
        .await?;
    let path = "/articles/river-survey";
    look::answers(stage.http, path, 451, &opened.case).await;
    look::answers(stage.http, "/feed.rss", 200, &opened.case).await;
    let notices = look::files(
        &stage.workspace.mail(),
        "notice-",
        ".eml",
        1 + READERS.len(),
    )
    .await;
    print(&format!(
        "taken down\n  {} received, deadline {deadline}, removed at once\n  http://{}{path} answers 451, the feeds \
         carry a stub\n",
        opened.case, stage.http
    ))?;
    for notice in notices {
        print(&format!("  {}\n", below(stage, &notice)))?;
    }
    print(&format!("  {}\n", below(stage, &stage.workspace.log())))
}

fn headline(text: &str) -> &str {
    text.lines()
        .find_map(|line| line.strip_prefix("headline: "))
        .unwrap_or_default()
}

fn below(stage: &Stage, path: &Path) -> String {
    path.strip_prefix(stage.workspace.root())
        .unwrap_or(path)
        .display()
        .to_string()
}
