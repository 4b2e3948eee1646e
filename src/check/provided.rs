//! Provided: whatever is read is given on every way that leads there.

use super::codes;
use super::flow::{self, State};
use super::{Case, way};
use crate::base::{Id, Sink, Span};
use crate::model::{ExprId, ExprKind, SlotId, Told};
use crate::plan::{Emit, Exit, Form, NodeId, Owner, Set};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    let mut said = BTreeSet::new();
    for node in case.subject.plan.nodes.ids() {
        let Some(state) = &case.states[node.index()] else { continue };
        for (expr, state) in read(case, node, state) {
            let mut reader = Reader { case, node, said: &mut said, sink };
            reader.expr(expr, &state);
        }
    }
}

/// The expressions that a node reads, with what holds where each is read.
fn read(case: &Case<'_>, node: NodeId, state: &State) -> Vec<(ExprId, State)> {
    let plan = case.subject.plan;
    let here = |exprs: &[ExprId]| exprs.iter().map(|expr| (*expr, state.clone())).collect();
    match &plan.nodes[node].form {
        Form::Case(branches) => {
            let mut left = Some(state.clone());
            let mut all = Vec::new();
            for (condition, _) in branches {
                let (Some(condition), Some(state)) = (condition, &left) else { continue };
                all.push((*condition, state.clone()));
                left = state.clone().assume(&case.subject, *condition, false);
            }
            all
        }
        Form::Set(Set::Slot(_, values)) => here(values),
        Form::Set(Set::Path(_, value)) => here(&[*value]),
        Form::Set(Set::Extend(_, by)) => here(&[*by]),
        // What a contract carries is read when it is offered, whether or not a term reads it.
        Form::Set(Set::Pin(place)) => here(&plan.places[*place].pins),
        Form::Own(Owner::Decided(cases)) => {
            here(&cases.iter().map(|(condition, _)| *condition).collect::<Vec<_>>())
        }
        Form::Raise(_, values) | Form::Exit(Exit::Item(_, values)) => here(values),
        Form::Emit(Emit::Call(call)) => here(&plan.calls[*call].args),
        Form::Emit(Emit::Notify(notice)) => {
            let notice = &plan.notices[*notice];
            let people = notice.who.iter().filter_map(|who| match who {
                Told::Person(person) => Some(*person),
                _ => None,
            });
            here(&people.chain([notice.sentence]).chain(notice.with.iter().copied()).collect::<Vec<_>>())
        }
        Form::Rest(place) => {
            let place = &plan.places[*place];
            let clocks = place.clocks.iter().chain(&place.suspend).map(|clock| plan.clocks[*clock].budget);
            let people = place.people.iter().map(|rule| rule.of);
            here(&clocks.chain(people).chain(place.shows.iter().copied()).collect::<Vec<_>>())
        }
        Form::Guard(guard) => {
            let clock = plan.guards[*guard].clock;
            here(&clock.map(|clock| plan.clocks[clock].budget).into_iter().collect::<Vec<_>>())
        }
        _ => Vec::new(),
    }
}

struct Reader<'c, 'p> {
    case: &'c Case<'p>,
    node: NodeId,
    said: &'c mut BTreeSet<(Span, String)>,
    sink: &'c mut Sink,
}

impl Reader<'_, '_> {
    fn expr(&mut self, id: ExprId, state: &State) {
        let plan = self.case.subject.plan;
        match &plan.exprs[id].kind {
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                let holds = matches!(plan.exprs[id].kind, ExprKind::And(..));
                self.expr(*left, state);
                if let Some(state) = state.clone().assume(&self.case.subject, *left, holds) {
                    self.expr(*right, &state);
                }
                return;
            }
            ExprKind::Decide(cases) => return self.decide(cases, state),
            ExprKind::Slot(slot) => self.slot(*slot, id, state),
            ExprKind::Meta(slot, crate::model::Meta::At | crate::model::Meta::Performer) => {
                self.slot(*slot, id, state)
            }
            ExprKind::Present(of) => self.present(*of, state),
            ExprKind::Payload(of, case, _) => self.payload(*of, *case, state),
            _ => {}
        }
        for child in plan.children(id) {
            self.expr(child, state);
        }
    }

    fn decide(&mut self, cases: &[(ExprId, ExprId)], state: &State) {
        let mut left = Some(state.clone());
        for (condition, value) in cases {
            let Some(state) = left else { return };
            self.expr(*condition, &state);
            if let Some(state) = state.clone().assume(&self.case.subject, *condition, true) {
                self.expr(*value, &state);
            }
            left = state.assume(&self.case.subject, *condition, false);
        }
    }

    fn slot(&mut self, slot: SlotId, id: ExprId, state: &State) {
        let plan = self.case.subject.plan;
        // While a handoff is open the sender fills in what it carries: reading it waits for that.
        if state.done.contains(&slot)
            || plan.slots[slot].kind == crate::model::SlotKind::Handoff && self.inside(slot)
        {
            return;
        }
        let name = plan.slots[slot].name.clone();
        let span = self.place_of(id);
        if !self.said.insert((span, name.to_string())) {
            return;
        }
        let way = self.way_without(slot);
        let found = self.sink.put(
            codes::NOT_GIVEN,
            span,
            format!("`{name}` is read here, and there is a way on which it is not done"),
        );
        found.label(plan.slots[slot].span, format!("`{name}` gives it, when it is done"));
        if let Some(way) = way {
            found.note(format!("the way: {}", way::line(&way)));
        }
        found.help(format!("read it only where `{name} is done`, or let every way here pass `{name}`"));
    }

    /// The shortest way to this node on which a slot is not done.
    fn way_without(&self, slot: SlotId) -> Option<Vec<String>> {
        let plan = self.case.subject.plan;
        let gives = |node: NodeId| matches!(&plan.nodes[node].form, Form::Set(Set::Slot(of, _) | Set::SlotFrom(of, _)) if *of == slot);
        way::find(
            self.case,
            |node, done| done || gives(node),
            |edge, done| Some((done && !edge.undoes.contains(&slot)) || edge.gives == Some(slot)),
            |node, done| node == self.node && !done,
        )
    }

    /// Whether this node belongs to the place of a slot.
    fn inside(&self, slot: SlotId) -> bool {
        let plan = self.case.subject.plan;
        let entries = plan.places.values().filter(|place| place.slot == Some(slot)).map(|place| place.entry);
        let mut around = plan.table.around(self.node);
        let entries: Vec<NodeId> = entries.collect();
        around.any(|node| entries.contains(&node))
    }

    fn present(&mut self, of: ExprId, state: &State) {
        let plan = self.case.subject.plan;
        let Some(path) = flow::path(plan, of) else { return };
        let span = self.place_of(of);
        if state.present.contains(&path) || !self.said.insert((span, path)) {
            return;
        }
        let words = self.words(of);
        self.sink
            .put(codes::MAY_BE_ABSENT, span, format!("{words} may be absent here"))
            .help("require that it `is present` before, or decide with `when present as x` and `when none`");
    }

    fn payload(&mut self, of: ExprId, case: u16, state: &State) {
        let plan = self.case.subject.plan;
        let Some(path) = flow::path(plan, of) else { return };
        let span = self.place_of(of);
        let known = state.cases.get(&path).is_some_and(|cases| cases.iter().eq([&case]));
        if known || !self.said.insert((span, path)) {
            return;
        }
        let words = self.words(of);
        self.sink
            .put(
                codes::OTHER_CASE,
                span,
                format!("{words} may be another case here, which does not carry this"),
            )
            .help("read what a case carries inside its own arm of a `decide`");
    }

    /// Where an expression is written; where lowering made it, the statement it is for.
    fn place_of(&self, id: ExprId) -> Span {
        let plan = self.case.subject.plan;
        let span = plan.exprs[id].span;
        if span.start == span.end { plan.nodes[self.node].origin } else { span }
    }

    fn words(&self, of: ExprId) -> String {
        let plan = self.case.subject.plan;
        match plan.slot_of(of) {
            Some(slot) => format!("a value of `{}`", plan.slots[slot].name),
            None => "a value of the item".to_owned(),
        }
    }
}
