//! What runs a module: WebAssembly, compiled or interpreted, alike to the last bit.
//!
//! In: a choice. Out: an [`Engine`], to be shared by all programs of a process. Not here: modules.

use wasmtime::{Config, Error};

/// Runs modules. Cloning it shares it.
#[derive(Clone)]
pub struct Engine {
    pub(super) wasm: wasmtime::Engine,
}

/// The instruction set of the interpreter. It knows 64-bit machines of either byte order.
const INTERPRETER: &str = if cfg!(target_endian = "big") { "pulley64be" } else { "pulley64" };

impl Engine {
    /// Compiles modules to the machine's own code; the one to take.
    ///
    /// # Errors
    /// [`EngineError`] on a machine that the compiler does not know; the interpreter runs there.
    pub fn compiled() -> Result<Engine, EngineError> {
        Ok(Engine { wasm: wasmtime::Engine::new(&config())? })
    }

    /// Interprets modules, some five times slower: where no machine code may be made. For modules of our own
    /// compiler only, for it is outside of what the engine's makers call secure.
    ///
    /// # Errors
    /// [`EngineError`] on a machine with less than 64 bits.
    pub fn interpreted() -> Result<Engine, EngineError> {
        let mut config = config();
        config.target(INTERPRETER)?;
        Ok(Engine { wasm: wasmtime::Engine::new(&config)? })
    }
}

/// Why a machine runs no modules.
#[derive(Debug, thiserror::Error)]
#[error("this machine cannot run WebAssembly in this way ({0}): try the other engine")]
pub struct EngineError(#[from] Error);

/// Nothing a module of ours does not need, nothing that could differ between machines, and no handler of
/// signals, for a process has only one and it may be the host's.
fn config() -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .signals_based_traps(false)
        .max_wasm_stack(512 << 10)
        .wasm_relaxed_simd(false)
        .wasm_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_tail_call(false);
    config
}
