//! What each team has to do, and which way items went, as tables.
//!
//! In: a session. Out: text. Not here: anything that changes an item.

use crate::abi::json;
use crate::abi::{Shape, Span, Value};
use crate::render;
use crate::run::Task;
use crate::store::{ItemId, Store, Which};
use crate::trial::{self, Denied, Session};
use comfy_table::{Table, presets};
use std::collections::BTreeMap;

/// The queues of all teams, one row an item and place; a team without work is not in it.
pub(super) fn table<S: Store>(session: &Session<S>) -> Result<String, Denied> {
    let mut table = headed(["team", "item", "place", "owner", "held by", "left"]);
    let mut rows = 0;
    for team in &session.runtime().program().manifest().teams {
        for task in session.runtime().queue(&team.name)? {
            let left = session.end(&task).map(|end| left(end - session.now()));
            table.add_row(row(&team.name, &task, left.unwrap_or_default()));
            rows += 1;
        }
    }
    Ok(if rows == 0 { "no team has anything to do\n".to_owned() } else { text(&table) })
}

fn headed<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header);
    table
}

/// A table as lines, without blanks at their ends.
fn text(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// How many items are looked at, at once.
const PAGE: usize = 256;

/// Open items that are in nobody's queue.
#[derive(Default)]
pub(super) struct Unseen {
    /// Those that do not move, each with why.
    pub stuck: Vec<String>,
    /// How many there are of workflows that are not run here.
    pub elsewhere: BTreeMap<String, usize>,
}

/// The open items that the queues of a session do not show.
pub(super) fn unseen<S: Store>(session: &Session<S>) -> Result<Unseen, Denied> {
    let runtime = session.runtime();
    let here = &runtime.program().manifest().workflows;
    let (mut unseen, mut last) = (Unseen::default(), None);
    loop {
        let page = runtime.store().items(&Which::Live(last), PAGE)?;
        let Some(row) = page.last() else { return Ok(unseen) };
        last = Some(row.id);
        for row in page {
            let name = row.id.called(&row.key);
            match runtime.item(row.id).map(|item| item.parked) {
                Ok(Some(why)) => unseen.stuck.push(format!("the item `{name}` is taken aside: {why}")),
                Err(why) => unseen.stuck.push(why.to_string().replace(&row.id.to_string(), &name)),
                Ok(None) if here.iter().any(|known| known.name == row.workflow) => {}
                Ok(None) => *unseen.elsewhere.entry(row.workflow).or_default() += 1,
            }
        }
    }
}

/// The most items whose way is shown.
const MOST: usize = 40;

/// Which way items went, one row an item in the order of their numbers: who owned it, what was returned, how often it was late.
pub(super) fn ways<S: Store>(
    session: &Session<S>,
    items: &BTreeMap<ItemId, usize>,
) -> Result<String, Denied> {
    let mut order: Vec<(&usize, &ItemId)> = items.iter().map(|(item, number)| (number, item)).collect();
    order.sort();
    let mut table = headed(["item", "owned by", "returned", "late", "now"]);
    for (_, item) in order.into_iter().take(MOST) {
        let way = trial::way(session, *item)?;
        let late = if way.late == 0 { String::new() } else { render::plural(way.late, "time", "times") };
        table.add_row([way.item, way.teams.join(" > "), way.returned.join(", "), late, way.now]);
    }
    let more = items.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!("and {more} more\n") };
    Ok(text(&table) + &more)
}

fn row(team: &str, task: &Task, left: String) -> [String; 6] {
    let item = task.item.called(&task.key);
    let held = task.claimed_by.clone().unwrap_or_default();
    [team.to_owned(), item, task.place.clone(), task.owner.clone(), held, left]
}

/// Time in words, to the minute.
fn left(micros: i64) -> String {
    const MINUTE: i64 = 60_000_000;
    if micros <= 0 {
        return "late".to_owned();
    }
    let minutes = Span::elapsed((micros / MINUTE).max(1) * MINUTE);
    json::show(&Value::Span(minutes), &Shape::Span)
}
