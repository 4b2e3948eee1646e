//! The library: the `.flow` files that come with the compiler, and the shapes of text that need no file.
//!
//! In: path names and names of types. Out: texts and patterns. The files stand in `stdlib/`, written to be
//! read. Not here: parsing them; whoever loads files puts them among the others.

/// The files, by path name.
const FILES: [(&str, &str); 2] = [
    ("stdlib/calendars/germany.flow", include_str!("../../stdlib/calendars/germany.flow")),
    ("stdlib/calendars/usa.flow", include_str!("../../stdlib/calendars/usa.flow")),
];

/// The text of a library file, such as `stdlib/calendars/germany.flow`, if there is one of that path.
pub fn library(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The library file that a path most likely means.
pub(super) fn nearest(path: &str) -> Option<String> {
    crate::base::nearest(path, FILES.iter().map(|(known, _)| *known)).map(str::to_owned)
}

/// Texts of a known form, with what they match.
///
/// They are loose on purpose: they refuse what is certainly a slip, and leave to the party itself whether a
/// mail box or an account exists. `Iban` is ISO 13616 without its check digits.
pub(super) const SHAPES: [(&str, &str); 4] = [
    ("Email", r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
    ("Phone", r"\+?[0-9][0-9 ()/.-]{3,30}"),
    ("Iban", r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"),
    ("Uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
];

/// What texts of that named form match.
pub(super) fn shape(name: &str) -> Option<&'static str> {
    SHAPES.iter().find(|(known, _)| *known == name).map(|(_, pattern)| *pattern)
}
