//! The `test` blocks of a file as cases: chains and tables unfolded.
//!
//! In: what was checked. Out: [`Case`]s and findings. Not here: one act (`reader`).

use super::Case;
use super::codes;
use super::reader::Reader;
use super::step::Step;
use super::value::Values;
use crate::abi::Manifest;
use crate::base::{Name, Sink, Span, nearest};
use crate::compile::Checking;
use crate::emit;
use crate::parse::ast::{Expr, ExprKind, Item, Test};
use std::collections::{BTreeMap, BTreeSet};

/// The tests of the files that were asked for, in order. What is wrong in one is a finding.
pub fn tests(checking: &Checking, sink: &mut Sink) -> Vec<Case> {
    let manifest = emit::manifest(checking.model(), checking.plans(), &checking.loaded.sources);
    let trees = checking.loaded.trees.iter().take(checking.loaded.roots);
    let items = trees.flat_map(|tree| tree.ast().items());
    let tests: Vec<Test<'_>> = items
        .filter_map(|item| match item {
            Item::Test(test) => Some(test),
            _ => None,
        })
        .collect();
    let book = Book { checking, manifest: &manifest, tests: &tests };
    tests.iter().flat_map(|test| book.cases(*test, sink)).collect()
}

/// All tests, for those that go on after others.
struct Book<'b> {
    checking: &'b Checking,
    manifest: &'b Manifest,
    tests: &'b [Test<'b>],
}

impl Book<'_> {
    /// One case, or one a row.
    fn cases(&self, test: Test<'_>, sink: &mut Sink) -> Vec<Case> {
        let title = test.title().and_then(|title| title.plain().map(str::to_owned)).unwrap_or_default();
        let Some((name, list)) = test.rows() else {
            return vec![self.case(test, title, BTreeMap::new(), sink)];
        };
        let ExprKind::List(rows) = list.kind else {
            sink.put(codes::TEST_ROW, list.span, "the rows of a table are written out");
            return Vec::new();
        };
        let numbered = (1..).zip(rows);
        numbered
            .map(|(number, row)| {
                let rows = BTreeMap::from([(name.name.clone(), row)]);
                self.case(test, format!("{title} (row {number})"), rows, sink)
            })
            .collect()
    }

    fn case(&self, test: Test<'_>, title: String, rows: BTreeMap<Name, Expr>, sink: &mut Sink) -> Case {
        let chain = self.chain(test, sink);
        let values = Values { model: self.checking.model(), sink, rows, calendar: None };
        let mut reader = Reader::new(values, self.manifest);
        let acts = chain.iter().flat_map(|test| test.acts());
        let steps: Vec<(Span, Step)> = acts.filter_map(|act| Some((act.span(), reader.step(act)?))).collect();
        Case { title, span: test.span(), steps }
    }

    /// The tests that come before a test, and itself.
    fn chain<'t>(&'t self, test: Test<'t>, sink: &mut Sink) -> Vec<Test<'t>> {
        let (mut chain, mut seen) = (vec![test], BTreeSet::new());
        while let Some(after) = chain.last().and_then(|test| test.after()) {
            let name = after.plain().unwrap_or_default().to_owned();
            if !seen.insert(name.clone()) {
                sink.put(codes::TEST_CHAIN, after.span, "the tests go on after each other in a circle");
                break;
            }
            let titled = |test: &&Test<'t>| test.title().is_some_and(|title| title.plain() == Some(&name));
            let Some(before) = self.tests.iter().find(titled) else {
                let titles: Vec<String> = self.tests.iter().filter_map(|test| plain(*test)).collect();
                unknown(sink, "test", &name, after.span, titles.iter().map(String::as_str));
                break;
            };
            chain.push(*before);
        }
        chain.reverse();
        chain
    }
}

fn plain(test: Test<'_>) -> Option<String> {
    test.title()?.plain().map(str::to_owned)
}

/// A finding about a name that is not there, with the nearest one.
pub(super) fn unknown<'n>(
    sink: &mut Sink,
    what: &str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'n str> + Clone,
) {
    let found = sink.put(codes::TEST_UNKNOWN, span, format!("there is no {what} `{name}`"));
    match nearest(name, known.clone()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => {
            let all: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            let all = if all.is_empty() { "none yet".to_owned() } else { all.join(", ") };
            found.help(format!("there are {all}"))
        }
    };
}
