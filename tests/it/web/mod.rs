//! The web as its clients see it: real sockets, a store of its own, a clock that stands still.

mod client;
mod form;
mod ops;
mod pages;
mod switch;
mod unsubscribe;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;

use masthead::article::ArticleId;
use masthead::clearance::{Cleared, readmit};
use masthead::clock::{Clock as _, HandClock};
use masthead::config::Config;
use masthead::live::Live;
use masthead::render::Settings;
use masthead::similarity::Fingerprint;
use masthead::store::{Accepted, Incoming, Store};
use masthead::vitals::{Health, Meters};
use masthead::web::{self, Parts, State};
use masthead::workspace::Workspace;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use client::Reply;

const CONFIG: &str = "
publisher:
  name: 驿城新闻
  takedown_email: rights@news.example
  copyright_notice: © 2026 驿城新闻
  footer: [豫ICP备00000000号]
http:
  base_url: https://news.example
";

/// A house of which only the store and the web are open.
pub struct Site {
    _folder: TempDir,
    pub workspace: Workspace,
    pub config: Arc<Config>,
    pub store: Store,
    pub live: Arc<Live>,
    pub clock: Arc<HandClock>,
    pub meters: Arc<Meters>,
    pub health: Arc<Health>,
    pub readers: SocketAddr,
    pub operators: SocketAddr,
    _servers: JoinSet<()>,
    in_force: watch::Sender<Arc<Config>>,
}

impl Site {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::at(folder.path()).expect("a workspace");
        workspace.create().expect("its folders");
        std::fs::create_dir_all(workspace.root().join("config"))
            .expect("its configuration's folder");
        std::fs::write(workspace.config_file(), CONFIG).expect("its configuration");
        let config = Config::read(&workspace, &|_| None).expect("a lawful configuration");
        let config = Arc::new(config);
        let store = Store::open(&config.store).await.expect("a store");
        let clock = HandClock::at("2026-11-24T07:00:00.5Z".parse().expect("an instant"));
        let settings = Settings::of(&config, &config.base_url());
        store
            .put_settings(&settings, config.takedown.stub_for, clock.now())
            .await
            .expect("settings");
        let live = Live::new(store.clone());
        let (sender, receiver) = watch::channel(Arc::clone(&config));
        let (meters, health) = (Meters::new(), Health::new());
        let state = State::new(Parts {
            store: store.clone(),
            live: Arc::clone(&live),
            clock: clock.clone(),
            config: receiver,
            workspace: workspace.clone(),
            meters: Arc::clone(&meters),
            health: Arc::clone(&health),
        });
        let mut servers = JoinSet::new();
        let mut addresses = Vec::new();
        for router in [web::public(state.clone()), web::ops(state)] {
            let listener = web::bind("127.0.0.1:0").await.expect("a port");
            addresses.push(listener.local_addr().expect("an address"));
            servers.spawn(web::serve(listener, router, CancellationToken::new()));
        }
        Self {
            _folder: folder,
            workspace,
            config,
            store,
            live,
            clock,
            meters,
            health,
            readers: addresses[0],
            operators: addresses[1],
            _servers: servers,
            in_force: sender,
        }
    }

    /// Takes an article in and lets HTTP know, as the ingest worker does.
    pub async fn publish(&self, id: &str, version: u32, headline: &str) {
        let article = cleared(id, version, headline);
        let incoming = Incoming {
            original: [u8::try_from(version % 251).expect("small"); 32],
            fingerprint: Fingerprint::of_html(article.body()).expect("text"),
            article,
            warnings: None,
            mark: None,
        };
        let accepted = self.store.accept(vec![incoming], self.clock.now()).await;
        match accepted.expect("an answer").pop() {
            Some(Accepted::Accepted(touched)) => self.live.switch(touched.places()),
            _ => panic!("the article was not accepted"),
        }
    }

    /// Puts another configuration in force, as a reload does.
    pub fn reload(&self, change: impl FnOnce(&mut Config)) {
        let mut config = Config::clone(&self.config);
        change(&mut config);
        self.in_force.send_replace(Arc::new(config));
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[]).await
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        client::ask(self.readers, method, path, headers, "").await
    }

    pub async fn post(&self, path: &str, form: &str) -> Reply {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        client::ask(self.readers, "POST", path, &headers, form).await
    }
}

pub fn id(text: &str) -> ArticleId {
    ArticleId::parse(text).expect("a lawful id")
}

/// An original in one category, by the door for what comes back from a store.
fn cleared(id: &str, version: u32, headline: &str) -> Cleared {
    let record = serde_json::json!({
        "id": id, "version": version, "pub_status": "usable",
        "headline": headline, "summary": null, "language": "zh-CN",
        "published": "2026-11-23T01:30:00Z", "embargoed_until": null, "expires": null,
        "categories": ["河南/驻马店"], "keywords": [], "byline": null, "editor": null,
        "body": format!("<p>{headline}。{id} 第 {version} 版。{}</p>", "道路通车。".repeat(200)),
        "origin": "original",
        "copyright": {"holder": "驿城新闻", "notice": "© 2026 驿城新闻", "year": 2026, "usage_terms": null, "licence": null},
    });
    readmit(&record.to_string()).expect("a lawful record")
}
