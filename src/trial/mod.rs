//! Tests written in `.flow`: acts and expectations against the real runtime, in memory, on a virtual clock.
//!
//! In: a checked program, the bytes of its module. Out: for each `test` nothing, or a finding at the line
//! that failed, with what was expected, what is, and what happened to the item. [`Session`] does steps for
//! tests and scripts alike. Not here: files, and how results are written.

pub mod codes;
mod judge;
mod read;
mod reader;
mod script;
mod session;
mod step;
mod told;
mod value;

pub use read::tests;
pub use script::{Line, line};
pub use session::{Denied, Session};
pub use step::{Claim, Step};
pub use told::{Way, timeline, way};

use crate::base::{Diagnostic, Id, Sources, Span};
use crate::check::Checked;
use crate::interpret::{Scope, World};
use crate::run::{Engine, Error, Program};
use crate::store::{Memory, Store};
use judge::Judge;
use std::collections::BTreeMap;

/// One test, made of steps.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its title; a row of a table says which.
    pub title: String,
    /// Where it is written.
    pub span: Span,
    /// What happens in it, each step where it is written. Those of the test that it goes on after come first.
    pub steps: Vec<(Span, Step)>,
}

/// Where a test begins to count time if it says nothing: a Monday, 2026-01-05T09:00Z.
const BEGINNING: i64 = 1_767_603_600_000_000;

/// A program with its module, ready for tests.
pub struct Suite<'s> {
    /// The program.
    pub checked: &'s Checked,
    /// Its texts.
    pub sources: &'s Sources,
    /// The bytes of its module.
    pub module: &'s [u8],
    /// What runs it.
    pub engine: &'s Engine,
}

impl Suite<'_> {
    /// Runs a test. `Some` is why it failed.
    ///
    /// # Errors
    /// Where the module cannot be loaded at all.
    pub fn run(&self, case: &Case) -> Result<Option<Diagnostic>, Error> {
        let program = Program::load(self.engine, self.module)?;
        let first = case.steps.iter().find_map(|(_, step)| match step {
            Step::Now(at, _) => Some(*at),
            _ => None,
        });
        let mut session = Session::open(program, Memory::default(), Some(first.unwrap_or(BEGINNING)))?;
        for (number, (span, step)) in case.steps.iter().enumerate() {
            let failed = match step {
                Step::Expect(claims) => self.expect(&session, claims, *span),
                step => self.perform(&mut session, step, *span, number),
            };
            if failed.is_some() {
                return Ok(failed);
            }
        }
        Ok(None)
    }

    fn perform(
        &self,
        session: &mut Session<Memory>,
        step: &Step,
        span: Span,
        number: usize,
    ) -> Option<Diagnostic> {
        let why = session.perform(step, &format!("line {number}")).err()?;
        let what = match (&why, step) {
            (Denied::Wrong(why), Step::Refused(_)) => format!("a refusal was expected: {why}"),
            (Denied::Wrong(why), _) => format!("this cannot be done: {why}"),
            (Denied::Refused(why), _) => format!("this was refused: {why}"),
            (Denied::Failed(error), _) => format!("this cannot be done: {error}"),
        };
        Some(failure(session, span, what))
    }

    /// The first claim that is not true.
    fn expect<S: Store>(
        &self,
        session: &Session<S>,
        claims: &[(Span, Claim)],
        span: Span,
    ) -> Option<Diagnostic> {
        let judge = match Judge::of(session, self.unmet(session)) {
            Ok(judge) => judge,
            Err(denied) => return Some(failure(session, span, denied.to_string())),
        };
        claims.iter().find_map(|(span, claim)| {
            let is = judge.judge(claim).err()?;
            let claimed = self.sources.get(span.file).map_or("", |source| source.slice(*span));
            Some(failure(session, *span, format!("`{}` was expected, but {is}", claimed.trim())))
        })
    }

    /// The labels of the terms that are unmet where the item is, read off the plan: an open handoff does not
    /// keep them, it looks at them anew each time.
    fn unmet<S: Store>(&self, session: &Session<S>) -> Vec<String> {
        let Ok(item) = session.look() else { return Vec::new() };
        let plans = self.checked.plans().iter();
        let Some(plan) = plans.into_iter().find(|plan| plan.name.as_str() == item.workflow) else {
            return Vec::new();
        };
        let world = World { model: self.checked.model(), plan, tables: &session.tables };
        let mut labels = Vec::new();
        for (number, strand) in item.image.strands.iter().enumerate() {
            let locals = BTreeMap::new();
            let now = session.now();
            let mut scope = Scope { world: &world, image: &item.image, now, strand: number, locals };
            let place = plan.places.iter().find(|(id, _)| id.index() == usize::from(strand.place));
            for id in place.map(|(_, place)| place.terms.as_slice()).unwrap_or_default() {
                let requirement = &plan.requirements[*id];
                let unmet = scope.eval(requirement.unmet) == Ok(crate::abi::Value::Bool(true));
                labels.extend(requirement.label.iter().filter(|_| unmet).map(ToString::to_string));
            }
        }
        labels
    }
}

/// A test that failed, with the story of its item.
fn failure<S: Store>(session: &Session<S>, span: Span, message: String) -> Diagnostic {
    let mut found = Diagnostic::new(codes::TEST_FAILED, span, message);
    found.notes.extend(session.item().and_then(|item| timeline(session, item).ok()));
    found
}
