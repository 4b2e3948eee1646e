//! Types as they are written become types of the model: names, `list of`, `optional`, refinements.
//!
//! In: [`ast::TypeRef`]. Out: [`Type`] with its limits. Which refinement speaks of the list and which of its
//! elements: `at least`, `at most`, `distinct` and `by` of the list, where there is one; all others of the
//! element. Not here: `where`, which speaks of a field among others (`fields`).

use super::Resolver;
use super::codes;
use super::faults::{Want, scale_of};
use super::fields::{is_limit, is_time};
use super::library;
use super::number::scaled;
use super::scope::Def;
use crate::abi::{Currency, Unit};
use crate::base::{Name, Span};
use crate::model::{Choice, ChoiceCase, ExprId, ExprKind, ListType, Range, RecordId, Type};
use crate::parse::ast::{self, Core, Ident, Path, Refinement, TypeRef, Wrap};

/// How many elements a list has at most where it does not say (semantics, 2.4).
const LIST_MAX: u32 = 500;

/// A type with a name of its own.
pub(super) struct Alias<'a> {
    file: usize,
    name: Name,
    span: Span,
    view: ast::Alias<'a>,
    state: State,
}

#[derive(Clone)]
enum State {
    New,
    /// It is being read: whoever asks for it again asks in a circle.
    Doing,
    Done(Type),
}

impl<'a> Alias<'a> {
    pub(super) fn new(file: usize, name: &Ident, view: ast::Alias<'a>) -> Self {
        Alias { file, name: name.name.clone(), span: name.span, view, state: State::New }
    }
}

/// The names of types that are no declaration, but for those of the library.
const BUILT_IN: [&str; 16] = [
    "Bool", "Int", "Decimal", "Text", "Date", "Time", "Instant", "Money", "Duration", "WorkTime", "Workdays",
    "Days", "Person", "File", "Link", "Item",
];

/// Whether a name is a type without anybody declaring it.
pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name) || library::shape(name).is_some()
}

fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "Bool" => Type::Bool,
        "Int" => Type::Int(Range::ENTERED),
        "Decimal" => Type::Decimal(Range::ENTERED),
        "Text" => Type::Text(None),
        "Date" => Type::Date,
        "Time" => Type::Time,
        "Instant" => Type::Instant,
        "Money" => Type::Money(None, Range::ENTERED),
        "Duration" => Type::Span(Some(Unit::Elapsed)),
        "WorkTime" => Type::Span(Some(Unit::OpenTime)),
        "Workdays" => Type::Span(Some(Unit::Workdays)),
        "Days" => Type::Span(Some(Unit::Days)),
        "Person" => Type::Person(None),
        "File" => Type::File,
        "Link" => Type::Link,
        _ => return None,
    })
}

impl<'a> Resolver<'a> {
    /// The type of `view`; `owner` names a nameless choice: the path of the field.
    pub(super) fn ty(&mut self, view: Option<TypeRef<'a>>, owner: &str) -> Type {
        // A hole was reported when the file was read.
        let Some((view, core)) = view.and_then(|view| Some((view, view.core()?))) else {
            return Type::Unknown;
        };
        let wraps: Vec<Wrap> = view.wraps().collect();
        let mut ty = match core {
            Core::Named(path, of) => self.named_type(&path, of.as_ref()),
            Core::Choice(cases) => self.nameless_choice(&cases, view.span(), owner),
        };
        let of_list = wraps.contains(&Wrap::List) || matches!(ty.present(), Type::List(_));
        let (list, element): (Vec<_>, Vec<_>) =
            view.refinements().partition(|refinement| of_list && speaks_of_list(*refinement));
        for refinement in element {
            if of_list && is_time(&ty) && is_limit(refinement) {
                ty = self.misfit(
                    ty,
                    refinement.span(),
                    "a least or greatest value",
                    "a single moment, not of each in a list",
                );
            }
            ty = self.refine(ty, refinement);
        }
        for wrap in wraps.iter().rev() {
            ty = match wrap {
                Wrap::Optional => ty.optional(),
                Wrap::List => list_of(ty),
            };
        }
        list.into_iter().fold(ty, |ty, refinement| self.refine_list(ty, refinement))
    }

    fn named_type(&mut self, path: &Path, of: Option<&Path>) -> Type {
        let name = path.parts.last().map_or("", |part| part.name.as_str());
        if let Some((shape, iban)) = path.single().and_then(|_| library::shape(name)) {
            return Type::Text(self.pattern(shape, iban, path.span));
        }
        if path.single().is_some() && name == "Item" {
            return self.item_type(path, of);
        }
        if let Some(ty) = path.single().and_then(|_| built_in(name)) {
            return ty;
        }
        match self.def_of(path) {
            Some(Def::Record(id)) => Type::Record(id),
            Some(Def::Choice(id)) => Type::Choice(id),
            Some(Def::Alias(id)) => self.alias_type(id, path.span),
            Some(Def::Unknown) => Type::Unknown,
            Some(def) => {
                let message = format!("`{path}` is {}, not a type", def.words());
                self.sink.put(codes::NOT_A_TYPE, path.span, message);
                Type::Unknown
            }
            None => self.unknown_type(path),
        }
    }

    fn unknown_type(&mut self, path: &Path) -> Type {
        let mut known = self
            .names_of(|def| matches!(def, Def::Record(_) | Def::Choice(_) | Def::Alias(_) | Def::Unknown));
        known.extend(
            BUILT_IN.iter().chain(library::SHAPES.iter().map(|(name, _)| name)).map(|name| Name::from(*name)),
        );
        let name = Ident { name: Name::from(path.to_string()), span: path.span };
        self.unknown_name(codes::UNKNOWN_TYPE, &name, format!("there is no type `{path}`"), &known);
        Type::Unknown
    }

    fn item_type(&mut self, path: &Path, of: Option<&Path>) -> Type {
        let Some(of) = of else {
            self.sink
                .put(codes::UNKNOWN_TYPE, path.span, "`Item` does not say of which workflow")
                .help("write `Item of` and the workflow");
            return Type::Unknown;
        };
        let found = self.find(of, codes::UNKNOWN_WORKFLOW, "workflow", |def| match def {
            Def::Workflow(id) => Some(id),
            _ => None,
        });
        found.map_or(Type::Unknown, Type::Item)
    }

    fn alias_type(&mut self, id: usize, used: Span) -> Type {
        let (file, view) = (self.aliases[id].file, self.aliases[id].view);
        match self.aliases[id].state.clone() {
            State::Done(ty) => return ty,
            State::Doing => {
                let (name, span) = (self.aliases[id].name.clone(), self.aliases[id].span);
                self.sink
                    .put(codes::RECURSION, used, format!("the type `{name}` is made of itself"))
                    .label(span, "declared here");
                return Type::Unknown;
            }
            State::New => {}
        }
        self.aliases[id].state = State::Doing;
        let name = self.aliases[id].name.clone();
        let here = std::mem::replace(&mut self.here, file);
        let ty = self.ty(view.ty(), &name);
        self.refuse_conditions(view.ty(), &ty);
        self.here = here;
        self.aliases[id].state = State::Done(ty.clone());
        ty
    }

    /// Reads every named type, so that a faulty one is found though nobody uses it.
    pub(super) fn fill_alias(&mut self, id: usize) {
        let span = self.aliases[id].span;
        self.alias_type(id, span);
    }

    /// A condition speaks of a field, and a named type has none.
    fn refuse_conditions(&mut self, view: Option<TypeRef<'a>>, ty: &Type) {
        let Some(view) = view else { return };
        let is_condition = |refinement: &Refinement<'a>| {
            matches!(refinement, Refinement::Where(_)) || is_time(ty) && is_limit(*refinement)
        };
        if let Some(condition) = view.refinements().find(is_condition) {
            self.sink
                .put(
                    codes::REFINEMENT_MISFIT,
                    condition.span(),
                    "this speaks of a field, and a type has no name to speak of",
                )
                .help("say it at each field that has this type");
        }
    }

    pub(super) fn nameless_choice(&mut self, cases: &[ast::Case<'a>], span: Span, owner: &str) -> Type {
        let choice = Choice { name: Name::from(owner), span, named: false, cases: Vec::new() };
        let id = self.model.choices.push(choice);
        let cases = self.cases(cases, owner);
        self.model.choices[id].cases = cases;
        Type::Choice(id)
    }

    /// The cases of a choice, each name once.
    pub(super) fn cases(&mut self, views: &[ast::Case<'a>], owner: &str) -> Vec<ChoiceCase> {
        let mut cases: Vec<ChoiceCase> = Vec::new();
        for view in views {
            let Some(name) = view.name() else { continue };
            if let Some(first) = cases.iter().find(|case| case.name == name.name).map(|case| case.span) {
                self.name_twice(&name, first);
                continue;
            }
            let views = super::fields::of_params(view.params());
            let fields = self.fields(&views, &format!("{owner}.{}", name.name));
            cases.push(ChoiceCase { name: name.name, span: name.span, fields });
        }
        cases
    }

    // ─────── Refinements ───────

    fn refine(&mut self, ty: Type, refinement: Refinement<'a>) -> Type {
        if ty == Type::Unknown {
            return ty;
        }
        match refinement {
            Refinement::Where(_) => ty,
            Refinement::InKind(view) => self.refine_kind(ty, view.path()),
            Refinement::Matching(view) => match (&ty, view.pattern()) {
                (Type::Text(None), Some(source)) => self
                    .pattern(&source, false, view.span())
                    .map_or(Type::Unknown, |pattern| Type::Text(Some(pattern))),
                (_, None) => ty,
                _ => self.misfit(ty, view.span(), "`matching`", "text without a pattern"),
            },
            Refinement::Distinct(view) => self.misfit(ty, view.span(), "`distinct`", "a list"),
            Refinement::ByField(view) => self.misfit(ty, view.span(), "`by`", "a list"),
            // Limits of time are conditions of the field.
            _ if is_time(&ty) => ty,
            _ => self.refine_range(ty, refinement),
        }
    }

    fn misfit(&mut self, ty: Type, span: Span, what: &str, fits: &str) -> Type {
        if ty == Type::Unknown {
            return ty;
        }
        let message = format!("{what} is said of {fits}, and this is {}", self.words(&ty));
        self.sink.put(codes::REFINEMENT_MISFIT, span, message);
        ty
    }

    fn refine_kind(&mut self, ty: Type, kind: Option<Path>) -> Type {
        let Some(kind) = kind else { return ty };
        match ty {
            Type::Money(None, range) => match Currency::new(&kind.to_string()) {
                Some(currency) => Type::Money(Some(currency), range),
                None => {
                    let message = format!("`{kind}` is no currency");
                    self.sink
                        .put(codes::UNKNOWN_CURRENCY, kind.span, message)
                        .help("write three capital letters, such as `EUR`");
                    Type::Unknown
                }
            },
            Type::Person(None) => self.team(&kind).map_or(Type::Unknown, |team| Type::Person(Some(team))),
            ty => self.misfit(ty, kind.span, "`in`", "money or a person"),
        }
    }

    fn refine_range(&mut self, ty: Type, refinement: Refinement<'a>) -> Type {
        let Some(range) = ty.range() else {
            return self.misfit(
                ty,
                refinement.span(),
                "a least or greatest value",
                "a number, an amount or a list",
            );
        };
        if matches!(ty, Type::Money(None, _)) {
            return self.misfit(
                ty,
                refinement.span(),
                "a least or greatest value",
                "an amount of one currency",
            );
        }
        let Some(range) = self.narrowed(range, refinement, &ty) else { return ty };
        if range.lo > range.hi {
            self.sink.put(codes::EMPTY_RANGE, refinement.span(), "no number lies between these two");
            return Type::Unknown;
        }
        with_range(ty, range)
    }

    fn narrowed(&mut self, range: Range, refinement: Refinement<'a>, like: &Type) -> Option<Range> {
        let Range { lo, hi } = range;
        Some(match refinement {
            Refinement::FromTo(view) => {
                let (low, high) = (self.limit(view.low(), like), self.limit(view.high(), like));
                Range { lo: low?, hi: high? }
            }
            Refinement::Above(view) => Range { lo: self.limit(view.bound(), like)? + 1, hi },
            Refinement::Below(view) => Range { lo, hi: self.limit(view.bound(), like)? - 1 },
            Refinement::AtLeast(view) => Range { lo: self.limit(view.bound(), like)?, hi },
            Refinement::AtMost(view) => Range { lo, hi: self.limit(view.bound(), like)? },
            _ => return None,
        })
    }

    /// A bound in the smallest unit of `like`. An amount may leave out the currency here: the type has it.
    fn limit(&mut self, bound: Option<ast::Expr>, like: &Type) -> Option<i128> {
        let bound = bound?;
        if let Some((sign, number)) = bare_number(&bound) {
            let units = scaled(number, scale_of(like));
            if units.is_none() {
                self.too_fine(bound.span, like);
            }
            return units.map(|units| sign * units);
        }
        let want = Want::of(with_range(like.clone(), Range::STORED));
        let id = self.expr(&bound, &want);
        if self.is_unknown(id) {
            return None;
        }
        let constant = self.constant(id);
        if constant.is_none() {
            self.sink
                .put(codes::NOT_CONSTANT, bound.span, "a limit of a type must be a number that is known here")
                .help("write a number, or a `let` that is one");
        }
        constant
    }

    /// The number that an expression is on every way, if it is one.
    pub(super) fn constant(&self, id: ExprId) -> Option<i128> {
        match &self.model.exprs.get(id)?.kind {
            ExprKind::Int(number) => Some(i128::from(*number)),
            ExprKind::Apply(function, args) if args.is_empty() => {
                self.constant(self.model.functions[*function].body)
            }
            _ => None,
        }
    }

    fn refine_list(&mut self, ty: Type, refinement: Refinement<'a>) -> Type {
        match ty {
            Type::Optional(inner) => self.refine_list(*inner, refinement).optional(),
            Type::List(mut list) => {
                match refinement {
                    Refinement::AtLeast(view) => {
                        list.min = self.list_length(view.bound()).unwrap_or(list.min)
                    }
                    Refinement::AtMost(view) => list.max = self.list_length(view.bound()).unwrap_or(list.max),
                    Refinement::ByField(view) => list.by = self.key(view.field(), &list.of),
                    _ => list.distinct = true,
                }
                if list.min > list.max {
                    self.sink.put(
                        codes::EMPTY_RANGE,
                        refinement.span(),
                        "no list is as long and as short as this",
                    );
                }
                Type::List(list)
            }
            other => other,
        }
    }

    fn list_length(&mut self, bound: Option<ast::Expr>) -> Option<u32> {
        let span = bound.as_ref()?.span;
        let length = self.limit(bound, &Type::Int(Range::ENTERED))?;
        let length = u32::try_from(length).ok();
        if length.is_none() {
            self.sink.put(codes::EMPTY_RANGE, span, "the length of a list is a number from 0 on");
        }
        length
    }

    fn key(&mut self, field: Option<Ident>, of: &Type) -> Option<u16> {
        let field = field?;
        let Type::Record(record) = of else {
            self.misfit(of.clone(), field.span, "`by`", "a list of records");
            return None;
        };
        self.field_index(*record, &field)
    }

    /// Which field of a record a name is; says so where it is none.
    pub(super) fn field_index(&mut self, record: RecordId, name: &Ident) -> Option<u16> {
        let record = &self.model.records[record];
        let found = record.fields.iter().position(|field| field.name == name.name);
        if found.is_none() {
            let known: Vec<Name> = record.fields.iter().map(|field| field.name.clone()).collect();
            let message = format!("`{}` has no field `{}`", record.name, name.name);
            self.unknown_name(codes::UNKNOWN_FIELD, name, message, &known);
        }
        found.and_then(|index| u16::try_from(index).ok())
    }

    pub(super) fn too_fine(&mut self, span: Span, like: &Type) {
        let places = scale_of(like);
        let message = match places {
            0 => format!("{} has no places after the point", self.words(like)),
            _ => format!("{} has at most {places} places after the point", self.words(like)),
        };
        self.sink.put(codes::NUMBER_TOO_FINE, span, message);
    }
}

fn speaks_of_list(refinement: Refinement<'_>) -> bool {
    matches!(
        refinement,
        Refinement::AtLeast(_) | Refinement::AtMost(_) | Refinement::Distinct(_) | Refinement::ByField(_)
    )
}

/// A list of up to as many elements as a list has where it does not say.
pub(super) fn list_of(of: Type) -> Type {
    Type::List(Box::new(ListType { of, min: 0, max: LIST_MAX, distinct: false, by: None }))
}

/// The same type of number with another range.
pub(super) fn with_range(ty: Type, range: Range) -> Type {
    match ty {
        Type::Int(_) => Type::Int(range),
        Type::Decimal(_) => Type::Decimal(range),
        Type::Money(currency, _) => Type::Money(currency, range),
        Type::Optional(inner) => with_range(*inner, range).optional(),
        other => other,
    }
}

/// A number without a unit, and its sign.
pub(super) fn bare_number(expr: &ast::Expr) -> Option<(i128, ast::Number)> {
    match &expr.kind {
        ast::ExprKind::Literal(ast::Literal::Number(number)) => Some((1, *number)),
        ast::ExprKind::Negate(inner) => bare_number(inner).map(|(sign, number)| (-sign, number)),
        _ => None,
    }
}
