//! Choices and conditions.

use crate::abi::{Shape, Value, codec, layout};
use crate::emit::asm::Width;
use crate::emit::body::{Body, val};
use crate::model::{ExprId, LocalId};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// A case and what it carries.
    pub(super) fn case(&mut self, case: u16, values: &[ExprId], id: ExprId) {
        let shape = self.env.shape(id);
        let Shape::Choice(cases) = &*shape else { return self.nothing() };
        if values.is_empty() {
            return self.constant(&codec::encode(&Value::case(case), &shape, 0));
        }
        let fields = cases.get(usize::from(case)).map(|case| case.fields.as_slice()).unwrap_or_default();
        let choice = self.blank(layout::of(&shape).size);
        self.get(choice);
        self.i32(case.into());
        self.store(discriminant(cases), 0);
        self.put_all(choice, layout::payload(cases), fields, values);
        self.get(choice);
    }

    /// Whether it is this case.
    pub(super) fn is(&mut self, of: ExprId, case: u16) {
        let shape = self.env.shape(of);
        let Shape::Choice(cases) = &*shape else { return self.nothing() };
        let place = self.at(of);
        let number = if discriminant(cases) == Width::U16 { Shape::U16 } else { Shape::U8 };
        self.read(place, &number);
        self.i32(case.into());
        self.op().i32_eq();
    }

    /// The right side is read only where the left one holds.
    pub(super) fn and(&mut self, left: ExprId, right: ExprId) {
        self.expr(left);
        self.when(BlockType::Result(ValType::I32));
        self.expr(right);
        self.otherwise();
        self.i32(0);
        self.end();
    }

    /// The right side is read only where the left one does not hold.
    pub(super) fn or(&mut self, left: ExprId, right: ExprId) {
        self.expr(left);
        self.when(BlockType::Result(ValType::I32));
        self.i32(1);
        self.otherwise();
        self.expr(right);
        self.end();
    }

    /// A value under a name.
    pub(super) fn bind(&mut self, name: LocalId, value: ExprId, body: ExprId) {
        let shape = self.env.shape(value);
        self.expr(value);
        let bound = self.local_for(&shape);
        self.set(bound);
        let hidden = self.names.insert(name, bound);
        self.expr(body);
        match hidden {
            Some(hidden) => self.names.insert(name, hidden),
            None => self.names.remove(&name),
        };
    }

    /// The value of the first condition that holds.
    pub(super) fn decide(&mut self, cases: &[(ExprId, ExprId)], id: ExprId) {
        let shape = self.env.shape(id);
        let done = self.block(BlockType::Result(val(&shape)));
        for (condition, value) in cases {
            self.expr(*condition);
            self.when(BlockType::Empty);
            self.expr_as(*value, &shape);
            self.br(done);
            self.end();
        }
        self.nothing();
        self.end();
    }
}

/// How wide the number is that says which case it is.
pub(in crate::emit) fn discriminant(cases: &[crate::abi::Case]) -> Width {
    if layout::discriminant(cases) == 2 { Width::U16 } else { Width::U8 }
}
