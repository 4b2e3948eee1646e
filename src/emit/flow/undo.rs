//! What is taken back: the pieces of an `undo`, last begun first.

use super::{Job, strand_of};
use crate::abi::image::{CallState, StrandState};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::plan::{NodeId, UndoId, Witnessed};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// What was begun last and still stands is taken back next; nothing left, the work goes on.
    pub(super) fn drive(&mut self, id: UndoId) {
        let plan = self.env.plan;
        let undo = &plan.undos[id];
        for (witness, _) in &undo.pieces {
            if let Witnessed::Call(call) = witness {
                let (head, state) = (self.env.map.calls[call.index()].head, self.env.map.call.state);
                self.load_at(state.width, head + state.offset);
                self.i32(CallState::Flying as u32);
                self.op().i32_eq();
                self.when(BlockType::Empty);
                self.rests();
                self.end();
            }
        }
        // Where two were begun at once, which cannot be, the piece written later comes first.
        let mut pieces: Vec<(usize, NodeId)> =
            undo.pieces.iter().enumerate().map(|(at, (_, piece))| (at, *piece)).collect();
        pieces.sort_by_key(|(_, piece)| *piece);
        let order: Vec<usize> = pieces.iter().map(|(at, _)| *at).collect();
        let last = self.last_begun(id, &order);
        for (at, piece) in pieces {
            self.get(last);
            self.i32(at as u32);
            self.op().i32_eq();
            self.when(BlockType::Empty);
            self.run_piece(id, piece);
            self.rests();
            self.end();
        }
        self.all_taken_back(id);
    }

    /// Nothing is left: what failed is answered, or the work goes on.
    fn all_taken_back(&mut self, id: UndoId) {
        let undo = &self.env.plan.undos[id];
        let bit = self.env.map.bits[undo.bit.index()];
        self.load_at(Width::U8, bit);
        let failed = self.keep(ValType::I32);
        self.store_at(bit, false);
        self.go_strand(Job::Leave);
        if let Some(node) = undo.failed {
            self.get(failed);
            self.when(BlockType::Empty);
            self.lead_to(node);
            self.end();
        }
        self.lead_after(self.env.plan.places[undo.place].node);
    }

    fn run_piece(&mut self, id: UndoId, piece: NodeId) {
        let map = self.env.map.strand;
        let runner = self.env.map.strands[self.env.plan.undos[id].strand.index()];
        let strand = self.strand;
        self.i32(runner);
        self.i32(StrandState::Live as u32);
        self.store(map.state.width, map.state.offset);
        self.i32(runner);
        self.get(strand);
        self.load(map.owner.width, map.owner.offset);
        self.store(map.owner.width, map.owner.offset);
        self.i32(runner);
        self.run_from(piece);
    }

    /// Which of the pieces speaks of what was begun last and may still stand; -1 if none does. Of equals the
    /// one that comes later in `order`.
    fn last_begun(&mut self, id: UndoId, order: &[usize]) -> Local {
        let pieces = &self.env.plan.undos[id].pieces;
        self.op().i32_const(-1);
        let last = self.keep(ValType::I32);
        self.i32(0);
        let latest = self.keep(ValType::I32);
        for at in order {
            let begun = self.stands(pieces[*at].0);
            self.get(latest);
            self.get(begun);
            self.op().i32_le_u().i32_and();
            self.when(BlockType::Empty);
            self.i32(*at as u32);
            self.set(last);
            self.get(begun);
            self.set(latest);
            self.end();
        }
        last
    }

    /// Leaves whether something may still stand; gives when it was begun.
    fn stands(&mut self, witness: Witnessed) -> Local {
        match witness {
            Witnessed::Call(call) => {
                let (head, map) = (self.env.map.calls[call.index()].head, self.env.map.call);
                self.load_at(map.order.width, head + map.order.offset);
                let begun = self.keep(ValType::I32);
                self.i32(0);
                for state in [CallState::Done, CallState::Unknown] {
                    self.load_at(map.state.width, head + map.state.offset);
                    self.i32(state as u32);
                    self.op().i32_eq().i32_or();
                }
                begun
            }
            Witnessed::Slot(slot) => {
                let (head, map) = (self.env.map.slots[slot.index()].head, self.env.map.slot);
                self.load_at(map.order.width, head + map.order.offset);
                let begun = self.keep(ValType::I32);
                match self.env.plan.begun(slot) {
                    Some(bit) => {
                        let at = self.env.map.bits[bit.index()];
                        self.load_at(Width::U8, at);
                    }
                    None => self.i32(0),
                }
                begun
            }
        }
    }

    /// A piece is over. What it spoke of counts as taken back: by the piece, or by whoever answers `failed`.
    pub(super) fn taken_back(&mut self, id: UndoId) {
        let plan = self.env.plan;
        let undo = &plan.undos[id];
        let order: Vec<usize> = (0..undo.pieces.len()).collect();
        let last = self.last_begun(id, &order);
        for (at, (witness, _)) in undo.pieces.iter().enumerate() {
            self.get(last);
            self.i32(at as u32);
            self.op().i32_eq();
            self.when(BlockType::Empty);
            match witness {
                Witnessed::Call(call) => self.set_call(*call, CallState::Undone),
                Witnessed::Slot(slot) => {
                    if let Some(bit) = plan.begun(*slot) {
                        let at = self.env.map.bits[bit.index()];
                        self.store_at(at, false);
                    }
                    self.go(Job::UndoSlot(*slot, true));
                }
            }
            self.end();
        }
        self.go_strand(Job::Leave);
        let (runner, state) = (self.strand, self.env.map.strand.state);
        self.get(runner);
        self.i32(StrandState::Idle as u32);
        self.store(state.width, state.offset);
        let strand = self.env.map.strands[strand_of(self.env, plan.places[undo.place].node)];
        self.i32(strand);
        self.go(Job::GoOn(id));
    }

    /// What is taken back next, and on from there.
    pub(super) fn go_on(&mut self, id: UndoId) {
        let strand = self.strand;
        self.get(strand);
        self.get(strand);
        self.go(Job::Drive(id));
        self.go(Job::Run);
    }

    /// A piece of whatever this strand takes back failed. An exception that is no piece's has an arm: the
    /// proofs say so.
    pub(super) fn piece_failed(&mut self) {
        let plan = self.env.plan;
        for (id, strand) in plan.strands.iter() {
            let Some(undo) = strand.undo else { continue };
            let runner = self.env.map.strands[id.index()];
            let bit = self.env.map.bits[plan.undos[undo].bit.index()];
            self.is_not_strand(runner);
            self.op().i32_eqz();
            self.when(BlockType::Empty);
            self.store_at(bit, true);
            self.go_strand(Job::TakenBack(undo));
            self.op().return_();
            self.end();
        }
        self.op().unreachable();
    }
}
