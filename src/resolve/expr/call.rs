//! Values in parentheses: of functions, records and cases, and of all else that is given values by name.
//!
//! In: a name and its arguments. Out: `Apply`, `Record`, `Case`; and for whoever gives values to fields
//! (exceptions, outcomes, operations, contracts) one expression a field. An optional field that is not named
//! is absent. Not here: calls of services as statements (`body`).

use crate::base::{Name, Span};
use crate::model::{ChoiceId, ExprId, ExprKind, Field, FunctionId, RecordId, Type};
use crate::parse::ast::{Arg, Ident, Path};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::{Want, listed};
use crate::resolve::scope::Def;

impl Resolver<'_> {
    pub(super) fn call(&mut self, path: &Path, args: &[Arg], span: Span, want: &Want) -> ExprId {
        if let (Some(name), Type::Choice(choice)) = (path.single(), want.ty.present())
            && let Some(case) = self.case_index(&want.ty, &name.name)
        {
            return self.case_of_args(*choice, case, args, span);
        }
        match self.def_of(path) {
            Some(Def::Function(function)) => self.apply(function, args, path.span, span),
            Some(Def::Record(record)) => self.record(record, args, span),
            Some(Def::Unknown) => self.unknown(span),
            def => self.case_or_nothing(path, def, args, span, want),
        }
    }

    fn case_or_nothing(
        &mut self,
        path: &Path,
        def: Option<Def>,
        args: &[Arg],
        span: Span,
        want: &Want,
    ) -> ExprId {
        let Some(name) = path.single() else {
            let message = format!("`{path}` is not a function, a record or a case");
            self.sink.put(codes::UNKNOWN_NAME, path.span, message);
            return self.unknown(span);
        };
        if let Some((choice, case)) = self.only_choice_with(&name.name) {
            return self.case_of_args(choice, case, args, span);
        }
        if let Type::Choice(choice) = want.ty.present() {
            self.no_such_case(*choice, name);
            return self.unknown(span);
        }
        if let Some(def) = def {
            let message = format!("`{path}` is {}, and cannot be used as a value", def.words());
            self.sink.put(codes::NOT_A_VALUE, path.span, message);
            return self.unknown(span);
        }
        let known = self.names_of(|def| matches!(def, Def::Function(_) | Def::Record(_)));
        self.unknown_name(
            codes::UNKNOWN_NAME,
            name,
            format!("there is no function, record or case `{path}`"),
            &known,
        );
        self.unknown(span)
    }

    fn apply(&mut self, id: FunctionId, args: &[Arg], name: Span, span: Span) -> ExprId {
        let body = self.body_of(id, name);
        let function = self.model.functions[id].clone();
        let params: Vec<Field> = function.params.iter().map(|local| self.local_field(*local)).collect();
        let args = self.args(&params, args, &format!("`{}`", function.name), span);
        match self.type_of(body).clone() {
            Type::Unknown => self.unknown(span),
            ty => self.push(ExprKind::Apply(id, args), ty, span),
        }
    }

    fn local_field(&self, local: crate::model::LocalId) -> Field {
        let local = self.model.locals[local].clone();
        Field {
            name: local.name,
            span: local.span,
            ty: local.ty,
            conditions: Vec::new(),
            whole: None,
            classes: Vec::new(),
        }
    }

    fn record(&mut self, id: RecordId, args: &[Arg], span: Span) -> ExprId {
        let record = self.model.records[id].clone();
        let args = self.args(&record.fields, args, &format!("`{}`", record.name), span);
        self.push(ExprKind::Record(id, args), Type::Record(id), span)
    }

    /// A case with what it carries.
    pub(super) fn case_of_args(&mut self, choice: ChoiceId, case: u16, args: &[Arg], span: Span) -> ExprId {
        let written = self.model.choices[choice].cases[usize::from(case)].clone();
        let args = self.args(&written.fields, args, &format!("the case `{}`", written.name), span);
        self.push(ExprKind::Case(choice, case, args), Type::Choice(choice), span)
    }

    /// One expression for each of `fields`: what is given for it, or no value where it is optional.
    pub(in crate::resolve) fn args(
        &mut self,
        fields: &[Field],
        given: &[Arg],
        what: &str,
        span: Span,
    ) -> Vec<ExprId> {
        let found = self.some_args(fields, given, what);
        let missing: Vec<&Field> = fields
            .iter()
            .zip(&found)
            .filter(|(field, arg)| arg.is_none() && !matches!(field.ty, Type::Optional(_) | Type::Unknown))
            .map(|(field, _)| field)
            .collect();
        if !missing.is_empty() && given.iter().all(|arg| !self.misnamed(fields, arg)) {
            self.missing(&missing, what, span);
        }
        let none = |resolver: &mut Self, field: &Field| match field.ty {
            Type::Optional(_) => resolver.none(span, &Want::of(field.ty.clone())),
            _ => resolver.unknown(span),
        };
        let mut args = Vec::new();
        for (field, arg) in fields.iter().zip(found) {
            args.push(arg.unwrap_or_else(|| none(self, field)));
        }
        args
    }

    fn misnamed(&self, fields: &[Field], arg: &Arg) -> bool {
        arg.name.as_ref().is_some_and(|name| fields.iter().all(|field| field.name != name.name))
    }

    fn missing(&mut self, missing: &[&Field], what: &str, span: Span) {
        let names: Vec<&str> = missing.iter().map(|field| field.name.as_str()).collect();
        let found = self.sink.put(codes::MISSING_ARGUMENT, span, format!("{what} needs {}", listed(&names)));
        for field in missing {
            found.label(field.span, format!("`{}` is declared here", field.name));
        }
    }

    /// What is given for each of `fields`; nothing for those that are not named. A value without a name is
    /// for the field at its place.
    pub(in crate::resolve) fn some_args(
        &mut self,
        fields: &[Field],
        given: &[Arg],
        what: &str,
    ) -> Vec<Option<ExprId>> {
        let mut found: Vec<Option<ExprId>> = vec![None; fields.len()];
        for (place, arg) in given.iter().enumerate() {
            let index = match &arg.name {
                Some(name) => fields.iter().position(|field| field.name == name.name),
                None => Some(place).filter(|place| *place < fields.len()),
            };
            let Some(index) = index else {
                self.no_such_argument(fields, arg, what);
                continue;
            };
            let field = &fields[index];
            if found[index].is_some() {
                let message = format!("`{}` is given twice", field.name);
                self.sink.put(codes::NAME_TWICE, arg.value.span, message);
                continue;
            }
            let why = format!("`{}` is {}", field.name, self.words_with_range(&field.ty));
            found[index] = Some(self.expr(&arg.value, &Want::because(field.ty.clone(), field.span, why)));
        }
        found
    }

    fn no_such_argument(&mut self, fields: &[Field], arg: &Arg, what: &str) {
        // Its value may hold mistakes of its own.
        self.expr(&arg.value, &Want::any());
        let Some(name) = &arg.name else {
            let message = match fields.len() {
                0 => format!("{what} takes nothing"),
                many => format!(
                    "{what} takes {many} value{}, and this is one more",
                    if many == 1 { "" } else { "s" }
                ),
            };
            self.sink.put(codes::UNKNOWN_ARGUMENT, arg.value.span, message);
            return;
        };
        let known: Vec<Name> = fields.iter().map(|field| field.name.clone()).collect();
        let name = Ident { name: name.name.clone(), span: name.span };
        let message = format!("{what} takes no `{}`", name.name);
        self.unknown_name(codes::UNKNOWN_ARGUMENT, &name, message, &known);
    }
}
