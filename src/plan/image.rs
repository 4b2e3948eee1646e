//! Which parts an item's state has, and which cell of it each site uses.
//!
//! In: the tree and its sites. Out: [`Parts`] for the treaty, and [`Cells`]. Offsets are no business of
//! this file: `abi::layout` alone gives them.

use super::Plan;
use super::site::{ClockId, PlaceId, StrandId};
use crate::abi::Parts;
use crate::abi::image::Part;
use crate::base::{Id, Name};
use crate::model::{self, ExprKind, Model};
use std::collections::BTreeMap;

/// Which cell each site uses, where that is not its own number.
#[derive(Clone, Default, Debug)]
pub struct Cells {
    clocks: Vec<u16>,
    offers: BTreeMap<PlaceId, u16>,
}

impl Cells {
    /// The cell of a clock. The places of a strand share cells; stages and budgets `in all` have their own.
    pub fn clock(&self, clock: ClockId) -> u16 {
        self.clocks[clock.index()]
    }

    /// The cell in which an offer's pins are kept.
    pub fn offer(&self, place: PlaceId) -> Option<u16> {
        self.offers.get(&place).copied()
    }
}

/// Decides the parts of a plan's image.
pub(super) fn parts(plan: &Plan, model: &Model) -> (Parts, Cells) {
    let mut parts = Parts {
        record: shapes(model, &model.records[plan.item].fields),
        strands: plan.strands.values().map(|strand| strand.name.to_string()).collect(),
        slots: plan.slots.values().map(|slot| part(&slot.name, shapes(model, &slot.fields))).collect(),
        lasts: plan.lasts.iter().map(|slot| slot.index() as u16).collect(),
        bits: plan.bits.values().map(|bit| bit.name.to_string()).collect(),
        asks: plan.asks.values().map(|ask| ask.name.to_string()).collect(),
        calls: plan
            .calls
            .values()
            .map(|call| part(&call.name, shapes(model, &model.operations[call.operation].takes)))
            .collect(),
        counters: plan.counters.values().map(|counter| counter.name.to_string()).collect(),
        writers: plan.writers.iter().map(|path| written(plan, *path)).collect(),
        outcomes: plan
            .outcomes
            .values()
            .map(|outcome| part(&outcome.name, shapes(model, &outcome.fields)))
            .collect(),
        ..Parts::default()
    };
    let cells = Cells { clocks: clocks(plan, &mut parts), offers: offers(plan, model, &mut parts) };
    (parts, cells)
}

fn part(name: &Name, fields: Vec<crate::abi::Field>) -> Part {
    Part { name: name.to_string(), fields }
}

fn shapes(model: &Model, fields: &[model::Field]) -> Vec<crate::abi::Field> {
    fields.iter().map(|field| crate::abi::Field::new(field.name.as_str(), model.shape(&field.ty))).collect()
}

fn written(plan: &Plan, path: model::ExprId) -> String {
    match &plan.exprs[path].kind {
        ExprKind::Field(of, field) => format!("{}.{field}", written(plan, *of)),
        ExprKind::Slot(slot) => plan.slots[*slot].name.to_string(),
        _ => "item".to_owned(),
    }
}

/// Gives each clock its cell: those of one visit differ, those of different places of a strand are shared.
fn clocks(plan: &Plan, parts: &mut Parts) -> Vec<u16> {
    let mut cells = vec![u16::MAX; plan.clocks.len()];
    let mut used: BTreeMap<super::NodeId, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(StrandId, usize), u16> = BTreeMap::new();
    for place in plan.places.values() {
        let strand = plan.table.strand(plan, place.node);
        let asks = place.asks.iter().map(|ask| plan.asks[*ask].clock);
        for clock in place.clocks.iter().copied().chain(place.suspend).chain(asks) {
            if plan.clocks[clock].in_all || cells[clock.index()] != u16::MAX {
                continue;
            }
            let position = used.entry(place.entry).or_default();
            let cell = *shared.entry((strand, *position)).or_insert_with(|| {
                parts.clocks.push(format!("{} {}", plan.strands[strand].name, *position + 1));
                parts.clocks.len() as u16 - 1
            });
            *position += 1;
            cells[clock.index()] = cell;
        }
    }
    for (id, clock) in plan.clocks.iter() {
        if cells[id.index()] == u16::MAX {
            cells[id.index()] = parts.clocks.len() as u16;
            parts.clocks.push(clock.name.to_string());
        }
    }
    cells
}

fn offers(plan: &Plan, model: &Model, parts: &mut Parts) -> BTreeMap<PlaceId, u16> {
    let mut offers = BTreeMap::new();
    for (id, place) in plan.places.iter().filter(|(_, place)| !place.pins.is_empty()) {
        let pins =
            place.pins.iter().enumerate().map(|(at, pin)| {
                crate::abi::Field::new(format!("pin{at}"), model.shape(&plan.exprs[*pin].ty))
            });
        offers.insert(id, parts.offers.len() as u16);
        parts.offers.push(Part { name: place.name.to_string(), fields: pins.collect() });
    }
    offers
}
