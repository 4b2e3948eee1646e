//! A small assembler: one function under construction, with names for its locals and its labels.
//!
//! In: instructions, through [`Asm::op`] and the few verbs that need to know how deep they stand. Out: the
//! body of a function. Not here: which functions there are (`module.rs`), what they mean.

use super::prelude::Help;
use wasm_encoder::{BlockType, Function, InstructionSink, MemArg, ValType};

/// A function of the module, by index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Func(pub(super) u32);

/// A local of the function under construction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Local(pub(super) u32);

/// A block that can be left, by the depth at which it was opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label(u32);

/// How wide a number in memory is, and how it is widened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Width {
    /// An unsigned byte, as `i32`.
    U8,
    /// Two unsigned bytes, as `i32`.
    U16,
    /// Four bytes, as `i32`.
    I32,
    /// Eight bytes, as `i64`.
    I64,
}

impl Width {
    /// The type of such a number on the stack.
    pub(super) fn ty(self) -> ValType {
        if self == Width::I64 { ValType::I64 } else { ValType::I32 }
    }

    fn at(self, offset: u32) -> MemArg {
        let align = match self {
            Width::U8 => 0,
            Width::U16 => 1,
            Width::I32 => 2,
            Width::I64 => 3,
        };
        MemArg { offset: offset.into(), align, memory_index: 0 }
    }
}

/// A function under construction.
#[derive(Default, Debug)]
pub(super) struct Asm {
    code: Vec<u8>,
    params: u32,
    locals: Vec<ValType>,
    depth: u32,
}

impl Asm {
    /// A function that takes so many parameters, which are its first locals.
    pub(super) fn new(params: u32) -> Self {
        Asm { params, ..Asm::default() }
    }

    /// A parameter, by position.
    pub(super) fn param(&self, at: u32) -> Local {
        Local(at)
    }

    /// A local of its own.
    pub(super) fn local(&mut self, ty: ValType) -> Local {
        self.locals.push(ty);
        Local(self.params + self.locals.len() as u32 - 1)
    }

    /// Any instruction that neither opens nor closes a block.
    pub(super) fn op(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.code)
    }

    /// A constant.
    pub(super) fn i32(&mut self, number: u32) {
        self.op().i32_const(number as i32);
    }

    /// A constant.
    pub(super) fn i64(&mut self, number: i64) {
        self.op().i64_const(number);
    }

    /// What a local holds.
    pub(super) fn get(&mut self, local: Local) {
        self.op().local_get(local.0);
    }

    /// Into a local.
    pub(super) fn set(&mut self, local: Local) {
        self.op().local_set(local.0);
    }

    /// Into a local, and it stays on the stack.
    pub(super) fn tee(&mut self, local: Local) {
        self.op().local_tee(local.0);
    }

    /// A new local that holds what is on the stack.
    pub(super) fn keep(&mut self, ty: ValType) -> Local {
        let local = self.local(ty);
        self.set(local);
        local
    }

    /// A call of a function of the module.
    pub(super) fn call(&mut self, func: Func) {
        self.op().call(func.0);
    }

    /// A call of a function of the prelude.
    pub(super) fn help(&mut self, help: Help) {
        self.call(help.func());
    }

    /// The number at the address on the stack.
    pub(super) fn load(&mut self, width: Width, offset: u32) {
        let at = width.at(offset);
        match width {
            Width::U8 => self.op().i32_load8_u(at),
            Width::U16 => self.op().i32_load16_u(at),
            Width::I32 => self.op().i32_load(at),
            Width::I64 => self.op().i64_load(at),
        };
    }

    /// The number on the stack to the address below it.
    pub(super) fn store(&mut self, width: Width, offset: u32) {
        let at = width.at(offset);
        match width {
            Width::U8 => self.op().i32_store8(at),
            Width::U16 => self.op().i32_store16(at),
            Width::I32 => self.op().i32_store(at),
            Width::I64 => self.op().i64_store(at),
        };
    }

    /// The number at a fixed address.
    pub(super) fn load_at(&mut self, width: Width, address: u32) {
        self.i32(0);
        self.load(width, address);
    }

    /// Bytes, so many, from the address on the stack to the one below it.
    pub(super) fn copy(&mut self, size: u32) {
        self.i32(size);
        self.op().memory_copy(0, 0);
    }

    /// Opens a block that [`br`](Asm::br) leaves to its end.
    pub(super) fn block(&mut self, ty: BlockType) -> Label {
        self.op().block(ty);
        self.open()
    }

    /// Opens a block that [`br`](Asm::br) leads back to the start of.
    pub(super) fn again(&mut self) -> Label {
        self.op().loop_(BlockType::Empty);
        self.open()
    }

    /// Opens a block that is run if the number on the stack is not zero.
    pub(super) fn when(&mut self, ty: BlockType) -> Label {
        self.op().if_(ty);
        self.open()
    }

    /// The other side of [`when`](Asm::when).
    pub(super) fn otherwise(&mut self) {
        self.op().else_();
    }

    /// Closes the block that was opened last.
    pub(super) fn end(&mut self) {
        self.op().end();
        self.depth -= 1;
    }

    /// To the end of a block, or the start of a loop.
    pub(super) fn br(&mut self, label: Label) {
        let depth = self.depth - label.0;
        self.op().br(depth);
    }

    /// The same, if the number on the stack is not zero.
    pub(super) fn br_if(&mut self, label: Label) {
        let depth = self.depth - label.0;
        self.op().br_if(depth);
    }

    /// To one of several labels, by the number on the stack; to the last where it is too large.
    pub(super) fn br_table(&mut self, labels: &[Label], other: Label) {
        let depths: Vec<u32> = labels.iter().map(|label| self.depth - label.0).collect();
        let other = self.depth - other.0;
        self.op().br_table(depths, other);
    }

    fn open(&mut self) -> Label {
        self.depth += 1;
        Label(self.depth)
    }

    /// The finished body, without the length in front of it.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.op().end();
        let mut function = Function::new_with_locals_types(self.locals);
        function.raw(self.code);
        function.into_raw_body()
    }
}
