//! The desugaring: a workflow of the model into the twelve forms.
//!
//! In: one workflow of a typed model. Out: its [`Plan`]. One file a row of the table in semantics.md 4: the
//! header and the promise, statements that take no time, steps, handoffs, asks and waits, calls and `undo`,
//! arms. Not here: any judgement. What the checks will refuse is lowered all the same, so that a refused
//! plan can be run to show why.

mod arms;
mod build;
mod call;
mod form;
mod handoff;
mod header;
mod inline;
mod place;
mod reach;
mod stmt;
mod terms;
mod wait;

use super::Plan;
use crate::model::{Model, WorkflowId};
use build::Builder;

/// The plan of a workflow.
pub fn lower(model: &Model, workflow: WorkflowId) -> Plan {
    let mut builder = Builder::new(model, &model.workflows[workflow]);
    header::lower(&mut builder);
    call::undos(&mut builder);
    builder.finish()
}
