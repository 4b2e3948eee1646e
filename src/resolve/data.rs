//! Records, choices, exceptions and events: what work carries.
//!
//! In: declarations with their shells. Out: their fields and cases, filled in. Types come first, `where`
//! conditions when every type is known. Not here: services and contracts.

use super::Resolver;
use super::codes;
use super::declare::Decl;
use super::fields::{FieldView, conditioned, of_lines, of_params};
use super::scope::Def;
use crate::base::{Name, Span};
use crate::model::{EventId, Field, RoleId, Type};
use crate::parse::ast;

impl<'a> Resolver<'a> {
    /// Gives every record, choice, exception and event its fields.
    pub(super) fn fill_data(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Record(id, view) = decl {
                resolver.model.records[id].fields = named_fields(&of_lines(view.fields()));
            }
        });
        self.each_decl(Self::fill_datum);
        self.refuse_endless_data();
    }

    fn fill_datum(&mut self, decl: Decl<'a>) {
        match decl {
            Decl::Record(id, view) => {
                let owner = self.model.records[id].name.clone();
                self.model.records[id].fields = self.fields(&of_lines(view.fields()), &owner);
            }
            Decl::Choice(id, view) => {
                let owner = self.model.choices[id].name.clone();
                self.model.choices[id].cases = self.cases(&view.cases().collect::<Vec<_>>(), &owner);
            }
            Decl::Exception(id, view) => {
                let owner = self.model.exceptions[id].name.clone();
                self.model.exceptions[id].fields = self.fields(&of_params(view.params()), &owner);
            }
            Decl::Event(id, view) => self.fill_event(id, view),
            Decl::Alias(id) => self.fill_alias(id),
            _ => {}
        }
    }

    fn fill_event(&mut self, id: EventId, view: ast::Event<'a>) {
        let owner = self.model.events[id].name.clone();
        self.model.events[id].fields = self.fields(&of_params(view.params()), &owner);
        if view.at_any_time() {
            self.later_events.insert(id, "an event that comes `at any time`");
        }
        if view.kept().is_some() {
            self.later_events.insert(id, "an event that is `kept`");
        }
        for sender in view.senders() {
            self.sender(id, &sender);
        }
    }

    fn sender(&mut self, id: EventId, path: &ast::Path) {
        let single = path.single().map(|name| name.name.clone());
        match (self.def_of(path), single) {
            (Some(Def::Team(team)), _) => {
                let role = self.model.teams[team].role;
                self.model.events[id].roles.push(role);
            }
            (Some(Def::Group(group)), _) => {
                let roles: Vec<RoleId> =
                    self.groups[group].iter().map(|team| self.model.teams[*team].role).collect();
                self.model.events[id].roles.extend(roles);
            }
            (Some(Def::Unknown), _) => {}
            (Some(Def::Service(_)), Some(name)) => self.model.events[id].parties.push(name),
            (_, Some(name)) if name.as_str() == "anyone" => {}
            (_, Some(name)) if self.is_party(&name) => self.model.events[id].parties.push(name),
            _ => self.unknown_sender(path),
        }
    }

    /// Whether some workflow of the compilation has a party of that name.
    fn is_party(&self, name: &Name) -> bool {
        self.party_names().any(|known| known == *name)
    }

    fn party_names(&self) -> impl Iterator<Item = Name> {
        let headers = self.decls.iter().filter_map(|(_, decl)| match decl {
            Decl::Workflow(_, view) => Some(view.header()),
            _ => None,
        });
        headers.flatten().filter_map(|line| match line {
            ast::Header::Party(party) => party.name().map(|name| name.name),
            _ => None,
        })
    }

    fn unknown_sender(&mut self, path: &ast::Path) {
        let mut known: Vec<Name> = self.party_names().collect();
        known.extend(self.names_of(|def| matches!(def, Def::Team(_) | Def::Group(_) | Def::Service(_))));
        known.push(Name::from("anyone"));
        let name = ast::Ident { name: Name::from(path.to_string()), span: path.span };
        let message = format!("`{path}` is neither a party of a workflow nor a team or a service");
        self.unknown_name(codes::UNKNOWN_SENDER, &name, message, &known);
    }

    /// Types every `where` of a record, a case, an exception or an event.
    pub(super) fn fill_conditions(&mut self) {
        self.each_decl(|resolver, decl| match decl {
            Decl::Record(id, view) => {
                let record = resolver.model.records[id].clone();
                let (name, span, mut fields) = (record.name, record.span, record.fields);
                resolver.conditions(&of_lines(view.fields()), &mut fields, id, &name, span);
                resolver.model.records[id].fields = fields;
            }
            Decl::Choice(id, view) => {
                for case in view.cases() {
                    resolver.fill_case_conditions(id, case);
                }
            }
            Decl::Exception(id, view) => {
                let exception = resolver.model.exceptions[id].clone();
                let fields = resolver.form_conditions(
                    &of_params(view.params()),
                    exception.fields,
                    &exception.name,
                    exception.span,
                );
                resolver.model.exceptions[id].fields = fields;
            }
            Decl::Event(id, view) => {
                let event = resolver.model.events[id].clone();
                let fields = resolver.form_conditions(
                    &of_params(view.params()),
                    event.fields,
                    &event.name,
                    event.span,
                );
                resolver.model.events[id].fields = fields;
            }
            _ => {}
        });
    }

    fn fill_case_conditions(&mut self, id: crate::model::ChoiceId, view: ast::Case<'a>) {
        let Some(name) = view.name() else { return };
        let Some(index) = self.model.choices[id].cases.iter().position(|case| case.name == name.name) else {
            return;
        };
        let fields = self.model.choices[id].cases[index].fields.clone();
        let fields = self.form_conditions(&of_params(view.params()), fields, &name.name, name.span);
        self.model.choices[id].cases[index].fields = fields;
    }

    /// The fields of a form with their conditions.
    pub(super) fn form_conditions(
        &mut self,
        views: &[FieldView<'a>],
        mut fields: Vec<Field>,
        name: &Name,
        span: Span,
    ) -> Vec<Field> {
        if conditioned(views, &fields) {
            let whole = self.form(name, span, &fields);
            self.conditions(views, &mut fields, whole, name, span);
        }
        fields
    }
}

/// The names of a record's fields before their types are known, so that `by FIELD` finds them.
fn named_fields(views: &[FieldView<'_>]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for name in views.iter().filter_map(|view| view.name.as_ref()) {
        if fields.iter().all(|field| field.name != name.name) {
            fields.push(Field {
                name: name.name.clone(),
                span: name.span,
                ty: Type::Unknown,
                conditions: Vec::new(),
                whole: None,
                classes: Vec::new(),
            });
        }
    }
    fields
}
