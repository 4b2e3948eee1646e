//! Judged: whom a handoff asks may not write what has been judged (semantics.md 5, rule 18).
//!
//! In: a plan and what is done at its places. Out: findings. Not here: what the sender corrects; lowering lets
//! them leave alone what has been judged.

use super::{Case, codes};
use crate::base::{Id, Sink};
use crate::plan::{Ask, Place};

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for place in plan.places.values() {
        for ask in &place.asks {
            asked(case, place, &plan.asks[*ask], sink);
        }
    }
}

/// The paths of an ask on which a judgement rests that is made on every way there.
fn asked(case: &Case<'_>, place: &Place, ask: &Ask, sink: &mut Sink) {
    let plan = case.subject.plan;
    let Some(state) = &case.states[place.node.index()] else { return };
    for bit in plan.bits.values() {
        let judged = ask.paths.iter().find_map(|path| plan.judged(bit, *path));
        let Some(slot) = judged.filter(|slot| state.done.contains(slot)) else { continue };
        let name = &plan.slots[slot].name;
        sink.put(
            codes::ASK_AFTER_JUDGEMENT,
            ask.span,
            format!("this asks for what `{name}` has judged: an answer would make the judgement worthless"),
        )
        .help(format!(
            "let the work go back with `go to`, or judge after it is asked: move `{name}` behind the handoff"
        ));
    }
}
