//! Reading expressions of a plan: their parts, the paths in them, what they prove present.

use super::{Form, NodeId, Plan};
use crate::model::{ExprId, ExprKind, Piece, SlotId};
use std::collections::BTreeSet;

/// The root of a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Root {
    /// The record.
    Item,
    /// A place's data.
    Slot(SlotId),
}

/// A path: its root, then a field number for each step.
pub type Route = (Root, Vec<u16>);

impl Plan {
    /// The expressions that an expression is made of.
    pub fn children(&self, id: ExprId) -> Vec<ExprId> {
        use ExprKind as K;
        match &self.exprs[id].kind {
            K::Sentence(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Value(value) => Some(*value),
                    Piece::Words(_) => None,
                })
                .collect(),
            K::Field(of, _)
            | K::Payload(of, ..)
            | K::Present(of)
            | K::Each(of, _)
            | K::Writer(of)
            | K::Some(of) => {
                vec![*of]
            }
            K::Not(of)
            | K::Rescale(of)
            | K::Share(_, of)
            | K::Round { of, .. }
            | K::Is(of, _)
            | K::IsPresent(of) => {
                vec![*of]
            }
            K::IsEmpty(of) | K::Matches(of, _) | K::IsIn(of, _) | K::Count(of) | K::Today(of) => vec![*of],
            K::Record(_, values) | K::Case(_, _, values) | K::List(values) | K::Apply(_, values) => {
                values.clone()
            }
            K::And(left, right)
            | K::Or(left, right)
            | K::Compare(_, left, right)
            | K::Arith(_, left, right)
            | K::Contains(left, right)
            | K::Quantified(_, _, left, right)
            | K::Sum(_, left, right)
            | K::Let(_, left, right)
            | K::OnCalendar(left, right)
            | K::InZone(left, right) => vec![*left, *right],
            K::Shift { span, from, .. } => vec![*span, *from],
            K::IsOpen(calendar, from, to) => [*calendar, *from].into_iter().chain(*to).collect(),
            K::Decide(cases) => cases.iter().flat_map(|(condition, value)| [*condition, *value]).collect(),
            _ => Vec::new(),
        }
    }

    /// A path as its root and field numbers; `None` for what is no path.
    pub fn route(&self, path: ExprId) -> Option<Route> {
        match &self.exprs[path].kind {
            ExprKind::Item => Some((Root::Item, Vec::new())),
            ExprKind::Slot(slot) => Some((Root::Slot(*slot), Vec::new())),
            ExprKind::Field(of, field) => {
                let (root, mut fields) = self.route(*of)?;
                fields.push(*field);
                Some((root, fields))
            }
            ExprKind::Present(of) => self.route(*of),
            _ => None,
        }
    }

    /// Whether two expressions are the same path.
    pub fn same_path(&self, left: ExprId, right: ExprId) -> bool {
        left == right || self.route(left).is_some_and(|left| Some(left) == self.route(right))
    }

    /// Whether an expression is a path: fields of the record or of what a place gave.
    pub fn is_path(&self, id: ExprId) -> bool {
        match &self.exprs[id].kind {
            ExprKind::Item | ExprKind::Slot(_) => true,
            ExprKind::Field(of, _) | ExprKind::Present(of) | ExprKind::Some(of) => self.is_path(*of),
            _ => false,
        }
    }

    /// The longest paths that an expression reads, in order.
    pub fn paths(&self, id: ExprId) -> Vec<ExprId> {
        if self.is_path(id) {
            return match self.exprs[id].kind {
                ExprKind::Present(of) | ExprKind::Some(of) => self.paths(of),
                _ => vec![id],
            };
        }
        self.children(id).into_iter().flat_map(|child| self.paths(child)).collect()
    }

    /// The place that gave what a path reads; none for the record.
    pub fn slot_of(&self, path: ExprId) -> Option<SlotId> {
        match &self.exprs[path].kind {
            ExprKind::Slot(slot) => Some(*slot),
            ExprKind::Field(of, _)
            | ExprKind::Present(of)
            | ExprKind::Some(of)
            | ExprKind::Payload(of, ..) => self.slot_of(*of),
            _ => None,
        }
    }

    /// Whether two expressions say the same.
    pub fn same(&self, left: ExprId, right: ExprId) -> bool {
        if left == right {
            return true;
        }
        let (a, b) = (&self.exprs[left].kind, &self.exprs[right].kind);
        match (a, b) {
            (ExprKind::Present(of), _) | (ExprKind::Some(of), _) => self.same(*of, right),
            (_, ExprKind::Present(of)) | (_, ExprKind::Some(of)) => self.same(left, *of),
            (ExprKind::Field(of, at), ExprKind::Field(other, field)) => at == field && self.same(*of, *other),
            _ => self.children(left).is_empty() && self.children(right).is_empty() && a == b,
        }
    }

    /// Whether an expression reads a path, a part of it, or something that it is a part of.
    pub fn reads(&self, id: ExprId, path: ExprId) -> bool {
        self.paths(id).into_iter().any(|read| self.starts(read, path) || self.starts(path, read))
    }

    /// Whether a path begins with another one.
    pub fn starts(&self, path: ExprId, with: ExprId) -> bool {
        self.same(path, with)
            || match &self.exprs[path].kind {
                ExprKind::Field(of, _) | ExprKind::Present(of) | ExprKind::Some(of) => self.starts(*of, with),
                _ => false,
            }
    }

    /// The optional paths that are there wherever a condition holds.
    pub fn presences(&self, condition: ExprId) -> Vec<ExprId> {
        match &self.exprs[condition].kind {
            ExprKind::IsPresent(of) => vec![*of],
            ExprKind::And(left, right) => {
                self.presences(*left).into_iter().chain(self.presences(*right)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A node and everything below it.
    pub fn below(&self, node: NodeId) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if found.insert(node) {
                open.extend(self.parts_of(node));
            }
        }
        found
    }

    /// The nodes directly inside a node.
    pub fn parts_of(&self, node: NodeId) -> Vec<NodeId> {
        match &self.nodes[node].form {
            Form::Seq(nodes) => nodes.clone(),
            Form::Case(branches) => branches.iter().map(|(_, branch)| *branch).collect(),
            Form::Rest(place) => {
                let place = &self.places[*place];
                let asks = place.asks.iter().map(|ask| self.asks[*ask].clock);
                let clocks = place.clocks.iter().copied().chain(place.suspend).chain(asks);
                let rungs = clocks.flat_map(|clock| self.clocks[clock].rungs.iter().map(|rung| rung.then));
                place.alts.iter().map(|alt| self.alts[*alt].then).chain(rungs).collect()
            }
            Form::Goto(goto) => goto.bound.iter().map(|(_, _, then)| *then).collect(),
            Form::Guard(guard) => {
                let guard = &self.guards[*guard];
                let rungs = guard.clock.into_iter().flat_map(|clock| &self.clocks[clock].rungs);
                let arms = guard.arms.iter().map(|arm| arm.then);
                std::iter::once(guard.body).chain(arms).chain(rungs.map(|rung| rung.then)).collect()
            }
            Form::Undo(undo) => {
                let undo = &self.undos[*undo];
                undo.pieces.iter().map(|(_, piece)| *piece).chain(undo.failed).collect()
            }
            _ => Vec::new(),
        }
    }
}
