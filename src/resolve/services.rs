//! Services and their operations.
//!
//! In: `service` declarations. Out: operations with their fields, exceptions, time limits and retries.
//! Not here: what a call does when it fails.

use super::Resolver;
use super::codes;
use super::declare::Decl;
use super::faults::Want;
use super::fields::of_params;
use super::scope::Def;
use crate::abi::Unit;
use crate::base::Name;
use crate::model::{ExceptionId, Operation, OperationId, Type};
use crate::parse::ast::{self, Ident, Path};

/// A service and its operations by name.
pub(super) struct Service {
    pub(super) name: Name,
    pub(super) operations: Vec<OperationId>,
}

impl<'a> Resolver<'a> {
    /// Fills in every service.
    pub(super) fn fill_services(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Service(id, view) = decl {
                view.ops().for_each(|op| resolver.operation(id, op));
            }
        });
    }

    fn operation(&mut self, service: usize, view: ast::Op<'a>) {
        let Some(name) = view.name() else { return };
        let owner = self.services[service].name.clone();
        if let Some(first) = self.operation_named(service, &name.name) {
            let first = self.model.operations[first].span;
            return self.name_twice(&name, first);
        }
        let path = format!("{owner}.{}", name.name);
        let (params, given) = (of_params(view.params()), of_params(view.gives()));
        let (takes, gives) = (self.fields(&params, &path), self.fields(&given, &path));
        let takes = self.form_conditions(&params, takes, &name.name, name.span);
        let raises = view.raises().iter().filter_map(|path| self.exception(path)).collect();
        let (retries, backoff) = self.retry(view.retry());
        let within = view.within().map_or(0, |within| self.micros(within.length()));
        let operation = Operation {
            service: owner,
            name: name.name,
            span: name.span,
            takes,
            gives,
            raises,
            only_looks: view.only_looks(),
            within,
            retries,
            backoff,
        };
        let id = self.model.operations.push(operation);
        self.services[service].operations.push(id);
    }

    fn retry(&mut self, view: Option<ast::Retry<'a>>) -> (u16, (i64, i64)) {
        let Some(view) = view else { return (0, (0, 0)) };
        let times = super::count(view.times()).unwrap_or(0);
        let first = view.every().map_or(0, |length| self.micros(Some(length)));
        let longest = view.up_to().map_or(first, |length| self.micros(Some(length)));
        (u16::try_from(times).unwrap_or(u16::MAX), (first, longest))
    }

    /// A length of time as it passes, known here, in microseconds.
    fn micros(&mut self, length: Option<ast::Expr>) -> i64 {
        let Some(length) = length else { return 0 };
        let id = self.expr(&length, &Want::of(Type::Span(Some(Unit::Elapsed))));
        self.static_span(id, length.span).map_or(0, |span| span.amount)
    }

    fn operation_named(&self, service: usize, name: &Name) -> Option<OperationId> {
        let operations = self.services[service].operations.iter().copied();
        operations.into_iter().find(|id| self.model.operations[*id].name == *name)
    }

    /// The operation that `SERVICE.OP` names, if it names one.
    pub(super) fn find_operation(&self, path: &Path) -> Option<OperationId> {
        match self.find_service(path)? {
            Def::Service(service) => self.operation_named(service, &path.parts.last()?.name),
            _ => None,
        }
    }

    fn find_service(&self, path: &Path) -> Option<Def> {
        match path.parts.as_slice() {
            [one, _] => self.def(&one.name),
            [first, second, _] => {
                self.def_of(&Path { parts: vec![first.clone(), second.clone()], span: path.span })
            }
            _ => None,
        }
    }

    /// The operation that `SERVICE.OP` names; says so where it names none.
    pub(super) fn operation_of(&mut self, path: &Path) -> Option<OperationId> {
        let operation = path.parts.last()?;
        match self.find_service(path) {
            Some(Def::Service(service)) => self.operation_of_service(service, operation),
            Some(Def::Unknown) => None,
            _ => {
                let known = self.names_of(|def| matches!(def, Def::Service(_)));
                let name = path.parts.first().unwrap_or(operation);
                let message = format!("there is no service `{}`", name.name);
                self.unknown_name(codes::UNKNOWN_SERVICE, name, message, &known);
                None
            }
        }
    }

    fn operation_of_service(&mut self, service: usize, name: &Ident) -> Option<OperationId> {
        let found = self.operation_named(service, &name.name);
        if found.is_none() {
            let operations = self.services[service].operations.iter();
            let known: Vec<Name> = operations.map(|id| self.model.operations[*id].name.clone()).collect();
            let message =
                format!("the service `{}` has no operation `{}`", self.services[service].name, name.name);
            self.unknown_name(codes::UNKNOWN_OPERATION, name, message, &known);
        }
        found
    }

    /// The exception that a path names; says so where it names none.
    pub(super) fn exception(&mut self, path: &Path) -> Option<ExceptionId> {
        self.find(path, codes::UNKNOWN_EXCEPTION, "exception", |def| match def {
            Def::Exception(id) => Some(id),
            _ => None,
        })
    }
}
