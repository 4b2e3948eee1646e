//! `handoff run`: items and acts from files or by hand, on a durable store if one is named.

use super::disk::{self, Disk};
use super::entries::{self, Entry};
use super::output::{self, Trouble};
use super::{Done, Kind, Outcome, check, prompt, queue};
use crate::abi::json::Json;
use crate::compile::{self, Files};
use crate::render;
use crate::run::Program;
use crate::store::{ItemId, Memory, Sqlite, Store};
use crate::trial::{self, Denied, Session, Step};
use indicatif::ProgressBar;
use std::collections::BTreeMap;

/// What `run` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff run refund.flow
  handoff run refund.flow --items orders.jsonl --script acts.jsonl --db desk.db
  cat orders.json | handoff run refund.wasm --items -")]
pub(super) struct Args {
    /// A .flow file, or a module; `-` is standard input.
    path: String,
    /// Items to start: JSON, or JSON Lines; `-` is standard input.
    #[arg(long, env = "HANDOFF_ITEMS")]
    items: Option<String>,
    /// Acts to do, a JSON object a line; `-` is standard input.
    #[arg(long, env = "HANDOFF_SCRIPT")]
    script: Option<String>,
    /// The database; without one, all is in memory.
    #[arg(long, env = "HANDOFF_DB")]
    db: Option<String>,
    /// What runs the module.
    #[arg(long, value_enum, default_value_t = Kind::Jit, env = "HANDOFF_ENGINE")]
    engine: Kind,
    /// Which time it is: the wall's, or one that `now` and `advance` move.
    #[arg(long, value_enum, default_value_t = Time::Virtual, env = "HANDOFF_CLOCK")]
    clock: Time,
}

/// Which time it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Time {
    /// It moves when it is told to.
    Virtual,
    /// The machine's.
    Wall,
}

/// What is to be done, read whole before any of it is begun.
struct Work {
    items: Vec<Entry>,
    acts: Vec<Entry>,
    /// Whether somebody at a terminal goes on from there.
    by_hand: bool,
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let work = work(args)?;
    let bytes = match module(&args.path, colour)? {
        Ok(bytes) => bytes,
        Err(refused) => return Ok(refused),
    };
    let program = Program::load(&super::engine(args.engine)?, &bytes)
        .map_err(|error| Trouble::of(&format!("`{}` cannot be run", args.path), &error))?;
    if program.manifest().workflows.is_empty() {
        let what = format!("`{}` has no workflow, so there is nothing to run", args.path);
        return Err(Trouble::new(what, "`handoff new desk` makes a file that has one"));
    }
    match &args.db {
        Some(path) => {
            let store = Sqlite::open(path).map_err(|error| Trouble::of(&format!("`{path}`"), &error))?;
            serve(program, store, &work, args.clock)
        }
        None => serve(program, Memory::default(), &work, args.clock),
    }
}

fn work(args: &Args) -> Result<Work, Trouble> {
    let inputs = [Some(args.path.as_str()), args.items.as_deref(), args.script.as_deref()];
    if inputs.iter().filter(|input| **input == Some("-")).count() > 1 {
        return Err(Trouble::new("standard input can be read once only", "give the other a file of its own"));
    }
    let read = |path: &Option<String>| path.as_deref().map_or(Ok(Vec::new()), entries::read);
    let by_hand = args.items.is_none() && args.script.is_none() && prompt::possible();
    Ok(Work { items: read(&args.items)?, acts: read(&args.script)?, by_hand })
}

/// The bytes of a module, built first if need be; or what its findings come to.
fn module(path: &str, colour: bool) -> Result<Result<Vec<u8>, Outcome>, Trouble> {
    let bytes = Disk
        .read(path)
        .map_err(|why| Trouble::new(format!("`{path}` cannot be read: {why}"), "name another file"))?;
    if bytes.starts_with(b"\0asm") {
        return Ok(Ok(bytes));
    }
    let checking = compile::check(&[path], &Held { path, bytes });
    check::show(&checking.loaded.sources, &checking.findings, None, colour)?;
    let built = checking.checked().map(|checked| compile::build(&checking, checked));
    Ok(built.ok_or_else(|| check::refused(&checking.findings)))
}

/// A file that was read already, for standard input is read once only, and all others.
struct Held<'h> {
    path: &'h str,
    bytes: Vec<u8>,
}

impl Files for Held<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == self.path { Ok(self.bytes.clone()) } else { Disk.read(path) }
    }
}

fn serve<S: Store>(program: Program, store: S, work: &Work, clock: Time) -> Done {
    let at = match clock {
        Time::Wall => None,
        // The first `now` is where time begins; without one it begins as late as the machine's clock stands.
        Time::Virtual => Some(beginning(&work.acts)),
    };
    let mut session =
        Session::open(program, store, at).map_err(|error| Trouble::of("nothing can be run", &error))?;
    let mut moved = BTreeMap::new();
    let refused = each(&mut session, &work.items, "items", &mut moved, |_, entry| item(entry))?
        + each(&mut session, &work.acts, "acts", &mut moved, act)?;
    if !moved.is_empty() {
        output::data(&queue::ways(&session, &moved).map_err(stop)?)?;
        output::data("\n")?;
    }
    if work.by_hand {
        prompt::talk(&mut session)?;
    }
    let whole = queues(&session)?;
    Ok(if refused > 0 { Outcome::Findings } else { whole })
}

/// Shows what each team has to do, and names what no team can see.
pub(super) fn queues<S: Store>(session: &Session<S>) -> Done {
    output::data(&queue::table(session).map_err(stop)?)?;
    let unseen = queue::unseen(session).map_err(stop)?;
    unseen.stuck.iter().for_each(|line| output::progress(line));
    for (workflow, count) in unseen.elsewhere {
        let items = render::plural(count, "item", "items");
        output::progress(&format!("also in this database: {items} of `{workflow}`; its own file shows them"));
    }
    Ok(if unseen.stuck.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn beginning(acts: &[Entry]) -> i64 {
    let first = acts.iter().filter_map(|act| trial::line(&act.json).ok()).find_map(|line| match line.step {
        Step::Now(at, _) => Some(at),
        _ => None,
    });
    first.unwrap_or_else(|| crate::run::Clock::now(&crate::run::SystemClock::new()))
}

fn stop(denied: Denied) -> Trouble {
    Trouble::of("this cannot go on, what is done stays done", &denied)
}

/// What may stand around the record of an item.
const AROUND: [&str; 4] = ["workflow", "item", "by", "key"];

/// The start of an item: a record, or one with the workflow, the person and the key around it.
fn item(entry: &Entry) -> Result<(Step, String), String> {
    let fields = entry.json.as_object().filter(|fields| {
        fields.get("item").is_some_and(Json::is_object)
            && fields.keys().all(|name| AROUND.contains(&name.as_str()))
    });
    let text = |name: &str| match fields.and_then(|fields| fields.get(name)) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is a text")),
    };
    let record = fields.and_then(|fields| fields.get("item")).unwrap_or(&entry.json).clone();
    let (workflow, by) = (text("workflow")?, text("by")?.unwrap_or_default());
    let key = text("key")?.unwrap_or_else(|| derived("item", entry));
    Ok((Step::Start { workflow, record, by }, key))
}

/// An act of a script. What it speaks of is selected on the way.
fn act<S: Store>(session: &mut Session<S>, entry: &Entry) -> Result<(Step, String), String> {
    let line = select(session, trial::line(&entry.json)?)?;
    Ok((line.step, line.key.unwrap_or_else(|| derived("line", entry))))
}

/// Does what entries say, each for itself; how many were refused.
fn each<S: Store>(
    session: &mut Session<S>,
    entries: &[Entry],
    word: &'static str,
    moved: &mut BTreeMap<ItemId, usize>,
    step: impl Fn(&mut Session<S>, &Entry) -> Result<(Step, String), String>,
) -> Result<usize, Trouble> {
    let bar = bar(entries.len(), word);
    let mut refused = 0;
    for entry in entries {
        let step = step(session, entry);
        if done(session, step, &bar, &entry.at)? {
            let next = moved.len();
            session.item().map(|item| *moved.entry(item).or_insert(next));
        } else {
            refused += 1;
        }
    }
    bar.finish_and_clear();
    Ok(refused)
}

/// Takes the item in hand that a line names, by its id or its business key.
pub(super) fn select<S: Store>(session: &mut Session<S>, line: trial::Line) -> Result<trial::Line, String> {
    let Some(name) = &line.item else { return Ok(line) };
    if matches!(line.step, Step::Start { .. }) {
        return Ok(line);
    }
    let known = |id: &ItemId| session.runtime().item(*id).is_ok();
    let mut found = ItemId::parse(name).filter(known);
    for workflow in &session.runtime().program().manifest().workflows {
        let keyed = session.runtime().find(&workflow.name, name).map_err(|error| error.to_string())?;
        // Of several with one key, only the last may be at work; ids do not tell, so the live one is taken.
        let live = |id: &&ItemId| session.runtime().item(**id).is_ok_and(|item| !item.tasks.is_empty());
        found = found.or(keyed.iter().find(live).or(keyed.first()).copied());
    }
    let item = found.ok_or_else(|| format!("there is no item `{name}`"))?;
    session.take(item);
    Ok(line)
}

/// Under one key an entry is done once, however often the file is run against a database.
fn derived(what: &str, entry: &Entry) -> String {
    let hash = crate::store::Hash::of(entry.json.to_string().as_bytes()).to_string();
    format!("{what} {} {}", entry.number, &hash[..16])
}

/// Does what an entry says, under a key; whether it was done. Where the store fails, the rest is not tried.
fn done<S: Store>(
    session: &mut Session<S>,
    step: Result<(Step, String), String>,
    bar: &ProgressBar,
    at: &str,
) -> Result<bool, Trouble> {
    let outcome = match step {
        Ok((step, key)) => session.perform(&step, &key),
        Err(why) => Err(Denied::Wrong(why)),
    };
    bar.inc(1);
    let heard = session.heard();
    bar.suspend(|| heard.iter().for_each(|line| output::progress(line)));
    match outcome {
        Ok(()) => Ok(true),
        Err(Denied::Failed(error)) => Err(Trouble::of(at, &error)),
        Err(denied) => {
            bar.suspend(|| output::progress(&format!("{at}: {}", denied.to_string().replace('\n', "\n  "))));
            Ok(false)
        }
    }
}

/// Shown on a terminal only, and only for long work.
fn bar(length: usize, what: &'static str) -> ProgressBar {
    if length < 100 {
        return ProgressBar::hidden();
    }
    ProgressBar::new(length as u64).with_message(what)
}

/// Reads a line of standard input; `None` at its end.
pub(super) fn ask(prompt: &str) -> Result<Option<String>, Trouble> {
    output::ask(prompt);
    disk::line().map_err(|why| Trouble::new(format!("standard input cannot be read: {why}"), "try again"))
}
