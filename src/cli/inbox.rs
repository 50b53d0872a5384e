//! `masthead inbox status`: what became of each file, for whoever cannot look onto the shelves. It reads names and
//! reports alone, so that it answers beside a daemon and without one.

use clap::Subcommand;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{CliError, Context, Exit, Lang, minute, print, print_json, table};
use crate::article::text::visible;
use crate::intake::{Shelved, Waiting, Why, accepted_on, rejected_between, waiting};

/// Say what lies in the inbox, and what became of today's files
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What is waiting and why, what was accepted today, and what was rejected
    Status {
        /// An array of JSON objects
        #[arg(long)]
        json: bool,
    },
}

/// A file, and where it stands.
struct Row {
    state: State,
    file: String,
    since: jiff::Timestamp,
    why: Option<Why>,
    code: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    LeftAlone,
    Rejected,
    Accepted,
}

/// Looks at the inbox and both shelves.
///
/// # Errors
/// Where the configuration or a folder cannot be read.
pub fn run(args: &Args, context: &Context) -> Result<Exit, CliError> {
    let What::Status { json } = args.what;
    let config = context.config()?;
    let workspace = context.workspace()?;
    let zone = &config.publisher.time_zone;
    let now = context.clock.now();
    let today = now.to_zoned(zone.clone()).date();
    let start = today.to_zoned(zone.clone());
    let end = today
        .tomorrow()
        .and_then(|next| next.to_zoned(zone.clone()));
    let (start, end) = start
        .and_then(|start| Ok((start.timestamp(), end?.timestamp())))
        .map_err(|error| CliError::new(error.to_string()))?;

    let mut rows: Vec<Row> = waiting(&workspace, &config.inbox, now)?
        .iter()
        .map(Row::lying)
        .collect();
    let rejected = rejected_between(&workspace, start, end)?.into_iter();
    rows.extend(rejected.map(|one| Row::shelved(State::Rejected, one)));
    let accepted = accepted_on(&workspace, today)?.into_iter();
    rows.extend(accepted.map(|one| Row::shelved(State::Accepted, one)));
    rows.sort_by_key(|row| row.state != State::Waiting);
    if json {
        print_json(&rows.iter().map(Row::json).collect::<Vec<Value>>())?;
        return Ok(Exit::Done);
    }
    let runs = workspace.daemon_runs()?;
    print(&text(&rows, zone, context.lang, runs))?;
    Ok(Exit::Done)
}

impl Row {
    fn lying(one: &Waiting) -> Self {
        Self {
            state: match one.why {
                Why::LeftAlone | Why::Folder => State::LeftAlone,
                _ => State::Waiting,
            },
            file: one.file.below(),
            since: one.since,
            why: Some(one.why),
            code: None,
        }
    }

    fn shelved(state: State, one: Shelved) -> Self {
        Self {
            state,
            file: one.name.to_string_lossy().into_owned(),
            since: one.since,
            why: None,
            code: one.code,
        }
    }

    fn json(&self) -> Value {
        json!({
            "file": self.file,
            "state": self.state.word(),
            "why": self.why.map(word),
            "since": self.since.to_string(),
            "code": self.code,
        })
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::LeftAlone => "left-alone",
            Self::Rejected => "rejected",
            Self::Accepted => "accepted",
        }
    }
}

/// For scripts.
fn word(why: Why) -> &'static str {
    match why {
        Why::Written => "being-written",
        Why::Settling => "settling",
        Why::NoContent => "no-content",
        Why::Due => "due",
        Why::Unfit => "unfit",
        Why::LeftAlone => "unfinished-name",
        Why::Folder => "folder",
    }
}

fn text(rows: &[Row], zone: &TimeZone, lang: Lang, runs: bool) -> String {
    let zh = lang == Lang::Zh;
    let say = |chinese: &str, english: &str| if zh { chinese } else { english }.to_owned();
    if rows.is_empty() {
        return say(
            "收件夹是空的，今天没有收到稿件。\n",
            "The inbox is empty, and nothing came in today.\n",
        );
    }
    let state = |state: State| match state {
        State::Waiting => say("等待", "waiting"),
        State::LeftAlone => say("不处理", "left alone"),
        State::Rejected => say("退稿", "rejected"),
        State::Accepted => say("已收", "accepted"),
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let why = row.why.map(|why| reason(why, runs));
            let why = why.map(|(chinese, english)| say(chinese, english));
            vec![
                state(row.state),
                visible(&row.file).into_owned(),
                minute(row.since, zone),
                why.or_else(|| row.code.as_deref().map(|code| visible(code).into_owned()))
                    .unwrap_or_default(),
            ]
        })
        .collect();
    let header = if zh {
        ["状态", "文件", "时间", "原因"]
    } else {
        ["STATE", "FILE", "SINCE", "WHY"]
    };
    table(&header, &cells)
}

/// Why a file lies there, in Chinese and in English.
fn reason(why: Why, runs: bool) -> (&'static str, &'static str) {
    match why {
        Why::Written => ("正在写入", "being written"),
        Why::Settling => ("刚有改动，稍后处理", "settling: it changed a moment ago"),
        Why::NoContent => (
            "还没有正文：文件是空的，或只有字段",
            "waiting for content: the file is empty or has only front matter",
        ),
        Why::Due if runs => ("即将处理", "about to be taken"),
        Why::Due => (
            "等待 masthead 启动后处理",
            "waiting: no daemon is running here (start `masthead run`)",
        ),
        Why::Unfit => (
            "不是稿件，将退回",
            "not an article, to judge by its name or type: it will be rejected",
        ),
        Why::LeftAlone => (
            "文件名像是没传完的，或是系统、软件自己的文件",
            "its name marks it as an unfinished or hidden file",
        ),
        Why::Folder => ("文件夹里没有稿件", "a folder without an article"),
    }
}
