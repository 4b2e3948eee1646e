//! The resolve room: trees in, a typed model or findings out.

mod broken;
mod faults;

use handoff::base::{FileId, Sink, Source, Sources};
use handoff::model::{Model, print};
use handoff::parse::{Tree, parse};
use handoff::resolve::{File, imports, library, resolve};

const REFUND: &str = include_str!("../../examples/refund.flow");

/// The model of `files`, each a path and a text, and the findings; the library files they use come along.
fn read(files: &[(&str, &str)]) -> (String, String) {
    let (model, sources, sink) = model_of(files);
    (print(&model), told(&sources, sink))
}

/// The model of `files`, their texts and those of the library, and what was put down.
fn model_of(files: &[(&str, &str)]) -> (Model, Sources, Sink) {
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
    (model, sources, sink)
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

#[test]
fn every_form_is_bound_and_typed() {
    let words = include_str!("resolve/words.flow");
    let claim = include_str!("resolve/claim.flow");
    let (model, findings) = read(&[("claim.flow", claim), ("words.flow", words)]);
    assert_eq!(findings, "");
    insta::assert_snapshot!(model);
}

#[test]
fn files_use_each_other() {
    let teams = "calendar Day { zone \"UTC\"  open always }\nteam Payers { calendar Day  last resort }";
    let terms = "use teams { Payers }\n\ncontract Paying for Payers { carry note: Text  accept on arrival }";
    let work = "use people.terms\nuse people.teams { Payers, Pairs }\nuse people.trams { Payers }\n\n\
                record Work { note: Text }\n\
                workflow work(item: Work) { starts with Payers  no promise because \"it is a test\"  ends done\n\
                handoff one to Payers under terms.Paying(note: item.note)\n\
                handoff two to Payers under terms.Payng(note: item.note)\n  end done }";
    let files = [("work.flow", work), ("people/terms.flow", terms), ("people/teams.flow", teams)];
    insta::assert_snapshot!(read(&files).1);
}
