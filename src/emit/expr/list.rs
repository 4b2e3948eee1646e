//! Lists: made, walked, counted, summed.

use crate::abi::{Shape, layout};
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Place};
use crate::emit::prelude::Help;
use crate::model::{ExprId, LocalId, Quantifier};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// The shape of a list's elements; for what is no list, of nothing.
    fn element(&mut self, list: ExprId) -> Shape {
        match &*self.env.shape(list) {
            Shape::List(element) => (**element).clone(),
            _ => Shape::Record(Vec::new()),
        }
    }

    /// A list of elements as written.
    pub(super) fn list(&mut self, values: &[ExprId], id: ExprId) {
        let element = self.element(id);
        let size = layout::of(&element).size;
        let list = self.blank(8 + size * values.len() as u32);
        if !values.is_empty() {
            self.get(list);
            self.get(list);
            self.i32(8);
            self.op().i32_add();
            self.store(Width::I32, 0);
            self.get(list);
            self.i32(values.len() as u32);
            self.store(Width::I32, layout::LENGTH);
        }
        for (at, value) in values.iter().enumerate() {
            self.put(list, 8 + size * at as u32, &element, *value);
        }
        self.get(list);
    }

    /// A field through a list: the list of the fields.
    pub(super) fn each(&mut self, of: ExprId, at: u16, id: ExprId) {
        let (from, to) = (self.element(of), self.element(id));
        let size = layout::of(&to).size;
        let offset = match &from {
            Shape::Record(fields) => {
                layout::record(fields).1.get(usize::from(at)).copied().unwrap_or_default()
            }
            _ => 0,
        };
        self.expr(of);
        let source = self.keep(ValType::I32);
        let list = self.list_like(source, size);
        self.get(list);
        self.i32(8);
        self.op().i32_add();
        let next = self.keep(ValType::I32);
        self.get(source);
        self.for_each(&from, |body, element, _| {
            body.get(next);
            body.get(element);
            body.read(Place::Behind(offset), &to);
            body.write(0, &to);
            body.step(next, size as i32);
        });
        self.get(list);
    }

    /// A new list of as many elements as another one, each of `size` bytes.
    fn list_like(&mut self, source: Local, size: u32) -> Local {
        let list = self.local(ValType::I32);
        self.get(source);
        self.load(Width::I32, layout::LENGTH);
        self.i32(size);
        self.op().i32_mul().i32_const(8).i32_add();
        self.help(Help::Blank);
        self.tee(list);
        self.get(source);
        self.load(Width::I32, layout::LENGTH);
        self.store(Width::I32, layout::LENGTH);
        self.get(list);
        self.load(Width::I32, layout::LENGTH);
        self.when(BlockType::Empty);
        self.get(list);
        self.get(list);
        self.i32(8);
        self.op().i32_add();
        self.store(Width::I32, 0);
        self.end();
        list
    }

    /// Runs a body with a name bound to the element at an address.
    fn with_element(&mut self, name: LocalId, at: Local, element: &Shape, body: impl FnOnce(&mut Self)) {
        let bound = self.local_for(element);
        self.get(at);
        self.read(Place::Behind(0), element);
        self.set(bound);
        let hidden = self.names.insert(name, bound);
        body(self);
        match hidden {
            Some(hidden) => self.names.insert(name, hidden),
            None => self.names.remove(&name),
        };
    }

    /// A statement about the elements of a list.
    pub(super) fn quantified(&mut self, which: Quantifier, name: LocalId, of: ExprId, condition: ExprId) {
        let element = self.element(of);
        // What is said if no element decides, and what an element must be to decide.
        let (unless, decisive) = match which {
            Quantifier::Every => (1, false),
            Quantifier::Some => (0, true),
            Quantifier::No => (1, true),
        };
        self.expr(of);
        self.i32(unless);
        let result = self.keep(ValType::I32);
        self.for_each(&element, |body, at, done| {
            body.with_element(name, at, &element, |body| body.expr(condition));
            if !decisive {
                body.op().i32_eqz();
            }
            body.when(BlockType::Empty);
            body.i32(1 - unless);
            body.set(result);
            body.br(done);
            body.end();
        });
        self.get(result);
    }

    /// The sum over the elements of a list, reckoned in 128 bits.
    pub(super) fn sum(&mut self, name: LocalId, of: ExprId, value: ExprId, id: ExprId) {
        let element = self.element(of);
        let (low, high) = (self.local(ValType::I64), self.local(ValType::I64));
        // A body may be run again, as that of another list's element.
        for half in [low, high] {
            self.i64(0);
            self.set(half);
        }
        self.expr(of);
        self.for_each(&element, |body, at, _| {
            body.get(low);
            body.get(high);
            body.with_element(name, at, &element, |body| body.int(value));
            body.help(Help::WideAdd);
            body.set(high);
            body.set(low);
        });
        self.get(low);
        self.get(high);
        self.help(Help::Narrow);
        let shape = self.env.shape(id);
        self.fit(&shape);
    }

    /// Whether a list has an element.
    pub(super) fn contains(&mut self, of: ExprId, wanted: ExprId) {
        let (element, shape) = (self.element(of), self.env.shape(wanted));
        self.expr(wanted);
        let wanted = self.local_for(&shape);
        self.set(wanted);
        self.i32(0);
        let found = self.keep(ValType::I32);
        self.expr(of);
        self.for_each(&element, |body, at, done| {
            body.get(at);
            body.read(Place::Behind(0), &element);
            body.get(wanted);
            body.same(&element, &shape);
            body.tee(found);
            body.br_if(done);
        });
        self.get(found);
    }

    /// Whether a text or list is empty.
    pub(super) fn is_empty(&mut self, of: ExprId) {
        let shape = self.env.shape(of);
        self.expr(of);
        if shape.is_text() || matches!(*shape, Shape::List(_)) {
            self.load(Width::I32, layout::LENGTH);
            self.op().i32_eqz();
        } else {
            self.op().drop().i32_const(0);
        }
    }
}
