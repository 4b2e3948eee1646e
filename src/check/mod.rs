//! The judges: what a plan must hold before it is built, one file a proof.
//!
//! In: a typed model and its plans. Out: findings, and [`Checked`], which nothing else can make and without
//! which nothing is built. The order is that of semantics.md 6; `flow` is the one fixpoint that the thin
//! proof files read. Not here: types (`resolve` gives them), style (`lint` has it).

mod bounds;
pub mod codes;
mod edge;
mod flow;
mod judged;
mod moves;
mod owner;
mod provided;
mod reach;
mod routes;
mod way;

use crate::base::{Id, Sink};
use crate::model::{Model, TeamId, WorkflowId};
use crate::plan::{PlaceId, Plan, Trigger, lower};
use edge::Edge;
use flow::{State, Subject};
use std::collections::BTreeSet;

/// A program that has passed every proof.
#[derive(Clone, Debug)]
pub struct Checked {
    model: Model,
    plans: Vec<Plan>,
    /// For each plan, who may own at each place.
    owners: Vec<Vec<BTreeSet<TeamId>>>,
}

impl Checked {
    /// The program.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The plan of each workflow, in order.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The teams that may own the work at a place: nobody else ever does.
    pub fn owners(&self, workflow: usize, place: PlaceId) -> &BTreeSet<TeamId> {
        &self.owners[workflow][place.index()]
    }

    /// The plan of a workflow by its name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name.as_str() == name)
    }
}

/// A program that was refused: it can be looked at and run to show why, not built.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The program, as far as it could be read.
    pub model: Model,
    /// Its plans; none where it could not be read whole.
    pub plans: Vec<Plan>,
}

/// A plan with all that its proofs read.
struct Case<'p> {
    subject: Subject<'p>,
    edges: Vec<Vec<Edge>>,
    states: Vec<Option<State>>,
}

impl Case<'_> {
    /// Who may own at each place.
    ///
    /// The end is owned by whoever owned last; a piece of an `undo` begins with the owner of the whole.
    fn owners(&self) -> Vec<BTreeSet<TeamId>> {
        let all: BTreeSet<TeamId> =
            self.states.iter().flatten().flat_map(|state| state.owners.clone()).collect();
        let of = |place: &crate::plan::Place| match &self.states[place.node.index()] {
            Some(state) => state.owners.clone(),
            None => all.clone(),
        };
        self.subject.plan.places.values().map(of).collect()
    }
}

/// Lowers and proves a program; what fails is put down as findings.
///
/// # Errors
/// The program as it is, where something was refused.
pub fn check(model: Model, sink: &mut Sink) -> Result<Checked, Box<Refused>> {
    owner::fallbacks(&model, sink);
    let plans: Vec<Plan> =
        model.workflows.ids().map(|workflow: WorkflowId| lower(&model, workflow)).collect();
    let mut owners = Vec::new();
    for (workflow, plan) in model.workflows.ids().zip(&plans) {
        let moves = moves::check(&model, workflow, sink);
        let names = |trigger: Trigger| match trigger {
            Trigger::Exception(exception) => model.exceptions[exception].name.to_string(),
            Trigger::Event(event) => model.events[event].name.to_string(),
            Trigger::Ended(outcome) => format!("ended {}", plan.outcomes[outcome].name),
            Trigger::Cancelled => "cancelled".to_owned(),
        };
        let subject = Subject { model: &model, plan };
        let edges = edge::edges(plan, &names);
        let states = flow::states(&subject, &edges);
        let case = Case { subject, edges, states };
        routes::check(&case, sink);
        bounds::check(&case, sink);
        owner::check(&case, sink);
        provided::check(&case, sink);
        judged::check(&case, sink);
        // Where the work is not said to go, no end is reached, and that is said already.
        if moves {
            reach::check(&case, sink);
        }
        owners.push(case.owners());
    }
    if sink.has_errors() {
        Err(Box::new(Refused { model, plans }))
    } else {
        Ok(Checked { model, plans, owners })
    }
}
