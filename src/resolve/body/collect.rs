//! Places of a workflow before its statements are read: names, and the fields that each gives.
//!
//! In: the body of a workflow. Out: labels and slots, by name and by node. A name is given once in a
//! workflow. A call without `as` is called like its operation where that name is free. Not here: what the
//! statements say; `where` conditions of forms.

use super::super::Resolver;
use super::super::fields::{FieldView, of_line, of_lines};
use super::super::scope::Def;
use super::super::walk;
use crate::base::{Name, Span};
use crate::model::{Field, Label, LabelId, LabelKind, Slot, SlotKind, TeamId, Type};
use crate::parse::NodeId;
use crate::parse::ast::{self, Carried, FormLine, Ident, Path, Stmt, TermLine};

/// A place that is to be collected.
struct Place {
    node: NodeId,
    kind: SlotKind,
    fields: Vec<Field>,
    performer: Option<Type>,
    /// What gives the fields is unknown.
    broken: bool,
}

impl<'a> Resolver<'a> {
    /// Collects all places and stages of a body, those in arms too.
    pub(super) fn collect(&mut self, lines: impl Iterator<Item = ast::BodyLine<'a>>) {
        let mut nameless = Vec::new();
        for stmt in lines.flat_map(walk::body_line) {
            self.collect_stmt(stmt, false, &mut nameless);
        }
        for call in nameless {
            self.collect_nameless(call);
        }
    }

    /// `later`: it stands inside something that is not supported yet.
    fn collect_stmt(&mut self, stmt: Stmt<'a>, later: bool, nameless: &mut Vec<ast::Call<'a>>) {
        let later = later || self.is_later(stmt);
        if later {
            self.collect_later(stmt);
        } else {
            self.collect_place(stmt, nameless);
        }
        for inner in walk::inside(stmt) {
            self.collect_stmt(inner, later, nameless);
        }
    }

    fn is_later(&self, stmt: Stmt<'a>) -> bool {
        matches!(stmt, Stmt::Vote(_) | Stmt::Together(_) | Stmt::ForEach(_) | Stmt::Run(_))
    }

    fn collect_later(&mut self, stmt: Stmt<'a>) {
        let names: Vec<Option<Ident>> = match stmt {
            Stmt::ForEach(view) => vec![view.alias(), view.element()],
            Stmt::Run(view) => vec![view.alias()],
            Stmt::Vote(view) => vec![view.name()],
            Stmt::Together(view) => vec![view.name()],
            Stmt::Stage(view) => vec![view.name()],
            Stmt::Step(view) => vec![view.name()],
            Stmt::Handoff(view) => vec![view.name()],
            Stmt::Ask(view) => vec![view.name()],
            Stmt::Wait(view) => vec![view.name()],
            Stmt::Call(view) => {
                let operation = view.op().and_then(|path| path.parts.last().cloned());
                vec![view.alias().or(operation)]
            }
            Stmt::Let(view) => vec![view.name()],
            _ => Vec::new(),
        };
        if let Some(flow) = &mut self.flow {
            flow.later.extend(names.into_iter().flatten().map(|name| name.name));
        }
    }

    fn collect_place(&mut self, stmt: Stmt<'a>, nameless: &mut Vec<ast::Call<'a>>) {
        match stmt {
            Stmt::Step(view) => {
                let performer = self.performer_of(&view.by(), completes(view.lines()));
                self.collect_form(
                    view.id(),
                    view.name(),
                    SlotKind::Step,
                    view.lines(),
                    Some(performer),
                    view.span(),
                );
            }
            Stmt::Ask(view) => {
                self.collect_form(view.id(), view.name(), SlotKind::Ask, view.lines(), None, view.span());
            }
            Stmt::Handoff(view) => self.collect_handoff(view),
            Stmt::Wait(view) => {
                let fields = self.awaited_fields(view);
                let (broken, fields) = (fields.is_none(), fields.unwrap_or_default());
                let place = Place { node: view.id(), kind: SlotKind::Wait, fields, performer: None, broken };
                self.add(view.name(), place, view.span());
            }
            Stmt::Call(view) => match view.alias() {
                Some(alias) => self.collect_call(view, Some(alias)),
                None => nameless.push(view),
            },
            Stmt::Stage(view) => self.collect_stage(view),
            _ => {}
        }
    }

    fn collect_form(
        &mut self,
        node: NodeId,
        name: Option<Ident>,
        kind: SlotKind,
        lines: impl Iterator<Item = FormLine<'a>>,
        performer: Option<Type>,
        span: Span,
    ) {
        let owner = name.as_ref().map_or_else(|| Name::from(""), |name| name.name.clone());
        let lines: Vec<FormLine<'a>> = lines.collect();
        let mut fields = self.fields(&form_fields(lines.iter().copied()), &owner);
        // A form for each element is refused where lines are read; until then whoever reads it says nothing wrong.
        let rows = lines.iter().filter_map(|line| match line {
            FormLine::EachField(view) => view.alias(),
            _ => None,
        });
        fields.extend(rows.map(unknown_field));
        self.add(name, Place { node, kind, fields, performer, broken: false }, span);
    }

    fn collect_handoff(&mut self, view: ast::Handoff<'a>) {
        let owner = view.name().map_or_else(|| Name::from(""), |name| name.name);
        let mut fields = self.unfilled(view);
        fields.extend(self.fields(&carried_fields(view.lines()), &owner));
        let arrives =
            view.lines().any(|line| matches!(line, TermLine::Accept(accept) if accept.on_arrival()));
        let to: Vec<Path> = view.to().into_iter().filter_map(|to| path_of(&to)).collect();
        let performer = Some(self.performer_of(&to, arrives));
        let contract = view.under().map(|under| under.contract().and_then(|path| self.def_of(&path)));
        let broken = contract.is_some_and(|contract| !matches!(contract, Some(Def::Contract(_))));
        let place = Place { node: view.id(), kind: SlotKind::Handoff, fields, performer, broken };
        self.add(view.name(), place, view.span());
    }

    /// What the contract carries and is not given: the sender fills it in while the handoff is open.
    fn unfilled(&self, view: ast::Handoff<'a>) -> Vec<Field> {
        let Some(under) = view.under() else { return Vec::new() };
        let Some(Def::Contract(contract)) = under.contract().and_then(|path| self.def_of(&path)) else {
            return Vec::new();
        };
        let args = under.args();
        let given = |index: usize, field: &Field| {
            let by_place = args.get(index).is_some_and(|arg| arg.name.is_none());
            by_place || args.iter().any(|arg| arg.name.as_ref().is_some_and(|name| name.name == field.name))
        };
        let params = self.model.contracts[contract].params.iter().enumerate();
        params.filter(|(index, field)| !given(*index, field)).map(|(_, field)| field.clone()).collect()
    }

    /// The fields of what is waited for; nothing where it is unknown.
    fn awaited_fields(&self, view: ast::Wait<'a>) -> Option<Vec<Field>> {
        match view.awaited() {
            Some(ast::Awaited::Event(path, _)) => match self.def_of(&path) {
                Some(Def::Event(event)) => Some(self.model.events[event].fields.clone()),
                _ => None,
            },
            _ => Some(Vec::new()),
        }
    }

    fn collect_call(&mut self, view: ast::Call<'a>, name: Option<Ident>) {
        let operation = view.op().and_then(|path| self.find_operation(&path));
        let fields = operation.map_or_else(Vec::new, |id| self.model.operations[id].gives.clone());
        let (node, broken) = (view.id(), operation.is_none());
        self.add(name, Place { node, kind: SlotKind::Call, fields, performer: None, broken }, view.span());
    }

    /// A call without `as`: called like its operation if nothing else is.
    fn collect_nameless(&mut self, view: ast::Call<'a>) {
        let Some(path) = view.op() else { return self.collect_call(view, None) };
        let free = |name: &&Ident| self.flow.as_ref().is_some_and(|flow| flow.is_free(&name.name));
        match path.parts.last().filter(free).cloned() {
            Some(name) => self.collect_call(view, Some(name)),
            None => {
                self.collect_call(view, None);
                self.name_apart(view.id(), &path);
            }
        }
    }

    /// A name for a call whose operation's name is not free: one that nobody can write, so nobody means it.
    fn name_apart(&mut self, node: NodeId, path: &Path) {
        let Some(flow) = &mut self.flow else { return };
        let Some((label, Some(slot))) = flow.nodes.get(&node).copied() else { return };
        let like = |name: &Name| name.as_str().strip_prefix(path.to_string().as_str()).is_some();
        let name = match flow.labels.values().filter(|label| like(&label.name)).count() {
            0 => Name::from(path.to_string()),
            before => Name::from(format!("{path} {}", before + 1)),
        };
        flow.labels[label].name = name.clone();
        flow.slots[slot].name = name;
    }

    fn collect_stage(&mut self, view: ast::Stage<'a>) {
        let name = view.name();
        let span = name.as_ref().map_or(view.span(), |name| name.span);
        let label = self.add_label(name, LabelKind::Stage, span);
        if let (Some(flow), Some(label)) = (&mut self.flow, label) {
            flow.nodes.insert(view.id(), (label, None));
        }
    }

    fn add(&mut self, name: Option<Ident>, place: Place, at: Span) {
        let span = name.as_ref().map_or(at, |name| name.span);
        let text = name.as_ref().map_or_else(|| Name::from(""), |name| name.name.clone());
        let Some(flow) = &mut self.flow else { return };
        let slot = flow.slots.push(Slot { name: text, span, kind: place.kind, fields: place.fields });
        flow.broken.extend(Some(slot).filter(|_| place.broken));
        flow.performers.extend(place.performer.map(|performer| (slot, performer)));
        let Some(label) = self.add_label(name, LabelKind::Place(slot), span) else { return };
        if let Some(flow) = &mut self.flow {
            flow.nodes.insert(place.node, (label, Some(slot)));
        }
    }

    /// A label, found by its name where the name is new.
    fn add_label(&mut self, name: Option<Ident>, kind: LabelKind, span: Span) -> Option<LabelId> {
        let flow = self.flow.as_mut()?;
        let text = name.as_ref().map_or_else(|| Name::from(""), |name| name.name.clone());
        let label = flow.labels.push(Label { name: text, span, kind });
        let Some(name) = name else { return Some(label) };
        if let Some(first) = flow.label_of.get(&name.name).map(|first| flow.labels[*first].span) {
            self.name_twice(&name, first);
            return Some(label);
        }
        flow.label_of.insert(name.name.clone(), label);
        if let LabelKind::Place(slot) = kind {
            flow.slot_of.insert(name.name, slot);
        }
        Some(label)
    }

    /// The type of whoever completes a place; `maybe` where it can be completed by nobody.
    fn performer_of(&self, by: &[Path], maybe: bool) -> Type {
        let teams: Option<Vec<TeamId>> = by.iter().map(|path| self.team_in(path)).collect();
        let person = match teams.as_deref() {
            Some([first, rest @ ..]) if rest.iter().all(|team| team == first) => Type::Person(Some(*first)),
            _ => Type::Person(None),
        };
        if maybe { person.optional() } else { person }
    }

    /// The one team that a path speaks of, without a word where it does not.
    fn team_in(&self, path: &Path) -> Option<TeamId> {
        let first = Path { parts: path.parts.first().into_iter().cloned().collect(), span: path.span };
        match self.def_of(path).or_else(|| self.def_of(&first)) {
            Some(Def::Team(team)) => Some(team),
            _ => None,
        }
    }
}

/// The fields of a form.
pub(super) fn form_fields<'a>(lines: impl Iterator<Item = FormLine<'a>>) -> Vec<FieldView<'a>> {
    of_lines(lines.filter_map(|line| match line {
        FormLine::Field(field) => Some(field),
        _ => None,
    }))
}

/// What terms carry as fields of their own.
pub(in crate::resolve) fn carried_fields<'a>(
    lines: impl Iterator<Item = TermLine<'a>>,
) -> Vec<FieldView<'a>> {
    let carries = lines.filter_map(|line| match line {
        TermLine::Carry(carry) => Some(carry),
        _ => None,
    });
    let carried = carries.flat_map(|carry| carry.carried().collect::<Vec<_>>());
    let fields = carried.filter_map(|carried| match carried {
        Carried::Field(field, _) => Some(of_line(field)),
        Carried::Path(_) => None,
    });
    fields.collect()
}

/// Whether silence completes a place: then nobody may have performed it.
fn completes<'a>(lines: impl Iterator<Item = FormLine<'a>>) -> bool {
    fn in_stmt(stmt: Stmt<'_>) -> bool {
        matches!(stmt, Stmt::Complete(_))
            || matches!(stmt, Stmt::Decide(_)) && walk::inside(stmt).into_iter().any(in_stmt)
    }
    let mut responses = lines.filter_map(|line| match line {
        FormLine::Arm(arm) => arm.response(),
        _ => None,
    });
    responses.any(|response| response.stmts().any(in_stmt))
}

fn unknown_field(name: Ident) -> Field {
    Field {
        name: name.name,
        span: name.span,
        ty: Type::Unknown,
        conditions: Vec::new(),
        whole: None,
        classes: Vec::new(),
    }
}

fn path_of(expr: &ast::Expr) -> Option<Path> {
    match &expr.kind {
        ast::ExprKind::Path(path) => Some(path.clone()),
        _ => None,
    }
}
