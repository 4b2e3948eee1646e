//! The typed, resolved program: what the author said, with every name bound and every type given.
//!
//! In: nothing (it is built by `resolve`). Out: [`Model`], arenas of everything a file declares, and the
//! statement tree of each workflow. It still speaks the language's own words: a handoff is a handoff here,
//! and becomes rests and cases only in the plan. Not here: any judgement about it.

mod expr;
mod print;
mod types;
mod ways;
mod words;
mod workflow;

pub use expr::{
    Arith, Compare, Expr, ExprId, ExprKind, Exprs, Function, FunctionId, Local, LocalId, Meta, Piece,
    Quantifier,
};
pub use print::print;
pub use types::{
    Choice, ChoiceCase, ChoiceId, Class, DECIMAL_SCALE, Field, ListType, Pattern, PatternId, Range, Record,
    RecordId, Type,
};
pub use ways::{closes, label, labels, moves};
pub use words::{
    Calendar, CalendarId, Contract, ContractId, Event, EventId, Exception, ExceptionId, Operation,
    OperationId, Role, RoleId, Team, TeamId, TeamRung,
};
pub use workflow::{
    Accept, Arm, Ask, AskFor, Block, Bound, Budget, Call, Decide, FormRule, GoTo, Handoff, Head, Label,
    LabelId, LabelKind, Notify, Outcome, OutcomeId, Party, PartyId, PathRef, Person, PlaceRule, Promise,
    ReadBack, Require, Return, Right, Situation, Slot, SlotId, SlotKind, Stage, Step, Stmt, StmtKind, Terms,
    Told, Undo, Until, Wait, WaitFor, Who, Workflow, WorkflowId,
};

use crate::base::{Arena, Name, Span};

/// A whole program: all files of a compilation and the parts of the library they use.
#[derive(Clone, Default, Debug)]
pub struct Model {
    /// Calendars.
    pub calendars: Arena<CalendarId, Calendar>,
    /// Teams.
    pub teams: Arena<TeamId, Team>,
    /// Roles: for each team the team itself, its lead, its named roles.
    pub roles: Arena<RoleId, Role>,
    /// Patterns of texts, each once.
    pub patterns: Arena<PatternId, Pattern>,
    /// Records.
    pub records: Arena<RecordId, Record>,
    /// Choices, the nameless ones of fields too.
    pub choices: Arena<ChoiceId, Choice>,
    /// Exceptions.
    pub exceptions: Arena<ExceptionId, Exception>,
    /// Events from outside.
    pub events: Arena<EventId, Event>,
    /// Operations of services.
    pub operations: Arena<OperationId, Operation>,
    /// Functions and constants.
    pub functions: Arena<FunctionId, Function>,
    /// Contracts.
    pub contracts: Arena<ContractId, Contract>,
    /// Workflows.
    pub workflows: Arena<WorkflowId, Workflow>,
    /// Expressions.
    pub exprs: Exprs,
    /// What names bind inside expressions: parameters, elements, payloads.
    pub locals: Arena<LocalId, Local>,
}

/// A name where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// The name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
}
