//! A workflow: its header lines, its body, and the migration from an earlier version.
//!
//! In: `workflow` nodes. Out: views of header and body. Not here: the statements themselves (`stmt`).

use super::arm::Arm;
use super::calendar::date;
use super::declare::params;
use super::expr::Expr;
use super::head::Within;
use super::literal::Date;
use super::names::{Ident, Int, Path, Sentence};
use super::rights::Right;
use super::stmt::Stmt;
use super::terms::TermLine;
use super::types::{Case, Param};
use super::view::{choice, view};
use crate::parse::grammar::Rule;

view! {
    /// `workflow NAME(item: T) { … }`.
    Workflow = workflow;
    /// `one per PATH [for ever]`.
    Key = key;
    /// `party P at PATH`.
    Party = party;
    /// `starts with TEAM [{ terms }]`, or with a `decide` that gives the team.
    Starts = starts;
    /// `promised within D [until PLACE] [pausing only if E]`.
    Promised = promised;
    /// `no promise because "…"`.
    NoPromise = no_promise;
    /// `version N [from DATE]`, of a workflow or contract.
    Version = version;
    /// `ends OUTCOME, …`.
    Ends = ends;
    /// `name(…) [until PLACE] [undone] [require E [if E] "…"]`.
    Outcome = outcome;
    /// `require E [if E] "…"`, of an outcome.
    OutcomeRule = outcome_rule;
    /// `migrate from N { arms }`.
    Migrate = migrate;
}

choice! {
    /// One of the first lines of a workflow.
    #[expect(missing_docs, reason = "each is named after its view")]
    Header {
        Key(Key), Party(Party), Starts(Starts), Promised(Promised), NoPromise(NoPromise), Version(Version),
        Ends(Ends),
    }
}

choice! {
    /// A line of a body: of a workflow or a branch.
    #[expect(missing_docs, reason = "each is named after its view")]
    BodyLine { Stmt(Stmt), Arm(Arm), Right(Right), Migrate(Migrate), }
}

impl<'t> Workflow<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// What it is started with; the item first.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> {
        params(self.0)
    }

    /// Its header, in order.
    pub fn header(self) -> impl Iterator<Item = Header<'t>> {
        self.0.every()
    }

    /// Its body: statements, arms, rights and migrations, in order.
    pub fn body(self) -> impl Iterator<Item = BodyLine<'t>> {
        self.0.every()
    }
}

impl Key<'_> {
    /// The path that is different for each item.
    pub fn path(self) -> Option<Path> {
        self.0.path()
    }

    /// Whether an ended item still counts.
    pub fn for_ever(self) -> bool {
        self.0.has(Rule::kw_for_ever)
    }
}

impl Party<'_> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Where its address stands.
    pub fn address(self) -> Option<Path> {
        self.0.path()
    }
}

impl<'t> Starts<'t> {
    /// The team: a path, or a `decide` that gives one.
    pub fn team(self) -> Option<Expr> {
        self.0.expr()
    }

    /// The terms of the start, which is the first handoff.
    pub fn terms(self) -> impl Iterator<Item = TermLine<'t>> {
        self.0.every()
    }
}

impl<'t> Promised<'t> {
    /// How long.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }

    /// The place with which it is kept, if not the end.
    pub fn until(self) -> Option<Ident> {
        self.0.until()
    }

    /// `pausing only if E`.
    pub fn pausing_only_if(self) -> Option<Expr> {
        self.0.child(Rule::only_if)?.condition()
    }
}

impl NoPromise<'_> {
    /// Why there is none.
    pub fn because(self) -> Option<Sentence> {
        self.0.because()
    }
}

impl Version<'_> {
    /// Its number.
    pub fn number(self) -> Option<Int> {
        self.0.int()
    }

    /// From when on new items take it.
    pub fn from(self) -> Option<Date> {
        self.0.children().find_map(date)
    }
}

impl<'t> Ends<'t> {
    /// The outcomes, in order.
    pub fn outcomes(self) -> impl Iterator<Item = Outcome<'t>> {
        self.0.every()
    }
}

impl<'t> Outcome<'t> {
    /// Its name and data.
    pub fn case(self) -> Option<Case<'t>> {
        self.0.find()
    }

    /// The place after which it is closed.
    pub fn until(self) -> Option<Ident> {
        self.0.until()
    }

    /// Whether everything begun must be taken back.
    pub fn undone(self) -> bool {
        self.0.has(Rule::kw_undone)
    }

    /// What it requires.
    pub fn rules(self) -> impl Iterator<Item = OutcomeRule<'t>> {
        self.0.every()
    }
}

impl OutcomeRule<'_> {
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

impl<'t> Migrate<'t> {
    /// The earlier version.
    pub fn from(self) -> Option<Int> {
        self.0.int()
    }

    /// `when at PLACE -> go to PLACE { fills }`.
    pub fn arms(self) -> impl Iterator<Item = Arm<'t>> {
        self.0.every()
    }
}
