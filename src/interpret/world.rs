//! What an item's events happen in: the program, the plan, the calendars.

use crate::abi::layout;
use crate::base::Id;
use crate::calendar::Table;
use crate::model::{ExprId, ExprKind, Model, SlotId, TeamId};
use crate::plan::Plan;

/// The program, one workflow's plan, and its calendars expanded.
#[derive(Clone, Copy, Debug)]
pub struct World<'w> {
    /// The program.
    pub model: &'w Model,
    /// The workflow.
    pub plan: &'w Plan,
    /// Tables of the calendars, by number.
    pub tables: &'w [Table],
}

/// The root of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Root {
    /// The record.
    Item,
    /// A place's data.
    Slot(SlotId),
}

impl World<'_> {
    /// The calendar of a team.
    pub fn calendar_of(&self, team: TeamId) -> u8 {
        self.model.teams[team].calendar.index() as u8
    }

    /// What the image says of the workflow that wrote it.
    pub fn layout(&self) -> i64 {
        layout::hash(&self.plan.parts.shape()) as i64
    }

    /// A path as root and field numbers; `None` for what is no path.
    pub fn path(&self, path: ExprId) -> Option<(Root, Vec<u16>)> {
        match &self.plan.exprs[path].kind {
            ExprKind::Item => Some((Root::Item, Vec::new())),
            ExprKind::Slot(slot) => Some((Root::Slot(*slot), Vec::new())),
            ExprKind::Field(of, field) => {
                let (root, mut fields) = self.path(*of)?;
                fields.push(*field);
                Some((root, fields))
            }
            ExprKind::Present(of) => self.path(*of),
            _ => None,
        }
    }

    /// Whether two expressions are the same path.
    pub fn same_path(&self, left: ExprId, right: ExprId) -> bool {
        left == right || self.path(left).is_some_and(|left| Some(left) == self.path(right))
    }
}
