//! The resolve room: trees in, a typed model or findings out.

use handoff::base::{FileId, Sink, Source, Sources};
use handoff::model::print;
use handoff::parse::{Tree, parse};
use handoff::resolve::{File, imports, library, resolve};

const REFUND: &str = include_str!("../../examples/refund.flow");

/// The model of `files`, each a path and a text, and the findings; the library files they use come along.
fn read(files: &[(&str, &str)]) -> (String, String) {
    let mut named: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let (mut sources, mut trees, mut sink) = (Sources::new(), Vec::<Tree>::new(), Sink::default());
    while trees.len() < named.len() {
        let (path, text) = named[trees.len()].clone();
        let id = sources.push(Source::new(path.as_str(), text));
        let tree = parse(&sources[id], id, &mut sink);
        for (used, _) in imports(&path, &tree) {
            let known = named.iter().any(|(path, _)| *path == used);
            if let Some(text) = library(&used).filter(|_| !known) {
                named.push((used, text.to_owned()));
            }
        }
        trees.push(tree);
    }
    let ids = (0..).map(FileId);
    let files: Vec<File<'_>> = ids
        .zip(&trees)
        .zip(&named)
        .map(|((id, tree), (path, _))| File { id, source: &sources[id], tree, path })
        .collect();
    let model = resolve(&files, &mut sink);
    (print(&model), told(&sources, sink))
}

/// Findings as text: place and code, message, then every label, help and fix, a line each.
fn told(sources: &Sources, sink: Sink) -> String {
    let mut out = String::new();
    for found in sink.finish() {
        let at = |span: handoff::base::Span| {
            let place = sources[span.file].position(span.start);
            format!("{}:{}", place.line, place.column)
        };
        let quoted = sources[found.span().file].slice(found.span());
        out += &format!("{} {} `{quoted}`: {}\n", at(found.span()), found.code, found.message);
        for label in &found.labels[1..] {
            out += &format!("    {}: {}\n", at(label.span), label.message);
        }
        for help in &found.help {
            out += &format!("    help: {help}\n");
        }
    }
    out
}

#[test]
fn the_worked_example_is_a_model_without_a_finding() {
    let (model, findings) = read(&[("refund.flow", REFUND)]);
    assert_eq!(findings, "");
    insta::assert_snapshot!(model);
}
