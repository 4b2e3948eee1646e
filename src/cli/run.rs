//! `handoff run`: items and acts from files or by hand, on a durable store if one is named.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Kind, Outcome, check, prompt, queue};
use crate::abi::json::{self, Json};
use crate::compile::{self, Files};
use crate::run::Program;
use crate::store::{ItemId, Memory, Sqlite, Store};
use crate::trial::{self, Denied, Session, Step};
use indicatif::ProgressBar;

/// What `run` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff run refund.flow
  handoff run refund.flow --items orders.jsonl --script acts.jsonl --db desk.db
  cat orders.json | handoff run refund.wasm --items -")]
pub(super) struct Args {
    /// A .flow file, or a module.
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

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let Some(bytes) = module(&args.path, colour)? else { return Ok(Outcome::Findings) };
    let program = Program::load(&super::engine(args.engine)?, &bytes)
        .map_err(|error| Trouble::new(format!("`{}` cannot be run", args.path), error.to_string()))?;
    match &args.db {
        Some(path) => {
            let store = Sqlite::open(path).map_err(|error| {
                Trouble::new(format!("`{path}` cannot be opened: {error}"), "name another database")
            })?;
            serve(program, store, args)
        }
        None => serve(program, Memory::default(), args),
    }
}

/// The bytes of a module, built first if need be; none if it was refused.
fn module(path: &str, colour: bool) -> Result<Option<Vec<u8>>, Trouble> {
    let bytes = read(path)?;
    if bytes.starts_with(b"\0asm") {
        return Ok(Some(bytes));
    }
    let checking = compile::check(&[path], &Disk);
    check::show(&checking.loaded.sources, &checking.findings, None, colour);
    let built = checking.checked();
    Ok(built.map(|checked| compile::build(&checking, checked)))
}

fn read(path: &str) -> Result<Vec<u8>, Trouble> {
    Disk.read(path)
        .map_err(|why| Trouble::new(format!("`{path}` cannot be read: {why}"), "name another file"))
}

fn serve<S: Store>(program: Program, store: S, args: &Args) -> Done {
    let lines = match &args.script {
        Some(path) => values(path)?,
        None => Vec::new(),
    };
    let at = match args.clock {
        Time::Wall => None,
        // The first `now` is where time begins; without one it begins as late as the machine's clock stands.
        Time::Virtual => Some(beginning(&lines)),
    };
    let mut session = Session::open(program, store, at)
        .map_err(|error| Trouble::new(error.to_string(), "mend the module or the database"))?;
    let mut refused = 0;
    if let Some(path) = &args.items {
        refused += start(&mut session, &values(path)?);
    }
    refused += play(&mut session, &lines);
    if args.items.is_none() && args.script.is_none() && prompt::possible() {
        prompt::talk(&mut session)?;
    }
    output::data(&queue::table(&session).map_err(stop)?);
    Ok(if refused > 0 { Outcome::Findings } else { Outcome::Clean })
}

fn beginning(lines: &[Json]) -> i64 {
    let first = lines.iter().filter_map(|json| trial::line(json).ok()).find_map(|line| match line.step {
        Step::Now(at, _) => Some(at),
        _ => None,
    });
    first.unwrap_or_else(|| crate::run::Clock::now(&crate::run::SystemClock::new()))
}

pub(super) fn stop(denied: Denied) -> Trouble {
    Trouble::new(denied.to_string(), "mend it, then run again: what is done stays done")
}

/// The values of a JSON or JSON Lines file.
fn values(path: &str) -> Result<Vec<Json>, Trouble> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Trouble::new(format!("`{path}` is no text"), "write it in UTF-8"))?;
    if let Ok(Json::Array(all)) = json::parse(&text) {
        return Ok(all);
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line): (usize, &str)| {
        json::parse(line).map_err(|error| {
            Trouble::new(format!("line {number} of `{path}`: {error}"), "write one JSON object a line")
        })
    };
    lines.map(read).collect()
}

/// Starts items; how many were refused. One is a record, or an object of `workflow`, `item`, `by`, `key`.
fn start<S: Store>(session: &mut Session<S>, items: &[Json]) -> usize {
    let bar = bar(items.len(), "items");
    let mut refused = 0;
    for (number, json) in (1..).zip(items) {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let wrapped = json.get("item").filter(|item| item.is_object());
        let (workflow, by) = match wrapped {
            Some(_) => (text("workflow"), text("by").unwrap_or_default()),
            None => (None, String::new()),
        };
        let key = wrapped.and_then(|_| text("key")).unwrap_or_else(|| derived("item", number, json));
        let step = Step::Start { workflow, record: wrapped.unwrap_or(json).clone(), by };
        refused += usize::from(!done(session, &step, &key, &bar, &format!("item {number}")));
    }
    bar.finish_and_clear();
    refused
}

/// Plays a script; how many of its lines were refused.
fn play<S: Store>(session: &mut Session<S>, lines: &[Json]) -> usize {
    let bar = bar(lines.len(), "acts");
    let mut refused = 0;
    for (number, json) in (1..).zip(lines) {
        let name = format!("line {number}");
        let line = match trial::line(json).and_then(|line| select(session, line)) {
            Ok(line) => line,
            Err(why) => {
                bar.suspend(|| output::progress(&format!("{name}: {why}")));
                refused += 1;
                continue;
            }
        };
        let key = line.key.unwrap_or_else(|| derived("line", number, json));
        refused += usize::from(!done(session, &line.step, &key, &bar, &name));
    }
    bar.finish_and_clear();
    refused
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

/// Under one key a line is done once, however often the file is run against a database.
fn derived(what: &str, number: usize, json: &Json) -> String {
    let hash = crate::store::Hash::of(json.to_string().as_bytes()).to_string();
    format!("{what} {number} {}", &hash[..16])
}

fn done<S: Store>(session: &mut Session<S>, step: &Step, key: &str, bar: &ProgressBar, name: &str) -> bool {
    let outcome = session.perform(step, key);
    bar.inc(1);
    let heard = session.heard();
    bar.suspend(|| heard.iter().for_each(|line| output::progress(line)));
    match outcome {
        Ok(()) => true,
        Err(denied) => {
            bar.suspend(|| output::progress(&format!("{name}: {denied}")));
            false
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
