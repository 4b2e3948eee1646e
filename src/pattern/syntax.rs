//! The text of a pattern to the expression it means, and the refusal of what no automaton here can mean.
//!
//! In: the text between the slashes. Out: an expression over characters without anchors. Not here: automata.
//!
//! The classes `\d`, `\w` and `\s` are rewritten to ASCII in the tree rather than by switching Unicode off,
//! because `.` and `[^,]` must go on meaning characters, not bytes.

use std::ops::Range;

use regex_syntax::ast::{
    Ast, ClassAscii, ClassAsciiKind, ClassBracketed, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem,
    ErrorKind, Flags, GroupKind, RepetitionKind, RepetitionRange, Span, parse,
};
use regex_syntax::hir::{Hir, translate::TranslatorBuilder};

use super::error::{Fault, PatternError};

/// How deep groups and classes may nest, as everywhere in the language.
const NESTING: u32 = 64;

/// The expression that `text` means, and where its most expensive counted repeat stands.
pub(super) fn read(text: &str) -> Result<(Hir, Range<usize>), PatternError> {
    let parsed = parse::ParserBuilder::new().nest_limit(NESTING).build().parse(text);
    let mut ast = parsed.map_err(|error| PatternError::new(fault(error.kind()), range(error.span())))?;
    let mut costly = (0, 0..text.len());
    plain(&mut ast, &mut costly)?;
    // Byte sequences that are no text cannot be written without flags, so `utf8` refuses nothing more.
    let hir = TranslatorBuilder::new().utf8(true).build().translate(text, &ast);
    let syntax = |error: regex_syntax::hir::Error| {
        PatternError::new(Fault::Syntax(error.kind().to_string()), range(error.span()))
    };
    Ok((hir.map_err(syntax)?, costly.1))
}

fn fault(kind: &ErrorKind) -> Fault {
    match kind {
        ErrorKind::UnsupportedLookAround => Fault::LookAround,
        ErrorKind::UnsupportedBackreference => Fault::BackReference,
        kind => Fault::Syntax(kind.to_string()),
    }
}

fn range(span: &Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

fn refuse(fault: Fault, span: &Span) -> Result<(), PatternError> {
    Err(PatternError::new(fault, range(span)))
}

/// Rewrites classes to ASCII and refuses what is no plain pattern. `costly` becomes the highest count seen.
fn plain(ast: &mut Ast, costly: &mut (u32, Range<usize>)) -> Result<(), PatternError> {
    match ast {
        Ast::Flags(set) => refuse(Fault::Flags, &set.span),
        Ast::Assertion(assertion) => refuse(edge(&assertion.kind), &assertion.span),
        Ast::ClassPerl(perl) => {
            let span = perl.span;
            let kind = ClassSet::Item(ClassSetItem::Ascii(ascii(perl)));
            *ast = Ast::class_bracketed(ClassBracketed { span, negated: false, kind });
            Ok(())
        }
        Ast::ClassBracketed(class) => {
            plain_class(&mut class.kind);
            Ok(())
        }
        Ast::Repetition(repetition) => {
            let count = highest(&repetition.op.kind);
            if count > costly.0 {
                *costly = (count, range(&repetition.span));
            }
            plain(&mut repetition.ast, costly)
        }
        Ast::Group(group) => {
            check_group(&group.kind)?;
            plain(&mut group.ast, costly)
        }
        Ast::Alternation(several) => several.asts.iter_mut().try_for_each(|ast| plain(ast, costly)),
        Ast::Concat(several) => several.asts.iter_mut().try_for_each(|ast| plain(ast, costly)),
        Ast::Empty(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) => Ok(()),
    }
}

fn edge(kind: &regex_syntax::ast::AssertionKind) -> Fault {
    use regex_syntax::ast::AssertionKind::{EndLine, EndText, StartLine, StartText};
    match kind {
        StartLine | EndLine | StartText | EndText => Fault::Anchor,
        _ => Fault::WordEdge,
    }
}

fn check_group(kind: &GroupKind) -> Result<(), PatternError> {
    match kind {
        GroupKind::NonCapturing(Flags { items, span }) if !items.is_empty() => refuse(Fault::Flags, span),
        _ => Ok(()),
    }
}

/// The highest count that a repeat names; 0 if it counts nothing.
fn highest(kind: &RepetitionKind) -> u32 {
    match kind {
        RepetitionKind::Range(RepetitionRange::Exactly(count) | RepetitionRange::AtLeast(count)) => *count,
        RepetitionKind::Range(RepetitionRange::Bounded(_, count)) => *count,
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore => 0,
    }
}

fn plain_class(class: &mut ClassSet) {
    match class {
        ClassSet::BinaryOp(operation) => {
            plain_class(&mut operation.lhs);
            plain_class(&mut operation.rhs);
        }
        ClassSet::Item(item) => plain_item(item),
    }
}

fn plain_item(item: &mut ClassSetItem) {
    match item {
        ClassSetItem::Perl(perl) => *item = ClassSetItem::Ascii(ascii(perl)),
        ClassSetItem::Bracketed(class) => plain_class(&mut class.kind),
        ClassSetItem::Union(union) => union.items.iter_mut().for_each(plain_item),
        _ => {}
    }
}

fn ascii(perl: &ClassPerl) -> ClassAscii {
    let kind = match perl.kind {
        ClassPerlKind::Digit => ClassAsciiKind::Digit,
        ClassPerlKind::Space => ClassAsciiKind::Space,
        ClassPerlKind::Word => ClassAsciiKind::Word,
    };
    ClassAscii { span: perl.span, kind, negated: perl.negated }
}
