//! The twelve forms.

use super::site::{AskId, BitId, CallId, ClockId, CounterId, GuardId, NoticeId, PlaceId, StrandId, UndoId};
use crate::base::{Span, id};
use crate::model::{EventId, ExceptionId, ExprId, LocalId, OutcomeId, RoleId, SlotId, TeamId};

id! {
    /// A node of the tree.
    NodeId
}

/// A form, and the statement it comes from.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub form: Form,
    /// Where the author wrote what it comes from.
    pub origin: Span,
}

/// What a node does. Each but `Rest` takes no time.
#[derive(Clone, Debug)]
pub enum Form {
    /// One after another.
    Seq(Vec<NodeId>),
    /// A strand stands here until something happens.
    Rest(PlaceId),
    /// Something is written.
    Set(Set),
    /// The first branch whose condition holds; one without a condition always does. Where none holds, on.
    Case(Vec<(Option<ExprId>, NodeId)>),
    /// The host is asked for something.
    Emit(Emit),
    /// Another team owns the strand.
    Own(Owner),
    /// On from somewhere else.
    Goto(Goto),
    /// Branches at once; a later addition to the language.
    Par(Vec<StrandId>),
    /// A region with arms.
    Guard(GuardId),
    /// An exception, to the nearest arm that takes it.
    Raise(ExceptionId, Vec<ExprId>),
    /// What was begun is taken back.
    Undo(UndoId),
    /// Out: of the item, of the strand, of what an arm speaks of.
    Exit(Exit),
}

/// What is written.
#[derive(Clone, Debug)]
pub enum Set {
    /// A place is done: its fields, one each. The performer is whoever acts, or nobody.
    Slot(SlotId, Vec<ExprId>),
    /// A place is done, with the fields of this payload.
    SlotFrom(SlotId, LocalId),
    /// A path of the record or of a place's data.
    Path(ExprId, ExprId),
    /// A bit.
    Bit(BitId, bool),
    /// These places are not done any more, unless their judgement stands.
    Undone(Vec<SlotId>),
    /// One more use of a counter.
    Count(CounterId),
    /// The task goes to a role; a claim is released.
    Reassign(RoleId),
    /// One more span of a stage's budget.
    Extend(ClockId, ExprId),
    /// What a handoff carries is pinned, as its offer's fields.
    Pin(PlaceId),
}

/// What the host is asked for.
#[derive(Clone, Debug)]
pub enum Emit {
    /// Somebody is told.
    Notify(NoticeId),
    /// A party is asked; the ask is open.
    Ask(AskId),
    /// A party need not answer any more.
    CloseAsk(AskId),
    /// A service is called.
    Call(CallId),
    /// For the record: a judgement stands, and its place is passed over.
    Kept(BitId),
}

/// Who owns then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    /// This team.
    Team(TeamId),
    /// The first whose condition holds; the last one does.
    Decided(Vec<(ExprId, TeamId)>),
}

/// On from a node.
#[derive(Clone, Debug)]
pub struct Goto {
    /// From which: the place or block itself, past any look at whether it is kept.
    pub target: NodeId,
    /// What is not done any more: the target and what follows in its sequence, unless it is kept.
    pub undone: Vec<SlotId>,
    /// Of these, what is never kept: the target, and the verdict that sent the work back.
    pub anew: Vec<SlotId>,
    /// Whether the visit goes on: another look at the terms of the handoff that the strand is at.
    pub stays: bool,
    /// How often, and what then.
    pub bound: Option<(CounterId, u32, NodeId)>,
    /// Why it need not be bounded.
    pub unbounded: Option<String>,
}

/// Out of something.
#[derive(Clone, Debug)]
pub enum Exit {
    /// The item ends.
    Item(OutcomeId, Vec<ExprId>),
    /// The strand ends: with success, or without.
    Strand(bool),
    /// On after this node.
    After(NodeId),
    /// What the arm holds goes on.
    Resume(GuardId),
}

/// An arm of a guard.
#[derive(Clone, Debug)]
pub struct GuardArm {
    /// What it listens to.
    pub triggers: Vec<Trigger>,
    /// Its payload while `only_if` is read.
    pub payload: Option<LocalId>,
    /// Where its payload is kept.
    pub bind: Option<SlotId>,
    /// Only then.
    pub only_if: Option<ExprId>,
    /// Only while this latch is open.
    pub until: Option<BitId>,
    /// What it does to the region.
    pub mode: Mode,
    /// What then.
    pub then: NodeId,
    /// Where it is written.
    pub span: Span,
}

/// What an arm listens to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trigger {
    /// An exception raised in its region.
    Exception(ExceptionId),
    /// An event from outside.
    Event(EventId),
    /// The item ended so.
    Ended(OutcomeId),
    /// The region was stopped from outside.
    Cancelled,
}

/// What an arm does to its region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It ends everything in it.
    Cut,
    /// It makes everything in it stand still.
    Hold,
    /// It leaves everything as it is.
    Act,
}
