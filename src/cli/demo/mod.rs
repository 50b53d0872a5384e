//! `masthead demo`: everything at work, in a scratch workspace of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "the scratch workspace is made and looked at here"
)]

mod look;
mod play;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{CliError, Context, Exit, Lang, print};
use crate::app::{self, Start};
use crate::token;
use crate::workspace::Workspace;
use play::Stage;

/// A demo that takes longer is broken; it says so instead of hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// See all of it work: articles published, rejected, mailed and taken down, in a scratch workspace
#[derive(Debug, clap::Args)]
#[command(after_help = "The workspace is kept; its path is the last line.")]
pub struct Args {
    /// End when everything has been shown, instead of staying up
    #[arg(long)]
    once: bool,
}

/// Plays it, and stays up.
///
/// # Errors
/// Where the workspace or the daemon in it cannot work.
pub async fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let stage = set(args, context)?;
    let start = Start {
        workspace: stage.workspace.root().to_owned(),
        clock: context.clock.clone(),
        environment: context.environment,
    };
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut daemon = std::pin::pin!(app::run(start, stop.clone()));
    let show = async {
        let shown = tokio::time::timeout(PATIENCE, play::play(&stage)).await;
        shown.unwrap_or_else(|_| {
            Err(CliError::new(format!(
                "the demo does not come to its end; look at {}",
                stage.workspace.root().display()
            )))
        })?;
        print(&format!("workspace {}\n", stage.workspace.root().display()))?;
        if args.once {
            return Ok::<(), CliError>(());
        }
        context.note(match context.lang {
            Lang::Zh => "守护进程继续运行；按 Ctrl-C 结束。",
            Lang::En => "The daemon stays up; Ctrl-C ends it.",
        });
        std::future::pending().await
    };
    let played = tokio::select! {
        ended = &mut daemon => return ended.map(|()| Exit::Done).map_err(CliError::from),
        played = show => played,
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    };
    stop.cancel();
    daemon.await?;
    played.map(|()| Exit::Done)
}

/// A fresh workspace with its configuration and free ports.
fn set(args: &Args, context: &Context) -> Result<Stage, CliError> {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("masthead-demo-{}", &token::fresh()?[..8]));
    let workspace = Workspace::at(&folder)?;
    workspace.create()?;
    // Both are held until both are known, so that they differ.
    let ports = (
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    );
    let http = ports.0.local_addr()?;
    let admin = ports.1.local_addr()?;
    let file = workspace.config_file();
    fs::write(&file, configuration(context.lang, http, admin))
        .map_err(|error| CliError::new(format!("cannot write {}: {error}", file.display())))?;
    Ok(Stage {
        workspace,
        http,
        clock: context.clock.clone(),
        environment: context.environment,
        lang: context.lang,
        once: args.once,
    })
}

/// A house in the language of whoever looks, so that what it says (a rejection, a letter) can be read.
fn configuration(lang: Lang, http: SocketAddr, admin: SocketAddr) -> String {
    let (publisher, digest) = match lang {
        Lang::Zh => (
            "  name: 驿城新闻
  names: [Yicheng News]
  language: zh-CN
  copyright_notice: © 2026 驿城新闻
  footer: [示例站点，内容均为虚构]",
            "驿城每日",
        ),
        Lang::En => (
            "  name: Yicheng News
  names: [驿城新闻]
  language: en
  copyright_notice: © 2026 Yicheng News
  footer: [A sample site; all of it is made up]",
            "Yicheng Daily",
        ),
    };
    format!(
        "# The demo's workspace. `masthead --workspace . run` runs it again.
publisher:
{publisher}
  time_zone: Asia/Shanghai
  takedown_email: rights@yicheng.example
inbox: {{settle: 200ms}}
http: {{listen: \"{http}\", admin_listen: \"{admin}\", base_url: \"http://{http}\"}}
sources:
  - name: 天中晚报
    domains: [tianzhong.example]
    permission: {{basis: agreement, reference: 2026-014}}
digests:
  - {{name: daily, title: {digest}, schedule: \"0 8 * * *\"}}
"
    )
}
