//! Functions of a shape: whether two values are the same, and how the tails of a value are packed.
//!
//! In: shapes. Out: one function a shape, made when it is first needed. Not here: offsets; `abi::layout` has
//! them, and `abi::codec` the order of tails that packing repeats.

use super::asm::{Asm, Func, Label, Local, Width};
use super::body::{Body, Kit};
use super::expr::discriminant;
use super::map::width;
use super::prelude::Help;
use crate::abi::{Case, Field, Shape, layout};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// Whether the two values on the stack are the same. Values of different shapes never are.
    pub(super) fn same(&mut self, left: &Shape, right: &Shape) {
        if left.is_text() && right.is_text() {
            return self.help(Help::SameText);
        }
        match (width(left).map(Width::ty), width(right).map(Width::ty)) {
            (Some(ValType::I64), Some(ValType::I64)) => {
                self.op().i64_eq();
            }
            (Some(ValType::I32), Some(ValType::I32)) => {
                self.op().i32_eq();
            }
            (None, None) if layout::of(left) == layout::of(right) => {
                let same = self.env.kit.same(left);
                self.call(same);
            }
            _ => {
                self.op().drop().drop().i32_const(0);
            }
        }
    }
}

impl Kit {
    /// The function that compares two values of a shape, of which their addresses are taken.
    fn same(&mut self, shape: &Shape) -> Func {
        if shape.is_text() {
            return Help::SameText.func();
        }
        if let Some((_, known)) = self.same.iter().find(|(known, _)| known == shape) {
            return *known;
        }
        let func = self.module.declare(&[ValType::I32; 2], &[ValType::I32]);
        self.same.push((shape.clone(), func));
        let mut asm = Asm::new(2);
        let differ = asm.block(BlockType::Empty);
        self.differ(&mut asm, shape, 0, differ);
        asm.i32(1);
        asm.op().return_();
        asm.end();
        asm.i32(0);
        self.module.define(func, asm);
        func
    }

    /// Leaves to `differ` if the values `offset` bytes behind both parameters differ.
    fn differ(&mut self, asm: &mut Asm, shape: &Shape, offset: u32, differ: Label) {
        match shape {
            Shape::Record(fields) => self.fields_differ(asm, fields, offset, differ),
            Shape::AnyMoney => {
                numbers_differ(asm, Width::I64, offset, differ);
                numbers_differ(asm, Width::I32, offset + layout::CURRENCY, differ);
            }
            // Unit, calendar and months are one number, for the bytes between them are zero.
            Shape::Span => {
                numbers_differ(asm, Width::I64, offset, differ);
                numbers_differ(asm, Width::I64, offset + layout::span::AMOUNT, differ);
            }
            Shape::Option(inner) => {
                numbers_differ(asm, Width::U8, offset, differ);
                asm.get(Local(0));
                asm.load(Width::U8, offset);
                asm.when(BlockType::Empty);
                self.differ(asm, inner, offset + layout::some(inner), differ);
                asm.end();
            }
            Shape::Choice(cases) => self.cases_differ(asm, cases, offset, differ),
            Shape::List(element) => self.lists_differ(asm, element, offset, differ),
            text if text.is_text() => {
                behind(asm, Local(0), offset);
                behind(asm, Local(1), offset);
                asm.help(Help::SameText);
                asm.op().i32_eqz();
                asm.br_if(differ);
            }
            number => numbers_differ(asm, width(number).unwrap_or(Width::U8), offset, differ),
        }
    }

    fn fields_differ(&mut self, asm: &mut Asm, fields: &[Field], offset: u32, differ: Label) {
        for (field, at) in fields.iter().zip(layout::record(fields).1) {
            self.differ(asm, &field.shape, offset + at, differ);
        }
    }

    fn cases_differ(&mut self, asm: &mut Asm, cases: &[Case], offset: u32, differ: Label) {
        numbers_differ(asm, discriminant(cases), offset, differ);
        for (case, number) in cases.iter().zip(0..).filter(|(case, _)| !case.fields.is_empty()) {
            asm.get(Local(0));
            asm.load(discriminant(cases), offset);
            asm.i32(number);
            asm.op().i32_eq();
            asm.when(BlockType::Empty);
            self.fields_differ(asm, &case.fields, offset + layout::payload(cases), differ);
            asm.end();
        }
    }

    fn lists_differ(&mut self, asm: &mut Asm, element: &Shape, offset: u32, differ: Label) {
        numbers_differ(asm, Width::I32, offset + layout::LENGTH, differ);
        let size = layout::of(element).size;
        let sides = [Local(0), Local(1)].map(|side| {
            asm.get(side);
            asm.load(Width::I32, offset);
            asm.keep(ValType::I32)
        });
        asm.get(Local(0));
        asm.load(Width::I32, offset + layout::LENGTH);
        let left = asm.keep(ValType::I32);
        let compare = self.same(element);
        let done = asm.block(BlockType::Empty);
        let more = asm.again();
        asm.get(left);
        asm.op().i32_eqz();
        asm.br_if(done);
        asm.get(sides[0]);
        asm.get(sides[1]);
        asm.call(compare);
        asm.op().i32_eqz();
        asm.br_if(differ);
        for (local, by) in [(sides[0], size as i32), (sides[1], size as i32), (left, -1)] {
            asm.get(local);
            asm.op().i32_const(by).i32_add();
            asm.set(local);
        }
        asm.br(more);
        asm.end();
        asm.end();
    }

    /// The function that packs the tails of a value of a shape, of which the address in the new image is
    /// taken; none for a shape without tails.
    pub(super) fn pack(&mut self, shape: &Shape) -> Option<Func> {
        if !layout::has_tail(shape) {
            return None;
        }
        if let Some((_, known)) = self.pack.iter().find(|(known, _)| known == shape) {
            return Some(*known);
        }
        let func = self.module.declare(&[ValType::I32], &[]);
        self.pack.push((shape.clone(), func));
        let mut asm = Asm::new(1);
        self.pack_at(&mut asm, shape, 0);
        self.module.define(func, asm);
        Some(func)
    }

    /// Packs the tails of the value `offset` bytes behind the parameter, in the order of `abi::codec`.
    fn pack_at(&mut self, asm: &mut Asm, shape: &Shape, offset: u32) {
        match shape {
            _ if !layout::has_tail(shape) => {}
            Shape::Record(fields) => self.pack_fields(asm, fields, offset),
            Shape::Option(inner) => {
                asm.get(Local(0));
                asm.load(Width::U8, offset);
                asm.when(BlockType::Empty);
                self.pack_at(asm, inner, offset + layout::some(inner));
                asm.end();
            }
            Shape::Choice(cases) => {
                for (case, number) in cases.iter().zip(0..) {
                    if !case.fields.iter().any(|field| layout::has_tail(&field.shape)) {
                        continue;
                    }
                    asm.get(Local(0));
                    asm.load(discriminant(cases), offset);
                    asm.i32(number);
                    asm.op().i32_eq();
                    asm.when(BlockType::Empty);
                    self.pack_fields(asm, &case.fields, offset + layout::payload(cases));
                    asm.end();
                }
            }
            Shape::List(element) => self.pack_list(asm, element, offset),
            _ => {
                behind(asm, Local(0), offset);
                asm.help(Help::RepointText);
            }
        }
    }

    /// Packs the tails of a record's fields. One with many such fields is packed in several functions, for
    /// engines compile many small functions faster than a large one.
    fn pack_fields(&mut self, asm: &mut Asm, fields: &[Field], offset: u32) {
        let large = fields.len() > 16;
        for (field, at) in fields.iter().zip(layout::record(fields).1) {
            match &field.shape {
                Shape::Record(_) if large => {
                    if let Some(pack) = self.pack(&field.shape) {
                        behind(asm, Local(0), offset + at);
                        asm.call(pack);
                    }
                }
                shape => self.pack_at(asm, shape, offset + at),
            }
        }
    }

    fn pack_list(&mut self, asm: &mut Asm, element: &Shape, offset: u32) {
        let layout::Layout { size, align } = layout::of(element);
        behind(asm, Local(0), offset);
        asm.i32(size);
        asm.i32(align);
        asm.help(Help::Repoint);
        let at = asm.keep(ValType::I32);
        let Some(pack) = self.pack(element) else { return };
        asm.get(Local(0));
        asm.load(Width::I32, offset + layout::LENGTH);
        let left = asm.keep(ValType::I32);
        let done = asm.block(BlockType::Empty);
        let more = asm.again();
        asm.get(left);
        asm.op().i32_eqz();
        asm.br_if(done);
        asm.get(at);
        asm.call(pack);
        for (local, by) in [(at, size as i32), (left, -1)] {
            asm.get(local);
            asm.op().i32_const(by).i32_add();
            asm.set(local);
        }
        asm.br(more);
        asm.end();
        asm.end();
    }
}

/// The address so far behind a parameter.
fn behind(asm: &mut Asm, base: Local, offset: u32) {
    asm.get(base);
    if offset > 0 {
        asm.i32(offset);
        asm.op().i32_add();
    }
}

/// Leaves to `differ` if the numbers `offset` bytes behind both parameters differ.
fn numbers_differ(asm: &mut Asm, width: Width, offset: u32, differ: Label) {
    for side in [Local(0), Local(1)] {
        asm.get(side);
        asm.load(width, offset);
    }
    match width {
        Width::I64 => asm.op().i64_ne(),
        _ => asm.op().i32_ne(),
    };
    asm.br_if(differ);
}
