//! What happened to an item, a line an event: when, what, by whom, and where the work went.
//!
//! In: a session. Out: text for people, and the way in short. Not here: the log itself.

use super::judge::zone;
use super::session::Session;
use crate::abi::json::Json;
use crate::abi::manifest::{EventKind, Manifest, PlaceKind, Workflow};
use crate::run::{Error, Past};
use crate::store::{ItemId, Store};

/// The story of an item, from the first event to now.
///
/// # Errors
/// As of [`Runtime::history`](crate::run::Runtime::history).
pub fn timeline<S: Store>(session: &Session<S>, item: ItemId) -> Result<String, Error> {
    let view = session.runtime().item(item)?;
    let manifest = session.runtime().program().manifest();
    let workflow = manifest.workflows.iter().find(|workflow| workflow.name == view.workflow);
    let zone = zone(session);
    let mut lines = vec![format!("what happened to {} {}:", view.workflow, view.key)];
    for past in session.runtime().history(item)? {
        let went = workflow.map(|workflow| went(manifest, workflow, &past)).unwrap_or_default();
        let by = if past.by.is_empty() { String::new() } else { format!(" by {}", past.by) };
        let event = if past.event == "tick" { "time passed" } else { past.event.as_str() };
        lines.push(format!("{}  {event}{by}{went}", zone.show(past.now)));
    }
    for task in &view.tasks {
        let (since, place, owner) = (zone.show(task.since), &task.place, &task.owner);
        let half = half(task.kind);
        let held = task.claimed_by.as_ref().map(|person| format!(", held by {person}")).unwrap_or_default();
        let due = task.due.map(|due| format!(", next due {}", zone.show(due))).unwrap_or_default();
        lines.push(format!(
            "{}  now at {place}{half} of {owner} since {since}{held}{due}",
            zone.show(session.now())
        ));
    }
    Ok(lines.join("\n"))
}

/// Where an event brought the work, and what it set off.
fn went(manifest: &Manifest, workflow: &Workflow, past: &Past) -> String {
    let told = past.effects.iter().filter_map(|(name, fields)| {
        let number = |field: &str| fields.get(field).and_then(Json::as_u64).map(|number| number as usize);
        Some(match name.as_str() {
            "entered" => {
                let place = workflow.places.get(number("place")?)?;
                format!("to {}{}", place.name, half(place.kind))
            }
            "owner" => format!("owned by {}", manifest.teams.get(number("to")?)?.name),
            "rung" => format!("{} {}", workflow.clocks.get(number("clock")?)?.name, rung(workflow, fields)?),
            "kept" => format!("{} kept", workflow.parts.bits.get(number("bit")?)?),
            "ended" => format!("ended {}", workflow.parts.outcomes.get(number("outcome")?)?.name),
            _ => return None,
        })
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// Which half of a handoff a place is.
pub(super) fn half(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Open => " open",
        PlaceKind::Offered => " offered",
        _ => "",
    }
}

fn rung(workflow: &Workflow, fields: &Json) -> Option<String> {
    let clock = workflow.clocks.get(fields.get("clock")?.as_u64()? as usize)?;
    clock.rungs.get(fields.get("rung")?.as_u64()? as usize).cloned()
}

/// The way of an item in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// Its business key, or its id.
    pub item: String,
    /// The teams that owned it, one after the other.
    pub teams: Vec<String>,
    /// The reasons for which a receiver returned it.
    pub returned: Vec<String>,
    /// How often a clock had something to say.
    pub late: usize,
    /// Where it is, or how it ended.
    pub now: String,
}

/// The way of an item, from the first event to now.
///
/// # Errors
/// As of [`Runtime::history`](crate::run::Runtime::history).
pub fn way<S: Store>(session: &Session<S>, item: ItemId) -> Result<Way, Error> {
    let view = session.runtime().item(item)?;
    let manifest = session.runtime().program().manifest();
    let returns: Vec<&str> = manifest
        .workflows
        .iter()
        .filter(|workflow| workflow.name == view.workflow)
        .flat_map(|workflow| &workflow.events)
        .filter(|site| site.kind == EventKind::Return)
        .map(|site| site.name.as_str())
        .collect();
    let places =
        view.tasks.iter().map(|task| format!("at {}{} of {}", task.place, half(task.kind), task.owner));
    let now = match &view.outcome {
        Some((outcome, _)) => outcome.clone(),
        None => places.collect::<Vec<_>>().join(", "),
    };
    let mut way =
        Way { item: view.id.called(&view.key), teams: Vec::new(), returned: Vec::new(), late: 0, now };
    let team = |number: u64| manifest.teams.get(number as usize).map(|team| team.name.clone());
    for past in session.runtime().history(view.id)? {
        way.returned.extend(returns.iter().find(|name| **name == past.event).map(|name| (*name).to_owned()));
        way.late += past.effects.iter().filter(|(name, _)| name == "rung").count();
        for (_, fields) in past.effects.iter().filter(|(name, _)| name == "owner") {
            let ends = ["from", "to"].map(|end| fields.get(end).and_then(Json::as_u64));
            way.teams.extend(ends.into_iter().flatten().filter_map(team));
        }
    }
    // Where nothing changed hands, whoever owns it now always did.
    if way.teams.is_empty() {
        way.teams.extend(view.image.strands.first().and_then(|strand| team(strand.owner.into())));
    }
    way.teams.dedup();
    Ok(way)
}
