//! Rungs: when they fire, and what happens then.
//!
//! The functions answer to those of the same names in `interpret/clock.rs`.

use super::Job;
use super::report::Arg;
use crate::abi::event::effects;
use crate::abi::image::{ClockState, NEVER};
use crate::abi::layout;
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::emit::prelude::{Help, Var};
use crate::model::{ExprId, Type};
use crate::plan::{ClockId, Rung, RungAt};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// When the budget is used up, and when the next rung fires. Gives whether all of it could be read.
    pub(super) fn due(&mut self, clock: ClockId) {
        let (cell, map) = (self.env.cell(clock), self.env.map.clock);
        let absent = self.block(BlockType::Empty);
        self.absent = Some(absent);
        let (end, due) = (self.local(ValType::I64), self.local(ValType::I64));
        for instant in [end, due] {
            self.i64(NEVER);
            self.set(instant);
        }
        self.of_cell(clock, map.state);
        self.i32(ClockState::Running as u32);
        self.op().i32_eq();
        self.when(BlockType::Empty);
        self.change(clock, Help::ClockEnd);
        self.set(end);
        for (at, rung) in self.env.plan.clocks[clock].rungs.iter().enumerate() {
            self.get(due);
            self.rung_at(clock, at, rung, end);
            self.help(Help::Min);
            self.set(due);
        }
        self.repeat(clock, end, due);
        self.end();
        for (at, instant) in [(map.end, end), (map.due, due)] {
            self.i32(cell);
            self.get(instant);
            self.store_cell(at);
        }
        self.i32(1);
        self.op().return_();
        self.end();
        self.i32(0);
    }

    /// When a rung fires next; never, if it has.
    fn rung_at(&mut self, clock: ClockId, at: usize, rung: &Rung, end: Local) {
        if rung.at == RungAt::Late(None) {
            let cell = self.env.cell(clock);
            self.i32(cell);
            self.i32(1 << at);
            self.get(end);
            return self.help(Help::ClockOnce);
        }
        let fired = self.env.map.clock.fired;
        self.of_cell(clock, fired);
        self.i32(1 << at);
        self.op().i32_and();
        self.when(BlockType::Result(ValType::I64));
        match rung.at {
            RungAt::Every(by) => {
                self.get(end);
                self.var(Var::Now);
                self.help(Help::Max);
                self.later(clock, by);
            }
            _ => self.i64(NEVER),
        }
        self.otherwise();
        match rung.at {
            RungAt::Used(millionths) => {
                let percent = (millionths / 10_000) as u8;
                let cell = self.env.cell(clock);
                self.i32(cell);
                self.i32(cell);
                self.help(Help::ClockTable);
                self.i64(i64::from(percent) * 10_000);
                self.help(Help::ClockPart);
            }
            RungAt::Late(None) | RungAt::Every(_) => self.get(end),
            RungAt::Late(Some(by)) => {
                self.get(end);
                self.later(clock, by);
            }
            RungAt::At(expr) => self.at_time(clock, expr),
        }
        self.end();
    }

    /// So long after the instant on the stack, on the clock's calendar where no other is named.
    fn later(&mut self, clock: ClockId, by: ExprId) {
        let from = self.keep(ValType::I64);
        self.expr(by);
        self.calendar_of_clock(clock);
        self.get(from);
        self.help(Help::SpanDue);
    }

    fn calendar_of_clock(&mut self, clock: ClockId) {
        let at = self.env.cell(clock) + self.env.map.clock.span.offset + layout::span::CALENDAR;
        self.load_at(Width::U8, at);
    }

    /// The next such time of day after the clock began to count, or the instant itself.
    fn at_time(&mut self, clock: ClockId, expr: ExprId) {
        if self.env.plan.exprs[expr].ty != Type::Time {
            return self.int(expr);
        }
        let since = self.env.map.clock.since;
        let cell = self.env.cell(clock);
        self.i32(cell);
        self.help(Help::ClockTable);
        self.int(expr);
        self.of_cell(clock, since);
        self.help(Help::NextTime);
    }

    /// A last rung that only acts says it again, every day at opening.
    fn repeat(&mut self, clock: ClockId, end: Local, due: Local) {
        let rungs = &self.env.plan.clocks[clock].rungs;
        let all = (1u64 << rungs.len().min(32)) - 1;
        if !rungs.last().is_some_and(|last| !last.moves && matches!(last.at, RungAt::Late(_))) {
            return;
        }
        let cell = self.env.cell(clock);
        self.get(due);
        self.i32(cell);
        self.i32(all as u32);
        self.get(end);
        self.help(Help::ClockAgain);
        self.help(Help::Min);
        self.set(due);
    }

    /// The next rung of a clock fires.
    pub(super) fn fire(&mut self, clock: ClockId) {
        let plan = self.env.plan;
        let strand = self.env.strand_of_clock(clock);
        self.i32(strand);
        self.strand = self.keep(ValType::I32);
        if let Some((place, _)) = plan.places.iter().find(|(_, place)| place.suspend == Some(clock)) {
            return self.go_strand(Job::Unsuspend(place));
        }
        let rungs = &plan.clocks[clock].rungs;
        if rungs.is_empty() {
            let (cell, due) = (self.env.cell(clock), self.env.map.clock.due);
            self.i32(cell);
            self.i64(NEVER);
            return self.store_cell(due);
        }
        let first = self.first_due(clock, rungs);
        self.mark_fired(clock, first);
        if let [only] = rungs.as_slice() {
            return self.fire_rung(clock, 0, only);
        }
        for (at, rung) in rungs.iter().enumerate() {
            self.get(first);
            self.i32(at as u32);
            self.op().i32_eq();
            self.when(BlockType::Empty);
            self.fire_rung(clock, at, rung);
            self.end();
        }
    }

    /// Which rung is due first. None of them: the last one says it again.
    fn first_due(&mut self, clock: ClockId, rungs: &[Rung]) -> Local {
        let map = self.env.map.clock;
        if rungs.len() == 1 {
            self.i32(0);
            return self.keep(ValType::I32);
        }
        self.i32(rungs.len() as u32);
        let first = self.keep(ValType::I32);
        let (earliest, at) = (self.local(ValType::I64), self.local(ValType::I64));
        self.of_cell(clock, map.end);
        let end = self.keep(ValType::I64);
        for (index, rung) in rungs.iter().enumerate() {
            self.rung_at(clock, index, rung, end);
            self.tee(at);
            self.of_cell(clock, map.due);
            self.op().i64_le_s();
            self.get(first);
            self.i32(rungs.len() as u32);
            self.op().i32_eq();
            self.get(at);
            self.get(earliest);
            self.op().i64_lt_s().i32_or().i32_and();
            self.when(BlockType::Empty);
            self.i32(index as u32);
            self.set(first);
            self.get(at);
            self.set(earliest);
            self.end();
        }
        self.get(first);
        self.i32(rungs.len() as u32 - 1);
        self.get(first);
        self.i32(rungs.len() as u32);
        self.op().i32_ne().select();
        self.keep(ValType::I32)
    }

    fn mark_fired(&mut self, clock: ClockId, rung: Local) {
        let (cell, fired) = (self.env.cell(clock), self.env.map.clock.fired);
        self.i32(cell);
        self.of_cell(clock, fired);
        self.i32(1);
        self.get(rung);
        self.op().i32_shl().i32_or();
        self.store_cell(fired);
        self.go_strand(Job::Due(clock));
        self.op().i32_eqz();
        self.absent_if();
    }

    fn fire_rung(&mut self, clock: ClockId, at: usize, rung: &Rung) {
        let shut = self.block(BlockType::Empty);
        if let Some(latch) = rung.until {
            let bit = self.env.map.bits[latch.index()];
            self.load_at(Width::U8, bit);
            self.br_if(shut);
        }
        self.holds(rung.only_if);
        self.op().i32_eqz();
        self.br_if(shut);
        self.record_effect(effects::RUNG, &[Arg::Number(clock.index() as u32), Arg::Number(at as u32)]);
        if rung.moves {
            self.go_strand(Job::Leave);
        }
        let strand = self.strand;
        self.get(strand);
        self.run_from(rung.then);
        self.end();
    }
}
