//! Expressions: from what is expected of them and what they are made of, a typed expression.
//!
//! In: [`ast::Expr`] and a [`Want`]. Out: expressions of the model. Typing goes both ways: what is expected
//! decides what a number or the name of a case means, then `fit` brings what was found to what was expected
//! or says why it cannot. Not here: whether a path is given on every way; where an optional value is used
//! as if it were there, the model says so, and `check` proves it or refuses.

mod call;
mod decide;
mod fit;
mod functions;
mod list;
mod literal;
mod operator;
mod path;
mod reckon;
mod time;

pub(super) use decide::{Cover, Subject};
pub(super) use functions::Let;

use super::Resolver;
use super::faults::Want;
use crate::base::Span;
use crate::model::{ExprId, ExprKind, Piece, Type};
use crate::parse::ast::{self, Part, Sentence};
use crate::resolve::codes;

impl Resolver<'_> {
    /// The expression, of the type that is wanted.
    pub(super) fn expr(&mut self, expr: &ast::Expr, want: &Want) -> ExprId {
        let id = self.infer(expr, want);
        self.fit(id, want)
    }

    /// The expression that may be a hole, which was reported when the file was read.
    pub(super) fn expr_or_hole(&mut self, expr: Option<ast::Expr>, want: &Want, at: Span) -> ExprId {
        match expr {
            Some(expr) => self.expr(&expr, want),
            None => self.unknown(at),
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> ExprId {
        self.expr(expr, &Want::of(Type::Bool))
    }

    /// The expression of whatever type it has; what is wanted only helps to read it.
    fn infer(&mut self, expr: &ast::Expr, want: &Want) -> ExprId {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Missing => self.unknown(span),
            ast::ExprKind::Literal(literal) => self.literal(literal, span, want),
            ast::ExprKind::Text(sentence) => self.text(sentence, want),
            ast::ExprKind::File(name) => {
                let name = name.plain().unwrap_or_default().to_owned();
                self.push(ExprKind::Text(name), Type::File, span)
            }
            ast::ExprKind::Path(path) => self.path(path, want),
            ast::ExprKind::Call(path, args) => self.call(path, args, span, want),
            ast::ExprKind::List(elements) => self.list(elements, span, want),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner);
                self.push(ExprKind::Not(inner), Type::Bool, span)
            }
            ast::ExprKind::Negate(inner) => self.negate(inner, span, want),
            ast::ExprKind::Binary(left, operator, right) => self.binary(left, *operator, right, span, want),
            ast::ExprKind::IsIn(inner, yes, currency) => self.is_in(inner, *yes, currency, span),
            ast::ExprKind::IsOpen(calendar, yes, when) => self.is_open(calendar, *yes, when, span),
            ast::ExprKind::Of(inner, calendar) => self.of_calendar(inner, calendar, span),
            ast::ExprKind::Quantified(quantified) => self.quantified(quantified, span),
            ast::ExprKind::Sum(sum) => self.sum(sum, span),
            ast::ExprKind::Count(list) => self.count(list, span),
            ast::ExprKind::Round(inner, places, rounding) => {
                self.round(inner, *places, *rounding, span, want)
            }
            ast::ExprKind::Share(share, of) => self.share(share, of, span, want),
            ast::ExprKind::Moment(length, before, from) => self.moment(length, *before, from, span),
            ast::ExprKind::Decide(decision) => self.decide_value(decision, span, want),
        }
    }

    fn text(&mut self, sentence: &Sentence, want: &Want) -> ExprId {
        if let Some(text) = sentence.plain() {
            return self.literal_text(text, want, sentence.span);
        }
        self.sentence(sentence)
    }

    /// A text with its values.
    pub(super) fn sentence(&mut self, sentence: &Sentence) -> ExprId {
        let mut pieces = Vec::new();
        for part in &sentence.parts {
            pieces.push(match part {
                Part::Text(words) => Piece::Words(words.clone()),
                Part::Hole(expr) => Piece::Value(self.hole(expr)),
            });
        }
        self.push(ExprKind::Sentence(pieces), Type::Text(None), sentence.span)
    }

    /// A value that is put into a text.
    fn hole(&mut self, expr: &ast::Expr) -> ExprId {
        let id = self.infer(expr, &Want::any());
        let id = self.must_be_there(id);
        if matches!(self.type_of(id), Type::Record(_) | Type::List(_) | Type::Calendar | Type::Item(_)) {
            let message = format!("{} cannot stand in a sentence", self.words(self.type_of(id)));
            self.sink
                .put(codes::TYPE_MISMATCH, expr.span, message)
                .help("put in a text, a number, an amount, a date or a case: read one field of it");
            return self.unknown(expr.span);
        }
        id
    }

    /// A value that may be absent, used where it must be there: an obligation of `check`.
    pub(super) fn must_be_there(&mut self, id: ExprId) -> ExprId {
        match self.type_of(id).clone() {
            Type::Optional(inner) => {
                let span = self.model.exprs[id].span;
                self.push(ExprKind::Present(id), *inner, span)
            }
            _ => id,
        }
    }
}
