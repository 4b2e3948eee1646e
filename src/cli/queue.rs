//! What each team has to do, as a table.
//!
//! In: a session. Out: text. Not here: anything that changes an item.

use crate::abi::json;
use crate::abi::{Shape, Span, Value};
use crate::run::Task;
use crate::store::Store;
use crate::trial::{Denied, Session};
use comfy_table::{Table, presets};

/// The queues of all teams, one row an item and place; a team without work is not in it.
pub(super) fn table<S: Store>(session: &Session<S>) -> Result<String, Denied> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["team", "item", "place", "owner", "held by", "left"]);
    let mut rows = 0;
    for team in &session.runtime().program().manifest().teams {
        for task in session.runtime().queue(&team.name)? {
            let left = session.end(&task).map(|end| left(end - session.now()));
            table.add_row(row(&team.name, &task, left.unwrap_or_default()));
            rows += 1;
        }
    }
    Ok(if rows == 0 { "no team has anything to do\n".to_owned() } else { format!("{table}\n") })
}

fn row(team: &str, task: &Task, left: String) -> [String; 6] {
    let item = if task.key.is_empty() { task.item.to_string() } else { task.key.clone() };
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
