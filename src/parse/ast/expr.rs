//! Expressions with precedence, as a small owned tree.
//!
//! In: the flat lists of operands and operators that the grammar yields (`literal` reads single tokens,
//! `climb` finds the precedence). Out: [`Expr`]. Not here: types; `present`, `empty` and `done` after `is`
//! are plain paths here, because a choice may have a case of that name.

use super::climb::climb;
use super::literal::{Literal, literal};
use super::names::{Ident, Path, Sentence};
use crate::base::Span;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// An expression where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ExprKind,
}

/// What an [`Expr`] says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprKind {
    /// Nothing: a hole that was reported when the file was read. It never stands at the top of what an
    /// accessor returns.
    Missing,
    /// A number, amount, date, span or `yes`/`no`.
    Literal(Literal),
    /// A text, perhaps with holes.
    Text(Sentence),
    /// `file "p.jpg"`, in tests.
    File(Sentence),
    /// A name or what is read of it; also cases, calendars, `now`, `today`, `none`.
    Path(Path),
    /// `senior(amount: 3 EUR)`: a function, a record, or a case with data.
    Call(Path, Vec<Arg>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `not E`.
    Not(Box<Expr>),
    /// `-E`.
    Negate(Box<Expr>),
    /// `E op E`.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// `E is in EUR`, or `is not in` where the flag is `false`.
    IsIn(Box<Expr>, bool, Path),
    /// `CALENDAR is open`, or `is not open` where the flag is `false`, now or as the last part says.
    IsOpen(Box<Expr>, bool, When),
    /// `E of CALENDAR`: an instant in its zone, or whose calendar a computed span follows.
    Of(Box<Expr>, Box<Expr>),
    /// `every x in L has E` and its kin.
    Quantified(Box<Quantified>),
    /// `sum of E for x in L`.
    Sum(Box<Sum>),
    /// `count L`.
    Count(Box<Expr>),
    /// `round E to 2 half even`.
    Round(Box<Expr>, Option<super::Int>, Rounding),
    /// `2% of E`.
    Share(Literal, Box<Expr>),
    /// `5 workdays before E` (`true`) or `after E` (`false`).
    Moment(Box<Expr>, bool, Box<Expr>),
    /// `decide E { when CASE -> E }` as a value.
    Decide(Box<Decision>),
}

/// An operator between two operands, where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operator {
    /// Which.
    pub kind: OperatorKind,
    /// Where it stands.
    pub span: Span,
}

/// The operators between two operands, loosest first; a line a level of precedence.
#[expect(missing_docs, reason = "each is named after its spelling")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[rustfmt::skip]
pub enum OperatorKind {
    Or,
    And,
    Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual, Contains,
    Plus, Minus,
    Times, Divide,
}

/// When a calendar is asked to be open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// At the moment of asking.
    Now,
    /// `at E`.
    At(Box<Expr>),
    /// `from E to E`.
    Throughout(Box<Expr>, Box<Expr>),
}

/// `every NAME in LIST has E`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quantified {
    /// How many must.
    pub quantity: Quantifier,
    /// The name of one element.
    pub name: Option<Ident>,
    /// The list.
    pub list: Expr,
    /// What is asked of one element.
    pub condition: Expr,
}

/// How many elements must have it.
#[expect(missing_docs, reason = "each is named after its spelling")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantifier {
    Every,
    Some,
    No,
}

/// `sum of E for NAME in LIST`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sum {
    /// What is added up.
    pub value: Expr,
    /// The name of one element.
    pub name: Option<Ident>,
    /// The list.
    pub list: Expr,
}

/// What becomes of a half.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// To the even neighbour.
    HalfEven,
    /// Away from zero.
    HalfUp,
}

/// `decide E { … }` whose arms give values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What is looked at; without one, each arm is a condition.
    pub subject: Option<Expr>,
    /// The arms, in order.
    pub arms: Vec<ValueArm>,
}

/// `when CASE -> E`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueArm {
    /// Where it stands.
    pub span: Span,
    /// `when`; empty for `otherwise`.
    pub situations: Vec<super::Situation>,
    /// `as NAME`.
    pub alias: Option<Ident>,
    /// `if E`.
    pub condition: Option<Expr>,
    /// The value; absent where it is a hole.
    pub value: Option<Expr>,
}

/// An argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arg {
    /// What it is for.
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

impl Expr {
    pub(super) fn new(span: Span, kind: ExprKind) -> Expr {
        Expr { span, kind }
    }

    pub(super) fn missing(span: Span) -> Expr {
        Expr { span, kind: ExprKind::Missing }
    }

    /// The name, where it is nothing but one name without a dot.
    pub fn word(&self) -> Option<&Ident> {
        match &self.kind {
            ExprKind::Path(path) => path.single(),
            _ => None,
        }
    }
}

/// The expression that `node` is; `None` for what is none, and for a hole.
pub(super) fn read(node: Syntax<'_>) -> Option<Expr> {
    let expr = match node.kind() {
        Rule::expr | Rule::bound => climb(node),
        _ => atom(node)?,
    };
    (expr.kind != ExprKind::Missing).then_some(expr)
}

/// Whether nodes of that kind are expressions. Asked by kind, since to read a node costs its size.
#[rustfmt::skip]
pub(super) fn is_operand(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::expr | Rule::bound | Rule::quantified | Rule::total | Rule::counted | Rule::rounded
            | Rule::share | Rule::moment | Rule::span | Rule::quantity | Rule::chosen | Rule::reference
            | Rule::path | Rule::group | Rule::list | Rule::file_lit | Rule::string | Rule::instant
            | Rule::date | Rule::time | Rule::percent | Rule::money | Rule::number | Rule::int
            | Rule::yes | Rule::kw_no
    )
}

/// An operand without what stands before or after it.
pub(super) fn atom(node: Syntax<'_>) -> Option<Expr> {
    let kind = match node.kind() {
        Rule::quantified => quantified(node),
        Rule::total => total(node),
        Rule::counted => ExprKind::Count(Box::new(part(node, 0))),
        Rule::rounded => rounded(node),
        Rule::share => ExprKind::Share(node.children().find_map(literal)?, Box::new(part(node, 1))),
        Rule::moment => moment(node)?,
        Rule::span => span_literal(node)?,
        Rule::chosen => ExprKind::Decide(Box::new(decision(node))),
        Rule::reference => reference(node)?,
        Rule::path => ExprKind::Path(Path::whole(node)),
        Rule::group => return node.children().find_map(read),
        Rule::list => ExprKind::List(node.exprs().collect()),
        Rule::file_lit => ExprKind::File(node.sentence()?),
        Rule::string => ExprKind::Text(Sentence::of(node)?),
        _ => ExprKind::Literal(literal(node)?),
    };
    Some(Expr::new(node.span(), kind))
}

/// The `nth` operand of a form, a hole where it is absent.
fn part(node: Syntax<'_>, nth: usize) -> Expr {
    let known = |child: &Syntax<'_>| child.kind() == Rule::miss_expr || is_operand(child.kind());
    let found = node.children().filter(known).nth(nth);
    found.and_then(read).unwrap_or_else(|| Expr::missing(node.span().after()))
}

fn quantified(node: Syntax<'_>) -> ExprKind {
    let quantity = match () {
        () if node.has(Rule::kw_every) => Quantifier::Every,
        () if node.has(Rule::kw_some) => Quantifier::Some,
        () => Quantifier::No,
    };
    let (list, condition) = (part_of(node, Rule::bound), part_of(node, Rule::expr));
    ExprKind::Quantified(Box::new(Quantified { quantity, name: node.name(), list, condition }))
}

fn part_of(node: Syntax<'_>, kind: Rule) -> Expr {
    node.child(kind).and_then(read).unwrap_or_else(|| Expr::missing(node.span().after()))
}

fn total(node: Syntax<'_>) -> ExprKind {
    let sum = Sum { value: part(node, 0), name: node.name(), list: part(node, 1) };
    ExprKind::Sum(Box::new(sum))
}

fn rounded(node: Syntax<'_>) -> ExprKind {
    let rounding = if node.has(Rule::kw_half_up) { Rounding::HalfUp } else { Rounding::HalfEven };
    ExprKind::Round(Box::new(part_of(node, Rule::bound)), node.int(), rounding)
}

/// A span alone, or counted from a moment.
fn moment(node: Syntax<'_>) -> Option<ExprKind> {
    let span = node.child(Rule::span)?;
    let before = node.has(Rule::kw_before);
    if !before && !node.has(Rule::kw_after) {
        return span_literal(span);
    }
    let length = Expr::new(span.span(), span_literal(span)?);
    Some(ExprKind::Moment(Box::new(length), before, Box::new(part(node, 1))))
}

/// `4h`, or `2 workdays of Berlin`.
fn span_literal(node: Syntax<'_>) -> Option<ExprKind> {
    let quantity = node.child(Rule::quantity)?;
    let length = ExprKind::Literal(literal(quantity)?);
    let Some(calendar) = node.child(Rule::reference).and_then(read) else { return Some(length) };
    Some(ExprKind::Of(Box::new(Expr::new(quantity.span(), length)), Box::new(calendar)))
}

fn reference(node: Syntax<'_>) -> Option<ExprKind> {
    let path = node.path()?;
    Some(match node.child(Rule::args) {
        Some(given) => ExprKind::Call(path, args(given)),
        None => ExprKind::Path(path),
    })
}

/// The arguments in parentheses.
pub(super) fn args(node: Syntax<'_>) -> Vec<Arg> {
    let arg = |node: Syntax<'_>| Some(Arg { name: node.name(), value: node.expr()? });
    node.children().filter(|child| child.kind() == Rule::arg).filter_map(arg).collect()
}

fn decision(node: Syntax<'_>) -> Decision {
    let arms = node.children().filter(|child| child.kind() == Rule::value_arm).map(value_arm);
    Decision { subject: node.child(Rule::expr).and_then(read), arms: arms.collect() }
}

/// Of `when E -> E` the last expression is the value: those before it are situations.
fn value_arm(node: Syntax<'_>) -> ValueArm {
    let value = node.children().filter(|child| child.kind() == Rule::expr).last();
    let before = |child: &Syntax<'_>| value.is_none_or(|value| child.span() != value.span());
    let situations = node.children().take_while(before).filter_map(super::Situation::cast).collect();
    ValueArm {
        span: node.span(),
        situations,
        alias: node.alias(),
        condition: node.condition(),
        value: value.and_then(read),
    }
}
