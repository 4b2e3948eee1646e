//! `handoff inspect`: what a module says of itself, what a database holds.

use super::disk::Disk;
use super::output::{self, Trouble};
use super::{Done, Outcome};
use crate::abi::manifest::{Manifest, PlaceKind, Workflow};
use crate::compile::Files;
use crate::run::Program;
use crate::store::{ItemId, Options, Sqlite, Store, Which};
use std::collections::BTreeMap;

/// What `inspect` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff inspect refund.wasm
  handoff inspect desk.db")]
pub(super) struct Args {
    /// A module, or a database.
    path: String,
}

pub(super) fn run(args: &Args) -> Done {
    let bytes = Disk.read(&args.path);
    let told = match bytes {
        Ok(bytes) if bytes.starts_with(b"\0asm") => module(&bytes)?,
        // A database may be larger than what is read whole.
        Ok(_) | Err(_) if args.path.ends_with(".db") => database(&args.path)?,
        Ok(bytes) if bytes.starts_with(b"SQLite format 3\0") => database(&args.path)?,
        Ok(_) => {
            let what = format!("`{}` is neither a module nor a database", args.path);
            return Err(Trouble::new(what, "give what `handoff build` or `handoff run --db` wrote"));
        }
        Err(why) => {
            let what = format!("`{}` cannot be read: {why}", args.path);
            return Err(Trouble::new(what, "name a module or a database"));
        }
    };
    output::data(&told);
    Ok(Outcome::Clean)
}

fn module(bytes: &[u8]) -> Result<String, Trouble> {
    let program = Program::load(&super::engine(super::Kind::Jit)?, bytes)
        .map_err(|error| Trouble::new("this module cannot be loaded", error.to_string()))?;
    let manifest = program.manifest();
    let mut told = format!(
        "module {}\n  {} bytes, treaty {}, compiler {}\n  source {}\n",
        program.hash(),
        bytes.len(),
        manifest.treaty,
        manifest.compiler,
        manifest.source_hash
    );
    told += &format!("calendars: {}\n", names(manifest.calendars.iter().map(|known| &known.name)));
    told += &format!("teams: {}\n", names(manifest.teams.iter().map(|known| &known.name)));
    told += &format!("operations: {}\n", names(manifest.operations.iter().map(|known| &known.name)));
    told.extend(manifest.workflows.iter().map(|workflow| described(manifest, workflow)));
    Ok(told)
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<&str> = names.map(String::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn described(manifest: &Manifest, workflow: &Workflow) -> String {
    let mut told = format!("workflow {} (layout {:016x})\n", workflow.name, workflow.layout);
    let record = names(workflow.parts.record.iter().map(|field| &field.name));
    let outcomes = names(workflow.parts.outcomes.iter().map(|part| &part.name));
    told += &format!("  record: {record}\n  ends: {outcomes}\n");
    for place in workflow.places.iter().filter(|place| place.kind != PlaceKind::Ending) {
        let teams = place.who.iter().filter_map(|role| {
            let role = manifest.roles.get(usize::from(*role))?;
            manifest.teams.get(usize::from(role.team)).map(|team| team.name.as_str())
        });
        let mut teams: Vec<&str> = teams.collect();
        teams.dedup();
        told += &format!("  {:8} {} [{}]\n", kind(place.kind), place.name, teams.join(", "));
    }
    told
}

/// The word for a kind of place.
fn kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Step => "step",
        PlaceKind::Open => "open",
        PlaceKind::Offered => "offered",
        PlaceKind::Ask => "ask",
        PlaceKind::Call => "call",
        PlaceKind::Wait => "wait",
        PlaceKind::Undo => "undo",
        PlaceKind::Ending => "ending",
    }
}

/// How many rows are looked at, at once.
const PAGE: usize = 256;

fn database(path: &str) -> Result<String, Trouble> {
    let unreadable = |error: crate::store::Error| {
        Trouble::new(format!("`{path}` cannot be read: {error}"), "name a database of `handoff run --db`")
    };
    let options = Options { read_only: true, ..Options::default() };
    let store = Sqlite::with(path, options).map_err(unreadable)?;
    let (mut after, mut transitions, mut items) = (0, 0_u64, BTreeMap::<ItemId, u64>::new());
    loop {
        let page = store.feed(after, PAGE).map_err(unreadable)?;
        let Some(last) = page.last() else { break };
        after = last.position;
        transitions += page.len() as u64;
        for logged in page {
            *items.entry(logged.entry.item).or_default() += 1;
        }
    }
    let parked = store.items(&Which::Parked(None), PAGE).map_err(unreadable)?;
    let mut told =
        format!("{} items, {transitions} transitions, {} taken aside\n", items.len(), parked.len());
    for (id, count) in &items {
        let Some(row) = store.item(*id).map_err(unreadable)? else { continue };
        let aside = row.parked.map(|why| format!(", taken aside: {why}")).unwrap_or_default();
        told +=
            &format!("{id}  {} {}  {:?}, {count} transitions{aside}\n", row.workflow, row.key, row.status);
    }
    Ok(told)
}
