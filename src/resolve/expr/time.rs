//! Time and currencies: calendars asked, moments moved, lengths on a calendar of their own.
//!
//! In: operands. Out: typed expressions. A length of time that is known here is one constant with its
//! calendar in it. Not here: clocks (`body`), literals (`literal`).

use crate::abi::{self, Currency, Unit};
use crate::base::{Id, Span};
use crate::model::{ExprId, ExprKind, Type};
use crate::parse::ast::{self, Path, When};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::Want;

impl Resolver<'_> {
    pub(super) fn is_in(&mut self, inner: &ast::Expr, yes: bool, currency: &Path, span: Span) -> ExprId {
        let inner = self.infer(inner, &Want::any());
        let inner = self.must_be_there(inner);
        let Some(known) = Currency::new(&currency.to_string()) else {
            let message = format!("`{currency}` is no currency");
            self.sink
                .put(codes::UNKNOWN_CURRENCY, currency.span, message)
                .help("write three capital letters, such as `EUR`");
            return self.unknown(span);
        };
        if !matches!(self.type_of(inner), Type::Money(..)) {
            if !self.is_unknown(inner) {
                self.mismatch(inner, &Want::of(Type::Money(None, crate::model::Range::ENTERED)));
            }
            return self.unknown(span);
        }
        let id = self.push(ExprKind::IsIn(inner, known), Type::Bool, span);
        if yes { id } else { self.push(ExprKind::Not(id), Type::Bool, span) }
    }

    pub(super) fn is_open(&mut self, calendar: &ast::Expr, yes: bool, when: &When, span: Span) -> ExprId {
        let calendar = self.expr(calendar, &Want::of(Type::Calendar));
        let moment = Want::of(Type::Instant);
        let (from, to) = match when {
            When::Now => (self.push(ExprKind::Now, Type::Instant, span), None),
            When::At(at) => (self.expr(at, &moment), None),
            When::Throughout(from, to) => (self.expr(from, &moment), Some(self.expr(to, &moment))),
        };
        let id = self.push(ExprKind::IsOpen(calendar, from, to), Type::Bool, span);
        if yes { id } else { self.push(ExprKind::Not(id), Type::Bool, span) }
    }

    /// `E of CALENDAR`: a length on that calendar, a date or moment in its zone, `today` there.
    pub(super) fn of_calendar(&mut self, inner: &ast::Expr, calendar: &ast::Expr, span: Span) -> ExprId {
        if let ast::ExprKind::Moment(length, before, from) = &inner.kind
            && is_today(from)
        {
            // `30 days before today of Berlin` speaks of the day in Berlin, not of a moment there.
            let from_span = Span { start: from.span.start, ..span };
            let today = ast::ExprKind::Of(from.clone(), Box::new(calendar.clone()));
            return self.moment(length, *before, &ast::Expr { span: from_span, kind: today }, span);
        }
        let calendar = self.expr(calendar, &Want::of(Type::Calendar));
        if is_today(inner) {
            return self.push(ExprKind::Today(calendar), Type::Date, span);
        }
        let inner = self.infer(inner, &Want::any());
        let inner = self.must_be_there(inner);
        match self.type_of(inner).clone() {
            Type::Span(unit) => self.on_calendar(inner, unit, calendar, span),
            Type::Date | Type::Instant => self.push(ExprKind::InZone(inner, calendar), Type::Instant, span),
            Type::Unknown => self.unknown(span),
            other => {
                let message = format!("this is {}, and only time has a calendar", self.words(&other));
                self.sink.put(codes::TYPE_MISMATCH, self.model.exprs[inner].span, message);
                self.unknown(span)
            }
        }
    }

    fn on_calendar(&mut self, length: ExprId, unit: Option<Unit>, calendar: ExprId, span: Span) -> ExprId {
        if let (ExprKind::Span(known), ExprKind::Calendar(calendar)) =
            (&self.model.exprs[length].kind, &self.model.exprs[calendar].kind)
        {
            let (known, calendar) = (*known, *calendar);
            let Some(number) =
                u8::try_from(calendar.index()).ok().filter(|number| *number < abi::Span::OWNERS)
            else {
                self.sink
                    .put(codes::TOO_MANY, span, "there are more than 255 calendars")
                    .help("leave out those that nothing uses");
                return self.unknown(span);
            };
            return self.push(
                ExprKind::Span(abi::Span { calendar: number, ..known }),
                Type::Span(unit),
                span,
            );
        }
        self.push(ExprKind::OnCalendar(length, calendar), Type::Span(unit), span)
    }

    /// `5 workdays before E`, `24h after E`.
    pub(super) fn moment(
        &mut self,
        length: &ast::Expr,
        before: bool,
        from: &ast::Expr,
        span: Span,
    ) -> ExprId {
        let length = self.expr(length, &Want::of(Type::Span(None)));
        let from = self.infer(from, &Want::any());
        let from = self.must_be_there(from);
        let ty = match self.type_of(from).clone() {
            Type::Unknown => return self.unknown(span),
            Type::Instant => Type::Instant,
            Type::Date if self.counts_days(length) => Type::Date,
            Type::Date => {
                self.sink
                    .put(codes::TYPE_MISMATCH, span, "hours are counted from a moment, and this is a date")
                    .help("say in whose zone: put `of` and a calendar after the date");
                return self.unknown(span);
            }
            other => {
                let message =
                    format!("this is {}, and time is counted from a date or a moment", self.words(&other));
                self.sink.put(codes::TYPE_MISMATCH, self.model.exprs[from].span, message);
                return self.unknown(span);
            }
        };
        self.push(ExprKind::Shift { before, span: length, from }, ty, span)
    }

    fn counts_days(&self, length: ExprId) -> bool {
        matches!(self.type_of(length), Type::Span(Some(Unit::Workdays | Unit::Days)) | Type::Unknown)
    }

    // ─────── Lengths known here ───────

    /// A length of time that is known here.
    pub(in crate::resolve) fn static_length(&mut self, length: Option<ast::Expr>) -> Option<abi::Span> {
        let length = length?;
        let id = self.expr(&length, &Want::of(Type::Span(None)));
        self.static_span(id, length.span)
    }

    /// What a typed length of time is; says so where that depends on the item.
    pub(in crate::resolve) fn static_span(&mut self, id: ExprId, span: Span) -> Option<abi::Span> {
        if self.is_unknown(id) {
            return None;
        }
        let known = self.span_value(id);
        if known.is_none() {
            self.sink
                .put(codes::NOT_CONSTANT, span, "this length of time must be known here")
                .help("write it out, such as `30s`, or as a `let` that is one");
        }
        known
    }

    fn span_value(&self, id: ExprId) -> Option<abi::Span> {
        match &self.model.exprs.get(id)?.kind {
            ExprKind::Span(span) => Some(*span),
            ExprKind::Apply(function, args) if args.is_empty() => {
                self.span_value(self.model.functions[*function].body)
            }
            _ => None,
        }
    }
}

fn is_today(expr: &ast::Expr) -> bool {
    expr.word().is_some_and(|word| word.name.as_str() == "today")
}
