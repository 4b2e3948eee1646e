//! Checked plans to WebAssembly: one core module for all workflows of a program, and its manifest.
//!
//! In: plans. Out: the bytes of a module, by the treaty that `docs/abi.md` writes down: no imports, no floats,
//! no tables, no start function, a memory of fixed size. Not here: any judgement (what is emitted was checked)
//! and any meaning of its own: `interpret` says slowly what each function here does fast, and both give the
//! same bytes.
//!
//! From below: `prelude/` is written by hand as WebAssembly text; `asm` and `module` write instructions and
//! sections; `map` knows where an item's parts lie; `body` is one function under construction, into which
//! `expr` puts expressions and `flow` the forms and what an event does.

mod asm;
mod body;
mod expr;
mod flow;
mod manifest;
mod map;
mod module;
mod prelude;
mod value;

pub use manifest::manifest;

use crate::base::Sources;
use crate::model::Model;
use crate::plan::Plan;
use asm::{Asm, Func};
use body::{Env, Kit};
use module::Module;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, ValType};

/// The module of these workflows, which are those of the program in the order of its manifest.
///
/// The same plans give the same bytes, on every machine.
pub fn emit(model: &Model, plans: &[Plan], sources: &Sources) -> Vec<u8> {
    let mut kit =
        Kit { module: Module::new(), same: Vec::new(), pack: Vec::new(), patterns: BTreeMap::new() };
    let manifest = manifest(model, plans, sources);
    let workflows = plans.iter().zip(&manifest.workflows);
    let steps: Vec<Func> =
        workflows.map(|(plan, treaty)| Env::new(model, plan, treaty.clone(), &mut kit).emit()).collect();
    let step = door(&mut kit.module, &steps);
    // Writing plain data to memory cannot fail; without its manifest no host would take the module.
    let section = manifest.write().unwrap_or_default();
    kit.module.finish(&[("step", step)], &section, model.calendars.len() as u32)
}

/// The export `step`: `(workflow, length of the image, event) -> reply`. It traps where there is no such
/// workflow.
fn door(module: &mut Module, steps: &[Func]) -> Func {
    let func = module.declare(&[ValType::I32; 3], &[ValType::I32]);
    let mut asm = Asm::new(3);
    for (number, step) in (0..).zip(steps) {
        asm.get(asm.param(0));
        asm.i32(number);
        asm.op().i32_eq();
        asm.when(BlockType::Empty);
        asm.get(asm.param(1));
        asm.get(asm.param(2));
        asm.call(*step);
        asm.op().return_();
        asm.end();
    }
    asm.op().unreachable();
    module.define(func, asm);
    func
}
