//! `use`: which files a file leads to, and which names it brings in.
//!
//! In: the `use` items of a tree. Out: path names for whoever loads files ([`imports`]), and bindings in
//! the file's scope. A path is looked for beside the file that names it, `stdlib` in the library. Of a
//! folder of the library each name is a file: `use stdlib.calendars { germany }` binds
//! `stdlib/calendars/germany.flow` as `germany`. Of a file a name is a declaration. Not here: reading.

use super::Resolver;
use super::codes;
use super::library;
use super::scope::Def;
use crate::base::{Name, Span, nearest};
use crate::parse::{Tree, ast};

/// The files that the file at `path` uses, by path name, each where it is named.
pub fn imports(path: &str, tree: &Tree) -> Vec<(String, Span)> {
    let uses = tree.ast().items().filter_map(|item| match item {
        ast::Item::Use(used) => Some(used),
        _ => None,
    });
    uses.flat_map(|used| targets(path, used)).map(|target| (target.path, target.span)).collect()
}

/// A file that a `use` leads to, and what it binds of it.
struct Target {
    path: String,
    span: Span,
    /// The name under which the whole file is bound; without one, `names` are taken from it.
    whole: Option<ast::Ident>,
    names: Vec<ast::Ident>,
}

fn targets(from: &str, used: ast::Use<'_>) -> Vec<Target> {
    let Some(module) = used.module() else { return Vec::new() };
    let parts: Vec<&str> = module.parts.iter().map(|part| part.name.as_str()).collect();
    let in_library = parts.first() == Some(&"stdlib");
    let base = if in_library { "" } else { from.rfind('/').map_or("", |slash| &from[..=slash]) };
    let folder = format!("{base}{}", parts.join("/"));
    let names = used.names();
    if names.is_empty() {
        let whole = module.parts.last().cloned();
        return vec![Target { path: format!("{folder}.flow"), span: module.span, whole, names }];
    }
    if !in_library || is_file(&folder) {
        return vec![Target { path: format!("{folder}.flow"), span: module.span, whole: None, names }];
    }
    let file = |name: ast::Ident| Target {
        path: format!("{folder}/{}.flow", name.name),
        span: name.span,
        whole: Some(name),
        names: Vec::new(),
    };
    names.into_iter().map(file).collect()
}

/// Whether a path of the library is a file alone, so that what is taken from it is a declaration.
fn is_file(path: &str) -> bool {
    !library::is_folder(path) && library::library(&format!("{path}.flow")).is_some()
}

impl Resolver<'_> {
    /// Binds what every file uses. All declarations must have been collected.
    pub(super) fn bind_uses(&mut self) {
        for (index, file) in self.files.iter().enumerate() {
            self.here = index;
            for item in file.tree.ast().items() {
                if let ast::Item::Use(used) = item {
                    targets(file.path, used).into_iter().for_each(|target| self.bind(target));
                }
            }
        }
    }

    fn bind(&mut self, target: Target) {
        let Some(module) = self.files.iter().position(|file| file.path == target.path) else {
            let near = self.no_such_file(&target);
            // Whoever uses the name as it is spelt in the file has said nothing wrong a second time.
            let meant =
                near.and_then(|path| Some(Name::from(path.strip_suffix(".flow")?.rsplit('/').next()?)));
            let meant = target
                .whole
                .as_ref()
                .zip(meant)
                .map(|(name, meant)| ast::Ident { name: meant, span: name.span });
            let names = target.whole.into_iter().chain(target.names).chain(meant);
            names.for_each(|name| self.define(&name, Def::Unknown, false));
            return;
        };
        if let Some(name) = target.whole {
            return self.define(&name, Def::Module(module), false);
        }
        for name in target.names {
            match self.scopes[module].own(&name.name) {
                Some(def) => self.define(&name, def, false),
                None => {
                    self.not_in_file(&name, module);
                    self.define(&name, Def::Unknown, false);
                }
            }
        }
    }

    /// Says that there is no such file, and which one is near.
    fn no_such_file(&mut self, target: &Target) -> Option<String> {
        let path = &target.path;
        let near = match path.starts_with("stdlib/") {
            true => library::nearest(path),
            false => nearest(path, self.files.iter().map(|file| file.path)).map(str::to_owned),
        };
        let found = self.sink.put(codes::UNKNOWN_FILE, target.span, format!("there is no file `{path}`"));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let there: Vec<&str> = library::names(folder).collect();
        match &near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None if there.is_empty() => {
                found.help("a path in `use` begins beside this file, or with `stdlib`")
            }
            None => found.help(format!("`{folder}` has {}", super::faults::listed(&there))),
        };
        near
    }

    fn not_in_file(&mut self, name: &ast::Ident, module: usize) {
        let path = self.files[module].path;
        let known: Vec<Name> = self.scopes[module].own_names().cloned().collect();
        let message = format!("`{path}` declares nothing called `{}`", name.name);
        let found = self.sink.put(codes::UNKNOWN_NAME, name.span, message);
        super::faults::suggest(found, name, known.iter().map(Name::as_str));
    }
}
