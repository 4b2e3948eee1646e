//! The chapters of `tests/spec`: what the language means, rule by rule, as workflows that are run.
//!
//! In: the Markdown of a chapter. Out: the same text with the findings as they are, and what failed. Each
//! block of `flow` is compiled; a block `findings` behind it says what is found in it, without one nothing is.
//! What is accepted passes its own tests, on the real runtime, and is lived through by the reference
//! interpreter and the module side by side. `INSTA_UPDATE=always` writes the findings down anew. Not here:
//! which rules there are; `tests/spec/README.md` lists them.

use handoff::base::{Diagnostic, Sink, Sources};
use handoff::check::Checked;
use handoff::compile::{self, Checking};
use handoff::render;
use handoff::run::Engine;
use handoff::trial::{self, Case, Suite};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::compiled().unwrap());

/// The calendars and teams that chapters use: `use words { Desk, Office }`.
const WORDS: &str = include_str!("../spec/words.flow");

/// What a block is called in its findings.
const FILE: &str = "it.flow";

/// What came of a chapter.
#[derive(Default)]
struct Told {
    /// Its text, with the findings as they are.
    text: String,
    /// What its author did not expect, each with its place.
    wrong: Vec<String>,
}

/// Goes through a chapter.
fn check(name: &str, chapter: &str) -> Told {
    let mut told = Told::default();
    let mut lines = (1..).zip(chapter.lines()).peekable();
    while let Some((number, line)) = lines.next() {
        told.text.push_str(line);
        told.text.push('\n');
        if line != "```flow" {
            continue;
        }
        let flow = block(&mut lines);
        told.text.push_str(&format!("{flow}```\n"));
        let claimed = match lines.next_if(|(_, line)| *line == "```findings") {
            Some(_) => block(&mut lines),
            None => String::new(),
        };
        let (found, wrong) = run(&flow);
        if !found.is_empty() {
            told.text.push_str(&format!("```findings\n{found}```\n"));
        }
        if found != claimed {
            let found = if found.is_empty() { "nothing is found\n" } else { &found };
            told.wrong.push(format!("{name}:{number}: the findings are others:\n{found}"));
        }
        told.wrong.extend(wrong.iter().map(|(line, why)| format!("{name}:{}: {why}", number + line)));
    }
    told
}

/// The lines up to the end of a fenced block.
fn block<'c>(lines: &mut impl Iterator<Item = (usize, &'c str)>) -> String {
    lines.map(|(_, line)| line).take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect()
}

/// What is found in a text, and which of its tests fail, each with its line.
fn run(flow: &str) -> (String, Vec<(usize, String)>) {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = BTreeMap::from([file(FILE, flow), file("words.flow", WORDS)]);
    let checking = compile::check(&[FILE], &files);
    let mut sink = Sink::default();
    let cases = trial::tests(&checking, &mut sink);
    let slips = sink.finish();
    let mut wrong = Vec::new();
    if let Some(checked) = checking.checked().filter(|_| slips.is_empty()) {
        if cases.is_empty() {
            wrong.push((0, "it is accepted, and nothing is tested of it".to_owned()));
        }
        wrong.extend(failures(&checking, checked, &cases));
        wrong.extend(super::agree::alike(compile::check(&[FILE], &files)).err().map(|why| (0, why)));
    }
    let found: Vec<Diagnostic> = checking.findings.iter().cloned().chain(slips).collect();
    let found = render::render(render::SHORT, &checking.loaded.sources, &found, false);
    (found.replace(&format!("{FILE}:"), ""), wrong)
}

/// The tests of an accepted program that fail, each with what happened in it.
fn failures(checking: &Checking, checked: &Checked, cases: &[Case]) -> Vec<(usize, String)> {
    let sources = &checking.loaded.sources;
    let module = compile::build(checking, checked);
    let suite = Suite { checked, sources, module: &module, engine: &ENGINE };
    let mut wrong = Vec::new();
    for case in cases {
        if let Some(found) = suite.run(case).unwrap() {
            let (message, story) = (&found.message, found.notes.join("\n"));
            wrong.push((line(sources, &found), format!("\"{}\": {message}\n{story}", case.title)));
        }
    }
    wrong
}

/// The line of its block in which a finding stands.
fn line(sources: &Sources, found: &Diagnostic) -> usize {
    let span = found.span();
    sources.get(span.file).map_or(0, |source| source.position(span.start).line as usize)
}

/// All chapters of a folder, held to what they say.
#[expect(clippy::disallowed_methods, reason = "chapters are files, and are written anew on demand")]
fn chapters(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec").join(folder);
    let bless = super::setting("INSTA_UPDATE").is_some_and(|how| how == "always");
    let mut files: Vec<_> = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let name = format!("tests/spec/{folder}/{}", file.file_name().unwrap().to_str().unwrap());
        let told = check(&name, &text);
        if bless && told.text != text {
            std::fs::write(file, &told.text).unwrap();
        }
        wrong.extend(told.wrong);
    }
    assert!(!files.is_empty(), "there are no chapters in {}", root.display());
    assert!(
        wrong.is_empty(),
        "{} of the chapters' claims are not so:\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn rules() {
    chapters("rules");
}

#[test]
fn the_life_of_a_place() {
    chapters("places");
}

/// What a chapter of one block comes to.
fn block_of(flow: &str, findings: &str) -> Vec<String> {
    let head = "use words { Desk }\nrecord Job { title: Text }\nworkflow job(item: Job) {\n  starts with Desk\n  \
                no promise because \"nobody waits\"\n  ends done\n";
    check("a.md", &format!("# A\n```flow\n{head}{flow}```\n{findings}")).wrong
}

#[test]
fn what_is_not_so_is_told() {
    let step = "  step draft by Desk within 1 workday { text: Text }\n";
    let test = "test \"t\" {\n  start job { title: \"A\" }\n  expect at draft\n}\n";
    let accepted = format!("{step}  end done\n}}\n{test}");
    assert_eq!(block_of(&accepted, ""), [""; 0]);

    let unexpected = block_of(&format!("{step}}}\n"), "");
    assert!(unexpected[0].starts_with("a.md:2: the findings are others:\n7:3: error["), "{unexpected:?}");
    let missing = block_of(&accepted, "```findings\n1:1: error[x]: y\n```\n");
    assert_eq!(missing, ["a.md:2: the findings are others:\nnothing is found\n"]);
    let failing = block_of(&accepted.replace("at draft", "ended done"), "");
    assert!(failing[0].starts_with("a.md:14: \"t\": `ended done` was expected"), "{failing:?}");
    let untested = block_of(&format!("{step}  end done\n}}\n"), "");
    assert_eq!(untested, ["a.md:2: it is accepted, and nothing is tested of it"]);
}
