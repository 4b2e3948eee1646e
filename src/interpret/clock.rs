//! Clocks: ledgers that run, stand still and stop, and rungs that fire.
//!
//! The arithmetic is `calendar`'s; this file knows which clock runs when, and what happens then. The stored
//! due instant is a cache of the ledger: it is computed anew whenever the ledger changes.

use super::eval::Fault;
use super::step::{Machine, Stepped, Stop};
use crate::abi::event::effects;
use crate::abi::image::{self, ClockState, NEVER, NONE};
use crate::abi::{Span, Value};
use crate::base::Id;
use crate::calendar::{self, Reach, Table};
use crate::model::{ExprId, Type};
use crate::plan::{AskId, ClockId, PlaceId, RungAt};

impl Machine<'_> {
    fn cell(&self, clock: ClockId) -> usize {
        usize::from(self.world.plan.cells.clock(clock))
    }

    /// Whether a clock's cell is in use by it.
    fn runs(&self, clock: ClockId) -> bool {
        usize::from(self.image.clocks[self.cell(clock)].site) == clock.index()
    }

    /// A fresh budget; one that serves all visits goes on where it stopped.
    pub(super) fn start_clock(&mut self, strand: usize, clock: ClockId, paused: bool) -> Result<(), Fault> {
        let cell = self.cell(clock);
        let go_on = self.world.plan.clocks[clock].in_all && self.runs(clock);
        let (span, mut ledger) = self.budget(strand, clock)?;
        let fired = if go_on { self.image.clocks[cell].fired } else { 0 };
        let table = self.table(span);
        if go_on {
            ledger = ledger_of(&self.image.clocks[cell]);
            ledger.go_on(self.now, table);
        }
        let pauses = self.pauses_of(clock) + u16::from(paused);
        for _ in 0..pauses {
            ledger.pause(self.now, table);
        }
        let site = clock.index() as u16;
        self.image.clocks[cell] = image::Clock { site, fired, span, ..Default::default() };
        self.store(clock, ledger);
        self.due(strand, clock)
    }

    /// The length of a clock, its calendar settled, and a ledger that begins now.
    fn budget(&self, strand: usize, clock: ClockId) -> Result<(Span, calendar::Clock), Fault> {
        let known = &self.world.plan.clocks[clock];
        if known.due {
            let until = self.moment(strand, known.budget)?;
            let span =
                Span { amount: until.saturating_sub(self.now).max(0), ..self.settled(strand, clock, None)? };
            return Ok((span, calendar::Clock::start(span.budget(), self.now, self.table(span))));
        }
        let span = match self.eval(strand, known.budget)? {
            Value::Span(span) => self.settled(strand, clock, Some(span))?,
            _ => return Err(Fault::Refused(known.budget)),
        };
        Ok((span, calendar::Clock::start(span.budget(), self.now, self.table(span))))
    }

    /// The span with a calendar: its own, that of the clock's team, or the owner's.
    fn settled(&self, strand: usize, clock: ClockId, span: Option<Span>) -> Result<Span, Fault> {
        let span = span.unwrap_or(Span::elapsed(0));
        if span.calendar != Span::OWNERS {
            return Ok(span);
        }
        let team = match &self.world.plan.clocks[clock].of {
            Some(of) => self.owner(strand, of)?,
            None => self.image.strands[strand].owner,
        };
        Ok(Span { calendar: self.world.calendar_of(crate::model::TeamId(team.into())), ..span })
    }

    /// An instant; of a date, the end of that day on the owner's calendar.
    fn moment(&self, strand: usize, expr: ExprId) -> Result<i64, Fault> {
        let Value::Int(at) = self.eval(strand, expr)? else { return Err(Fault::Refused(expr)) };
        if self.world.plan.exprs[expr].ty != Type::Date {
            return Ok(at);
        }
        let table = self.scope(strand).table(Span::elapsed(0)).start_of((at as i32).saturating_add(1));
        Ok(table.raw())
    }

    fn table(&self, span: Span) -> &Table {
        let tables = self.world.tables;
        tables.get(usize::from(span.calendar)).unwrap_or(&tables[0])
    }

    /// How many things make a clock stand still at this instant.
    fn pauses_of(&self, clock: ClockId) -> u16 {
        let plan = self.world.plan;
        let asks = plan.asks.iter().filter(|(id, ask)| {
            let known = &self.image.asks[id.index()];
            known.pausing && ask.pauses.contains(&clock) || known.open && ask.ready == Some(clock)
        });
        let places = plan.places.values().filter(|place| {
            place.pauses.contains(&clock) && place.pausing.is_some_and(|bit| self.image.bits[bit.index()])
        });
        (asks.count() + places.count()) as u16
    }

    fn store(&mut self, clock: ClockId, ledger: calendar::Clock) {
        let cell = self.cell(clock);
        let known = &mut self.image.clocks[cell];
        (known.state, known.pauses) = match ledger.status {
            calendar::Status::Running => (ClockState::Running, 0),
            calendar::Status::Paused(reasons) => (ClockState::Paused, reasons),
            calendar::Status::Stopped => (ClockState::Stopped, 0),
        };
        known.amount = ledger.budget;
        known.consumed = ledger.consumed;
        known.spent = ledger.spent;
        known.since = ledger.since;
    }

    /// Changes a ledger that is in use, and derives its instants again.
    fn change(&mut self, clock: ClockId, change: impl FnOnce(&mut calendar::Clock, i64, &Table)) {
        if !self.runs(clock) {
            return;
        }
        let known = &self.image.clocks[self.cell(clock)];
        let mut ledger = ledger_of(known);
        change(&mut ledger, self.now, self.table(known.span));
        self.store(clock, ledger);
        let strand = self.strand_of(clock);
        // What a clock reads was readable when it started; where it is not any more, it never fires.
        if self.due(strand, clock).is_err() {
            self.image.clocks[usize::from(self.world.plan.cells.clock(clock))].due = NEVER;
        }
    }

    fn strand_of(&self, clock: ClockId) -> usize {
        self.world.plan.table.strand(self.world.plan, self.world.plan.clocks[clock].node).index()
    }

    pub(super) fn pause(&mut self, clock: ClockId) {
        self.change(clock, |ledger, now, table| ledger.pause(now, table));
    }

    pub(super) fn resume(&mut self, clock: ClockId) {
        self.change(clock, |ledger, now, table| ledger.resume(now, table));
    }

    /// What a clock measures is over. Only a budget over several visits keeps its ledger.
    pub(super) fn stop_clock(&mut self, clock: ClockId) {
        if !self.runs(clock) {
            return;
        }
        if self.world.plan.clocks[clock].in_all {
            self.change(clock, |ledger, now, table| ledger.stop(now, table));
        } else {
            let blank = image::Clock { site: NONE, end: NEVER, due: NEVER, ..Default::default() };
            let cell = self.cell(clock);
            self.image.clocks[cell] = blank;
        }
    }

    /// All clocks of a visit: those of both halves of a handoff.
    pub(super) fn stop_place(&mut self, id: PlaceId) {
        let plan = self.world.plan;
        for place in plan.places.values().filter(|place| place.entry == plan.places[id].entry) {
            for clock in place.clocks.iter().copied().chain(place.suspend) {
                self.stop_clock(clock);
            }
        }
    }

    /// The clocks of a place begin; within a visit, those of the half before stand still.
    pub(super) fn switch_clocks(
        &mut self,
        strand: usize,
        before: Option<PlaceId>,
        id: PlaceId,
    ) -> Result<(), Fault> {
        let plan = self.world.plan;
        let clocks = &plan.places[id].clocks;
        if let Some(before) = before.filter(|before| *before != id) {
            for clock in plan.places[before].clocks.iter().filter(|clock| !clocks.contains(clock)) {
                self.pause(*clock);
            }
        }
        for clock in clocks {
            match before {
                Some(same) if same == id && self.runs(*clock) => {}
                Some(_) if self.runs(*clock) => self.resume(*clock),
                _ => self.start_clock(strand, *clock, false)?,
            }
        }
        Ok(())
    }

    /// A place makes clocks stand still; whether, is judged on entry.
    pub(super) fn pause_for(&mut self, strand: usize, id: PlaceId) -> Result<(), Fault> {
        let place = &self.world.plan.places[id];
        let Some(bit) = place.pausing else { return Ok(()) };
        if self.if_holds(strand, place.pauses_if)? {
            for clock in &place.pauses {
                self.pause_if_allowed(strand, *clock)?;
            }
            self.image.bits[bit.index()] = true;
        }
        Ok(())
    }

    fn pause_if_allowed(&mut self, strand: usize, clock: ClockId) -> Result<(), Fault> {
        if self.if_holds(strand, self.world.plan.clocks[clock].pauses_if)? {
            self.pause(clock);
        }
        Ok(())
    }

    pub(super) fn unpause_for(&mut self, id: PlaceId) {
        let place = &self.world.plan.places[id];
        let Some(bit) = place.pausing else { return };
        if std::mem::take(&mut self.image.bits[bit.index()]) {
            for clock in &place.pauses {
                self.resume(*clock);
            }
        }
    }

    /// A party is asked: one more round, clocks stand still, its own runs.
    pub(super) fn open_ask(&mut self, strand: usize, id: AskId) -> Result<(), Fault> {
        let ask = &self.world.plan.asks[id];
        let pausing = !ask.pauses.is_empty() && self.if_holds(strand, ask.pauses_if)?;
        if pausing {
            for clock in &ask.pauses {
                self.pause_if_allowed(strand, *clock)?;
            }
        }
        if let Some(ready) = ask.ready {
            self.pause(ready);
        }
        self.image.header.order += 1;
        let round = self.image.header.order;
        self.image.asks[id.index()] = image::Ask { open: true, pausing, round };
        self.start_clock(strand, ask.clock, false)?;
        let wanted = self.wanted(strand, id)?;
        let fields = std::iter::once(Value::Int(round.into())).chain(wanted).collect();
        self.effects.push(Value::Choice(self.world.plan.ask_effect(id), fields));
        Ok(())
    }

    /// Which of its paths an ask asks for: those that an unmet requirement reads.
    fn wanted(&self, strand: usize, id: AskId) -> Result<Vec<Value>, Fault> {
        let wants = &self.world.plan.asks[id].wants;
        wants
            .iter()
            .map(|conditions| {
                let mut wanted = conditions.is_empty();
                for condition in conditions {
                    wanted |= self.scope(strand).holds(*condition).unwrap_or(true);
                }
                Ok(Value::Bool(wanted))
            })
            .collect()
    }

    pub(super) fn close_ask(&mut self, id: AskId) {
        let known = &mut self.image.asks[id.index()];
        if !std::mem::take(&mut known.open) {
            return;
        }
        let pausing = std::mem::take(&mut known.pausing);
        let ask = &self.world.plan.asks[id];
        self.stop_clock(ask.clock);
        if let Some(ready) = ask.ready {
            self.resume(ready);
        }
        if pausing {
            for clock in &ask.pauses {
                self.resume(*clock);
            }
        }
        self.record(effects::ASK_CLOSED, &[id.index() as i64]);
    }

    pub(super) fn extend(&mut self, strand: usize, clock: ClockId, by: ExprId) -> Result<(), Fault> {
        let Value::Span(by) = self.eval(strand, by)? else { return Err(Fault::Refused(by)) };
        self.change(clock, |ledger, now, table| {
            let more = table.amount(by.budget(), now);
            ledger.budget = ledger.budget.saturating_add(more);
        });
        Ok(())
    }

    /// Budgets that read what was written are derived again: same ledger, no rung twice.
    pub(super) fn derive(&mut self) -> Result<(), Fault> {
        let plan = self.world.plan;
        for (id, clock) in plan.clocks.iter() {
            if !self.runs(id) || !plan.varies(clock.budget) {
                continue;
            }
            let strand = self.strand_of(id);
            let known = &self.image.clocks[self.cell(id)];
            if clock.due {
                let until = self.moment(strand, clock.budget)?;
                let from = self.now.saturating_sub(ledger_of(known).consumed);
                let amount = until.saturating_sub(from).max(0);
                self.change(id, |ledger, now, table| {
                    ledger.pause(now, table);
                    ledger.resume(now, table);
                    ledger.budget = amount;
                });
                continue;
            }
            let span = match self.eval(strand, clock.budget)? {
                Value::Span(span) => self.settled(strand, id, Some(span))?,
                _ => return Err(Fault::Refused(clock.budget)),
            };
            if span != known.span {
                let cell = self.cell(id);
                self.image.clocks[cell].span = span;
                self.change(id, |ledger, now, table| ledger.rebudget(span.budget(), now, table));
            }
        }
        Ok(())
    }

    /// When the budget is used up, and when the next rung fires.
    fn due(&mut self, strand: usize, clock: ClockId) -> Result<(), Fault> {
        let cell = self.cell(clock);
        let known = self.image.clocks[cell].clone();
        let (mut end, mut due) = (NEVER, NEVER);
        if known.state == ClockState::Running {
            let ledger = ledger_of(&known);
            end = ledger.due(self.table(known.span)).map_or(NEVER, |at| at.raw());
            for rung in 0..self.world.plan.clocks[clock].rungs.len() {
                due = due.min(self.rung_at(strand, clock, rung, &known, end)?);
            }
            due = due.min(self.repeat(clock, &known, end));
        }
        self.image.clocks[cell].end = end;
        self.image.clocks[cell].due = due;
        Ok(())
    }

    /// When a rung fires next; never, if it has.
    fn rung_at(
        &self,
        strand: usize,
        clock: ClockId,
        rung: usize,
        known: &image::Clock,
        end: i64,
    ) -> Result<i64, Fault> {
        let fired = known.fired >> rung & 1 == 1;
        let table = self.table(known.span);
        let after = |by: Span, from: i64| {
            let calendar = if by.calendar == Span::OWNERS { known.span.calendar } else { by.calendar };
            self.table(Span { calendar, ..by }).due(by.budget(), from).raw()
        };
        Ok(match self.world.plan.clocks[clock].rungs[rung].at {
            RungAt::Every(by) if fired => after(self.scope(strand).span(by)?, end.max(self.now)),
            _ if fired => NEVER,
            RungAt::Used(millionths) => {
                let percent = (millionths / 10_000) as u8;
                ledger_of(known).part_used(percent, table).map_or(NEVER, |at| at.raw())
            }
            RungAt::Late(None) | RungAt::Every(_) => end,
            RungAt::Late(Some(by)) => after(self.scope(strand).span(by)?, end),
            RungAt::At(expr) => self.at_time(strand, expr, known)?,
        })
    }

    /// The next such time of day after the clock began to count, or the instant itself.
    fn at_time(&self, strand: usize, expr: ExprId, known: &image::Clock) -> Result<i64, Fault> {
        let Value::Int(at) = self.eval(strand, expr)? else { return Err(Fault::Refused(expr)) };
        if self.world.plan.exprs[expr].ty != Type::Time {
            return Ok(at);
        }
        let table = self.table(known.span);
        let Reach::At(day) = table.date_of(known.since) else { return Ok(NEVER) };
        let today = table.start_of(day).raw().saturating_add(at * MINUTE);
        Ok(if today > known.since {
            today
        } else {
            table.start_of(day + 1).raw().saturating_add(at * MINUTE)
        })
    }

    /// A last rung that only acts says it again, every day at opening.
    fn repeat(&self, clock: ClockId, known: &image::Clock, end: i64) -> i64 {
        let rungs = &self.world.plan.clocks[clock].rungs;
        let all = (1u64 << rungs.len()) - 1;
        let repeats = rungs.last().is_some_and(|last| !last.moves && matches!(last.at, RungAt::Late(_)));
        if !repeats || u64::from(known.fired) & all != all {
            return NEVER;
        }
        let table = self.table(known.span);
        match table.date_of(end.max(self.now)) {
            Reach::At(day) => table.next_opening(table.start_of(day + 1).raw()).raw(),
            _ => NEVER,
        }
    }

    /// Fires every rung that is due, in order of its instant, then of its clock.
    pub(super) fn tick(&mut self) -> Stepped {
        let mut fired = false;
        while let Some(clock) = self.next_due() {
            fired = true;
            self.fuel = match self.fuel.checked_sub(1) {
                Some(fuel) => fuel,
                None => return Err(Fault::Endless),
            };
            self.fire(clock)?;
        }
        Ok(if fired { Ok(()) } else { Err(Stop::Ignored) })
    }

    fn next_due(&self) -> Option<ClockId> {
        let due = self.image.clocks.iter().filter(|clock| clock.site != NONE && clock.due <= self.now);
        due.min_by_key(|clock| (clock.due, clock.site)).map(|clock| ClockId(clock.site.into()))
    }

    fn fire(&mut self, clock: ClockId) -> Result<(), Fault> {
        let plan = self.world.plan;
        let cell = self.cell(clock);
        let strand = self.strand_of(clock);
        if let Some((place, _)) = plan.places.iter().find(|(_, place)| place.suspend == Some(clock)) {
            self.unsuspend(strand, place);
            return Ok(());
        }
        let known = self.image.clocks[cell].clone();
        let rungs = &plan.clocks[clock].rungs;
        let mut first: Option<(i64, usize)> = None;
        for rung in 0..rungs.len() {
            let at = self.rung_at(strand, clock, rung, &known, known.end)?;
            if at <= known.due && first.is_none_or(|(earliest, _)| at < earliest) {
                first = Some((at, rung));
            }
        }
        // None of them is due: the last one says it again.
        let Some((_, at)) = first.or(rungs.len().checked_sub(1).map(|last| (known.due, last))) else {
            self.image.clocks[cell].due = NEVER;
            return Ok(());
        };
        self.image.clocks[cell].fired |= 1 << at;
        self.due(strand, clock)?;
        let rung = &rungs[at];
        let open = rung.until.is_none_or(|latch| !self.image.bits[latch.index()]);
        if !open || !self.if_holds(strand, rung.only_if)? {
            return Ok(());
        }
        self.record(effects::RUNG, &[clock.index() as i64, at as i64]);
        if rung.moves {
            self.leave(strand);
        }
        self.run(strand, rung.then)
    }
}

const MINUTE: i64 = 60_000_000;

/// The ledger that a cell stores.
fn ledger_of(known: &image::Clock) -> calendar::Clock {
    calendar::Clock {
        unit: known.span.unit,
        status: match known.state {
            ClockState::Running => calendar::Status::Running,
            ClockState::Paused => calendar::Status::Paused(known.pauses),
            ClockState::Stopped => calendar::Status::Stopped,
        },
        budget: known.amount,
        consumed: known.consumed,
        spent: known.spent,
        since: known.since,
    }
}
