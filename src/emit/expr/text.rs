//! Texts that the module makes: words, and values as `interpret::show` writes them.

use crate::abi::{Case, Currency, Shape, layout};
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Place, val};
use crate::emit::prelude::Help;
use crate::model::{DECIMAL_SCALE, ExprId, PatternId, Piece};
use crate::pattern::Pattern;
use std::sync::LazyLock;
use wasm_encoder::{BlockType, ValType};

use super::choose::discriminant;

/// The currencies whose smallest unit is not a hundredth, each with its decimal places.
static ODD_CURRENCIES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    let currencies = codes.filter_map(|code| Currency::new(&code.iter().collect::<String>()));
    let odd = currencies.filter(|currency| currency.exponent() != 2);
    odd.flat_map(|currency| [currency.packed(), currency.exponent().into()]).collect()
});

impl Body<'_, '_> {
    /// A text with values in it. They are computed first: a text is made in one piece.
    pub(super) fn sentence(&mut self, pieces: &[Piece]) {
        let values: Vec<Option<Local>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(_) => None,
                Piece::Value(value) => {
                    let shape = self.env.shape(*value);
                    self.expr(*value);
                    Some(self.keep(val(&shape)))
                }
            })
            .collect();
        self.help(Help::TextOpen);
        let text = self.keep(ValType::I32);
        for (piece, value) in pieces.iter().zip(values) {
            match (piece, value) {
                (Piece::Words(words), _) => self.words(words),
                (Piece::Value(id), Some(value)) => {
                    let shape = self.env.shape(*id);
                    self.get(value);
                    self.say(&shape);
                }
                (Piece::Value(_), None) => {}
            }
        }
        self.get(text);
        self.help(Help::TextClose);
    }

    /// A value as a text of its own.
    pub(in crate::emit) fn shown(&mut self, id: ExprId) {
        self.sentence(&[Piece::Value(id)]);
    }

    fn words(&mut self, words: &str) {
        let at = self.env.kit.module.text(words);
        self.i32(at);
        self.help(Help::PutText);
    }

    /// Puts the value on the stack behind the text that is being made.
    fn say(&mut self, shape: &Shape) {
        match shape {
            Shape::Bool => self.say_flag(),
            Shape::U8 | Shape::U16 => {
                self.op().i64_extend_i32_u();
                self.help(Help::PutInt);
            }
            Shape::U32 | Shape::Time => {
                self.op().i64_extend_i32_s();
                self.help(Help::PutInt);
            }
            Shape::Int | Shape::Instant => self.help(Help::PutInt),
            Shape::Decimal { .. } => {
                self.i32(DECIMAL_SCALE.into());
                self.i32(1);
                self.help(Help::PutDecimal);
            }
            Shape::Money { currency } => {
                self.i32(currency.exponent().into());
                self.i32(0);
                self.help(Help::PutDecimal);
                self.i32(currency.packed());
                self.help(Help::PutCurrency);
            }
            Shape::AnyMoney => self.say_money(),
            Shape::Date => self.help(Help::PutDate),
            Shape::Option(inner) => self.say_option(inner),
            Shape::Choice(cases) => self.say_case(cases),
            text if text.is_text() => self.help(Help::PutText),
            _ => {
                self.op().drop();
            }
        }
    }

    fn say_flag(&mut self) {
        self.when(BlockType::Empty);
        self.words("yes");
        self.otherwise();
        self.words("no");
        self.end();
    }

    /// An amount of any currency: how many places it has depends on which it is.
    fn say_money(&mut self) {
        let money = self.keep(ValType::I32);
        self.get(money);
        self.load(Width::I64, 0);
        self.get(money);
        self.load(Width::I32, layout::CURRENCY);
        let odd: Vec<u8> = ODD_CURRENCIES.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.constant(&odd);
        self.i32(ODD_CURRENCIES.len() as u32 / 2);
        self.help(Help::Exponent);
        self.i32(0);
        self.help(Help::PutDecimal);
        self.get(money);
        self.load(Width::I32, layout::CURRENCY);
        self.help(Help::PutCurrency);
    }

    fn say_option(&mut self, inner: &Shape) {
        let option = self.keep(ValType::I32);
        self.get(option);
        self.load(Width::U8, 0);
        self.when(BlockType::Empty);
        self.get(option);
        self.read(Place::Behind(layout::some(inner)), inner);
        self.say(inner);
        self.end();
    }

    /// The name of a case, from a list of them all.
    fn say_case(&mut self, cases: &[Case]) {
        let module = &mut self.env.kit.module;
        let names: Vec<u8> = cases.iter().flat_map(|case| module.text_header(&case.name)).collect();
        let names = module.bytes(&names);
        self.load(discriminant(cases), 0);
        self.i32(8);
        self.op().i32_mul();
        self.i32(names);
        self.op().i32_add();
        self.help(Help::PutText);
    }

    /// Whether a text matches a pattern.
    pub(super) fn matches(&mut self, of: ExprId, pattern: PatternId) {
        let Some(table) = self.pattern(pattern) else { return self.nothing() };
        self.i32(table);
        self.expr(of);
        self.help(Help::Matches);
        if self.env.model.patterns[pattern].iban {
            self.expr(of);
            self.help(Help::CheckDigits);
            self.op().i32_and();
        }
    }

    /// The address of a pattern's table; nowhere for a pattern that was refused.
    fn pattern(&mut self, pattern: PatternId) -> Option<u32> {
        if let Some(known) = self.env.kit.patterns.get(&pattern) {
            return Some(*known);
        }
        let table = Pattern::compile(&self.env.model.patterns[pattern].source).ok()?;
        let at = self.env.kit.module.bytes(&table.bytes());
        self.env.kit.patterns.insert(pattern, at);
        Some(at)
    }
}
