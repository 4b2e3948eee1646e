//! The lines of a form: fields, rules of who and how, rights and arms.
//!
//! In: nodes inside the braces of a step, vote or ask. Out: their views. Not here: terms (`terms`).

use super::arm::{Arm, Response};
use super::expr::{Expr, read};
use super::head::Within;
use super::names::{Ident, Int, Path};
use super::rights::Right;
use super::types::Field;
use super::view::{choice, view};
use crate::parse::grammar::Rule;

view! {
    /// `for each x in L as NAME { FIELDS }`.
    EachField = each_field;
    /// `not by P`.
    NotBy = not_by;
    /// `only by P`.
    OnlyBy = only_by;
    /// `preferably by P`.
    PreferablyBy = preferably_by;
    /// `also by P`.
    AlsoBy = also_by;
    /// `claim within D`.
    ClaimWithin = claim_within;
    /// `shows PATHS`.
    Shows = shows;
    /// `undone by RESPONSE`.
    UndoneBy = undone_by;
    /// `at most N visits then RESPONSE`.
    Visits = visits;
}

choice! {
    /// A line of a step, vote or ask.
    #[expect(missing_docs, reason = "each is named after its view")]
    FormLine {
        Field(Field), EachField(EachField), NotBy(NotBy), OnlyBy(OnlyBy), PreferablyBy(PreferablyBy),
        AlsoBy(AlsoBy), ClaimWithin(ClaimWithin), Shows(Shows), UndoneBy(UndoneBy), Visits(Visits),
        Right(Right), Arm(Arm),
    }
}

impl<'t> EachField<'t> {
    /// The name of one element.
    pub fn element(self) -> Option<Ident> {
        self.0.name()
    }

    /// The list.
    pub fn list(self) -> Option<Expr> {
        self.0.child(Rule::bound).and_then(read)
    }

    /// The name of the rows.
    pub fn alias(self) -> Option<Ident> {
        self.0.alias()
    }

    /// What is filled in for each element.
    pub fn fields(self) -> impl Iterator<Item = Field<'t>> {
        self.0.every()
    }
}

impl NotBy<'_> {
    /// Who may not: people, or lists of people.
    pub fn people(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl OnlyBy<'_> {
    /// Who alone may.
    pub fn people(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl PreferablyBy<'_> {
    /// Who should, if they are there.
    pub fn people(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl AlsoBy<'_> {
    /// Who may judge although they gave it.
    pub fn people(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl<'t> ClaimWithin<'t> {
    /// How soon somebody must take it.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }
}

impl Shows<'_> {
    /// What the person or party sees.
    pub fn paths(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl<'t> UndoneBy<'t> {
    /// How it is taken back.
    pub fn response(self) -> Option<Response<'t>> {
        self.0.find()
    }
}

impl<'t> Visits<'t> {
    /// How often it may be entered.
    pub fn most(self) -> Option<Int> {
        self.0.int()
    }

    /// What then.
    pub fn then(self) -> Option<Response<'t>> {
        self.0.find()
    }
}
