//! Calls: sending, results, orphans, unknown outcomes, a person's word.

use super::report::{Arg, To};
use super::{Job, strand_of};
use crate::abi::event::{events, reasons};
use crate::abi::image::{CallState, Status, StrandState};
use crate::abi::manifest::EventKind;
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::emit::map::At;
use crate::emit::prelude::{Help, Var};
use crate::model::RoleId;
use crate::plan::{AltId, CallId};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    fn of_call(&mut self, call: CallId, at: At) {
        let head = self.env.map.calls[call.index()].head;
        self.load_at(at.width, head + at.offset);
    }

    fn call_is(&mut self, call: CallId, state: CallState) {
        let at = self.env.map.call.state;
        self.of_call(call, at);
        self.i32(state as u32);
        self.op().i32_eq();
    }

    pub(super) fn set_call(&mut self, call: CallId, state: CallState) {
        let (head, at) = (self.env.map.calls[call.index()].head, self.env.map.call.state);
        self.i32(head);
        self.i32(state as u32);
        self.store(at.width, at.offset);
    }

    /// A service is called. A call that failed is tried again under its own key if nothing of it changed;
    /// one that was cut and still flies is awaited, and sent only then.
    pub(super) fn call_service(&mut self, id: CallId) {
        let plan = self.env.plan;
        let (halves, map, order) =
            (self.env.map.calls[id.index()], self.env.map.call, self.env.map.header.order);
        let fields = plan.parts.calls[id.index()].fields.clone();
        let shape = Shape::Record(fields.clone());
        self.record(&fields, &plan.calls[id].args);
        let args = self.keep(ValType::I32);
        self.i32(halves.body);
        self.get(args);
        self.same(&shape, &shape);
        let same = self.keep(ValType::I32);
        self.awaited_already(id, same);
        self.call_is(id, CallState::Unknown);
        self.get(same);
        self.op().i32_and().i32_eqz();
        self.when(BlockType::Empty);
        self.count(halves.head + map.number.offset);
        self.i32(halves.head);
        self.i32(0);
        self.store(map.attempt.width, map.attempt.offset);
        self.end();
        self.i32(halves.body);
        self.get(args);
        self.copy(layout::of(&shape).size);
        self.count(order.offset);
        self.set_call(id, CallState::Flying);
        self.store_at(halves.head + map.orphan.offset, false);
        self.next_attempt(id);
        self.i32(halves.head);
        self.load_at(Width::I32, order.offset);
        self.store(map.order.width, map.order.offset);
        self.i32(halves.head);
        self.i64(0);
        self.store(Width::I64, map.word.offset);
        self.var(Var::Now);
        self.go(Job::Send(id));
    }

    fn next_attempt(&mut self, id: CallId) {
        let (head, attempt) = (self.env.map.calls[id.index()].head, self.env.map.call.attempt);
        self.i32(head);
        self.of_call(id, attempt);
        self.op().i32_const(1).i32_add();
        self.store(attempt.width, attempt.offset);
    }

    /// Returns if the call flies: the same one is no orphan any more.
    fn awaited_already(&mut self, id: CallId, same: Local) {
        let (head, orphan) = (self.env.map.calls[id.index()].head, self.env.map.call.orphan);
        self.call_is(id, CallState::Flying);
        self.when(BlockType::Empty);
        self.get(same);
        self.when(BlockType::Empty);
        self.store_at(head + orphan.offset, false);
        self.end();
        self.op().return_();
        self.end();
    }

    /// The request goes out, not before an instant.
    pub(super) fn send(&mut self, id: CallId) {
        let plan = self.env.plan;
        let (halves, map) = (self.env.map.calls[id.index()], self.env.map.call);
        let fields = plan.parts.calls[id.index()].fields.clone();
        self.of_call(id, map.number);
        let number = self.keep(ValType::I32);
        self.of_call(id, map.attempt);
        let attempt = self.keep(ValType::I32);
        let mut args = vec![Arg::Local(number), Arg::Local(attempt), Arg::Local(self.param(0))];
        for (field, offset) in fields.iter().zip(layout::record(&fields).1) {
            self.read(crate::emit::body::Place::Fixed(halves.body + offset), &field.shape);
            args.push(Arg::Local(self.keep(crate::emit::body::val(&field.shape))));
        }
        self.tell(To::Effects, plan.call_effect(id), &args);
    }

    /// A service answered, or did not. The event's visit is the number in the call's key.
    pub(super) fn answered(&mut self, id: CallId, alt: AltId) {
        let plan = self.env.plan;
        let kind = plan.alts[alt].kind;
        let (head, map) = (self.env.map.calls[id.index()].head, self.env.map.call);
        self.call_is(id, CallState::Flying);
        self.of_call(id, map.number);
        self.of_event("visit");
        self.op().i32_eq().i32_and().i32_eqz();
        self.when(BlockType::Empty);
        self.i32(2);
        self.op().return_();
        self.end();
        if kind == EventKind::Fault {
            self.try_again(id);
        }
        self.of_call(id, map.orphan);
        let orphan = self.keep(ValType::I32);
        self.store_at(head + map.orphan.offset, false);
        self.set_call(
            id,
            match kind {
                EventKind::Result => CallState::Done,
                EventKind::Exception => CallState::NotHappened,
                _ => CallState::Unknown,
            },
        );
        self.outcome_known(id, alt, orphan);
        self.i32(0);
    }

    /// Another attempt, if one is left: the function returns.
    fn try_again(&mut self, id: CallId) {
        let operation = &self.env.model.operations[self.env.plan.calls[id].operation];
        let attempt = self.env.map.call.attempt;
        // A retry under the same key counts on, for an attempt is told apart by its number.
        self.of_call(id, attempt);
        self.op().i32_const(1).i32_sub();
        self.i32(u32::from(operation.retries) + 1);
        self.op().i32_rem_u().i32_const(1).i32_add();
        let attempt = self.keep(ValType::I32);
        self.get(attempt);
        self.i32(operation.retries.into());
        self.op().i32_le_u();
        self.when(BlockType::Empty);
        self.var(Var::Now);
        self.i64(operation.backoff.0);
        self.i64(operation.backoff.1);
        self.get(attempt);
        self.help(Help::Backoff);
        self.help(Help::AddSat);
        self.next_attempt(id);
        self.go(Job::Send(id));
        self.i32(0);
        self.op().return_();
        self.end();
    }

    /// Whoever waits for the call goes on; what waited for one that was cut sends its own.
    fn outcome_known(&mut self, id: CallId, alt: AltId, orphan: Local) {
        let plan = self.env.plan;
        let place = plan.calls[id].place;
        let strand = self.env.map.strands[strand_of(self.env, plan.places[place].node)];
        self.i32(strand);
        self.strand = self.keep(ValType::I32);
        let here = self.here();
        self.get(here);
        self.i32(place.index() as u32);
        self.op().i32_eq();
        self.when(BlockType::Empty);
        self.get(orphan);
        self.when(BlockType::Empty);
        self.go_strand(Job::Call(id));
        self.otherwise();
        self.event_payload();
        let payload = self.keep(ValType::I32);
        self.take_with(alt, payload);
        self.end();
        self.otherwise();
        self.go(Job::Settled);
        self.end();
    }

    /// Whoever waited for a call that was cut looks again.
    pub(super) fn settled_call(&mut self) {
        let plan = self.env.plan;
        let status = self.env.map.header.status;
        self.load_at(status.width, status.offset);
        self.i32(Status::Ending as u32);
        self.op().i32_eq();
        self.when(BlockType::Empty);
        self.go(Job::Unsettled);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.go(Job::Over);
        self.end();
        self.op().return_();
        self.end();
        for (id, undo) in plan.undos.iter() {
            let state = self.env.map.strand.state;
            let strand = self.env.map.strands[strand_of(self.env, plan.places[undo.place].node)];
            let runner = self.env.map.strands[undo.strand.index()];
            self.i32(strand);
            self.strand = self.keep(ValType::I32);
            let here = self.here();
            self.get(here);
            self.i32(undo.place.index() as u32);
            self.op().i32_eq();
            self.load_at(state.width, runner + state.offset);
            self.i32(StrandState::Live as u32);
            self.op().i32_ne().i32_and();
            self.when(BlockType::Empty);
            self.go_strand(Job::GoOn(id));
            self.op().return_();
            self.end();
        }
    }

    /// Whether a call is in flight, or failed without anybody's word since.
    pub(super) fn unsettled(&mut self) {
        let word = self.env.map.call.word;
        self.i32(0);
        for id in self.env.plan.calls.ids() {
            let head = self.env.map.calls[id.index()].head;
            self.call_is(id, CallState::Flying);
            self.call_is(id, CallState::Unknown);
            self.load_at(Width::I32, head + word.offset + layout::LENGTH);
            self.op().i32_eqz().i32_and().i32_or().i32_or();
        }
    }

    /// A person of the owner says what became of a call that failed.
    pub(super) fn resolve(&mut self) {
        let root = self.env.map.strands.first().copied().unwrap_or_default();
        self.i32(root);
        self.strand = self.keep(ValType::I32);
        self.of_event("roles");
        let roles = self.keep(ValType::I32);
        let everybody: Vec<RoleId> = self.env.model.roles.ids().collect();
        let role = self.role_of(&everybody, true, roles);
        self.get(role);
        self.i32(0);
        self.op().i32_lt_s();
        self.when(BlockType::Empty);
        self.refuse(reasons::NOT_YOURS, &[]);
        self.end();
        self.act_field(events::RESOLVE, 0);
        let named = self.keep(ValType::I32);
        for id in self.env.plan.calls.ids() {
            self.resolve_call(id, named);
        }
        let here = self.here();
        self.refuse(reasons::GONE, &[Arg::Local(here)]);
    }

    /// Takes somebody's word for this call, if it is the one that is named and is unknown: the function returns.
    fn resolve_call(&mut self, id: CallId, named: Local) {
        let (head, word) = (self.env.map.calls[id.index()].head, self.env.map.call.word);
        self.get(named);
        self.i32(id.index() as u32);
        self.op().i32_eq();
        self.call_is(id, CallState::Unknown);
        self.op().i32_and();
        self.when(BlockType::Empty);
        self.act_field(events::RESOLVE, 1);
        self.when(BlockType::Empty);
        self.set_call(id, CallState::Done);
        self.otherwise();
        self.set_call(id, CallState::NotHappened);
        self.end();
        self.store_actor(head + word.offset);
        self.go(Job::Settled);
        self.i32(0);
        self.op().return_();
        self.end();
    }

    /// A person's word: whoever completes a step while a call of the item is unknown has seen it.
    pub(super) fn word(&mut self) {
        let word = self.env.map.call.word;
        self.var(Var::Actor);
        self.load(Width::I32, layout::LENGTH);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.op().return_();
        self.end();
        for id in self.env.plan.calls.ids() {
            let head = self.env.map.calls[id.index()].head;
            self.call_is(id, CallState::Unknown);
            self.load_at(Width::I32, head + word.offset + layout::LENGTH);
            self.op().i32_eqz().i32_and();
            self.when(BlockType::Empty);
            self.store_actor(head + word.offset);
            self.end();
        }
    }
}
