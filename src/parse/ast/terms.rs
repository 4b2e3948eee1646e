//! Contracts and their terms: what is carried, required, read back, and how it is accepted or returned.
//!
//! In: `contract` nodes and the lines of a contract, a handoff or a start. Out: their views.

use super::arm::Arm;
use super::expr::Expr;
use super::head::Within;
use super::lines::{AlsoBy, NotBy, OnlyBy, PreferablyBy};
use super::names::{Ident, Path, Sentence};
use super::rights::Right;
use super::types::{Case, Field, TypeRef};
use super::view::{View, choice, view};
use super::workflow::Version;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `contract NAME for TEAM version N { terms }`.
    Contract = contract;
    /// `carry PATH, FIELD …`.
    Carry = carry;
    /// `require [LABEL:] E [if E] "sentence"`.
    Require = require;
    /// `read back PATH, NAME: Text "…"`.
    ReadBack = read_back;
    /// `NAME: TYPE "question"`, read back in the receiver's own words.
    OwnWords = own_words;
    /// `ready within D`.
    Ready = ready;
    /// `accept within D`, `accept on arrival`.
    Accept = accept;
    /// `may return CASE, …`, `may not return`.
    MayReturn = may_return;
}

choice! {
    /// A line of a contract, a handoff or a start.
    #[expect(missing_docs, reason = "each is named after its view")]
    TermLine {
        Carry(Carry), Require(Require), ReadBack(ReadBack), Ready(Ready), Accept(Accept), MayReturn(MayReturn),
        NotBy(NotBy), OnlyBy(OnlyBy), PreferablyBy(PreferablyBy), AlsoBy(AlsoBy), Right(Right), Arm(Arm),
    }
}

impl<'t> Contract<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// The receivers whose terms these are.
    pub fn receivers(self) -> Vec<Path> {
        self.0.paths()
    }

    /// Its version.
    pub fn version(self) -> Option<Version<'t>> {
        self.0.find()
    }

    /// Its lines, in order.
    pub fn lines(self) -> impl Iterator<Item = TermLine<'t>> {
        self.0.every()
    }
}

/// One thing that is carried.
#[derive(Clone, Debug)]
pub enum Carried<'t> {
    /// A value under its own name.
    Path(Path),
    /// A field, filled by `under` or by the sender, and what it must rest on.
    Field(Field<'t>, Vec<Path>),
}

impl<'t> Carry<'t> {
    /// What it lists, in order.
    pub fn carried(self) -> impl Iterator<Item = Carried<'t>> {
        self.0.children().filter_map(carried)
    }
}

fn carried(node: Syntax<'_>) -> Option<Carried<'_>> {
    let Some(field) = Field::cast(node) else { return Path::of(node).map(Carried::Path) };
    let resting = node.next().filter(|next| next.kind() == Rule::resting);
    Some(Carried::Field(field, resting.map_or_else(Vec::new, Syntax::paths)))
}

impl Require<'_> {
    /// Its label, by which arms speak of it.
    pub fn label(self) -> Option<Ident> {
        self.0.name()
    }

    /// What must hold.
    pub fn requirement(self) -> Option<Expr> {
        self.0.expr()
    }

    /// Only if this holds.
    pub fn condition(self) -> Option<Expr> {
        self.0.condition()
    }

    /// What to say where it does not.
    pub fn sentence(self) -> Option<Sentence> {
        self.0.sentence()
    }
}

/// One thing that is read back.
#[derive(Clone, Debug)]
pub enum Said<'t> {
    /// A value that must be said again.
    Path(Path),
    /// An answer in own words.
    OwnWords(OwnWords<'t>),
}

impl<'t> ReadBack<'t> {
    /// What it lists, in order.
    pub fn said(self) -> impl Iterator<Item = Said<'t>> {
        self.0.children().filter_map(|child| {
            let words = OwnWords::cast(child).map(Said::OwnWords);
            words.or_else(|| Path::of(child).map(Said::Path))
        })
    }
}

impl<'t> OwnWords<'t> {
    /// The answer's name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its type.
    pub fn ty(self) -> Option<TypeRef<'t>> {
        self.0.find()
    }

    /// The question.
    pub fn question(self) -> Option<Sentence> {
        self.0.sentence()
    }
}

impl<'t> Ready<'t> {
    /// How soon the sender must have met the terms.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }
}

impl<'t> Accept<'t> {
    /// Whether it says `on arrival`.
    pub fn on_arrival(self) -> bool {
        self.0.has(Rule::kw_on_arrival)
    }

    /// How soon the receiver must accept.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }
}

impl<'t> MayReturn<'t> {
    /// Whether it says `may not return`.
    pub fn never(self) -> bool {
        self.0.has(Rule::kw_not)
    }

    /// The reasons, in order.
    pub fn reasons(self) -> impl Iterator<Item = Case<'t>> {
        self.0.every()
    }
}
