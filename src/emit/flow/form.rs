//! The forms, one after another, from a node up to the next place or the next meeting of ways.
//!
//! A stretch returns the number of the stretch that goes on, or -1 where the strand rests or is over. What
//! only one way leads to is written in line; a stretch is cut where ways meet, where `go to` leads, and where
//! it grows long.

use super::report::{Arg, To};
use super::{Job, strand_of};
use crate::abi::event::effects;
use crate::abi::image::NONE;
use crate::abi::manifest::PlaceKind;
use crate::abi::{Field, Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Func, Label, Local, Width};
use crate::emit::body::Body;
use crate::emit::expr::discriminant;
use crate::emit::prelude::Var;
use crate::model::{self, ExceptionId, ExprId, LocalId, OutcomeId};
use crate::plan::{Emit, Exit, Form, Goto, GuardArm, Mode, Next, NodeId, Owner, Part, Plan, Trigger};
use wasm_encoder::{BlockType, ValType};

/// How many forms one function may hold.
const LONGEST: u32 = 64;

/// How many ways lead to each node.
pub(super) fn ways(plan: &Plan) -> Vec<u32> {
    let mut ways = vec![0; plan.nodes.len()];
    for (id, node) in plan.nodes.iter() {
        let mut lead = |next: Next| {
            if let Next::Node(node) = next {
                ways[node.index()] += 1;
            }
        };
        match &node.form {
            Form::Seq(nodes) if !nodes.is_empty() => lead(Next::Node(nodes[0])),
            Form::Case(branches) => {
                branches.iter().for_each(|(_, branch)| lead(Next::Node(*branch)));
                lead(plan.table.after(plan, id));
            }
            Form::Guard(guard) => lead(Next::Node(plan.guards[*guard].body)),
            Form::Goto(Goto { bound: Some((_, _, then)), .. }) => lead(Next::Node(*then)),
            Form::Exit(Exit::After(of)) => lead(plan.table.after(plan, *of)),
            Form::Rest(_) | Form::Goto(_) | Form::Raise(..) | Form::Undo(_) | Form::Exit(_) => {}
            _ => lead(plan.table.after(plan, id)),
        }
    }
    ways
}

impl Body<'_, '_> {
    pub(super) fn segment(&mut self, node: NodeId) {
        let mut room = LONGEST;
        self.form(node, &mut room);
    }

    /// Where a form leads: in line, if this is the only way there.
    fn lead(&mut self, next: Next, room: &mut u32) {
        match next {
            Next::Node(node) => {
                let alone = self.env.calls.ways.get(node.index()) == Some(&1);
                if alone && *room > 0 {
                    *room -= 1;
                    self.form(node, room);
                } else {
                    self.lead_to(node);
                }
            }
            Next::Stay => {
                self.go_strand(Job::Stay);
                self.op().return_();
            }
            // The work runs off its end without an outcome: the proofs exclude it.
            Next::Over(_) => {
                self.op().unreachable();
            }
            Next::Piece(undo, _) => {
                self.go_strand(Job::TakenBack(undo));
                self.rests();
            }
        }
    }

    /// Goes on with another stretch.
    pub(super) fn lead_to(&mut self, node: NodeId) {
        let number = self.env.segment(node);
        self.i32(number);
        self.op().return_();
    }

    /// Goes on wherever the end of a node leads.
    pub(super) fn lead_after(&mut self, node: NodeId) {
        let next = self.env.plan.table.after(self.env.plan, node);
        self.lead(next, &mut 0);
    }

    /// The strand rests or is over.
    pub(super) fn rests(&mut self) {
        self.op().i32_const(-1).return_();
    }

    /// What a node does, and on from there; always ends in a return.
    fn form(&mut self, node: NodeId, room: &mut u32) {
        let plan = self.env.plan;
        match &plan.nodes[node].form {
            Form::Seq(nodes) if !nodes.is_empty() => return self.lead(Next::Node(nodes[0]), room),
            Form::Seq(_) => {}
            Form::Rest(place) => {
                self.go_strand(Job::Rest(*place));
                return self.rests();
            }
            Form::Set(set) => self.set_form(set),
            Form::Case(branches) => self.branches(branches, room),
            Form::Emit(emit) => self.emit_form(emit),
            Form::Own(owner) => self.own(owner),
            Form::Goto(goto) => return self.goto(goto),
            Form::Guard(guard) => {
                let guard = &plan.guards[*guard];
                if let Some(clock) = guard.clock {
                    self.go_strand(Job::Start(clock));
                }
                return self.lead(Next::Node(guard.body), room);
            }
            Form::Raise(exception, payload) => return self.raise(node, *exception, payload),
            Form::Undo(undo) => {
                self.go_strand(Job::Rest(plan.undos[*undo].place));
                let bit = self.env.map.bits[plan.undos[*undo].bit.index()];
                self.store_at(bit, false);
                self.go_strand(Job::Drive(*undo));
                self.op().return_();
                return;
            }
            Form::Exit(exit) => return self.exit(exit),
            // Branches at once have no surface yet; lowering makes none.
            Form::Par(_) => {
                self.op().unreachable();
                return;
            }
        }
        self.lead(plan.table.after(plan, node), room);
    }

    /// Writes a flag at a fixed address.
    pub(super) fn store_at(&mut self, address: u32, to: bool) {
        self.i32(0);
        self.i32(u32::from(to));
        self.store(Width::U8, address);
    }

    fn branches(&mut self, branches: &[(Option<ExprId>, NodeId)], room: &mut u32) {
        for (condition, branch) in branches {
            match condition {
                Some(condition) => {
                    self.expr(*condition);
                    self.when(BlockType::Empty);
                    self.lead(Next::Node(*branch), room);
                    self.end();
                }
                None => {
                    self.lead(Next::Node(*branch), room);
                    break;
                }
            }
        }
    }

    fn emit_form(&mut self, emit: &Emit) {
        let plan = self.env.plan;
        match emit {
            Emit::Notify(notice) => {
                let owner = self.owner_now();
                let said = plan.said(*notice).into_iter().map(Arg::Expr);
                let args: Vec<Arg> = std::iter::once(Arg::Local(owner)).chain(said).collect();
                self.tell(To::Effects, plan.notice_effect(*notice), &args);
            }
            Emit::Ask(ask) => self.go_strand(Job::OpenAsk(*ask)),
            Emit::CloseAsk(ask) => {
                self.go(Job::CloseAsk(*ask));
                self.i32(1);
                self.set_var(Var::Look);
            }
            Emit::Call(call) => self.go_strand(Job::Call(*call)),
            Emit::Kept(bit) => self.record_effect(effects::KEPT, &[Arg::Number(bit.index() as u32)]),
        }
    }

    /// The team that owns the strand.
    pub(super) fn owner_now(&mut self) -> Local {
        let (strand, owner) = (self.strand, self.env.map.strand.owner);
        self.get(strand);
        self.load(owner.width, owner.offset);
        self.keep(ValType::I32)
    }

    fn own(&mut self, owner: &Owner) {
        let (strand, at) = (self.strand, self.env.map.strand.owner);
        let from = self.owner_now();
        self.owner(owner);
        let to = self.keep(ValType::I32);
        self.get(from);
        self.get(to);
        self.op().i32_ne();
        self.when(BlockType::Empty);
        self.get(strand);
        self.get(to);
        self.store(at.width, at.offset);
        let number = self.strand_number();
        self.record_effect(effects::OWNER, &[Arg::Local(number), Arg::Local(from), Arg::Local(to)]);
        self.end();
    }

    /// The team that an owner is.
    pub(super) fn owner(&mut self, owner: &Owner) {
        match owner {
            Owner::Team(team) => self.i32(team.index() as u32),
            Owner::Decided(cases) => {
                let done = self.block(BlockType::Result(ValType::I32));
                for (condition, team) in cases {
                    self.i32(team.index() as u32);
                    self.expr(*condition);
                    self.br_if(done);
                    self.op().drop();
                }
                self.nothing();
                self.end();
            }
        }
    }

    fn goto(&mut self, goto: &Goto) {
        if let Some((counter, most, then)) = goto.bound {
            let counter = self.env.map.counters[counter.index()];
            self.load_at(Width::I32, counter);
            self.i32(most);
            self.op().i32_ge_u();
            self.when(BlockType::Empty);
            self.lead_to(then);
            self.end();
            self.count(counter);
        }
        if !goto.stays {
            self.go_strand(Job::Leave);
        }
        for slot in &goto.undone {
            self.go(Job::UndoSlot(*slot, goto.anew.contains(slot)));
        }
        self.lead_to(goto.target);
    }

    /// One more use of a counter.
    pub(super) fn count(&mut self, at: u32) {
        self.i32(0);
        self.load_at(Width::I32, at);
        self.op().i32_const(1).i32_add();
        self.store(Width::I32, at);
    }

    /// An exception, to the nearest arm that takes it.
    fn raise(&mut self, node: NodeId, exception: ExceptionId, payload: &[ExprId]) {
        let plan = self.env.plan;
        let fields = self.declared(&self.env.model.exceptions[exception].fields);
        self.record(&fields, payload);
        let payload = self.keep(ValType::I32);
        let unrouted = self.block(BlockType::Empty);
        let guards: Vec<_> = plan.table.guards(node).collect();
        for (guard, part) in guards {
            // Arms of another strand do not hear it: a piece of an `undo` is its own.
            let mine = self.env.map.strands[strand_of(self.env, plan.guards[guard].node)];
            self.is_not_strand(mine);
            self.br_if(unrouted);
            for arm in covering(&plan.guards[guard].arms, part) {
                if arm.triggers.contains(&Trigger::Exception(exception)) {
                    self.armed(arm, payload);
                    self.take_arm(arm, payload);
                    self.lead_to(arm.then);
                    self.end();
                }
            }
        }
        self.end();
        self.go_strand(Job::PieceFailed);
        self.rests();
    }

    /// The fields of a declaration, as they lie in memory.
    pub(super) fn declared(&self, fields: &[model::Field]) -> Vec<Field> {
        let field = |field: &model::Field| Field::new(field.name.as_str(), self.env.model.shape(&field.ty));
        fields.iter().map(field).collect()
    }

    /// Whether the strand that runs is another one than that at an address.
    pub(super) fn is_not_strand(&mut self, address: u32) {
        let strand = self.strand;
        self.get(strand);
        self.i32(address);
        self.op().i32_ne();
    }

    /// Opens a block that is left if an arm does not take what happened, with this payload.
    pub(super) fn armed(&mut self, arm: &GuardArm, payload: Local) -> Label {
        let next = self.block(BlockType::Empty);
        if let Some(latch) = arm.until {
            let at = self.env.map.bits[latch.index()];
            self.load_at(Width::U8, at);
            self.br_if(next);
        }
        if let Some(local) = arm.payload {
            self.bind_payload(local, payload);
        }
        if let Some(condition) = arm.only_if {
            self.expr(condition);
            self.op().i32_eqz();
            self.br_if(next);
        }
        next
    }

    /// Makes a payload readable until the transition ends.
    pub(super) fn bind_payload(&mut self, local: LocalId, payload: Local) {
        if let Some(register) = self.env.register(local) {
            self.i32(0);
            self.get(payload);
            self.store(Width::I32, register);
        }
    }

    /// What an arm does before its response: it keeps its payload, and ends what it cuts.
    pub(super) fn take_arm(&mut self, arm: &GuardArm, payload: Local) {
        if let Some(slot) = arm.bind {
            self.get(payload);
            self.give(slot);
        }
        if arm.mode == Mode::Cut {
            self.go_strand(Job::Leave);
        }
    }

    fn exit(&mut self, exit: &Exit) {
        match exit {
            Exit::After(node) => {
                self.go_strand(Job::Leave);
                self.lead_after(*node);
            }
            Exit::Item(outcome, payload) => {
                self.end_item(*outcome, payload);
                self.go_strand(Job::Ending);
                self.rests();
            }
            Exit::Strand(_) => {
                self.go_strand(Job::PieceFailed);
                self.rests();
            }
            Exit::Resume(_) => {
                self.op().unreachable();
            }
        }
    }

    /// Writes down how the item ends.
    fn end_item(&mut self, outcome: OutcomeId, payload: &[ExprId]) {
        let plan = self.env.plan;
        let shape = plan.parts.outcome_shape();
        let Shape::Choice(cases) = &shape else { return };
        let case = outcome.index() as u32 + 1;
        let size = layout::of(&shape).size;
        let choice = self.blank(size);
        self.get(choice);
        self.i32(case);
        self.store(discriminant(cases), 0);
        let fields = cases.get(case as usize).map(|case| case.fields.clone()).unwrap_or_default();
        self.put_all(choice, layout::payload(cases), &fields, payload);
        let at = self.env.map.outcome;
        self.i32(at);
        self.get(choice);
        self.copy(size);
        let header = self.env.map.header.outcome;
        self.i32(0);
        self.i32(outcome.index() as u32);
        self.store(header.width, header.offset);
    }

    /// A response only acted: the work stays, but an offer or open terms may read what was written.
    pub(super) fn stay(&mut self) {
        let (strand, place) = (self.strand, self.env.map.strand.place);
        self.get(strand);
        self.load(place.width, place.offset);
        let here = self.keep(ValType::I32);
        self.get(here);
        self.i32(NONE.into());
        self.op().i32_eq();
        self.var(Var::Look);
        self.op().i32_eqz().i32_or();
        self.when(BlockType::Empty);
        self.rests();
        self.end();
        self.i32(0);
        self.set_var(Var::Look);
        let looks = self.looks();
        self.get(here);
        self.i32(4);
        self.op().i32_mul();
        self.load(Width::I32, looks);
    }

    /// For each place, the stretch that looks at its terms again; -1 where there are none.
    fn looks(&mut self) -> u32 {
        let places: Vec<_> = self.env.plan.places.values().collect();
        let mut looks = Vec::new();
        for place in places {
            let number = match place.kind {
                PlaceKind::Open | PlaceKind::Offered => self.env.segment(place.entry) as i32,
                _ => -1,
            };
            looks.extend(number.to_le_bytes());
        }
        self.env.kit.module.bytes(&looks)
    }

    /// From stretch to stretch until the strand rests.
    pub(super) fn run(&mut self, targets: &[Option<Func>]) {
        let (strand, next) = (self.param(0), self.param(1));
        let done = self.block(BlockType::Empty);
        let more = self.again();
        self.get(next);
        self.i32(0);
        self.op().i32_lt_s();
        self.br_if(done);
        self.burn();
        self.get(next);
        self.switch(targets, &[strand], Some(-1));
        self.set(next);
        self.br(more);
        self.end();
        self.end();
    }

    /// No accepted workflow goes round in one transition; a broken one must not go on for ever.
    pub(super) fn burn(&mut self) {
        self.var(Var::Fuel);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.op().unreachable();
        self.end();
        self.var(Var::Fuel);
        self.op().i32_const(1).i32_sub();
        self.set_var(Var::Fuel);
    }

    /// Runs the strand at the address on the stack from a node.
    pub(super) fn run_from(&mut self, node: NodeId) {
        let number = self.env.segment(node);
        self.i32(number);
        self.go(Job::Run);
    }
}

/// The arms of a guard that cover a part of it: all of the body's, of an arm those after it.
pub(super) fn covering(arms: &[GuardArm], part: Part) -> &[GuardArm] {
    match part {
        Part::Body => arms,
        Part::Arm(at) => arms.get(at + 1..).unwrap_or_default(),
    }
}
