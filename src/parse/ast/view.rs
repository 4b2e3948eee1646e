//! What all typed views share: how a node becomes a view, and how a view finds its parts.
//!
//! In: [`Syntax`] nodes. Out: the [`View`] trait, the macros `view!` and `choice!` that declare the views of
//! the sibling files, and finders for parts that many forms have. Not here: any one form.

use super::expr::{Expr, is_operand, read};
use super::names::{Ident, Int, Path, Sentence};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// A typed look at a node; views are plain copies of a pointer and an index.
pub(crate) trait View<'t>: Copy {
    /// The view of `node`, if it is of this form.
    fn cast(node: Syntax<'t>) -> Option<Self>;
}

/// Declares views, each of one production or of several that mean the same.
macro_rules! view {
    ($($(#[$doc:meta])* $name:ident = $($kind:ident)|+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'t>(pub(in $crate::parse) $crate::parse::tree::Syntax<'t>);

        impl<'t> $crate::parse::ast::view::View<'t> for $name<'t> {
            fn cast(node: $crate::parse::tree::Syntax<'t>) -> Option<Self> {
                matches!(node.kind(), $($crate::parse::grammar::Rule::$kind)|+).then_some($name(node))
            }
        }

        impl<'t> $name<'t> {
            /// Where it stands.
            pub fn span(self) -> $crate::base::Span {
                self.0.span()
            }

            /// Its node, as a key for tables beside the tree.
            pub fn id(self) -> $crate::parse::NodeId {
                self.0.id()
            }

            /// What the `///` lines above it say, line by line.
            pub fn docs(self) -> Vec<&'t str> {
                self.0.docs()
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0.text())
            }
        }
    )+};
}
pub(super) use view;

/// Declares an enum over views: whichever of several forms may stand at one place.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$case:meta])* $variant:ident($view:ident),)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name<'t> {$(
            $(#[$case])*
            $variant($view<'t>),
        )+}

        impl<'t> $crate::parse::ast::view::View<'t> for $name<'t> {
            fn cast(node: $crate::parse::tree::Syntax<'t>) -> Option<Self> {
                $(if let Some(view) = $view::cast(node) {
                    return Some($name::$variant(view));
                })+
                None
            }
        }

        impl<'t> $name<'t> {
            /// Where it stands.
            pub fn span(self) -> $crate::base::Span {
                match self {$($name::$variant(view) => view.span(),)+}
            }
        }
    };
}
pub(super) use choice;

/// Finders for parts that many forms have.
impl<'t> Syntax<'t> {
    /// The first part of that form.
    pub(super) fn find<V: View<'t>>(self) -> Option<V> {
        self.children().find_map(V::cast)
    }

    /// All parts of that form.
    pub(super) fn every<V: View<'t>>(self) -> impl Iterator<Item = V> + use<'t, V> {
        self.children().filter_map(V::cast)
    }

    /// The name it gives or speaks of: its first own name.
    pub(super) fn name(self) -> Option<Ident> {
        self.children().find_map(Ident::of)
    }

    /// All its own names.
    pub(super) fn names(self) -> Vec<Ident> {
        self.children().filter_map(Ident::of).collect()
    }

    /// Its first own path.
    pub(super) fn path(self) -> Option<Path> {
        self.children().find_map(Path::of)
    }

    /// All its own paths.
    pub(super) fn paths(self) -> Vec<Path> {
        self.children().filter_map(Path::of).collect()
    }

    /// Its own paths before the first child of one of `kinds`.
    pub(super) fn paths_before(self, kinds: &[Rule]) -> Vec<Path> {
        self.children().take_while(|child| !kinds.contains(&child.kind())).filter_map(Path::of).collect()
    }

    /// Its own paths after the first child of one of `kinds`.
    pub(super) fn paths_after(self, kinds: &[Rule]) -> Vec<Path> {
        let tail = self.children().skip_while(|child| !kinds.contains(&child.kind()));
        tail.filter_map(Path::of).collect()
    }

    /// The paths of its part of that kind.
    pub(super) fn paths_of(self, kind: Rule) -> Vec<Path> {
        self.child(kind).map_or_else(Vec::new, Syntax::paths)
    }

    /// Its first own whole number.
    pub(super) fn int(self) -> Option<Int> {
        self.children().find_map(Int::of)
    }

    /// Its first own text in quotes.
    pub(super) fn sentence(self) -> Option<Sentence> {
        self.children().find_map(Sentence::of)
    }

    /// Its first own expression, of any form that is one.
    pub(super) fn expr(self) -> Option<Expr> {
        self.exprs().next()
    }

    /// All its own expressions.
    pub(super) fn exprs(self) -> impl Iterator<Item = Expr> + use<'t> {
        self.children().filter(|child| is_operand(child.kind())).filter_map(read)
    }

    /// Its first own length of time: a span, a function's result, or a `decide`.
    pub(super) fn length(self) -> Option<Expr> {
        self.lengths().next()
    }

    /// All its own lengths of time.
    pub(super) fn lengths(self) -> impl Iterator<Item = Expr> + use<'t> {
        let is_length =
            |child: &Syntax<'t>| matches!(child.kind(), Rule::span | Rule::chosen | Rule::reference);
        self.children().filter(is_length).filter_map(read)
    }

    /// The condition after its own `if`.
    pub(super) fn condition(self) -> Option<Expr> {
        self.child(Rule::if_clause).and_then(Syntax::expr)
    }

    /// The name after its own `as`.
    pub(super) fn alias(self) -> Option<Ident> {
        self.child(Rule::as_name).and_then(Syntax::name)
    }

    /// The place after its own `until`.
    pub(super) fn until(self) -> Option<Ident> {
        self.child(Rule::until).and_then(Syntax::name)
    }

    /// The reason after its own `because`.
    pub(super) fn because(self) -> Option<Sentence> {
        self.child(Rule::because).and_then(Syntax::sentence)
    }
}
