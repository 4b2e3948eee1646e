//! What a transition tells the host: effects, or the reasons of a refusal.
//!
//! Both are lists of one choice shape, gathered in memory while the transition runs. The shapes are those of
//! the manifest.

use super::Job;
use crate::abi::event::{effects, reasons, reply};
use crate::abi::{Case, Shape, layout};
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Env};
use crate::emit::expr::discriminant;
use crate::emit::prelude::Help;
use crate::model::ExprId;
use std::rc::Rc;
use wasm_encoder::ValType;

/// Where what is told is gathered.
#[derive(Clone, Debug)]
pub(super) struct Out {
    effects: List,
    reasons: List,
    /// The reply's header.
    pub(super) reply: u32,
}

#[derive(Clone, Debug)]
struct List {
    at: u32,
    cases: Rc<[Case]>,
    /// Of an element: its size, where what a case carries begins, how wide the case's number is.
    size: u32,
    payload: u32,
    number: Width,
}

impl List {
    fn new(at: u32, shape: &Shape) -> Self {
        let cases: &[Case] = match shape {
            Shape::Choice(cases) => cases,
            _ => &[],
        };
        List {
            at,
            cases: Rc::from(cases),
            size: layout::of(shape).size,
            payload: layout::payload(cases),
            number: discriminant(cases),
        }
    }
}

/// Which of the two lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::emit) enum To {
    Effects,
    Reasons,
}

/// A field of what is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arg {
    /// A number known beforehand.
    Number(u32),
    /// What a local holds: a number, or the address of bytes.
    Local(Local),
    /// The value of an expression.
    Expr(ExprId),
}

impl Out {
    pub(super) fn new(env: &mut Env<'_>) -> Self {
        let (effects, reasons) = (env.treaty.effect_shape(), env.treaty.reason_shape());
        let mut list = |shape| List::new(env.kit.module.room(12), shape);
        let (effects, reasons) = (list(&effects), list(&reasons));
        Out { effects, reasons, reply: env.kit.module.room(reply::SIZE) }
    }

    fn list(&self, to: To) -> &List {
        match to {
            To::Effects => &self.effects,
            To::Reasons => &self.reasons,
        }
    }

    /// Where a list's pointer, length and room stand.
    pub(super) fn at(&self, to: To) -> u32 {
        self.list(to).at
    }
}

/// How many fields one of the treaty's own cases has.
pub(super) fn width(to: To, case: u16) -> usize {
    let own = match to {
        To::Effects => effects::own(),
        To::Reasons => reasons::own(),
    };
    own.get(usize::from(case)).map_or(0, |case| case.fields.len())
}

impl Env<'_> {
    /// Where what is told is gathered.
    pub(super) fn out(&self) -> Option<&Out> {
        self.calls.out.as_ref()
    }
}

impl Body<'_, '_> {
    /// One case more in a list.
    pub(super) fn tell(&mut self, to: To, case: u16, args: &[Arg]) {
        let Some(out) = self.env.out().cloned() else { return };
        let list = out.list(to);
        let fields = list.cases.get(usize::from(case)).map(|case| case.fields.as_slice()).unwrap_or_default();
        self.i32(list.at);
        self.i32(list.size);
        self.help(Help::Push);
        let told = self.keep(ValType::I32);
        self.get(told);
        self.i32(case.into());
        self.store(list.number, 0);
        for ((field, at), arg) in fields.iter().zip(layout::record(fields).1).zip(args) {
            let offset = list.payload + at;
            self.target(told, offset, &field.shape);
            match arg {
                Arg::Number(number) => self.i32(*number),
                Arg::Local(local) => self.get(*local),
                Arg::Expr(expr) => self.expr_as(*expr, &field.shape),
            }
            self.write(offset, &field.shape);
        }
    }

    /// For the record: one of the treaty's own effects.
    pub(super) fn record_effect(&mut self, case: u16, args: &[Arg]) {
        self.tell_by(Job::Tell(To::Effects, case), args);
    }

    /// One of the treaty's own reasons.
    pub(super) fn reason(&mut self, case: u16, args: &[Arg]) {
        self.tell_by(Job::Tell(To::Reasons, case), args);
    }

    /// What the treaty itself tells is told in many places, so a function does it.
    fn tell_by(&mut self, job: Job, args: &[Arg]) {
        for arg in args {
            match arg {
                Arg::Number(number) => self.i32(*number),
                Arg::Local(local) => self.get(*local),
                Arg::Expr(expr) => self.expr(*expr),
            }
        }
        self.go(job);
    }

    /// That function: its parameters are the fields.
    pub(super) fn tell_own(&mut self, to: To, case: u16) {
        let args: Vec<Arg> = (0..width(to, case) as u32).map(|at| Arg::Local(Local(at))).collect();
        self.tell(to, case, &args);
    }

    /// How many reasons there are.
    pub(super) fn reasons(&mut self) {
        let at = self.env.out().map_or(0, |out| out.at(To::Reasons));
        self.load_at(Width::I32, at + layout::LENGTH);
    }

    /// Refuses for one reason: the function returns.
    pub(super) fn refuse(&mut self, case: u16, args: &[Arg]) {
        self.reason(case, args);
        self.i32(1);
        self.op().return_();
    }

    /// Returns if there are reasons to refuse.
    pub(super) fn refuse_if_reasons(&mut self) {
        self.reasons();
        self.when(wasm_encoder::BlockType::Empty);
        self.i32(1);
        self.op().return_();
        self.end();
    }

    /// The number of the strand at an address.
    pub(super) fn strand_number(&mut self) -> Local {
        let strand = self.strand;
        let first = self.env.map.strands.first().copied().unwrap_or_default();
        let size = self.env.map.strand_size;
        self.get(strand);
        self.i32(first);
        self.op().i32_sub();
        self.i32(size);
        self.op().i32_div_u();
        self.keep(ValType::I32)
    }
}
