//! What is said of mistakes: each is found once, where it is, in words for whoever wrote it.

use super::{REFUND, read};

/// The findings for the worked example after each of `changes`: a text, and what stands in its place.
fn check(changes: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (was, is) in changes {
        assert!(REFUND.contains(was), "`{was}` does not stand in the example");
        let text = REFUND.replacen(was, is, 1);
        out += &format!("── {was} → {is}\n{}\n", read(&[("refund.flow", &text)]).1);
    }
    out
}

/// The findings for each of `texts`.
fn alone(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("── {text}\n{}\n", read(&[("test.flow", text)]).1)).collect()
}

#[test]
fn names_that_nobody_gave() {
    let found = check(&[
        ("step triage by Frontline", "step triage by Fronline"),
        ("step triage by Frontline", "step triage by Customer"),
        ("BackOffice.approver", "BackOffice.aprover"),
        ("fallback Operations", "fallback Operation"),
        ("calendar Berlin  members", "calendar Berlinn  members"),
        ("zone \"Europe/Berlin\"", "zone \"Europe/Brelin\""),
        ("closed germany.holidays", "closed germany.holiday"),
        ("use stdlib.calendars { germany }", "use stdlib.calendars { germny }"),
        ("cause: Cause", "cause: Causes"),
        ("raise SuspectedFraud(score: 0.5)", "raise SuspectedFrod(score: 0.5)"),
        ("when SuspectedFraud, Unclaimed", "when SuspectedFraud, Unclaimd"),
        ("end denied(why: triage.note)", "end denid(why: triage.note)"),
        ("go to triage, at most 2", "go to triag, at most 2"),
        ("withdrawn until paid", "withdrawn until payed"),
        ("when proof unmet", "when prof unmet"),
        ("when returned not_ours", "when returned not_our"),
        ("call payments.refund", "call payments.refnd"),
        ("call payments.refund", "call payment.refund"),
        ("under Payout(", "under Payuot("),
        ("ask Customer for", "ask Custmer for"),
        ("event     Withdrawn from Customer", "event     Withdrawn from Custmer"),
        ("notify Operations.lead", "notify Operatons.lead"),
        ("photos: triage.photos)", "photos: triag.photos)"),
        ("end denied(why: triage.note)", "end denied(why: triage.nte)"),
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn cases_that_are_not_there_or_left_out() {
    let found = check(&[
        ("refund.cause is damaged ", "refund.cause is broken "),
        ("when suspicious -> raise SuspectedFraud(score: 0.5)", ""),
        ("when deny       ->", "when denied     ->"),
        ("when none -> continue", ""),
        ("when refuse as r -> end denied(why: r.reason)", "when refuse as r -> end denied(why: r.resaon)"),
        ("when refuse as r -> end denied(why: r.reason)", "when refuse as r -> end denied(why: r)"),
        ("when pay         -> continue", "when pay as p    -> end denied(why: p.reason)"),
        ("decide settle.receipt {", "decide settle.why {"),
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn types_that_do_not_go_together() {
    let found = check(&[
        (
            "let senior(amount: Money in EUR) = amount > limit",
            "let senior(amount: Money in USD) = amount > limit",
        ),
        (
            "let senior(amount: Money in EUR) = amount > limit",
            "let senior(amount: Money in EUR) = amount > 500",
        ),
        ("let senior(amount: Money in EUR) = amount > limit", "let senior(amount: Text) = amount > 500"),
        ("let limit = 500 EUR", "let limit = 500 EUR  let patience = 4h + 2 workdays"),
        ("amount: item.amount)", "amount: item.order)"),
        ("why: triage.note)", "why: triage.photos)"),
        ("SuspectedFraud(score: 0.5)", "SuspectedFraud(score: 1.5)"),
        (
            "order: OrderId, amount: Money in EUR) gives",
            "order: Text matching /X-\\d/, amount: Money in EUR) gives",
        ),
        ("Decimal from 0 to 1", "Decimal from 1 to 0"),
        ("not by triage.performer", "not by triage.note"),
        ("claim within 1 workhour", "claim within 500 EUR"),
        ("require proof: photos is not empty", "require proof: photos"),
        ("require proof: photos is not empty", "require proof: photos is present"),
        ("notify Customer \"no refund for {item.order}: {d.why}\"", "notify Customer \"{item.lines}\""),
        ("within 30s, retry", "within 30 days, retry"),
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn values_that_are_missing_or_too_many() {
    let found = check(&[
        ("end denied(why: triage.note)", "end denied"),
        ("end denied(why: triage.note)", "end denied(whi: triage.note)"),
        ("end denied(why: triage.note)", "end denied(why: triage.note, when: now)"),
        ("payments.refund(order: item.order, amount: item.amount)", "payments.refund(order: item.order)"),
        ("raise SuspectedFraud(score: 0.5)", "raise SuspectedFraud"),
        ("carry e.code  accept on arrival", "carry e.code"),
        ("promised within 10 workdays of Berlin", ""),
        ("handoff payout to BackOffice", "handoff payout to Operations"),
        ("step check by", "step triage by"),
        ("record Line ", "record Refund "),
        ("go to triage, at most 1 time", "go to triage { note: \"x\" }, at most 1 time"),
        ("when failed -> raise PayoutDown", "when returned not_ours -> raise PayoutDown"),
        ("when ended denied as d ", "when Unclaimed as d "),
        ("party Customer at item.customer", "party Client at item.customer"),
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn numbers_that_have_no_place() {
    let found = alone(&[
        "let a(x: Int) = x * x * x",
        "let a(x: Int from 0 to 9) = 1 / x",
        "let a(x: Int from 1 to 9) = 1 / x",
        "let a = 1.234 EUR",
        "let a = 5 JPY + 0.5 JPY",
        "let a(x: Money in EUR) = x * x",
        "let a(x: Money) = x + 5 EUR",
        "let a(x: Int) = round x to 2 half even",
        "type A = Int from 0 to 9 in EUR",
        "type A = Text from 1 to 9",
        "type A = Text matching /(/",
        "let a = now + 4h",
        "let a = today",
        "let a(x: optional Text) = x is empty",
        "let a(x: Text) = decide x { when present -> 1  when none -> 2 }",
        "let a(x: Bool) = decide x { when yes -> 1 }",
        "let a = decide { when yes -> 1  otherwise -> \"b\" }",
        "let a = [1, 2.5, 3 EUR]",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn an_event_whose_senders_are_elsewhere() {
    let found = alone(&[
        "calendar Day { zone \"UTC\"  open always }\nteam A { calendar Day  last resort }\n\
        record Work { who: Email }\nevent Called from Client\n\
        workflow one(item: Work) { party Client at item.who  starts with A  no promise because \"a\"  ends done  end done }\n\
        workflow two(item: Work) { starts with A  no promise because \"a\"  ends done  end done  when Called -> end done }",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn what_the_library_does_not_have() {
    let found = alone(&[
        "use stdlib.calendars { germny }",
        "use stdlib.calendars { bavaria }",
        "use stdlib.calendar { germany }",
        "use stdlib.calendars { atlantis }",
        "use stdlib.calendars.germany { bavarai }",
        "use stdlib.exception { Stuck }",
        "use stdlib.exceptions { Stick }",
        "use stdlib.weather",
        "use library.calendars { germany }",
        "use stdlib.calendars { germany }\nlet a = germany.holiday",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn check_digits_of_an_account() {
    let found = alone(&[
        "record A { b: Iban }\nlet a = A(b: \"DE89370400440532013000\")",
        "record A { b: Iban }\nlet a = A(b: \"DE89370400440532031000\")",
        "record A { b: Iban }\nlet a = A(b: \"DE89 3704 0044 0532 0130 00\")",
        "record A { b: Iban }\nlet a(c: Text) = A(b: c)",
        "record A { b: Iban }\nlet a(c: Text matching /DE[0-9]{20}/) = A(b: c)",
        "record A { b: Text matching /[A-Z]{2}[0-9A-Z]+/ }\nlet a(c: Iban) = A(b: c)",
        "record A { b: Iban }\nlet a(c: Text matching /[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}/) = A(b: c)",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn circles() {
    let found = alone(&[
        "let a = b + 1\nlet b = a + 1",
        "let a(x: Int from 0 to 9) = a(x: x)",
        "type A = list of B\ntype B = optional A",
        "record A { b: optional B }\nrecord B { a: list of A }",
    ]);
    insta::assert_snapshot!(found);
}

#[test]
fn forms_of_later_are_named() {
    let found = check(&[
        ("when Withdrawn until paid -> end withdrawn", "when StopCalled as s -> end denied(why: s.why)"),
        ("when Withdrawn until paid -> end withdrawn", "when ParcelScanned -> end withdrawn"),
        (
            "call payments.refund",
            "together both need all { stage a { step a1 by Operations within 1h { ok: Bool } } }\n  decide both.a { when x -> continue }\n  call payments.refund",
        ),
        (
            "call payments.refund",
            "for each l in item.lines as done need all { give l.sku }\n  decide done is empty { when yes -> continue  when no -> continue }\n  call payments.refund",
        ),
        (
            "call payments.refund",
            "vote b by BackOffice need 2 of 3 silent counts no within 1h { }\n  call payments.refund",
        ),
        ("note: optional Text }", "note: optional Text visible to Frontline }"),
        ("not by triage.performer", "may correct item.amount by Frontline"),
        ("not by triage.performer", "for each l in item.lines as rows { ok: Bool }"),
    ]);
    insta::assert_snapshot!(found);
}
