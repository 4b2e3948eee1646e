//! The life of a task: claim, release, begin, stop, delegate, suspend, resume.

use super::Job;
use super::report::Arg;
use crate::abi::event::{events, reasons};
use crate::abi::image::{Life, StrandState};
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Place};
use crate::emit::prelude::{Help, Var};
use crate::plan::PlaceId;
use wasm_encoder::{BlockType, ValType};

/// What is known when an act is judged.
struct Task {
    life: Local,
    holder: Local,
    mine: Local,
    case: Local,
}

impl Body<'_, '_> {
    /// One of the treaty's own events about a task.
    pub(super) fn life(&mut self) {
        self.addressed(1);
        let here = self.must_live();
        self.of_event("roles");
        let roles = self.keep(ValType::I32);
        let role = self.role_at(here, roles);
        self.get(role);
        self.i32(0);
        self.op().i32_lt_s();
        self.when(BlockType::Empty);
        self.refuse(reasons::NOT_YOURS, &[]);
        self.end();
        self.get(role);
        self.set_var(Var::Role);
        self.act(here);
    }

    /// Refuses if the strand rests nowhere, or in another visit; gives its place.
    fn must_live(&mut self) -> Local {
        let (strand, state) = (self.strand, self.env.map.strand.state);
        let here = self.here();
        self.get(strand);
        self.load(state.width, state.offset);
        self.i32(StrandState::Live as u32);
        self.op().i32_eq();
        self.is_this_visit();
        self.op().i32_and();
        self.is_nowhere(here);
        self.op().i32_eqz().i32_and().i32_eqz();
        self.when(BlockType::Empty);
        self.refuse(reasons::GONE, &[Arg::Local(here)]);
        self.end();
        here
    }

    fn act(&mut self, here: Local) {
        let (strand, life) = (self.strand, self.env.map.strand.life);
        self.get(strand);
        self.load(life.width, life.offset);
        let life = self.keep(ValType::I32);
        let (holder, mine) = self.holder();
        self.event_case();
        let case = self.keep(ValType::I32);
        let task = Task { life, holder, mine, case };
        self.must_be_allowed(&task);
        self.must_not_be_excluded(&task, here);
        self.carry_out(&task, here);
    }

    /// Opens a block for one of these cases.
    fn if_case(&mut self, task: &Task, cases: &[u16]) {
        self.i32(0);
        for case in cases {
            self.get(task.case);
            self.i32((*case).into());
            self.op().i32_eq().i32_or();
        }
        self.when(BlockType::Empty);
    }

    fn is_life(&mut self, task: &Task, life: Life) {
        self.get(task.life);
        self.i32(life as u32);
        self.op().i32_eq();
    }

    fn must_be_allowed(&mut self, task: &Task) {
        let allowed = self.block(BlockType::Empty);
        self.if_case(task, &[events::CLAIM]);
        self.is_life(task, Life::Ready);
        self.get(task.mine);
        self.op().i32_or();
        self.br_if(allowed);
        self.end();
        self.if_case(task, &[events::BEGIN]);
        self.is_life(task, Life::Ready);
        self.get(task.mine);
        self.is_life(task, Life::Claimed);
        self.op().i32_and().i32_or();
        self.br_if(allowed);
        self.end();
        self.if_case(task, &[events::STOP]);
        self.get(task.mine);
        self.is_life(task, Life::Started);
        self.op().i32_and();
        self.br_if(allowed);
        self.end();
        self.if_case(task, &[events::SUSPEND]);
        self.get(task.mine);
        self.is_life(task, Life::Ready);
        self.op().i32_or();
        self.is_life(task, Life::Suspended);
        self.op().i32_eqz().i32_and();
        self.br_if(allowed);
        self.end();
        self.if_case(task, &[events::RESUME]);
        self.is_life(task, Life::Suspended);
        self.br_if(allowed);
        self.end();
        self.if_case(task, &[events::RELEASE, events::DELEGATE]);
        self.get(task.mine);
        self.leads();
        self.op().i32_or();
        self.is_life(task, Life::Ready);
        self.op().i32_eqz().i32_and();
        self.br_if(allowed);
        self.end();
        self.not_allowed(task);
        self.end();
    }

    fn not_allowed(&mut self, task: &Task) {
        self.get(task.mine);
        self.op().i32_eqz();
        self.get(task.holder);
        self.load(Width::I32, layout::LENGTH);
        self.i32(0);
        self.op().i32_ne().i32_and();
        self.when(BlockType::Empty);
        self.refuse(reasons::CLAIMED, &[Arg::Local(task.holder)]);
        self.end();
        self.refuse(reasons::LIFE, &[]);
    }

    /// Whether who acts leads the team that owns.
    fn leads(&mut self) {
        let leads: Vec<u8> =
            self.env.model.teams.values().flat_map(|team| (team.lead.index() as u16).to_le_bytes()).collect();
        let leads = self.env.kit.module.bytes(&leads);
        let (strand, owner) = (self.strand, self.env.map.strand.owner);
        self.of_event("roles");
        self.get(strand);
        self.load(owner.width, owner.offset);
        self.i32(1);
        self.op().i32_shl();
        self.load(Width::U16, leads);
        self.help(Help::HasRole);
    }

    fn must_not_be_excluded(&mut self, task: &Task, here: Local) {
        let plan = self.env.plan;
        let places =
            self.env.by_place(|_, id| (!plan.places[id].people.is_empty()).then_some(Job::Excluded(id)));
        if places.iter().all(Option::is_none) {
            return;
        }
        let strand = self.strand;
        self.if_case(task, &[events::CLAIM, events::BEGIN]);
        self.of_event("person");
        let person = self.keep(ValType::I32);
        self.get(here);
        self.switch(&places, &[strand, person], None);
        self.refuse_if_reasons();
        self.end();
    }

    fn carry_out(&mut self, task: &Task, here: Local) {
        for (case, life) in [(events::CLAIM, Life::Claimed), (events::BEGIN, Life::Started)] {
            self.if_case(task, &[case]);
            self.of_event("person");
            self.hold_as(life, here);
            self.done();
        }
        self.if_case(task, &[events::STOP]);
        self.set_life(Life::Claimed);
        self.done();
        self.if_case(task, &[events::DELEGATE]);
        self.act_field(events::DELEGATE, 0);
        self.hold_as(Life::Claimed, here);
        self.done();
        self.if_case(task, &[events::RELEASE]);
        self.unclaim();
        self.done();
        self.put_aside(task, here);
    }

    /// Suspends, or takes up again.
    fn put_aside(&mut self, task: &Task, here: Local) {
        let plan = self.env.plan;
        let strand = self.strand;
        self.if_case(task, &[events::SUSPEND]);
        let places = self.env.by_place(|_, id| plan.places[id].suspend.map(|_| Job::Suspend(id)));
        self.var(Var::Event);
        let event = self.keep(ValType::I32);
        self.get(here);
        self.switch(&places, &[strand, event], Some(-1));
        let status = self.keep(ValType::I32);
        self.get(status);
        self.i32(0);
        self.op().i32_lt_s();
        self.when(BlockType::Empty);
        self.refuse(reasons::LIFE, &[]);
        self.end();
        self.get(status);
        self.op().return_();
        self.end();
        // Only what can be suspended ever is.
        let places = self.env.by_place(|_, id| plan.places[id].suspend.map(|_| Job::Unsuspend(id)));
        self.get(here);
        self.switch(&places, &[strand], None);
        self.i32(0);
    }

    /// Ends a case that moved the item.
    fn done(&mut self) {
        self.i32(0);
        self.op().return_();
        self.end();
    }

    fn set_life(&mut self, life: Life) {
        let (strand, at) = (self.strand, self.env.map.strand.life);
        self.get(strand);
        self.i32(life as u32);
        self.store(at.width, at.offset);
    }

    /// The value of a field of one of the treaty's own events.
    pub(super) fn act_field(&mut self, case: u16, field: usize) {
        let fields =
            events::own().into_iter().nth(usize::from(case)).map(|case| case.fields).unwrap_or_default();
        let shape = fields.get(field).map_or(Shape::Bool, |field| field.shape.clone());
        let offset = layout::record(&fields).1.get(field).copied().unwrap_or_default();
        self.event_payload();
        self.read(Place::Behind(offset), &shape);
    }

    /// The person whose name is on the stack has the task: the clock of the first touch is over.
    fn hold_as(&mut self, life: Life, here: Local) {
        let plan = self.env.plan;
        let person = self.keep(ValType::I32);
        self.set_life(life);
        self.claim_for(person);
        let claims = |id| plan.places[id].clocks.iter().any(|clock| plan.clocks[*clock].claim);
        let places = self.env.by_place(|_, id| claims(id).then_some(Job::Hold(id)));
        if places.iter().any(Option::is_some) {
            self.get(here);
            self.switch(&places, &[], None);
        }
    }

    fn claim_for(&mut self, person: Local) {
        let (strand, at) = (self.strand, self.env.map.strand.claimed_by);
        self.target(strand, at.offset, &Shape::Person);
        self.get(person);
        self.write(at.offset, &Shape::Person);
    }

    /// Stops the clocks of the first touch.
    pub(super) fn hold(&mut self, place: PlaceId) {
        let plan = self.env.plan;
        for clock in plan.places[place].clocks.iter().filter(|clock| plan.clocks[**clock].claim) {
            self.stop(*clock);
        }
    }

    /// The task rests until a moment; its clocks stand still, that of the rest runs: `(strand, event)`.
    pub(super) fn suspend(&mut self, place: PlaceId) {
        let plan = self.env.plan;
        let known = &plan.places[place];
        let Some(clock) = known.suspend else { return self.op_refused() };
        let (cell, map) = (self.env.cell(clock), self.env.map.clock);
        self.go_strand(Job::Start(clock));
        self.act_field(events::SUSPEND, 1);
        let until = self.keep(ValType::I64);
        self.get(until);
        self.load_at(Width::I64, cell + map.end.offset);
        self.op().i64_gt_s();
        self.get(until);
        self.var(Var::Now);
        self.op().i64_le_s().i32_or();
        self.when(BlockType::Empty);
        self.refuse(reasons::TOO_LONG, &[]);
        self.end();
        self.i32(cell);
        self.get(until);
        self.store(Width::I64, map.due.offset);
        for clock in &known.clocks {
            self.go(Job::Pause(*clock));
        }
        self.set_life(Life::Suspended);
        let (holder, _) = self.holder();
        self.get(holder);
        self.load(Width::I32, layout::LENGTH);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.of_event("person");
        let person = self.keep(ValType::I32);
        self.claim_for(person);
        self.end();
        self.i32(0);
    }

    fn op_refused(&mut self) {
        self.op().i32_const(-1);
    }

    /// By a person's word or because the moment has come.
    pub(super) fn unsuspend(&mut self, place: PlaceId) {
        let known = &self.env.plan.places[place];
        if let Some(clock) = known.suspend {
            self.stop(clock);
        }
        for clock in &known.clocks {
            self.go(Job::Resume(*clock));
        }
        self.set_life(Life::Claimed);
    }
}
