//! Statements, and those of them that take no time.
//!
//! In: nodes of statements. Out: their views; [`Stmt`] is whichever may stand where work goes on. Not here:
//! places (`place`) and blocks (`block`).

use super::arm::{Arm, Limit};
use super::block::{ForEach, Stage, Together};
use super::declare::Let;
use super::expr::{Arg, Expr, args, read};
use super::names::{Ident, Path, Sentence};
use super::place::{Ask, AskFor, Call, Handoff, Run, Step, Undo, Vote, Wait};
use super::view::{choice, view};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `decide [E] { arms }`.
    Decide = decide;
    /// `go to PLACE [{ fills }][, BOUND]`.
    GoTo = go_to;
    /// `continue`.
    Continue = go_on;
    /// `resume`.
    Resume = resume;
    /// `raise X(…)`.
    Raise = raise;
    /// `end OUTCOME(…)`.
    End = end;
    /// `give E`.
    Give = give;
    /// `drop out`.
    DropOut = drop_out;
    /// `notify WHO "…" [with PATHS]`.
    Notify = notify;
    /// `reassign to ROLE`.
    Reassign = reassign;
    /// `complete { … }`.
    Complete = complete;
    /// `correct PATH to E`.
    Correct = correct;
    /// `extend STAGE`.
    Extend = extend;
    /// `erase PATHS`.
    Erase = erase;
    /// `{ path: E, … }`: values for the fields of a form.
    Fill = fill;
    /// `path: E`.
    Filled = init;
}

choice! {
    /// A statement.
    #[expect(missing_docs, reason = "each is named after its view")]
    Stmt {
        Step(Step), Vote(Vote), Handoff(Handoff), Ask(Ask), AskFor(AskFor), Call(Call), Wait(Wait), Run(Run),
        Undo(Undo), Stage(Stage), Together(Together), ForEach(ForEach), Decide(Decide), Let(Let), GoTo(GoTo),
        Continue(Continue), Resume(Resume), Raise(Raise), End(End), Give(Give), DropOut(DropOut),
        Notify(Notify), Reassign(Reassign), Complete(Complete), Correct(Correct), Extend(Extend), Erase(Erase),
    }
}

impl<'t> Decide<'t> {
    /// What is looked at; without one, each arm is a condition.
    pub fn subject(self) -> Option<Expr> {
        self.0.expr()
    }

    /// Whether it has a subject, be it only a hole.
    pub fn has_subject(self) -> bool {
        self.0.has(Rule::expr)
    }

    /// Its arms, in order.
    pub fn arms(self) -> impl Iterator<Item = Arm<'t>> {
        self.0.every()
    }
}

impl<'t> GoTo<'t> {
    /// The place.
    pub fn place(self) -> Option<Ident> {
        self.0.name()
    }

    /// Typed fills, in a migration.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }

    /// How often, and what then.
    pub fn limit(self) -> Option<Limit<'t>> {
        self.0.find()
    }
}

impl Raise<'_> {
    /// The exception.
    pub fn exception(self) -> Option<Path> {
        self.0.path()
    }

    /// Its data.
    pub fn args(self) -> Vec<Arg> {
        self.0.args()
    }
}

impl End<'_> {
    /// The outcome.
    pub fn outcome(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its data.
    pub fn args(self) -> Vec<Arg> {
        self.0.args()
    }
}

impl Give<'_> {
    /// What the branch gave.
    pub fn value(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl Notify<'_> {
    /// Who is told.
    pub fn whom(self) -> Vec<Path> {
        self.0.paths_before(&[Rule::kw_with])
    }

    /// What.
    pub fn sentence(self) -> Option<Sentence> {
        self.0.sentence()
    }

    /// `with PATHS`: what is enclosed.
    pub fn with(self) -> Vec<Path> {
        self.0.paths_after(&[Rule::kw_with])
    }
}

impl Reassign<'_> {
    /// The role.
    pub fn role(self) -> Option<Path> {
        self.0.path()
    }
}

impl<'t> Complete<'t> {
    /// What silence means.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }
}

impl Correct<'_> {
    /// What is corrected.
    pub fn path(self) -> Option<Path> {
        self.0.path()
    }

    /// To what.
    pub fn value(self) -> Option<Expr> {
        self.0.child(Rule::expr).and_then(read)
    }
}

impl Extend<'_> {
    /// The stage.
    pub fn stage(self) -> Option<Ident> {
        self.0.name()
    }
}

impl Erase<'_> {
    /// What is erased.
    pub fn paths(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl<'t> Fill<'t> {
    /// The values, in order.
    pub fn values(self) -> impl Iterator<Item = Filled<'t>> {
        self.0.every()
    }
}

impl Filled<'_> {
    /// The field, or what is inside it.
    pub fn path(self) -> Option<Path> {
        self.0.child(Rule::init_path).map(Path::whole)
    }

    /// Its value.
    pub fn value(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl Syntax<'_> {
    /// The arguments in its own parentheses.
    pub(super) fn args(self) -> Vec<Arg> {
        self.child(Rule::args).map_or_else(Vec::new, args)
    }
}
