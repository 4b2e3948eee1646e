//! The life of a task, after WS-HumanTask: claim, release, begin, stop, delegate, suspend, resume.

use super::step::{Machine, Stepped, refuse};
use crate::abi::event::{events, reasons};
use crate::abi::image::{Life, StrandState};
use crate::abi::{Event, Value};
use crate::model::RoleId;
use crate::plan::PlaceId;

impl Machine<'_> {
    /// One of the treaty's own events about a task.
    pub(super) fn life(&mut self, event: &Event) -> Stepped {
        let strand = usize::from(event.strand);
        let place = match self.image.strands.get(strand) {
            Some(known)
                if known.state == StrandState::Live && (event.visit == 0 || event.visit == known.visit) =>
            {
                self.place(strand)
            }
            _ => None,
        };
        let Some(place) = place else {
            let at = self.image.strands.get(strand).map_or(crate::abi::image::NONE, |strand| strand.place);
            return Ok(refuse(reasons::GONE, vec![Value::Int(at.into())]));
        };
        let known = &self.world.plan.places[place];
        let as_owner = known.kind != crate::abi::manifest::PlaceKind::Offered;
        let Some(role) = self.role_of(strand, &known.who, as_owner, event) else {
            return Ok(refuse(reasons::NOT_YOURS, Vec::new()));
        };
        self.role = role;
        self.act(strand, place, event)
    }

    fn act(&mut self, strand: usize, place: PlaceId, event: &Event) -> Stepped {
        let (life, holder) = (self.image.strands[strand].life, self.image.strands[strand].claimed_by.clone());
        let mine = holder == event.person;
        let allowed = match event.case {
            events::CLAIM => life == Life::Ready || mine,
            events::BEGIN => life == Life::Ready || mine && life == Life::Claimed,
            events::STOP => mine && life == Life::Started,
            events::SUSPEND => (mine || life == Life::Ready) && life != Life::Suspended,
            events::RESUME => life == Life::Suspended,
            events::RELEASE | events::DELEGATE => (mine || self.leads(strand, event)) && life != Life::Ready,
            _ => false,
        };
        if !allowed && !mine && !holder.is_empty() {
            return Ok(refuse(reasons::CLAIMED, vec![Value::text(holder)]));
        }
        if !allowed {
            return Ok(refuse(reasons::LIFE, Vec::new()));
        }
        if matches!(event.case, events::CLAIM | events::BEGIN) {
            let why = self.excluded(strand, &self.world.plan.places[place].people, &event.person)?;
            if !why.is_empty() {
                return Ok(Err(super::step::Stop::Refused(why)));
            }
        }
        match event.case {
            events::CLAIM => self.hold(strand, place, Life::Claimed, &event.person),
            events::BEGIN => self.hold(strand, place, Life::Started, &event.person),
            events::STOP => self.image.strands[strand].life = Life::Claimed,
            events::DELEGATE => {
                let Some(Value::Text(to)) = event.fields.first() else {
                    return Ok(refuse(reasons::LIFE, Vec::new()));
                };
                let to = to.clone();
                self.hold(strand, place, Life::Claimed, &to);
            }
            events::RELEASE => {
                self.image.strands[strand].life = Life::Ready;
                self.image.strands[strand].claimed_by.clear();
            }
            events::SUSPEND => return self.suspend(strand, place, event),
            _ => self.unsuspend(strand, place),
        }
        Ok(Ok(()))
    }

    /// Whether somebody leads the team that owns.
    fn leads(&self, strand: usize, event: &Event) -> bool {
        let owner = crate::model::TeamId(self.image.strands[strand].owner.into());
        let RoleId(lead) = self.world.model.teams[owner].lead;
        event.roles.iter().any(|role| u32::from(*role) == lead)
    }

    /// Somebody has the task: the clock of the first touch is over.
    fn hold(&mut self, strand: usize, place: PlaceId, life: Life, person: &str) {
        self.image.strands[strand].life = life;
        self.image.strands[strand].claimed_by = person.to_owned();
        for clock in &self.world.plan.places[place].clocks {
            if self.world.plan.clocks[*clock].claim {
                self.stop_clock(*clock);
            }
        }
    }

    /// The task rests until a moment; its clocks stand still, that of the rest runs.
    fn suspend(&mut self, strand: usize, place: PlaceId, event: &Event) -> Stepped {
        let known = &self.world.plan.places[place];
        let (Some(clock), Some(Value::Int(until))) = (known.suspend, event.fields.get(1)) else {
            return Ok(refuse(reasons::LIFE, Vec::new()));
        };
        self.start_clock(strand, clock, false)?;
        let cell = usize::from(self.world.plan.cells.clock(clock));
        if *until > self.image.clocks[cell].end || *until <= self.now {
            return Ok(refuse(reasons::TOO_LONG, Vec::new()));
        }
        self.image.clocks[cell].due = *until;
        for clock in &known.clocks {
            self.pause(*clock);
        }
        self.image.strands[strand].life = Life::Suspended;
        if self.image.strands[strand].claimed_by.is_empty() {
            self.image.strands[strand].claimed_by = event.person.clone();
        }
        Ok(Ok(()))
    }

    /// By a person's word or because the moment has come.
    pub(super) fn unsuspend(&mut self, strand: usize, place: PlaceId) {
        let known = &self.world.plan.places[place];
        if let Some(clock) = known.suspend {
            self.stop_clock(clock);
        }
        for clock in &known.clocks {
            self.resume(*clock);
        }
        self.image.strands[strand].life = Life::Claimed;
    }
}
