//! A plan as text, a form a line, for `--show=plan` and for snapshots.

use super::{Emit, Exit, Form, Goto, NodeId, Owner, Plan, Set};
use crate::model::{ExprId, ExprKind, Model, Type};
use std::fmt::Write;

/// A plan as text.
pub fn print(model: &Model, plan: &Plan) -> String {
    let mut printer = Printer { model, plan, text: format!("plan {}\n", plan.name) };
    printer.node(plan.root, 1);
    printer.text
}

/// A number of a type as its author would write it.
pub(crate) fn number(number: i128, ty: &Type) -> String {
    let scale = match ty {
        Type::Decimal(_) => crate::model::DECIMAL_SCALE,
        Type::Money(Some(currency), _) => currency.exponent(),
        Type::Money(None, _) => 2,
        _ => 0,
    };
    let unit = 10u128.pow(scale.into());
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let places = format!("{part:0width$}", width = usize::from(scale));
    let places = places.trim_end_matches('0');
    let currency = match ty {
        Type::Money(Some(currency), _) => format!(" {}", currency.code()),
        _ => String::new(),
    };
    if places.is_empty() {
        format!("{sign}{whole}{currency}")
    } else {
        format!("{sign}{whole}.{places}{currency}")
    }
}

struct Printer<'p> {
    model: &'p Model,
    plan: &'p Plan,
    text: String,
}

impl Printer<'_> {
    fn line(&mut self, depth: usize, words: impl AsRef<str>) {
        let _ = writeln!(self.text, "{:width$}{}", "", words.as_ref(), width = depth * 2);
    }

    fn node(&mut self, node: NodeId, depth: usize) {
        let plan = self.plan;
        match &plan.nodes[node].form {
            Form::Seq(nodes) => {
                for node in nodes {
                    self.node(*node, depth);
                }
            }
            Form::Rest(place) => self.rest(*place, depth),
            Form::Set(set) => {
                let words = self.set(set);
                self.line(depth, words);
            }
            Form::Case(branches) => {
                self.line(depth, "case");
                for (condition, branch) in branches {
                    let words = condition.map_or("else".to_owned(), |condition| self.expr(condition));
                    self.line(depth + 1, format!("{words} ->"));
                    self.node(*branch, depth + 2);
                }
            }
            Form::Emit(emit) => {
                let words = match emit {
                    Emit::Notify(notice) => format!("notify {}", self.expr(plan.notices[*notice].sentence)),
                    Emit::Ask(ask) => format!("ask {}", plan.asks[*ask].name),
                    Emit::CloseAsk(ask) => format!("close {}", plan.asks[*ask].name),
                    Emit::Call(call) => format!("call {}", plan.calls[*call].name),
                    Emit::Kept(bit) => format!("kept {}", plan.bits[*bit].name),
                };
                self.line(depth, words);
            }
            Form::Own(owner) => {
                let words = self.owner(owner);
                self.line(depth, format!("own {words}"));
            }
            Form::Goto(goto) => self.goto(goto, depth),
            Form::Par(_) => self.line(depth, "par"),
            Form::Guard(guard) => self.guard(*guard, depth),
            Form::Raise(exception, _) => {
                self.line(depth, format!("raise {}", self.model.exceptions[*exception].name))
            }
            Form::Undo(undo) => {
                self.line(depth, "undo");
                for (_, piece) in &plan.undos[*undo].pieces {
                    self.node(*piece, depth + 1);
                }
                if let Some(failed) = plan.undos[*undo].failed {
                    self.line(depth, "failed");
                    self.node(failed, depth + 1);
                }
            }
            Form::Exit(exit) => {
                let words = match exit {
                    Exit::Item(outcome, _) => format!("end {}", plan.outcomes[*outcome].name),
                    Exit::Strand(ok) => format!("strand {}", if *ok { "ok" } else { "dropped" }),
                    Exit::After(node) => format!("after {}", self.name(*node)),
                    Exit::Resume(_) => "resume".to_owned(),
                };
                self.line(depth, words);
            }
        }
    }

    /// How a node is called: by the place or the stage that it is.
    fn name(&self, node: NodeId) -> String {
        let below = self.plan.below(node);
        let guard = self.plan.guards.values().find(|guard| guard.node == node).and_then(|guard| guard.label);
        let place = self.plan.places.values().find(|place| below.contains(&place.node));
        match (guard, place) {
            (Some(label), _) => format!("stage {}", label.0),
            (None, Some(place)) => place.name.to_string(),
            (None, None) => format!("#{}", node.0),
        }
    }

    fn rest(&mut self, place: super::PlaceId, depth: usize) {
        let plan = self.plan;
        let known = &plan.places[place];
        self.line(depth, format!("{}: rest {:?}", known.name, known.kind).to_lowercase());
        for alt in &known.alts {
            let alt = &plan.alts[*alt];
            let words = format!("{:?} {} [{} checks] ->", alt.kind, alt.name, alt.checks.len());
            self.line(depth + 1, words);
            self.node(alt.then, depth + 2);
        }
        let asks = known.asks.iter().map(|ask| plan.asks[*ask].clock);
        for clock in known.clocks.iter().copied().chain(known.suspend).chain(asks) {
            self.clock(clock, depth + 1);
        }
    }

    fn clock(&mut self, clock: super::ClockId, depth: usize) {
        let known = &self.plan.clocks[clock];
        let words = format!("clock {} {}", known.name, self.expr(known.budget));
        self.line(depth, words);
        for rung in &known.rungs {
            self.line(depth + 1, format!("{:?} ->", rung.at));
            self.node(rung.then, depth + 2);
        }
    }

    fn guard(&mut self, guard: super::GuardId, depth: usize) {
        let known = &self.plan.guards[guard];
        self.line(depth, "guard");
        self.node(known.body, depth + 1);
        if let Some(clock) = known.clock {
            self.clock(clock, depth + 1);
        }
        for arm in &known.arms {
            let triggers: Vec<String> = arm.triggers.iter().map(|trigger| self.trigger(*trigger)).collect();
            self.line(depth, format!("when {} {:?} ->", triggers.join(", "), arm.mode));
            self.node(arm.then, depth + 1);
        }
    }

    fn trigger(&self, trigger: super::Trigger) -> String {
        match trigger {
            super::Trigger::Exception(exception) => self.model.exceptions[exception].name.to_string(),
            super::Trigger::Event(event) => self.model.events[event].name.to_string(),
            super::Trigger::Ended(outcome) => format!("ended {}", self.plan.outcomes[outcome].name),
            super::Trigger::Cancelled => "cancelled".to_owned(),
        }
    }

    fn goto(&mut self, goto: &Goto, depth: usize) {
        let plan = self.plan;
        let undone: Vec<&str> = goto.undone.iter().map(|slot| plan.slots[*slot].name.as_str()).collect();
        let target =
            if goto.stays { "look again".to_owned() } else { format!("goto {}", self.name(goto.target)) };
        let bound = goto.bound.map_or(String::new(), |(_, most, _)| format!(" at most {most}"));
        let undoes = if undone.is_empty() { String::new() } else { format!(" undoes {}", undone.join(", ")) };
        self.line(depth, format!("{target}{bound}{undoes}"));
        if let Some((_, _, then)) = goto.bound {
            self.line(depth, "then");
            self.node(then, depth + 1);
        }
    }

    fn owner(&self, owner: &Owner) -> String {
        match owner {
            Owner::Team(team) => self.model.teams[*team].name.to_string(),
            Owner::Decided(cases) => {
                let names: Vec<_> =
                    cases.iter().map(|(_, team)| self.model.teams[*team].name.as_str()).collect();
                names.join(" or ")
            }
        }
    }

    fn set(&self, set: &Set) -> String {
        let plan = self.plan;
        match set {
            Set::Slot(slot, _) | Set::SlotFrom(slot, _) => format!("set {}", plan.slots[*slot].name),
            Set::Path(path, value) => format!("set {} := {}", self.expr(*path), self.expr(*value)),
            Set::Bit(bit, to) => format!("set {} := {to}", plan.bits[*bit].name),
            Set::Undone(slots) => {
                let names: Vec<&str> = slots.iter().map(|slot| plan.slots[*slot].name.as_str()).collect();
                format!("undoes {}", names.join(", "))
            }
            Set::Count(counter) => format!("count {}", plan.counters[*counter].name),
            Set::Reassign(role) => {
                let role = &self.model.roles[*role];
                let part = role.name.as_ref().map_or(String::new(), |name| format!(".{name}"));
                format!("reassign {}{part}", self.model.teams[role.team].name)
            }
            Set::Extend(clock, by) => format!("extend {} by {}", plan.clocks[*clock].name, self.expr(*by)),
            Set::Pin(place) => format!("pin {}", plan.places[*place].name),
        }
    }

    /// An expression, short: paths by their names, the rest by their shape.
    fn expr(&self, id: ExprId) -> String {
        let plan = self.plan;
        let inner = || plan.children(id).into_iter().map(|child| self.expr(child)).collect::<Vec<_>>();
        match &plan.exprs[id].kind {
            ExprKind::Item => "item".to_owned(),
            ExprKind::Slot(slot) => plan.slots[*slot].name.to_string(),
            ExprKind::Local(local) => plan.locals[*local].name.to_string(),
            ExprKind::Field(of, at) => format!("{}.{at}", self.expr(*of)),
            ExprKind::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            ExprKind::Int(value) => number(i128::from(*value), &plan.exprs[id].ty),
            ExprKind::Text(text) => format!("{text:?}"),
            ExprKind::Span(span) => format!("{:?} {}", span.unit, span.amount),
            ExprKind::OwnerIs(team) => format!("owner is {}", self.model.teams[*team].name),
            ExprKind::Bit(bit) => plan.bits[super::BitId(u32::from(*bit))].name.to_string(),
            ExprKind::Not(_) => format!("not {}", inner().join("")),
            ExprKind::And(..) => format!("({})", inner().join(" and ")),
            ExprKind::Or(..) => format!("({})", inner().join(" or ")),
            ExprKind::Is(_, case) => format!("{} is {case}", inner().join("")),
            ExprKind::IsPresent(_) => format!("{} is present", inner().join("")),
            ExprKind::IsEmpty(_) => format!("{} is empty", inner().join("")),
            ExprKind::Present(of) => self.expr(*of),
            ExprKind::Compare(how, ..) => inner().join(&format!(" {how:?} ").to_lowercase()),
            ExprKind::CountBelow(counter, most) => {
                format!("{} below {most}", plan.counters[super::CounterId(u32::from(*counter))].name)
            }
            ExprKind::AskOpen(ask) => format!("{} is open", plan.asks[super::AskId(u32::from(*ask))].name),
            ExprKind::WalkKept(_) => "nobody has anything to do behind it".to_owned(),
            other => {
                let kind = format!("{other:?}");
                let kind = kind.split(['(', ' ', '{']).next().unwrap_or_default().to_lowercase();
                format!("{kind}({})", inner().join(", "))
            }
        }
    }
}
