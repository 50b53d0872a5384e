//! `takedown list` and `takedown show`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::cli::{CliError, Context, Exit, details, minute, print, print_json, table};
use crate::store::{CaseRow, Store};

/// How many cases are asked for at once.
const BATCH: i64 = 500;

pub(super) async fn list(store: &Store, zone: &TimeZone, json: bool) -> Result<Exit, CliError> {
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
                    instant(row.deadline, zone),
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
    zone: &TimeZone,
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
        ("deadline", instant(row.deadline, zone)),
        ("regime", row.regime.as_str().to_owned()),
        ("grounds", row.grounds.as_str().to_owned()),
        ("received", minute(row.received, zone)),
        ("withheld", instant(row.withheld, zone)),
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
                let done = channel.done.map_or("not yet".into(), |at| minute(at, zone));
                vec![channel.channel.clone(), channel.target.clone(), done]
            })
            .collect();
        text.push('\n');
        text.push_str(&table(&["CHANNEL", "TARGET", "DONE"], &cells));
    }
    print(&text)?;
    Ok(Exit::Done)
}

fn instant(at: Option<Timestamp>, zone: &TimeZone) -> String {
    at.map(|at| minute(at, zone)).unwrap_or_default()
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
