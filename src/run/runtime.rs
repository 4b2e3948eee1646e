//! The runtime: events against items, each decided by the module and made durable before it is answered.
//!
//! In: starts, acts, the passing of time. Out: [`Receipt`]s, or why nothing was changed. Not here: looking
//! at items (`view.rs`), what goes out (`outbox.rs`), the proof of history (`verify.rs`).

use super::act::{Act, Proposal, Scene, hint};
use super::clock::Clock;
use super::error::Error;
use super::instance::Trouble;
use super::program::{Flow, Program};
use super::refusal::{Refusal, explain};
use super::roster::{Roster, attest};
use super::sites;
use super::tables::Tables;
use super::transition::Move;
use super::workers::{Workers, lock};
use crate::abi::event::events;
use crate::abi::image::{Header, Image};
use crate::abi::json::{self, Json};
use crate::abi::manifest::Workflow;
use crate::abi::{Event, Reply};
use crate::store::{Answer, Content, Current, Hash, ItemId, Logged, Store, Ticket, Which, Write};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// How often an event is tried while others move its item, or its clocks.
const PATIENCE: usize = 64;
/// How many due items are looked up at once.
const PAGE: usize = 256;

/// Runs the items of a store. Shared by any number of threads.
pub struct Runtime<S> {
    pub(super) store: S,
    pub(super) program: Arc<Program>,
    pub(super) clock: Box<dyn Clock>,
    pub(super) roster: Box<dyn Roster>,
    pub(super) workers: Workers,
    /// Modules that items were started with and that are not the current one.
    others: Mutex<BTreeMap<Hash, Arc<Program>>>,
}

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The item.
    pub item: ItemId,
    /// The transition: its number in the item's history.
    pub seq: u64,
    /// How it came about.
    pub how: How,
}

/// How a receipt came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// The item moved.
    Moved,
    /// It had moved already, under the same key.
    Repeated,
    /// The event speaks of nothing any more; the item did not move.
    Ignored,
}

/// What the passing of time did.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Ticked {
    /// How many transitions.
    pub moved: usize,
    /// Items that were taken aside on the way.
    pub parked: Vec<ItemId>,
}

/// An item with the module that it runs on.
pub(super) struct Loaded {
    pub(super) current: Current,
    pub(super) image: Image,
    pub(super) program: Arc<Program>,
    pub(super) number: usize,
}

impl Loaded {
    pub(super) fn workflow(&self) -> &Workflow {
        &self.program.manifest().workflows[self.number]
    }

    pub(super) fn flow(&self) -> &Flow {
        &self.program.flows[self.number]
    }
}

/// What came of one try.
pub(super) enum Tried {
    Done(Receipt),
    /// It moved, and is not durable yet.
    Flying(Flying),
    /// Somebody else moved the item.
    Again,
    /// A clock comes first.
    TickFirst,
}

/// A transition on its way to the store.
pub(super) struct Flying {
    ticket: Ticket,
    item: ItemId,
    seq: u64,
    key: String,
}

impl<S: Store> Runtime<S> {
    /// A runtime that starts items of `program`. Items that were started with other modules go on with
    /// theirs, which the store keeps.
    ///
    /// # Errors
    /// [`Error::Store`] and [`Error::Calendar`].
    pub fn open(
        program: Program,
        store: S,
        clock: impl Clock + 'static,
        roster: impl Roster + 'static,
    ) -> Result<Runtime<S>, Error> {
        let runtime = Runtime {
            store,
            program: Arc::new(program),
            clock: Box::new(clock),
            roster: Box::new(roster),
            workers: Workers::default(),
            others: Mutex::default(),
        };
        let keep = Write::Keep(Content::Module, runtime.program.bytes().to_vec());
        runtime.store.submit(keep).wait()?;
        runtime.tables(&runtime.program, runtime.clock.now())?;
        Ok(runtime)
    }

    /// The program whose items are started here.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The store, for what reads it only.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Starts an item of a workflow with a record, by a person or (empty) a machine. A repeat under the same
    /// key starts nothing more, whatever its record says.
    ///
    /// # Errors
    /// [`Error`]; there is no item then.
    pub fn start(&self, workflow: &str, record: &Json, by: &str, key: &str) -> Result<Receipt, Error> {
        self.started(workflow, key, self.begin(workflow, record, by, key)?)
    }

    /// The receipt of a start, once it is durable.
    pub(super) fn started(&self, workflow: &str, key: &str, tried: Tried) -> Result<Receipt, Error> {
        match self.land(tried)? {
            Tried::Done(receipt) => Ok(receipt),
            // Its id is derived from its key, so only a start under the same key can have been faster.
            _ => Err(Error::Contended(ItemId::derive(workflow, key))),
        }
    }

    /// A start, decided and on its way to the store.
    pub(super) fn begin(&self, workflow: &str, record: &Json, by: &str, key: &str) -> Result<Tried, Error> {
        let program = &*self.program;
        let (number, known, flow) = program.workflow(workflow).ok_or_else(|| {
            let names = program.manifest().workflows.iter().map(|known| known.name.as_str());
            Error::NoWorkflow { name: workflow.to_owned(), hint: hint(workflow, names) }
        })?;
        if key.is_empty() {
            return Err(Error::faulty("key", "a start needs a key, under which it may safely be repeated"));
        }
        let item = ItemId::derive(workflow, key);
        if let Some(first) = self.store.repeat(item, key)? {
            return Ok(Tried::Done(repeated(&first)));
        }
        let event = self.first(flow, record, by)?;
        let tables = self.tables(program, event.now)?;
        let reply = self.workers.step(program, &tables, number, &flow.blank, &event.value());
        let (bytes, effects) = match reply {
            Ok(Reply::Moved { image, effects }) => (image, effects),
            Ok(Reply::Refused(why)) => {
                return Err(Error::Refused(explain(program.manifest(), known, flow, &why, &[])));
            }
            Ok(Reply::Ignored | Reply::TickFirst) => {
                return Err(Trouble::Image("a start makes an item".to_owned()).into());
            }
            Err(Trouble::TooLarge(size)) => return Err(too_large(size)),
            Err(trouble) => return Err(trouble.into()),
        };
        let image = flow.next(&bytes, &Header::default(), known, program.manifest());
        let image = image.map_err(Trouble::Image)?;
        let (before, event, tables) = (None, &event, tables.hash());
        Ok(self.submit(Move { item, before, program, number, tables, event, key, bytes, image, effects }))
    }

    /// The event that starts an item.
    fn first(&self, flow: &Flow, record: &Json, by: &str) -> Result<Event, Error> {
        let (_, fields) = sites::event_case(&flow.event, flow.start).unwrap_or_default();
        let fields = json::fields(record, fields).map_err(Error::Faulty)?;
        let roles = attest(self.program.manifest(), &*self.roster, by);
        let start = Event::machine(self.clock.now(), flow.start, fields);
        Ok(Event { person: by.to_owned(), roles, ..start })
    }

    /// Offers an act to an item.
    ///
    /// # Errors
    /// [`Error`]; the item is as it was then.
    pub fn offer(&self, item: ItemId, act: &Act) -> Result<Receipt, Error> {
        self.drive(item, &act.key, self.clock.now(), &|scene| act.event(scene))
    }

    /// Makes an event and offers it, again while others are faster and after clocks that come first.
    pub(super) fn drive(
        &self,
        item: ItemId,
        key: &str,
        now: i64,
        make: &dyn Fn(&Scene<'_>) -> Result<Proposal, Error>,
    ) -> Result<Receipt, Error> {
        for _ in 0..PATIENCE {
            if let Some(first) = self.store.repeat(item, key)? {
                return Ok(repeated(&first));
            }
            let loaded = self.load(item)?;
            let Proposal { event, who } = make(&self.scene(&loaded, now))?;
            match self.land(self.attempt(&loaded, &event, key, &who)?)? {
                Tried::Done(receipt) => return Ok(receipt),
                Tried::Again | Tried::Flying(_) => {}
                Tried::TickFirst => self.tick_item(item, event.now)?,
            }
        }
        Err(Error::Contended(item))
    }

    pub(super) fn scene<'s>(&'s self, loaded: &'s Loaded, now: i64) -> Scene<'s> {
        Scene {
            manifest: loaded.program.manifest(),
            workflow: loaded.workflow(),
            image: &loaded.image,
            roster: &*self.roster,
            // Time stands still rather than run backwards.
            now: now.max(loaded.image.header.high_water),
        }
    }

    /// Lets every clock do what is due at `now`.
    ///
    /// # Errors
    /// [`Error::Store`]. An item whose module fails is taken aside, and named in the answer.
    pub fn tick(&self, now: i64) -> Result<Ticked, Error> {
        let mut ticked = Ticked::default();
        loop {
            let due = self.store.items(&Which::Due(now), PAGE)?;
            if due.is_empty() {
                return Ok(ticked);
            }
            for item in due {
                match self.tick_item(item.id, now) {
                    Ok(()) => ticked.moved += 1,
                    Err(Error::Parked { item, .. }) => ticked.parked.push(item),
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Ticks until the item has nothing more to do at `now`.
    fn tick_item(&self, item: ItemId, now: i64) -> Result<(), Error> {
        for _ in 0..PATIENCE {
            let loaded = self.load(item)?;
            let header = &loaded.image.header;
            if header.next_due > now {
                return Ok(());
            }
            let event = Event::machine(now.max(header.high_water), events::TICK, Vec::new());
            let key = format!("tick {}", loaded.current.seq + 1);
            match self.attempt(&loaded, &event, &key, &[]).and_then(|tried| self.land(tried)) {
                Ok(Tried::Done(receipt)) if receipt.how == How::Ignored => break,
                Ok(Tried::TickFirst) | Err(Error::Refused(_)) => break,
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
        self.park(item, "a clock is due, and stays due however often it is heard")
    }

    /// One try of one event, on its way to the store.
    pub(super) fn attempt(
        &self,
        loaded: &Loaded,
        event: &Event,
        key: &str,
        who: &[u16],
    ) -> Result<Tried, Error> {
        let Loaded { current, program, number, .. } = loaded;
        let (item, manifest, number) = (current.id, program.manifest(), *number);
        let tables = self.tables(program, event.now)?;
        let reply = self.workers.step(program, &tables, number, &current.image, &event.value());
        let (bytes, effects) = match reply {
            Ok(Reply::Moved { image, effects }) => (image, effects),
            Ok(Reply::TickFirst) => return Ok(Tried::TickFirst),
            Ok(Reply::Ignored) => {
                return Ok(Tried::Done(Receipt { item, seq: current.seq, how: How::Ignored }));
            }
            Ok(Reply::Refused(why)) => {
                return Err(Error::Refused(explain(manifest, loaded.workflow(), loaded.flow(), &why, who)));
            }
            Err(Trouble::TooLarge(size)) => return Err(too_large(size)),
            Err(trouble) => return self.park(item, &trouble.to_string()),
        };
        let next = loaded.flow().next(&bytes, &loaded.image.header, loaded.workflow(), manifest);
        let image = match next {
            Ok(image) => image,
            Err(what) => return self.park(item, &Trouble::Image(what).to_string()),
        };
        let (before, tables) = (Some(current), tables.hash());
        Ok(self.submit(Move { item, before, program, number, tables, event, key, bytes, image, effects }))
    }

    fn submit(&self, made: Move<'_>) -> Tried {
        let transition = made.transition();
        let (item, seq) = (transition.entry.item, transition.entry.seq);
        let key = transition.current.key.clone();
        let ticket = self.store.submit(Write::Transition(Box::new(transition)));
        Tried::Flying(Flying { ticket, item, seq, key })
    }

    /// Waits until what flies is durable, or is known to change nothing.
    pub(super) fn land(&self, tried: Tried) -> Result<Tried, Error> {
        let Tried::Flying(Flying { ticket, item, seq, key }) = tried else { return Ok(tried) };
        Ok(match ticket.wait()? {
            Answer::Written => Tried::Done(Receipt { item, seq, how: How::Moved }),
            Answer::Repeated(first) => Tried::Done(repeated(&first)),
            Answer::Stale => Tried::Again,
            Answer::Taken(other) => {
                let sentence = format!("there is an item with the key `{key}` already: `{other}`");
                return Err(Error::Refused(Refusal::plain("taken", sentence)));
            }
        })
    }

    /// An item, its state, its module.
    ///
    /// # Errors
    /// [`Error::NoItem`], [`Error::Parked`].
    pub(super) fn load(&self, item: ItemId) -> Result<Loaded, Error> {
        let current = self.store.item(item)?.ok_or(Error::NoItem(item))?;
        if let Some(why) = current.parked {
            return Err(Error::Parked { item, why });
        }
        let loaded = self.open_row(current)?;
        match loaded {
            Ok(loaded) => Ok(loaded),
            Err(why) => self.park(item, &why),
        }
    }

    /// A row of the store with its module; inside, why its state cannot be read.
    pub(super) fn open_row(&self, current: Current) -> Result<Result<Loaded, String>, Error> {
        let program = match self.program_of(current.module) {
            Ok(program) => program,
            // One item without its module is no reason for the others to stand still.
            Err(Error::Lost(module)) => return Ok(Err(format!("its module `{module}` is not in the store"))),
            Err(why @ Error::Load(_)) => return Ok(Err(why.to_string())),
            Err(error) => return Err(error),
        };
        let Some((number, _, flow)) = program.workflow(&current.workflow) else {
            return Ok(Err(format!("its module has no workflow `{}`", current.workflow)));
        };
        let image = match flow.read(&current.image) {
            Ok(image) => image,
            Err(why) => return Ok(Err(why)),
        };
        Ok(Ok(Loaded { current, image, program, number }))
    }

    /// A module by its hash.
    pub(super) fn program_of(&self, hash: Hash) -> Result<Arc<Program>, Error> {
        if hash == self.program.hash() {
            return Ok(self.program.clone());
        }
        if let Some(program) = lock(&self.others).get(&hash) {
            return Ok(program.clone());
        }
        // A module that became another one in the store is as good as none.
        let bytes = self.store.content(hash)?.filter(|bytes| Hash::of(bytes) == hash);
        let program = Arc::new(Program::load(&self.program.engine, &bytes.ok_or(Error::Lost(hash))?)?);
        lock(&self.others).insert(hash, program.clone());
        Ok(program)
    }

    /// The calendars of an instant, durable before any log row names them.
    fn tables(&self, program: &Program, now: i64) -> Result<Arc<Tables>, Error> {
        let (tables, new) = self.workers.tables(program, now)?;
        if new {
            self.store.submit(Write::Keep(Content::Calendars, tables.bytes())).wait()?;
            self.workers.keep(program, now, &tables);
        }
        Ok(tables)
    }

    /// Takes an item aside, loudly: nothing happens to it until somebody puts it back.
    fn park<T>(&self, item: ItemId, why: &str) -> Result<T, Error> {
        tracing::error!(%item, why, "an item is taken aside: its module failed on it");
        self.store.submit(Write::Parked(item, Some(why.to_owned()))).wait()?;
        Err(Error::Parked { item, why: why.to_owned() })
    }

    /// Puts an item back that was taken aside. Its clocks are heard again, from the next tick on.
    ///
    /// # Errors
    /// [`Error::NoItem`], [`Error::Store`].
    pub fn unpark(&self, item: ItemId) -> Result<(), Error> {
        match self.store.submit(Write::Parked(item, None)).wait()? {
            Answer::Written => Ok(()),
            _ => Err(Error::NoItem(item)),
        }
    }
}

fn repeated(first: &Logged) -> Receipt {
    Receipt { item: first.entry.item, seq: first.entry.seq, how: How::Repeated }
}

fn too_large(size: usize) -> Error {
    Error::Refused(Refusal::plain("too_large", Trouble::TooLarge(size).to_string()))
}
