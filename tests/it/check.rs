//! What is accepted, what is refused, and in which words.

use handoff::base::Diagnostic;
use handoff::compile;
use handoff::render;
use std::collections::BTreeMap;

const REFUND: &str = include_str!("../../examples/refund.flow");

/// The findings of a text, as the plain format shows them.
fn check(text: &str) -> String {
    let files = BTreeMap::from([("refund.flow".to_owned(), text.to_owned())]);
    let checking = compile::check(&["refund.flow"], &files);
    let render = |found: &Diagnostic| {
        render::render(render::PLAIN, &checking.loaded.sources, std::slice::from_ref(found), false)
    };
    checking.findings.iter().map(render).collect()
}

/// The refund with one edit, which must be one.
fn edited(from: &str, to: &str) -> String {
    assert_eq!(REFUND.matches(from).count(), 1, "`{from}` must stand once in the example");
    check(&REFUND.replace(from, to))
}

/// The handoff `payout` without its line and its arms.
fn without_handoff() -> String {
    let start = REFUND.find("  handoff payout to BackOffice").unwrap();
    let end = REFUND.find("  step check by").unwrap();
    check(&format!("{}{}", &REFUND[..start], &REFUND[end..]))
}

#[test]
fn the_worked_example_is_accepted() {
    assert_eq!(check(REFUND), "");
}

#[test]
fn a_deleted_handoff_is_found() {
    insta::assert_snapshot!(without_handoff());
}

#[test]
fn another_team_in_by_is_found() {
    insta::assert_snapshot!(edited("step check by BackOffice.approver", "step check by Frontline"));
}

#[test]
fn a_deleted_arm_is_found() {
    insta::assert_snapshot!(edited(
        "when SuspectedFraud, Unclaimed, Disputed",
        "when SuspectedFraud, Disputed"
    ));
}

#[test]
fn a_deleted_bound_is_found() {
    insta::assert_snapshot!(edited(
        "when returned incomplete -> go to triage, at most 2 times then raise Disputed",
        "when returned incomplete -> go to triage"
    ));
}

#[test]
fn data_of_a_place_that_may_not_have_run_is_found() {
    let early =
        "step first by Frontline within 1 workday { shows triage.photos  seen: Bool }\n\n  step triage by";
    insta::assert_snapshot!(edited("step triage by", early));
}

#[test]
fn a_deleted_case_is_found() {
    insta::assert_snapshot!(edited("    when refuse as r -> end denied(why: r.reason)\n", ""));
}

#[test]
fn a_case_that_the_choice_lacks_is_found() {
    insta::assert_snapshot!(edited("refund.cause is damaged", "refund.cause is broken"));
}
