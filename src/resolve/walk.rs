//! What stands inside a statement: its body, its arms, what comes after a bound.
//!
//! In: a statement's view. Out: the statements directly inside it, in the author's order. Not here: meaning.

use crate::parse::ast::{Arm, BodyLine, CallLine, FormLine, Limit, Response, Right, Stmt, TermLine};

/// The statements directly inside `stmt`.
pub(super) fn inside<'t>(stmt: Stmt<'t>) -> Vec<Stmt<'t>> {
    match stmt {
        Stmt::Step(view) => view.lines().flat_map(form_line).collect(),
        Stmt::Vote(view) => view.lines().flat_map(form_line).collect(),
        Stmt::Ask(view) => view.lines().flat_map(form_line).collect(),
        Stmt::Handoff(view) => view.lines().flat_map(term_line).collect(),
        Stmt::AskFor(view) => limit(view.limit()),
        Stmt::GoTo(view) => limit(view.limit()),
        Stmt::Call(view) => view.lines().flat_map(call_line).collect(),
        Stmt::Wait(view) => view.arms().flat_map(arm).collect(),
        Stmt::Run(view) => view.arms().flat_map(arm).collect(),
        Stmt::Undo(view) => view.arms().flat_map(arm).collect(),
        Stmt::Decide(view) => view.arms().flat_map(arm).collect(),
        Stmt::Stage(view) => view.body().flat_map(body_line).collect(),
        Stmt::Together(view) => {
            let stages = view.stages().map(Stmt::Stage);
            let arms = view.body().filter(|line| !matches!(line, BodyLine::Stmt(_)));
            stages.chain(arms.flat_map(body_line)).collect()
        }
        Stmt::ForEach(view) => view.body().flat_map(body_line).collect(),
        _ => Vec::new(),
    }
}

/// The statements of a line of a body.
pub(super) fn body_line<'t>(line: BodyLine<'t>) -> Vec<Stmt<'t>> {
    match line {
        BodyLine::Stmt(stmt) => vec![stmt],
        BodyLine::Arm(view) => arm(view),
        BodyLine::Right(view) => right(view),
        BodyLine::Migrate(_) => Vec::new(),
    }
}

fn form_line<'t>(line: FormLine<'t>) -> Vec<Stmt<'t>> {
    match line {
        FormLine::UndoneBy(view) => response(view.response()),
        FormLine::Visits(view) => response(view.then()),
        FormLine::Arm(view) => arm(view),
        FormLine::Right(view) => right(view),
        _ => Vec::new(),
    }
}

fn term_line<'t>(line: TermLine<'t>) -> Vec<Stmt<'t>> {
    match line {
        TermLine::Arm(view) => arm(view),
        TermLine::Right(view) => right(view),
        _ => Vec::new(),
    }
}

fn call_line<'t>(line: CallLine<'t>) -> Vec<Stmt<'t>> {
    match line {
        CallLine::UndoneBy(view) => response(view.response()),
        CallLine::Arm(view) => arm(view),
    }
}

fn right<'t>(right: Right<'t>) -> Vec<Stmt<'t>> {
    match right {
        Right::Correct(view) => limit(view.limit()).into_iter().chain(response(view.response())).collect(),
        _ => Vec::new(),
    }
}

fn arm<'t>(arm: Arm<'t>) -> Vec<Stmt<'t>> {
    response(arm.response())
}

fn limit<'t>(limit: Option<Limit<'t>>) -> Vec<Stmt<'t>> {
    match limit {
        Some(Limit::AtMost(view)) => response(view.then()),
        _ => Vec::new(),
    }
}

fn response<'t>(response: Option<Response<'t>>) -> Vec<Stmt<'t>> {
    response.map_or_else(Vec::new, |response| response.stmts().collect())
}
