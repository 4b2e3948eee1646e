//! A workflow as its author wrote it: header, statements, arms.

use super::expr::{ExprId, LocalId};
use super::types::{Field, RecordId};
use super::words::{ContractId, EventId, ExceptionId, OperationId, RoleId, TeamId};
use crate::base::{Arena, Name, Span, id};

id! {
    /// A workflow.
    WorkflowId
}
id! {
    /// Something that gives data: a place, or what an arm binds.
    SlotId
}
id! {
    /// A place or block that `go to` and `until` can name.
    LabelId
}
id! {
    /// An outcome.
    OutcomeId
}
id! {
    /// A party outside.
    PartyId
}

/// A workflow.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub doc: String,
    /// The record of an item.
    pub item: RecordId,
    /// What makes an item unique, and whether for ever.
    pub key: Option<(ExprId, bool)>,
    /// Parties outside.
    pub parties: Arena<PartyId, Party>,
    /// The team that an item starts with.
    pub starts: Who,
    /// What an item must meet to start.
    pub start_terms: Option<Terms>,
    /// The promise over the whole, or why there is none.
    pub promise: Result<Promise, String>,
    /// Its version.
    pub version: u32,
    /// How it may end.
    pub outcomes: Arena<OutcomeId, Outcome>,
    /// What gives data.
    pub slots: Arena<SlotId, Slot>,
    /// What can be named.
    pub labels: Arena<LabelId, Label>,
    /// The statements.
    pub body: Block,
    /// Its own arms.
    pub arms: Vec<Arm>,
    /// Rights that hold everywhere in it.
    pub rights: Vec<Right>,
}

/// Somebody outside, named by a path of the record.
#[derive(Clone, Debug)]
pub struct Party {
    /// The name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Who it is.
    pub at: ExprId,
}

/// A promise over the whole.
#[derive(Clone, Debug)]
pub struct Promise {
    /// How long.
    pub within: Budget,
    /// Until this is done.
    pub until: Option<LabelId>,
    /// It stands still only if this holds.
    pub only_if: Option<ExprId>,
}

/// How it may end.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it carries.
    pub fields: Vec<Field>,
    /// What it carries as locals, in the same order: what `requires` reads.
    pub locals: Vec<LocalId>,
    /// Only until this is done.
    pub until: Option<LabelId>,
    /// Only with everything begun taken back.
    pub undone: bool,
    /// What must hold.
    pub requires: Vec<Require>,
}

/// Something that gives data under a name.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What gives it.
    pub kind: SlotKind,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// What gives data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SlotKind {
    /// A step's form.
    Step,
    /// What the sender fills in, and who accepted: the contract's parameters that nothing is given for, in
    /// its order, then the fields that the handoff itself carries.
    Handoff,
    /// A party's answer.
    Ask,
    /// A service's result.
    Call,
    /// An event that was waited for.
    Wait,
    /// What an arm binds: an exception, an event, a return.
    Arm,
}

/// A place or block with a name.
#[derive(Clone, Debug)]
pub struct Label {
    /// The name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it names.
    pub kind: LabelKind,
}

/// What a label names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LabelKind {
    /// A place, with its data.
    Place(SlotId),
    /// A stage.
    Stage,
}

/// A length of time for a clock: an expression of a span type. `None` for a calendar means the owner's.
#[derive(Clone, Debug)]
pub struct Budget {
    /// `within E`; of type `Span`.
    pub span: ExprId,
    /// One budget over all visits.
    pub in_all: bool,
    /// `due E`: an instant or date instead of a span.
    pub due: bool,
}

/// A path by which a thing is read, kept as an expression whose root is `Item` or `Slot`.
pub type PathRef = ExprId;

/// Statements, one after another.
pub type Block = Vec<Stmt>;

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// Where it is written.
    pub span: Span,
    /// What it says.
    pub kind: StmtKind,
}

/// What a statement says.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// A person must do and say something.
    Step(Box<Step>),
    /// Work goes to another team.
    Handoff(Box<Handoff>),
    /// A party owes an answer of its own.
    Ask(Box<Ask>),
    /// `ask PARTY for PATHS`, as the response to an unmet requirement.
    AskFor(Box<AskFor>),
    /// A service works.
    Call(Box<Call>),
    /// An event or a moment has not come.
    Wait(Box<Wait>),
    /// A span with arms of its own.
    Stage(Box<Stage>),
    /// What was begun is taken back.
    Undo(Box<Undo>),
    /// The first case that holds.
    Decide(Decide),
    /// Back, or on.
    GoTo(GoTo),
    /// After the thing this arm speaks of.
    Continue,
    /// An exception.
    Raise(ExceptionId, Vec<ExprId>),
    /// The end.
    End(OutcomeId, Vec<ExprId>),
    /// Somebody is told.
    Notify(Notify),
    /// The task goes to a role of its team.
    Reassign(RoleId),
    /// Silence has a meaning.
    Complete(Vec<(u16, ExprId)>),
    /// A path is written.
    Correct(PathRef, ExprId),
    /// A stage gets more time.
    Extend(LabelId),
    /// Paths become absent.
    Erase(Vec<PathRef>),
    /// Something is wrong with it, and was said already.
    Unknown,
}

/// Who works: roles, or whoever owns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// Any of these.
    Roles(Vec<RoleId>),
    /// Whichever team owns.
    Owner,
    /// Decided by a value: each case's team under its condition.
    Decided(Vec<(ExprId, TeamId)>),
}

/// What every place has.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its name as a target.
    pub label: LabelId,
    /// Its data.
    pub slot: SlotId,
    /// What its judgement rests on.
    pub rests_on: Vec<PathRef>,
    /// Its own arms.
    pub arms: Vec<Arm>,
    /// Rights that hold in it.
    pub rights: Vec<Right>,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What every place has.
    pub head: Head,
    /// Who works.
    pub by: Who,
    /// How long.
    pub within: Budget,
    /// Rules about people and visits.
    pub rules: Vec<PlaceRule>,
}

/// A rule of a place, where it is written.
#[derive(Clone, Debug)]
pub struct PlaceRule {
    /// Where.
    pub span: Span,
    /// What.
    pub rule: FormRule,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub enum FormRule {
    /// Not by this person.
    NotBy(Vec<Person>),
    /// Only by this person.
    OnlyBy(Vec<Person>),
    /// By this person, if they can: a hint to the queue.
    PreferablyBy(Vec<Person>),
    /// These may judge what they gave.
    AlsoBy(Vec<Person>),
    /// First touch.
    ClaimWithin(Budget),
    /// What the page shows.
    Shows(Vec<PathRef>),
    /// How it is taken back.
    UndoneBy(Block),
    /// A bound on visits.
    AtMostVisits(u32, Block),
}

/// A person, as an expression of type `Person`, optional or a list of them.
pub type Person = ExprId;

/// A handoff.
#[derive(Clone, Debug)]
pub struct Handoff {
    /// What every place has.
    pub head: Head,
    /// Who may send, where the author says it.
    pub from: Vec<TeamId>,
    /// Who receives.
    pub to: Who,
    /// The contract and its arguments, one a parameter; `None` where the sender fills it in.
    pub under: Option<(ContractId, Vec<Option<ExprId>>)>,
    /// Terms written here; the contract's come first.
    pub terms: Terms,
}

/// Terms of a handoff, a contract, a start.
#[derive(Clone, Default, Debug)]
pub struct Terms {
    /// What is carried, by path.
    pub carries: Vec<PathRef>,
    /// What must hold.
    pub requires: Vec<Require>,
    /// What the receiver restates.
    pub read_back: Vec<ReadBack>,
    /// The sender's clock while terms are unmet.
    pub ready: Option<Budget>,
    /// How it is accepted.
    pub accept: Option<Accept>,
    /// What may come back; `None` where nothing is said.
    pub returns: Option<Vec<Return>>,
    /// Rules about who accepts.
    pub rules: Vec<PlaceRule>,
    /// Arms of the terms: rungs of a contract.
    pub arms: Vec<Arm>,
}

/// A requirement.
#[derive(Clone, Debug)]
pub struct Require {
    /// Where it is written.
    pub span: Span,
    /// Its label.
    pub label: Option<Name>,
    /// What must hold.
    pub condition: ExprId,
    /// Only then.
    pub only_if: Option<ExprId>,
    /// The author's sentence: words and values.
    pub sentence: ExprId,
}

/// What is restated.
#[derive(Clone, Debug)]
pub struct ReadBack {
    /// Where it is written.
    pub span: Span,
    /// Under which name.
    pub name: Name,
    /// What it must equal; `None` for words of one's own.
    pub path: Option<PathRef>,
    /// The question, for words of one's own.
    pub question: Option<String>,
}

/// How a handoff is accepted.
#[derive(Clone, Debug)]
pub enum Accept {
    /// The owner changes when the terms are met.
    OnArrival,
    /// A person of the receiver accepts.
    Within(Budget),
}

/// A reason for which a handoff may come back.
#[derive(Clone, Debug)]
pub struct Return {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it carries.
    pub fields: Vec<Field>,
}

/// `ask NAME of PARTY`.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What every place has.
    pub head: Head,
    /// Who is asked.
    pub of: PartyId,
    /// How long.
    pub within: Budget,
    /// What stands still meanwhile.
    pub pausing: Vec<(Name, Span)>,
    /// Only then.
    pub pausing_if: Option<ExprId>,
    /// What it shows.
    pub rules: Vec<PlaceRule>,
}

/// `ask PARTY for PATHS`.
#[derive(Clone, Debug)]
pub struct AskFor {
    /// Who is asked.
    pub of: PartyId,
    /// For what.
    pub paths: Vec<PathRef>,
    /// How long.
    pub within: Budget,
    /// What stands still meanwhile.
    pub pausing: Vec<(Name, Span)>,
    /// Only then.
    pub pausing_if: Option<ExprId>,
    /// How often.
    pub bound: Bound,
}

/// A call of a service.
#[derive(Clone, Debug)]
pub struct Call {
    /// What every place has.
    pub head: Head,
    /// Which operation.
    pub operation: OperationId,
    /// With what.
    pub args: Vec<ExprId>,
    /// Why it may be sent again while it may stand.
    pub again: Option<String>,
    /// How it is taken back.
    pub undone_by: Option<Block>,
}

/// A wait.
#[derive(Clone, Debug)]
pub struct Wait {
    /// What every place has.
    pub head: Head,
    /// For what.
    pub what: WaitFor,
    /// How long, where it is not a moment.
    pub within: Option<Budget>,
    /// What stands still meanwhile.
    pub pausing: Vec<(Name, Span)>,
    /// Only then.
    pub pausing_if: Option<ExprId>,
}

/// What is waited for.
#[derive(Clone, Debug)]
pub enum WaitFor {
    /// An event, of which this holds; its payload is the local.
    Event(EventId, LocalId, Option<ExprId>),
    /// A moment.
    Until(ExprId),
}

/// A span with arms of its own.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub label: LabelId,
    /// How long.
    pub within: Option<Budget>,
    /// By how much it may be extended, and how often.
    pub extended: Option<(Budget, u32)>,
    /// What the whole rests on.
    pub rests_on: Vec<PathRef>,
    /// Its statements.
    pub body: Block,
    /// Its arms.
    pub arms: Vec<Arm>,
    /// Rights that hold in it.
    pub rights: Vec<Right>,
}

/// `undo all`, `undo NAME`.
#[derive(Clone, Debug)]
pub struct Undo {
    /// What; everything where there is none.
    pub what: Option<LabelId>,
    /// Its arms: `failed`.
    pub arms: Vec<Arm>,
}

/// `decide`: the first arm whose case holds.
#[derive(Clone, Debug)]
pub struct Decide {
    /// What is decided by, if anything.
    pub subject: Option<ExprId>,
    /// Its arms. Each situation is a condition.
    pub arms: Vec<Arm>,
}

/// `go to`.
#[derive(Clone, Debug)]
pub struct GoTo {
    /// Where to.
    pub target: LabelId,
    /// How often; forward it needs no bound.
    pub bound: Option<Bound>,
}

/// How often an edge may be taken.
#[derive(Clone, Debug)]
pub enum Bound {
    /// So often, then this.
    Times(u32, Block),
    /// As often as one likes, for a reason.
    Unbounded(String),
}

/// Somebody is told something.
#[derive(Clone, Debug)]
pub struct Notify {
    /// Where it is written.
    pub span: Span,
    /// Whom.
    pub who: Vec<Told>,
    /// What; the situation itself where nothing is said.
    pub sentence: Option<ExprId>,
    /// What goes with it.
    pub with: Vec<PathRef>,
}

/// Who is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// A role.
    Role(RoleId),
    /// A part of whichever team owns: `owner`, `owner.lead`.
    Owner(Option<Name>),
    /// A party.
    Party(PartyId),
    /// Somebody, by a path.
    Person(ExprId),
}

/// `when SITUATION -> RESPONSE`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Where it is written.
    pub span: Span,
    /// What may happen; any of these.
    pub situations: Vec<Situation>,
    /// Where its payload is kept.
    pub bind: Option<SlotId>,
    /// Only then.
    pub only_if: Option<ExprId>,
    /// Only until this is done.
    pub until: Option<Until>,
    /// What then.
    pub response: Block,
    /// Whether the response is a block in braces.
    pub braces: bool,
}

/// `until P`.
pub type Until = LabelId;

/// What may happen.
#[derive(Clone, Debug)]
pub enum Situation {
    /// A clock's budget is used up, by so much more, or every so often from then.
    Late {
        /// `claim late`, `ready late`: which clock of the place.
        which: Option<Name>,
        /// So long after.
        by: Option<Budget>,
        /// Again and again.
        every: bool,
    },
    /// So much of the budget is used, in millionths.
    Used(u32),
    /// A requirement is unmet, by label.
    Unmet(Name, Span),
    /// A need can no longer be met.
    NeedUnmet,
    /// It came back for this reason.
    Returned(Name, Span),
    /// A call or an undo failed.
    Failed,
    /// It was stopped from outside.
    Cancelled,
    /// A path was corrected.
    Corrected(PathRef),
    /// An exception.
    Exception(ExceptionId),
    /// An event.
    Event(EventId),
    /// A time of day, or an instant.
    At(ExprId),
    /// It ended so.
    Ended(OutcomeId),
    /// In `decide`: this holds.
    Condition(ExprId),
    /// In `decide`: nothing before held.
    Otherwise,
}

/// A right that holds in a place, a stage or the whole.
#[derive(Clone, Debug)]
pub enum Right {
    /// An exception may be raised here.
    Raise(ExceptionId, Span),
    /// The task may stand still, at most so long in all.
    Suspend(Budget, Span),
}
