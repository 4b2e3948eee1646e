//! What is declared once and used by every workflow: calendars, teams, exceptions, events, services,
//! contracts.

use super::types::Field;
use super::workflow::{Budget, Notify, Terms};
use crate::base::{Name, Span, id};
use crate::calendar::Rules;

id! {
    /// A calendar.
    CalendarId
}
id! {
    /// A team.
    TeamId
}
id! {
    /// A team, its lead, or a named role in it.
    RoleId
}
id! {
    /// An exception.
    ExceptionId
}
id! {
    /// An event from outside.
    EventId
}
id! {
    /// An operation of a service.
    OperationId
}
id! {
    /// A contract.
    ContractId
}

/// A calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// When it is open.
    pub rules: Rules,
    /// Whether it says how terms end.
    pub says_terms: bool,
}

/// A team.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub doc: String,
    /// Its calendar.
    pub calendar: CalendarId,
    /// The directory group that its members come from.
    pub directory: Option<String>,
    /// How many people it has at least.
    pub at_least: u32,
    /// Whether it works behind an interface.
    pub external: bool,
    /// Who stands in while it has no members.
    pub fallback: Option<TeamId>,
    /// Whether it is where fallbacks end.
    pub last_resort: bool,
    /// The team itself.
    pub role: RoleId,
    /// Its lead.
    pub lead: RoleId,
    /// Its `when late` arms.
    pub late: Vec<TeamRung>,
}

/// What a team does when its steps and votes are late.
#[derive(Clone, Debug)]
pub struct TeamRung {
    /// Where it is written.
    pub span: Span,
    /// How long after the due instant.
    pub by: Option<Budget>,
    /// Whether it repeats at that interval rather than waiting for it.
    pub every: bool,
    /// Who is told what.
    pub notify: Notify,
}

/// A team, its lead, or a named role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// The team.
    pub team: TeamId,
    /// The role; `None` for the whole team.
    pub name: Option<Name>,
    /// How many people have it at least.
    pub at_least: u32,
}

/// An exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it carries.
    pub fields: Vec<Field>,
}

/// An event from outside.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it carries.
    pub fields: Vec<Field>,
    /// Who may send it: names of parties, or teams; empty for anyone.
    pub parties: Vec<Name>,
    /// The roles that may send it.
    pub roles: Vec<RoleId>,
}

impl Event {
    /// Whether everybody may send it.
    pub fn from_anyone(&self) -> bool {
        self.parties.is_empty() && self.roles.is_empty()
    }
}

/// An operation of a service.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The service.
    pub service: Name,
    /// The operation.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it takes.
    pub takes: Vec<Field>,
    /// What it gives.
    pub gives: Vec<Field>,
    /// What it may raise: then it did not happen.
    pub raises: Vec<ExceptionId>,
    /// Whether it changes nothing.
    pub only_looks: bool,
    /// How long an attempt may take, in microseconds.
    pub within: i64,
    /// How often it is tried again.
    pub retries: u16,
    /// The pause before the first further attempt, and the longest one, in microseconds: it doubles.
    pub backoff: (i64, i64),
}

/// The receiver's own terms.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub doc: String,
    /// Whose terms they are.
    pub teams: Vec<TeamId>,
    /// Its version.
    pub version: u32,
    /// What it carries: its parameters.
    pub params: Vec<Field>,
    /// The parameters as locals, in the same order.
    pub locals: Vec<super::LocalId>,
    /// The terms.
    pub terms: Terms,
}
