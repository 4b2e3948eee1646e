//! Precedence: from a flat list of operands and operators to a tree, by precedence climbing.
//!
//! In: an `expr` or `bound` node. Out: an [`Expr`]. The levels, loosest first: `or`, `and`, `not`,
//! comparison (`is`, `<`, `contains`, `is in`, `is open`), `+ -`, `* /`, unary minus, `of CALENDAR`; all
//! group to the left. Source: M. Richards, *The MCPL programming manual*, 1997. Not here: the limit on an
//! expression's size, which `limits` has enforced before.

use std::iter::Peekable;

use super::expr::{Expr, ExprKind, Operator, OperatorKind, When, atom, read};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// How tightly `not`, a comparison, unary minus and `of` bind.
const NOT: u8 = 3;
const COMPARISON: u8 = 4;
const MINUS: u8 = 7;
const OF: u8 = 8;

/// The expression that the flat list `node` means.
pub(super) fn climb(node: Syntax<'_>) -> Expr {
    let mut tokens = Tokens { rest: node.children().peekable(), whole: node };
    tokens.expression(0)
}

struct Tokens<'t, I: Iterator<Item = Syntax<'t>>> {
    rest: Peekable<I>,
    whole: Syntax<'t>,
}

impl<'t, I: Iterator<Item = Syntax<'t>>> Tokens<'t, I> {
    /// An expression whose operators bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Expr {
        let mut left = self.operand();
        while let Some(next) = self.rest.next_if(|next| level(*next).is_some_and(|level| level >= least)) {
            left = match next.kind() {
                Rule::binop | Rule::arith => self.binary(left, next),
                _ => suffix(left, next),
            };
        }
        left
    }

    fn operand(&mut self) -> Expr {
        let Some(node) = self.rest.next() else { return Expr::missing(self.whole.span().after()) };
        match node.kind() {
            Rule::kw_not => prefix(node, self.expression(NOT), ExprKind::Not),
            Rule::neg => prefix(node, self.expression(MINUS), ExprKind::Negate),
            _ => atom(node).unwrap_or_else(|| Expr::missing(node.span())),
        }
    }

    fn binary(&mut self, left: Expr, node: Syntax<'t>) -> Expr {
        let right = self.expression(level(node).unwrap_or(COMPARISON) + 1);
        let operator = Operator { kind: operator(node), span: node.span() };
        Expr::new(left.span.to(right.span), ExprKind::Binary(Box::new(left), operator, Box::new(right)))
    }
}

fn prefix(node: Syntax<'_>, operand: Expr, form: fn(Box<Expr>) -> ExprKind) -> Expr {
    Expr::new(node.span().to(operand.span), form(Box::new(operand)))
}

fn suffix(left: Expr, node: Syntax<'_>) -> Expr {
    let span = left.span.to(node.span());
    let yes = !node.has(Rule::kw_not);
    let kind = match node.kind() {
        Rule::is_in => match node.path() {
            Some(path) => ExprKind::IsIn(Box::new(left), yes, path),
            None => return left,
        },
        Rule::is_open => ExprKind::IsOpen(Box::new(left), yes, when(node)),
        _ => match node.expr() {
            Some(calendar) => ExprKind::Of(Box::new(left), Box::new(calendar)),
            None => return left,
        },
    };
    Expr::new(span, kind)
}

fn when(node: Syntax<'_>) -> When {
    let mut moments = node
        .children()
        .filter(|child| child.kind() == Rule::bound)
        .map(|bound| Box::new(read(bound).unwrap_or_else(|| Expr::missing(bound.span()))));
    match (moments.next(), moments.next()) {
        (Some(from), Some(to)) => When::Throughout(from, to),
        (Some(at), None) => When::At(at),
        _ => When::Now,
    }
}

/// How tightly what stands between or after operands binds; `None` for an operand.
fn level(node: Syntax<'_>) -> Option<u8> {
    match node.kind() {
        Rule::of_calendar => Some(OF),
        Rule::is_in | Rule::is_open => Some(COMPARISON),
        Rule::binop | Rule::arith => Some(match operator(node) {
            OperatorKind::Or => 1,
            OperatorKind::And => 2,
            OperatorKind::Plus | OperatorKind::Minus => 5,
            OperatorKind::Times | OperatorKind::Divide => 6,
            _ => COMPARISON,
        }),
        _ => None,
    }
}

/// Spellings of other tools have been reported and are read as what they mean.
fn operator(node: Syntax<'_>) -> OperatorKind {
    match node.text() {
        "or" | "||" => OperatorKind::Or,
        "and" | "&&" => OperatorKind::And,
        "<" => OperatorKind::Less,
        "<=" | "≤" => OperatorKind::LessOrEqual,
        ">" => OperatorKind::Greater,
        ">=" | "≥" => OperatorKind::GreaterOrEqual,
        "contains" => OperatorKind::Contains,
        "+" => OperatorKind::Plus,
        "-" => OperatorKind::Minus,
        "*" => OperatorKind::Times,
        "/" => OperatorKind::Divide,
        "!=" | "≠" => OperatorKind::IsNot,
        _ if node.has(Rule::kw_not) => OperatorKind::IsNot,
        _ => OperatorKind::Is,
    }
}
