//! What is refused before it could cost too much: long files, deep nesting, bytes that are no text.
//!
//! In: bytes or a source, before it is parsed. Out: a diagnostic, or the permission to go on. Brackets are
//! counted as the grammar sees them: not in comments, patterns or the letters of a text, but in the holes of
//! a text. Not here: any other fault.

use super::codes;
use super::grammar::Rule;
use super::tree::Tree;
use crate::base::{Diagnostic, FileId, Id, Sink, Source, Span};

/// The longest file that is read, in bytes: 4 MiB.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How many brackets of all kinds may be open at once.
pub const MAX_NESTING: usize = 64;

/// How far a node may lie from the root, each operator on the way counted: a walk recurses no further.
/// Brackets alone reach about 400.
const MAX_WEIGHT: u32 = 1024;

/// The text that `bytes` are, or the finding that names the line and the byte where they are none.
///
/// ```
/// use handoff::base::FileId;
/// use handoff::parse::decode;
///
/// assert_eq!(decode(FileId(0), b"team A {}"), Ok("team A {}"));
/// let refused = decode(FileId(0), b"team\n\xff").unwrap_err();
/// assert_eq!(refused.message, "line 2 is not text: byte 6 of the file is 0xFF, which is not UTF-8");
/// ```
///
/// # Errors
///
/// A diagnostic if `bytes` are not UTF-8. What stands before its span is text.
pub fn decode(file: FileId, bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let byte = bytes.get(at).copied().unwrap_or_default();
        let message = format!(
            "line {line} is not text: byte {} of the file is 0x{byte:02X}, which is not UTF-8",
            at + 1
        );
        let mut refused = Diagnostic::new(codes::NOT_TEXT, Span::new(file, at, at + 1), message);
        let binary = bytes[..at].contains(&0);
        refused.help(if binary {
            "this is no text file: name a .flow file"
        } else {
            "save the file as UTF-8"
        });
        Box::new(refused)
    })
}

/// Whether `source` is short and flat enough to be parsed; if not, says so.
pub(super) fn admits(source: &Source, file: FileId, sink: &mut Sink) -> bool {
    let length = source.text().len();
    if length > MAX_BYTES {
        let message = format!("this file has {length} bytes; at most {MAX_BYTES} are read");
        sink.put(codes::FILE_TOO_LONG, Span::new(file, 0, 0), message)
            .help("move some of its declarations into a file of their own and take them in by `use`");
        return false;
    }
    match deepest(source.text()) {
        Some(at) => {
            too_deep(Span::new(file, at, at + 1), sink);
            false
        }
        None => true,
    }
}

/// Says that something at `span` is nested too deeply.
pub(super) fn too_deep(span: Span, sink: &mut Sink) {
    let message = format!("this is nested too deeply: at most {MAX_NESTING} brackets may be open at once");
    sink.put(codes::NESTED_TOO_DEEP, span, message)
        .help("give a name to the inner part: a `let` for a value, a workflow of its own for work");
}

/// The first node that lies deeper than a walk may go.
///
/// Brackets were counted before; this finds what nests without them: `not not …`, `a + a + …`, a bound
/// whose consequence is a `go to` with a bound.
pub(super) fn overgrown(tree: &Tree) -> Option<Span> {
    let mut weights: Vec<u32> = Vec::new();
    for node in tree.all() {
        let above = node.parent().and_then(|parent| weights.get(parent.id().index()).copied()).unwrap_or(0);
        let own = if matches!(node.kind(), Rule::expr | Rule::bound) { node.children().count() } else { 1 };
        let weight = above.saturating_add(u32::try_from(own).unwrap_or(u32::MAX));
        if weight > MAX_WEIGHT {
            return Some(node.span());
        }
        weights.push(weight);
    }
    None
}

/// Where a bracket too many opens.
fn deepest(text: &str) -> Option<usize> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, open: Vec::new() };
    while let Some(&byte) = scan.bytes.get(scan.at) {
        let at = scan.at;
        scan.at += 1;
        match byte {
            b'{' | b'(' | b'[' => scan.open.push(Bracket::Plain),
            b'}' | b')' | b']' => scan.close(),
            b'"' => scan.letters(),
            b'/' => scan.slash(at),
            _ => {}
        }
        if scan.open.len() > MAX_NESTING {
            return Some(at);
        }
    }
    None
}

/// What an open bracket closes back into.
#[derive(PartialEq)]
enum Bracket {
    /// Ordinary text.
    Plain,
    /// The letters of a text in quotes.
    Hole,
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    open: Vec<Bracket>,
}

impl Scan<'_> {
    fn close(&mut self) {
        if self.open.pop() == Some(Bracket::Hole) {
            self.letters();
        }
    }

    /// Passes over letters up to the closing quote, a hole, or the end of the line.
    fn letters(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' | b'\n' => return,
                b'\\' => self.at += 1,
                b'{' => return self.open.push(Bracket::Hole),
                _ => {}
            }
        }
    }

    /// Passes over a comment, or over a pattern, which stands only after `matching`.
    fn slash(&mut self, start: usize) {
        if self.bytes.get(self.at) == Some(&b'/') {
            self.skip_to(b'\n');
        } else if self.bytes[..start].trim_ascii_end().ends_with(b"matching") {
            self.pattern();
        }
    }

    fn skip_to(&mut self, end: u8) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte != end) {
            self.at += 1;
        }
    }

    fn pattern(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b'/' => return self.at += 1,
                b'\\' => self.at += 2,
                b'[' => self.class(),
                _ => self.at += 1,
            }
        }
    }

    /// Passes over `[…]` in a pattern, in which a slash is a letter.
    fn class(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b']' => return self.at += 1,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }
}
