//! Blocks: work inside which other work goes on.
//!
//! In: nodes of `stage`, `together`, `for each`. Out: their views.

use super::expr::{Expr, read};
use super::head::{Clause, Clock, Extended, Including, Need};
use super::names::Ident;
use super::view::view;
use super::workflow::BodyLine;
use crate::parse::grammar::Rule;

view! {
    /// `stage NAME [within D] { … }`, alone or a branch of `together`.
    Stage = stage;
    /// `together [NAME] need … { stages and arms }`.
    Together = together;
    /// `for each X in LIST … need … { … }`.
    ForEach = for_each;
}

impl<'t> Stage<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its clock.
    pub fn clock(self) -> Option<Clock<'t>> {
        self.0.find()
    }

    /// How far its clock may be extended.
    pub fn extended(self) -> Option<Extended<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Statements, arms and rights, in order.
    pub fn body(self) -> impl Iterator<Item = BodyLine<'t>> {
        self.0.every()
    }
}

impl<'t> Together<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// How many branches must succeed.
    pub fn need(self) -> Option<Need<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Its branches.
    pub fn stages(self) -> impl Iterator<Item = Stage<'t>> {
        self.0.every()
    }

    /// Stages, arms and rights, in order; the only statements are stages.
    pub fn body(self) -> impl Iterator<Item = BodyLine<'t>> {
        self.0.every()
    }
}

impl<'t> ForEach<'t> {
    /// The name of one element.
    pub fn element(self) -> Option<Ident> {
        self.0.name()
    }

    /// The list.
    pub fn list(self) -> Option<Expr> {
        self.0.child(Rule::bound).and_then(read)
    }

    /// The event that brings further elements.
    pub fn including(self) -> Option<Including<'t>> {
        self.0.find()
    }

    /// Whether one branch comes after the other.
    pub fn in_turn(self) -> bool {
        self.0.has(Rule::kw_in_turn)
    }

    /// The name of what the branches gave.
    pub fn alias(self) -> Option<Ident> {
        self.0.alias()
    }

    /// How many branches must succeed.
    pub fn need(self) -> Option<Need<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Statements, arms and rights of a branch, in order.
    pub fn body(self) -> impl Iterator<Item = BodyLine<'t>> {
        self.0.every()
    }
}
