//! What goes out: notices, requests, calls; and how a call's answer comes back.
//!
//! In: effects of the log that are not delivered, the host's [`Services`]. Out: each handed over at least
//! once, with a key under which whoever gets it may know a second time. Not here: how mail is sent.

use super::act::Proposal;
use super::error::Error;
use super::refusal::say;
use super::runtime::{Loaded, Receipt, Runtime};
use super::sites;
use crate::abi::event::effects;
use crate::abi::image::Image;
use crate::abi::json::{self, Json};
use crate::abi::manifest::{EffectKind, EffectSite, EventKind, Who, Workflow};
use crate::abi::{Event, Manifest, Value, codec};
use crate::store::{ItemId, Outgoing, Store, Write};
use std::fmt;

/// The world outside, as the host reaches it.
///
/// Everything is delivered at least once: after a crash the same key may come again.
pub trait Services {
    /// Calls a service. The key is the same for every attempt of one call: a service that has seen it answers
    /// as before.
    fn call(&mut self, call: &Call) -> Outcome;

    /// Tells somebody.
    ///
    /// # Errors
    /// Why it did not work this time; it is tried again later.
    fn notify(&mut self, notice: &Notice) -> Result<(), String>;

    /// Asks a party for something.
    ///
    /// # Errors
    /// Why it did not work this time; it is tried again later.
    fn ask(&mut self, request: &Request) -> Result<(), String>;

    /// Something that was asked for or called is not wanted any more. Advice: what is under way may go on.
    fn withdraw(&mut self, _withdrawal: &Withdrawal) {}
}

/// A call of a service, apart from all others: its idempotency key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CallKey {
    /// The item.
    pub item: ItemId,
    /// The call of its workflow, by number.
    pub call: u16,
    /// Which time it is made; the same until its outcome is known.
    pub number: u32,
}

impl fmt::Display for CallKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.item, self.call, self.number)
    }
}

/// A call of a service.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// Its idempotency key.
    pub key: CallKey,
    /// `service.operation`.
    pub operation: String,
    /// Which attempt this is, from 1.
    pub attempt: u16,
    /// What it takes.
    pub fields: Json,
}

/// What came of a call.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// It happened, and gave this.
    Gave(Json),
    /// It did not happen, for a declared reason.
    Raised {
        /// The exception.
        exception: String,
        /// What it carries.
        fields: Json,
    },
    /// Nobody knows whether it happened.
    Failed(String),
    /// The answer comes later, by [`Runtime::settle`].
    Later,
}

/// Something somebody is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// A key of its own.
    pub key: String,
    /// The item it speaks of.
    pub item: ItemId,
    /// Whom.
    pub to: Vec<Addressee>,
    /// What.
    pub sentence: String,
}

/// Somebody who is told something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Addressee {
    /// A team, or a part of it: `Team` or `Team.part`.
    Role(String),
    /// Somebody outside.
    Party {
        /// The party.
        name: String,
        /// Who it is, by the item's record.
        who: Option<String>,
    },
    /// A person.
    Person(String),
}

/// Something that is asked of a party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// A key of its own.
    pub key: String,
    /// The item it is asked for.
    pub item: ItemId,
    /// The name of the ask.
    pub ask: String,
    /// Of whom.
    pub of: Addressee,
    /// For which paths; empty where a form is asked for.
    pub wants: Vec<String>,
    /// The visit that an answer should name.
    pub round: u32,
}

/// Something that is not wanted any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Withdrawal {
    /// The answer to an ask.
    Ask {
        /// The item.
        item: ItemId,
        /// The name of the ask.
        ask: String,
    },
    /// A call.
    Call(CallKey),
}

/// What was delivered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Delivered {
    /// How many effects reached whom they were for.
    pub done: usize,
    /// How many did not, and are tried again later.
    pub postponed: usize,
}

/// How many effects are looked up at once.
const PAGE: usize = 256;
/// The pause after a first failure, in microseconds; it doubles with each further one, up to the longest.
const PAUSE: i64 = 1_000_000;
/// The longest pause: an hour.
const LONGEST: i64 = 3_600_000_000;

impl<S: Store> Runtime<S> {
    /// Hands over what is due, up to some hundred effects; call it again until nothing is `done`. A host that
    /// delivers from several threads at once delivers some things twice.
    ///
    /// # Errors
    /// [`Error::Store`]. Whatever fails outside is tried again later.
    pub fn deliver(&self, services: &mut dyn Services) -> Result<Delivered, Error> {
        let now = self.clock.now();
        let (mut delivered, mut tickets) = (Delivered::default(), Vec::new());
        for outgoing in self.store.outbox(now, PAGE)? {
            let pointer = outgoing.pointer;
            let write = match self.hand_over(&outgoing, services) {
                Ok(()) => {
                    delivered.done += 1;
                    Write::Delivered(pointer)
                }
                Err(Error::Store(error)) => return Err(error.into()),
                Err(why) => {
                    delivered.postponed += 1;
                    tracing::warn!(item = %pointer.item, seq = pointer.seq, %why, "an effect is tried again later");
                    Write::Postponed(pointer, now.saturating_add(pause(outgoing.attempts)))
                }
            };
            tickets.push(self.store.submit(write));
        }
        tickets.into_iter().try_for_each(|ticket| ticket.wait().map(|_| ()))?;
        Ok(delivered)
    }

    fn hand_over(&self, outgoing: &Outgoing, services: &mut dyn Services) -> Result<(), Error> {
        let pointer = outgoing.pointer;
        let row = self.store.item(pointer.item)?.ok_or(Error::NoItem(pointer.item))?;
        let loaded = self.open_row(row)?.map_err(|why| Error::Parked { item: pointer.item, why })?;
        let logged = self.store.history(pointer.item, pointer.seq.saturating_sub(1), 1)?;
        // Only rows that are there are pointed to, of modules that are kept.
        let Some(entry) = logged.into_iter().next().map(|logged| logged.entry) else { return Ok(()) };
        let program = self.program_of(entry.module)?;
        let Some((_, workflow, flow)) = program.workflow(&loaded.current.workflow) else { return Ok(()) };
        let all = codec::decode(&entry.effects, 0, &flow.effects).map_err(super::Trouble::from)?;
        let Value::List(mut all) = all else { return Ok(()) };
        if usize::from(pointer.effect) >= all.len() {
            return Ok(());
        }
        let effect = all.swap_remove(usize::from(pointer.effect));
        let key = format!("{}/{}/{}", pointer.item, pointer.seq, pointer.effect);
        let parcel = Parcel { manifest: program.manifest(), workflow, loaded: &loaded, key };
        self.send(&parcel, &effect, services)
    }

    fn send(&self, parcel: &Parcel<'_>, effect: &Value, services: &mut dyn Services) -> Result<(), Error> {
        let Value::Choice(case, fields) = effect else { return Ok(()) };
        let failed = |what: &str| {
            let path = what.to_owned();
            move |why| Error::faulty(&path, why)
        };
        let Some(site) = sites::effect(parcel.workflow, *case) else {
            parcel.withdrawal(*case, fields).iter().for_each(|withdrawal| services.withdraw(withdrawal));
            return Ok(());
        };
        match &site.kind {
            EffectKind::Notify { who, sentence } => {
                let arguments = (&fields[1.min(fields.len())..], &site.fields[1.min(site.fields.len())..]);
                let notice = Notice {
                    key: parcel.key.clone(),
                    item: parcel.item(),
                    to: who.iter().filter_map(|who| parcel.addressee(who, fields)).collect(),
                    sentence: say(sentence, arguments.0, arguments.1),
                };
                services.notify(&notice).map_err(failed("notify"))
            }
            EffectKind::Ask { ask, party, wants, .. } => {
                let request = Request {
                    key: parcel.key.clone(),
                    item: parcel.item(),
                    ask: name(&parcel.workflow.parts.asks, *ask),
                    of: parcel.party(*party),
                    wants: wants.clone(),
                    round: number(fields.first()),
                };
                services.ask(&request).map_err(failed("ask"))
            }
            EffectKind::Call { call, operation } => {
                let call = parcel.call(*call, *operation, site, fields);
                match services.call(&call) {
                    Outcome::Later => Ok(()),
                    outcome => self.settle(&call.key, call.attempt, outcome).map(|_| ()),
                }
            }
        }
    }

    /// Takes in what came of a call. The answer of one attempt is taken once; one that comes too late, or
    /// again, changes nothing.
    ///
    /// # Errors
    /// [`Error`]; the call counts as not answered then.
    pub fn settle(&self, key: &CallKey, attempt: u16, outcome: Outcome) -> Result<Receipt, Error> {
        let under = format!("{key}/{attempt}");
        let now = self.clock.now();
        let offer = |outcome: &Outcome| {
            self.drive(key.item, &under, now, &|scene| {
                Ok(Proposal { event: answer(scene.workflow, key, scene.now, outcome)?, who: Vec::new() })
            })
        };
        match offer(&outcome) {
            // An answer that breaks its own promises says as little as none.
            Err(Error::Faulty(_) | Error::Refused(_)) if !matches!(outcome, Outcome::Failed(_)) => {
                tracing::warn!(call = %key, "a service answered with something that it does not promise");
                offer(&Outcome::Failed("the answer is not what the operation promises".to_owned()))
            }
            taken => taken,
        }
    }
}

fn pause(attempts: u32) -> i64 {
    PAUSE.checked_shl(attempts.min(12)).map_or(LONGEST, |pause| pause.min(LONGEST))
}

fn name(names: &[String], number: u16) -> String {
    names.get(usize::from(number)).cloned().unwrap_or_default()
}

fn number(value: Option<&Value>) -> u32 {
    match value {
        Some(Value::Int(number)) => u32::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// The event that an outcome is. Its visit is the number in the call's key.
fn answer(workflow: &Workflow, key: &CallKey, now: i64, outcome: &Outcome) -> Result<Event, Error> {
    let nothing = Json::Null;
    let (kind, named, given) = match outcome {
        Outcome::Gave(fields) => (EventKind::Result, None, fields),
        Outcome::Raised { exception, fields } => (EventKind::Exception, Some(exception), fields),
        Outcome::Failed(_) | Outcome::Later => (EventKind::Fault, None, &nothing),
    };
    let mut sites =
        sites::events(workflow).filter(|(_, site)| site.kind == kind && site.site == Some(key.call));
    let site = sites.find(|(_, site)| named.is_none_or(|name| *name == site.name));
    let (case, site) = site.ok_or_else(|| Error::faulty("outcome", "the call has no such outcome"))?;
    let fields = json::fields(given, &site.fields).map_err(Error::Faulty)?;
    Ok(Event { visit: key.number, ..Event::machine(now, case, fields) })
}

/// An effect on its way out.
struct Parcel<'p> {
    manifest: &'p Manifest,
    workflow: &'p Workflow,
    loaded: &'p Loaded,
    key: String,
}

impl Parcel<'_> {
    fn item(&self) -> ItemId {
        self.loaded.current.id
    }

    fn call(&self, call: u16, operation: u16, site: &EffectSite, fields: &[Value]) -> Call {
        // Number, attempt, "not before", then what the operation takes.
        let takes = site.fields.iter().zip(fields).skip(3);
        let takes = takes.map(|(field, value)| (field.name.clone(), json::write(value, &field.shape)));
        let operation = self.manifest.operations.get(usize::from(operation));
        Call {
            key: CallKey { item: self.item(), call, number: number(fields.first()) },
            operation: operation.map(|operation| operation.name.clone()).unwrap_or_default(),
            attempt: number(fields.get(1)) as u16,
            fields: Json::Object(takes.collect()),
        }
    }

    fn withdrawal(&self, case: u16, fields: &[Value]) -> Option<Withdrawal> {
        let at = number(fields.first()) as u16;
        match case {
            effects::ASK_CLOSED => {
                Some(Withdrawal::Ask { item: self.item(), ask: name(&self.workflow.parts.asks, at) })
            }
            effects::CALL_CANCELLED => {
                let call = self.loaded.image.calls.get(usize::from(at))?;
                let number = call.head.number;
                Some(Withdrawal::Call(CallKey { item: self.item(), call: at, number }))
            }
            _ => None,
        }
    }

    /// Whom a notice is for. Its first field is the team that owned; arguments follow.
    fn addressee(&self, who: &Who, fields: &[Value]) -> Option<Addressee> {
        Some(match who {
            Who::Role(role) => Addressee::Role(self.manifest.role_name(*role)?),
            Who::Owner(part) => {
                let team = self.manifest.teams.get(number(fields.first()) as usize)?;
                Addressee::Role(match part {
                    Some(part) => format!("{}.{part}", team.name),
                    None => team.name.clone(),
                })
            }
            Who::Party(party) => self.party(*party),
            Who::Person(argument) => Addressee::Person(text(fields.get(usize::from(*argument) + 1)?)?),
        })
    }

    fn party(&self, party: u16) -> Addressee {
        let known = self.workflow.parties.get(usize::from(party));
        let who = known.and_then(|party| named(&self.loaded.image, &party.path));
        Addressee::Party { name: known.map(|party| party.name.clone()).unwrap_or_default(), who }
    }
}

/// The text at a path of the record.
fn named(image: &Image, path: &[u16]) -> Option<String> {
    let step = |value: Value, at: &u16| match value {
        Value::Record(fields) => fields.into_iter().nth(usize::from(*at)),
        _ => None,
    };
    text(&path.iter().try_fold(image.record.clone(), step)?)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Option(Some(value)) => text(value),
        _ => None,
    }
}
