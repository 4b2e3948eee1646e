//! `handoff inspect`: what a module says of itself, what a database holds.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Outcome};
use crate::abi::image::Status;
use crate::abi::manifest::{Manifest, PlaceKind, Workflow};
use crate::compile::Files;
use crate::render;
use crate::run::{Chain, Flaw, Program};
use crate::store::{self, Current, Hash, ItemId, Options, Sqlite, Store};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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
    let path = args.path.as_str();
    let unreadable =
        |why| Trouble::new(format!("`{path}` cannot be read: {why}"), "name a module or a database");
    let start = disk::start(path, 16).map_err(unreadable)?;
    if start.starts_with(b"\0asm") {
        output::data(&module(path, &Disk.read(path).map_err(unreadable)?)?)?;
        return Ok(Outcome::Clean);
    }
    if start.starts_with(b"SQLite format 3\0") {
        return database(path).map_err(|error| Trouble::of(&format!("`{path}`"), &error))?.show();
    }
    let what = format!("`{path}` is neither a module nor a database");
    Err(Trouble::new(what, "give what `handoff build` or `handoff run --db` wrote"))
}

fn module(path: &str, bytes: &[u8]) -> Result<String, Trouble> {
    let program = Program::load(&super::engine(super::Kind::Jit)?, bytes)
        .map_err(|error| Trouble::of(&format!("`{path}` cannot be loaded"), &error))?;
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
        let who = match teams.as_slice() {
            [] => String::new(),
            all if all.len() == manifest.teams.len() => " [whoever owns it]".to_owned(),
            some => format!(" [{}]", some.join(", ")),
        };
        told += &format!("  {:8} {}{who}\n", kind(place.kind), place.name);
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

/// What a database holds.
#[derive(Default)]
struct Holding {
    /// A line an item, by workflow and key.
    items: Vec<String>,
    transitions: usize,
    aside: usize,
    /// What does not hold.
    flaws: Vec<String>,
}

fn database(path: &str) -> Result<Holding, store::Error> {
    let store = Sqlite::with(path, Options { read_only: true, ..Options::default() })?;
    let (mut after, mut histories) = (0, BTreeMap::<ItemId, Result<Chain, Flaw>>::new());
    let mut holding = Holding::default();
    loop {
        let page = store.feed(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.position;
        holding.transitions += page.len();
        for logged in page {
            let history = histories.entry(logged.entry.item).or_insert_with(|| Ok(Chain::default()));
            if let Ok(chain) = history
                && let Err(flaw) = chain.follow(&logged)
            {
                *history = Err(flaw);
            }
        }
    }
    let mut modules = BTreeMap::new();
    for (id, history) in histories {
        let row = store.item(id)?;
        if let Some(row) = &row
            && let Entry::Vacant(module) = modules.entry(row.module)
        {
            let bytes = store.content(row.module)?;
            module.insert(bytes.is_some_and(|bytes| Hash::of(&bytes) == row.module));
        }
        holding.add(id, row, history);
    }
    let lost = modules.into_iter().filter(|(_, whole)| !whole);
    holding
        .flaws
        .extend(lost.map(|(module, _)| format!("the module `{module}`, which items run on, is not there")));
    holding.items.sort();
    Ok(holding)
}

impl Holding {
    fn add(&mut self, id: ItemId, row: Option<Current>, history: Result<Chain, Flaw>) {
        let Some(row) = row else {
            self.flaws.push(format!("{id}: it has a history, and is not there"));
            return;
        };
        let (workflow, key, status) = (&row.workflow, &row.key, status(row.status));
        let count =
            render::plural(usize::try_from(row.seq).unwrap_or(usize::MAX), "transition", "transitions");
        let aside = row.parked.as_ref().map(|why| format!(", taken aside: {why}")).unwrap_or_default();
        self.aside += usize::from(row.parked.is_some());
        self.items.push(format!("{workflow} {key}  {status}, {count}  {id}{aside}\n"));
        if let Err(flaw) = history.and_then(|chain| chain.ends(&row)) {
            self.flaws.push(format!("{workflow} {key}  {id}: {flaw}"));
        }
    }

    fn show(self) -> Done {
        let items = render::plural(self.items.len(), "item", "items");
        let transitions = render::plural(self.transitions, "transition", "transitions");
        output::data(&format!("{items}, {transitions}, {} taken aside\n", self.aside))?;
        output::data(&self.items.concat())?;
        for flaw in &self.flaws {
            output::data(&format!("broken: {flaw}\n"))?;
        }
        if self.flaws.is_empty() {
            return Ok(Outcome::Clean);
        }
        output::progress("help: keep this file as it is, and go on from the last backup that is whole");
        Ok(Outcome::Findings)
    }
}

/// The word for how far an item is.
fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Live => "at work",
        Status::Ending => "ending",
        Status::Ended => "over",
    }
}
