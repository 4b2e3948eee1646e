//! Random shapes, and random values of them.
//!
//! In: nothing. Out: strategies. Dates and times are those that clocks and calendars show, and no option
//! holds an option, for JSON has one `null`.

use handoff::abi::{Case, Currency, Field, Shape, Span, Unit, Value};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any shape, a few levels deep.
pub(super) fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        Just(Shape::Bool),
        Just(Shape::U8),
        Just(Shape::U16),
        Just(Shape::U32),
        Just(Shape::Int),
        (0_u8..9).prop_map(|scale| Shape::Decimal { scale }),
        currency().prop_map(|currency| Shape::Money { currency }),
        Just(Shape::AnyMoney),
        Just(Shape::Text),
        Just(Shape::Date),
        Just(Shape::Time),
        Just(Shape::Instant),
        Just(Shape::Span),
        Just(Shape::Person),
        Just(Shape::Link),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            inner.clone().prop_map(Shape::list),
            inner.clone().prop_map(|shape| match shape {
                Shape::Option(_) => shape,
                shape => shape.option(),
            }),
            vec(inner.clone(), 0..5).prop_map(|shapes| Shape::Record(fields(shapes))),
            vec(vec(inner, 0..3), 1..5).prop_map(|cases| Shape::Choice(choice(cases))),
        ]
    })
}

fn fields(shapes: Vec<Shape>) -> Vec<Field> {
    shapes.into_iter().enumerate().map(|(at, shape)| Field::new(format!("field{at}"), shape)).collect()
}

fn choice(cases: Vec<Vec<Shape>>) -> Vec<Case> {
    let case = |(at, shapes)| Case::new(format!("case{at}"), fields(shapes));
    cases.into_iter().enumerate().map(case).collect()
}

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["EUR", "USD", "JPY", "BHD", "XXX"])
        .prop_map(|code| Currency::new(code).unwrap())
}

/// A shape and a value of it.
pub(super) fn shape_and_value() -> impl Strategy<Value = (Shape, Value)> {
    shape().prop_flat_map(|shape| {
        let value = value(&shape);
        (Just(shape), value)
    })
}

fn value(shape: &Shape) -> BoxedStrategy<Value> {
    let ints = |range: std::ops::RangeInclusive<i64>| range.prop_map(Value::Int).boxed();
    match shape {
        Shape::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Shape::U8 => ints(0..=u8::MAX.into()),
        Shape::U16 => ints(0..=u16::MAX.into()),
        Shape::U32 => ints(0..=u32::MAX.into()),
        Shape::Int | Shape::Decimal { .. } | Shape::Money { .. } => any::<i64>().prop_map(Value::Int).boxed(),
        Shape::Date => ints(-700_000..=2_900_000),
        Shape::Time => ints(0..=24 * 60),
        Shape::Instant => ints(-60_000_000_000_000_000..=250_000_000_000_000_000),
        Shape::AnyMoney => {
            (any::<i64>(), currency()).prop_map(|(units, currency)| Value::Money(units, currency)).boxed()
        }
        Shape::Span => span().prop_map(Value::Span).boxed(),
        Shape::List(element) => vec(value(element), 0..4).prop_map(Value::List).boxed(),
        Shape::Option(inner) => prop_oneof![Just(Value::NONE), value(inner).prop_map(Value::some)].boxed(),
        Shape::Record(fields) => values(fields).prop_map(Value::Record).boxed(),
        Shape::Choice(cases) => {
            let cases = cases.clone();
            (0..cases.len())
                .prop_flat_map(move |case| values(&cases[case].fields).prop_map(move |values| (case, values)))
                .prop_map(|(case, values)| Value::Choice(case as u16, values))
                .boxed()
        }
        _ => ".{0,12}".prop_map(Value::Text).boxed(),
    }
}

fn values(fields: &[Field]) -> BoxedStrategy<Vec<Value>> {
    fields.iter().map(|field| value(&field.shape)).collect::<Vec<_>>().boxed()
}

fn span() -> impl Strategy<Value = Span> {
    let unit = prop::sample::select(vec![Unit::Elapsed, Unit::OpenTime, Unit::Workdays, Unit::Days]);
    let months = prop_oneof![Just(0), -i32::MAX..=i32::MAX];
    (unit, any::<u8>(), months, any::<i64>()).prop_map(|(unit, calendar, months, amount)| Span {
        unit,
        calendar,
        months,
        amount,
    })
}
