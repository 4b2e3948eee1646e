//! Looking into Rust text: code without its comments and literals, and the paths that are in it.
//!
//! In: the text of a file. Out: the same text with blanks for what is no code, and names with their
//! lines. Not here: any rule; a real parser, which the rules do not need.

/// The text with every comment, string and character blanked out; lines stay where they are.
pub(super) fn code(text: &str) -> String {
    let mut rest = text;
    let mut code = String::with_capacity(text.len());
    while let Some(c) = rest.chars().next() {
        let skipped = skipped(rest, code.chars().next_back());
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.extend(rest[..skipped].chars().map(|c| if c == '\n' { c } else { ' ' }));
            rest = &rest[skipped..];
        }
    }
    code
}

/// How many bytes at the start of `rest`, which follows `before`, are a comment or a literal.
fn skipped(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block(rest);
    }
    if let Some(string) = rest.strip_prefix('"') {
        return 1 + quoted(string);
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    if before.is_some_and(named) {
        return 0;
    }
    raw(rest)
}

/// The length of a block comment; they nest.
fn block(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the rest of a string, with its closing quote.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The length of a character literal, or nothing for a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let from = at + c.len_utf8();
            rest[from..].find('\'').map_or(0, |end| from + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

/// The length of a raw string, with its prefix.
fn raw(rest: &str) -> usize {
    let Some(after) = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')) else { return 0 };
    let hashes = after.len() - after.trim_start_matches('#').len();
    if !after[hashes..].starts_with('"') {
        return 0;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let open = rest.len() - after.len() + hashes + 1;
    rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
}

/// Whether the character may stand in a name.
pub(super) fn named(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where in `code` the name `name` stands by itself, not as a part of a longer one.
pub(super) fn words<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let (before, after) = (&code[..*at], &code[at + name.len()..]);
        !before.ends_with(named) && !after.starts_with(named)
    })
}

/// Where a path begins with `name`: not where it is a later part of one, or a method.
pub(super) fn heads<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    words(code, name).filter(move |at| {
        let (before, after) = (code[..*at].trim_end(), code[at + name.len()..].trim_start());
        let first = !before.ends_with("::") && !before.ends_with('.');
        let used = before.ends_with("use") || before.ends_with("extern crate");
        first && (after.starts_with("::") || used)
    })
}

/// The names that follow the path `root::` wherever it begins a path, with their places; all names of a
/// group where one follows.
pub(super) fn after(code: &str, root: &str) -> Vec<(usize, String)> {
    let begins = code.match_indices(root).map(|(at, _)| at).filter(|at| {
        let before = code[..*at].trim_end();
        !before.ends_with(named) && !before.ends_with("::") || before.ends_with("use")
    });
    begins.flat_map(|at| members(code, at + root.len())).collect()
}

fn members(code: &str, at: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut fresh = true;
    let mut name: Option<(usize, String)> = None;
    for (offset, c) in code[at..].char_indices() {
        if named(c) && (fresh || name.is_some()) {
            name.get_or_insert_with(|| (at + offset, String::new())).1.push(c);
            fresh = false;
            continue;
        }
        found.extend(name.take());
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        fresh = depth == 1 && (matches!(c, '{' | ',') || fresh && c.is_whitespace());
    }
    found.extend(name);
    found
}

/// The line (from 1) of byte `at`.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}
