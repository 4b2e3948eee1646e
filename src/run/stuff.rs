//! What a module may be made of, looked at before any engine compiles it.
//!
//! In: bytes from anywhere. Out: nothing, or what a module of Handoff never has (`docs/abi.md`). Not here: what it
//! exports and what it says of itself.

use super::program::LoadError;
use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser, Payload, Validator, WasmFeatures};

/// WebAssembly 1.0 with what every engine has had for years, and without floats.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::MULTI_VALUE);

/// Whether a module is made of nothing but what the treaty allows.
pub(super) fn admit(bytes: &[u8]) -> Result<(), LoadError> {
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(invalid)? {
            Payload::ImportSection(imports) => {
                if let Some(import) = imports.into_imports().next() {
                    let import = import.map_err(invalid)?;
                    return Err(LoadError::Import(format!("{}.{}", import.module, import.name)));
                }
            }
            Payload::TableSection(_) | Payload::ElementSection(_) => return Err(LoadError::Stuff("a table")),
            Payload::StartSection { .. } => return Err(LoadError::Stuff("a start function")),
            Payload::CodeSectionEntry(body) if grows(&body).map_err(invalid)? => {
                return Err(LoadError::Stuff("memory that grows"));
            }
            _ => {}
        }
    }
    Validator::new_with_features(FEATURES).validate_all(bytes).map(|_| ()).map_err(invalid)
}

fn grows(body: &FunctionBody<'_>) -> Result<bool, BinaryReaderError> {
    for operator in body.get_operators_reader()? {
        if matches!(operator?, Operator::MemoryGrow { .. }) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn invalid(error: BinaryReaderError) -> LoadError {
    LoadError::Invalid(error.message().to_owned())
}
