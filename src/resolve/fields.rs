//! Fields: of records, cases, forms, contracts, with their classes and `where` conditions.
//!
//! In: `name: TYPE CLASSES` as lines or in parentheses. Out: [`Field`]s. Conditions are typed apart, when
//! all types are known: each field is in sight there under its own name, read from one local that is the
//! whole form. Not here: who gives the fields a value.

use super::Resolver;
use super::faults::Want;
use super::scope::Binding;
use crate::base::{Name, Span};
use crate::model::{Class, Compare, ExprId, ExprKind, Field, Local, LocalId, Record, RecordId, Type};
use crate::parse::ast::{self, Ident, Refinement, TypeRef};

/// A field as it is written.
#[derive(Clone)]
pub(super) struct FieldView<'a> {
    pub(super) name: Option<Ident>,
    pub(super) ty: Option<TypeRef<'a>>,
    classes: Vec<ast::Class<'a>>,
}

impl<'a> FieldView<'a> {
    /// Whether something must hold of the field, given its type.
    pub(super) fn has_conditions(&self, ty: &Type) -> bool {
        self.conditions(ty).next().is_some()
    }

    /// What must hold of the field: `where`, and limits that are no numbers.
    fn conditions(&self, ty: &Type) -> impl Iterator<Item = Refinement<'a>> + use<'a> {
        let is_time = is_time(ty);
        let refinements = self.ty.into_iter().flat_map(TypeRef::refinements);
        refinements.filter(move |refinement| match refinement {
            Refinement::Where(_) => true,
            refinement => is_time && is_limit(*refinement),
        })
    }
}

/// Whether values of a type are moments or lengths of time, whose limits are conditions.
pub(super) fn is_time(ty: &Type) -> bool {
    matches!(ty.present(), Type::Date | Type::Time | Type::Instant | Type::Span(_))
}

/// `from … to …` and its kin.
pub(super) fn is_limit(refinement: Refinement<'_>) -> bool {
    use Refinement as R;
    matches!(refinement, R::FromTo(_) | R::Above(_) | R::Below(_) | R::AtLeast(_) | R::AtMost(_))
}

/// A field as a local of its name and type.
pub(super) fn local_of(field: &Field) -> Local {
    Local { name: field.name.clone(), span: field.span, ty: field.ty.clone() }
}

/// Whether something must hold of one of several fields.
pub(super) fn conditioned(views: &[FieldView<'_>], fields: &[Field]) -> bool {
    views.iter().any(|view| field_of(view, fields).is_some_and(|field| view.has_conditions(&field.ty)))
}

fn field_of<'f>(view: &FieldView<'_>, fields: &'f [Field]) -> Option<&'f Field> {
    let name = view.name.as_ref()?;
    fields.iter().find(|field| field.span == name.span)
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
        if !conditioned(views, fields) {
            return;
        }
        let local = self.model.locals.push(Local { name: name.clone(), span, ty: Type::Record(whole) });
        let siblings = self.siblings(local, fields, span);
        self.with(siblings, |resolver| {
            for view in views {
                resolver.field_conditions(view, fields, local);
            }
        });
    }

    fn field_conditions(&mut self, view: &FieldView<'a>, fields: &mut [Field], whole: LocalId) {
        let Some(index) =
            fields.iter().position(|field| view.name.as_ref().is_some_and(|name| name.span == field.span))
        else {
            return;
        };
        let ty = fields[index].ty.clone();
        let mut conditions = Vec::new();
        for refinement in view.conditions(&ty) {
            conditions.extend(self.field_condition(refinement, &fields[index]));
        }
        if !conditions.is_empty() {
            fields[index].conditions = conditions;
            fields[index].whole = Some(whole);
        }
    }

    fn field_condition(&mut self, refinement: Refinement<'a>, field: &Field) -> Vec<ExprId> {
        let limits = match refinement {
            Refinement::Where(view) => {
                return view.condition().map(|condition| self.condition(&condition)).into_iter().collect();
            }
            Refinement::FromTo(view) => vec![(Compare::AtLeast, view.low()), (Compare::AtMost, view.high())],
            Refinement::Above(view) => vec![(Compare::More, view.bound())],
            Refinement::Below(view) => vec![(Compare::Less, view.bound())],
            Refinement::AtLeast(view) => vec![(Compare::AtLeast, view.bound())],
            Refinement::AtMost(view) => vec![(Compare::AtMost, view.bound())],
            _ => Vec::new(),
        };
        let mut conditions = Vec::new();
        for (op, limit) in limits {
            if let Some(limit) = limit {
                conditions.push(self.time_limit(op, &limit, field));
            }
        }
        conditions
    }

    /// A limit of a moment or a length of time. What may be absent keeps to it where it is there.
    fn time_limit(&mut self, op: Compare, limit: &ast::Expr, field: &Field) -> ExprId {
        let name = Ident { name: field.name.clone(), span: field.span };
        let value = self.path_ref(&super::teams::path_of(name));
        let hint = Want::of(field.ty.present().clone());
        let limit = self.expr(limit, &hint);
        let span = self.model.exprs[limit].span;
        let holds = self.compared(op, value, limit, span);
        if !matches!(field.ty, Type::Optional(_)) || self.is_unknown(holds) {
            return holds;
        }
        let there = self.is_present(value, span);
        let absent = self.push(ExprKind::Not(there), Type::Bool, span);
        self.push(ExprKind::Or(absent, holds), Type::Bool, span)
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
