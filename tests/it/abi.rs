//! The treaty's border: values to JSON and to memory and back, and what hostile input does.
//!
//! In: JSON and shapes as text, random shapes with values of them. Out: what is read, or every fault. Not
//! here: images and replies, which `run` tests against a module.

mod strategy;

use handoff::abi::codec::{decode, encode};
use handoff::abi::{Case, Currency, Field, Reply, Shape, json};
use proptest::prelude::*;
use strategy::{shape, shape_and_value};

/// What reading `text` as `shape` gives: the value as it is written again and as it is shown, or the faults.
fn check(shape: &Shape, text: &str) -> String {
    let faults = match json::read(&json::parse(text).unwrap(), shape) {
        Ok(value) => return format!("{} | {}", json::write(&value, shape), json::show(&value, shape)),
        Err(faults) => faults,
    };
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn eur() -> Shape {
    Shape::Money { currency: Currency::new("EUR").unwrap() }
}

#[test]
fn scalars_are_read_exactly() {
    let decimal = Shape::Decimal { scale: 6 };
    for (shape, text, expected) in [
        (&Shape::Bool, r#""yes""#, "true | yes"),
        (&Shape::Int, "-7", "-7 | -7"),
        (&Shape::Int, r#""9223372036854775807""#, r#""9223372036854775807" | 9223372036854775807"#),
        (&Shape::Int, "-9223372036854775808", r#""-9223372036854775808" | -9223372036854775808"#),
        (&Shape::Int, "9223372036854775808", "`9223372036854775808` is too large"),
        (&Shape::Int, "1.5", "`1.5` is not a whole number"),
        (&Shape::U8, "256", "`256` is not from 0 to 255"),
        (&decimal, "0.1", r#""0.1" | 0.1"#),
        (&decimal, r#""-0.000001""#, r#""-0.000001" | -0.000001"#),
        (&decimal, r#""0.0000001""#, "`0.0000001` has more than 6 decimal places"),
        (
            &decimal,
            "123456789.12345678",
            "this number has too many digits to be read exactly; write it as a text, in quotes",
        ),
        (&decimal, "1e3", r#""1000" | 1000"#),
        (&decimal, r#""1e3""#, "`1e3` is not a number like `40` or `40.5`"),
        (&decimal, r#"".5""#, "`.5` is not a number like `40` or `40.5`"),
        (&eur(), "40", r#""40.00 EUR" | 40.00 EUR"#),
        (&eur(), r#""40.5 EUR""#, r#""40.50 EUR" | 40.50 EUR"#),
        (&eur(), r#"{"amount": "40.00", "currency": "EUR"}"#, r#""40.00 EUR" | 40.00 EUR"#),
        (&eur(), r#""40 USD""#, "an amount in EUR is expected here, not in USD"),
        (&eur(), r#""40.005""#, "`40.005` has more than 2 decimal places"),
        (&Shape::AnyMoney, r#""40 JPY""#, r#""40 JPY" | 40 JPY"#),
        (&Shape::AnyMoney, "40", "the currency is missing; write it like `40.00 EUR`"),
        (&Shape::Date, r#""2026-11-23""#, r#""2026-11-23" | 2026-11-23"#),
        (&Shape::Date, r#""2026-02-29""#, "`2026-02-29` is not a date like `2026-11-23`"),
        (&Shape::Time, r#""09:30""#, r#""09:30" | 09:30"#),
        (&Shape::Time, r#""24:01""#, "`24:01` is not a time like `09:30`"),
        (
            &Shape::Instant,
            r#""2026-11-23T10:30:00+01:00""#,
            r#""2026-11-23T09:30:00Z" | 2026-11-23 09:30 UTC"#,
        ),
        (
            &Shape::Instant,
            r#""1969-12-31T23:59:59.5Z""#,
            r#""1969-12-31T23:59:59.5Z" | 1969-12-31 23:59:59.5 UTC"#,
        ),
        (&Shape::Instant, r#""2026-11-23""#, "`2026-11-23` is not a moment like `2026-11-23T09:30:00Z`"),
        (&Shape::Span, r#""1h 30min""#, r#"{"amount":5400000000,"unit":"elapsed"} | 1h 30min"#),
        (&Shape::Span, r#""2 workdays""#, r#"{"amount":2,"unit":"workdays"} | 2 workdays"#),
        (&Shape::Span, r#""1 month 3 days""#, r#"{"amount":3,"months":1,"unit":"days"} | 1 month 3 days"#),
        (&Shape::Span, r#""1h 2 days""#, "`1h 2 days` is not a length of time like `4h` or `2 workdays`"),
        (
            &Shape::Span,
            r#"{"unit": "hours", "amount": 1}"#,
            "`unit` is one of `elapsed`, `open_time`, `workdays`, `days`",
        ),
    ] {
        assert_eq!(check(shape, text), expected, "{text}");
    }
}

#[test]
fn every_fault_is_told_with_its_path() {
    let line = Shape::Record(vec![Field::new("price", eur()), Field::new("count", Shape::Int)]);
    let cause = Shape::Choice(vec![
        Case::new("damaged", vec![]),
        Case::new("late", vec![Field::new("by", Shape::Int)]),
    ]);
    let order = Shape::Record(vec![
        Field::new("lines", line.list()),
        Field::new("cause", cause),
        Field::new("note", Shape::Text.option()),
    ]);
    let fine = r#"{"lines": [{"price": 1, "count": 2}], "cause": {"late": {"by": 3}}}"#;
    assert_eq!(
        check(&order, fine),
        r#"{"cause":{"late":{"by":3}},"lines":[{"count":2,"price":"1.00 EUR"}],"note":null} | lines: price: 1.00 EUR, count: 2, cause: late (by: 3), note: nothing"#
    );
    let broken = r#"{"lines": [{"prise": 1, "count": true}, 7], "cause": "lost", "notes": null}"#;
    assert_eq!(
        check(&order, broken),
        "`notes`: there is no such field; did you mean `note`?\n\
         `lines[0].prise`: there is no such field; did you mean `price`?\n\
         `lines[0].price`: this field is missing\n\
         `lines[0].count`: a number is expected here, not yes or no\n\
         `lines[1]`: an object with fields is expected here, not a number\n\
         `cause`: there is no case `lost`; there are `damaged`, `late`"
    );
    assert_eq!(check(&order, r#"{"lines": [], "cause": "late"}"#), "`cause.late.by`: this field is missing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn json_comes_back((shape, value) in shape_and_value()) {
        let text = json::write(&value, &shape).to_string();
        let back = json::read(&json::parse(&text).unwrap(), &shape);
        prop_assert_eq!(back, Ok(value), "{}", text);
    }

    #[test]
    fn memory_comes_back((shape, value) in shape_and_value(), base in 0_u32..3) {
        let base = base * 8;
        let bytes = encode(&value, &shape, base);
        let memory = [vec![0xAA; base as usize], bytes].concat();
        prop_assert_eq!(decode(&memory, base, &shape), Ok(value));
    }

    #[test]
    fn hostile_bytes_are_refused_or_read(shape in shape(), bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_u32..40) {
        if let Ok(value) = decode(&bytes, at, &shape) {
            // Whatever they are, they are a value: it can be written again and shown.
            let again = encode(&value, &shape, 0);
            prop_assert_eq!(decode(&again, 0, &shape), Ok(value.clone()));
            json::write(&value, &shape);
            json::show(&value, &shape);
        }
    }

    #[test]
    fn damaged_bytes_are_refused_or_read((shape, value) in shape_and_value(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = encode(&value, &shape, 0);
        if !bytes.is_empty() {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(value) = decode(&bytes, 0, &shape) {
                json::write(&value, &shape);
            }
        }
    }

    #[test]
    fn hostile_replies_are_refused_or_read(shape in shape(), bytes in proptest::collection::vec(0_u8..40, 0..120)) {
        let _ = Reply::read(&bytes, 0, &shape, &shape);
    }
}
