//! One whole step: tick first, the event, what is derived at the end, the new image, the reply.

use super::Job;
use super::report::To;
use crate::abi::event::{events, reasons, reply};
use crate::abi::image::{NONE, Status};
use crate::abi::layout;
use crate::emit::asm::{Func, Local, Width};
use crate::emit::body::Body;
use crate::emit::prelude::{Help, Var};
use crate::plan::{AltId, Site};
use wasm_encoder::{BlockType, ValType};

/// How many stretches one transition may run.
const FUEL: u32 = 100_000;

impl Body<'_, '_> {
    /// `(length of the image, event) -> reply`.
    pub(super) fn whole(&mut self) {
        let event = self.param(1);
        self.get(event);
        self.set_var(Var::Event);
        let status = self.local(ValType::I32);
        let header = self.env.map.header;
        self.event_case();
        let case = self.keep(ValType::I32);
        let answered = self.block(BlockType::Empty);
        self.i32(3);
        self.set(status);
        self.load_at(Width::U8, header.status.offset);
        self.i32(Status::New as u32);
        self.op().i32_ne();
        self.load_at(Width::I64, header.next_due.offset);
        self.of_event("now");
        self.op().i64_le_s().i32_and();
        self.get(case);
        self.i32(events::TICK.into());
        self.op().i32_ne().i32_and();
        self.br_if(answered);
        self.prepare();
        self.answer(case);
        self.set(status);
        self.end();
        self.reply(status);
    }

    /// What a transition begins with.
    fn prepare(&mut self) {
        let high_water = self.env.map.header.high_water;
        self.of_event("now");
        self.load_at(Width::I64, high_water.offset);
        self.help(Help::Max);
        self.set_var(Var::Now);
        self.of_event("person");
        self.set_var(Var::Actor);
        for (var, first) in [(Var::Role, NONE.into()), (Var::Wrote, 0), (Var::Look, 0), (Var::Fuel, FUEL)] {
            self.i32(first);
            self.set_var(var);
        }
        let lists = self.env.out().map(|out| [out.at(To::Effects), out.at(To::Reasons)]);
        for list in lists.into_iter().flatten() {
            self.i32(list);
            self.i32(0);
            self.i32(12);
            self.op().memory_fill(0);
        }
        for register in self.env.registers() {
            self.i32(0);
            self.i32(0);
            self.store(Width::I32, register);
        }
    }

    /// The status that an event leads to; the item has moved where it is 0.
    fn answer(&mut self, case: Local) {
        let plan = self.env.plan;
        let status = self.env.map.header.status;
        let done = self.block(BlockType::Result(ValType::I32));
        let live = self.block(BlockType::Empty);
        self.load_at(Width::U8, status.offset);
        self.i32(Status::Live as u32);
        self.op().i32_eq();
        self.load_at(Width::U8, status.offset);
        self.i32(Status::Ending as u32);
        self.op().i32_eq().i32_or();
        self.br_if(live);
        self.not_live(case);
        self.br(done);
        self.end();
        self.get(case);
        self.i32(plan.event(plan.start).into());
        self.op().i32_eq();
        self.when(BlockType::Empty);
        self.reason(reasons::HANDLED, &[]);
        self.i32(1);
        self.br(done);
        self.end();
        self.happen(case);
        self.end();
        // Whatever was refused left traces only in this copy of the image.
        let result = self.keep(ValType::I32);
        self.get(result);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.finish();
        self.end();
        self.get(result);
    }

    /// An event on an item that has not begun, or is over.
    fn not_live(&mut self, case: Local) {
        let plan = self.env.plan;
        let status = self.env.map.header.status;
        self.load_at(Width::U8, status.offset);
        self.op().i32_eqz();
        self.get(case);
        self.i32(plan.event(plan.start).into());
        self.op().i32_eq().i32_and();
        self.when(BlockType::Result(ValType::I32));
        self.var(Var::Event);
        self.go(Job::Event(plan.start));
        self.otherwise();
        // A clock and a service need not be told that they come too late; whoever sends an event is.
        self.of_event("person");
        self.load(Width::I32, layout::LENGTH);
        self.i32(0);
        self.op().i32_ne();
        for (heard, _) in plan.alts.iter().filter(|(_, alt)| matches!(alt.site, Site::Event(_))) {
            self.get(case);
            self.i32(plan.event(heard).into());
            self.op().i32_eq().i32_or();
        }
        self.when(BlockType::Result(ValType::I32));
        self.reason(reasons::OVER, &[]);
        self.i32(1);
        self.otherwise();
        self.i32(2);
        self.end();
        self.end();
    }

    /// An event on a live item, by its case.
    fn happen(&mut self, case: Local) {
        let plan = self.env.plan;
        let own = events::own().len();
        self.get(case);
        self.i32(events::TICK.into());
        self.op().i32_eq();
        self.when(BlockType::Result(ValType::I32));
        self.tick();
        self.otherwise();
        let life = Some(self.env.func(Job::Life));
        let alts: Vec<AltId> = plan.alts.ids().collect();
        let alts = alts.into_iter().map(|alt| (alt != plan.start).then(|| self.env.func(Job::Event(alt))));
        let alts: Vec<Option<Func>> = alts.collect();
        let mut targets: Vec<Option<Func>> = std::iter::repeat_n(life, own).chain(alts).collect();
        targets[usize::from(events::RESOLVE)] = Some(self.env.func(Job::Resolve));
        self.var(Var::Event);
        let event = self.keep(ValType::I32);
        self.get(case);
        self.switch(&targets, &[event], Some(2));
        self.end();
    }

    /// Fires every rung that is due, in order of its instant, then of its clock.
    fn tick(&mut self) {
        let (cells, count) =
            (self.env.map.clocks.first().copied().unwrap_or_default(), self.env.map.clocks.len() as u32);
        let clocks: Vec<_> = self.env.plan.clocks.ids().collect();
        let targets: Vec<Option<Func>> =
            clocks.into_iter().map(|clock| Some(self.env.func(Job::Fire(clock)))).collect();
        let result = self.local(ValType::I32);
        self.i32(2);
        self.set(result);
        let done = self.block(BlockType::Empty);
        let more = self.again();
        self.i32(cells);
        self.i32(count);
        self.help(Help::NextDue);
        let clock = self.keep(ValType::I32);
        self.get(clock);
        self.i32(0);
        self.op().i32_lt_s();
        self.br_if(done);
        self.burn();
        self.i32(0);
        self.set(result);
        self.get(clock);
        self.switch(&targets, &[], None);
        self.br(more);
        self.end();
        self.end();
        self.get(result);
    }

    /// The last of a transition: clocks derived again, the next due instant, the item's header.
    fn finish(&mut self) {
        let header = self.env.map.header;
        self.var(Var::Wrote);
        self.when(BlockType::Empty);
        self.go(Job::Derive);
        self.end();
        self.i32(0);
        self.load_at(Width::I64, header.seq.offset);
        self.op().i64_const(1).i64_add();
        self.store(Width::I64, header.seq.offset);
        self.i32(0);
        self.var(Var::Now);
        self.store(Width::I64, header.high_water.offset);
        let (cells, count) =
            (self.env.map.clocks.first().copied().unwrap_or_default(), self.env.map.clocks.len() as u32);
        self.i32(0);
        self.i32(cells);
        self.i32(count);
        self.help(Help::LeastDue);
        self.store(Width::I64, header.next_due.offset);
    }

    /// The reply's header, and the new image where there is one.
    fn reply(&mut self, status: Local) {
        let Some(out) = self.env.out().cloned() else { return };
        let at = out.reply;
        self.i32(at);
        self.i32(0);
        self.i32(reply::SIZE);
        self.op().memory_fill(0);
        self.i32(at);
        self.get(status);
        self.store(Width::I32, reply::STATUS);
        for (code, to) in [(0, To::Effects), (1, To::Reasons)] {
            self.get(status);
            self.i32(code);
            self.op().i32_eq();
            self.when(BlockType::Empty);
            self.i32(at + reply::LIST);
            self.i32(out.at(to));
            self.copy(8);
            if to == To::Effects {
                self.pack_image(at);
            }
            self.end();
        }
        self.i32(at);
    }

    /// Packs the image: its fixed part as it is, then every tail, pointers as for address zero.
    fn pack_image(&mut self, reply: u32) {
        let shape = self.env.plan.parts.shape();
        let size = self.env.map.size;
        self.i32(size);
        self.help(Help::Alloc);
        let image = self.keep(ValType::I32);
        self.get(image);
        self.set_var(Var::Packed);
        self.get(image);
        self.i32(0);
        self.copy(size);
        if let Some(pack) = self.env.kit.pack(&shape) {
            self.get(image);
            self.call(pack);
        }
        self.i32(reply);
        self.get(image);
        self.store(Width::I32, reply::IMAGE);
        self.i32(reply);
        self.var(Var::Heap);
        self.get(image);
        self.op().i32_sub();
        self.store(Width::I32, reply::IMAGE_LEN);
    }
}
