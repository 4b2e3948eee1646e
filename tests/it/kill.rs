//! `kill -9` at random moments: every item is there once, nothing acknowledged is lost, nothing happens twice.
//!
//! The parent starts this very test as a child, which drives refunds over a database and says on its output
//! what was acknowledged. The parent kills it, opens the database, and compares.

#![expect(clippy::disallowed_methods, reason = "the child finds its module in a file")]

use handoff::abi::image::{Status, StrandState};
use handoff::abi::json::{self, Json};
use handoff::calendar::Zone;
use handoff::compile;
use handoff::run::{
    Act, Call, Engine, How, Notice, Outcome, People, Program, Request, Runtime, Services, Verb, VirtualClock,
};
use handoff::store::{Sqlite, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const REFUND: &str = include_str!("../../examples/refund.flow");
const ITEMS: usize = 1_000;
const KILLS: u64 = 200;
/// Names the folder in which the child works; without it the child's test has nothing to do.
const FOLDER: &str = "HANDOFF_TEST_KILL";

struct Bank;

impl Services for Bank {
    fn call(&mut self, call: &Call) -> Outcome {
        Outcome::Gave(Json::from_iter([("receipt", call.key.to_string())]))
    }
    fn notify(&mut self, _: &Notice) -> Result<(), String> {
        Ok(())
    }
    fn ask(&mut self, _: &Request) -> Result<(), String> {
        Ok(())
    }
}

fn open(folder: &Path) -> Runtime<Sqlite> {
    let module = std::fs::read(folder.join("refund.wasm")).unwrap();
    let program = Program::load(&Engine::compiled().unwrap(), &module).unwrap();
    let people = People::default()
        .with("ana", "Frontline")
        .with("bo", "BackOffice")
        .with("bea", "BackOffice.approver");
    let now = Zone::named("Europe/Berlin").unwrap().read("2026-11-23 10:00").unwrap();
    let store = Sqlite::open(folder.join("work.db")).unwrap();
    Runtime::open(program, store, VirtualClock::at(now), people).unwrap()
}

fn record(number: usize) -> Json {
    let text = format!(
        r#"{{"order": "ORD-{number:08}", "customer": "a@example.org", "amount": "40 EUR", "cause": "late",
            "lines": [{{"sku": "A", "quantity": 1, "price": "40 EUR"}}]}}"#
    );
    json::parse(&text).unwrap()
}

/// What is done with every item, each under a key of its own.
fn acts(number: usize) -> Vec<Act> {
    let act = |verb, at: &str, by, fields: &str| {
        Act::new(verb, format!("{at}-{number}")).at(at).by(by).with(json::parse(fields).unwrap())
    };
    let restated = format!(r#"{{"refund.amount": "40 EUR", "refund.order": "ORD-{number:08}"}}"#);
    vec![
        act(Verb::Complete, "triage", "ana", r#"{"note": "n", "photos": [], "verdict": "pay"}"#),
        act(Verb::Accept, "payout", "bo", &restated),
        act(Verb::Complete, "check", "bea", r#"{"verdict": "pay"}"#),
    ]
}

/// The child: goes on where it was told to, and says what was acknowledged.
#[test]
fn child() {
    let Some(folder) = super::setting(FOLDER) else { return };
    let (folder, from) = folder.split_once('#').unwrap();
    let runtime = open(Path::new(folder));
    let out = std::io::stdout();
    let say = |words: String| {
        let mut out = out.lock();
        writeln!(out, "ack {words}").unwrap();
        out.flush().unwrap();
    };
    for number in from.parse().unwrap()..ITEMS {
        let item = runtime.start("refund", &record(number), "", &format!("start-{number}")).unwrap().item;
        say(format!("{number} start-{number}"));
        for act in acts(number) {
            let receipt = runtime.offer(item, &act).unwrap();
            assert_ne!(receipt.how, How::Ignored);
            say(format!("{number} {}", act.key));
        }
        runtime.deliver(&mut Bank).unwrap();
        say(format!("done {number}"));
    }
}

/// What was acknowledged so far.
#[derive(Default)]
struct Acknowledged {
    keys: BTreeMap<usize, BTreeSet<String>>,
    done: usize,
}

/// Lets the child run, until it ends or for so many acknowledgements and so long after; says if it ended.
fn drive(folder: &Path, known: &mut Acknowledged, kill: Option<(u64, Duration)>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--nocapture", "--test-threads", "1"])
        .env(FOLDER, format!("{}#{}", folder.display(), known.done))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut left = kill.map_or(u64::MAX, |(after, _)| after);
    let mut killed = false;
    while let Some(Ok(line)) = lines.next() {
        // The harness writes on the same output: an acknowledgement may stand behind its words.
        let Some((_, words)) = line.split_once("ack ") else { continue };
        match words.split_once(' ').unwrap() {
            ("done", number) => known.done = number.parse::<usize>().unwrap() + 1,
            (item, key) => {
                known.keys.entry(item.parse().unwrap()).or_default().insert(key.to_owned());
            }
        }
        left = left.saturating_sub(1);
        if left == 0 && !killed {
            std::thread::sleep(kill.unwrap().1);
            child.kill().unwrap();
            killed = true;
        }
    }
    let ended = child.wait().unwrap().success();
    ended && !killed
}

/// Every acknowledged key is in its item's history once, and every live strand has one owner.
fn compare(folder: &Path, known: &Acknowledged, fresh: &BTreeSet<usize>) {
    let runtime = open(folder);
    for item in fresh {
        let found = runtime.find("refund", &format!("ORD-{item:08}")).unwrap();
        assert_eq!(found.len(), 1, "item {item} is there once");
        let id = found[0];
        let past = runtime.history(id).unwrap();
        let seqs: Vec<u64> = past.iter().map(|past| past.seq).collect();
        assert!(seqs.iter().copied().eq(1..=past.len() as u64), "{item}: {seqs:?}");
        for key in &known.keys[item] {
            assert!(runtime.store().repeat(id, key).unwrap().is_some(), "{item} lost {key}");
        }
        let seen = runtime.item(id).unwrap();
        if seen.status == Status::Live {
            let live = seen.image.strands.iter().filter(|strand| strand.state == StrandState::Live).count();
            assert_eq!((live, seen.tasks.len()), (1, 1), "{item}");
            assert!(!seen.tasks[0].owner.is_empty());
        }
        runtime.verify(id).unwrap();
    }
}

#[test]
fn nothing_is_lost_and_nothing_happens_twice() {
    let folder = tempfile::tempdir().unwrap();
    let files = BTreeMap::from([("refund.flow".to_owned(), REFUND.to_owned())]);
    let checking = compile::check(&["refund.flow"], &files);
    let module = compile::build(&checking, checking.checked().unwrap());
    std::fs::write(folder.path().join("refund.wasm"), module).unwrap();

    let mut known = Acknowledged::default();
    let mut dice = super::generate::Dice::new(7);
    let mut kills = 0;
    while kills < KILLS {
        let before = known.keys.clone();
        let moment = (1 + dice.below(24), Duration::from_micros(dice.below(900)));
        if drive(folder.path(), &mut known, Some(moment)) {
            break;
        }
        kills += 1;
        let fresh = known.keys.iter().filter(|(item, keys)| before.get(*item) != Some(keys));
        let fresh: BTreeSet<usize> = fresh.map(|(item, _)| *item).collect();
        compare(folder.path(), &known, &fresh);
    }
    assert_eq!(kills, KILLS, "the child ended before it was killed often enough");
    assert!(drive(folder.path(), &mut known, None), "the child must end by itself once it is left alone");
    assert_eq!(known.keys.len(), ITEMS);
    let runtime = open(folder.path());
    for number in 0..ITEMS {
        let found = runtime.find("refund", &format!("ORD-{number:08}")).unwrap();
        assert_eq!(found.len(), 1, "item {number} is there once");
        let item = runtime.item(found[0]).unwrap();
        assert_eq!((item.status, item.seq), (Status::Ended, 5), "item {number}");
    }
    println!("{kills} kills, {ITEMS} items, {} transitions", ITEMS * 5);
}
