//! The look of it: columns, clauses, what lies on one line and what does not.

use super::{check, laid};
use crate::parse::VALID;

#[test]
fn every_form_has_its_layout() {
    let (_, forms) = VALID.iter().find(|(name, _)| *name == "forms").unwrap();
    insta::assert_snapshot!("forms", check(forms));
}

/// The statements of a workflow, laid out.
#[track_caller]
fn body(statements: &str, expected: &str) {
    let out = check(&format!("workflow a(item: B) {{ starts with C\n{statements}\n}}"));
    let inside = out.strip_prefix("workflow a(item: B) {\n  starts with C\n\n").unwrap();
    let inside = inside.strip_suffix("}\n").unwrap();
    let lines = inside.lines().map(|line| line.strip_prefix("  ").unwrap_or(line));
    let inside = lines.collect::<Vec<_>>().join("\n");
    let margin = expected.lines().rfind(|line| line.trim().is_empty()).unwrap_or("");
    let expected = expected.trim_matches([' ', '\n']).replace(&format!("\n{margin}"), "\n");
    assert!(inside == expected, "it is\n{inside}\nand not\n{expected}");
}

#[test]
fn arms_stand_in_columns() {
    body(
        "decide b { when pay -> continue when refuse as r if r.why is present -> end c otherwise -> end d }",
        "
        decide b {
          when pay                             -> continue
          when refuse as r if r.why is present -> end c
          otherwise                            -> end d
        }
        ",
    );
}

#[test]
fn an_arm_with_lines_ends_the_column() {
    body(
        "decide b { when pay -> continue when refuse as r -> { undo all go to b, unbounded because \"so\" end d } when c -> end d }",
        "
        decide b {
          when pay         -> continue
          when refuse as r -> {
            undo all
            go to b, unbounded because \"so\"
            end d
          }
          when c -> end d
        }
        ",
    );
}

#[test]
fn a_response_that_is_too_long_hangs_behind_its_arrow() {
    body(
        "handoff b to C { when proof unmet -> ask Customer for b.photos, b.note within 3 days pausing promise, \
           at most 2 times then end denied(why: \"no photo\") when late by 2 workhours -> raise Unclaimed }",
        "
        handoff b to C {
          when proof unmet         -> ask Customer for b.photos, b.note within 3 days pausing promise,
                                        at most 2 times then end denied(why: \"no photo\")
          when late by 2 workhours -> raise Unclaimed
        }
        ",
    );
}

#[test]
fn a_response_behind_a_long_situation_stands_below() {
    body(
        "decide { when item.amount > 500 EUR and item.cause is damaged and item.photos is not empty and item.note is \
           present -> end c otherwise -> continue }",
        "
        decide {
          when item.amount > 500 EUR and item.cause is damaged and item.photos is not empty and item.note is present
              -> end c
          otherwise -> continue
        }
        ",
    );
}

#[test]
fn columns_are_given_up_where_they_do_not_fit() {
    body(
        "decide b { when short -> notify D \"a sentence that takes nearly all of the line by itself, and so will not move\" \
           when a_case_with_a_name_that_is_long -> end c when another_case_with_a_long_name -> end d }",
        "
        decide b {
          when short -> notify D \"a sentence that takes nearly all of the line by itself, and so will not move\"
          when a_case_with_a_name_that_is_long -> end c
          when another_case_with_a_long_name   -> end d
        }
        ",
    );
}

#[test]
fn a_head_goes_on_at_its_clauses() {
    body(
        "step b by C within 3 workdays rests on item.amount, item.order, item.customer visible to Frontline, BackOffice \
           until paid { note: Text }
         handoff c to C under Payout(refund: item, note: triage.note, photos: triage.photos, cause: triage.cause) {
           accept on arrival }
         handoff d to C under Payout(refund: item, note: triage.note, photos: triage.photos, cause: triage.cause_of_all) {
           accept on arrival }",
        "
        step b by C within 3 workdays rests on item.amount, item.order, item.customer
            visible to Frontline, BackOffice until paid { note: Text }
        handoff c to C under Payout(refund: item, note: triage.note, photos: triage.photos, cause: triage.cause) {
          accept on arrival
        }
        handoff d to C
            under Payout(refund: item, note: triage.note, photos: triage.photos, cause: triage.cause_of_all) {
          accept on arrival
        }
        ",
    );
}

#[test]
fn values_that_do_not_fit_stand_in_columns() {
    body(
        "call bank.transfer(order: item.number, amount: invoice.total, account: item.account, reference: item.reference) \
           as sent",
        "
        call bank.transfer(
          order:     item.number,
          amount:    invoice.total,
          account:   item.account,
          reference: item.reference
        ) as sent
        ",
    );
}

#[test]
fn short_braces_lie_on_one_line() {
    body(
        "handoff b to C { carry item accept on arrival }
         step c by C within 1 day { a: Text b: Text c: Text }
         wait d for E within 1 day { when late -> { undo all end f } }
         ask g of H within 1 day { a: Text when late -> end f }",
        "
        handoff b to C { carry item  accept on arrival }
        step c by C within 1 day {
          a: Text
          b: Text
          c: Text
        }
        wait d for E within 1 day { when late -> { undo all  end f } }
        ask g of H within 1 day {
          a: Text
          when late -> end f
        }
        ",
    );
}

#[test]
fn teams_are_a_table() {
    laid(
        "calendar Always { zone \"UTC\" open always terms end as they fall }
         team Frontline { calendar Berlin at least 3 people fallback Operations when late -> notify lead }
         team Ops { calendar Always at least 20 people last resort when late -> notify lead }
         team Carrier { calendar Berlin external fallback Ops }
         teams All = Frontline, Ops",
        "
        calendar Always { zone \"UTC\"  open always  terms end as they fall }
        team Frontline { calendar Berlin  at least 3 people   fallback Operations  when late -> notify lead }
        team Ops       { calendar Always  at least 20 people  last resort          when late -> notify lead }
        team Carrier   { calendar Berlin  external  fallback Ops }
        teams All      = Frontline, Ops
        ",
    );
}

#[test]
fn requirements_stand_in_three_columns() {
    laid(
        "contract A for B version 1 { require proof: a is present \"show it\" require b: c < 10 EUR if d is e \"too much\" \
           require much: item.amount is in EUR and item.amount < 5_000_000 EUR \"a sentence that is too long for the line of what it requires\" }",
        "
        contract A for B version 1 {
          require proof: a is present          \"show it\"
          require b:     c < 10 EUR if d is e  \"too much\"
          require much:  item.amount is in EUR and item.amount < 5_000_000 EUR
              \"a sentence that is too long for the line of what it requires\"
        }
        ",
    );
}

#[test]
fn a_list_goes_on_under_its_first_element() {
    laid(
        "test \"a\" { now 2026-11-23 10:00 A
           expect at payout open, owner Frontline, proof unmet, waiting for Customer, 3 days left, promise is paused, x is done }",
        "
        test \"a\" {
          now 2026-11-23 10:00 A
          expect at payout open, owner Frontline, proof unmet, waiting for Customer, 3 days left, promise is paused,
                 x is done
        }
        ",
    );
}

#[test]
fn a_line_may_have_110_columns_and_no_more() {
    let sentence = |count: usize| format!("end b(why: \"{}\")", "x".repeat(count));
    let arm = |count: usize| format!("decide c {{ when late -> {} }}", sentence(count));
    // Two for the margin of the body, two for that of the arm.
    let full = 110 - 2 - 2 - "when late -> end b(why: \"\")".len();
    body(
        &arm(full),
        &format!(
            "
        decide c {{
          when late -> {}
        }}
        ",
            sentence(full)
        ),
    );
    body(
        &arm(full + 1),
        &format!(
            "
        decide c {{
          when late
              -> {}
        }}
        ",
            sentence(full + 1)
        ),
    );
}

#[test]
fn what_a_person_fills_in_stands_together_where_it_can() {
    laid(
        "test \"a\" { start refund { order: \"ORD-00000001\", customer: \"a@example.org\", amount: 40 EUR, cause: damaged_on_the_way_to_us }
           complete triage by \"ana\" { note: \"a long note that says what has happened\", photos: [file \"p.jpg\"], verdict: pay,
             reason: \"because it is what we do\" } }",
        "
        test \"a\" {
          start refund {
            order: \"ORD-00000001\", customer: \"a@example.org\", amount: 40 EUR, cause: damaged_on_the_way_to_us
          }
          complete triage by \"ana\" {
            note:    \"a long note that says what has happened\",
            photos:  [file \"p.jpg\"],
            verdict: pay,
            reason:  \"because it is what we do\"
          }
        }
        ",
    );
}
