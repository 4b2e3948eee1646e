//! A host in thirty lines: what `docs/abi.md` asks of one, over wasmtime.

use handoff::abi::{Reply, Shape, Value, codec};
use handoff::calendar::Table;
use std::sync::LazyLock;
use wasmtime::{Engine, Instance, Memory, Module, Store, TypedFunc};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

/// An instance with its calendars registered.
pub(crate) struct Guest {
    store: Store<()>,
    memory: Memory,
    alloc: TypedFunc<i32, i32>,
    reset: TypedFunc<(), ()>,
    step: TypedFunc<(i32, i32, i32), i32>,
}

impl Guest {
    /// An instance of a module, which must be valid under the treaty's limits.
    pub(crate) fn new(wasm: &[u8], tables: &[Table]) -> Guest {
        valid(wasm);
        let module = Module::new(&ENGINE, wasm).unwrap();
        let mut store = Store::new(&ENGINE, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        let alloc = instance.get_typed_func(&mut store, "alloc").unwrap();
        let reset = instance.get_typed_func(&mut store, "reset").unwrap();
        let step = instance.get_typed_func(&mut store, "step").unwrap();
        let calendars: TypedFunc<(i32, i32), ()> = instance.get_typed_func(&mut store, "calendars").unwrap();
        let mut guest = Guest { store, memory, alloc, reset, step };
        let mut list = Vec::new();
        for table in tables {
            let bytes = table.encode();
            let at = guest.put(&bytes);
            list.extend(at.to_le_bytes());
            list.extend((bytes.len() as u32).to_le_bytes());
        }
        let at = guest.put(&list);
        calendars.call(&mut guest.store, (at as i32, tables.len() as i32)).unwrap();
        guest
    }

    fn put(&mut self, bytes: &[u8]) -> u32 {
        let at = self.alloc.call(&mut self.store, bytes.len() as i32).unwrap() as u32;
        self.memory.write(&mut self.store, at as usize, bytes).unwrap();
        at
    }

    /// One step of an item of a workflow; an error if it traps.
    pub(crate) fn step(
        &mut self,
        workflow: usize,
        image: &[u8],
        event: (&Value, &Shape),
        told: (&Shape, &Shape),
    ) -> Result<Reply, String> {
        self.reset.call(&mut self.store, ()).unwrap();
        self.memory.write(&mut self.store, 0, image).unwrap();
        // The event's pointers are those of where it lies, so its room is taken first.
        let len = codec::encode(event.0, event.1, 0).len();
        let at = self.put(&vec![0; len]);
        self.memory.write(&mut self.store, at as usize, &codec::encode(event.0, event.1, at)).unwrap();
        let args = (workflow as i32, image.len() as i32, at as i32);
        let reply = self.step.call(&mut self.store, args).map_err(|trap| format!("{trap:?}"))?;
        let memory = self.memory.data(&self.store);
        Ok(Reply::read(memory, reply as u32, told.0, told.1).unwrap())
    }
}

/// Whether a module is one that a host may run: nothing but what the treaty allows.
pub(crate) fn valid(wasm: &[u8]) {
    use wasmparser::WasmFeatures as F;
    let features = F::MUTABLE_GLOBAL | F::SIGN_EXTENSION | F::BULK_MEMORY | F::MULTI_VALUE;
    if let Err(error) = wasmparser::Validator::new_with_features(features).validate_all(wasm) {
        panic!("{error}");
    }
}
