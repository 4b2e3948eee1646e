//! The runtime, without the compiler: a module written by hand, on both stores and both engines.
//!
//! In: starts, acts, ticks. Out: what is told of them, and what is there afterwards. Not here: what the
//! compiler emits.

mod act;
mod hand;
mod load;
mod outbox;
mod verify;

use handoff::abi::json::{self, Json};
use handoff::abi::{Parts, codec};
use handoff::run::{Act, Clock, Engine, Error, People, Program, Receipt, Runtime, Start, Verb, VirtualClock};
use handoff::store::{ItemId, Memory, Sqlite, Store};
use std::sync::Arc;

/// Monday, 2026-11-23T09:00:00Z.
const MONDAY: i64 = 1_795_424_400_000_000;
const HOUR: i64 = 3_600_000_000;

fn people() -> People {
    People::default()
        .with("ana", "Frontline")
        .with("ben", "BackOffice")
        .with("cem", "BackOffice")
        .with("cem", "Frontline")
}

fn program(engine: &Engine) -> Program {
    Program::load(engine, &hand::module()).unwrap()
}

/// A runtime over a store, with its clock.
struct World<S> {
    runtime: Runtime<S>,
    clock: Arc<VirtualClock>,
}

impl<S: Store> World<S> {
    fn over(store: S) -> World<S> {
        let clock = Arc::new(VirtualClock::at(MONDAY));
        let program = program(&Engine::compiled().unwrap());
        World { runtime: Runtime::open(program, store, clock.clone(), people()).unwrap(), clock }
    }

    /// Starts an item under its order's number.
    fn start(&self, order: &str) -> ItemId {
        let record = order_of(order, "40.00 EUR");
        self.runtime.start("refund", &record, "ana", &format!("start {order}")).unwrap().item
    }

    /// An item that waits to be accepted.
    fn offered(&self, order: &str) -> ItemId {
        let item = self.start(order);
        self.runtime.offer(item, &triage("t")).unwrap();
        item
    }

    fn place(&self, item: ItemId) -> String {
        let tasks = self.runtime.item(item).unwrap().tasks;
        tasks.into_iter().map(|task| format!("{} of {}", task.place, task.owner)).collect()
    }
}

fn memory() -> World<Memory> {
    World::over(Memory::default())
}

fn order_of(order: &str, amount: &str) -> Json {
    json::parse(&format!(r#"{{"order": "{order}", "amount": "{amount}"}}"#)).unwrap()
}

fn fields(text: &str) -> Json {
    json::parse(text).unwrap()
}

fn triage(key: &str) -> Act {
    Act::new(Verb::Complete, key).at("triage").by("ana").with(fields(r#"{"cause": "damaged"}"#))
}

fn accept(key: &str) -> Act {
    Act::new(Verb::Accept, key).at("check").by("ben")
}

/// What is told of an outcome.
fn told(outcome: Result<Receipt, Error>) -> String {
    match outcome {
        Ok(Receipt { seq, how, .. }) => format!("{how:?} {seq}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_item_is_found_again_after_the_process_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("work.db");
    let world = World::over(Sqlite::open(&path).unwrap());
    let item = world.offered("4711");
    let before = world.runtime.item(item).unwrap();
    drop(world);
    let world = World::over(Sqlite::open(&path).unwrap());
    assert_eq!(world.runtime.item(item).unwrap(), before);
    assert_eq!(world.place(item), "check of Frontline", "the sender owns until acceptance");
    assert_eq!(world.runtime.find("refund", "4711").unwrap(), [item]);
    assert_eq!(told(world.runtime.offer(item, &accept("a"))), "Moved 3");
    assert_eq!(world.place(item), "paid of BackOffice");
    assert_eq!(told(world.runtime.offer(item, &triage("t"))), "Repeated 2", "keys are remembered");
}

#[test]
fn a_repeat_gets_the_first_answer() {
    let world = memory();
    let start = |amount| world.runtime.start("refund", &order_of("4711", amount), "ana", "k");
    let first = start("40 EUR").unwrap();
    assert_eq!(told(start("40 EUR")), "Repeated 1");
    assert_eq!(told(start("-1 EUR")), "Repeated 1", "whatever it says the second time");
    assert_eq!(told(world.runtime.offer(first.item, &triage("t"))), "Moved 2");
    assert_eq!(told(world.runtime.offer(first.item, &accept("a"))), "Moved 3");
    assert_eq!(told(world.runtime.offer(first.item, &triage("t"))), "Repeated 2", "though the work went on");
    assert_eq!(world.runtime.history(first.item).unwrap().len(), 3);
}

#[test]
fn a_refusal_says_why_and_leaves_nothing() {
    let world = memory();
    let refused = world.runtime.start("refund", &order_of("4711", "0 EUR"), "ana", "k");
    let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.to_string(), "an amount of 0.00 EUR cannot be paid back (line 7)");
    assert_eq!(refusal.reasons[0].label.as_deref(), Some("worth_it"));
    assert_eq!(refusal.reasons[0].values, [("amount".to_owned(), "0.00 EUR".to_owned())]);
    assert_eq!(world.runtime.find("refund", "4711").unwrap(), []);
    assert_eq!(world.runtime.store().feed(0, 9), Ok(vec![]));
    // The same key may be used for the mended request.
    assert_eq!(told(world.runtime.start("refund", &order_of("4711", "1 EUR"), "ana", "k")), "Moved 1");
}

#[test]
fn one_item_at_a_time_has_a_business_key() {
    let world = memory();
    let first = world.start("4711");
    let second = || world.runtime.start("refund", &order_of("4711", "1 EUR"), "ana", "another key");
    assert_eq!(told(second()), format!("there is an item with the key `4711` already: `{first}`"));
    world.runtime.offer(first, &triage("t")).unwrap();
    world.runtime.offer(first, &accept("a")).unwrap();
    world.runtime.deliver(&mut outbox::Bank::default()).unwrap();
    assert_eq!(told(second()), "Moved 1", "the first is over");
    assert_eq!(world.runtime.find("refund", "4711").unwrap().len(), 2);
}

#[test]
fn clocks_come_before_whatever_comes_late() {
    let world = memory();
    let item = world.start("4711");
    world.clock.advance(4 * HOUR - 1);
    assert_eq!(world.runtime.tick(world.clock.now()).unwrap().moved, 0);
    world.clock.advance(1);
    // Nobody ticked, yet the act finds the clock fired.
    assert_eq!(told(world.runtime.offer(item, &triage("t"))), "Moved 3");
    let past = world.runtime.history(item).unwrap();
    let events: Vec<&str> = past.iter().map(|past| past.event.as_str()).collect();
    assert_eq!(events, ["start", "tick", "triage"]);
    assert_eq!(past[1].effects[0].0, "rung");
    let other = world.start("4712");
    world.clock.advance(5 * HOUR);
    assert_eq!(world.runtime.tick(world.clock.now()).unwrap().moved, 1);
    assert_eq!(world.runtime.tick(world.clock.now()).unwrap().moved, 0);
    assert_eq!(world.runtime.item(other).unwrap().seq, 2);
}

#[test]
fn time_never_runs_backwards_for_an_item() {
    let world = memory();
    let item = world.start("4711");
    world.clock.set(MONDAY - HOUR);
    world.runtime.offer(item, &triage("t")).unwrap();
    let past = world.runtime.history(item).unwrap();
    assert_eq!([past[0].now, past[1].now], [MONDAY, MONDAY]);
}

#[test]
fn a_hundred_start_at_once_and_all_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("work.db");
    let world = World::over(Sqlite::open(&path).unwrap());
    let ids: Vec<ItemId> = std::thread::scope(|scope| {
        let start = |n: usize| {
            let world = &world;
            // Each order comes twice, from two clients that do not know of each other.
            scope.spawn(move || world.start(&format!("order {}", n / 2)))
        };
        let threads: Vec<_> = (0..100).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids.chunks(2).all(|pair| pair[0] == pair[1]));
    drop(world);
    let world = World::over(Sqlite::open(&path).unwrap());
    assert_eq!(world.runtime.queue("Frontline").unwrap().len(), 50);
    assert_eq!(world.runtime.store().feed(0, 999).unwrap().len(), 50);
    for item in ids {
        assert_eq!(world.runtime.verify(item).unwrap().transitions, 1);
    }
}

#[test]
fn many_requests_at_once_get_what_each_would_get_alone() {
    let world = memory();
    let start = |order: &str, amount: &str| Start {
        record: order_of(order, amount),
        by: "ana".to_owned(),
        key: order.to_owned(),
    };
    let starts = [start("1", "1 EUR"), start("2", "0 EUR"), start("1", "1 EUR"), start("3", "3 EUR")];
    let begun = world.runtime.start_all("refund", &starts);
    let items: Vec<Option<ItemId>> =
        begun.iter().map(|begun| begun.as_ref().ok().map(|receipt| receipt.item)).collect();
    let told_all = |all: Vec<_>| all.into_iter().map(told).collect::<Vec<_>>();
    let refused = "an amount of 0.00 EUR cannot be paid back (line 7)";
    assert_eq!(told_all(begun), ["Moved 1", refused, "Repeated 1", "Moved 1"]);
    let [Some(one), None, _, Some(three)] = items[..] else { panic!("{items:?}") };
    world.clock.advance(5 * HOUR);
    let acts = [(one, triage("t")), (one, triage("t")), (three, triage("t").by("ben")), (three, triage("u"))];
    let others = "only members of `Frontline` may do this, while their team owns it";
    let acted = told_all(world.runtime.offer_all(&acts));
    assert_eq!(acted, ["Moved 3", "Repeated 3", others, "Moved 3"], "the clock of each came first");
}

#[test]
fn many_act_on_one_item_and_one_wins() {
    let world = memory();
    let item = world.offered("4711");
    let won = std::thread::scope(|scope| {
        let world = &world;
        let one = |n: usize| scope.spawn(move || world.runtime.offer(item, &accept(&format!("a{n}"))));
        let threads: Vec<_> = (0..16).map(one).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(Result::is_ok).count()
    });
    assert_eq!(won, 1);
    assert_eq!(world.runtime.item(item).unwrap().seq, 3);
}

#[test]
fn a_queue_shows_what_a_team_answers_for_and_what_it_may_do() {
    let world = memory();
    world.start("1");
    world.clock.advance(HOUR);
    let offered = world.offered("2");
    let shown = |team| -> Vec<String> {
        let tasks = world.runtime.queue(team).unwrap();
        tasks.iter().map(|task| format!("{} {} {}", task.key, task.place, task.owner)).collect()
    };
    assert_eq!(shown("Frontline"), ["1 triage Frontline", "2 check Frontline"]);
    assert_eq!(shown("BackOffice"), ["2 check Frontline"]);
    assert_eq!(shown("Nobody"), [""; 0]);
    world.runtime.offer(offered, &Act::new(Verb::Claim, "c").at("check").by("ben")).unwrap();
    let task = world.runtime.queue("BackOffice").unwrap().remove(0);
    assert_eq!(task.claimed_by.as_deref(), Some("ben"));
    let triage = world.runtime.queue("Frontline").unwrap().remove(0);
    assert_eq!((triage.since, triage.due), (MONDAY, Some(MONDAY + 4 * HOUR)));
}

#[test]
fn a_module_that_fails_takes_its_item_aside_and_loses_nothing() {
    let world = memory();
    let item = world.start("4711");
    let curse = triage("t").with(fields(r#"{"cause": "cursed"}"#));
    let parked = told(world.runtime.offer(item, &curse));
    assert!(
        parked.contains("was taken aside (the module stopped: wasm `unreachable` instruction executed)"),
        "{parked}"
    );
    assert!(told(world.runtime.offer(item, &triage("u"))).contains("was taken aside"));
    let seen = world.runtime.item(item).unwrap();
    assert!(seen.parked.is_some_and(|why| why.contains("unreachable")));
    assert_eq!((seen.seq, seen.tasks.len()), (1, 1));
    assert_eq!(world.runtime.queue("Frontline").unwrap().len(), 1, "its owner still sees it");
    world.clock.advance(9 * HOUR);
    assert_eq!(world.runtime.tick(world.clock.now()).unwrap().moved, 0);
    // Others are not touched by it.
    let other = world.offered("4712");
    assert_eq!(told(world.runtime.offer(other, &accept("a"))), "Moved 3");
    world.runtime.unpark(item).unwrap();
    assert_eq!(world.runtime.tick(world.clock.now()).unwrap().moved, 1);
    assert_eq!(told(world.runtime.offer(item, &triage("u"))), "Moved 3");
}

#[test]
fn both_engines_make_the_same_bytes() {
    let images = [Engine::compiled().unwrap(), Engine::interpreted().unwrap()].map(|engine| {
        let clock = VirtualClock::at(MONDAY);
        let runtime = Runtime::open(program(&engine), Memory::default(), clock, people()).unwrap();
        let item = runtime.start("refund", &order_of("4711", "40 EUR"), "ana", "k").unwrap().item;
        runtime.offer(item, &triage("t")).unwrap();
        runtime.offer(item, &accept("a")).unwrap();
        runtime.store().item(item).unwrap().unwrap()
    });
    assert_eq!(images[0], images[1]);
    // And the bytes are those of the codec: the module packs a state as the host would.
    let parts: &Parts = &hand::manifest().workflows[0].parts;
    let shape = parts.shape();
    let value = codec::decode(&images[0].image, 0, &shape).unwrap();
    assert_eq!(images[0].image, codec::encode(&value, &shape, 0));
}

#[test]
fn the_year_turns_and_the_log_names_other_calendars() {
    let world = memory();
    let item = world.start("4711");
    world.clock.advance(40 * 24 * HOUR);
    world.runtime.offer(item, &triage("t")).unwrap();
    let log = world.runtime.store().history(item, 0, 9).unwrap();
    let sets: Vec<_> = log.iter().map(|logged| logged.entry.calendars).collect();
    assert_eq!(sets.len(), 3);
    assert_ne!(sets[0], sets[1]);
    assert_eq!(sets[1], sets[2]);
    assert_eq!(world.runtime.verify(item).unwrap().transitions, 3);
}
