//! What goes out, and how answers come back.

use super::{HOUR, MONDAY, World, accept, fields, memory, told};
use handoff::run::{Addressee, Call, Delivered, Notice, Outcome, Request, Services};
use handoff::store::{ItemId, Memory};

/// A bank that answers as it is told to, and remembers what it was asked.
#[derive(Default)]
pub(super) struct Bank {
    calls: Vec<(String, u16)>,
    notices: Vec<Notice>,
    answers: Vec<Outcome>,
    deaf: bool,
}

impl Services for Bank {
    fn call(&mut self, call: &Call) -> Outcome {
        assert_eq!(call.operation, "bank.pay");
        assert_eq!(call.fields, fields(r#"{"amount": "40.00 EUR"}"#));
        self.calls.push((call.key.to_string(), call.attempt));
        self.answers.pop().unwrap_or_else(|| Outcome::Gave(fields(r#"{"receipt": "r1"}"#)))
    }

    fn notify(&mut self, notice: &Notice) -> Result<(), String> {
        if self.deaf {
            return Err("no answer".to_owned());
        }
        self.notices.push(notice.clone());
        Ok(())
    }

    fn ask(&mut self, _request: &Request) -> Result<(), String> {
        Err("nobody asks here".to_owned())
    }
}

fn paying() -> (World<Memory>, ItemId) {
    let world = memory();
    let item = world.offered("4711");
    world.runtime.offer(item, &accept("a")).unwrap();
    (world, item)
}

fn ended(world: &World<Memory>, item: ItemId) -> Option<String> {
    world.runtime.item(item).unwrap().outcome.map(|(name, fields)| format!("{name} {fields}"))
}

const PASSED: &str = r#"passed {"receipt":"r1"}"#;

#[test]
fn a_call_is_made_and_its_answer_moves_the_item() {
    let (world, item) = paying();
    let mut bank = Bank::default();
    assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered { done: 1, postponed: 0 });
    assert_eq!(bank.calls, [(format!("{item}/0/1"), 1)]);
    assert_eq!(ended(&world, item).as_deref(), Some(PASSED));
    assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered::default());
    assert_eq!(world.runtime.queue("BackOffice").unwrap(), []);
}

#[test]
fn a_call_that_failed_is_made_again_under_the_same_key() {
    let (world, item) = paying();
    // What breaks its promise says as little as silence.
    let answers = vec![Outcome::Gave(fields(r#"{"recipe": 7}"#)), Outcome::Failed("timeout".to_owned())];
    let mut bank = Bank { answers, ..Bank::default() };
    for _ in 0..3 {
        world.runtime.deliver(&mut bank).unwrap();
        assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered::default(), "not before its time");
        world.clock.advance(HOUR);
    }
    let key = format!("{item}/0/1");
    assert_eq!(bank.calls, [(key.clone(), 1), (key.clone(), 2), (key, 3)]);
    assert_eq!(ended(&world, item).as_deref(), Some(PASSED));
}

#[test]
fn an_answer_may_come_later_twice_and_out_of_order() {
    let (world, item) = paying();
    let mut bank = Bank { answers: vec![Outcome::Later], ..Bank::default() };
    world.runtime.deliver(&mut bank).unwrap();
    assert_eq!(world.place(item), "paid of BackOffice");
    let key = handoff::run::CallKey { item, call: 0, number: 1 };
    let gave = || Outcome::Gave(fields(r#"{"receipt": "r1"}"#));
    let stale = handoff::run::CallKey { number: 7, ..key };
    assert_eq!(told(world.runtime.settle(&stale, 1, gave())), "Ignored 3");
    assert_eq!(told(world.runtime.settle(&key, 1, gave())), "Moved 4");
    assert_eq!(told(world.runtime.settle(&key, 1, Outcome::Failed("late".to_owned()))), "Repeated 4");
    assert_eq!(told(world.runtime.settle(&key, 2, gave())), "Ignored 4");
    assert_eq!(ended(&world, item).as_deref(), Some(PASSED));
}

#[test]
fn a_notice_reaches_its_team_in_the_end() {
    let world = memory();
    let item = world.start("4711");
    world.runtime.tick(MONDAY + 5 * HOUR).unwrap();
    world.clock.set(MONDAY + 5 * HOUR);
    let mut bank = Bank { deaf: true, ..Bank::default() };
    assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered { done: 0, postponed: 1 });
    bank.deaf = false;
    assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered::default(), "after a pause");
    world.clock.advance(HOUR);
    assert_eq!(world.runtime.deliver(&mut bank).unwrap(), Delivered { done: 1, postponed: 0 });
    let notice = Notice {
        key: format!("{item}/2/1"),
        item,
        to: vec![Addressee::Role("Frontline".to_owned())],
        sentence: "triage of 4711 is late".to_owned(),
    };
    assert_eq!(bank.notices, [notice]);
}
