//! Clocks: ledgers that run, stand still and stop.
//!
//! The arithmetic is in the prelude; here stands which clock runs when. The stored due instant is a cache of
//! the ledger: it is computed anew whenever the ledger changes (`rung.rs`).

use super::{Job, strand_of};
use crate::abi::image::NEVER;
use crate::abi::{Shape, Span, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Env};
use crate::emit::map::At;
use crate::emit::prelude::{Help, Var};
use crate::model::{ExprId, ExprKind, Type};
use crate::plan::ClockId;
use wasm_encoder::{BlockType, ValType};

impl Env<'_> {
    /// The address of a clock's cell.
    pub(super) fn cell(&self, clock: ClockId) -> u32 {
        self.map.clocks[usize::from(self.plan.cells.clock(clock))]
    }

    /// The address of the strand that a clock belongs to.
    pub(super) fn strand_of_clock(&self, clock: ClockId) -> u32 {
        self.map.strands[strand_of(self, self.plan.clocks[clock].node)]
    }
}

impl Body<'_, '_> {
    /// A number of a clock's cell.
    pub(super) fn of_cell(&mut self, clock: ClockId, at: At) {
        let cell = self.env.cell(clock);
        self.load_at(at.width, cell + at.offset);
    }

    /// The number on the stack into a clock's cell, of which the address is below it.
    pub(super) fn store_cell(&mut self, at: At) {
        self.store(at.width, at.offset);
    }

    /// Whether a clock's cell is in use by it.
    pub(super) fn runs(&mut self, clock: ClockId) {
        let site = self.env.map.clock.site;
        self.of_cell(clock, site);
        self.i32(clock.index() as u32);
        self.op().i32_eq();
    }

    /// Opens a block for a clock whose cell is in use by it.
    pub(super) fn if_runs(&mut self, clock: ClockId) {
        self.runs(clock);
        self.when(BlockType::Empty);
    }

    /// A fresh budget; one that serves all visits goes on where it stopped.
    pub(super) fn start_clock(&mut self, clock: ClockId) {
        let (cell, map) = (self.env.cell(clock), self.env.map.clock);
        let span = self.budget(clock);
        if self.env.plan.clocks[clock].in_all {
            self.if_runs(clock);
            self.i32(cell);
            self.table_of(span);
            self.help(Help::ClockGoOn);
            self.otherwise();
            self.first_start(clock, span);
            self.end();
        } else {
            self.first_start(clock, span);
        }
        self.pause_as_often(clock, span);
        if self.env.plan.clocks[clock].in_all {
            self.i32(cell + map.span.offset);
            self.get(span);
            self.write(0, &Shape::Span);
        }
        self.go_strand(Job::Due(clock));
        self.op().i32_eqz();
        self.absent_if();
    }

    fn first_start(&mut self, clock: ClockId, span: Local) {
        let cell = self.env.cell(clock);
        self.i32(cell);
        self.i32(clock.index() as u32);
        self.get(span);
        self.help(Help::ClockBegin);
    }

    /// The table of the calendar that a span names.
    fn table_of(&mut self, span: Local) {
        self.get(span);
        self.load(Width::U8, layout::span::CALENDAR);
        self.help(Help::Table);
    }

    /// Pauses a clock that starts for each thing that makes it stand still at this instant.
    fn pause_as_often(&mut self, clock: ClockId, span: Local) {
        let plan = self.env.plan;
        let map = self.env.map.ask;
        let asks = plan.asks.iter().filter_map(|(id, ask)| {
            let at = self.env.map.asks[id.index()];
            // An ask that is open stands in for the sender; one that pauses says so.
            let flag = if ask.ready == Some(clock) { map.open } else { map.pausing };
            (ask.ready == Some(clock) || ask.pauses.contains(&clock)).then_some(at + flag.offset)
        });
        let places = plan.places.values().filter(|place| place.pauses.contains(&clock));
        let places = places.filter_map(|place| place.pausing).map(|bit| self.env.map.bits[bit.index()]);
        let flags: Vec<u32> = asks.chain(places).collect();
        let cell = self.env.cell(clock);
        for flag in flags {
            self.load_at(Width::U8, flag);
            self.when(BlockType::Empty);
            self.i32(cell);
            self.table_of(span);
            self.help(Help::ClockPause);
            self.end();
        }
    }

    /// The length of a clock, its calendar settled.
    fn budget(&mut self, clock: ClockId) -> Local {
        let known = &self.env.plan.clocks[clock];
        if known.due {
            let span = self.blank(layout::of(&Shape::Span).size);
            self.get(span);
            self.moment(known.budget);
            self.var(Var::Now);
            self.help(Help::SubSat);
            self.i64(0);
            self.help(Help::Max);
            self.store(Width::I64, layout::span::AMOUNT);
            self.get(span);
            self.team_calendar(clock);
            self.store(Width::U8, layout::span::CALENDAR);
            return span;
        }
        self.expr(known.budget);
        let own = match self.env.plan.exprs[known.budget].kind {
            ExprKind::Span(span) => span.calendar != Span::OWNERS,
            _ => false,
        };
        if !own {
            self.team_calendar(clock);
            self.help(Help::SpanOn);
        }
        self.keep(ValType::I32)
    }

    /// The calendar of the clock's team, else of the owner.
    fn team_calendar(&mut self, clock: ClockId) {
        match &self.env.plan.clocks[clock].of {
            Some(of) => self.owner(of),
            None => {
                let (strand, owner) = (self.strand, self.env.map.strand.owner);
                self.get(strand);
                self.load(owner.width, owner.offset);
            }
        }
        self.calendar_of();
    }

    /// An instant; of a date, the end of that day on the owner's calendar.
    fn moment(&mut self, expr: ExprId) {
        if self.env.plan.exprs[expr].ty != Type::Date {
            return self.int(expr);
        }
        self.expr(expr);
        let date = self.keep(ValType::I32);
        self.i32(Span::OWNERS.into());
        self.table();
        self.get(date);
        self.get(date);
        // The last date of all has no day after it.
        self.i32(i32::MAX as u32);
        self.op().i32_ne().i32_add();
        self.help(Help::StartOf);
    }

    /// After a change of the ledger: its instants are derived again. What a clock reads was readable when it
    /// started; where it is not any more, it never fires.
    pub(super) fn changed(&mut self, clock: ClockId) {
        let (cell, due, strand) =
            (self.env.cell(clock), self.env.map.clock.due, self.env.strand_of_clock(clock));
        self.i32(strand);
        self.go(Job::Due(clock));
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.i32(cell);
        self.i64(NEVER);
        self.store_cell(due);
        self.end();
    }

    /// A change of a ledger that is in use.
    pub(super) fn change(&mut self, clock: ClockId, how: Help) {
        let cell = self.env.cell(clock);
        self.i32(cell);
        self.i32(cell);
        self.help(Help::ClockTable);
        self.help(how);
    }

    pub(super) fn pause(&mut self, clock: ClockId) {
        self.change_and_derive(clock, Help::ClockPause);
    }

    pub(super) fn resume(&mut self, clock: ClockId) {
        self.change_and_derive(clock, Help::ClockResume);
    }

    fn change_and_derive(&mut self, clock: ClockId, how: Help) {
        self.if_runs(clock);
        self.change(clock, how);
        self.go(Job::Changed(clock));
        self.end();
    }

    /// What a clock measures is over. Only a budget over several visits keeps its ledger.
    pub(super) fn stop(&mut self, clock: ClockId) {
        if self.env.plan.clocks[clock].in_all {
            return self.go(Job::Stop(clock));
        }
        let cell = self.env.cell(clock);
        self.i32(cell);
        self.i32(clock.index() as u32);
        self.help(Help::ClockFree);
    }

    /// The same of a budget over several visits.
    pub(super) fn stop_clock(&mut self, clock: ClockId) {
        self.change_and_derive(clock, Help::ClockStop);
    }

    /// Budgets that read what was written are derived again: same ledger, no rung twice.
    pub(super) fn derive(&mut self) {
        let plan = self.env.plan;
        let varying = plan.clocks.iter().filter(|(_, clock)| plan.varies(clock.budget));
        for (id, clock) in varying {
            self.if_runs(id);
            let strand = self.env.strand_of_clock(id);
            self.i32(strand);
            self.strand = self.keep(ValType::I32);
            if clock.due {
                self.derive_moment(id, clock.budget);
            } else {
                self.derive_span(id);
            }
            self.end();
        }
    }

    fn derive_moment(&mut self, clock: ClockId, budget: ExprId) {
        let (cell, map) = (self.env.cell(clock), self.env.map.clock);
        self.moment(budget);
        self.var(Var::Now);
        self.of_cell(clock, map.consumed);
        self.help(Help::SubSat);
        self.help(Help::SubSat);
        self.i64(0);
        self.help(Help::Max);
        let amount = self.keep(ValType::I64);
        self.change(clock, Help::ClockPause);
        self.change(clock, Help::ClockResume);
        self.i32(cell);
        self.get(amount);
        self.store_cell(map.amount);
        self.go(Job::Changed(clock));
    }

    fn derive_span(&mut self, clock: ClockId) {
        let (cell, map) = (self.env.cell(clock), self.env.map.clock);
        let span = self.budget(clock);
        self.get(span);
        self.i32(cell + map.span.offset);
        self.same(&Shape::Span, &Shape::Span);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.i32(cell + map.span.offset);
        self.get(span);
        self.write(0, &Shape::Span);
        self.i32(cell);
        self.change(clock, Help::ClockAmount);
        self.store_cell(map.amount);
        self.go(Job::Changed(clock));
        self.end();
    }
}
