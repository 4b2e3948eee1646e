//! What may stand in the head of a place or block, before its braces.
//!
//! In: nodes of clauses. Out: their views. Not here: the places themselves (`place`, `block`).

use super::expr::{Arg, Expr, args, read};
use super::names::{Ident, Int, Path, Sentence};
use super::types::Visible;
use super::view::{choice, view};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `within D [in all]`.
    Within = within;
    /// `due E`.
    Due = due;
    /// `rests on PATHS`.
    Rests = rests;
    /// `need N of M`, of a vote.
    NeedOf = need_of;
    /// `need all`, `need any`, `need 2`, `need STAGE, STAGE`.
    Need = join;
    /// `under CONTRACT(name: E)`.
    Under = under;
    /// `pausing CLOCKS [if E]`.
    Pausing = pausing;
    /// `extended by D at most N times`.
    Extended = extended;
    /// `including those from EVENT, at most N, within D`.
    Including = those;
}

choice! {
    /// The clock of a place.
    #[expect(missing_docs, reason = "each is named after its view")]
    Clock { Within(Within), Due(Due), }
}

choice! {
    /// What may stand in the head of every place and block.
    #[expect(missing_docs, reason = "each is named after its view")]
    Clause { Rests(Rests), Visible(Visible), }
}

impl Within<'_> {
    /// How long.
    pub fn length(self) -> Option<Expr> {
        self.0.length()
    }

    /// Whether it is one budget over all visits.
    pub fn in_all(self) -> bool {
        self.0.has(Rule::kw_in_all)
    }
}

impl Due<'_> {
    /// When.
    pub fn moment(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl Rests<'_> {
    /// What the judgement rests on.
    pub fn paths(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl NeedOf<'_> {
    /// How many voices must say yes.
    pub fn needed(self) -> Option<Expr> {
        self.seats(0)
    }

    /// Out of how many.
    pub fn out_of(self) -> Option<Expr> {
        self.seats(1)
    }

    fn seats(self, nth: usize) -> Option<Expr> {
        let is_seat = |child: &Syntax<'_>| matches!(child.kind(), Rule::int | Rule::path | Rule::miss_int);
        self.0.children().filter(is_seat).nth(nth).and_then(read)
    }
}

/// How many branches must succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Join {
    /// All.
    All,
    /// Any one.
    Any,
    /// So many.
    Count(Int),
    /// These.
    Named(Vec<Ident>),
}

impl Need<'_> {
    /// How many, or which.
    pub fn join(self) -> Option<Join> {
        let all = self.0.has(Rule::kw_all).then_some(Join::All);
        let any = || self.0.has(Rule::kw_any).then_some(Join::Any);
        let named = || Some(self.0.names()).filter(|names| !names.is_empty()).map(Join::Named);
        all.or_else(any).or_else(|| self.0.int().map(Join::Count)).or_else(named)
    }
}

impl Under<'_> {
    /// The contract.
    pub fn contract(self) -> Option<Path> {
        self.0.path()
    }

    /// What is carried, by name.
    pub fn args(self) -> Vec<Arg> {
        self.0.child(Rule::args).map_or_else(Vec::new, args)
    }
}

impl Pausing<'_> {
    /// The clocks that stand still meanwhile: stages, places or `promise`.
    pub fn clocks(self) -> Vec<Ident> {
        self.0.names()
    }

    /// Only if this holds.
    pub fn condition(self) -> Option<Expr> {
        self.0.condition()
    }
}

impl Extended<'_> {
    /// By how much each time.
    pub fn by(self) -> Option<Expr> {
        self.0.length()
    }

    /// How often at most.
    pub fn most(self) -> Option<Int> {
        self.0.int()
    }
}

impl<'t> Including<'t> {
    /// The event that brings a further element.
    pub fn event(self) -> Option<Path> {
        self.0.path()
    }

    /// How many at most.
    pub fn most(self) -> Option<Int> {
        self.0.int()
    }

    /// For how long they may come.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }
}

/// Finders for heads.
impl<'t> Syntax<'t> {
    /// Why a form says `again`.
    pub(super) fn again(self) -> Option<Sentence> {
        self.child(Rule::again).and_then(Syntax::because)
    }
}
