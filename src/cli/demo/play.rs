//! The play itself: what an editor, a reader and a rights holder would do, with the daemon doing the rest.
#![expect(
    clippy::disallowed_methods,
    reason = "the demo drops its samples into the inbox and reads the report"
)]

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::look;
use crate::app::Environment;
use crate::cli::{CliError, Lang, count, print};
use crate::clock::SharedClock;
use crate::config::Config;
use crate::intake::request;
use crate::render::Tongue;
use crate::store::{Action, Freeze, Frozen, NewSubscriber, Store};
use crate::takedown::Request;
use crate::token;
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
    /// In which language it is told, and the house speaks.
    pub lang: Lang,
    /// The daemon ends with the play, so that only files can be looked at.
    pub once: bool,
}

impl Stage {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Where a page can be looked at when all is over.
    fn place(&self, path: &str) -> String {
        if self.once {
            format!("outbox/www{path}/index.html")
        } else {
            format!("http://{}{path}", self.http)
        }
    }
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
    let root = stage.workspace.root().display();
    let look = stage.say("看看", "Look at");
    if stage.once {
        let again = stage.say("再次运行", "run it again");
        return print(&format!(
            "\n{look}\n  {root}/outbox/www/index.html\n  {root}/outbox/www/feed.rss  feed.atom  feed.json\n  \
             {root}/outbox/mail/\n  masthead --workspace {root} run  {again}\n"
        ));
    }
    let site = format!("http://{}", stage.http);
    let files = stage.say("同样的内容，存为文件", "the same as files");
    print(&format!(
        "\n{look}\n  {site}/\n  {site}/feed.rss  feed.atom  feed.json\n  {site}/articles/yicheng-warm-streets\n  \
         {site}/takedown\n  {root}/outbox/www/  {files}\n"
    ))
}

async fn publish(stage: &Stage) -> Result<(), CliError> {
    for (name, text) in SAMPLES {
        let aside = stage.workspace.inbox().join(format!(".{name}"));
        fs::write(&aside, text)?;
        fs::rename(&aside, stage.workspace.inbox().join(name))?;
    }
    print(&format!("{}\n", stage.say("已刊载", "published")))?;
    for (name, text) in &SAMPLES[..3] {
        let id = name.trim_end_matches(".yaml");
        let path = format!("/articles/{id}");
        look::answers(stage.http, &path, 200, "").await;
        look::answers(stage.http, "/feed.rss", 200, &path).await;
        print(&format!(
            "  {}\n    {}\n",
            stage.place(&path),
            headline(text)
        ))?;
    }
    Ok(())
}

async fn reject(stage: &Stage) -> Result<(), CliError> {
    let folder = stage.workspace.rejected();
    let reports = look::files(&folder, "no-reprint-line", ".report.txt", 1).await;
    print(&format!("{}\n", stage.say("已退回", "rejected")))?;
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
        let (label, articles, readers) = (issue.label(), issue.articles, issue.recipients);
        print(&match stage.lang {
            Lang::Zh => format!("已寄出\n  {label}：{articles} 篇文章，{readers} 位读者\n"),
            Lang::En => format!(
                "mailed\n  {label}: {} for {}\n",
                count(articles, "article"),
                count(readers, "reader")
            ),
        })?;
    }
    let letters = look::files(&stage.workspace.mail(), "digest-", ".eml", READERS.len()).await;
    for letter in letters {
        print(&format!("  {}\n", below(stage, &letter)))?;
    }
    Ok(())
}

async fn take_down(stage: &Stage, config: &Config, store: &Store) -> Result<(), CliError> {
    let request = Request::read(REQUEST.as_bytes(), &config.base_url());
    let arrival = request::Arrival {
        via: "cli",
        mark: None,
    };
    let opened = request::open(store, config, request, arrival, stage.clock.now()).await?;
    request::keep(&stage.workspace, &opened.case, REQUEST.as_bytes())?;
    let tongue = Tongue::of(&config.publisher.language);
    let zone = &config.publisher.time_zone;
    let deadline = opened
        .deadline
        .map(|at| tongue.minute_with_zone(at, zone))
        .unwrap_or_default();
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
    // The claimant hears that the request is in, and what came of it.
    let letters = 2 + READERS.len();
    let notices = look::files(&stage.workspace.mail(), "notice-", ".eml", letters).await;
    let (case, place) = (&opened.case, stage.place(path));
    print(&match stage.lang {
        Lang::Zh => format!(
            "已撤除\n  {case}：已收到，时限{deadline}，随即删除\n  {place}\n    该网址现在答 451；订阅源里留下撤稿说明\n"
        ),
        Lang::En => format!(
            "taken down\n  {case}: received, deadline {deadline}, removed at once\n  {place}\n    its address answers \
             451, the feeds carry a stub\n"
        ),
    })?;
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
