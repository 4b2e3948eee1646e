//! An instance that runs: bytes in, a reply out.
//!
//! In: a state and an event. Out: what the module answers, or a [`Trouble`]: a trap, no fuel, a reply that is
//! none. After trouble an instance is thrown away. Not here: what the reply means.

use super::program::Program;
use super::tables::Tables;
use crate::abi::codec::{Broken, encode};
use crate::abi::{Reply, Value};
use crate::store::Hash;
use wasmtime::{Instance as Wasm, Memory, Store, TypedFunc};

/// The most bytes a state may have: the region at address 0.
pub(super) const LARGEST: usize = 1 << 20;
/// How much one call may do. A transition of a large workflow needs less than a hundredth.
const FUEL: u64 = 100_000_000;

/// A module in the middle of its life.
pub(super) struct Instance {
    store: Store<()>,
    memory: Memory,
    alloc: TypedFunc<i32, i32>,
    reset: TypedFunc<(), ()>,
    step: TypedFunc<(i32, i32, i32), i32>,
    /// Where the last event was put: the next one goes to the same place, so it is written for it.
    heap: u32,
    /// Module and calendars.
    pub(super) of: (Hash, Hash),
}

/// Why a module gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Trouble {
    /// It stopped in the middle.
    #[error("the module stopped: {0}")]
    Trap(String),
    /// What it answered is no answer.
    #[error("the module answered with something that is no answer: {0}")]
    Reply(#[from] Broken),
    /// What it made of the item cannot be.
    #[error("the module made something of the item that cannot be: {0}")]
    Image(String),
    /// The state does not fit.
    #[error("the item has {0} bytes, more than {LARGEST}")]
    TooLarge(usize),
}

impl From<wasmtime::Error> for Trouble {
    fn from(error: wasmtime::Error) -> Trouble {
        let what = error.root_cause().to_string();
        Trouble::Trap(what.strip_prefix("wasm trap: ").unwrap_or(&what).to_owned())
    }
}

impl Instance {
    /// A fresh instance with its calendars in place.
    pub(super) fn new(program: &Program, tables: &Tables) -> Result<Instance, Trouble> {
        let mut store = Store::new(&program.engine.wasm, ());
        store.set_fuel(FUEL)?;
        let wasm = Wasm::new(&mut store, &program.module, &[])?;
        let memory = wasm.get_memory(&mut store, "memory");
        let memory = memory.ok_or_else(|| Trouble::Trap("it has no memory".to_owned()))?;
        let calendars: TypedFunc<(i32, i32), ()> = wasm.get_typed_func(&mut store, "calendars")?;
        let mut instance = Instance {
            alloc: wasm.get_typed_func(&mut store, "alloc")?,
            reset: wasm.get_typed_func(&mut store, "reset")?,
            step: wasm.get_typed_func(&mut store, "step")?,
            store,
            memory,
            heap: 0,
            of: (program.hash(), tables.hash()),
        };
        let list = instance.place(tables.tables())?;
        calendars.call(&mut instance.store, list)?;
        Ok(instance)
    }

    /// Puts the tables and the list of them into memory.
    fn place(&mut self, tables: &[Vec<u8>]) -> Result<(i32, i32), Trouble> {
        let list = self.alloc(8 * tables.len())?;
        let mut pairs = Vec::with_capacity(8 * tables.len());
        for table in tables {
            let at = self.alloc(table.len())?;
            self.write(at, table)?;
            pairs.extend_from_slice(&at.to_le_bytes());
            pairs.extend_from_slice(&(table.len() as u32).to_le_bytes());
        }
        self.write(list, &pairs)?;
        Ok((list as i32, tables.len() as i32))
    }

    fn alloc(&mut self, len: usize) -> Result<u32, Trouble> {
        Ok(self.alloc.call(&mut self.store, len as i32)? as u32)
    }

    fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Trouble> {
        let len = bytes.len() as u32;
        let to = self.memory.data_mut(&mut self.store).get_mut(at as usize..at as usize + bytes.len());
        to.ok_or(Broken::Outside { at, len })?.copy_from_slice(bytes);
        Ok(())
    }

    /// What workflow number `number` makes of an event.
    pub(super) fn step(
        &mut self,
        program: &Program,
        number: usize,
        image: &[u8],
        event: &Value,
    ) -> Result<Reply, Trouble> {
        let flow = &program.flows[number];
        if image.len() > LARGEST {
            return Err(Trouble::TooLarge(image.len()));
        }
        self.store.set_fuel(FUEL)?;
        self.reset.call(&mut self.store, ())?;
        self.write(0, image)?;
        let mut bytes = encode(event, &flow.event, self.heap);
        let at = self.alloc(bytes.len())?;
        if at != self.heap {
            bytes = encode(event, &flow.event, at);
            self.heap = at;
        }
        self.write(at, &bytes)?;
        let call = (number as i32, image.len() as i32, at as i32);
        let reply = self.step.call(&mut self.store, call)? as u32;
        let reply = Reply::read(self.memory.data(&self.store), reply, &flow.effect, &flow.reason)?;
        match reply {
            Reply::Moved { image, .. } if image.len() > LARGEST => Err(Trouble::TooLarge(image.len())),
            reply => Ok(reply),
        }
    }
}
