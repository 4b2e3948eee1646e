//! What an event does: the forms of the plan, and what stands around them.
//!
//! In: a plan. Out: one small function for every thing that can happen to a clock, a place, a slot, a call, an
//! undo, and for every stretch of forms between two places. Each function answers to a method of the same name
//! in `interpret`, which says what it means. Not here: expressions (`expr/`).
//!
//! A function is made when something first calls it: [`Job`] names it, and the list of jobs is worked off
//! until nothing new is named. Small functions on purpose: engines compile many of them faster than few
//! large ones.

mod ask;
mod call;
mod clock;
mod event;
mod form;
mod hear;
mod leave;
mod life;
mod name;
mod report;
mod rest;
mod rights;
mod rung;
mod step;
mod undo;
mod walk;
mod write;

use super::asm::{Func, Local};
use super::body::{Body, Env};
use crate::base::Id;
use crate::model::{EventId, SlotId};
use crate::plan::{AltId, AskId, CallId, ClockId, GuardId, NodeId, Part, PlaceId, UndoId};
use event::EventMap;
use report::{Out, To};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use wasm_encoder::{BlockType, ValType};

/// A function of a workflow. The first parameter is the address of the strand wherever there is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Job {
    /// The forms from a node up to the next place or meeting point: `(strand) -> next`.
    Segment(NodeId),
    /// From stretch to stretch until the strand rests: `(strand, stretch)`.
    Run,
    /// What follows a response that only acted: `(strand) -> next`.
    Stay,
    /// A strand comes to a place: `(strand)`.
    Rest(PlaceId),
    /// A strand leaves wherever it is: `(strand)`.
    Leave,
    /// A strand leaves this place: `(strand)`.
    LeavePlace(PlaceId),
    /// A fresh budget: `(strand)`.
    Start(ClockId),
    /// When its rungs fire: `(strand) -> whether that could be read`.
    Due(ClockId),
    /// Its ledger changed: `()`.
    Changed(ClockId),
    /// One reason more to stand still: `()`.
    Pause(ClockId),
    /// One less: `()`.
    Resume(ClockId),
    /// What it measures is over: `()`.
    Stop(ClockId),
    /// Its next rung fires: `()`.
    Fire(ClockId),
    /// Budgets that read what was written: `()`.
    Derive,
    /// A place is done: `(fields)`.
    Complete(SlotId),
    /// `go to` reaches a place, whose judgement may be kept, or not: `()`.
    UndoSlot(SlotId, bool),
    /// A place is not done any more: `()`.
    Undone(SlotId),
    /// A party is asked: `(strand)`.
    OpenAsk(AskId),
    /// It need not answer any more: `()`.
    CloseAsk(AskId),
    /// A service is called: `(strand)`.
    Call(CallId),
    /// The request goes out: `(not before)`.
    Send(CallId),
    /// Whoever waited for a call that was cut looks again: `()`.
    Settled,
    /// Whether a call is in flight or unknown: `() -> flag`.
    Unsettled,
    /// The outcome is known: `(strand)`.
    Ending,
    /// The item is over: `()`.
    Over,
    /// What was begun last is taken back next: `(strand) -> next`.
    Drive(UndoId),
    /// The same, and on from there: `(strand)`.
    GoOn(UndoId),
    /// A piece of it is over: `(runner)`.
    TakenBack(UndoId),
    /// A piece of whatever this strand takes back failed: `(runner)`.
    PieceFailed,
    /// What an event does not meet: `(strand, payload)`.
    Unmet(AltId),
    /// An alternative is taken: `(strand, payload)`.
    Take(AltId),
    /// An event of the workflow: `(event) -> status`.
    Event(AltId),
    /// The rules about people that forbid it: `(strand, person)`.
    Excluded(PlaceId),
    /// A person's word for calls whose outcome is unknown: `()`.
    Word,
    /// Something happened outside: `(strand, payload) -> unheard, heard, busy`.
    Hear(EventId),
    /// The same, at a place.
    HearAt(EventId, PlaceId),
    /// The same, in a part of a guard and outward from there.
    HearIn(EventId, GuardId, Region),
    /// An act of a task's life: `(event) -> status`.
    Life,
    /// Somebody says what became of a call that failed: `(event) -> status`.
    Resolve,
    /// Somebody has the task: `()`.
    Hold(PlaceId),
    /// The task rests until a moment: `(strand, event) -> status`.
    Suspend(PlaceId),
    /// It does not any more: `(strand)`.
    Unsuspend(PlaceId),
    /// Whether all that follows is passed over: `(strand) -> flag`.
    Walk(NodeId),
    /// One case more in a list of what is told, of the treaty's own: `(its fields)`.
    Tell(To, u16),
    /// What the event speaks of is at a place, or refused: `(place, whether an answer is waited for) -> strand`.
    Address,
    /// Somebody else has the task, or it rests: `(strand)`.
    Taken,
    /// A visit begins: `(strand, whether it does)`.
    Depart,
    /// A strand is at a place: `(strand, place, whether the visit is new)`.
    Arrive,
    /// A place is done: `(fields, head, body, size, slot)`.
    Done,
    /// The whole of a step: `(length of the image, event) -> reply`.
    Step,
}

/// A part of a guard: its body, or an arm.
pub(super) type Region = Option<u16>;

fn region(part: Part) -> Region {
    match part {
        Part::Body => None,
        Part::Arm(at) => Some(at as u16),
    }
}

impl Job {
    /// What the function takes and gives.
    fn signature(self) -> (&'static [ValType], &'static [ValType]) {
        const MANY: &[ValType] = &[ValType::I32; 5];
        const ONE: &[ValType] = &[ValType::I32];
        const TWO: &[ValType] = &[ValType::I32; 2];
        match self {
            Job::Segment(_) | Job::Stay | Job::Due(_) | Job::Drive(_) | Job::Walk(_) => (ONE, ONE),
            Job::Event(_) | Job::Life | Job::Resolve => (ONE, ONE),
            Job::Run | Job::Unmet(_) | Job::Take(_) | Job::Excluded(_) => (TWO, &[]),
            Job::Hear(_) | Job::HearAt(..) | Job::HearIn(..) => (TWO, ONE),
            Job::Suspend(_) | Job::Step => (TWO, ONE),
            Job::Address => (TWO, ONE),
            Job::Depart => (TWO, &[]),
            Job::Arrive => (&MANY[..3], &[]),
            Job::Done => (MANY, &[]),
            Job::Tell(to, case) => (&MANY[..report::width(to, case)], &[]),
            Job::Unsettled => (&[], ONE),
            Job::Send(_) => (&[ValType::I64], &[]),
            Job::Rest(_) | Job::Leave | Job::LeavePlace(_) | Job::Start(_) | Job::Complete(_) => (ONE, &[]),
            Job::OpenAsk(_) | Job::Call(_) | Job::Ending | Job::GoOn(_) | Job::TakenBack(_) => (ONE, &[]),
            Job::PieceFailed | Job::Unsuspend(_) | Job::Taken => (ONE, &[]),
            _ => (&[], &[]),
        }
    }
}

/// Functions by what they do, and those still to be written.
#[derive(Default, Debug)]
pub(super) struct Calls {
    known: BTreeMap<Job, Func>,
    open: VecDeque<Job>,
    /// Stretches in the order of their numbers.
    segments: Vec<NodeId>,
    numbers: BTreeMap<NodeId, u32>,
    /// How many ways lead to each node.
    ways: Vec<u32>,
    /// Where effects, reasons and the reply are gathered.
    out: Option<Out>,
    /// Where the parts of an event lie.
    event: Option<Rc<EventMap>>,
}

impl Env<'_> {
    /// The function of a job; it will be written.
    pub(super) fn func(&mut self, job: Job) -> Func {
        if let Some(known) = self.calls.known.get(&job) {
            return *known;
        }
        let (params, results) = job.signature();
        let func = self.kit.module.declare(params, results);
        let name = self.name(job);
        self.kit.module.name(func, name);
        self.calls.known.insert(job, func);
        // Dispatchers go to whatever there is, so they are written when it is known what there is.
        if job != Job::Run {
            self.calls.open.push_back(job);
        }
        func
    }

    /// The number of the stretch that begins at a node.
    fn segment(&mut self, node: NodeId) -> u32 {
        if let Some(known) = self.calls.numbers.get(&node) {
            return *known;
        }
        let number = self.calls.segments.len() as u32;
        self.calls.segments.push(node);
        self.calls.numbers.insert(node, number);
        self.func(Job::Segment(node));
        number
    }

    /// Where the parts of an event lie.
    fn event_map(&mut self) -> Rc<EventMap> {
        let shape = || Rc::new(EventMap::new(&self.treaty.event_shape()));
        self.calls.event.get_or_insert_with(shape).clone()
    }

    /// Writes the function that steps an item of this workflow, and everything it calls.
    pub(super) fn emit(&mut self) -> Func {
        self.calls.ways = form::ways(self.plan);
        self.calls.out = Some(Out::new(self));
        let step = self.func(Job::Step);
        while let Some(job) = self.calls.open.pop_front() {
            self.write(job);
        }
        self.dispatcher();
        step
    }

    fn write(&mut self, job: Job) {
        let func = self.func(job);
        let (params, _) = job.signature();
        let mut body = Body::new(self, params.len() as u32);
        body.job(job);
        body.define(func);
    }

    /// From stretch to stretch.
    fn dispatcher(&mut self) {
        let Some(run) = self.calls.known.get(&Job::Run).copied() else { return };
        let segments = self.calls.segments.clone();
        let targets: Vec<_> = segments.into_iter().map(|node| Some(self.func(Job::Segment(node)))).collect();
        let mut body = Body::new(self, 2);
        body.run(&targets);
        body.define(run);
    }
}

/// How many ways one dispatch may go.
const FAN: usize = 256;

impl Body<'_, '_> {
    fn job(&mut self, job: Job) {
        match job {
            Job::Segment(node) => self.segment(node),
            Job::Run => {}
            Job::Stay => self.stay(),
            Job::Rest(place) => self.rest(place),
            Job::Leave => self.leave(),
            Job::LeavePlace(place) => self.leave_place(place),
            Job::Start(clock) => self.start_clock(clock),
            Job::Due(clock) => self.due(clock),
            Job::Changed(clock) => self.changed(clock),
            Job::Pause(clock) => self.pause(clock),
            Job::Resume(clock) => self.resume(clock),
            Job::Stop(clock) => self.stop_clock(clock),
            Job::Fire(clock) => self.fire(clock),
            Job::Derive => self.derive(),
            Job::Complete(slot) => self.complete(slot),
            Job::UndoSlot(slot, anew) => self.undo_slot(slot, anew),
            Job::Undone(slot) => self.undone(slot),
            Job::OpenAsk(ask) => self.open_ask(ask),
            Job::CloseAsk(ask) => self.close_ask(ask),
            Job::Call(call) => self.call_service(call),
            Job::Send(call) => self.send(call),
            Job::Settled => self.settled_call(),
            Job::Unsettled => self.unsettled(),
            Job::Ending => self.ending(),
            Job::Over => self.over(),
            Job::Drive(undo) => self.drive(undo),
            Job::GoOn(undo) => self.go_on(undo),
            Job::TakenBack(undo) => self.taken_back(undo),
            Job::PieceFailed => self.piece_failed(),
            Job::Unmet(alt) => self.unmet(alt),
            Job::Take(alt) => self.take(alt),
            Job::Event(alt) => self.event(alt),
            Job::Excluded(place) => self.excluded(place),
            Job::Word => self.word(),
            Job::Hear(event) => self.hear(event),
            Job::HearAt(event, place) => self.hear_at(event, place),
            Job::HearIn(event, guard, region) => self.hear_in(event, guard, region),
            Job::Life => self.life(),
            Job::Resolve => self.resolve(),
            Job::Hold(place) => self.hold(place),
            Job::Suspend(place) => self.suspend(place),
            Job::Unsuspend(place) => self.unsuspend(place),
            Job::Walk(node) => self.walk(node),
            Job::Tell(to, case) => self.tell_own(to, case),
            Job::Address => self.address(),
            Job::Taken => self.taken(),
            Job::Depart => self.depart(),
            Job::Arrive => self.arrive(),
            Job::Done => self.place_done(),
            Job::Step => self.whole(),
        }
    }

    /// A call of a function, whose arguments are on the stack.
    fn go(&mut self, job: Job) {
        let func = self.env.func(job);
        self.call(func);
    }

    /// A call of a function that takes the strand and nothing else.
    fn go_strand(&mut self, job: Job) {
        let strand = self.strand;
        self.get(strand);
        self.go(job);
    }

    /// One of several functions, by the number on the stack: each gets `args`; where there is none, or the
    /// number is too large, nothing happens, and the result, if there is one, is `other`.
    fn switch(&mut self, targets: &[Option<Func>], args: &[Local], other: Option<i32>) {
        let number = self.keep(ValType::I32);
        if targets.len() <= FAN {
            return self.fan(number, targets, args, other);
        }
        // Two levels, so that no jump table is large.
        let chunks: Vec<Option<Func>> =
            targets.chunks(FAN).map(|chunk| Some(self.env.chunk(chunk, args.len(), other))).collect();
        self.get(number);
        self.i32(FAN as u32);
        self.op().i32_div_u();
        let chunk = self.keep(ValType::I32);
        self.get(number);
        self.i32(FAN as u32);
        self.op().i32_rem_u();
        let within = self.keep(ValType::I32);
        let args: Vec<Local> = args.iter().copied().chain([within]).collect();
        self.fan(chunk, &chunks, &args, other);
    }

    fn fan(&mut self, number: Local, targets: &[Option<Func>], args: &[Local], other: Option<i32>) {
        let ty = other.map_or(BlockType::Empty, |_| BlockType::Result(ValType::I32));
        let done = self.block(ty);
        let nothing = self.block(BlockType::Empty);
        // Targets that are the same function share a label.
        let mut funcs: Vec<Func> = targets.iter().flatten().copied().collect();
        funcs.sort_unstable();
        funcs.dedup();
        let labels: Vec<_> = funcs.iter().map(|_| self.block(BlockType::Empty)).collect();
        let label = |target: &Option<Func>| {
            target.and_then(|func| funcs.binary_search(&func).ok()).map_or(nothing, |at| labels[at])
        };
        let table: Vec<_> = targets.iter().map(label).collect();
        self.get(number);
        self.br_table(&table, nothing);
        for func in funcs.iter().rev() {
            self.end();
            for arg in args {
                self.get(*arg);
            }
            self.call(*func);
            self.br(done);
        }
        self.end();
        if let Some(other) = other {
            self.op().i32_const(other);
        }
        self.end();
    }
}

impl Env<'_> {
    /// A second level of dispatch: the arguments, then the number within the chunk.
    fn chunk(&mut self, targets: &[Option<Func>], args: usize, other: Option<i32>) -> Func {
        let params = vec![ValType::I32; args + 1];
        let results: &[ValType] = if other.is_some() { &[ValType::I32] } else { &[] };
        let func = self.kit.module.declare(&params, results);
        let mut body = Body::new(self, params.len() as u32);
        let args: Vec<Local> = (0..args as u32).map(Local).collect();
        body.fan(Local(args.len() as u32), targets, &args, other);
        body.define(func);
        func
    }

    /// Places by number: for each, the function that `of` names.
    fn by_place(&mut self, of: impl Fn(&Self, PlaceId) -> Option<Job>) -> Vec<Option<Func>> {
        let places: Vec<PlaceId> = self.plan.places.ids().collect();
        places.into_iter().map(|place| of(self, place).map(|job| self.func(job))).collect()
    }
}

/// The strand of a node, by position.
fn strand_of(env: &Env<'_>, node: NodeId) -> usize {
    env.plan.table.strand(env.plan, node).index()
}
