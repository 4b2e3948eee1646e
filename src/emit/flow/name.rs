//! What functions are called, for whoever reads a module as text or a trap's trace: `rest triage`.

use super::Job;
use crate::base::Id;
use crate::emit::body::Env;
use crate::plan::{NodeId, PlaceId};

impl Env<'_> {
    /// The name of a job's function.
    pub(super) fn name(&self, job: Job) -> String {
        let plan = self.plan;
        let name = match job {
            Job::Segment(node) => self.near(node),
            Job::Rest(place) => format!("rest {}", self.place_name(place)),
            Job::LeavePlace(place) => format!("leave {}", self.place_name(place)),
            Job::Excluded(place) => format!("excluded {}", self.place_name(place)),
            Job::Hold(place) => format!("hold {}", self.place_name(place)),
            Job::Suspend(place) => format!("suspend {}", self.place_name(place)),
            Job::Unsuspend(place) => format!("unsuspend {}", self.place_name(place)),
            Job::Start(clock) => format!("start {}", plan.clocks[clock].name),
            Job::Due(clock) => format!("due {}", plan.clocks[clock].name),
            Job::Changed(clock) => format!("changed {}", plan.clocks[clock].name),
            Job::Pause(clock) => format!("pause {}", plan.clocks[clock].name),
            Job::Resume(clock) => format!("resume {}", plan.clocks[clock].name),
            Job::Stop(clock) => format!("stop {}", plan.clocks[clock].name),
            Job::Fire(clock) => format!("fire {}", plan.clocks[clock].name),
            Job::Complete(slot) => format!("complete {}", plan.slots[slot].name),
            Job::UndoSlot(slot, true) => format!("anew {}", plan.slots[slot].name),
            Job::UndoSlot(slot, false) => format!("undo {}", plan.slots[slot].name),
            Job::Undone(slot) => format!("undone {}", plan.slots[slot].name),
            Job::OpenAsk(ask) => format!("open {}", plan.asks[ask].name),
            Job::CloseAsk(ask) => format!("close {}", plan.asks[ask].name),
            Job::Call(call) => format!("call {}", plan.calls[call].name),
            Job::Send(call) => format!("send {}", plan.calls[call].name),
            Job::Unmet(alt) => format!("unmet {}", plan.alts[alt].name),
            Job::Take(alt) => format!("take {}", plan.alts[alt].name),
            Job::Event(alt) => format!("event {} {}", plan.alts[alt].name, alt.index()),
            Job::Hear(event) => format!("hear {}", self.model.events[event].name),
            Job::HearAt(event, place) => {
                format!("hear {} at {}", self.model.events[event].name, self.place_name(place))
            }
            Job::HearIn(event, guard, _) => {
                format!("hear {} in {}", self.model.events[event].name, guard.index())
            }
            other => format!("{other:?}").to_lowercase(),
        };
        format!("{}: {name}", plan.name)
    }

    fn place_name(&self, place: PlaceId) -> String {
        let place = &self.plan.places[place];
        format!("{} {:?}", place.name, place.kind).to_lowercase()
    }

    /// A stretch of forms by what stands around it.
    fn near(&self, node: NodeId) -> String {
        use crate::plan::Within;
        let plan = self.plan;
        let around = plan.table.around(node).find_map(|node| match plan.table.within(node) {
            Within::Alt(_, alt) => Some(format!("after {}", plan.alts[alt].name)),
            Within::Rung(_, clock, at) => Some(format!("rung {at} of {}", plan.clocks[clock].name)),
            Within::Arm(_, guard, at) => Some(format!("arm {at} of {}", guard.index())),
            _ => None,
        });
        format!("{} #{}", around.unwrap_or_else(|| "body".to_owned()), node.index())
    }
}
