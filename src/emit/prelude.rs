//! The prelude: what every module begins with, written by hand as WebAssembly text.
//!
//! In: the texts in `prelude/`. Out: their types, globals and functions in binary form, to be put in front of
//! what is generated, and their names as [`Help`] and [`Var`]. Not here: anything that differs from one
//! workflow to the next.

use super::asm::Func;
use crate::abi::image::Clock;
use crate::abi::{Shape, layout};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use wasm_encoder::ValType;
use wasmparser::{KnownCustom, Name, Parser, Payload};

const TEXTS: [&str; 6] = [
    include_str!("prelude/memory.wat"),
    include_str!("prelude/number.wat"),
    include_str!("prelude/text.wat"),
    include_str!("prelude/date.wat"),
    include_str!("prelude/calendar.wat"),
    include_str!("prelude/clock.wat"),
];

/// Declares an enum whose cases are names in the prelude.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($case:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub(super) enum $kind {
            $($case),*
        }
        impl $kind {
            fn name(self) -> &'static str {
                match self {
                    $($kind::$case => $name),*
                }
            }
            /// All of them.
            #[cfg(test)]
            pub(super) const ALL: &'static [$kind] = &[$($kind::$case),*];
        }
    };
}

names! {
    /// A function of the prelude; what it does is said where it is written.
    Help {
        Alloc = "alloc", Blank = "blank", Table = "table", Push = "push",
        Repoint = "repoint", RepointText = "repoint_text",
        SameText = "same_text", Matches = "matches", CheckDigits = "check_digits", TextOpen = "text_open", TextClose = "text_close",
        PutText = "put_text", PutInt = "put_int", PutDecimal = "put_decimal",
        PutCurrency = "put_currency", Exponent = "exponent", PutDate = "put_date",
        Add = "add", Sub = "sub", AddSat = "add_sat", SubSat = "sub_sat", Max = "max", Min = "min",
        WideAdd = "wide_add", Narrow = "narrow",
        Quotient = "quotient", QuotientUp = "quotient_up",
        ShiftDate = "shift_date", DateOf = "date_of", StartOf = "start_of",
        IsOpen = "is_open", IsOpenBetween = "is_open_between", Due = "due", Before = "before",
        Amount = "amount",
        ClockTable = "clock_table", ClockBlank = "clock_blank", ClockAmount = "clock_amount",
        ClockBegin = "clock_begin", SpanOn = "span_on", ClockOnce = "clock_once", ClockAgain = "clock_again", ClockPause = "clock_pause", ClockResume = "clock_resume",
        ClockStop = "clock_stop", ClockGoOn = "clock_go_on", ClockEnd = "clock_end",
        ClockPart = "clock_part", SpanDue = "span_due", NextTime = "next_time",
        NextDue = "next_due", LeastDue = "least_due",
        Backoff = "backoff", HasRole = "has_role", RoleOf = "role_of", ClockFree = "clock_free", ClocksFree = "clocks_free",
    }
}

names! {
    /// A global of the prelude.
    Var {
        Heap = "heap", Base = "base", Now = "now", Packed = "packed",
        Event = "event", Actor = "actor", Role = "role", Wrote = "wrote", Look = "look", Fuel = "fuel",
    }
}

impl Help {
    /// Its index in every module.
    pub(super) fn func(self) -> Func {
        Func(PRELUDE.funcs_by_name.get(self.name()).copied().unwrap_or(u32::MAX))
    }
}

impl Var {
    /// Its index in every module.
    pub(super) fn index(self) -> u32 {
        PRELUDE.globals_by_name.get(self.name()).copied().unwrap_or(u32::MAX)
    }
}

/// A function type.
pub(super) type Signature = (Vec<ValType>, Vec<ValType>);

/// The prelude in binary form.
#[derive(Default, Debug)]
pub(super) struct Prelude {
    /// Its function types.
    pub(super) types: Vec<Signature>,
    /// The type of each function, and its body.
    pub(super) funcs: Vec<(u32, Vec<u8>)>,
    /// The types of its globals, all of them mutable and zero at first.
    pub(super) globals: Vec<ValType>,
    /// Functions that a host may call.
    pub(super) exports: Vec<(String, u32)>,
    funcs_by_name: BTreeMap<String, u32>,
    globals_by_name: BTreeMap<String, u32>,
}

impl Prelude {
    /// The names of its functions, by index.
    pub(super) fn names(&self) -> BTreeMap<u32, String> {
        self.funcs_by_name.iter().map(|(name, index)| (*index, name.clone())).collect()
    }
}

/// The prelude, assembled once. It is a part of this program; should its text be wrong, it is empty, every
/// module is invalid, and so is every test that emits one.
pub(super) static PRELUDE: LazyLock<Prelude> = LazyLock::new(|| {
    let binary = wat::parse_str(text()).unwrap_or_default();
    read(&binary).unwrap_or_default()
});

/// The whole text, the offsets filled in.
fn text() -> String {
    let mut text = format!("(module\n{})", TEXTS.join("\n"));
    for (name, offset) in offsets() {
        text = text.replace(&format!("{{clock.{name}}}"), &offset.to_string());
    }
    text
}

/// The offsets of what a clock's cell is made of, by the names under which the text speaks of them.
fn offsets() -> Vec<(String, u32)> {
    let fields = Clock::fields();
    let (whole, at) = layout::record(&fields);
    let mut offsets = vec![("size".to_owned(), whole.size)];
    for (field, at) in fields.iter().zip(at) {
        if field.shape == Shape::Span {
            let parts = [
                ("unit", layout::span::UNIT),
                ("calendar", layout::span::CALENDAR),
                ("months", layout::span::MONTHS),
                ("length", layout::span::AMOUNT),
            ];
            offsets.extend(parts.map(|(name, inside)| (name.to_owned(), at + inside)));
        } else {
            offsets.push((field.name.clone(), at));
        }
    }
    offsets
}

fn read(binary: &[u8]) -> wasmparser::Result<Prelude> {
    let mut prelude = Prelude::default();
    let mut types = Vec::new();
    for payload in Parser::new(0).parse_all(binary) {
        match payload? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    let ty = ty?;
                    prelude.types.push((vals(ty.params()), vals(ty.results())));
                }
            }
            Payload::FunctionSection(section) => types = section.into_iter().collect::<Result<_, _>>()?,
            Payload::GlobalSection(section) => {
                for global in section {
                    prelude.globals.extend(vals(&[global?.ty.content_type]));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    prelude.exports.push((export.name.to_owned(), export.index));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let ty = types.get(prelude.funcs.len()).copied().unwrap_or_default();
                prelude.funcs.push((ty, body.as_bytes().to_vec()));
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        name_of(&name?, &mut prelude)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(prelude)
}

fn name_of(name: &Name<'_>, prelude: &mut Prelude) -> wasmparser::Result<()> {
    let (names, into) = match name {
        Name::Function(names) => (names, &mut prelude.funcs_by_name),
        Name::Global(names) => (names, &mut prelude.globals_by_name),
        _ => return Ok(()),
    };
    for naming in names.clone() {
        let naming = naming?;
        into.insert(naming.name.to_owned(), naming.index);
    }
    Ok(())
}

/// The prelude knows numbers of two widths and nothing else.
fn vals(types: &[wasmparser::ValType]) -> Vec<ValType> {
    let val = |ty: &wasmparser::ValType| {
        if *ty == wasmparser::ValType::I64 { ValType::I64 } else { ValType::I32 }
    };
    types.iter().map(val).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_is_valid_and_has_what_is_called() {
        let binary = wat::parse_str(text()).unwrap();
        wasmparser::Validator::new().validate_all(&binary).unwrap();
        for help in Help::ALL {
            assert_ne!(help.func(), Func(u32::MAX), "{help:?}");
        }
        for var in Var::ALL {
            assert_ne!(var.index(), u32::MAX, "{var:?}");
        }
    }
}
