//! What somebody does to an item, by name: checked against the manifest, made an event.
//!
//! In: [`Act`], the item's state. Out: an event for the module, or every fault of the request. Not here:
//! whether the contract allows it; the module says so, for every client alike.

use super::error::Error;
use super::refusal::Refusal;
use super::roster::{Roster, attest};
use super::sites;
use crate::abi::event::events;
use crate::abi::image::{Image, StrandState};
use crate::abi::json::Json;
use crate::abi::manifest::{EventKind, EventSite, PlaceKind, Workflow};
use crate::abi::{Event, Field, Manifest, json};
use crate::base::nearest;
use std::borrow::Cow;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Take a task or an offer.
    Claim,
    /// Give it back.
    Release,
    /// Begin to work on it.
    Begin,
    /// Stop working on it.
    Stop,
    /// Give it to somebody else: `to`.
    Delegate,
    /// Let it rest: `reason`, `until`.
    Suspend,
    /// Take it up again.
    Resume,
    /// Give one's word for what became of a call that failed: `happened`, `reason`.
    Resolve,
    /// Stop the item: `reason`.
    Cancel,
    /// Complete a step.
    Complete,
    /// Accept an offer.
    Accept,
    /// Return an offer, for the reason in `name`.
    Return,
    /// Raise the exception in `name`.
    Raise,
    /// Write what is wrong while a handoff is open.
    Correct,
    /// Fill in what a contract carries.
    Fill,
    /// Answer what was asked.
    Answer,
    /// Tell that the event in `name` happened outside.
    Outside,
}

/// How a verb becomes an event.
enum Way {
    /// A case of the treaty's own.
    Own(u16),
    /// One of the workflow's events.
    Site(EventKind),
}

/// Every verb with its word.
const VERBS: &[(Verb, &str, Way)] = &[
    (Verb::Claim, "claim", Way::Own(events::CLAIM)),
    (Verb::Release, "release", Way::Own(events::RELEASE)),
    (Verb::Begin, "begin", Way::Own(events::BEGIN)),
    (Verb::Stop, "stop", Way::Own(events::STOP)),
    (Verb::Delegate, "delegate", Way::Own(events::DELEGATE)),
    (Verb::Suspend, "suspend", Way::Own(events::SUSPEND)),
    (Verb::Resume, "resume", Way::Own(events::RESUME)),
    (Verb::Resolve, "resolve", Way::Own(events::RESOLVE)),
    (Verb::Cancel, "cancel", Way::Own(events::CANCEL)),
    (Verb::Complete, "complete", Way::Site(EventKind::Complete)),
    (Verb::Accept, "accept", Way::Site(EventKind::Accept)),
    (Verb::Return, "return", Way::Site(EventKind::Return)),
    (Verb::Raise, "raise", Way::Site(EventKind::Raise)),
    (Verb::Correct, "correct", Way::Site(EventKind::Correct)),
    (Verb::Fill, "fill", Way::Site(EventKind::Fill)),
    (Verb::Answer, "answer", Way::Site(EventKind::Answer)),
    (Verb::Outside, "event", Way::Site(EventKind::Outside)),
];

impl Verb {
    /// The verb of a word: `complete`, `accept`, `event`.
    ///
    /// # Errors
    /// A sentence with the nearest word, or all of them.
    pub fn named(word: &str) -> Result<Verb, String> {
        let words = || VERBS.iter().map(|(_, word, _)| *word);
        match VERBS.iter().find(|(_, known, _)| *known == word) {
            Some((verb, ..)) => Ok(*verb),
            None => Err(format!("there is no act `{word}`; {}", hint(word, words()))),
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        VERBS.iter().find(|(verb, ..)| *verb == self).map_or("", |(_, word, _)| word)
    }

    fn way(self) -> &'static Way {
        // Each verb is in the table; the first stands in for none.
        &VERBS.iter().find(|(verb, ..)| *verb == self).unwrap_or(&VERBS[0]).2
    }
}

/// What somebody does to an item.
///
/// ```
/// use handoff::abi::json;
/// use handoff::run::{Act, Verb};
/// let fields = json::parse(r#"{"cause": "damaged"}"#)?;
/// let act = Act::new(Verb::Complete, "form 4711").at("triage").by("ana").with(fields);
/// assert_eq!(act.place.as_deref(), Some("triage"));
/// # Ok::<(), json::Unreadable>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// What is done.
    pub verb: Verb,
    /// The idempotency key: under one key an item moves once, however often the act is repeated.
    pub key: String,
    /// At which place; may be left out where the work is at one place only.
    pub place: Option<String>,
    /// The name of the return reason, exception or event.
    pub name: Option<String>,
    /// Who; empty for a machine.
    pub by: String,
    /// Which visit of the place the actor saw; 0 for the current one.
    pub visit: u32,
    /// With what.
    pub fields: Json,
}

impl Act {
    /// An act under an idempotency key.
    pub fn new(verb: Verb, key: impl Into<String>) -> Act {
        let (key, by) = (key.into(), String::new());
        Act { verb, key, place: None, name: None, by, visit: 0, fields: Json::Null }
    }

    /// At a place.
    #[must_use]
    pub fn at(self, place: &str) -> Act {
        Act { place: Some(place.to_owned()), ..self }
    }

    /// Of a name.
    #[must_use]
    pub fn named(self, name: &str) -> Act {
        Act { name: Some(name.to_owned()), ..self }
    }

    /// By a person.
    #[must_use]
    pub fn by(self, person: &str) -> Act {
        Act { by: person.to_owned(), ..self }
    }

    /// With fields.
    #[must_use]
    pub fn with(self, fields: Json) -> Act {
        Act { fields, ..self }
    }

    /// The event that this act is.
    pub(super) fn event(&self, scene: &Scene<'_>) -> Result<Proposal, Error> {
        if self.key.is_empty() {
            return Err(Error::faulty("key", "an act needs a key, under which it may safely be repeated"));
        }
        let (strand, place) = match self.verb {
            Verb::Outside | Verb::Cancel | Verb::Resolve => (0, None),
            _ => self.strand(scene)?,
        };
        let (case, fields, who) = match self.verb.way() {
            Way::Own(case) => {
                let fields = events::own().get(usize::from(*case)).map(|own| own.fields.clone());
                let who = place.and_then(|place| scene.workflow.places.get(usize::from(place)));
                (*case, fields.unwrap_or_default(), who.map(|place| place.who.clone()).unwrap_or_default())
            }
            Way::Site(kind) => {
                let (case, site) = self.site(scene, *kind, place)?;
                (case, site.fields.clone(), site.who.clone())
            }
        };
        let event = Event {
            now: scene.now,
            strand,
            visit: self.visit,
            person: self.by.clone(),
            roles: attest(scene.manifest, scene.roster, &self.by),
            case,
            fields: json::fields(self.given(scene)?.as_ref(), &fields).map_err(Error::Faulty)?,
        };
        Ok(Proposal { event, who })
    }

    /// What is given; a word for a call names the call, as its place.
    fn given(&self, scene: &Scene<'_>) -> Result<Cow<'_, Json>, Error> {
        let (Verb::Resolve, Json::Object(fields)) = (self.verb, &self.fields) else {
            return Ok(Cow::Borrowed(&self.fields));
        };
        let calls = || scene.workflow.parts.calls.iter().map(|call| call.name.as_str());
        let name = self.place.as_deref().unwrap_or_default();
        let Some(call) = calls().position(|known| known == name) else {
            let hint = hint(name, calls());
            return Err(Error::faulty("place", format!("there is no call `{name}`; {hint}")));
        };
        let mut fields = fields.clone();
        fields.insert("call".to_owned(), Json::from(call));
        Ok(Cow::Owned(Json::Object(fields)))
    }

    /// The strand that the act speaks of, and the place where it is.
    fn strand(&self, scene: &Scene<'_>) -> Result<(u16, Option<u16>), Error> {
        let live = || scene.live().filter(|(_, place)| self.fits(scene, *place));
        if let Some((strand, place)) = live().next()
            && (self.place.is_some() || live().nth(1).is_none())
        {
            return Ok((strand, Some(place)));
        }
        let places = &scene.workflow.places;
        let Some(name) = &self.place else {
            let sentence =
                format!("the work is at several places, or at none; say at which: {}", scene.whereabouts());
            return Err(Error::faulty("place", sentence));
        };
        if !places.iter().any(|place| place.name == *name) {
            let hint = hint(name, places.iter().map(|place| place.name.as_str()));
            return Err(Error::faulty("place", format!("there is no place `{name}`; {hint}")));
        }
        let gone = format!("the work is not at `{name}`; it is at {}", scene.whereabouts());
        Err(Error::Refused(Refusal::plain("gone", gone)))
    }

    /// Whether the act may speak of a place: both halves of a handoff have its name.
    fn fits(&self, scene: &Scene<'_>, place: u16) -> bool {
        let Some(place) = scene.workflow.places.get(usize::from(place)) else { return false };
        let kind = match self.verb {
            Verb::Accept | Verb::Return => place.kind == PlaceKind::Offered,
            Verb::Fill | Verb::Correct => place.kind == PlaceKind::Open,
            _ => true,
        };
        kind && self.place.as_ref().is_none_or(|name| *name == place.name)
    }

    fn site<'s>(
        &self,
        scene: &Scene<'s>,
        kind: EventKind,
        place: Option<u16>,
    ) -> Result<(u16, &'s EventSite), Error> {
        let here = |site: &EventSite| site.kind == kind && (site.place.is_none() || site.place == place);
        let open = |site: &EventSite| {
            let ask = site.site.and_then(|ask| scene.image.asks.get(usize::from(ask)));
            kind != EventKind::Answer || ask.is_none_or(|ask| ask.open)
        };
        let known = || sites::events(scene.workflow).filter(|(_, site)| here(site));
        let named = known().filter(|(_, site)| self.name.as_ref().is_none_or(|name| *name == site.name));
        let mut found: Vec<_> = named.filter(|(_, site)| open(site)).collect();
        if found.len() > 1 {
            // Several asks of one handoff: the one that knows every field that was given.
            found.retain(|(_, site)| self.fields_known(&site.fields));
        }
        if let [one] = found[..] {
            return Ok(one);
        }
        let mut names: Vec<&str> = known().map(|(_, site)| site.name.as_str()).collect();
        names.dedup();
        let word = if self.verb == Verb::Outside { "send" } else { self.verb.word() };
        Err(match &self.name {
            _ if names.is_empty() => {
                Error::Refused(Refusal::plain("unheard", format!("nobody can {word} here")))
            }
            Some(name) => Error::faulty(
                "name",
                format!("there is nothing `{name}` to {word} here; {}", hint(name, names.into_iter())),
            ),
            None => Error::faulty("name", format!("say which to {word}; {}", hint("", names.into_iter()))),
        })
    }

    fn fields_known(&self, fields: &[Field]) -> bool {
        let Json::Object(given) = &self.fields else { return true };
        given.keys().all(|name| fields.iter().any(|field| field.name == *name))
    }
}

/// An event that is to be offered.
pub(super) struct Proposal {
    pub(super) event: Event,
    /// The roles that may do it, for the words of a refusal.
    pub(super) who: Vec<u16>,
}

/// What an act is seen against.
pub(super) struct Scene<'s> {
    pub(super) manifest: &'s Manifest,
    pub(super) workflow: &'s Workflow,
    pub(super) image: &'s Image,
    pub(super) roster: &'s dyn Roster,
    pub(super) now: i64,
}

impl Scene<'_> {
    /// Strands at work, each with its place.
    fn live(&self) -> impl Iterator<Item = (u16, u16)> {
        let live = |(_, strand): &(u16, &crate::abi::image::Strand)| strand.state == StrandState::Live;
        (0_u16..).zip(&self.image.strands).filter(live).map(|(number, strand)| (number, strand.place))
    }

    fn whereabouts(&self) -> String {
        let places = self.live().filter_map(|(_, place)| self.workflow.places.get(usize::from(place)));
        let names: Vec<String> = places.map(|place| format!("`{}`", place.name)).collect();
        if names.is_empty() { "its end".to_owned() } else { names.join(", ") }
    }
}

/// "did you mean `x`?", or all there are.
pub(super) fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match known.map(|name| format!("`{name}`")).collect::<Vec<_>>().as_slice() {
            [] => "there are none".to_owned(),
            [only] => format!("there is only {only}"),
            all => format!("there are {}", all.join(", ")),
        },
    }
}
