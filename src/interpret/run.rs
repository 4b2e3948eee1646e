//! From form to form until the strand rests.

use super::eval::Fault;
use super::step::Machine;
use crate::abi::event::effects;
use crate::abi::image::{Life, NONE, Status, Strand, StrandState};
use crate::abi::manifest::PlaceKind;
use crate::abi::{Value, image};
use crate::base::Id;
use crate::model::{ExceptionId, OutcomeId};
use crate::plan::{Emit, Exit, Form, Goto, GuardId, Mode, Next, NodeId, Owner, PlaceId, Trigger};

impl Machine<'_> {
    /// Runs a strand from a node until it rests, stays or is over.
    pub(super) fn run(&mut self, strand: usize, node: NodeId) -> Result<(), Fault> {
        let mut next = Some(Next::Node(node));
        while let Some(step) = next {
            self.fuel = self.fuel.checked_sub(1).ok_or(Fault::Endless)?;
            next = match step {
                Next::Node(node) => self.form(strand, node)?,
                Next::Stay => self.stay(strand),
                Next::Over(_) => return Err(Fault::Unended),
                Next::Piece(undo, _) => return self.piece_done(strand, undo),
            };
        }
        Ok(())
    }

    /// What a node does, and where it leads; nowhere if the strand rests or is over.
    fn form(&mut self, strand: usize, node: NodeId) -> Result<Option<Next>, Fault> {
        let plan = self.world.plan;
        match &plan.nodes[node].form {
            Form::Seq(nodes) => {
                if let Some(first) = nodes.first() {
                    return Ok(Some(Next::Node(*first)));
                }
            }
            Form::Rest(place) => return self.rest(strand, *place).map(|()| None),
            Form::Set(set) => self.set(strand, set)?,
            Form::Case(branches) => {
                for (condition, branch) in branches {
                    if self.if_holds(strand, *condition)? {
                        return Ok(Some(Next::Node(*branch)));
                    }
                }
            }
            Form::Emit(emit) => self.emit(strand, emit)?,
            Form::Own(owner) => {
                let (from, to) = (self.image.strands[strand].owner, self.owner(strand, owner)?);
                if from != to {
                    self.image.strands[strand].owner = to;
                    self.record(effects::OWNER, &[strand as i64, from.into(), to.into()]);
                }
            }
            Form::Goto(goto) => return self.goto(strand, goto).map(Some),
            Form::Guard(guard) => {
                let guard = &plan.guards[*guard];
                if let Some(clock) = guard.clock {
                    self.start_clock(strand, clock, false)?;
                }
                return Ok(Some(Next::Node(guard.body)));
            }
            Form::Raise(exception, payload) => {
                let fields = self.all(strand, payload)?;
                return self.raise(strand, node, *exception, fields);
            }
            Form::Undo(undo) => {
                self.rest(strand, plan.undos[*undo].place)?;
                self.image.bits[plan.undos[*undo].bit.index()] = false;
                return self.drive(strand, *undo);
            }
            Form::Exit(exit) => return self.exit(strand, exit),
            // Branches at once have no surface yet; lowering makes none.
            Form::Par(_) => return Err(Fault::Unended),
        }
        Ok(Some(plan.table.after(plan, node)))
    }

    /// A response only acted: the work stays, but an offer or open terms may read what was written.
    fn stay(&mut self, strand: usize) -> Option<Next> {
        let place = self.place(strand)?;
        let place = &self.world.plan.places[place];
        let again =
            std::mem::take(&mut self.look) && matches!(place.kind, PlaceKind::Open | PlaceKind::Offered);
        again.then_some(Next::Node(place.entry))
    }

    /// Where a strand rests.
    pub(super) fn place(&self, strand: usize) -> Option<PlaceId> {
        let place = self.image.strands[strand].place;
        (place != NONE).then_some(PlaceId(place.into()))
    }

    fn rest(&mut self, strand: usize, id: PlaceId) -> Result<(), Fault> {
        let plan = self.world.plan;
        self.look = false;
        let before = self.place(strand);
        let fresh = before.is_none_or(|before| plan.places[before].entry != plan.places[id].entry);
        if fresh {
            self.leave(strand);
        }
        self.leave_guards(strand, plan.places[id].node);
        if fresh {
            self.image.header.order += 1;
        }
        let (visit, entered) = if fresh {
            (self.image.header.order, self.now)
        } else {
            (self.image.strands[strand].visit, self.image.strands[strand].entered)
        };
        let known = &mut self.image.strands[strand];
        *known =
            Strand { place: id.index() as u16, visit, entered, state: StrandState::Live, ..known.clone() };
        if fresh || before != Some(id) {
            known.life = Life::Ready;
            known.claimed_by.clear();
        }
        if before != Some(id) {
            self.record(effects::ENTERED, &[strand as i64, id.index() as i64, visit.into()]);
        }
        self.switch_clocks(strand, if fresh { None } else { before }, id)?;
        if fresh { self.pause_for(strand, id) } else { Ok(()) }
    }

    /// Leaves the place at which a strand rests: its clocks stop, its asks close, its call is an orphan, and
    /// the piece that an `undo` is at is cut.
    pub(super) fn leave(&mut self, strand: usize) {
        let plan = self.world.plan;
        let Some(id) = self.place(strand) else { return };
        self.stop_place(id);
        for ask in plan.places[id].asks.iter().copied() {
            self.close_ask(ask);
        }
        self.unpause_for(id);
        for (call, _) in plan.calls.iter().filter(|(_, call)| call.place == id) {
            let head = &mut self.image.calls[call.index()].head;
            if head.state == image::CallState::Flying && !head.orphan {
                head.orphan = true;
                self.record(effects::CALL_CANCELLED, &[call.index() as i64]);
            }
        }
        if let Some(undo) = plan.undos.values().find(|undo| undo.place == id) {
            self.leave(undo.strand.index());
            self.image.strands[undo.strand.index()].state = StrandState::Idle;
        }
        let known = &mut self.image.strands[strand];
        known.place = NONE;
        known.life = Life::Ready;
        known.claimed_by.clear();
        known.nominee = NONE;
    }

    /// Stops the clocks of the guards of this strand that are not around a node.
    fn leave_guards(&mut self, strand: usize, node: NodeId) {
        let plan = self.world.plan;
        let around: Vec<GuardId> = plan.table.guards(node).map(|(guard, _)| guard).collect();
        for (id, guard) in plan.guards.iter() {
            let mine = plan.table.strand(plan, guard.node).index() == strand;
            if let Some(clock) = guard.clock.filter(|_| mine && !around.contains(&id)) {
                self.stop_clock(clock);
            }
        }
    }

    pub(super) fn owner(&self, strand: usize, owner: &Owner) -> Result<u8, Fault> {
        self.scope(strand).owner(owner)
    }

    fn goto(&mut self, strand: usize, goto: &Goto) -> Result<Next, Fault> {
        if let Some((counter, most, then)) = goto.bound {
            let uses = &mut self.image.counters[counter.index()];
            if *uses >= most {
                return Ok(Next::Node(then));
            }
            *uses += 1;
        }
        if !goto.stays {
            self.leave(strand);
        }
        for slot in &goto.undone {
            self.undo_slot(*slot, goto.anew.contains(slot));
        }
        Ok(Next::Node(goto.target))
    }

    fn raise(
        &mut self,
        strand: usize,
        node: NodeId,
        exception: ExceptionId,
        fields: Vec<Value>,
    ) -> Result<Option<Next>, Fault> {
        let plan = self.world.plan;
        let guards: Vec<_> = plan.table.guards(node).collect();
        for (guard, part) in guards {
            if plan.table.strand(plan, plan.guards[guard].node).index() != strand {
                break;
            }
            if let Some(at) = self.armed(strand, guard, part, Trigger::Exception(exception), &fields)? {
                let arm = &plan.guards[guard].arms[at];
                if let Some(slot) = arm.bind {
                    self.complete(slot, fields)?;
                }
                if arm.mode == Mode::Cut {
                    self.leave(strand);
                }
                return Ok(Some(Next::Node(arm.then)));
            }
        }
        match plan.strands.values().nth(strand).and_then(|strand| strand.undo) {
            Some(undo) => self.piece_failed(strand, undo).map(|()| None),
            None => Err(Fault::Unrouted(node)),
        }
    }

    fn exit(&mut self, strand: usize, exit: &Exit) -> Result<Option<Next>, Fault> {
        let plan = self.world.plan;
        match exit {
            Exit::After(node) => {
                self.leave(strand);
                Ok(Some(plan.table.after(plan, *node)))
            }
            Exit::Item(outcome, payload) => {
                let fields = self.all(strand, payload)?;
                self.end(strand, *outcome, fields).map(|()| None)
            }
            Exit::Strand(_) => match plan.strands.values().nth(strand).and_then(|strand| strand.undo) {
                Some(undo) => self.piece_failed(strand, undo).map(|()| None),
                None => Err(Fault::Unended),
            },
            Exit::Resume(_) => Err(Fault::Unended),
        }
    }

    /// The outcome is known. The item is over once what was cut in flight has been heard of.
    fn end(&mut self, strand: usize, outcome: OutcomeId, fields: Vec<Value>) -> Result<(), Fault> {
        self.image.header.outcome = outcome.index() as u16;
        self.image.outcome = Value::Choice(outcome.index() as u16 + 1, fields);
        self.leave(strand);
        for other in 1..self.image.strands.len() {
            self.leave(other);
            self.image.strands[other].state = StrandState::Idle;
        }
        self.image.header.status = Status::Ending;
        match self.world.plan.ending {
            Some(place) if self.unsettled() => self.rest(strand, place),
            _ => self.over(),
        }
    }

    /// Whether a call is in flight, or failed without anybody's word since.
    pub(super) fn unsettled(&self) -> bool {
        self.image.calls.iter().any(|call| match call.head.state {
            image::CallState::Flying => true,
            image::CallState::Unknown => call.head.word.is_empty(),
            _ => false,
        })
    }

    /// The item is over: nothing runs any more, and who wants to know is told.
    pub(super) fn over(&mut self) -> Result<(), Fault> {
        let plan = self.world.plan;
        self.leave(0);
        self.image.header.status = Status::Ended;
        self.image.strands[0].state = StrandState::Ok;
        for clock in plan.clocks.ids() {
            self.stop_clock(clock);
        }
        let outcome = OutcomeId(self.image.header.outcome.into());
        self.record(effects::ENDED, &[i64::from(self.image.header.outcome)]);
        let Form::Guard(guard) = plan.nodes[plan.root].form else { return Ok(()) };
        let fields = match &self.image.outcome {
            Value::Choice(_, fields) => fields.clone(),
            _ => Vec::new(),
        };
        for arm in
            plan.guards[guard].arms.iter().filter(|arm| arm.triggers.contains(&Trigger::Ended(outcome)))
        {
            if let Some(payload) = arm.payload {
                self.locals.insert(payload, Value::Record(fields.clone()));
            }
            if self.if_holds(0, arm.only_if)? {
                if let Some(slot) = arm.bind {
                    self.complete(slot, fields.clone())?;
                }
                self.run(0, arm.then)?;
            }
        }
        Ok(())
    }

    fn emit(&mut self, strand: usize, emit: &Emit) -> Result<(), Fault> {
        let plan = self.world.plan;
        match emit {
            Emit::Notify(notice) => {
                let owner = Value::Int(self.image.strands[strand].owner.into());
                let said = self.all(strand, &plan.said(*notice))?;
                let fields = std::iter::once(owner).chain(said).collect();
                self.effects.push(Value::Choice(plan.notice_effect(*notice), fields));
                Ok(())
            }
            Emit::Ask(ask) => self.open_ask(strand, *ask),
            Emit::CloseAsk(ask) => {
                self.close_ask(*ask);
                self.look = true;
                Ok(())
            }
            Emit::Call(call) => self.call(strand, *call),
            Emit::Kept(bit) => {
                self.record(effects::KEPT, &[bit.index() as i64]);
                Ok(())
            }
        }
    }
}
