//! What `expect` states.
//!
//! In: `fact` nodes. Out: [`Fact`] with its statement as owned data.

use super::calendar::date;
use super::expr::{Arg, Expr};
use super::literal::{Literal, literal};
use super::names::{Ident, Path};
use super::test::Branch;
use super::view::view;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// One fact: `at PLACE`, `owner TEAM`, `proof unmet`, …
    Fact = fact;
}

/// What a [`Fact`] states.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Statement {
    /// `at PLACE`, and for a handoff perhaps `open` or `offered`.
    At(Ident, Option<Offer>),
    /// `owner TEAM`.
    Owner(Path),
    /// `waiting for PARTY`.
    WaitingFor(Path),
    /// `late PLACE`.
    Late(Ident),
    /// `notified WHO`.
    Notified(Path),
    /// `called SERVICE.OP`.
    Called(Path),
    /// `kept PLACE`.
    Kept(Ident),
    /// `undone CALL`.
    Undone(Ident),
    /// `ended [OUTCOME(…)]`.
    Ended(Option<Ident>, Vec<Arg>),
    /// `due INSTANT`.
    Due(Literal),
    /// `[CLOCK] D left`.
    Left(Option<Ident>, Expr),
    /// `LABEL unmet`.
    Unmet(Ident),
    /// `NAME is done`, `CLOCK is paused`; the flag is `false` for `is not`.
    Is(Ident, bool, Ident),
    /// `NAME visible to TEAM, …`.
    VisibleTo(Ident, Vec<Path>),
}

/// How far a handoff has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offer {
    /// Its terms are unmet.
    Open,
    /// Not yet accepted.
    Offered,
}

impl<'t> Fact<'t> {
    /// What it states.
    pub fn statement(self) -> Option<Statement> {
        let node = self.0;
        node.children().find_map(|child| match child.kind() {
            Rule::kw_at => Some(Statement::At(node.name()?, offer(node))),
            Rule::kw_owner => node.path().map(Statement::Owner),
            Rule::kw_waiting => node.path().map(Statement::WaitingFor),
            Rule::kw_late => node.name().map(Statement::Late),
            Rule::kw_notified => node.path().map(Statement::Notified),
            Rule::kw_called => node.path().map(Statement::Called),
            Rule::kw_kept => node.name().map(Statement::Kept),
            Rule::kw_undone => node.name().map(Statement::Undone),
            Rule::kw_ended => Some(Statement::Ended(node.name(), node.args())),
            Rule::kw_due => due(node).map(Statement::Due),
            Rule::kw_left => Some(Statement::Left(node.name(), node.length()?)),
            Rule::kw_unmet => node.name().map(Statement::Unmet),
            Rule::kw_is => state(node),
            Rule::kw_visible => Some(Statement::VisibleTo(node.name()?, node.paths())),
            _ => None,
        })
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

fn offer(node: Syntax<'_>) -> Option<Offer> {
    let open = node.has(Rule::kw_open).then_some(Offer::Open);
    open.or(node.has(Rule::kw_offered).then_some(Offer::Offered))
}

fn due(node: Syntax<'_>) -> Option<Literal> {
    let day = node.children().find_map(date).map(Literal::Date);
    day.or_else(|| node.children().find_map(literal))
}

fn state(node: Syntax<'_>) -> Option<Statement> {
    let mut names = node.names().into_iter();
    Some(Statement::Is(names.next()?, !node.has(Rule::kw_not), names.next()?))
}
