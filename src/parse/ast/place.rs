//! Places: where a branch rests. `verb NAME by/to/of WHO within HOW LONG { what, rules, rights, arms }`.
//!
//! In: nodes of places. Out: their views. Not here: blocks (`block`), lines inside the braces (`lines`,
//! `terms`, `rights`, `arm`).

use super::arm::{Arm, Limit};
use super::expr::{Arg, Expr, args, is_operand, read};
use super::head::{Clause, Clock, NeedOf, Pausing, Under, Within};
use super::lines::{FormLine, UndoneBy};
use super::names::{Ident, Path, Sentence};
use super::terms::TermLine;
use super::view::{choice, view};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `step NAME by WHO within D { … }`.
    Step = step;
    /// `vote NAME by WHO need N of M … { … }`.
    Vote = vote;
    /// `handoff NAME [from TEAM] to TEAM [under CONTRACT(…)] { … }`.
    Handoff = handoff;
    /// `ask NAME of PARTY within D { … }`.
    Ask = ask;
    /// `ask PARTY for PATHS within D …, at most N times then R`.
    AskFor = ask_for;
    /// `call SERVICE.OP(…) [as NAME] { … }`.
    Call = call;
    /// `wait NAME for EVENT …`, `wait NAME until E …`.
    Wait = wait;
    /// `run WORKFLOW(…) [as NAME] … { … }`.
    Run = run;
    /// `undo all`, `undo NAME`.
    Undo = undo;
}

choice! {
    /// A line of a call.
    #[expect(missing_docs, reason = "each is named after its view")]
    CallLine { UndoneBy(UndoneBy), Arm(Arm), }
}

impl<'t> Step<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Who does it: teams, roles of teams, or `owner`.
    pub fn by(self) -> Vec<Path> {
        self.0.paths_of(Rule::by)
    }

    /// Its clock.
    pub fn clock(self) -> Option<Clock<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Fields, rules, rights and arms, in order.
    pub fn lines(self) -> impl Iterator<Item = FormLine<'t>> {
        self.0.every()
    }
}

impl<'t> Vote<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Who votes.
    pub fn by(self) -> Vec<Path> {
        self.0.paths_of(Rule::by)
    }

    /// How many of how many.
    pub fn need(self) -> Option<NeedOf<'t>> {
        self.0.find()
    }

    /// The role whose no decides.
    pub fn veto(self) -> Option<Ident> {
        self.0.child(Rule::veto).and_then(Syntax::name)
    }

    /// Whether silence counts as a yes.
    pub fn silent(self) -> Option<bool> {
        let silent = self.0.child(Rule::silent)?;
        let no = silent.has(Rule::kw_no).then_some(false);
        silent.has(Rule::yes).then_some(true).or(no)
    }

    /// Its clock.
    pub fn clock(self) -> Option<Clock<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Fields, rules, rights and arms, in order.
    pub fn lines(self) -> impl Iterator<Item = FormLine<'t>> {
        self.0.every()
    }
}

/// What stands between the sender and the receiver: `to`, or what stands in its place.
const TO: [Rule; 3] = [Rule::kw_to, Rule::bad_word, Rule::miss_to];

impl<'t> Handoff<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// `from TEAM`, where it says so.
    pub fn from(self) -> Vec<Path> {
        self.0.paths_before(&TO)
    }

    /// The receiver: a path, or a `decide` that gives one.
    pub fn to(self) -> Option<Expr> {
        let receiver = self.0.children().skip_while(|child| !TO.contains(&child.kind()));
        receiver.filter(|child| is_operand(child.kind())).find_map(read)
    }

    /// The contract and what it is given.
    pub fn under(self) -> Option<Under<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Terms, rights and arms, in order.
    pub fn lines(self) -> impl Iterator<Item = TermLine<'t>> {
        self.0.every()
    }
}

impl<'t> Ask<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Who is asked.
    pub fn party(self) -> Option<Path> {
        self.0.path()
    }

    /// Its clock.
    pub fn clock(self) -> Option<Clock<'t>> {
        self.0.find()
    }

    /// The clocks that stand still meanwhile.
    pub fn pausing(self) -> Option<Pausing<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Fields, `shows` and arms, in order.
    pub fn lines(self) -> impl Iterator<Item = FormLine<'t>> {
        self.0.every()
    }
}

impl<'t> AskFor<'t> {
    /// Who is asked.
    pub fn party(self) -> Option<Path> {
        self.0.paths_before(&[Rule::kw_for, Rule::miss_for, Rule::bad_word]).into_iter().next()
    }

    /// What for.
    pub fn paths(self) -> Vec<Path> {
        self.0.paths_after(&[Rule::kw_for, Rule::miss_for, Rule::bad_word])
    }

    /// Its clock.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }

    /// The clocks that stand still meanwhile.
    pub fn pausing(self) -> Option<Pausing<'t>> {
        self.0.find()
    }

    /// How often, and what then.
    pub fn limit(self) -> Option<Limit<'t>> {
        self.0.find()
    }
}

impl<'t> Call<'t> {
    /// The service and its operation.
    pub fn op(self) -> Option<Path> {
        self.0.path()
    }

    /// What it is given.
    pub fn args(self) -> Vec<Arg> {
        self.0.child(Rule::args).map_or_else(Vec::new, args)
    }

    /// `as NAME`.
    pub fn alias(self) -> Option<Ident> {
        self.0.alias()
    }

    /// Why it may be entered again while its earlier effect stands.
    pub fn again(self) -> Option<Sentence> {
        self.0.again()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// How it is taken back, and its arms, in order.
    pub fn lines(self) -> impl Iterator<Item = CallLine<'t>> {
        self.0.every()
    }
}

/// What a [`Wait`] waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Awaited {
    /// An event, and what must hold of it.
    Event(Path, Option<Expr>),
    /// A moment.
    Moment(Expr),
}

impl<'t> Wait<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// What it waits for.
    pub fn awaited(self) -> Option<Awaited> {
        if self.0.has(Rule::kw_until) {
            return self.0.expr().map(Awaited::Moment);
        }
        Some(Awaited::Event(self.0.path()?, self.0.condition()))
    }

    /// Its clock.
    pub fn clock(self) -> Option<Clock<'t>> {
        self.0.find()
    }

    /// The clocks that stand still meanwhile.
    pub fn pausing(self) -> Option<Pausing<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// Its arms, in order.
    pub fn arms(self) -> impl Iterator<Item = Arm<'t>> {
        self.0.every()
    }
}

impl<'t> Run<'t> {
    /// The workflow, or the path of a running item.
    pub fn child(self) -> Option<Path> {
        self.0.path()
    }

    /// What the workflow is started with; `None` where an item is followed.
    pub fn args(self) -> Option<Vec<Arg>> {
        self.0.child(Rule::args).map(args)
    }

    /// `as NAME`.
    pub fn alias(self) -> Option<Ident> {
        self.0.alias()
    }

    /// Its clock.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }

    /// The clocks that stand still meanwhile.
    pub fn pausing(self) -> Option<Pausing<'t>> {
        self.0.find()
    }

    /// `rests on` and `visible to`.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'t>> {
        self.0.every()
    }

    /// An arm for each outcome, and its other arms, in order.
    pub fn arms(self) -> impl Iterator<Item = Arm<'t>> {
        self.0.every()
    }
}

impl<'t> Undo<'t> {
    /// Whether it says `all`.
    pub fn all(self) -> bool {
        self.0.has(Rule::kw_all)
    }

    /// What is undone, where it is not all.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its arms, in order.
    pub fn arms(self) -> impl Iterator<Item = Arm<'t>> {
        self.0.every()
    }
}
