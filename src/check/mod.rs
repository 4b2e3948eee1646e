//! The judges: what a plan must hold before it is built, one file a proof.
//!
//! In: a typed model and its plans. Out: findings, and [`Checked`], which nothing else can make and without
//! which nothing is emitted. The order is that of semantics.md 6; `flow` is the one fixpoint that the thin
//! proof files read. Not here: types (`resolve` gives them), style (`lint` has it).

mod bounds;
mod edge;
mod flow;
mod owner;
mod provided;
mod reach;
mod routes;
mod way;

use crate::base::Sink;
use crate::model::{Model, WorkflowId};
use crate::plan::{Plan, Trigger, lower};
use edge::Edge;
use flow::{State, Subject};

/// A program that has passed every proof.
#[derive(Clone, Debug)]
pub struct Checked {
    model: Model,
    plans: Vec<Plan>,
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

    /// The plan of a workflow by its name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name.as_str() == name)
    }
}

/// A plan with all that its proofs read.
struct Case<'p> {
    subject: Subject<'p>,
    edges: Vec<Vec<Edge>>,
    states: Vec<Option<State>>,
}

/// Lowers and proves a program; what fails is put down as findings.
///
/// # Errors
/// The plans as they are, where something was refused: they can be looked at, not emitted.
pub fn check(model: Model, sink: &mut Sink) -> Result<Checked, Vec<Plan>> {
    owner::fallbacks(&model, sink);
    let plans: Vec<Plan> =
        model.workflows.ids().map(|workflow: WorkflowId| lower(&model, workflow)).collect();
    for plan in &plans {
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
        reach::check(&case, sink);
    }
    if sink.has_errors() { Err(plans) } else { Ok(Checked { model, plans }) }
}
