//! The typed views, on a file of every form and on small texts.

use handoff::parse::ast::{self, ExprKind, Item, Operator};

use super::read;

/// `let x = TEXT` with every grouping in parentheses.
fn grouped(text: &str) -> String {
    let (tree, found) = read(&format!("let x = {text}"));
    assert_eq!(found, "");
    match tree.ast().items().next() {
        Some(Item::Let(value)) => value.value().as_ref().map_or_else(String::new, tell),
        _ => String::new(),
    }
}

fn tell(expr: &ast::Expr) -> String {
    match &expr.kind {
        ExprKind::Path(path) => path.to_string(),
        ExprKind::Literal(ast::Literal::Number(number)) => number.digits.to_string(),
        ExprKind::Not(inner) => format!("(not {})", tell(inner)),
        ExprKind::Negate(inner) => format!("(-{})", tell(inner)),
        ExprKind::Binary(left, Operator { kind, .. }, right) => {
            format!("({} {kind:?} {})", tell(left), tell(right))
        }
        ExprKind::IsIn(left, yes, path) => {
            format!("({} in{} {path})", tell(left), if *yes { "" } else { "-not" })
        }
        ExprKind::IsOpen(left, ..) => format!("({} open)", tell(left)),
        ExprKind::Of(left, calendar) => format!("({} of {})", tell(left), tell(calendar)),
        ExprKind::Moment(_, before, base) => {
            format!("({} {})", if *before { "before" } else { "after" }, tell(base))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn operators_bind_by_their_level() {
    let cases = [
        ("a or b and c", "(a Or (b And c))"),
        ("not a is b", "(not (a Is b))"),
        ("not a and b", "((not a) And b)"),
        ("a is not b", "(a IsNot b)"),
        ("a + b * c - d", "((a Plus (b Times c)) Minus d)"),
        ("a - b - c", "((a Minus b) Minus c)"),
        ("-a * b", "((-a) Times b)"),
        ("- a.b + 2", "((-a.b) Plus 2)"),
        ("a + 1 > b or c", "(((a Plus 1) Greater b) Or c)"),
        ("(a or b) and c", "((a Or b) And c)"),
        ("a contains b + c", "(a Contains (b Plus c))"),
        ("a + b is in EUR and c", "(((a Plus b) in EUR) And c)"),
        ("a is not in X", "(a in-not X)"),
        ("not B is open", "(not (B open))"),
        ("now of B is x", "((now of B) Is x)"),
        ("2 workdays after a > b", "((after a) Greater b)"),
    ];
    for (text, expected) in cases {
        assert_eq!(grouped(text), expected, "{text}");
    }
}

#[test]
fn a_comment_of_three_slashes_speaks_of_what_follows() {
    let (tree, _) =
        read("/// First.\n/// Second.\nrecord R {\n  a: Int /// of nothing\n  /// Of b.\n  b: Int // no\n}");
    let Some(Item::Record(record)) = tree.ast().items().next() else { panic!("no record") };
    assert_eq!(record.docs(), ["First.", "Second."]);
    let docs: Vec<_> = record.fields().map(|field| field.docs()).collect();
    assert_eq!(docs, [vec![], vec!["Of b."]]);
    assert_eq!(tree.comments().len(), 5);
}

#[test]
fn sentences_give_their_letters_and_their_holes() {
    let (tree, _) = read(r#"let x = "a \"b\" {c.d} \{e} ""#);
    let Some(Item::Let(value)) = tree.ast().items().next() else { panic!("no let") };
    let ExprKind::Text(sentence) = value.value().unwrap().kind else { panic!("no text") };
    let parts: Vec<String> = sentence
        .parts
        .iter()
        .map(|part| match part {
            ast::Part::Text(text) => format!("{text:?}"),
            ast::Part::Hole(expr) => tell(expr),
        })
        .collect();
    assert_eq!(parts, [r#""a \"b\" ""#, "c.d", r#"" {e} ""#]);
}

#[test]
fn a_broken_statement_costs_one_statement() {
    let (tree, _) = read(
        "workflow w(item: T) {\n  step a by A within 1h { }\n  nonsense here\n  step b by A within 1h { }\n}",
    );
    let Some(Item::Workflow(workflow)) = tree.ast().items().next() else { panic!("no workflow") };
    let names: Vec<_> = workflow
        .body()
        .filter_map(|line| match line {
            ast::BodyLine::Stmt(ast::Stmt::Step(step)) => step.name(),
            _ => None,
        })
        .map(|ident| ident.name.to_string())
        .collect();
    assert_eq!(names, ["a", "b"]);
}
