//! `let`: constants and functions of a file, typed when they are first needed.
//!
//! In: `let` declarations. Out: functions of the model. A function that needs itself, by whatever way, is
//! refused. Not here: a `let` inside a workflow, which is a name for a value there (`body`).

use crate::base::Span;
use crate::model::{ExprId, ExprKind, FunctionId, Type};
use crate::parse::ast;
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::declare::Decl;
use crate::resolve::faults::Want;
use crate::resolve::fields::{conditioned, local_of, of_params};
use crate::resolve::scope::Binding;

/// How far a function is.
pub(in crate::resolve) struct Let<'a> {
    file: usize,
    view: ast::Let<'a>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Doing,
    Done,
}

impl<'a> Let<'a> {
    pub(in crate::resolve) fn new(file: usize, view: ast::Let<'a>) -> Self {
        Let { file, view, state: State::New }
    }
}

impl<'a> Resolver<'a> {
    /// Types every function that nobody needed so far.
    pub(in crate::resolve) fn fill_functions(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Function(id) = decl {
                let span = resolver.model.functions[id].span;
                resolver.body_of(id, span);
            }
        });
    }

    /// What a function is, typed now if it was not before. `used` is where it is needed.
    pub(in crate::resolve) fn body_of(&mut self, id: FunctionId, used: Span) -> ExprId {
        let index = crate::base::Id::index(id);
        match self.lets[index].state {
            State::Done => return self.model.functions[id].body,
            State::Doing => return self.needs_itself(id, used),
            State::New => {}
        }
        self.lets[index].state = State::Doing;
        let (file, view) = (self.lets[index].file, self.lets[index].view);
        let here = std::mem::replace(&mut self.here, file);
        let names = std::mem::take(&mut self.names);
        let flow = self.flow.take();
        let body = self.type_function(id, view);
        (self.here, self.names, self.flow) = (here, names, flow);
        self.model.functions[id].body = body;
        self.lets[index].state = State::Done;
        body
    }

    fn type_function(&mut self, id: FunctionId, view: ast::Let<'a>) -> ExprId {
        let (name, span) = (self.model.functions[id].name.clone(), self.model.functions[id].span);
        let params = of_params(view.params());
        let fields = self.fields(&params, &name);
        if conditioned(&params, &fields) {
            self.sink
                .put(codes::REFINEMENT_MISFIT, span, "what a function is given is not checked by a condition")
                .help("say it at the field that the value comes from");
        }
        let mut bound = Vec::new();
        for field in fields {
            let local = self.model.locals.push(local_of(&field));
            self.model.functions[id].params.push(local);
            bound.push((field.name, Binding::Local(local)));
        }
        self.with(bound, |resolver| resolver.expr_or_hole(view.value(), &Want::any(), span))
    }

    fn needs_itself(&mut self, id: FunctionId, used: Span) -> ExprId {
        let function = &self.model.functions[id];
        let (name, span) = (function.name.clone(), function.span);
        self.sink
            .put(
                codes::RECURSION,
                used,
                format!("`{name}` needs itself to be reckoned, so it would never end"),
            )
            .label(span, "declared here");
        self.unknown(used)
    }

    /// A constant where its name stands.
    pub(super) fn constant_value(&mut self, id: FunctionId, span: Span) -> ExprId {
        let body = self.body_of(id, span);
        let params = self.model.functions[id].params.len();
        if params > 0 {
            let name = self.model.functions[id].name.clone();
            let message = format!("`{name}` is a function and is not given anything here");
            self.sink.put(codes::MISSING_ARGUMENT, span, message).help(format!("write `{name}(…)`"));
            return self.unknown(span);
        }
        match self.type_of(body).clone() {
            Type::Unknown => self.unknown(span),
            ty => self.push(ExprKind::Apply(id, Vec::new()), ty, span),
        }
    }
}
