//! Expressions: each leaves one value on the stack.
//!
//! In: an expression of the plan. Out: instructions. Numbers, flags and dates are numbers on the stack;
//! everything else is the address of its bytes, which nobody ever changes, so that a value is copied by its
//! address. Not here: what is done with the value. `interpret/eval.rs` says the same slowly.

mod choose;
mod list;
mod number;
mod path;
mod text;
mod time;

pub(super) use choose::discriminant;

use super::asm::Width;
use super::body::{Body, val};
use super::map::width;
use crate::abi::{Shape, codec, layout};
use crate::base::Id;
use crate::model::{ExprId, ExprKind};
use wasm_encoder::ValType;

impl Body<'_, '_> {
    /// The value of an expression.
    pub(super) fn expr(&mut self, id: ExprId) {
        let plan = self.env.plan;
        match &plan.exprs[id].kind {
            // Refused while it was typed, or replaced by lowering: there is nothing to run.
            ExprKind::Unknown | ExprKind::Apply(..) => {
                self.op().unreachable();
            }
            ExprKind::Bool(yes) => self.i32(u32::from(*yes)),
            ExprKind::Int(number) => self.literal(*number, id),
            ExprKind::Text(text) => {
                let at = self.env.kit.module.text(text);
                self.i32(at);
            }
            ExprKind::Sentence(pieces) => self.sentence(pieces),
            ExprKind::Span(span) => {
                let bytes = codec::encode(&crate::abi::Value::Span(*span), &Shape::Span, 0);
                self.constant(&bytes);
            }
            ExprKind::Calendar(calendar) => self.i32(calendar.index() as u32),
            ExprKind::Item
            | ExprKind::Slot(_)
            | ExprKind::Field(..)
            | ExprKind::Payload(..)
            | ExprKind::Present(_) => self.path(id),
            ExprKind::Meta(slot, meta) => self.meta(*slot, *meta, id),
            ExprKind::Last(slot) => self.last(*slot),
            ExprKind::IsDone(slot) => {
                let at = self.env.map.slots[slot.index()].head + self.env.map.slot.done.offset;
                self.load_at(Width::U8, at);
            }
            ExprKind::Local(local) => self.name(*local),
            ExprKind::Each(of, at) => self.each(*of, *at, id),
            ExprKind::Writer(path) => self.writer(*path),
            ExprKind::Some(of) => self.some(*of, id),
            ExprKind::None => self.zero(id),
            ExprKind::Record(_, values) => {
                let shape = self.env.shape(id);
                match &*shape {
                    Shape::Record(fields) => self.record(fields, values),
                    _ => self.nothing(),
                }
            }
            ExprKind::Case(_, case, values) => self.case(*case, values, id),
            ExprKind::List(values) => self.list(values, id),
            ExprKind::Not(of) => {
                self.expr(*of);
                self.op().i32_eqz();
            }
            ExprKind::And(left, right) => self.and(*left, *right),
            ExprKind::Or(left, right) => self.or(*left, *right),
            ExprKind::Compare(how, left, right) => self.compare(*how, *left, *right),
            ExprKind::Arith(how, left, right) => self.arith(*how, *left, *right, id),
            ExprKind::Rescale(of) => self.rescale(*of, id),
            ExprKind::Share(millionths, of) => self.share(*millionths, *of, id),
            ExprKind::Round { of, places, even } => self.round(*of, *places, *even, id),
            ExprKind::Is(of, case) => self.is(*of, *case),
            ExprKind::IsPresent(of) => self.is_present(*of),
            ExprKind::IsEmpty(of) => self.is_empty(*of),
            ExprKind::Matches(of, pattern) => self.matches(*of, *pattern),
            ExprKind::IsIn(of, currency) => {
                self.expr(*of);
                self.load(Width::I32, layout::CURRENCY);
                self.i32(currency.packed());
                self.op().i32_eq();
            }
            ExprKind::Contains(of, element) => self.contains(*of, *element),
            ExprKind::Count(of) => {
                self.expr(*of);
                self.load(Width::I32, layout::LENGTH);
                self.op().i64_extend_i32_u();
            }
            ExprKind::Quantified(which, local, of, body) => self.quantified(*which, *local, *of, *body),
            ExprKind::Sum(local, of, body) => self.sum(*local, *of, *body, id),
            ExprKind::Let(local, value, body) => self.bind(*local, *value, *body),
            ExprKind::Decide(cases) => self.decide(cases, id),
            ExprKind::Now
            | ExprKind::Today(_)
            | ExprKind::Shift { .. }
            | ExprKind::OnCalendar(..)
            | ExprKind::InZone(..)
            | ExprKind::IsOpen(..) => self.time(id),
            ExprKind::OwnerIs(_)
            | ExprKind::Bit(_)
            | ExprKind::CountBelow(..)
            | ExprKind::AskOpen(_)
            | ExprKind::WalkKept(_) => self.state(id),
        }
    }

    /// The value of an expression as one of `shape`: a date where a whole number is wanted, and the like.
    pub(super) fn expr_as(&mut self, id: ExprId, shape: &Shape) {
        let own = self.env.shape(id);
        self.expr(id);
        match (width(&own).map(Width::ty), width(shape).map(Width::ty)) {
            (Some(ValType::I32), Some(ValType::I64)) => {
                self.op().i64_extend_i32_s();
            }
            (Some(ValType::I64), Some(ValType::I32)) => {
                self.op().i32_wrap_i64();
            }
            _ => {}
        }
    }

    /// Whether an optional condition holds; where there is none, it does.
    pub(super) fn holds(&mut self, condition: Option<ExprId>) {
        match condition {
            Some(condition) => self.expr(condition),
            None => self.i32(1),
        }
    }

    /// The address of constant bytes.
    pub(super) fn constant(&mut self, bytes: &[u8]) {
        let at = self.env.kit.module.bytes(bytes);
        self.i32(at);
    }

    /// The zero of an expression's shape.
    fn zero(&mut self, id: ExprId) {
        let size = layout::of(&self.env.shape(id)).size as usize;
        self.constant(&vec![0; size]);
    }

    /// What is true of the item itself, as lowering asks it.
    fn state(&mut self, id: ExprId) {
        let plan = self.env.plan;
        match plan.exprs[id].kind {
            ExprKind::OwnerIs(team) => {
                let owner = self.env.map.strand.owner;
                let strand = self.strand;
                self.get(strand);
                self.load(owner.width, owner.offset);
                self.i32(team.index() as u32);
                self.op().i32_eq();
            }
            ExprKind::Bit(bit) => {
                let at = self.env.map.bits[usize::from(bit)];
                self.load_at(Width::U8, at);
            }
            ExprKind::CountBelow(counter, most) => {
                let at = self.env.map.counters[usize::from(counter)];
                self.load_at(Width::I32, at);
                self.i32(most);
                self.op().i32_lt_u();
            }
            ExprKind::AskOpen(ask) => {
                let open = self.env.map.ask.open;
                let at = self.env.map.asks[usize::from(ask)];
                self.load_at(open.width, at + open.offset);
            }
            ExprKind::WalkKept(node) => self.walk_kept(crate::plan::NodeId(node)),
            _ => self.nothing(),
        }
    }

    /// A new local for values of an expression.
    fn local_for(&mut self, shape: &Shape) -> super::asm::Local {
        self.local(val(shape))
    }
}
