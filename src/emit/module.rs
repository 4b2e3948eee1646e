//! A module under construction: functions, constants, and at the end its bytes.
//!
//! In: finished function bodies and constant data. Out: a core WebAssembly module with the prelude in front
//! and the manifest behind. Not here: what the functions do. The memory map is part of the treaty and said in
//! `docs/abi.md`: the image at 0, constants from [`STATIC`] on, then calendars, then the heap.

use super::asm::{Asm, Func};
use super::prelude::{PRELUDE, Signature, Var};
use crate::abi::{MANIFEST_SECTION, layout};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ExportKind, ExportSection, FunctionSection,
    GlobalSection, GlobalType, MemorySection, MemoryType, NameMap, NameSection, TypeSection, ValType,
};

/// Where constants begin: behind the largest image.
pub(super) const STATIC: u32 = 1 << 20;
const PAGE: u32 = 1 << 16;
/// Room for one calendar: ten years, with several openings a day.
const CALENDAR: u32 = 1 << 19;
/// Room for an event, what a transition builds, and the new image.
const HEAP: u32 = 4 << 20;

/// A module under construction.
#[derive(Debug)]
pub(super) struct Module {
    types: Vec<Signature>,
    funcs: Vec<(u32, Option<Vec<u8>>)>,
    data: Vec<u8>,
    constants: BTreeMap<Vec<u8>, u32>,
    names: BTreeMap<u32, String>,
}

impl Module {
    /// A module with nothing but the prelude.
    pub(super) fn new() -> Self {
        let funcs = PRELUDE.funcs.iter().map(|(ty, body)| (*ty, Some(body.clone()))).collect();
        let (data, constants) = (Vec::new(), BTreeMap::new());
        Module { types: PRELUDE.types.clone(), funcs, data, constants, names: PRELUDE.names() }
    }

    /// A function to be defined later.
    pub(super) fn declare(&mut self, params: &[ValType], results: &[ValType]) -> Func {
        let ty = self.ty(params, results);
        self.funcs.push((ty, None));
        Func(self.funcs.len() as u32 - 1)
    }

    /// Gives a function a name, for people only.
    pub(super) fn name(&mut self, func: Func, name: String) {
        self.names.insert(func.0, name);
    }

    fn ty(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let known = self.types.iter().position(|(takes, gives)| takes == params && gives == results);
        known.unwrap_or_else(|| {
            self.types.push((params.to_vec(), results.to_vec()));
            self.types.len() - 1
        }) as u32
    }

    /// Defines a function that was declared.
    pub(super) fn define(&mut self, func: Func, asm: Asm) {
        self.funcs[func.0 as usize].1 = Some(asm.finish());
    }

    /// Constant bytes, on a multiple of eight, each once; returns their address.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> u32 {
        if let Some(known) = self.constants.get(bytes) {
            return *known;
        }
        let at = self.append(bytes);
        self.constants.insert(bytes.to_vec(), at);
        at
    }

    /// Room to write to, zero when the module is instantiated.
    pub(super) fn room(&mut self, size: u32) -> u32 {
        self.append(&vec![0; size as usize])
    }

    fn append(&mut self, bytes: &[u8]) -> u32 {
        let at = layout::align_up(self.data.len() as u32, 8);
        self.data.resize(at as usize, 0);
        self.data.extend_from_slice(bytes);
        STATIC + at
    }

    /// A constant text; returns where its pointer and length stand. Nothing has no address.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        let header = self.text_header(text);
        self.bytes(&header)
    }

    /// Pointer and length of a constant text.
    pub(super) fn text_header(&mut self, text: &str) -> [u8; 8] {
        let pointer = if text.is_empty() { 0 } else { self.bytes(text.as_bytes()) };
        let mut header = [0; 8];
        header[..4].copy_from_slice(&pointer.to_le_bytes());
        header[4..].copy_from_slice(&(text.len() as u32).to_le_bytes());
        header
    }

    /// The bytes of the module, for so many calendars.
    pub(super) fn finish(self, exports: &[(&str, Func)], manifest: &[u8], calendars: u32) -> Vec<u8> {
        let heap = layout::align_up(STATIC + self.data.len() as u32, 8);
        let pages = (heap + calendars * CALENDAR + HEAP).div_ceil(PAGE);
        let mut module = wasm_encoder::Module::new();
        module.section(&self.type_section()).section(&self.function_section());
        module.section(&memory(pages)).section(&globals(heap)).section(&export_section(exports));
        module.section(&self.code_section());
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(STATIC as i32), self.data.iter().copied());
        module.section(&data).section(&self.name_section());
        module
            .section(&CustomSection { name: Cow::Borrowed(MANIFEST_SECTION), data: Cow::Borrowed(manifest) });
        module.finish()
    }

    fn name_section(&self) -> NameSection {
        let mut names = NameMap::new();
        for (func, name) in &self.names {
            names.append(*func, name);
        }
        let mut section = NameSection::new();
        section.functions(&names);
        section
    }

    fn type_section(&self) -> TypeSection {
        let mut section = TypeSection::new();
        for (params, results) in &self.types {
            section.ty().function(params.iter().copied(), results.iter().copied());
        }
        section
    }

    fn function_section(&self) -> FunctionSection {
        let mut section = FunctionSection::new();
        for (ty, _) in &self.funcs {
            section.function(*ty);
        }
        section
    }

    fn code_section(&self) -> CodeSection {
        let mut section = CodeSection::new();
        for (_, body) in &self.funcs {
            // What is declared is defined; if it were not, the module would be refused, not run.
            section.raw(body.as_deref().unwrap_or_default());
        }
        section
    }
}

fn memory(pages: u32) -> MemorySection {
    let mut section = MemorySection::new();
    section.memory(MemoryType {
        minimum: pages.into(),
        maximum: Some(pages.into()),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    section
}

fn globals(heap: u32) -> GlobalSection {
    let mut section = GlobalSection::new();
    for (index, ty) in PRELUDE.globals.iter().enumerate() {
        let first = if [Var::Heap.index(), Var::Base.index()].contains(&(index as u32)) { heap } else { 0 };
        let value = match ty {
            ValType::I64 => ConstExpr::i64_const(0),
            _ => ConstExpr::i32_const(first as i32),
        };
        section.global(GlobalType { val_type: *ty, mutable: true, shared: false }, &value);
    }
    section
}

fn export_section(exports: &[(&str, Func)]) -> ExportSection {
    let mut section = ExportSection::new();
    section.export("memory", ExportKind::Memory, 0);
    for (name, func) in &PRELUDE.exports {
        section.export(name, ExportKind::Func, *func);
    }
    for (name, func) in exports {
        section.export(name, ExportKind::Func, func.0);
    }
    section
}
