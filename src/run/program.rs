//! A loaded module: checked against the treaty, compiled, its manifest at hand.
//!
//! In: bytes from anywhere. Out: a [`Program`], or why they are none, with the next step. Not here: an
//! instance that runs (`instance.rs`).

use super::engine::Engine;
use super::{section, stuff};
use crate::abi::image::{Header, Image, NONE, Parts, Status, StrandState};
use crate::abi::manifest::Workflow;
use crate::abi::{MANIFEST_SECTION, Manifest, Shape, TREATY, codec, json, layout};
use crate::store::Hash;
use wasmtime::{ExternType, Module};

/// The most bytes a module may have.
const LARGEST: usize = 8 << 20;
/// The most memory it may ask for, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// A module, ready to run.
pub struct Program {
    pub(super) engine: Engine,
    pub(super) module: Module,
    pub(super) flows: Vec<Flow>,
    bytes: Vec<u8>,
    hash: Hash,
    manifest: Manifest,
}

/// The shapes of a workflow, put together once.
pub(super) struct Flow {
    pub(super) image: Shape,
    pub(super) event: Shape,
    pub(super) effect: Shape,
    /// All that one transition asks for.
    pub(super) effects: Shape,
    pub(super) reason: Shape,
    /// What an item that is not started is made of.
    pub(super) blank: Vec<u8>,
    /// The event that starts an item.
    pub(super) start: u16,
}

/// Why bytes are no program.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// They are something else.
    #[error("this is no WebAssembly module: give the file that `handoff build` wrote")]
    NotAModule,
    /// Some of them are missing.
    #[error("the module is cut short: copy it again, whole, or build it again with `handoff build`")]
    CutShort,
    /// They are too many.
    #[error("the module has {bytes} bytes, more than {LARGEST}: split the file it was built from")]
    TooLarge {
        /// How many.
        bytes: usize,
    },
    /// A module of something else.
    #[error(
        "the module has no section `{MANIFEST_SECTION}`: build it with `handoff build`, and do not strip it"
    )]
    NoManifest,
    /// A module of another version.
    #[error(
        "the module speaks version {found} of the treaty, this program speaks {TREATY}: build it again with `handoff build`"
    )]
    Treaty {
        /// Its version.
        found: u32,
    },
    /// What it says of itself cannot be read.
    #[error(
        "the module's manifest cannot be read (it is damaged at its byte {at}): build it again with `handoff build`",
        at = .0.column()
    )]
    Manifest(#[from] json::Unreadable),
    /// What it says of itself cannot be.
    #[error("the module's manifest contradicts itself ({0}): build it again with `handoff build`")]
    Contradiction(String),
    /// It wants something of the host.
    #[error(
        "the module imports `{0}`; a module of Handoff needs nothing from outside: build it with `handoff build`"
    )]
    Import(String),
    /// It is made of something else.
    #[error("the module has {0}; a module of Handoff never has: build it with `handoff build`")]
    Stuff(&'static str),
    /// It lacks something.
    #[error("the module does not export `{0}` as the treaty says: build it again with `handoff build`")]
    Export(&'static str),
    /// The engine refuses it.
    #[error("the module is not valid ({0}): build it again with `handoff build`")]
    Invalid(String),
}

impl Program {
    /// Loads a module.
    ///
    /// # Errors
    /// [`LoadError`]; nothing of the module has run then.
    pub fn load(engine: &Engine, bytes: &[u8]) -> Result<Program, LoadError> {
        if !bytes.starts_with(section::MAGIC) {
            return Err(LoadError::NotAModule);
        }
        if bytes.len() > LARGEST {
            return Err(LoadError::TooLarge { bytes: bytes.len() });
        }
        let manifest = manifest(bytes)?;
        let flows = manifest.workflows.iter().map(Flow::new).collect::<Result<_, _>>()?;
        stuff::admit(bytes)?;
        let module =
            Module::new(&engine.wasm, bytes).map_err(|error| LoadError::Invalid(format!("{error:#}")))?;
        treaty(&module)?;
        let (bytes, hash) = (bytes.to_vec(), Hash::of(bytes));
        Ok(Program { engine: engine.clone(), module, flows, bytes, hash, manifest })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The SHA-256 of its bytes: how a log names it.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A workflow by name: its number, itself, its shapes.
    pub(super) fn workflow(&self, name: &str) -> Option<(usize, &Workflow, &Flow)> {
        let number = self.manifest.workflows.iter().position(|workflow| workflow.name == name)?;
        Some((number, &self.manifest.workflows[number], &self.flows[number]))
    }
}

fn manifest(bytes: &[u8]) -> Result<Manifest, LoadError> {
    let section = section::custom(bytes, MANIFEST_SECTION).ok_or(LoadError::CutShort)?;
    let section = section.ok_or(LoadError::NoManifest)?;
    if let Some(found) = json::treaty(section).filter(|found| *found != TREATY) {
        return Err(LoadError::Treaty { found });
    }
    Ok(Manifest::read(section)?)
}

/// Whether a module gives what the treaty says.
fn treaty(module: &Module) -> Result<(), LoadError> {
    match module.get_export("memory") {
        Some(ExternType::Memory(memory)) => {
            let pages = memory.maximum().filter(|most| *most == memory.minimum());
            let bytes = pages.and_then(|pages| pages.checked_mul(memory.page_size()));
            bytes.filter(|bytes| *bytes <= MOST_MEMORY).ok_or(LoadError::Export("memory"))?;
        }
        _ => return Err(LoadError::Export("memory")),
    }
    for (name, takes, gives) in [("alloc", 1, 1), ("calendars", 2, 0), ("reset", 0, 0), ("step", 3, 1)] {
        let Some(ExternType::Func(function)) = module.get_export(name) else {
            return Err(LoadError::Export(name));
        };
        let words = function.params().chain(function.results()).all(|kind| kind.is_i32());
        if !words || function.params().len() != takes || function.results().len() != gives {
            return Err(LoadError::Export(name));
        }
    }
    Ok(())
}

impl Flow {
    fn new(workflow: &Workflow) -> Result<Flow, LoadError> {
        let wrong = |what: &str| LoadError::Contradiction(format!("`{}`: {what}", workflow.name));
        let Parts { slots, lasts, strands, .. } = &workflow.parts;
        if strands.is_empty() || lasts.iter().any(|slot| usize::from(*slot) >= slots.len()) {
            return Err(wrong("its state has no root, or names a place that is not there"));
        }
        let image = workflow.parts.shape();
        if layout::hash(&image) != workflow.layout {
            return Err(wrong("its state has another layout than it says"));
        }
        let blank = codec::encode(&workflow.parts.blank().value(), &image, 0);
        let event = workflow.event_shape();
        let start = super::sites::start(workflow).ok_or_else(|| wrong("nothing starts it"))?;
        let (effect, reason) = (workflow.effect_shape(), workflow.reason_shape());
        let effects = effect.clone().list();
        Ok(Flow { image, event, effect, effects, reason, blank, start })
    }

    /// The state that bytes hold.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Image, String> {
        let value = codec::decode(bytes, 0, &self.image).map_err(|error| error.to_string())?;
        Image::read(value).ok_or_else(|| "the bytes are no state of this workflow".to_owned())
    }

    /// The state that a module answered with: it cannot skip a transition, turn back time, invent an owner,
    /// a place or an outcome, or leave work behind at the end.
    pub(super) fn next(
        &self,
        bytes: &[u8],
        old: &Header,
        workflow: &Workflow,
        manifest: &Manifest,
    ) -> Result<Image, String> {
        let image = self.read(bytes)?;
        let header = &image.header;
        let live = || image.strands.iter().filter(|strand| strand.state == StrandState::Live);
        let known = |place: u16| place == NONE || usize::from(place) < workflow.places.len();
        let outcome = header.outcome == NONE || usize::from(header.outcome) < workflow.parts.outcomes.len();
        let rules = [
            (header.layout as u64 == workflow.layout, "the new state has another layout"),
            (header.seq == old.seq + 1, "the new state does not count its transition"),
            (header.high_water >= old.high_water, "time went backwards"),
            (header.status != Status::New, "the item is not started after an event"),
            (live().all(|strand| usize::from(strand.owner) < manifest.teams.len()), "nobody owns the work"),
            (live().all(|strand| known(strand.place)) && outcome, "the work is nowhere"),
            (header.status != Status::Ended || live().next().is_none(), "work is left over at the end"),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            Some((_, broken)) => Err(broken.to_owned()),
            None => Ok(image),
        }
    }
}
