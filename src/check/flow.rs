//! The one fixpoint: who may own, and what is certainly given, at every node.
//!
//! In: a plan and its edges. Out: a [`State`] for each node that can be reached. Owners are a may-set: whoever
//! owns on some way. Facts are must-sets: places done, optional values present, cases decided, on every way.
//! Both only ever move one way, so a worklist settles (Kildall 1973).

use super::edge::Edge;
use crate::base::Id;
use crate::model::{ExprId, ExprKind, Model, SlotId, TeamId, Type};
use crate::plan::{BitId, BitKind, Form, NodeId, Owner, Plan, Set};
use std::collections::{BTreeMap, BTreeSet};

/// What is looked at: a plan and the program it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Subject<'p> {
    pub(super) model: &'p Model,
    pub(super) plan: &'p Plan,
}

impl Subject<'_> {
    /// How many cases the choice of an expression has.
    fn cases_of(&self, of: ExprId) -> u16 {
        match self.plan.exprs[of].ty.present() {
            Type::Choice(choice) => self.model.choices[*choice].cases.len() as u16,
            Type::Bool => 2,
            _ => u16::MAX,
        }
    }
}

/// What holds at a node, on every way that leads there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct State {
    /// Teams that may own.
    pub(super) owners: BTreeSet<TeamId>,
    /// Places done.
    pub(super) done: BTreeSet<SlotId>,
    /// Optional values present, by path.
    pub(super) present: BTreeSet<Path>,
    /// Cases that a choice may still be.
    pub(super) cases: BTreeMap<Path, BTreeSet<u16>>,
    /// What was found of conditions that are not understood further. It is known along one edge only.
    found: BTreeMap<ExprId, bool>,
}

/// A path as text: its root, then its fields. Equal paths are equal texts.
pub(super) type Path = String;

/// The state of every node; `None` where nothing leads.
pub(super) fn states(on: &Subject<'_>, edges: &[Vec<Edge>]) -> Vec<Option<State>> {
    let mut states: Vec<Option<State>> = vec![None; on.plan.nodes.len()];
    let owners = match &on.plan.starts {
        Owner::Team(team) => BTreeSet::from([*team]),
        Owner::Decided(cases) => cases.iter().map(|(_, team)| *team).collect(),
    };
    states[on.plan.root.index()] = Some(State { owners, ..State::default() });
    let mut open = vec![on.plan.root];
    while let Some(node) = open.pop() {
        let Some(state) = states[node.index()].clone() else { continue };
        let left = leave(on, node, state);
        for edge in &edges[node.index()] {
            let Some(arrived) = along(on, edge, left.clone()) else { continue };
            let known = &mut states[edge.to.index()];
            let met = known.as_ref().map_or_else(|| arrived.clone(), |known| known.meet(&arrived));
            if known.as_ref() != Some(&met) {
                *known = Some(met);
                open.push(edge.to);
            }
        }
    }
    states
}

/// What a node itself changes.
fn leave(on: &Subject<'_>, node: NodeId, mut state: State) -> State {
    match &on.plan.nodes[node].form {
        Form::Own(Owner::Team(team)) => state.owners = BTreeSet::from([*team]),
        Form::Own(Owner::Decided(cases)) => state.owners = cases.iter().map(|(_, team)| *team).collect(),
        Form::Set(Set::Slot(slot, _) | Set::SlotFrom(slot, _)) => {
            state.forget_slot(*slot);
            state.done.insert(*slot);
        }
        Form::Set(Set::Undone(slots)) => slots.iter().for_each(|slot| state.undo(*slot)),
        Form::Set(Set::Path(path, _)) => state.forget_path(on, *path),
        _ => {}
    }
    state
}

/// What is known at the end of an edge; `None` if nothing can go along it.
fn along(on: &Subject<'_>, edge: &Edge, mut state: State) -> Option<State> {
    edge.undoes.iter().for_each(|slot| state.undo(*slot));
    for condition in &edge.fails {
        state = state.assume(on, *condition, false)?;
    }
    for condition in &edge.holds {
        state = state.assume(on, *condition, true)?;
    }
    state.found.clear();
    if let Some(slot) = edge.gives {
        state.forget_slot(slot);
        state.done.insert(slot);
    }
    Some(state)
}

impl State {
    /// What holds on both ways.
    fn meet(&self, other: &State) -> State {
        let cases = self.cases.iter().filter_map(|(path, cases)| {
            let other = other.cases.get(path)?;
            Some((path.clone(), cases.union(other).copied().collect()))
        });
        State {
            owners: self.owners.union(&other.owners).copied().collect(),
            done: self.done.intersection(&other.done).copied().collect(),
            present: self.present.intersection(&other.present).cloned().collect(),
            cases: cases.collect(),
            found: self
                .found
                .iter()
                .filter(|(of, is)| other.found.get(of) == Some(is))
                .map(|(of, is)| (*of, *is))
                .collect(),
        }
    }

    /// What holds where a condition does, or does not; `None` if that cannot be.
    pub(super) fn assume(mut self, on: &Subject<'_>, condition: ExprId, holds: bool) -> Option<State> {
        match (&on.plan.exprs[condition].kind, holds) {
            (ExprKind::Bool(yes), _) if *yes != holds => return None,
            (ExprKind::Not(of), _) => return self.assume(on, *of, !holds),
            (ExprKind::And(left, right), true) | (ExprKind::Or(left, right), false) => {
                return self.assume(on, *left, holds)?.assume(on, *right, holds);
            }
            (ExprKind::And(left, right), false) | (ExprKind::Or(left, right), true) => {
                return self.either(on, *left, *right, holds);
            }
            (ExprKind::OwnerIs(team), true) => {
                self.owners.retain(|owner| owner == team);
                return (!self.owners.is_empty()).then_some(self);
            }
            (ExprKind::OwnerIs(team), false) => {
                self.owners.remove(team);
                return (!self.owners.is_empty()).then_some(self);
            }
            (ExprKind::IsPresent(of), true) => {
                self.present.extend(path(on.plan, *of));
            }
            (ExprKind::IsPresent(of), false)
                if path(on.plan, *of).is_some_and(|path| self.present.contains(&path)) =>
            {
                return None;
            }
            (ExprKind::Is(of, case), _) => return self.decided(on, *of, *case, holds),
            (ExprKind::IsDone(slot), true) => {
                self.done.insert(*slot);
            }
            (ExprKind::Bit(bit), true) => {
                if let BitKind::Stands { slot, .. } = on.plan.bits[BitId(u32::from(*bit))].kind {
                    self.done.insert(slot);
                }
            }
            _ if on.plan.is_path(condition) => return self.decided(on, condition, 1, holds),
            _ => return (*self.found.entry(condition).or_insert(holds) == holds).then_some(self),
        }
        Some(self)
    }

    /// One of two holds: what both ways have in common.
    fn either(self, on: &Subject<'_>, left: ExprId, right: ExprId, holds: bool) -> Option<State> {
        let first = self.clone().assume(on, left, holds);
        let second = self.assume(on, left, !holds).and_then(|state| state.assume(on, right, holds));
        match (first, second) {
            (Some(first), Some(second)) => Some(first.meet(&second)),
            (first, second) => first.or(second),
        }
    }

    fn decided(mut self, on: &Subject<'_>, of: ExprId, case: u16, holds: bool) -> Option<State> {
        let Some(path) = path(on.plan, of) else { return Some(self) };
        let all = || (0..on.cases_of(of)).collect();
        let cases = self.cases.entry(path).or_insert_with(all);
        cases.retain(|known| (*known == case) == holds);
        (!cases.is_empty()).then_some(self)
    }

    fn undo(&mut self, slot: SlotId) {
        self.done.remove(&slot);
        self.forget_slot(slot);
    }

    fn forget_slot(&mut self, slot: SlotId) {
        let root = format!("{}.", slot.index());
        self.present.retain(|path| !path.starts_with(&root));
        self.cases.retain(|path, _| !path.starts_with(&root));
    }

    fn forget_path(&mut self, on: &Subject<'_>, written: ExprId) {
        let Some(root) = path(on.plan, written) else { return };
        let touches = |path: &String| path.starts_with(&root) || root.starts_with(path.as_str());
        self.present.retain(|path| !touches(path));
        self.cases.retain(|path, _| !touches(path));
    }
}

/// A path as text; `None` for what is none.
pub(super) fn path(plan: &Plan, id: ExprId) -> Option<Path> {
    match &plan.exprs[id].kind {
        ExprKind::Item => Some("item.".to_owned()),
        ExprKind::Slot(slot) => Some(format!("{}.", slot.index())),
        ExprKind::Local(local) => Some(format!("local{}.", local.index())),
        ExprKind::Field(of, at) => Some(format!("{}{at}.", path(plan, *of)?)),
        ExprKind::Payload(of, case, at) => Some(format!("{}case{case}.{at}.", path(plan, *of)?)),
        ExprKind::Present(of) | ExprKind::Some(of) => path(plan, *of),
        ExprKind::Last(slot) => Some(format!("last{}.", slot.index())),
        _ => None,
    }
}
