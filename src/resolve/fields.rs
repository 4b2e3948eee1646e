//! Fields: of records, cases, forms, contracts, with their classes and `where` conditions.
//!
//! In: `name: TYPE CLASSES` as lines or in parentheses. Out: [`Field`]s. Conditions are typed apart, when
//! all types are known: each field is in sight there under its own name, read from one local that is the
//! whole form. Not here: who gives the fields a value.

use super::Resolver;
use super::faults::Want;
use super::scope::Binding;
use crate::base::{Name, Span};
use crate::model::{Class, ExprId, ExprKind, Field, Local, LocalId, Record, RecordId, Type};
use crate::parse::ast::{self, Ident, Refinement, TypeRef};

/// A field as it is written.
#[derive(Clone)]
pub(super) struct FieldView<'a> {
    pub(super) name: Option<Ident>,
    pub(super) ty: Option<TypeRef<'a>>,
    classes: Vec<ast::Class<'a>>,
}

impl FieldView<'_> {
    pub(super) fn has_conditions(&self) -> bool {
        conditions_of(self).next().is_some()
    }
}

pub(super) fn of_lines<'a>(fields: impl Iterator<Item = ast::Field<'a>>) -> Vec<FieldView<'a>> {
    fields.map(of_line).collect()
}

pub(super) fn of_line(field: ast::Field<'_>) -> FieldView<'_> {
    FieldView { name: field.name(), ty: field.ty(), classes: field.classes().collect() }
}

pub(super) fn of_params<'a>(params: impl Iterator<Item = ast::Param<'a>>) -> Vec<FieldView<'a>> {
    let view = |param: ast::Param<'a>| FieldView {
        name: param.name(),
        ty: param.ty(),
        classes: param.classes().collect(),
    };
    params.map(view).collect()
}

impl<'a> Resolver<'a> {
    /// The fields of a form, each name once; `owner` names what they belong to.
    pub(super) fn fields(&mut self, views: &[FieldView<'a>], owner: &str) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for view in views {
            let Some(name) = &view.name else { continue };
            if let Some(first) = fields.iter().find(|field| field.name == name.name).map(|field| field.span) {
                self.name_twice(name, first);
                continue;
            }
            let ty = self.ty(view.ty, &format!("{owner}.{}", name.name));
            let classes = view.classes.iter().filter_map(|class| self.class(*class)).collect();
            fields.push(Field {
                name: name.name.clone(),
                span: name.span,
                ty,
                conditions: Vec::new(),
                whole: None,
                classes,
            });
        }
        fields
    }

    /// Types the `where` conditions of `views` and puts them to their fields.
    pub(super) fn conditions(
        &mut self,
        views: &[FieldView<'a>],
        fields: &mut [Field],
        whole: RecordId,
        name: &Name,
        span: Span,
    ) {
        if !views.iter().any(FieldView::has_conditions) {
            return;
        }
        let local = self.model.locals.push(Local { name: name.clone(), span, ty: Type::Record(whole) });
        let siblings = self.siblings(local, fields, span);
        self.with(siblings, |resolver| {
            for view in views {
                let conditions: Vec<ExprId> =
                    conditions_of(view).map(|expr| resolver.expr(&expr, &Want::of(Type::Bool))).collect();
                let field = fields
                    .iter_mut()
                    .find(|field| view.name.as_ref().is_some_and(|name| name.span == field.span));
                if let Some(field) = field.filter(|_| !conditions.is_empty()) {
                    field.conditions = conditions;
                    field.whole = Some(local);
                }
            }
        });
    }

    /// Each field under its own name, read from `whole`.
    pub(super) fn siblings(&mut self, whole: LocalId, fields: &[Field], span: Span) -> Vec<(Name, Binding)> {
        let ty = self.model.locals[whole].ty.clone();
        let base = self.push(ExprKind::Local(whole), ty, span);
        let mut bound = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let kind = ExprKind::Field(base, u16::try_from(index).unwrap_or(u16::MAX));
            bound.push((field.name.clone(), Binding::Value(self.push(kind, field.ty.clone(), field.span))));
        }
        bound
    }

    /// The record that stands for a form, so that the form as a whole has a type.
    pub(super) fn form(&mut self, name: &Name, span: Span, fields: &[Field]) -> RecordId {
        if let Some(id) = self.forms.get(&span) {
            return *id;
        }
        let plain = |field: &Field| Field { conditions: Vec::new(), whole: None, ..field.clone() };
        let fields = fields.iter().map(plain).collect();
        let id = self.model.records.push(Record { name: name.clone(), span, doc: String::new(), fields });
        self.forms.insert(span, id);
        id
    }

    fn class(&mut self, class: ast::Class<'a>) -> Option<Class> {
        match class {
            ast::Class::Personal(_) => Some(Class::Personal),
            ast::Class::Secret(_) => Some(Class::Secret),
            ast::Class::Retain(view) => self.static_length(view.length()).map(Class::RetainAfterEnd),
            ast::Class::EraseAfter(view) => self.static_length(view.length()).map(Class::EraseAfter),
            ast::Class::Visible(view) => {
                self.not_yet(view.span(), "`visible to`");
                None
            }
        }
    }

    /// The fields of what an expression is read from.
    pub(super) fn field(&self, base: ExprId, index: u16) -> Option<&Field> {
        let record = match self.type_of(base).present() {
            Type::Record(record) => *record,
            Type::List(list) => match list.of.present() {
                Type::Record(record) => *record,
                _ => return None,
            },
            _ => return None,
        };
        self.model.records[record].fields.get(usize::from(index))
    }
}

fn conditions_of<'a>(view: &FieldView<'a>) -> impl Iterator<Item = ast::Expr> + use<'a> {
    let refinements = view.ty.into_iter().flat_map(TypeRef::refinements);
    refinements.filter_map(|refinement| match refinement {
        Refinement::Where(view) => view.condition(),
        _ => None,
    })
}
