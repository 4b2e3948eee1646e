//! The core calculus: a workflow as an arena tree of twelve forms.
//!
//! In: the model, through `lower`. Out: [`Plan`], which the reference interpreter, the emitter and every
//! analysis read, and nothing but it. One sentence holds it together: *people and clocks move an item only
//! where it rests; only [`Form::Own`] changes its owner; only [`Form::Guard`] and [`Form::Par`] stop other
//! work.* Not here: what the forms do when they run (`interpret` says it slowly, `emit` says it in
//! WebAssembly) and any judgement. `docs/plan.md` explains each form.

mod form;
mod image;
mod lower;
pub(crate) mod print;
mod read;
mod site;
mod table;

pub use form::{Emit, Exit, Form, Goto, GuardArm, Mode, Node, NodeId, Owner, Set, Trigger};
pub use image::Cells;
pub use lower::lower;
pub use print::print;
pub use read::{Root, Route};
pub use site::{
    Alt, AltId, Ask, AskId, Bit, BitId, BitKind, Call, CallId, Check, Clock, ClockId, Counter, CounterId,
    Guard, GuardId, Notice, NoticeId, People, Place, PlaceId, Requirement, RequirementId, Rule, RuleId, Rung,
    RungAt, Site, Strand, StrandId, Undo, UndoId, Witness, Witnessed,
};
pub use table::{Next, Part, Table, Within};

use crate::abi::Parts;
use crate::abi::event::{effects, events, reasons};
use crate::base::{Arena, Id, Name, Span};
use crate::model::{
    ExprId, ExprKind, Exprs, Local, LocalId, Outcome, OutcomeId, Party, PartyId, Piece, RecordId, Slot,
    SlotId, SlotKind, TeamId, Told,
};

/// A workflow in the core calculus.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// The record of an item.
    pub item: RecordId,
    /// What makes an item unique, and whether for ever.
    pub key: Option<(ExprId, bool)>,
    /// The event that starts an item; its payload is the record.
    pub start: AltId,
    /// The team that owns first.
    pub starts: Owner,
    /// Where it begins.
    pub root: NodeId,
    /// Where an item rests whose outcome is known while a call is still in flight; if it makes calls.
    pub ending: Option<PlaceId>,
    /// The tree.
    pub nodes: Arena<NodeId, Node>,
    /// What surrounds each node.
    pub table: Table,

    /// Sequential threads; the root first.
    pub strands: Arena<StrandId, Strand>,
    /// Where a strand may rest.
    pub places: Arena<PlaceId, Place>,
    /// What may happen there, each an event of the treaty.
    pub alts: Arena<AltId, Alt>,
    /// Regions with arms.
    pub guards: Arena<GuardId, Guard>,
    /// Clocks.
    pub clocks: Arena<ClockId, Clock>,
    /// What parties are asked for.
    pub asks: Arena<AskId, Ask>,
    /// Calls of services.
    pub calls: Arena<CallId, Call>,
    /// What is taken back where.
    pub undos: Arena<UndoId, Undo>,
    /// Who is told what.
    pub notices: Arena<NoticeId, Notice>,
    /// Bounded edges.
    pub counters: Arena<CounterId, Counter>,
    /// Judgements, latches.
    pub bits: Arena<BitId, Bit>,
    /// Requirements that a refusal may name.
    pub requirements: Arena<RequirementId, Requirement>,
    /// Rules of forms and of people that a refusal may name.
    pub rules: Arena<RuleId, Rule>,

    /// What gives data.
    pub slots: Arena<SlotId, Slot>,
    /// The slots whose visit before is read.
    pub lasts: Vec<SlotId>,
    /// Paths whose writer a rule reads.
    pub writers: Vec<ExprId>,
    /// How it may end.
    pub outcomes: Arena<OutcomeId, Outcome>,
    /// Parties outside.
    pub parties: Arena<PartyId, Party>,
    /// Teams that may ever own, in order of first mention; for messages.
    pub teams: Vec<TeamId>,

    /// Its expressions: functions are inlined, contract parameters replaced by what is passed for them.
    pub exprs: Exprs,
    /// What names bind in them.
    pub locals: Arena<LocalId, Local>,
    /// Which parts an item's state has, and which cell each site uses.
    pub parts: Parts,
    /// Where in those parts each site's cell is.
    pub cells: Cells,
}

impl Plan {
    /// The number of an alternative among the workflow's events.
    pub fn event(&self, alt: AltId) -> u16 {
        (events::own().len() + alt.index()) as u16
    }

    /// The number of a notice among the workflow's effects: notices first, then asks, then calls.
    pub fn notice_effect(&self, notice: NoticeId) -> u16 {
        (effects::own().len() + notice.index()) as u16
    }

    /// The number of an ask among the workflow's effects.
    pub fn ask_effect(&self, ask: AskId) -> u16 {
        (effects::own().len() + self.notices.len() + ask.index()) as u16
    }

    /// The number of a call among the workflow's effects.
    pub fn call_effect(&self, call: CallId) -> u16 {
        (effects::own().len() + self.notices.len() + self.asks.len() + call.index()) as u16
    }

    /// The number of a requirement among the workflow's reasons.
    pub fn reason(&self, requirement: RequirementId) -> u16 {
        (reasons::own().len() + requirement.index()) as u16
    }

    /// What a notice says with: the values of its sentence, the people it names, what goes with it.
    pub fn said(&self, notice: NoticeId) -> Vec<ExprId> {
        let notice = &self.notices[notice];
        let people = notice.who.iter().filter_map(|who| match who {
            Told::Person(person) => Some(*person),
            _ => None,
        });
        self.holes(notice.sentence).into_iter().chain(people).chain(notice.with.iter().copied()).collect()
    }

    /// The values in a sentence, in order.
    pub fn holes(&self, sentence: ExprId) -> Vec<ExprId> {
        match &self.exprs[sentence].kind {
            ExprKind::Sentence(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Value(value) => Some(*value),
                    Piece::Words(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What a refusal shows of a requirement: the values of its sentence, then of the paths it reads.
    pub fn shown(&self, requirement: RequirementId) -> Vec<ExprId> {
        let known = &self.requirements[requirement];
        self.holes(known.sentence).into_iter().chain(known.reads.iter().copied()).collect()
    }

    /// The bit that says whether a place was begun and still stands, if it can be taken back.
    pub fn begun(&self, slot: SlotId) -> Option<BitId> {
        let mut bits = self.bits.iter();
        bits.find(|(_, bit)| matches!(bit.kind, BitKind::Begun(of) if of == slot)).map(|(id, _)| id)
    }

    /// The step whose judgement a bit says to stand, if that rests on a path.
    pub fn judged(&self, bit: &Bit, path: ExprId) -> Option<SlotId> {
        let BitKind::Stands { slot, on, .. } = &bit.kind else { return None };
        let is_step = self.slots[*slot].kind == SlotKind::Step;
        (is_step && on.iter().any(|on| self.reads(*on, path))).then_some(*slot)
    }

    /// Whether the value of an expression can change while the item lives.
    pub fn varies(&self, expr: ExprId) -> bool {
        !matches!(self.exprs[expr].kind, ExprKind::Span(_) | ExprKind::Int(_))
    }
}
