//! Instants, dates and lengths of time.

use crate::abi::{Shape, Span, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::emit::prelude::{Help, Var};
use crate::model::{ExprId, ExprKind, Type};
use wasm_encoder::ValType;

impl Body<'_, '_> {
    pub(super) fn time(&mut self, id: ExprId) {
        match self.env.plan.exprs[id].kind {
            ExprKind::Now => self.var(Var::Now),
            ExprKind::Today(calendar) => {
                self.calendar(calendar);
                self.var(Var::Now);
                self.help(Help::DateOf);
            }
            ExprKind::Shift { before, span, from } => self.shift(before, span, from),
            ExprKind::OnCalendar(span, calendar) => self.on_calendar(span, calendar),
            ExprKind::InZone(of, calendar) => {
                self.calendar(calendar);
                self.int(of);
                self.op().i32_wrap_i64();
                self.help(Help::StartOf);
            }
            ExprKind::IsOpen(calendar, from, to) => {
                self.calendar(calendar);
                self.int(from);
                match to {
                    Some(to) => {
                        self.int(to);
                        self.help(Help::IsOpenBetween);
                    }
                    None => self.help(Help::IsOpen),
                }
            }
            _ => self.nothing(),
        }
    }

    /// The table of a calendar.
    fn calendar(&mut self, id: ExprId) {
        self.int(id);
        self.op().i32_wrap_i64();
        self.table();
    }

    /// The table of the calendar whose number is on the stack, or of that of whoever owns the strand.
    pub(in crate::emit) fn table(&mut self) {
        self.i32(0xff);
        self.op().i32_and();
        let number = self.keep(ValType::I32);
        self.owners_calendar();
        self.get(number);
        self.get(number);
        self.i32(Span::OWNERS.into());
        self.op().i32_eq().select();
        self.help(Help::Table);
    }

    /// The number of the calendar of whoever owns the strand.
    fn owners_calendar(&mut self) {
        let owner = self.env.map.strand.owner;
        let strand = self.strand;
        self.get(strand);
        self.load(owner.width, owner.offset);
        self.calendar_of();
    }

    /// The number of the calendar of the team on the stack.
    pub(in crate::emit) fn calendar_of(&mut self) {
        let calendars: Vec<u8> =
            self.env.model.teams.values().map(|team| team.calendar.index() as u8).collect();
        let at = self.env.kit.module.bytes(&calendars);
        self.load(Width::U8, at);
    }

    /// Unit, months and amount of a span, as the prelude takes them.
    pub(in crate::emit) fn span_parts(&mut self, span: Local) {
        for (width, offset) in [
            (Width::U8, layout::span::UNIT),
            (Width::I32, layout::span::MONTHS),
            (Width::I64, layout::span::AMOUNT),
        ] {
            self.get(span);
            self.load(width, offset);
        }
    }

    /// So long before or after an instant or a date.
    fn shift(&mut self, before: bool, span: ExprId, from: ExprId) {
        let date = self.env.plan.exprs[from].ty == Type::Date;
        self.expr(span);
        let span = self.keep(ValType::I32);
        if date {
            self.i32(u32::from(before));
        }
        self.get(span);
        self.load(Width::U8, layout::span::CALENDAR);
        self.table();
        self.span_parts(span);
        self.int(from);
        if date {
            self.op().i32_wrap_i64();
            self.help(Help::ShiftDate);
        } else {
            self.help(if before { Help::Before } else { Help::Due });
        }
    }

    /// The same span on a calendar of its own.
    fn on_calendar(&mut self, span: ExprId, calendar: ExprId) {
        let own = self.blank(layout::of(&Shape::Span).size);
        self.get(own);
        self.expr(span);
        self.write(0, &Shape::Span);
        self.get(own);
        self.int(calendar);
        self.op().i32_wrap_i64();
        self.store(Width::U8, layout::span::CALENDAR);
        self.get(own);
    }
}
