//! Tests written in `.flow`, run against the module of their own file.
//!
//! In: the refund of the language's page, with more tests. Out: which pass, and what a failing one says. Not
//! here: the command (`cli`).

use handoff::base::Sink;
use handoff::compile;
use handoff::emit;
use handoff::run::Engine;
use handoff::trial::{self, Suite};
use std::collections::BTreeMap;
use std::fmt::Write;

const REFUND: &str = include_str!("../../examples/refund.flow");

/// A start up to the back office's check, for tests that go on.
const CHECKED: &str = r#"
test "checked" {
  now 2026-11-23 10:00 Berlin
  people { "ana" in Frontline, "bo" in BackOffice.approver, "op" in Operations }
  start refund { order: "ORD-00000001", customer: "a@example.org", amount: 40 EUR, cause: late, lines: [Line(sku: "A", quantity: 1, price: 40 EUR)] }
  expect at triage, due 2026-11-23 14:00 Berlin, 4 workhours left, promise 10 workdays left
  claim triage by "ana"
  complete triage by "ana" { note: "slow", photos: [], verdict: pay }
  expect at payout offered, owner Frontline, triage is done
  accept payout by "bo" { refund.amount: 40 EUR, refund.order: "ORD-00000001" }
  expect at check, owner BackOffice, payout is done
}
"#;

/// What comes of the tests in `more`, written below the refund.
fn check(more: &str) -> String {
    told(&format!("{}\n{CHECKED}{more}", REFUND.split("test \"").next().unwrap()))
}

/// What comes of the tests of a text.
pub(crate) fn told(text: &str) -> String {
    let files = BTreeMap::from([("refund.flow".to_owned(), text.to_owned())]);
    let checking = compile::check(&["refund.flow"], &files);
    let checked = checking.checked().unwrap_or_else(|| panic!("{:#?}", checking.findings));
    let mut sink = Sink::default();
    let cases = trial::tests(&checking, &mut sink);
    let mut out = String::new();
    for found in sink.finish() {
        writeln!(out, "{}: {}", found.message, found.help.join("; ")).unwrap();
    }
    if !out.is_empty() {
        return out;
    }
    let sources = &checking.loaded.sources;
    let module = emit::emit(checked.model(), checked.plans(), sources);
    let engine = Engine::compiled().unwrap();
    let suite = Suite { checked, sources, module: &module, engine: &engine };
    for case in &cases {
        match suite.run(case).unwrap() {
            None => writeln!(out, "ok {}", case.title).unwrap(),
            Some(found) => {
                writeln!(out, "FAILED {}: {}\n{}", case.title, found.message, found.notes.join("\n"))
                    .unwrap();
            }
        }
    }
    out
}

#[test]
fn the_refund_passes_as_it_is_written() {
    assert_eq!(told(REFUND), "ok damage without a photo is asked for, not passed on\n");
}

#[test]
fn a_wrong_expectation_fails_with_its_timeline() {
    insta::assert_snapshot!(check(
        r#"
test "the frontline pays" after "checked" {
  advance 1 workhour
  expect owner Frontline
}
"#
    ));
}

#[test]
fn services_answer_raise_and_fail() {
    let more = r#"
test "paid" after "checked" {
  complete check by "bo" { verdict: pay }
  expect at paid, called payments.refund, waiting for payments.refund
  answer payments.refund { receipt: "R-1" }
  expect ended refunded(receipt: "R-1")
}
test "the bank says no" after "checked" {
  complete check by "bo" { verdict: pay }
  answer payments.refund raising PaymentRefused(code: "51")
  expect at triage, owner Frontline, triage is not done
}
test "nobody answers" after "checked" {
  complete check by "bo" { verdict: pay }
  fail payments.refund
  expect at settle, owner Operations
  complete settle by "op" { why: "lost" }
  expect called payments.reverse
}
"#;
    assert_eq!(check(more), "ok checked\nok paid\nok the bank says no\nok nobody answers\n");
}

#[test]
fn time_passes_from_due_to_due() {
    let more = r#"
test "silence" {
  now 2026-11-23 10:00 Berlin
  people { "ana" in Frontline }
  start refund { order: "ORD-00000001", customer: "a@example.org", amount: 40 EUR, cause: damaged, lines: [Line(sku: "A", quantity: 1, price: 40 EUR)] }
  complete triage by "ana" { note: "broken", photos: [], verdict: pay }
  expect promise is paused, proof unmet
  advance 3 days
  expect at payout open, waiting for Customer
  advance 6 days
  expect ended denied(why: "no photo"), notified Customer
}
test "returns" for each row in [Row(missing: "receipt"), Row(missing: "photo")] {
  now 2026-11-23 10:00 Berlin
  people { "ana" in Frontline, "bo" in BackOffice.approver }
  start refund { order: "ORD-00000001", customer: "a@example.org", amount: 40 EUR, cause: late, lines: [Line(sku: "A", quantity: 1, price: 40 EUR)] }
  complete triage by "ana" { note: "slow", photos: [], verdict: pay }
  return payout by "bo" incomplete(missing: row.missing)
  expect at triage, owner Frontline
  send Withdrawn { } from Customer
  expect ended withdrawn
}
"#;
    assert_eq!(check(more), "ok checked\nok silence\nok returns (row 1)\nok returns (row 2)\n");
}

#[test]
fn a_slip_in_a_test_is_a_finding() {
    insta::assert_snapshot!(check(
        r#"
test "slips" after "cheked" {
  people { "ana" in Frontlin }
  start refund { order: "ORD-00000001", amount: 40 USD }
  complete triag by "ana" { note: "broken", photos: [], verdict: pay }
  complete triage by "anna" { note: "broken" }
  complete triage by "ana" { note: "broken" }
  expect check visible to Frontline
}
"#
    ));
}
