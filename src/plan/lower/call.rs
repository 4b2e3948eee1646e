//! Calls of services, and `undo`: how what they did is taken back.

use super::arms::Thing;
use super::build::Builder;
use crate::abi::Span as Length;
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::{Name, Span};
use crate::model::{self, ExprKind, LabelId, Situation, Type};
use crate::plan::{
    Alt, AltId, BitKind, Call, CallId, Clock, Emit, Exit, Form, NodeId, Place, PlaceId, Set, Site, Strand,
    Undo, Witnessed,
};

impl<'m> Builder<'m> {
    pub(super) fn call(&mut self, call: &'m model::Call, span: Span) -> NodeId {
        let head = &call.head;
        let rest = self.reserve(span);
        let thing = Thing::whole(rest);
        let name = self.workflow.labels[head.label].name.clone();
        let clock = self.call_clock(&name, call.operation, rest, span);
        let place = Place {
            label: Some(head.label),
            slot: Some(head.slot),
            clocks: vec![clock],
            ..Place::at(name.clone(), PlaceKind::Call, rest, self.workflow.labels[head.label].span)
        };
        let place = self.plan.places.push(place);
        let id = self.plan.calls.next_id();
        let result = self.result(call, id, place, span);
        let fault = self.fault(call, id, place, thing, span);
        let mut alts = vec![result];
        alts.extend(self.declared(call, id, place, span));
        alts.push(fault);
        self.plan.places[place].alts = alts;
        self.fill(rest, Form::Rest(place));
        let args = self.copies(&call.args);
        let call_site = Call {
            name,
            span,
            operation: call.operation,
            args,
            slot: head.slot,
            place,
            result,
            fault,
            again: call.again.clone(),
            undone_by: None,
        };
        self.plan.calls.push(call_site);
        if let Some(block) = &call.undone_by {
            self.reversals.push((id, rest, block));
        }
        let send = self.emit(Emit::Call(id), span);
        let mut nodes = vec![send];
        // A call is done, for `until`, from its sending.
        nodes.extend(self.closing(head.label, span));
        nodes.push(rest);
        let inner = self.seq(nodes, span);
        self.placed(head, inner, thing, span)
    }

    /// How long it can take at most: every attempt and every pause between them.
    fn call_clock(
        &mut self,
        name: &Name,
        operation: model::OperationId,
        node: NodeId,
        span: Span,
    ) -> crate::plan::ClockId {
        let operation = &self.model.operations[operation];
        let (first, most) = operation.backoff;
        let pauses = (0..operation.retries)
            .map(|attempt| first.saturating_mul(1 << attempt.min(30)).min(most.max(first)));
        let attempts = operation.within.saturating_mul(i64::from(operation.retries) + 1);
        let longest = pauses.fold(attempts, i64::saturating_add);
        let budget = self.expr(ExprKind::Span(Length::elapsed(longest)), Type::Span(None), span);
        self.plan.clocks.push(Clock::of(name.clone(), span, node, budget))
    }

    fn result(&mut self, call: &'m model::Call, id: CallId, place: PlaceId, span: Span) -> AltId {
        let fields = self.model.operations[call.operation].gives.clone();
        let intake = self.intake("result", fields, span);
        let then = self.set(Set::SlotFrom(call.head.slot, intake.payload), span);
        let alt = Alt { site: Site::Call(id), ..self.alt(EventKind::Result, place, intake, then) };
        self.plan.alts.push(alt)
    }

    /// The exceptions that the service declares: it did not happen.
    fn declared(&mut self, call: &'m model::Call, id: CallId, place: PlaceId, span: Span) -> Vec<AltId> {
        let model = self.model;
        let mut alts = Vec::new();
        for exception in &model.operations[call.operation].raises {
            let declared = &model.exceptions[*exception];
            let intake = self.intake(&declared.name, declared.fields.clone(), span);
            let args = self.payload_fields(intake.payload, &declared.fields);
            let then = self.node(Form::Raise(*exception, args), span);
            let (name, site) = (declared.name.clone(), Site::Call(id));
            let alt = Alt { name, site, ..self.alt(EventKind::Exception, place, intake, then) };
            let alt = self.plan.alts.push(alt);
            alts.push(alt);
        }
        alts
    }

    /// After the last attempt nobody knows whether it happened.
    fn fault(
        &mut self,
        call: &'m model::Call,
        id: CallId,
        place: PlaceId,
        thing: Thing,
        span: Span,
    ) -> AltId {
        let intake = self.intake("failed", Vec::new(), span);
        let failed =
            |arm: &&model::Arm| arm.situations.iter().any(|situation| matches!(situation, Situation::Failed));
        let then = match call.head.arms.iter().find(failed) {
            Some(arm) => self.block(&arm.response, thing),
            None => self.node(Form::Exit(Exit::Strand(false)), span),
        };
        let alt = Alt { site: Site::Call(id), ..self.alt(EventKind::Fault, place, intake, then) };
        self.plan.alts.push(alt)
    }

    /// An `undo`: its place and its strand now, its pieces when all that can be taken back is known.
    pub(super) fn undo(&mut self, undo: &'m model::Undo, span: Span) -> NodeId {
        let node = self.reserve(span);
        let number = self.plan.undos.len() + 1;
        let name = Name::from(if number == 1 { "undo".to_owned() } else { format!("undo {number}") });
        let place = Place { who: self.everyone(), ..Place::at(name.clone(), PlaceKind::Undo, node, span) };
        let place = self.plan.places.push(place);
        let bit = self.bit(format!("{name} failed"), BitKind::Failed);
        let id = self.plan.undos.next_id();
        let strand = self.plan.strands.push(Strand { name, root: node, undo: Some(id) });
        let thing = Thing::whole(node);
        let failed = undo
            .arms
            .iter()
            .find(|arm| arm.situations.iter().any(|situation| matches!(situation, Situation::Failed)));
        let failed = failed.map(|arm| self.block(&arm.response, thing));
        self.plan.undos.push(Undo { span, place, strand, pieces: Vec::new(), bit, failed });
        self.fill(node, Form::Undo(id));
        self.undos.push((id, undo, undo.what));
        node
    }
}

/// Gives every `undo` its pieces: one for each site that it can take back, lowered anew for it.
pub(super) fn undos(builder: &mut Builder<'_>) {
    for (id, _, what) in std::mem::take(&mut builder.undos) {
        let calls = std::mem::take(&mut builder.reversals);
        let steps = std::mem::take(&mut builder.takebacks);
        let mut pieces = Vec::new();
        for (call, node, block) in &calls {
            if within(builder, *node, what) {
                pieces.push((Witnessed::Call(*call), piece(builder, block)));
            }
        }
        for (slot, node, block) in &steps {
            if within(builder, *node, what) {
                pieces.push((Witnessed::Slot(*slot), piece(builder, block)));
            }
        }
        // What a piece does is not taken back again: what it registered is dropped.
        builder.reversals = calls;
        builder.takebacks = steps;
        builder.plan.undos[id].pieces = pieces;
    }
}

/// One piece of one `undo`. Its places are nodes of its own, although others may stand for the same words.
fn piece<'m>(builder: &mut Builder<'m>, block: &'m model::Block) -> NodeId {
    let labels = builder.labels.clone();
    for label in model::labels(block) {
        let node = builder.reserve(builder.workflow.labels[label].span);
        builder.labels.insert(label, node);
    }
    let piece = builder.block(block, Thing::DECIDE);
    builder.labels = labels;
    piece
}

/// Whether a node stands in what an `undo` names.
fn within(builder: &Builder<'_>, node: NodeId, what: Option<LabelId>) -> bool {
    let Some(label) = what else { return true };
    builder.plan.below(builder.labels[&label]).contains(&node)
}
