//! The arm: `when SITUATION, … [as NAME] [if E] [until PLACE] -> RESPONSE`, and bounds, which end like one.
//!
//! In: nodes of arms and bounds. Out: their views, and [`Situation`] as owned data. What a plain name in a
//! situation means (a case, an exception, an event, `failed`, `unmet`, `cancelled`, `present`, `none`; of
//! `a, b unmet` the label `a`) is settled by the resolver from what the arm speaks of. Not here: arms that
//! give values (`expr`).

use super::expr::{Expr, read};
use super::names::{Ident, Int, Path, Sentence};
use super::stmt::Stmt;
use super::types::{Above, AtLeast, AtMost, Below, FromTo};
use super::view::{View, choice, view};
use crate::base::Span;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `when … -> RESPONSE`, `otherwise -> RESPONSE`.
    Arm = arm;
    /// `{ statements }`, as a response.
    Block = block;
    /// `at most N times then RESPONSE`.
    AtMostTimes = at_most_times;
    /// `unbounded because "…"`.
    Unbounded = unbounded;
}

/// What holds a repetition: a count with what comes then, or a reason why there is none.
#[derive(Clone, Copy, Debug)]
pub enum Limit<'t> {
    /// `at most N times then RESPONSE`.
    AtMost(AtMostTimes<'t>),
    /// `unbounded because "…"`.
    Unbounded(Unbounded<'t>),
}

choice! {
    /// What follows an arrow, `then` or `undone by`.
    Response {
        /// One statement.
        Stmt(Stmt),
        /// Several, in braces.
        Block(Block),
    }
}

/// What may happen, where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Situation {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: SituationKind,
}

/// What a [`Situation`] says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SituationKind {
    /// A plain name; the resolver settles what it means.
    Name(Ident),
    /// `[claim|ready] late [by D | every D]`. A bare `late` under a `decide` whose choice has a case of that
    /// name is that case.
    Late(LateClock, Rung),
    /// `80% used`: the number before the sign.
    Used(super::Literal),
    /// `LABEL unmet`; plain names right before it are labels too.
    Unmet(Ident),
    /// `returned REASON`.
    Returned(Ident),
    /// `corrected PATH`.
    Corrected(Path),
    /// `ended OUTCOME`.
    Ended(Ident),
    /// `at TIME`, `at INSTANT`.
    AtTime(super::Literal),
    /// `at PLACE`, in a migration.
    AtPlace(Ident),
    /// `from a to b`.
    FromTo(Option<Expr>, Option<Expr>),
    /// `above E`.
    Above(Option<Expr>),
    /// `below E`.
    Below(Option<Expr>),
    /// `at least E`.
    AtLeast(Option<Expr>),
    /// `at most E`.
    AtMost(Option<Expr>),
    /// A condition, or a case that is not a plain name.
    Condition(Expr),
}

/// Whose clock a `late` speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LateClock {
    /// The place's main clock; on a handoff, acceptance.
    Main,
    /// `claim late`: first touch.
    Claim,
    /// `ready late`: the sender's.
    Ready,
}

/// Which rung of the ladder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rung {
    /// The breach itself.
    Breach,
    /// `by D` after it.
    By(Expr),
    /// `every D` after it.
    Every(Expr),
}

impl<'t> Arm<'t> {
    /// Whether it is `otherwise`.
    pub fn is_otherwise(self) -> bool {
        self.0.has(Rule::kw_otherwise)
    }

    /// What may happen, in order; none for `otherwise`.
    pub fn situations(self) -> Vec<Situation> {
        self.0.children().filter_map(Situation::cast).collect()
    }

    /// `as NAME`.
    pub fn alias(self) -> Option<Ident> {
        self.0.alias()
    }

    /// `if E`.
    pub fn condition(self) -> Option<Expr> {
        self.0.condition()
    }

    /// `until PLACE`.
    pub fn until(self) -> Option<Ident> {
        self.0.until()
    }

    /// What then.
    pub fn response(self) -> Option<Response<'t>> {
        self.0.find()
    }
}

impl<'t> Response<'t> {
    /// Its statements, in order, whether in braces or not.
    pub fn stmts(self) -> impl Iterator<Item = Stmt<'t>> {
        let (one, block) = match self {
            Response::Stmt(stmt) => (Some(stmt), None),
            Response::Block(block) => (None, Some(block)),
        };
        one.into_iter().chain(block.into_iter().flat_map(Block::stmts))
    }
}

impl<'t> Block<'t> {
    /// Its statements, in order.
    pub fn stmts(self) -> impl Iterator<Item = Stmt<'t>> {
        self.0.every()
    }
}

impl<'t> View<'t> for Limit<'t> {
    fn cast(node: Syntax<'t>) -> Option<Self> {
        if node.kind() != Rule::limit {
            return None;
        }
        node.find().map(Limit::AtMost).or_else(|| node.find().map(Limit::Unbounded))
    }
}

impl<'t> AtMostTimes<'t> {
    /// How many times.
    pub fn times(self) -> Option<Int> {
        self.0.int()
    }

    /// What then.
    pub fn then(self) -> Option<Response<'t>> {
        self.0.find()
    }
}

impl Unbounded<'_> {
    /// Why nothing bounds it.
    pub fn because(self) -> Option<Sentence> {
        self.0.because()
    }
}

impl Situation {
    pub(super) fn cast(node: Syntax<'_>) -> Option<Situation> {
        let kind = match node.kind() {
            Rule::case_name => SituationKind::Name(node.name()?),
            Rule::late => late(node),
            Rule::used => SituationKind::Used(node.children().find_map(super::literal::literal)?),
            Rule::unmet => SituationKind::Unmet(node.name()?),
            Rule::returned => SituationKind::Returned(node.name()?),
            Rule::corrected => SituationKind::Corrected(node.path()?),
            Rule::ended => SituationKind::Ended(node.name()?),
            Rule::at_time => at(node)?,
            Rule::expr => SituationKind::Condition(read(node)?),
            _ => range(node)?,
        };
        Some(Situation { span: node.span(), kind })
    }
}

fn range(node: Syntax<'_>) -> Option<SituationKind> {
    let from_to = FromTo::cast(node).map(|view| SituationKind::FromTo(view.low(), view.high()));
    let above = || Above::cast(node).map(|view| SituationKind::Above(view.bound()));
    let below = || Below::cast(node).map(|view| SituationKind::Below(view.bound()));
    let at_least = || AtLeast::cast(node).map(|view| SituationKind::AtLeast(view.bound()));
    let at_most = || AtMost::cast(node).map(|view| SituationKind::AtMost(view.bound()));
    from_to.or_else(above).or_else(below).or_else(at_least).or_else(at_most)
}

fn late(node: Syntax<'_>) -> SituationKind {
    let clock = match () {
        () if node.has(Rule::kw_claim) => LateClock::Claim,
        () if node.has(Rule::kw_ready) => LateClock::Ready,
        () => LateClock::Main,
    };
    let rung = match node.length() {
        Some(length) if node.has(Rule::kw_every) => Rung::Every(length),
        Some(length) => Rung::By(length),
        None => Rung::Breach,
    };
    SituationKind::Late(clock, rung)
}

fn at(node: Syntax<'_>) -> Option<SituationKind> {
    let place = node.name().map(SituationKind::AtPlace);
    place.or_else(|| node.children().find_map(super::literal::literal).map(SituationKind::AtTime))
}
