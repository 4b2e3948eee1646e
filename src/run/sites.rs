//! Where events and effects of a workflow stand among its cases.
//!
//! In: a manifest's workflow. Out: case numbers and sites. Cases begin with the treaty's own. Not here:
//! what happens there.

use crate::abi::event::{effects, events, reasons};
use crate::abi::manifest::{EffectSite, EventKind, EventSite, Requirement, Workflow};
use crate::abi::{Field, Shape};

/// The events of a workflow after the treaty's own, each with its case.
pub(super) fn events(workflow: &Workflow) -> impl Iterator<Item = (u16, &EventSite)> {
    (events::own().len() as u16..).zip(&workflow.events)
}

/// The case of the event that starts an item.
pub(super) fn start(workflow: &Workflow) -> Option<u16> {
    events(workflow).find(|(_, site)| site.kind == EventKind::Start).map(|(case, _)| case)
}

/// The effect of a case, if it is one of the workflow's own.
pub(super) fn effect(workflow: &Workflow, case: u16) -> Option<&EffectSite> {
    workflow.effects.get(usize::from(case).checked_sub(effects::own().len())?)
}

/// The requirement of a case of reasons, if it is one.
pub(super) fn requirement(workflow: &Workflow, case: u16) -> Option<&Requirement> {
    workflow.requirements.get(usize::from(case).checked_sub(reasons::own().len())?)
}

/// Name and fields of a case of a workflow's events.
pub(super) fn event_case(shape: &Shape, case: u16) -> Option<(&str, &[Field])> {
    let Shape::Record(fields) = shape else { return None };
    let Shape::Choice(cases) = &fields.last()?.shape else { return None };
    cases.get(usize::from(case)).map(|case| (case.name.as_str(), case.fields.as_slice()))
}
