//! The library: the `.flow` files that come with the compiler, and the shapes of text that need no file.
//!
//! In: path names and names of types. Out: texts and patterns. The files stand in `stdlib/`, written to be
//! read. Not here: parsing them; whoever loads files puts them among the others.

use crate::base;

/// The path name and the text of each file.
macro_rules! files {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("../../", $path)))),*] };
}

/// The files, in the order of their paths.
#[rustfmt::skip]
const FILES: &[(&str, &str)] = files! {
    "stdlib/calendars/australia.flow"
    "stdlib/calendars/austria.flow"
    "stdlib/calendars/belgium.flow"
    "stdlib/calendars/canada.flow"
    "stdlib/calendars/china.flow"
    "stdlib/calendars/czechia.flow"
    "stdlib/calendars/denmark.flow"
    "stdlib/calendars/finland.flow"
    "stdlib/calendars/france.flow"
    "stdlib/calendars/germany.flow"
    "stdlib/calendars/germany/baden_wuerttemberg.flow"
    "stdlib/calendars/germany/bavaria.flow"
    "stdlib/calendars/germany/berlin.flow"
    "stdlib/calendars/germany/brandenburg.flow"
    "stdlib/calendars/germany/bremen.flow"
    "stdlib/calendars/germany/hamburg.flow"
    "stdlib/calendars/germany/hesse.flow"
    "stdlib/calendars/germany/lower_saxony.flow"
    "stdlib/calendars/germany/mecklenburg_vorpommern.flow"
    "stdlib/calendars/germany/north_rhine_westphalia.flow"
    "stdlib/calendars/germany/rhineland_palatinate.flow"
    "stdlib/calendars/germany/saarland.flow"
    "stdlib/calendars/germany/saxony.flow"
    "stdlib/calendars/germany/saxony_anhalt.flow"
    "stdlib/calendars/germany/schleswig_holstein.flow"
    "stdlib/calendars/germany/thuringia.flow"
    "stdlib/calendars/ireland.flow"
    "stdlib/calendars/italy.flow"
    "stdlib/calendars/japan.flow"
    "stdlib/calendars/luxembourg.flow"
    "stdlib/calendars/netherlands.flow"
    "stdlib/calendars/norway.flow"
    "stdlib/calendars/poland.flow"
    "stdlib/calendars/portugal.flow"
    "stdlib/calendars/spain.flow"
    "stdlib/calendars/sweden.flow"
    "stdlib/calendars/switzerland.flow"
    "stdlib/calendars/target.flow"
    "stdlib/calendars/united_kingdom.flow"
    "stdlib/calendars/united_kingdom/england_and_wales.flow"
    "stdlib/calendars/united_kingdom/northern_ireland.flow"
    "stdlib/calendars/united_kingdom/scotland.flow"
    "stdlib/calendars/usa.flow"
    "stdlib/exceptions.flow"
    "stdlib/hours.flow"
    "stdlib/money.flow"
    "stdlib/shapes.flow"
};

/// The text of a library file, such as `stdlib/calendars/germany.flow`, if there is one of that path.
pub fn library(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The path names of all library files, sorted.
pub fn library_files() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(path, _)| *path)
}

/// Whether that part of the library, such as `stdlib/calendars`, is a folder of files.
pub(super) fn is_folder(path: &str) -> bool {
    library_files().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

/// The library file that a path most likely means: of the same name elsewhere, of a name that is near in the
/// same folder, or of a folder that is near.
pub(super) fn nearest(path: &str) -> Option<String> {
    let (folder, name) = split(path)?;
    let same = library_files().find(|file| split(file).is_some_and(|(_, known)| known == name));
    let near = || base::nearest(name, names(folder)).map(|near| format!("{folder}/{near}.flow"));
    same.map(str::to_owned).or_else(near).or_else(|| {
        let (above, last) = folder.rsplit_once('/')?;
        let file = base::nearest(last, names(above)).map(|near| format!("{above}/{near}.flow"));
        let folders =
            library_files().filter_map(|file| split(split(file)?.0)).filter(|(top, _)| *top == above);
        let folder = || Some(format!("{above}/{}", base::nearest(last, folders.map(|(_, folder)| folder))?));
        let inside = |folder: String| Some(format!("{folder}/{}.flow", base::nearest(name, names(&folder))?));
        file.or_else(|| inside(folder()?))
    })
}

/// The names of the files of a folder of the library, as they are written in a `use`.
pub(super) fn names(folder: &str) -> impl Iterator<Item = &'static str> {
    library_files().filter_map(split).filter(move |(known, _)| *known == folder).map(|(_, name)| name)
}

/// The folder of a path, and the name in it without its ending.
fn split(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    Some((folder, name.strip_suffix(".flow").unwrap_or(name)))
}

/// Texts of a known form, with what they match.
///
/// They refuse what is certainly a slip, and leave to the party itself whether a mail box or an account exists.
/// Each has one spelling, so that two texts that are the same thing are the same text: numbers without blanks
/// (E.164, ISO 13616), identifiers in small letters (RFC 9562).
pub(super) const SHAPES: [(&str, &str); 4] = [
    ("Email", r"[^@\s]+@[^@\s]+\.[^@\s.]+"),
    ("Phone", r"\+[1-9][0-9]{6,14}"),
    (IBAN, r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"),
    ("Uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
];

/// The shape whose check digits must be right as well.
const IBAN: &str = "Iban";

/// What texts of that named form match, and whether it is an IBAN.
pub(super) fn shape(name: &str) -> Option<(&'static str, bool)> {
    SHAPES.iter().find(|(known, _)| *known == name).map(|(known, pattern)| (*pattern, *known == IBAN))
}
