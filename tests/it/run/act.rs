//! Acts by name: what is understood, and what is said of the rest.

use super::{accept, fields, memory, people, program, told, triage};
use handoff::run::{Act, Engine, People, Runtime, Verb, VirtualClock};
use handoff::store::Memory;

/// What is told of an act on an item that waits for its triage.
fn at_triage(act: &Act) -> String {
    let world = memory();
    let item = world.start("4711");
    told(world.runtime.offer(item, act))
}

/// The same, where it waits to be accepted.
fn at_check(act: &Act) -> String {
    let world = memory();
    let item = world.offered("4711");
    told(world.runtime.offer(item, act))
}

#[test]
fn a_request_that_cannot_be_understood_says_how_to_mend_it() {
    for (act, expected) in [
        (triage(""), "`key`: an act needs a key, under which it may safely be repeated"),
        (triage("t").at("triagge"), "`place`: there is no place `triagge`; did you mean `triage`?"),
        (triage("t").at("check"), "the work is not at `check`; it is at `triage`"),
        (triage("t").with(fields("{}")), "`cause`: this field is missing"),
        (
            triage("t").with(fields(r#"{"cause": "damage"}"#)),
            "`cause`: there is no case `damage`; did you mean `damaged`?",
        ),
        (
            triage("t").named("triages"),
            "`name`: there is nothing `triages` to complete here; did you mean `triage`?",
        ),
        (Act::new(Verb::Raise, "r").by("ana"), "nobody can raise here"),
        (
            Act::new(Verb::Accept, "a").by("ben"),
            "`place`: the work is at several places, or at none; say at which: `triage`",
        ),
        (Act::new(Verb::Delegate, "d").by("ana"), "`to`: this field is missing"),
    ] {
        assert_eq!(at_triage(&act), expected);
    }
    assert_eq!(Verb::named("complet").unwrap_err(), "there is no act `complet`; did you mean `complete`?");
    assert_eq!(Verb::named("accept"), Ok(Verb::Accept));
}

#[test]
fn a_place_may_be_left_out_where_there_is_one() {
    let act = Act { place: None, ..triage("t") };
    assert_eq!(at_triage(&act), "Moved 2");
}

#[test]
fn rights_are_the_modules_word_on_what_the_host_attests() {
    let others = "only members of `Frontline` may do this, while their team owns it";
    assert_eq!(at_triage(&triage("t").by("ben")), others);
    assert_eq!(at_triage(&triage("t").by("")), others);
    assert_eq!(
        at_check(&accept("a").by("ana")),
        "only members of `BackOffice` may do this, while their team owns it\n`check` is for somebody else than whoever did `triage` (line 12)"
    );
    assert_eq!(at_check(&accept("a")), "Moved 3");
    let world = memory();
    let item = world.start("4711");
    let claim = |who| Act::new(Verb::Claim, who).by(who);
    assert_eq!(told(world.runtime.offer(item, &claim("ana"))), "Moved 2");
    assert_eq!(told(world.runtime.offer(item, &claim("cem"))), "`ana` has it");
}

#[test]
fn a_rule_about_people_holds_across_teams() {
    let world = memory();
    let item = world.start("4711");
    world.runtime.offer(item, &triage("t").by("cem")).unwrap();
    let refused = told(world.runtime.offer(item, &accept("a").by("cem")));
    assert_eq!(refused, "`check` is for somebody else than whoever did `triage` (line 12)");
    assert_eq!(told(world.runtime.offer(item, &accept("a").by("ben"))), "Moved 3");
}

#[test]
fn a_team_without_members_is_stood_in_for() {
    let only_back_office = People::default().with("ben", "BackOffice");
    let completes = |people: People| {
        let program = program(&Engine::compiled().unwrap());
        let runtime =
            Runtime::open(program, Memory::default(), VirtualClock::at(super::MONDAY), people).unwrap();
        let item = runtime.start("refund", &super::order_of("1", "1 EUR"), "", "k").unwrap().item;
        told(runtime.offer(item, &triage("t").by("ben")))
    };
    assert_eq!(completes(only_back_office), "Moved 2");
    assert!(completes(people()).starts_with("only members of `Frontline`"));
}

#[test]
fn what_is_over_is_over() {
    let world = memory();
    let item = world.offered("4711");
    world.runtime.offer(item, &accept("a")).unwrap();
    world.runtime.deliver(&mut super::outbox::Bank::default()).unwrap();
    let again = told(world.runtime.offer(item, &triage("u")));
    assert_eq!(again, "the work is not at `triage`; it is at its end");
}
