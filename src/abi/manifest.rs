//! What a module says of itself: everything a host needs to serve it, as JSON in a custom section.
//!
//! In: the plan. Out: names, shapes, places, clocks, sentences, rosters. Lists are indexed by the numbers
//! that cross the border. Not here: anything that decides; a host that ignored the manifest could still
//! not make the module break a law.

use super::event::{Event, effects, events, reasons};
use super::image::Parts;
use super::shape::{Case, Field, Shape};
use super::value::Span;
use crate::calendar::Rules;
use serde::{Deserialize, Serialize};

/// The manifest of a module.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The treaty's version, see [`TREATY`](super::TREATY).
    pub treaty: u32,
    /// The version of the compiler.
    pub compiler: String,
    /// The SHA-256 of the source, in hexadecimal.
    pub source_hash: String,
    /// Rules of the calendars, expanded by the host.
    pub calendars: Vec<NamedRules>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Roles a person may be attested: the team itself, then its named roles.
    pub roles: Vec<Role>,
    /// Operations of services.
    pub operations: Vec<Operation>,
    /// Workflows; the number is the first argument of `step`.
    pub workflows: Vec<Workflow>,
}

/// A calendar by name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NamedRules {
    /// Its name.
    pub name: String,
    /// When it is open.
    pub rules: Rules,
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Its calendar.
    pub calendar: u8,
    /// Who stands in while it has no members; the last resort has none.
    pub fallback: Option<u8>,
    /// Whether it works behind an interface rather than at the board.
    pub external: bool,
    /// The directory group that its members come from.
    pub directory: Option<String>,
    /// How many people it must have.
    pub at_least: u32,
}

impl Manifest {
    /// A role as people write it: `Team` or `Team.part`.
    pub fn role_name(&self, role: u16) -> Option<String> {
        let role = self.roles.get(usize::from(role))?;
        let team = &self.teams.get(usize::from(role.team))?.name;
        Some(match &role.name {
            Some(part) => format!("{team}.{part}"),
            None => team.clone(),
        })
    }
}

/// A role: a team, or a named part of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// The team.
    pub team: u8,
    /// The part; `None` for the whole team. `lead` is a part of every team.
    pub name: Option<String>,
    /// How many people it must have.
    pub at_least: u32,
}

/// An operation of a service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// `service.operation`.
    pub name: String,
    /// How long one attempt may take.
    pub within: Span,
    /// How often it is tried again.
    pub retries: u16,
    /// What it takes.
    pub takes: Vec<Field>,
    /// What it gives.
    pub gives: Vec<Field>,
}

/// A workflow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Workflow {
    /// Its name.
    pub name: String,
    /// Its doc comment.
    pub doc: String,
    /// The hash of its image's shape.
    pub layout: u64,
    /// What its image is made of.
    pub parts: Parts,
    /// The event that starts an item.
    pub start: u16,
    /// Parties outside, and where in the record each is named.
    pub parties: Vec<Party>,
    /// Where an item may rest.
    pub places: Vec<Place>,
    /// Clocks.
    pub clocks: Vec<Clock>,
    /// Events after the treaty's own.
    pub events: Vec<EventSite>,
    /// Effects after the treaty's own.
    pub effects: Vec<EffectSite>,
    /// Reasons after the treaty's own: one a requirement, with the values it read.
    pub requirements: Vec<Requirement>,
    /// Rules of forms and of people, named by reasons.
    pub rules: Vec<Rule>,
}

/// Somebody outside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Party {
    /// The name.
    pub name: String,
    /// The path in the record that says who it is.
    pub path: Vec<u16>,
}

/// What kind of place it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A person must do and say something.
    Step,
    /// A handoff whose terms are unmet.
    Open,
    /// A handoff that waits to be accepted.
    Offered,
    /// A party owes an answer.
    Ask,
    /// A service works.
    Call,
    /// An event or a moment has not come.
    Wait,
    /// What was begun is being taken back.
    Undo,
    /// The outcome is known; what was cut in flight is awaited.
    Ending,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: PlaceKind,
    /// The slot of its data.
    pub slot: Option<u16>,
    /// The roles that may work here.
    pub who: Vec<u16>,
    /// What it shows, as paths the host resolves for the board.
    pub shows: Vec<String>,
    /// Where it stands in the source.
    pub source: SourceRange,
}

/// A range of the source, for messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SourceRange {
    /// The file, by number.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The line, from 1.
    pub line: u32,
}

/// A clock.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clock {
    /// `promise`, `triage`, `triage claim`.
    pub name: String,
    /// Its place, if it is a place's.
    pub place: Option<u16>,
    /// The words of each rung.
    pub rungs: Vec<String>,
}

/// What kind of event it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Starts an item.
    Start,
    /// Completes a step.
    Complete,
    /// Accepts an offer.
    Accept,
    /// Returns an offer.
    Return,
    /// Raises an exception.
    Raise,
    /// Writes what is wrong while a handoff is open.
    Correct,
    /// Fills in what a contract carries.
    Fill,
    /// A party's answer.
    Answer,
    /// Something happened outside.
    Outside,
    /// A service's result.
    Result,
    /// A service's declared exception.
    Exception,
    /// A service could not be reached, or did not answer.
    Fault,
}

impl EventKind {
    /// Whether only the team that owns does it: the receiver accepts and returns, others send events.
    pub fn by_owner(self) -> bool {
        matches!(self, EventKind::Complete | EventKind::Raise | EventKind::Correct | EventKind::Fill)
    }
}

/// An event that a workflow has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventSite {
    /// Its kind.
    pub kind: EventKind,
    /// Where it is heard, if at one place only.
    pub place: Option<u16>,
    /// The name of the case, exception, event, ask or call.
    pub name: String,
    /// Which ask or call, for their answers.
    pub site: Option<u16>,
    /// Who may do it; empty: no person does.
    pub who: Vec<u16>,
    /// With what.
    pub fields: Vec<Field>,
}

/// A sentence with holes.
pub type Sentence = Vec<Piece>;

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Words.
    Words(String),
    /// The value of an argument, by number.
    Value(u16),
}

/// Who is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A role.
    Role(u16),
    /// A part of whichever team owns; the effect's first field says which team.
    Owner(Option<String>),
    /// A party.
    Party(u16),
    /// The person named by an argument.
    Person(u16),
}

/// What an effect of a workflow asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// Tell somebody.
    Notify {
        /// Whom.
        who: Vec<Who>,
        /// What.
        sentence: Sentence,
    },
    /// Ask a party for something.
    Ask {
        /// Which ask.
        ask: u16,
        /// Of whom.
        party: u16,
        /// What is asked for, as paths.
        wants: Vec<String>,
        /// The event that answers it.
        answer: u16,
    },
    /// Call a service.
    Call {
        /// Which call.
        call: u16,
        /// Which operation.
        operation: u16,
    },
}

/// An effect that a workflow has. Its fields: for `Notify` the owner, then the arguments; for `Ask` the round;
/// for `Call` number, attempt, "not before", then what the operation takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EffectSite {
    /// What it asks for.
    pub kind: EffectKind,
    /// With what.
    pub fields: Vec<Field>,
    /// Where it stands in the source.
    pub source: SourceRange,
}

/// A requirement, as a refusal names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Requirement {
    /// Its label.
    pub label: Option<String>,
    /// The author's sentence.
    pub sentence: Sentence,
    /// The values it read.
    pub fields: Vec<Field>,
    /// Where it stands in the source.
    pub source: SourceRange,
}

/// A rule of a form or about people, as a refusal names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// The field or rule, in the author's words.
    pub subject: String,
    /// What it says.
    pub sentence: String,
    /// Where it stands in the source.
    pub source: SourceRange,
}

impl Workflow {
    /// The shape of its events.
    pub fn event_shape(&self) -> Shape {
        let sites = self.events.iter().map(|site| Case::new(site.name.clone(), site.fields.clone()));
        Event::shape(events::own().into_iter().chain(sites).collect())
    }

    /// The shape of its effects.
    pub fn effect_shape(&self) -> Shape {
        let sites = self.effects.iter().map(|site| Case::new("effect", site.fields.clone()));
        Shape::Choice(effects::own().into_iter().chain(sites).collect())
    }

    /// The shape of the reasons for which it refuses an event.
    pub fn reason_shape(&self) -> Shape {
        let sites = self.requirements.iter().map(|site| Case::new("unmet", site.fields.clone()));
        Shape::Choice(reasons::own().into_iter().chain(sites).collect())
    }
}
