//! Rights: what people may do beside the work itself, in a place, a stage or the whole workflow.
//!
//! In: nodes that begin with `may`. Out: their views. Not here: `may return`, a term (`terms`).

use super::arm::{Limit, Response};
use super::expr::Expr;
use super::head::Under;
use super::literal::{Literal, Time, literal};
use super::names::Path;
use super::view::{choice, view};
use crate::parse::grammar::Rule;

view! {
    /// `may raise X, …`.
    MayRaise = may_raise;
    /// `may correct PATHS by TEAMS[, at most N times then R] [-> RESPONSE]`.
    MayCorrect = may_correct;
    /// `may suspend at most D`.
    MaySuspend = may_suspend;
    /// `may forward [by TEAM] to TEAM under CONTRACT(…) [at TIME, …]`.
    MayForward = may_forward;
}

choice! {
    /// What people may do beside the work itself.
    #[expect(missing_docs, reason = "each is named after its view")]
    Right { Raise(MayRaise), Correct(MayCorrect), Suspend(MaySuspend), Forward(MayForward), }
}

impl MayRaise<'_> {
    /// The exceptions.
    pub fn exceptions(self) -> Vec<Path> {
        self.0.paths()
    }
}

/// What stands between the paths and the teams: `by`, or what stands in its place.
const BY: [Rule; 3] = [Rule::kw_by, Rule::bad_word, Rule::miss_by];

impl<'t> MayCorrect<'t> {
    /// What may be corrected.
    pub fn paths(self) -> Vec<Path> {
        self.0.paths_before(&BY)
    }

    /// By which teams.
    pub fn by(self) -> Vec<Path> {
        self.0.paths_after(&BY)
    }

    /// How often, and what then.
    pub fn limit(self) -> Option<Limit<'t>> {
        self.0.find()
    }

    /// What a correction leads to.
    pub fn response(self) -> Option<Response<'t>> {
        self.0.find()
    }
}

impl MaySuspend<'_> {
    /// For how long at most.
    pub fn most(self) -> Option<Expr> {
        self.0.length()
    }
}

impl<'t> MayForward<'t> {
    /// The team that may, where it says so.
    pub fn by(self) -> Option<Path> {
        self.0.paths_before(&[Rule::kw_to, Rule::bad_word, Rule::miss_to]).into_iter().next()
    }

    /// The team that takes it.
    pub fn to(self) -> Option<Path> {
        self.0.paths_after(&[Rule::kw_to, Rule::bad_word, Rule::miss_to]).into_iter().next()
    }

    /// The contract and what it is given.
    pub fn under(self) -> Option<Under<'t>> {
        self.0.find()
    }

    /// When the engine offers it by itself.
    pub fn times(self) -> impl Iterator<Item = Time> + use<'t> {
        self.0.children().filter_map(literal).filter_map(|value| match value {
            Literal::Time(time) => Some(time),
            _ => None,
        })
    }
}
