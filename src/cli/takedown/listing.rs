//! `takedown list` and `takedown show`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::cli::{CliError, Context, Exit, details, print, print_json, table};
use crate::store::{CaseRow, Store};

/// How many cases are asked for at once.
const BATCH: i64 = 500;

pub(super) async fn list(store: &Store, json: bool) -> Result<Exit, CliError> {
    let mut rows: Vec<CaseRow> = Vec::new();
    loop {
        let after = rows.last().map(|row| row.case.clone());
        let more = store.cases(after.as_deref(), BATCH).await?;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    if json {
        print_json(&rows.iter().map(summary).collect::<Vec<_>>())?;
    } else {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.case.clone(),
                    row.state.as_str().into(),
                    instant(row.deadline),
                    row.targets.join(" "),
                ]
            })
            .collect();
        print(&table(&["CASE", "STATE", "DEADLINE", "TARGETS"], &cells))?;
    }
    Ok(Exit::Done)
}

pub(super) async fn show(
    store: &Store,
    context: &Context,
    case: &str,
    json: bool,
) -> Result<Exit, CliError> {
    let Some(row) = store.case(case).await? else {
        return Ok(context.no(&format!("no case {case:?}")));
    };
    if json {
        print_json(&full(&row))?;
        return Ok(Exit::Done);
    }
    let lines = [
        ("case", row.case.clone()),
        ("state", row.state.as_str().to_owned()),
        ("deadline", instant(row.deadline)),
        ("regime", row.regime.as_str().to_owned()),
        ("grounds", row.grounds.as_str().to_owned()),
        ("received", row.received.to_string()),
        ("withheld", instant(row.withheld)),
        ("targets", row.targets.join("  ")),
        ("missing", row.missing.join("  ")),
        ("reason", row.reason.clone().unwrap_or_default()),
    ];
    let mut text = details(&lines);
    if !row.channels.is_empty() {
        let cells: Vec<Vec<String>> = row
            .channels
            .iter()
            .map(|channel| {
                let done = channel.done.map_or("not yet".into(), |at| at.to_string());
                vec![channel.channel.clone(), channel.target.clone(), done]
            })
            .collect();
        text.push('\n');
        text.push_str(&table(&["CHANNEL", "TARGET", "DONE"], &cells));
    }
    print(&text)?;
    Ok(Exit::Done)
}

fn instant(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn summary(row: &CaseRow) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("case".into(), json!(row.case));
    object.insert("state".into(), json!(row.state.as_str()));
    object.insert("deadline".into(), json!(row.deadline));
    object.insert("targets".into(), json!(row.targets));
    object
}

fn full(row: &CaseRow) -> Map<String, Value> {
    let mut object = summary(row);
    let channels: Vec<Value> = row
        .channels
        .iter()
        .map(|channel| {
            json!({"channel": channel.channel, "target": channel.target, "done": channel.done})
        })
        .collect();
    object.insert("regime".into(), json!(row.regime.as_str()));
    object.insert("grounds".into(), json!(row.grounds.as_str()));
    object.insert("received".into(), json!(row.received));
    object.insert("withheld".into(), json!(row.withheld));
    object.insert("missing".into(), json!(row.missing));
    object.insert("articles".into(), json!(row.articles));
    object.insert("reason".into(), json!(row.reason));
    object.insert("channels".into(), Value::Array(channels));
    object
}
