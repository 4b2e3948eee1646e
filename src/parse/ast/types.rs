//! Types as they are written: names, `list of`, `optional`, refinements, and the classes of a field.
//!
//! In: `type`, `field`, `param` and `case` nodes. Out: their views. Refinements stand in one flat list after
//! the name; which of them speak of the list and which of its elements is for the resolver. Not here: what a
//! type means.

use super::declare::params;
use super::expr::{Expr, read};
use super::names::{Ident, Path};
use super::view::{choice, view};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `name`, or `name(label: TYPE)`: a case of a choice, an outcome, a reason, an exception.
    Case = case;
    /// `name: TYPE CLASSES`, a line of a record or form.
    Field = field | field_open;
    /// `name: TYPE CLASSES` in parentheses.
    Param = param;
    /// A type.
    TypeRef = r#type;
    /// `from a to b`, also a situation.
    FromTo = from_to;
    /// `above E`, also a situation.
    Above = above;
    /// `below E`, also a situation.
    Below = below;
    /// `at least E`, also a situation.
    AtLeast = at_least;
    /// `at most E`, also a situation.
    AtMost = at_most;
    /// `in EUR`, `in TEAM`.
    InKind = in_kind;
    /// `matching /re/`.
    Matching = matching;
    /// `where E`.
    Where = r#where;
    /// `distinct`.
    Distinct = distinct;
    /// `by FIELD`: elements differ in that field.
    ByField = by_field;
    /// `personal`.
    Personal = personal;
    /// `secret`.
    Secret = secret;
    /// `retain D after end`.
    Retain = retain;
    /// `erase after D`.
    EraseAfter = erase_after;
    /// `visible to TEAM, … [until PLACE]`: a class of a field, or in the head of a place.
    Visible = visible;
}

choice! {
    /// What narrows a type.
    #[expect(missing_docs, reason = "each is named after its view")]
    Refinement {
        FromTo(FromTo), Above(Above), Below(Below), AtLeast(AtLeast), AtMost(AtMost), InKind(InKind),
        Matching(Matching), Where(Where), Distinct(Distinct), ByField(ByField),
    }
}

choice! {
    /// How a field must be treated.
    #[expect(missing_docs, reason = "each is named after its view")]
    Class {
        Personal(Personal), Secret(Secret), Retain(Retain), EraseAfter(EraseAfter), Visible(Visible),
    }
}

impl<'t> Case<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its data.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> {
        params(self.0)
    }
}

impl<'t> Field<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its type.
    pub fn ty(self) -> Option<TypeRef<'t>> {
        self.0.find()
    }

    /// How it must be treated.
    pub fn classes(self) -> impl Iterator<Item = Class<'t>> {
        self.0.every()
    }
}

impl<'t> Param<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its type.
    pub fn ty(self) -> Option<TypeRef<'t>> {
        self.0.find()
    }

    /// How it must be treated.
    pub fn classes(self) -> impl Iterator<Item = Class<'t>> {
        self.0.every()
    }
}

/// What stands before a type's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrap {
    /// `list of`.
    List,
    /// `optional`.
    Optional,
}

/// What a type is at its heart.
#[derive(Clone, Debug)]
pub enum Core<'t> {
    /// A name; for `Item of WORKFLOW` with the path after `of`.
    Named(Path, Option<Path>),
    /// `choice { … }`, declared on the spot.
    Choice(Vec<Case<'t>>),
}

impl<'t> TypeRef<'t> {
    /// What is wrapped round it, outermost first.
    pub fn wraps(self) -> impl Iterator<Item = Wrap> + use<'t> {
        self.0.children().filter_map(|child| match child.kind() {
            Rule::kw_list_of => Some(Wrap::List),
            Rule::kw_optional => Some(Wrap::Optional),
            _ => None,
        })
    }

    /// Its heart.
    pub fn core(self) -> Option<Core<'t>> {
        if let Some(choice) = self.0.child(Rule::choice_type) {
            return Some(Core::Choice(choice.every().collect()));
        }
        let mut paths = self.0.child(Rule::type_name)?.paths().into_iter();
        Some(Core::Named(paths.next()?, paths.next()))
    }

    /// What narrows it, in order.
    pub fn refinements(self) -> impl Iterator<Item = Refinement<'t>> {
        self.0.every()
    }
}

impl FromTo<'_> {
    /// The least value.
    pub fn low(self) -> Option<Expr> {
        bounds(self.0, 0)
    }

    /// The greatest value.
    pub fn high(self) -> Option<Expr> {
        bounds(self.0, 1)
    }
}

fn bounds(node: Syntax<'_>, nth: usize) -> Option<Expr> {
    node.children().filter(|child| child.kind() == Rule::bound).nth(nth).and_then(read)
}

impl Above<'_> {
    /// What it is above of.
    pub fn bound(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl Below<'_> {
    /// What it is below of.
    pub fn bound(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl AtLeast<'_> {
    /// The least value or length.
    pub fn bound(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl AtMost<'_> {
    /// The greatest value or length.
    pub fn bound(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl InKind<'_> {
    /// The currency or the team.
    pub fn path(self) -> Option<Path> {
        self.0.path()
    }
}

impl<'t> Matching<'t> {
    /// The pattern, without its slashes and with `\/` as `/`.
    pub fn pattern(self) -> Option<String> {
        let text = self.0.child(Rule::regex)?.text();
        let inner = text.strip_prefix('/')?.strip_suffix('/')?;
        Some(inner.replace("\\/", "/"))
    }
}

impl Where<'_> {
    /// What must hold; it may read the fields beside.
    pub fn condition(self) -> Option<Expr> {
        self.0.expr()
    }
}

impl ByField<'_> {
    /// The field.
    pub fn field(self) -> Option<Ident> {
        self.0.name()
    }
}

impl Retain<'_> {
    /// For how long after the end.
    pub fn length(self) -> Option<Expr> {
        self.0.length()
    }
}

impl EraseAfter<'_> {
    /// After how long.
    pub fn length(self) -> Option<Expr> {
        self.0.length()
    }
}

impl Visible<'_> {
    /// To which teams.
    pub fn teams(self) -> Vec<Path> {
        self.0.paths()
    }

    /// Until which place is done.
    pub fn until(self) -> Option<Ident> {
        self.0.until()
    }
}
