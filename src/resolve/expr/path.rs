//! Paths: what a name means where it stands, and what is read of it.
//!
//! In: [`Path`] and what is wanted. Out: an expression whose root is the item, a place, a local or a value.
//! The order: names bound inside the expression or the arm; a case of the wanted choice; the item; places;
//! the file's own names; the only choice in sight that has such a case. Not here: teams (`teams`), targets
//! of `go to` (`body`).

use crate::resolve::codes;
use std::collections::BTreeSet;

use crate::base::{Name, Span};
use crate::model::{ChoiceId, ExprId, ExprKind, Meta, Range, SlotId, SlotKind, Type};
use crate::parse::ast::{Ident, Path};
use crate::resolve::Resolver;
use crate::resolve::faults::{Want, listed};
use crate::resolve::scope::{Binding, Def};
use crate::resolve::types::list_of;

/// What the first name of a path turned out to be.
enum Root {
    Value(ExprId),
    /// What a case carries; only its fields can be read.
    Payload(ExprId, u16),
    /// A file, of which a value must be named next.
    Module(usize),
}

impl Resolver<'_> {
    pub(super) fn path(&mut self, path: &Path, want: &Want) -> ExprId {
        let Some((first, rest)) = path.parts.split_first() else { return self.unknown(path.span) };
        if rest.is_empty() {
            return self.name(first, want);
        }
        let Some(root) = self.root(first) else { return self.unknown(path.span) };
        let (mut value, rest) = match root {
            Root::Value(value) => (value, rest),
            Root::Payload(of, case) => (self.payload_field(of, case, &rest[0], first), &rest[1..]),
            Root::Module(file) => (self.value_of_module(file, &rest[0], first), &rest[1..]),
        };
        for part in rest {
            value = self.member(value, part, path.span);
        }
        value
    }

    /// A path that is read as a whole: what is carried, shown, rested on.
    pub(in crate::resolve) fn path_ref(&mut self, path: &Path) -> ExprId {
        self.path(path, &Want::any())
    }

    fn name(&mut self, name: &Ident, want: &Want) -> ExprId {
        if let Some(id) = self.word(name, want) {
            return id;
        }
        if let Some(root) = self.bound(name) {
            return self.whole(root, name);
        }
        if let (Some(case), Type::Choice(choice)) = (self.case_index(&want.ty, &name.name), want.ty.present())
        {
            return self.case_alone(*choice, case, name);
        }
        if let Some(root) = self.root_in_sight(name) {
            return self.whole(root, name);
        }
        if let Some(id) = self.only_case(name) {
            return id;
        }
        self.no_such_name(name, want)
    }

    /// Words that are values everywhere.
    fn word(&mut self, name: &Ident, want: &Want) -> Option<ExprId> {
        match name.name.as_str() {
            "now" => Some(self.push(ExprKind::Now, Type::Instant, name.span)),
            "none" => Some(self.none(name.span, want)),
            "today" => {
                self.sink
                    .put(codes::CALENDAR_MISSING, name.span, "`today` is another day in another zone")
                    .help("say whose: `today of` and a calendar");
                Some(self.unknown(name.span))
            }
            _ => None,
        }
    }

    pub(in crate::resolve) fn none(&mut self, span: Span, want: &Want) -> ExprId {
        match &want.ty {
            Type::Unknown => self.push(ExprKind::None, Type::Optional(Box::new(Type::Unknown)), span),
            ty => self.push(ExprKind::None, ty.clone().optional(), span),
        }
    }

    fn whole(&mut self, root: Root, name: &Ident) -> ExprId {
        match root {
            Root::Value(id) => id,
            Root::Payload(of, case) => {
                let carried = self.case_fields(of, case);
                let message = format!("`{}` stands for all that the case carries", name.name);
                let found = self.sink.put(codes::PAYLOAD_WHOLE, name.span, message);
                match carried.first() {
                    Some(field) => found.help(format!("read one part of it: `{}.{field}`", name.name)),
                    None => found.help("this case carries nothing: leave `as` out"),
                };
                self.unknown(name.span)
            }
            Root::Module(_) => {
                self.sink.put(
                    codes::NOT_A_VALUE,
                    name.span,
                    format!("`{}` is a file, not a value", name.name),
                );
                self.unknown(name.span)
            }
        }
    }

    fn root(&mut self, name: &Ident) -> Option<Root> {
        if let Some(root) = self.bound(name).or_else(|| self.root_in_sight(name)) {
            return Some(root);
        }
        if let Some(id) = self.word(name, &Want::any()) {
            return Some(Root::Value(id));
        }
        self.no_such_name(name, &Want::any());
        None
    }

    /// A name bound inside the expression or the arm.
    fn bound(&mut self, name: &Ident) -> Option<Root> {
        let binding = self.names.iter().rev().find(|(bound, _)| *bound == name.name)?.1.clone();
        Some(match binding {
            Binding::Local(local) => {
                let ty = self.model.locals[local].ty.clone();
                Root::Value(self.push(ExprKind::Local(local), ty, name.span))
            }
            Binding::Value(id) => {
                let expr = self.model.exprs[id].clone();
                Root::Value(self.push(expr.kind, expr.ty, name.span))
            }
            Binding::Payload(of, case) => Root::Payload(of, case),
            Binding::Slot(slot) => Root::Value(self.slot(slot, name.span)),
            Binding::Poison => Root::Value(self.unknown(name.span)),
        })
    }

    fn root_in_sight(&mut self, name: &Ident) -> Option<Root> {
        if let Some(flow) = &self.flow {
            if flow.item_name.as_ref() == Some(&name.name) {
                let ty = flow.item_type();
                return Some(Root::Value(self.push(ExprKind::Item, ty, name.span)));
            }
            if flow.is_later(&name.name) {
                return Some(Root::Value(self.unknown(name.span)));
            }
        }
        if let Some(slot) = self.slot_named(name) {
            return Some(Root::Value(self.slot(slot, name.span)));
        }
        match self.def(&name.name)? {
            Def::Function(function) => {
                let body = self.constant_value(function, name.span);
                Some(Root::Value(body))
            }
            Def::Calendar(id) => {
                Some(Root::Value(self.push(ExprKind::Calendar(id), Type::Calendar, name.span)))
            }
            Def::Module(file) => Some(Root::Module(file)),
            Def::Unknown => Some(Root::Value(self.unknown(name.span))),
            _ => None,
        }
    }

    fn value_of_module(&mut self, file: usize, name: &Ident, module: &Ident) -> ExprId {
        match self.scopes[file].own(&name.name) {
            Some(Def::Function(function)) => self.constant_value(function, name.span),
            Some(Def::Calendar(id)) => self.push(ExprKind::Calendar(id), Type::Calendar, name.span),
            _ => {
                let known: Vec<Name> = self.scopes[file].own_names().cloned().collect();
                let message = format!("`{}` declares no value `{}`", module.name, name.name);
                self.unknown_name(codes::UNKNOWN_NAME, name, message, &known);
                self.unknown(name.span)
            }
        }
    }

    // ─────── Cases ───────

    fn case_alone(&mut self, choice: ChoiceId, case: u16, name: &Ident) -> ExprId {
        self.case_of_args(choice, case, &[], name.span)
    }

    /// The case of that name in the only choice in sight that has it.
    fn only_case(&mut self, name: &Ident) -> Option<ExprId> {
        let (choice, case) = self.only_choice_with(&name.name)?;
        Some(self.case_alone(choice, case, name))
    }

    pub(super) fn only_choice_with(&self, name: &Name) -> Option<(ChoiceId, u16)> {
        let choices: BTreeSet<ChoiceId> = self.scopes.get(self.here)?.defs().filter_map(choice_of).collect();
        let mut having = choices
            .into_iter()
            .filter_map(|choice| Some((choice, self.case_index(&Type::Choice(choice), name)?)));
        let found = having.next()?;
        having.next().is_none().then_some(found)
    }

    fn no_such_name(&mut self, name: &Ident, want: &Want) -> ExprId {
        if let Type::Choice(choice) = want.ty.present() {
            self.no_such_case(*choice, name);
        } else if let Some(def) = self.def(&name.name) {
            self.sink.put(
                codes::NOT_A_VALUE,
                name.span,
                format!("`{}` is {}, not a value", name.name, def.words()),
            );
        } else {
            let known = self.names_in_sight();
            self.unknown_name(
                codes::UNKNOWN_NAME,
                name,
                format!("there is nothing called `{}` here", name.name),
                &known,
            );
        }
        self.unknown(name.span)
    }

    /// Says that a choice has no such case.
    pub(in crate::resolve) fn no_such_case(&mut self, choice: ChoiceId, name: &Ident) {
        let choice = &self.model.choices[choice];
        let known: Vec<Name> = choice.cases.iter().map(|case| case.name.clone()).collect();
        let (span, message) = (choice.span, format!("`{}` is no case of `{}`", name.name, choice.name));
        let cases = format!("its cases are {}", listed(&known.iter().map(Name::as_str).collect::<Vec<_>>()));
        let found = self.sink.put(codes::CASE_UNKNOWN, name.span, message);
        found.label(span, cases);
        crate::resolve::faults::suggest(found, name, known.iter().map(Name::as_str));
    }

    fn names_in_sight(&self) -> Vec<Name> {
        let mut known: Vec<Name> = self.names.iter().map(|(name, _)| name.clone()).collect();
        if let Some(flow) = &self.flow {
            known.extend(flow.item_name.clone());
            known.extend(flow.slot_names());
        }
        known
            .extend(self.names_of(|def| matches!(def, Def::Function(_) | Def::Calendar(_) | Def::Module(_))));
        known
    }

    // ─────── What is read of a value ───────

    pub(in crate::resolve) fn slot(&mut self, slot: SlotId, span: Span) -> ExprId {
        let ty = self.slot_type(slot);
        self.push(ExprKind::Slot(slot), ty, span)
    }

    /// A part of a value.
    fn member(&mut self, base: ExprId, part: &Ident, whole: Span) -> ExprId {
        let span = self.model.exprs[base].span.to(part.span);
        let is_list_of_unknown =
            matches!(self.type_of(base).present(), Type::List(list) if list.of == Type::Unknown);
        if self.is_unknown(base) || is_list_of_unknown {
            return self.unknown(span);
        }
        if let Some(id) = self.field_of(base, part, span) {
            return id;
        }
        if let Some(id) = self.known_of_place(base, part, span) {
            return id;
        }
        if part.name.as_str() == "by" && (self.root_slot(base).is_some() || self.is_of_item(base)) {
            return self.push(ExprKind::Writer(base), Type::Person(None).optional(), span);
        }
        self.no_such_part(base, part);
        self.unknown(whole)
    }

    fn field_of(&mut self, base: ExprId, part: &Ident, span: Span) -> Option<ExprId> {
        match self.type_of(base).present().clone() {
            Type::Record(record) => {
                let index = self.index_of(&self.model.records[record].fields, part)?;
                let ty = self.model.records[record].fields[usize::from(index)].ty.clone();
                let base = self.must_be_there(base);
                Some(self.push(ExprKind::Field(base, index), ty, span))
            }
            Type::List(list) => {
                let Type::Record(record) = list.of.present() else { return None };
                let index = self.index_of(&self.model.records[*record].fields, part)?;
                let of = self.model.records[*record].fields[usize::from(index)].ty.clone();
                let mut ty = list_of(of);
                if let Type::List(each) = &mut ty {
                    (each.min, each.max) = (list.min, list.max);
                }
                let base = self.must_be_there(base);
                Some(self.push(ExprKind::Each(base, index), ty, span))
            }
            Type::Choice(choice) => self.field_of_only_case(base, choice, part, span),
            _ => None,
        }
    }

    fn index_of(&self, fields: &[crate::model::Field], name: &Ident) -> Option<u16> {
        fields.iter().position(|field| field.name == name.name).and_then(|index| u16::try_from(index).ok())
    }

    /// A field of the only case that has one of that name: that it is this case must be known here.
    fn field_of_only_case(
        &mut self,
        base: ExprId,
        choice: ChoiceId,
        part: &Ident,
        span: Span,
    ) -> Option<ExprId> {
        let cases = self.model.choices[choice].cases.iter().enumerate();
        let mut having = cases.filter_map(|(index, case)| {
            let field = self.index_of(&case.fields, part)?;
            Some((u16::try_from(index).ok()?, field, case.fields[usize::from(field)].ty.clone()))
        });
        let (case, field, ty) = having.next()?;
        if having.next().is_some() {
            return None;
        }
        let base = self.must_be_there(base);
        Some(self.push(ExprKind::Payload(base, case, field), ty, span))
    }

    /// A field of what a case carries, read through the name that `as` gave it.
    fn payload_field(&mut self, of: ExprId, case: u16, part: &Ident, alias: &Ident) -> ExprId {
        let span = alias.span.to(part.span);
        let Type::Choice(choice) = self.type_of(of).present().clone() else { return self.unknown(span) };
        let fields = self.model.choices[choice].cases[usize::from(case)].fields.clone();
        let Some(index) = self.index_of(&fields, part) else {
            let known: Vec<Name> = fields.iter().map(|field| field.name.clone()).collect();
            let name = self.model.choices[choice].cases[usize::from(case)].name.clone();
            let message = format!("the case `{name}` carries no `{}`", part.name);
            self.unknown_name(codes::UNKNOWN_FIELD, part, message, &known);
            return self.unknown(span);
        };
        let ty = fields[usize::from(index)].ty.clone();
        let of = self.must_be_there(of);
        self.push(ExprKind::Payload(of, case, index), ty, span)
    }

    fn case_fields(&self, of: ExprId, case: u16) -> Vec<Name> {
        let Type::Choice(choice) = self.type_of(of).present() else { return Vec::new() };
        let case = self.model.choices[*choice].cases.get(usize::from(case));
        case.map_or_else(Vec::new, |case| case.fields.iter().map(|field| field.name.clone()).collect())
    }

    /// `performer`, `at`, `times`, `last` of a place.
    fn known_of_place(&mut self, base: ExprId, part: &Ident, span: Span) -> Option<ExprId> {
        let ExprKind::Slot(slot) = self.model.exprs[base].kind else { return None };
        let (kind, performer) =
            self.flow.as_ref().map(|flow| (flow.slots[slot].kind, flow.performer(slot)))?;
        if kind == SlotKind::Arm {
            return None;
        }
        match part.name.as_str() {
            "performer" if matches!(kind, SlotKind::Step | SlotKind::Handoff) => {
                Some(self.push(ExprKind::Meta(slot, Meta::Performer), performer, span))
            }
            "at" => Some(self.push(ExprKind::Meta(slot, Meta::At), Type::Instant, span)),
            "times" => {
                let ty = Type::Int(Range { lo: 0, hi: i128::from(u32::MAX) });
                Some(self.push(ExprKind::Meta(slot, Meta::Times), ty, span))
            }
            "last" => {
                let ty = self.slot_type(slot).optional();
                Some(self.push(ExprKind::Last(slot), ty, span))
            }
            "all" | "role" | "carried" | "voices" => {
                self.not_yet(part.span, &format!("`.{}` of a place", part.name));
                Some(self.unknown(span))
            }
            _ => None,
        }
    }

    fn no_such_part(&mut self, base: ExprId, part: &Ident) {
        let ty = self.type_of(base).present().clone();
        let (what, known) = match &ty {
            Type::Record(record) => {
                let record = &self.model.records[*record];
                (format!("`{}`", record.name), record.fields.iter().map(|field| field.name.clone()).collect())
            }
            Type::List(list) => match list.of.present() {
                Type::Record(record) => {
                    let record = &self.model.records[*record];
                    let known = record.fields.iter().map(|field| field.name.clone()).collect();
                    (format!("each `{}` of this list", record.name), known)
                }
                _ => (self.words(&ty), Vec::new()),
            },
            Type::Item(_) => return self.not_yet(part.span, "reading another work item"),
            _ => (self.words(&ty), Vec::new()),
        };
        let origin = self.origin(base);
        let name = Ident { name: part.name.clone(), span: part.span };
        let found = self.sink.put(codes::UNKNOWN_FIELD, part.span, format!("{what} has no `{}`", part.name));
        if let Some((at, text)) = origin {
            found.label(at, text);
        }
        let known: Vec<&str> = known.iter().map(Name::as_str).collect();
        crate::resolve::faults::suggest(found, &name, known);
    }

    /// The place that an expression is read from, if it is read from one.
    pub(in crate::resolve) fn root_slot(&self, id: ExprId) -> Option<SlotId> {
        match self.model.exprs.get(id)?.kind {
            ExprKind::Slot(slot) | ExprKind::Meta(slot, _) => Some(slot),
            ExprKind::Field(base, _) | ExprKind::Payload(base, _, _) | ExprKind::Each(base, _) => {
                self.root_slot(base)
            }
            _ => None,
        }
    }

    fn is_of_item(&self, id: ExprId) -> bool {
        match self.model.exprs[id].kind {
            ExprKind::Item => true,
            ExprKind::Field(base, _) | ExprKind::Present(base) | ExprKind::Payload(base, _, _) => {
                self.is_of_item(base)
            }
            _ => false,
        }
    }
}

fn choice_of(def: Def) -> Option<ChoiceId> {
    match def {
        Def::Choice(choice) => Some(choice),
        _ => None,
    }
}
