//! The body of a generated function: its instructions, and what expressions inside it need to know.
//!
//! In: the plan. Out: [`Env`], what all functions of a workflow share, and [`Body`], one function under
//! construction. Not here: what is put into it (`expr/`, `flow/`).

use super::asm::{Asm, Func, Label, Local, Width};
use super::flow::Calls;
use super::map::{Map, width};
use super::module::Module;
use super::prelude::{Help, Var};
use crate::abi::{Field, Shape, layout, manifest};
use crate::base::Id;
use crate::model::{ExprId, ExprKind, LocalId, Model, PatternId};
use crate::plan::{Plan, Trigger};
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use wasm_encoder::{BlockType, ValType};

/// What all workflows of a module share.
#[derive(Debug)]
pub(super) struct Kit {
    /// The module under construction.
    pub(super) module: Module,
    /// Functions that compare two values of a shape.
    pub(super) same: Vec<(Shape, Func)>,
    /// Functions that pack the tails of a value of a shape.
    pub(super) pack: Vec<(Shape, Func)>,
    /// Tables of patterns.
    pub(super) patterns: BTreeMap<PatternId, u32>,
}

/// What all functions of a workflow share.
#[derive(Debug)]
pub(super) struct Env<'e> {
    /// The program.
    pub(super) model: &'e Model,
    /// The workflow.
    pub(super) plan: &'e Plan,
    /// What the manifest says of it: the shapes of its events, effects and reasons.
    pub(super) treaty: manifest::Workflow,
    /// Where the parts of its items lie.
    pub(super) map: Map,
    /// The module.
    pub(super) kit: &'e mut Kit,
    /// Where the address of each payload is kept while a transition runs, and its shape.
    registers: BTreeMap<LocalId, (u32, Rc<Shape>)>,
    shapes: BTreeMap<ExprId, Rc<Shape>>,
    /// Functions that are called already and still have to be written.
    pub(super) calls: Calls,
}

impl<'e> Env<'e> {
    /// What the functions of a workflow share.
    pub(super) fn new(
        model: &'e Model,
        plan: &'e Plan,
        treaty: manifest::Workflow,
        kit: &'e mut Kit,
    ) -> Self {
        let registers = payloads(model, plan)
            .into_iter()
            .map(|(local, shape)| (local, (kit.module.room(4), Rc::new(shape))))
            .collect();
        let map = Map::new(&plan.parts);
        Env { model, plan, treaty, map, kit, registers, shapes: BTreeMap::new(), calls: Calls::default() }
    }

    /// All addresses at which payloads' addresses are kept.
    pub(super) fn registers(&self) -> Vec<u32> {
        self.registers.values().map(|(at, _)| *at).collect()
    }

    /// Where the address of a payload is kept.
    pub(super) fn register(&self, local: LocalId) -> Option<u32> {
        self.registers.get(&local).map(|(at, _)| *at)
    }

    /// The shape of an expression's value. What a place gave and what an event brings are records without a
    /// declaration, so the shapes of paths are read off the image and the events, not off their types.
    pub(super) fn shape(&mut self, id: ExprId) -> Rc<Shape> {
        if let Some(known) = self.shapes.get(&id) {
            return known.clone();
        }
        let shape = self.shape_of(id);
        self.shapes.insert(id, shape.clone());
        shape
    }

    fn shape_of(&mut self, id: ExprId) -> Rc<Shape> {
        let plan = self.plan;
        let declared = || Rc::new(self.model.shape(&plan.exprs[id].ty));
        let record = |fields: &[Field]| Shape::Record(fields.to_vec());
        match plan.exprs[id].kind {
            ExprKind::Item => Rc::new(record(&plan.parts.record)),
            ExprKind::Slot(slot) => Rc::new(record(&plan.parts.slots[slot.index()].fields)),
            ExprKind::Last(slot) => Rc::new(record(&plan.parts.slots[slot.index()].fields).option()),
            ExprKind::Local(local) => match self.registers.get(&local) {
                Some((_, shape)) => shape.clone(),
                None => declared(),
            },
            ExprKind::Present(of) => match &*self.shape(of) {
                Shape::Option(inner) => Rc::new((**inner).clone()),
                _ => Rc::new(self.model.shape(&plan.exprs[id].ty)),
            },
            ExprKind::Field(of, at) => match &*self.shape(of) {
                Shape::Record(fields) if usize::from(at) < fields.len() => {
                    Rc::new(fields[usize::from(at)].shape.clone())
                }
                _ => Rc::new(self.model.shape(&plan.exprs[id].ty)),
            },
            _ => declared(),
        }
    }
}

/// The payloads that expressions may read while a transition runs.
fn payloads(model: &Model, plan: &Plan) -> Vec<(LocalId, Shape)> {
    let shape = |fields: &[crate::model::Field]| {
        let field = |field: &crate::model::Field| Field::new(field.name.as_str(), model.shape(&field.ty));
        Shape::Record(fields.iter().map(field).collect())
    };
    let alts = plan.alts.values().map(|alt| (alt.payload, shape(&alt.fields)));
    let arms = plan.guards.values().flat_map(|guard| &guard.arms).filter_map(|arm| {
        let fields = match arm.triggers.first()? {
            Trigger::Exception(exception) => &model.exceptions[*exception].fields,
            Trigger::Event(event) => &model.events[*event].fields,
            Trigger::Ended(outcome) => &plan.outcomes[*outcome].fields,
            Trigger::Cancelled => return None,
        };
        Some((arm.payload?, shape(fields)))
    });
    alts.chain(arms).collect()
}

/// Where the bytes of a value are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// At this address.
    Fixed(u32),
    /// So far behind the address on the stack.
    Behind(u32),
}

impl Place {
    /// So much further on.
    pub(super) fn plus(self, offset: u32) -> Self {
        match self {
            Place::Fixed(at) => Place::Fixed(at + offset),
            Place::Behind(at) => Place::Behind(at + offset),
        }
    }
}

/// One function under construction. It is its assembler, and more.
#[derive(Debug)]
pub(super) struct Body<'b, 'e> {
    /// What it shares with others.
    pub(super) env: &'b mut Env<'e>,
    asm: Asm,
    /// The address of the strand that runs.
    pub(super) strand: Local,
    /// What names are bound to in it.
    pub(super) names: BTreeMap<LocalId, Local>,
    /// Where to go if something is read that is not there; nowhere: it cannot happen, so it traps.
    pub(super) absent: Option<Label>,
}

impl Deref for Body<'_, '_> {
    type Target = Asm;
    fn deref(&self) -> &Asm {
        &self.asm
    }
}

impl DerefMut for Body<'_, '_> {
    fn deref_mut(&mut self) -> &mut Asm {
        &mut self.asm
    }
}

impl<'b, 'e> Body<'b, 'e> {
    /// A function of so many parameters, the first of which is the address of a strand.
    pub(super) fn new(env: &'b mut Env<'e>, params: u32) -> Self {
        Body { env, asm: Asm::new(params), strand: Local(0), names: BTreeMap::new(), absent: None }
    }

    /// Ends the function and defines it.
    pub(super) fn define(self, func: Func) {
        self.env.kit.module.define(func, self.asm);
    }

    /// The value of a global.
    pub(super) fn var(&mut self, var: Var) {
        self.op().global_get(var.index());
    }

    /// Into a global.
    pub(super) fn set_var(&mut self, var: Var) {
        self.op().global_set(var.index());
    }

    /// If what is on the stack holds, something is read that is not there.
    pub(super) fn absent_if(&mut self) {
        match self.absent {
            Some(label) => self.br_if(label),
            None => {
                self.when(BlockType::Empty);
                self.op().unreachable();
                self.end();
            }
        }
    }

    /// What cannot happen, or leads to where nothing is there.
    pub(super) fn nothing(&mut self) {
        match self.absent {
            Some(label) => self.br(label),
            None => {
                self.op().unreachable();
            }
        }
    }

    /// Room for so many bytes, all zero.
    pub(super) fn blank(&mut self, size: u32) -> Local {
        self.i32(size);
        self.help(Help::Blank);
        self.keep(ValType::I32)
    }

    /// The number or address that stands for the value of a shape at a place.
    pub(super) fn read(&mut self, place: Place, shape: &Shape) {
        match (place, width(shape)) {
            (Place::Fixed(at), Some(width)) => self.load_at(width, at),
            (Place::Behind(at), Some(width)) => self.load(width, at),
            (Place::Fixed(at), None) => self.i32(at),
            (Place::Behind(0), None) => {}
            (Place::Behind(at), None) => {
                self.i32(at);
                self.op().i32_add();
            }
        }
    }

    /// Writes the value of a shape, on the stack as `read` leaves it, to the address below it.
    pub(super) fn write(&mut self, offset: u32, shape: &Shape) {
        match width(shape) {
            Some(width) => self.store(width, offset),
            // The bytes are copied, so the address of where they go must be exact: see `target`.
            None => self.copy(layout::of(shape).size),
        }
    }

    /// The address to which [`write`](Body::write) will write with `offset`.
    pub(super) fn target(&mut self, base: Local, offset: u32, shape: &Shape) {
        self.get(base);
        if offset > 0 && width(shape).is_none() {
            self.i32(offset);
            self.op().i32_add();
        }
    }

    /// Writes the value of an expression as one of `shape`, `offset` bytes behind `base`.
    pub(super) fn put(&mut self, base: Local, offset: u32, shape: &Shape, value: ExprId) {
        self.target(base, offset, shape);
        self.expr_as(value, shape);
        self.write(offset, shape);
    }

    /// Writes a record of expressions, its fields at their offsets behind `base`.
    pub(super) fn put_all(&mut self, base: Local, offset: u32, fields: &[Field], values: &[ExprId]) {
        let (_, offsets) = layout::record(fields);
        for ((field, at), value) in fields.iter().zip(offsets).zip(values) {
            self.put(base, offset + at, &field.shape, *value);
        }
    }

    /// A new record of expressions; leaves its address.
    pub(super) fn record(&mut self, fields: &[Field], values: &[ExprId]) {
        let base = self.blank(layout::record(fields).0.size);
        self.put_all(base, 0, fields, values);
        self.get(base);
    }

    /// Runs `each` for every element of the list whose pointer and length stand at the address on the
    /// stack. It gets the address of the element, and the label that ends the walk.
    pub(super) fn for_each(&mut self, element: &Shape, each: impl FnOnce(&mut Self, Local, Label)) {
        let list = self.keep(ValType::I32);
        self.get(list);
        self.load(Width::I32, layout::LENGTH);
        let left = self.keep(ValType::I32);
        self.get(list);
        self.load(Width::I32, 0);
        let at = self.keep(ValType::I32);
        let done = self.block(BlockType::Empty);
        let more = self.again();
        self.get(left);
        self.op().i32_eqz();
        self.br_if(done);
        each(self, at, done);
        self.step(at, layout::of(element).size as i32);
        self.step(left, -1);
        self.br(more);
        self.end();
        self.end();
    }

    /// Adds to a local.
    pub(super) fn step(&mut self, local: Local, by: i32) {
        self.get(local);
        self.op().i32_const(by).i32_add();
        self.set(local);
    }
}

/// How a value of a shape lies on the stack.
pub(super) fn val(shape: &Shape) -> ValType {
    width(shape).map_or(ValType::I32, Width::ty)
}
