//! What an item's events happen in: the program, the plan, the calendars.

use crate::abi::layout;
use crate::base::Id;
use crate::calendar::Table;
use crate::model::{Model, TeamId};
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

impl World<'_> {
    /// The calendar of a team.
    pub fn calendar_of(&self, team: TeamId) -> u8 {
        self.model.teams[team].calendar.index() as u8
    }

    /// What the image says of the workflow that wrote it.
    pub fn layout(&self) -> i64 {
        layout::hash(&self.plan.parts.shape()) as i64
    }
}
