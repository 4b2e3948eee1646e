//! Looking at items: their state in names, what each team has to do, what happened.
//!
//! In: rows of the store. Out: plain data with names instead of numbers. Not here: who may see what, and
//! any second copy: all of it is read from the current row or the log, each time.

use super::error::Error;
use super::runtime::{Loaded, Runtime};
use super::sites;
use crate::abi::image::{Image, Life, NEVER, Status, Strand, StrandState};
use crate::abi::json::{self, Json};
use crate::abi::manifest::{Place, PlaceKind};
use crate::abi::{Field, Shape, Value, codec};
use crate::store::{Hash, ItemId, Logged, Store, Which};

/// An item as it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its workflow.
    pub workflow: String,
    /// Its business key; empty where it has none.
    pub key: String,
    /// How far it is.
    pub status: Status,
    /// How it ended, once that is known, and what the outcome carries.
    pub outcome: Option<(String, Json)>,
    /// How many transitions made it.
    pub seq: u64,
    /// What it is about.
    pub record: Json,
    /// What the places that are done gave, by their names.
    pub done: Json,
    /// Where it rests.
    pub tasks: Vec<Task>,
    /// Why it was taken aside, if it was.
    pub parked: Option<String>,
    /// All of its state.
    pub image: Image,
}

/// Work that rests somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// The item.
    pub item: ItemId,
    /// Its workflow.
    pub workflow: String,
    /// Its business key.
    pub key: String,
    /// Where.
    pub place: String,
    /// What kind of place that is.
    pub kind: PlaceKind,
    /// Which visit; an act that names another comes too late.
    pub visit: u32,
    /// The team that answers for it.
    pub owner: String,
    /// The roles that may do it: `Team` or `Team.part`.
    pub who: Vec<String>,
    /// The life of the task.
    pub life: Life,
    /// Who has it.
    pub claimed_by: Option<String>,
    /// Since when it rests there.
    pub since: i64,
    /// The next instant at which one of its clocks does something.
    pub due: Option<i64>,
}

impl Task {
    /// Whether a team answers for it, or may do it.
    pub fn concerns(&self, team: &str) -> bool {
        let of_team = |role: &String| role.split('.').next() == Some(team);
        self.owner == team || self.who.iter().any(of_team)
    }
}

/// Something that happened to an item.
#[derive(Clone, PartialEq, Debug)]
pub struct Past {
    /// Which transition.
    pub seq: u64,
    /// When.
    pub now: i64,
    /// Who did it; empty for a machine.
    pub by: String,
    /// The name of the event.
    pub event: String,
    /// With what.
    pub fields: Json,
    /// What it asked of the host and put on record, as names with fields.
    pub effects: Vec<(String, Json)>,
    /// Its link of the chain.
    pub hash: Hash,
}

/// How many rows are read at once.
const PAGE: usize = 256;

impl<S: Store> Runtime<S> {
    /// An item as it is. One that was taken aside can be looked at like any other.
    ///
    /// # Errors
    /// [`Error::NoItem`]; [`Error::Damaged`] where its state cannot be read.
    pub fn item(&self, id: ItemId) -> Result<Item, Error> {
        let row = self.store.item(id)?.ok_or(Error::NoItem(id))?;
        let loaded = self.open_row(row)?.map_err(|why| Error::Damaged { item: id, why })?;
        Ok(view(loaded))
    }

    /// The items of a workflow with a business key, at most one of which is not over.
    ///
    /// # Errors
    /// As of [`item`](Runtime::item).
    pub fn find(&self, workflow: &str, key: &str) -> Result<Vec<ItemId>, Error> {
        let which = Which::Keyed { workflow: workflow.to_owned(), key: key.to_owned() };
        Ok(self.store.items(&which, PAGE)?.into_iter().map(|row| row.id).collect())
    }

    /// All work that concerns a team, longest waiting first: what it answers for, and what it may do. Items
    /// that were taken aside are in it, for their owner stays.
    ///
    /// # Errors
    /// As of [`item`](Runtime::item).
    pub fn queue(&self, team: &str) -> Result<Vec<Task>, Error> {
        let (mut found, mut last) = (Vec::new(), None);
        loop {
            let page = self.store.items(&Which::Live(last), PAGE)?;
            let Some(row) = page.last() else { break };
            last = Some(row.id);
            for row in page {
                // What cannot be read is parked at the next event; it has no place that could be named.
                if let Ok(loaded) = self.open_row(row)? {
                    found.extend(tasks(&loaded).into_iter().filter(|task| task.concerns(team)));
                }
            }
        }
        found.sort_by(|a, b| (a.since, a.item, &a.place).cmp(&(b.since, b.item, &b.place)));
        Ok(found)
    }

    /// What happened to an item, from the first.
    ///
    /// # Errors
    /// [`Error::NoItem`], [`Error::Store`].
    pub fn history(&self, id: ItemId) -> Result<Vec<Past>, Error> {
        let row = self.store.item(id)?.ok_or(Error::NoItem(id))?;
        let (mut past, mut after) = (Vec::new(), 0);
        loop {
            let page = self.store.history(id, after, PAGE)?;
            let Some(logged) = page.last() else { return Ok(past) };
            after = logged.entry.seq;
            for logged in page {
                past.push(self.past(&row.workflow, logged)?);
            }
        }
    }

    fn past(&self, workflow: &str, logged: Logged) -> Result<Past, Error> {
        let entry = logged.entry;
        let program = self.program_of(entry.module)?;
        let (event, effects) = match program.workflow(workflow) {
            Some((_, _, flow)) => {
                let event = codec::decode(&entry.event, 0, &flow.event);
                let effects = codec::decode(&entry.effects, 0, &flow.effects);
                (
                    event.ok().map(|event| told(&event, &flow.event)),
                    effects.ok().map(|all| each(&all, &flow.effect)),
                )
            }
            None => (None, None),
        };
        let (event, fields) = event.unwrap_or_else(|| ("unreadable".to_owned(), Json::Null));
        let effects = effects.unwrap_or_default();
        Ok(Past {
            seq: entry.seq,
            now: entry.now,
            by: entry.actor,
            event,
            fields,
            effects,
            hash: logged.hash,
        })
    }
}

/// Name and fields of an event.
fn told(event: &Value, shape: &Shape) -> (String, Json) {
    let Value::Record(parts) = event else { return (String::new(), Json::Null) };
    let Some(Value::Choice(case, values)) = parts.last() else { return (String::new(), Json::Null) };
    let (name, fields) = sites::event_case(shape, *case).unwrap_or_default();
    (name.to_owned(), json::write_fields(values, fields))
}

/// Names and fields of effects.
fn each(effects: &Value, shape: &Shape) -> Vec<(String, Json)> {
    let (Value::List(effects), Shape::Choice(cases)) = (effects, shape) else { return Vec::new() };
    let told = |effect: &Value| {
        let Value::Choice(case, values) = effect else { return None };
        let case = cases.get(usize::from(*case))?;
        Some((case.name.clone(), json::write_fields(values, &case.fields)))
    };
    effects.iter().filter_map(told).collect()
}

fn view(loaded: Loaded) -> Item {
    let tasks = tasks(&loaded);
    let workflow = loaded.workflow();
    let record = json::write(&loaded.image.record, &Shape::Record(workflow.parts.record.clone()));
    let given = workflow.parts.slots.iter().zip(&loaded.image.slots).filter(|(_, slot)| slot.head.done);
    let done = given.map(|(part, slot)| (part.name.clone(), fields(&slot.fields, &part.fields)));
    let done = Json::Object(done.collect());
    let outcome = workflow.parts.outcomes.get(usize::from(loaded.image.header.outcome)).map(|part| {
        let Value::Choice(_, values) = &loaded.image.outcome else { return (part.name.clone(), Json::Null) };
        (part.name.clone(), json::write_fields(values, &part.fields))
    });
    let row = loaded.current;
    Item {
        id: row.id,
        workflow: row.workflow,
        key: row.key,
        status: row.status,
        outcome,
        seq: row.seq,
        record,
        done,
        tasks,
        parked: row.parked,
        image: loaded.image,
    }
}

fn fields(value: &Value, fields: &[Field]) -> Json {
    json::write(value, &Shape::Record(fields.to_vec()))
}

/// Where the strands of an item rest.
fn tasks(loaded: &Loaded) -> Vec<Task> {
    let waiting = |strand: &&Strand| matches!(strand.state, StrandState::Live | StrandState::Held);
    loaded.image.strands.iter().filter(waiting).filter_map(|strand| task(loaded, strand)).collect()
}

fn task(loaded: &Loaded, strand: &Strand) -> Option<Task> {
    let (manifest, row) = (loaded.program.manifest(), &loaded.current);
    let place: &Place = loaded.workflow().places.get(usize::from(strand.place))?;
    let owner = manifest.teams.get(usize::from(strand.owner))?;
    Some(Task {
        item: row.id,
        workflow: row.workflow.clone(),
        key: row.key.clone(),
        place: place.name.clone(),
        kind: place.kind,
        visit: strand.visit,
        owner: owner.name.clone(),
        who: place.who.iter().filter_map(|role| manifest.role_name(*role)).collect(),
        life: strand.life,
        claimed_by: Some(strand.claimed_by.clone()).filter(|person| !person.is_empty()),
        since: strand.entered,
        due: due(loaded, strand.place),
    })
}

/// The next instant at which a clock of a place does something.
fn due(loaded: &Loaded, place: u16) -> Option<i64> {
    let clocks = &loaded.workflow().clocks;
    let of_place = |site: u16| clocks.get(usize::from(site)).is_some_and(|clock| clock.place == Some(place));
    let cells = loaded.image.clocks.iter().filter(|cell| of_place(cell.site) && cell.due != NEVER);
    cells.map(|cell| cell.due).min()
}
