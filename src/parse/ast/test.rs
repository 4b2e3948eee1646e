//! Tests: `test "…" { acts }`, and the acts.
//!
//! In: nodes of tests. Out: their views. Not here: what `expect` states (`fact`).

use super::expr::{Arg, Expr, read};
use super::fact::Fact;
use super::names::{Ident, Path, Sentence};
use super::stmt::Fill;
use super::view::{choice, view};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `test "…" [after "…"] [for each row in […]] { acts }`.
    Test = test;
    /// `now INSTANT`.
    Now = t_now;
    /// `people { "ana" in TEAM, … }`.
    Staff = t_people;
    /// `"ana" in TEAM.role`.
    Person = person;
    /// `start WORKFLOW { … }`.
    Start = t_start;
    /// `return PLACE by "x" REASON(…)`.
    Return = t_return;
    /// `forward PLACE to TEAM by "x" { … }`.
    Forward = t_forward;
    /// `claim|complete|accept|raise|correct|suspend|resolve … by "x" { … }`.
    Deed = t_deed;
    /// `send EVENT { … } from WHO`.
    Send = t_send;
    /// `answer PARTY|SERVICE.OP [raising X(…)] { … }`.
    Answer = t_answer;
    /// `fail SERVICE.OP`.
    Fail = t_fail;
    /// `advance D`.
    Advance = t_advance;
    /// `expect FACT, …`, `expect refused ACT`.
    Expect = expect;
    /// `in BRANCH KEY`.
    Branch = t_in;
}

choice! {
    /// One line of a test.
    #[expect(missing_docs, reason = "each is named after its view")]
    Act {
        Now(Now), People(Staff), Start(Start), Return(Return), Forward(Forward), Deed(Deed), Send(Send),
        Answer(Answer), Fail(Fail), Advance(Advance), Expect(Expect),
    }
}

impl<'t> Test<'t> {
    /// Its title.
    pub fn title(self) -> Option<Sentence> {
        self.0.sentence().filter(|title| self.after().is_none_or(|after| after.span != title.span))
    }

    /// The title of the test where it goes on.
    pub fn after(self) -> Option<Sentence> {
        self.0.after(Rule::kw_after).find_map(Sentence::of)
    }

    /// The name of a row and the list of rows, for a table.
    pub fn rows(self) -> Option<(Ident, Expr)> {
        self.0.name().zip(self.0.child(Rule::list).and_then(read))
    }

    /// Its acts, in order.
    pub fn acts(self) -> impl Iterator<Item = Act<'t>> {
        self.0.every()
    }
}

impl Now<'_> {
    /// The date or instant.
    pub fn moment(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl<'t> Staff<'t> {
    /// Who is in which team.
    pub fn people(self) -> impl Iterator<Item = Person<'t>> {
        self.0.every()
    }
}

impl Person<'_> {
    /// The person.
    pub fn name(self) -> Option<Sentence> {
        self.0.sentence()
    }

    /// The team, perhaps with a role.
    pub fn team(self) -> Option<Path> {
        self.0.path()
    }
}

impl<'t> Start<'t> {
    /// The workflow.
    pub fn workflow(self) -> Option<Path> {
        self.0.path()
    }

    /// Its item.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }
}

impl<'t> Return<'t> {
    /// The handoff.
    pub fn place(self) -> Option<Path> {
        self.0.path()
    }

    /// Who returns it.
    pub fn by(self) -> Option<Sentence> {
        self.0.actor()
    }

    /// The reason.
    pub fn reason(self) -> Option<Ident> {
        self.0.name()
    }

    /// The reason's data.
    pub fn args(self) -> Vec<Arg> {
        self.0.args()
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

impl<'t> Forward<'t> {
    /// The place.
    pub fn place(self) -> Option<Path> {
        self.0.paths_before(&[Rule::kw_to, Rule::bad_word, Rule::miss_to]).into_iter().next()
    }

    /// The team that takes it.
    pub fn to(self) -> Option<Path> {
        self.0.paths_after(&[Rule::kw_to, Rule::bad_word, Rule::miss_to]).into_iter().next()
    }

    /// Who forwards it.
    pub fn by(self) -> Option<Sentence> {
        self.0.actor()
    }

    /// What is said with it.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

/// What a person does.
#[expect(missing_docs, reason = "each is the word itself")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    Claim,
    Complete,
    Accept,
    Raise,
    Correct,
    Suspend,
    Resolve,
}

impl<'t> Deed<'t> {
    /// What is done.
    pub fn verb(self) -> Option<Verb> {
        self.0.children().find_map(|child| match child.kind() {
            Rule::kw_claim => Some(Verb::Claim),
            Rule::kw_complete => Some(Verb::Complete),
            Rule::kw_accept => Some(Verb::Accept),
            Rule::kw_raise => Some(Verb::Raise),
            Rule::kw_correct => Some(Verb::Correct),
            Rule::kw_suspend => Some(Verb::Suspend),
            Rule::kw_resolve => Some(Verb::Resolve),
            _ => None,
        })
    }

    /// The place or the exception.
    pub fn what(self) -> Option<Path> {
        self.0.path()
    }

    /// Who does it.
    pub fn by(self) -> Option<Sentence> {
        self.0.actor()
    }

    /// What is filled in.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

/// Who sends an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sender {
    /// A person.
    Person(Sentence),
    /// A party, team or service.
    Path(Path),
}

impl<'t> Send<'t> {
    /// The event.
    pub fn event(self) -> Option<Path> {
        self.0.paths_before(&FROM).into_iter().next()
    }

    /// Its data.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }

    /// Who sends it.
    pub fn from(self) -> Option<Sender> {
        let person = self.0.sentence().map(Sender::Person);
        person.or_else(|| self.0.paths_after(&FROM).into_iter().next().map(Sender::Path))
    }
}

const FROM: [Rule; 3] = [Rule::kw_from, Rule::bad_word, Rule::miss_from];

impl<'t> Answer<'t> {
    /// The party, or the service and its operation.
    pub fn who(self) -> Option<Path> {
        self.0.paths_before(&[Rule::kw_raising]).into_iter().next()
    }

    /// The exception it answers with.
    pub fn raising(self) -> Option<Path> {
        self.0.paths_after(&[Rule::kw_raising]).into_iter().next()
    }

    /// The exception's data.
    pub fn args(self) -> Vec<Arg> {
        self.0.args()
    }

    /// The answer.
    pub fn fill(self) -> Option<Fill<'t>> {
        self.0.find()
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

impl<'t> Fail<'t> {
    /// The service and its operation.
    pub fn op(self) -> Option<Path> {
        self.0.path()
    }

    /// In which branch.
    pub fn branch(self) -> Option<Branch<'t>> {
        self.0.find()
    }
}

impl Advance<'_> {
    /// By how much.
    pub fn length(self) -> Option<Expr> {
        self.0.length()
    }
}

impl<'t> Expect<'t> {
    /// `refused ACT`: the act that must be refused.
    pub fn refused(self) -> Option<Act<'t>> {
        self.0.find()
    }

    /// The facts, in order.
    pub fn facts(self) -> impl Iterator<Item = Fact<'t>> {
        self.0.every()
    }
}

/// Which branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BranchKey {
    /// By a text.
    Text(Sentence),
    /// By a number.
    Number(super::Int),
    /// By a case.
    Case(Ident),
}

impl Branch<'_> {
    /// The block.
    pub fn block(self) -> Option<Path> {
        self.0.path()
    }

    /// Which of its branches.
    pub fn key(self) -> Option<BranchKey> {
        let text = self.0.sentence().map(BranchKey::Text);
        text.or_else(|| self.0.int().map(BranchKey::Number)).or_else(|| self.0.name().map(BranchKey::Case))
    }
}

impl Syntax<'_> {
    /// The person after its own `by`.
    fn actor(self) -> Option<Sentence> {
        self.child(Rule::t_by).and_then(Syntax::sentence)
    }
}
