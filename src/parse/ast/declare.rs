//! Words declared once: uses, teams, choices, records, exceptions, events, services, values.
//!
//! In: the nodes of a file's items. Out: their views, line by line. Not here: calendars (`calendar`), types
//! (`types`), contracts (`terms`), workflows (`workflow`), tests (`test`).

use super::arm::Arm;
use super::calendar::Calendar;
use super::expr::Expr;
use super::head::Within;
use super::names::{Ident, Int, Path, Sentence};
use super::stmt::Notify;
use super::terms::Contract;
use super::test::Test;
use super::types::{Case, Field, Param, TypeRef};
use super::view::{choice, view};
use super::workflow::Workflow;
use crate::parse::grammar::Rule;
use crate::parse::tree::{Syntax, Tree};

view! {
    /// A whole file.
    File = file;
    /// `use stdlib.calendars { germany }`.
    Use = use_item;
    /// `team NAME { … }`.
    Team = team;
    /// `calendar NAME`, of a team.
    WorksBy = works_by;
    /// `members from directory "…"`.
    Members = members;
    /// `at least N people`.
    People = people;
    /// `roles approver at least 2, clerk`.
    Roles = roles;
    /// One of a team's roles.
    Role = role;
    /// `external`: its members are not ours.
    External = external;
    /// `fallback TEAM`.
    Fallback = fallback;
    /// `last resort`.
    LastResort = last_resort;
    /// `teams NAME = TEAM, TEAM`.
    Group = teams;
    /// `choice NAME { case, … }`.
    Choice = choice;
    /// `type NAME = TYPE`.
    Alias = type_alias;
    /// `record NAME { field: TYPE … }`.
    Record = record;
    /// `exception NAME(…), NAME`.
    Exceptions = exception;
    /// `event NAME(…) from WHO …`.
    Event = event;
    /// `kept at most 3 for 90 days, else notify WHO`.
    Kept = kept;
    /// `service NAME { operations }`.
    Service = service;
    /// `name(…) gives (…) raises X within D, retry …`.
    Op = op;
    /// `retry N times every D to D`.
    Retry = retry;
    /// `let NAME = E`, `let NAME(…) = E`.
    Let = r#let;
}

choice! {
    /// What a file consists of.
    #[expect(missing_docs, reason = "each is named after its view")]
    Item {
        Use(Use), Calendar(Calendar), Team(Team), Group(Group), Choice(Choice), Alias(Alias), Record(Record),
        Exceptions(Exceptions), Event(Event), Service(Service), Let(Let), Contract(Contract), Workflow(Workflow),
        Test(Test),
    }
}

choice! {
    /// A line of a team.
    #[expect(missing_docs, reason = "each is named after its view")]
    TeamLine {
        WorksBy(WorksBy), Members(Members), People(People), Roles(Roles), External(External), Fallback(Fallback),
        LastResort(LastResort), Arm(Arm),
    }
}

impl Tree {
    /// The whole file, the way into the typed views.
    pub fn ast(&self) -> File<'_> {
        File(self.root())
    }
}

impl<'t> File<'t> {
    /// Its declarations, in order.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> {
        self.0.every()
    }
}

impl Use<'_> {
    /// The module.
    pub fn module(self) -> Option<Path> {
        self.0.path()
    }

    /// The names taken from it; without braces none, and the module is used by its own name.
    pub fn names(self) -> Vec<Ident> {
        self.0.names()
    }
}

impl<'t> Team<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its lines, in order.
    pub fn lines(self) -> impl Iterator<Item = TeamLine<'t>> {
        self.0.every()
    }
}

impl WorksBy<'_> {
    /// The calendar.
    pub fn calendar(self) -> Option<Ident> {
        self.0.name()
    }
}

impl Members<'_> {
    /// What kind of list they come from: `directory`.
    pub fn origin(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its key there.
    pub fn key(self) -> Option<Sentence> {
        self.0.sentence()
    }
}

impl People<'_> {
    /// How many at least.
    pub fn least(self) -> Option<Int> {
        self.0.int()
    }
}

impl<'t> Roles<'t> {
    /// The roles, in order.
    pub fn roles(self) -> impl Iterator<Item = Role<'t>> {
        self.0.every()
    }
}

impl Role<'_> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// How many people have it at least, if it says so.
    pub fn least(self) -> Option<Int> {
        self.0.int()
    }
}

impl Fallback<'_> {
    /// The team that stands in.
    pub fn team(self) -> Option<Path> {
        self.0.path()
    }
}

impl Group<'_> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// The teams in it.
    pub fn teams(self) -> Vec<Path> {
        self.0.paths()
    }
}

impl<'t> Choice<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its cases, in order.
    pub fn cases(self) -> impl Iterator<Item = Case<'t>> {
        self.0.every()
    }
}

impl<'t> Alias<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// What it stands for.
    pub fn ty(self) -> Option<TypeRef<'t>> {
        self.0.find()
    }
}

impl<'t> Record<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its fields, in order.
    pub fn fields(self) -> impl Iterator<Item = Field<'t>> {
        self.0.every()
    }
}

impl<'t> Exceptions<'t> {
    /// The exceptions, each a name and perhaps data.
    pub fn cases(self) -> impl Iterator<Item = Case<'t>> {
        self.0.every()
    }
}

impl<'t> Event<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its data.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> {
        params(self.0)
    }

    /// Who may send it: teams, parties, services or `anyone`.
    pub fn senders(self) -> Vec<Path> {
        self.0.paths()
    }

    /// Whether it says `at any time`.
    pub fn at_any_time(self) -> bool {
        self.0.has(Rule::any_time)
    }

    /// How those are kept that nobody listens for.
    pub fn kept(self) -> Option<Kept<'t>> {
        self.0.find()
    }
}

/// The parameters in parentheses of `node`, none if it has no parentheses.
pub(super) fn params<'t>(node: Syntax<'t>) -> impl Iterator<Item = Param<'t>> + use<'t> {
    node.child(Rule::params).into_iter().flat_map(Syntax::every)
}

impl<'t> Kept<'t> {
    /// How many at most.
    pub fn most(self) -> Option<Int> {
        self.0.int()
    }

    /// For how long.
    pub fn span_of_time(self) -> Option<Expr> {
        self.0.lengths().next()
    }

    /// What happens to one more.
    pub fn otherwise(self) -> Option<Notify<'t>> {
        self.0.find()
    }
}

impl<'t> Service<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its operations, in order.
    pub fn ops(self) -> impl Iterator<Item = Op<'t>> {
        self.0.every()
    }
}

impl<'t> Op<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// What it is given.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> {
        params(self.0)
    }

    /// What it answers; nothing where it only works.
    pub fn gives(self) -> impl Iterator<Item = Param<'t>> {
        self.0.child(Rule::gives).into_iter().flat_map(params)
    }

    /// The exceptions it may answer with.
    pub fn raises(self) -> Vec<Path> {
        self.0.paths_of(Rule::raises)
    }

    /// Whether it says `only looks`.
    pub fn only_looks(self) -> bool {
        self.0.has(Rule::only_looks)
    }

    /// How long one try may take.
    pub fn within(self) -> Option<Within<'t>> {
        self.0.find()
    }

    /// How often it is tried again.
    pub fn retry(self) -> Option<Retry<'t>> {
        self.0.find()
    }
}

impl Retry<'_> {
    /// How many times.
    pub fn times(self) -> Option<Int> {
        self.0.int()
    }

    /// The first pause.
    pub fn every(self) -> Option<Expr> {
        self.0.lengths().next()
    }

    /// The longest pause, where pauses grow.
    pub fn up_to(self) -> Option<Expr> {
        self.0.lengths().nth(1)
    }
}

impl<'t> Let<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Whether it is a function.
    pub fn is_function(self) -> bool {
        self.0.has(Rule::params)
    }

    /// What the function is given.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> {
        params(self.0)
    }

    /// Its value.
    pub fn value(self) -> Option<Expr> {
        self.0.expr()
    }
}
