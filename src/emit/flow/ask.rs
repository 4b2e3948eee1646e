//! Asks: a party owes an answer, and clocks may stand still meanwhile.

use super::Job;
use super::report::{Arg, To};
use crate::abi::event::effects;
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::model::ExprId;
use crate::plan::AskId;
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// A party is asked: one more round, clocks stand still, its own runs.
    pub(super) fn open_ask(&mut self, id: AskId) {
        let plan = self.env.plan;
        let ask = &plan.asks[id];
        let (at, map, order) = (self.env.map.asks[id.index()], self.env.map.ask, self.env.map.header.order);
        if ask.pauses.is_empty() {
            self.i32(0);
        } else {
            self.holds(ask.pauses_if);
        }
        let pausing = self.keep(ValType::I32);
        self.get(pausing);
        self.when(BlockType::Empty);
        for clock in &ask.pauses {
            self.pause_if_allowed(*clock);
        }
        self.end();
        if let Some(ready) = ask.ready {
            self.go(Job::Pause(ready));
        }
        self.count(order.offset);
        self.load_at(Width::I32, order.offset);
        let round = self.keep(ValType::I32);
        self.store_at(at + map.open.offset, true);
        for (field, value) in [(map.pausing, pausing), (map.round, round)] {
            self.i32(at);
            self.get(value);
            self.store(field.width, field.offset);
        }
        self.go_strand(Job::Start(ask.clock));
        let mut args = vec![Arg::Local(round)];
        for conditions in &ask.wants {
            args.push(Arg::Local(self.wanted(conditions)));
        }
        self.tell(To::Effects, plan.ask_effect(id), &args);
    }

    /// Whether a path is asked for: if an unmet requirement reads it, or nobody can tell.
    fn wanted(&mut self, conditions: &[ExprId]) -> Local {
        self.i32(u32::from(conditions.is_empty()));
        let wanted = self.keep(ValType::I32);
        for condition in conditions {
            let told = self.block(BlockType::Empty);
            self.absent = Some(self.block(BlockType::Empty));
            self.expr(*condition);
            self.get(wanted);
            self.op().i32_or();
            self.set(wanted);
            self.br(told);
            self.end();
            self.absent = None;
            self.i32(1);
            self.set(wanted);
            self.end();
        }
        wanted
    }

    /// It need not answer any more.
    pub(super) fn close_ask(&mut self, id: AskId) {
        let ask = &self.env.plan.asks[id];
        let (at, map) = (self.env.map.asks[id.index()], self.env.map.ask);
        self.load_at(Width::U8, at + map.open.offset);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.op().return_();
        self.end();
        self.store_at(at + map.open.offset, false);
        self.load_at(Width::U8, at + map.pausing.offset);
        let pausing = self.keep(ValType::I32);
        self.store_at(at + map.pausing.offset, false);
        self.stop(ask.clock);
        if let Some(ready) = ask.ready {
            self.go(Job::Resume(ready));
        }
        self.get(pausing);
        self.when(BlockType::Empty);
        for clock in &ask.pauses {
            self.go(Job::Resume(*clock));
        }
        self.end();
        self.record_effect(effects::ASK_CLOSED, &[Arg::Number(id.index() as u32)]);
    }
}
