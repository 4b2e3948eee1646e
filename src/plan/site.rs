//! What the forms refer to: places, what may happen there, clocks, guards, and the cells they use.

use super::form::{GuardArm, NodeId, Owner};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::{Name, Span, id};
use crate::model::{
    EventId, ExceptionId, ExprId, Field, LabelId, LocalId, OperationId, PartyId, RoleId, SlotId, Told,
};

id! {
    /// A sequential thread.
    StrandId
}
id! {
    /// Where a strand may rest.
    PlaceId
}
id! {
    /// What may happen at a place.
    AltId
}
id! {
    /// A region with arms.
    GuardId
}
id! {
    /// A clock.
    ClockId
}
id! {
    /// What a party is asked for.
    AskId
}
id! {
    /// A call of a service.
    CallId
}
id! {
    /// An `undo`.
    UndoId
}
id! {
    /// Who is told what.
    NoticeId
}
id! {
    /// A bounded edge.
    CounterId
}
id! {
    /// A judgement or a latch.
    BitId
}
id! {
    /// A requirement.
    RequirementId
}
id! {
    /// A rule of a form or about people.
    RuleId
}

/// A sequential thread of an item.
#[derive(Clone, Debug)]
pub struct Strand {
    /// Its name, for messages.
    pub name: Name,
    /// Where it begins.
    pub root: NodeId,
    /// The `undo` whose pieces it runs, if it is one of those.
    pub undo: Option<UndoId>,
}

/// Where a strand may rest.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its kind.
    pub kind: PlaceKind,
    /// The node at which it rests.
    pub node: NodeId,
    /// Where a visit begins: the node itself, or for both halves of a handoff the look at its terms.
    /// Going from one half to the other is no new visit.
    pub entry: NodeId,
    /// Its name as a target.
    pub label: Option<LabelId>,
    /// Its data.
    pub slot: Option<SlotId>,
    /// The roles that may take it.
    pub who: Vec<RoleId>,
    /// Whether it says `by owner`: whichever team that is.
    pub by_owner: bool,
    /// About whoever takes or completes it.
    pub people: Vec<People>,
    /// What may happen.
    pub alts: Vec<AltId>,
    /// What runs meanwhile.
    pub clocks: Vec<ClockId>,
    /// Asks that may be open here.
    pub asks: Vec<AskId>,
    /// Clocks that stand still meanwhile, and only if this holds on entry.
    pub pauses: Vec<ClockId>,
    /// See `pauses`.
    pub pauses_if: Option<ExprId>,
    /// Remembers whether they do, for it is judged once.
    pub pausing: Option<BitId>,
    /// How long it may be suspended in all.
    pub suspend: Option<ClockId>,
    /// What its page shows.
    pub shows: Vec<ExprId>,
    /// What is pinned while it is offered.
    pub pins: Vec<ExprId>,
    /// The terms that are looked at, where it is the first half of a handoff.
    pub terms: Vec<RequirementId>,
}

/// A rule about who takes or completes a task.
#[derive(Clone, Debug)]
pub struct People {
    /// Which rule, for the refusal.
    pub rule: RuleId,
    /// Whether they must be one of these; else they must be none.
    pub only: bool,
    /// A person, an optional person, or a list of them.
    pub of: ExprId,
}

/// Something that may happen at a place, or to the item.
#[derive(Clone, Debug)]
pub struct Alt {
    /// Its kind.
    pub kind: EventKind,
    /// The name of the case, exception, event.
    pub name: Name,
    /// Where; `None` for what is heard wherever an arm listens, and for the start.
    pub place: Option<PlaceId>,
    /// Which ask, call, event or exception.
    pub site: Site,
    /// What comes with it.
    pub fields: Vec<Field>,
    /// Those fields as a record, while the transition runs.
    pub payload: LocalId,
    /// The roles that may do it; empty: no person does.
    pub who: Vec<RoleId>,
    /// What must hold of it, all looked at together.
    pub checks: Vec<Check>,
    /// Whether the strand stays in its visit.
    pub stays: bool,
    /// What then; its end is the end of the place.
    pub then: NodeId,
}

/// What an alternative speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    /// The place itself.
    Place,
    /// An ask.
    Ask(AskId),
    /// A call.
    Call(CallId),
    /// A declared event.
    Event(EventId),
    /// An exception.
    Exception(ExceptionId),
}

/// Something that must hold for an event to be taken.
#[derive(Clone, Debug)]
pub struct Check {
    /// What must hold. It may read the event's payload.
    pub condition: ExprId,
    /// What the refusal names.
    pub named: Witness,
}

/// What a refusal names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Witness {
    /// A requirement, with the values it read. One that needs another to hold is silent where it does not.
    Requirement(RequirementId),
    /// A rule of the form.
    Form(RuleId),
    /// Something restated wrongly.
    ReadBack(RuleId),
}

/// A region with arms.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Its name, if it is a stage.
    pub label: Option<LabelId>,
    /// The node.
    pub node: NodeId,
    /// What it covers.
    pub body: NodeId,
    /// Its arms, in text order: an arm covers the body and the arms before it.
    pub arms: Vec<GuardArm>,
    /// Its clock; that of the root guard is the promise.
    pub clock: Option<ClockId>,
}

/// A clock.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Its name, for messages: `triage`, `triage claim`, `promise`.
    pub name: Name,
    /// Where its length is written.
    pub span: Span,
    /// The node it belongs to.
    pub node: NodeId,
    /// How long, or until when.
    pub budget: ExprId,
    /// Whether `budget` is an instant or a date rather than a length.
    pub due: bool,
    /// Whether one budget serves all visits.
    pub in_all: bool,
    /// The team on whose calendar it counts, where the owner is somebody else: the receiver of an offer.
    pub of: Option<Owner>,
    /// Whether it runs only while nobody has the task.
    pub claim: bool,
    /// It ends when this is done.
    pub until: Option<BitId>,
    /// It stands still only if this holds when it is asked to.
    pub pauses_if: Option<ExprId>,
    /// What happens when, in text order.
    pub rungs: Vec<Rung>,
}

impl Clock {
    /// A clock of this length, of a node, on which nothing happens yet.
    pub(super) fn of(name: Name, span: Span, node: NodeId, budget: ExprId) -> Clock {
        Clock {
            name,
            span,
            node,
            budget,
            due: false,
            in_all: false,
            of: None,
            claim: false,
            until: None,
            pauses_if: None,
            rungs: Vec::new(),
        }
    }
}

/// What happens when so much of a clock is used.
#[derive(Clone, Debug)]
pub struct Rung {
    /// When.
    pub at: RungAt,
    /// Only then.
    pub only_if: Option<ExprId>,
    /// Only while this latch is open.
    pub until: Option<BitId>,
    /// Whether it moves the work.
    pub moves: bool,
    /// What then.
    pub then: NodeId,
    /// Where it is written.
    pub span: Span,
}

/// When a rung fires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RungAt {
    /// So much of the budget is used, in millionths.
    Used(u32),
    /// All of it, and so much more.
    Late(Option<ExprId>),
    /// All of it, and again each time so much more is.
    Every(ExprId),
    /// At a time of day or an instant, once a visit.
    At(ExprId),
}

/// What a party is asked for while a handoff is open.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its name, for messages.
    pub name: Name,
    /// Where it is written.
    pub span: Span,
    /// Who is asked.
    pub party: PartyId,
    /// For which paths; a place's own form where there are none.
    pub paths: Vec<ExprId>,
    /// Which of the paths are asked for: each only if this requirement is unmet.
    pub wants: Vec<Vec<ExprId>>,
    /// What the answer is.
    pub answer: AltId,
    /// How long.
    pub clock: ClockId,
    /// What stands still meanwhile.
    pub pauses: Vec<ClockId>,
    /// Only if this holds when it opens.
    pub pauses_if: Option<ExprId>,
    /// The sender's clock, which stands still in any case: the sender's hands are tied.
    pub ready: Option<ClockId>,
}

/// A call of a service.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its name.
    pub name: Name,
    /// Where it is written.
    pub span: Span,
    /// Which operation.
    pub operation: OperationId,
    /// With what.
    pub args: Vec<ExprId>,
    /// Where its result is kept.
    pub slot: SlotId,
    /// Where it is awaited.
    pub place: PlaceId,
    /// Its result, and its failure after all attempts.
    pub result: AltId,
    /// See `result`.
    pub fault: AltId,
    /// Why it may be sent again while it may stand.
    pub again: Option<String>,
    /// How it is taken back.
    pub undone_by: Option<NodeId>,
}

/// What is taken back.
#[derive(Clone, Debug)]
pub struct Undo {
    /// Where it is written.
    pub span: Span,
    /// Where it waits.
    pub place: PlaceId,
    /// The strand that runs its pieces.
    pub strand: StrandId,
    /// What can be taken back here, each with the piece that does it.
    pub pieces: Vec<(Witnessed, NodeId)>,
    /// Remembers whether a piece failed.
    pub bit: BitId,
    /// What then, if one did.
    pub failed: Option<NodeId>,
}

/// What may stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Witnessed {
    /// A call, from its sending.
    Call(CallId),
    /// A place, from its completion.
    Slot(SlotId),
}

/// Who is told what.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Where it is written.
    pub span: Span,
    /// Whom.
    pub who: Vec<Told>,
    /// A text; where nothing is said, the situation in words.
    pub sentence: ExprId,
    /// What goes with it.
    pub with: Vec<ExprId>,
}

/// A bounded edge.
#[derive(Clone, Debug)]
pub struct Counter {
    /// Its name, for messages.
    pub name: Name,
    /// Where its bound is written.
    pub span: Span,
    /// How often.
    pub most: u32,
}

/// A bit of the image.
#[derive(Clone, Debug)]
pub struct Bit {
    /// Its name.
    pub name: Name,
    /// What it says.
    pub kind: BitKind,
}

/// What a bit says.
#[derive(Clone, Debug)]
pub enum BitKind {
    /// The judgement of this place stands. It falls when one of the paths is written with another value.
    Stands {
        /// Whose judgement.
        slot: SlotId,
        /// What it rests on.
        on: Vec<ExprId>,
        /// What must hold of people today for it to be kept.
        people: Vec<People>,
    },
    /// `until P`: P was done once.
    Latch(LabelId),
    /// This place was completed, and has not been taken back since.
    Begun(SlotId),
    /// A piece of an undo failed.
    Failed,
    /// A place makes clocks stand still.
    Pausing,
}

/// A requirement.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its label.
    pub label: Option<Name>,
    /// Where it is written.
    pub span: Span,
    /// What must hold.
    pub condition: ExprId,
    /// That it can be read, is asked for, and does not hold.
    pub unmet: ExprId,
    /// The author's sentence.
    pub sentence: ExprId,
    /// The paths it reads, whose values a refusal shows.
    pub reads: Vec<ExprId>,
}

/// A rule of a form or about people.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The field or place it speaks of.
    pub subject: Name,
    /// What it says, in words.
    pub sentence: String,
    /// Where it is written.
    pub span: Span,
}
