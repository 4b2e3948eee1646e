//! Findings on their way to people and machines: every format on one realistic run. What no honest
//! finding names is in `hostile`, the promise of the JSON in `schema`.

mod hostile;
pub(crate) mod schema;

use handoff::base::{Code, Counterexample, Diagnostic, FileId, Severity, Sink, Source, Sources, Span};
use handoff::render::{self, FORMATS, Format};
use serde_json::Value;

/// A kind of finding that no room has.
const fn code(name: &'static str, severity: Severity) -> Code {
    Code { name, severity, page: "# A title\n\nWhat it means,\nin two lines.\n\nMore of it.\n" }
}

/// The two files of the run.
fn sources() -> Sources {
    [
        Source::new("flows/refund.flow", include_str!("render/refund.flow")),
        Source::new("flows/teams.flow", include_str!("render/teams.flow")),
    ]
    .into_iter()
    .collect()
}

/// The first place of `words` in the `file`-th text, after the first place of `after`.
fn find(sources: &Sources, file: u32, after: &str, words: &str) -> Span {
    let text = sources[FileId(file)].text();
    let from = text.find(after).unwrap();
    let at = from + text[from..].find(words).unwrap();
    Span::new(FileId(file), at, at + words.len())
}

/// What a check of the two files might find: all severities, both files, labels over several lines,
/// repairs, an item. Found in another order than it is shown.
fn findings(sources: &Sources) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    let handoff = find(sources, 0, "handoff payout", "payout");
    sink.put(code("unmet-requirement", Severity::Error), handoff, "nobody can mend requirement `proof` of contract `Payout`")
        .here("photos are never asked for")
        .label(find(sources, 1, "require", "proof"), "the back office wants a photo of damaged goods")
        .label(find(sources, 0, "step triage", "step triage by Fronline within 4 workhours {\n    note:    Text   // „Größe“ und Zustand\n    verdict: choice { pay, deny }\n  }"), "gives `note` and `verdict`, no photos")
        .note("`photos` is carried by the contract and given by no step before")
        .help("give `photos` in `triage`, or add an arm `when proof unmet -> ask Customer for triage.photos within 3 days`")
        .counterexample = Some(Counterexample {
        text: "start refund { order: \"ORD-00000001\", amount: 40.00 EUR, cause: damaged }\n\
               complete triage by \"ana\" { note: \"broken\", verdict: pay }\n\
               at payout, open for ever: proof unmet"
            .into(),
        json: r#"{"item":{"amount":"40.00 EUR","cause":"damaged"},"acts":[{"act":"complete","place":"triage"}]}"#
            .into(),
    });
    sink.put(
        code("unread-field", Severity::Warning),
        find(sources, 0, "step check", "verdict"),
        "nothing reads `check.verdict`",
    );
    let team = find(sources, 0, "step triage", "Fronline");
    sink.put(code("unknown-team", Severity::Error), team, "there is no team `Fronline`")
        .label(find(sources, 1, "team", "Frontline"), "a team with a similar name")
        .help("did you mean `Frontline`?")
        .fix(true, "replace by `Frontline`", team, "Frontline");
    sink.put(
        code("one-sided-choice", Severity::Warning),
        find(sources, 0, "decide", "decide triage.verdict {\n    when pay -> continue\n  }"),
        "case `deny` of `triage.verdict` has no arm",
    )
    .here("only `pay` goes on")
    .fix(
        false,
        "add an arm for `deny`",
        find(sources, 0, "when pay", "continue").after(),
        "\n    when deny -> end denied(why: triage.note)",
    );
    let style = find(sources, 1, "contract", "Payout");
    sink.push(Diagnostic::new(
        code("undocumented-contract", Severity::Style),
        style,
        "contract `Payout` does not say what it is for",
    ));
    sink.finish().into_iter().rev().collect()
}

fn check(format: Format, colour: bool) -> String {
    let sources = sources();
    let text = render::render(format, &sources, &findings(&sources), colour);
    text.replace(
        concat!("\"semanticVersion\": \"", env!("CARGO_PKG_VERSION")),
        "\"semanticVersion\": \"VERSION",
    )
}

#[test]
fn each_format() {
    for format in FORMATS {
        insta::assert_snapshot!(format.name, check(*format, false));
    }
}

#[test]
fn colour_only_if_asked() {
    let colourful = ["graphic", "plain", "short"];
    for format in FORMATS {
        assert!(!check(*format, false).contains('\u{1b}'), "{} is coloured unasked", format.name);
        let coloured = check(*format, true).contains('\u{1b}');
        assert_eq!(coloured, colourful.contains(&format.name), "{} when asked for colour", format.name);
    }
    insta::assert_snapshot!("graphic_coloured", check(render::GRAPHIC, true).replace('\u{1b}', "ESC"));
}

#[test]
fn a_run_without_findings_is_valid_in_each_format() {
    let text = |format| render::render(format, &sources(), &[], false);
    for format in
        [render::GRAPHIC, render::PLAIN, render::SHORT, render::NARRATED, render::JSONL, render::GITHUB]
    {
        assert_eq!(text(format), "", "{}", format.name);
    }
    assert!(text(render::JUNIT).contains("<testcase classname=\"handoff check\" name=\"no findings\"/>"));
    let report: serde_json::Value = serde_json::from_str(&text(render::JSON)).unwrap();
    assert_eq!(report["findings"], serde_json::json!([]));
    let log: serde_json::Value = serde_json::from_str(&text(render::SARIF)).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn formats_are_found_by_name() {
    for format in FORMATS {
        assert_eq!(render::format(format.name).map(|found| found.about), Some(format.about));
    }
    assert!(render::format("xml").is_none());
}

#[test]
fn the_last_line_counts() {
    let of = |severities: &[Severity], files| {
        let finding =
            |severity: &Severity| Diagnostic::new(code("x", *severity), Span::new(FileId(0), 0, 0), "x");
        render::summary(&severities.iter().map(finding).collect::<Vec<_>>(), files)
    };
    use Severity::{Error, Style, Warning};
    assert_eq!(of(&[Error, Warning, Error], 3), "2 errors, 1 warning in 3 files");
    assert_eq!(of(&[Style], 1), "1 style finding in 1 file");
    assert_eq!(of(&[], 2), "no findings in 2 files");
}

/// The fingerprints of the SARIF log.
fn fingerprints(sources: &Sources, findings: &[Diagnostic]) -> Vec<String> {
    let log: Value = serde_json::from_str(&render::render(render::SARIF, sources, findings, false)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    let print = |result: &Value| result["partialFingerprints"]["handoffItem/v1"].as_str().unwrap().to_owned();
    results.iter().map(print).collect()
}

#[test]
fn fingerprints_stay_when_lines_are_added_above() {
    let before = sources();
    let moved: Sources = before
        .values()
        .map(|source| {
            Source::new(
                source.name(),
                format!("// new\n\n{}", source.text().replace("  one per", "\n\n  one per")),
            )
        })
        .collect();
    let prints = fingerprints(&before, &findings(&before));
    assert_eq!(prints, fingerprints(&moved, &findings(&moved)));
    assert_eq!(prints[2], "unmet-requirement/workflow refund/handoff payout");
}

#[test]
fn two_like_findings_in_one_place_have_two_fingerprints() {
    let sources = sources();
    let twice: Vec<_> = ["refuse", "reason"]
        .map(|word| {
            Diagnostic::new(code("odd", Severity::Error), find(&sources, 0, "step check", word), "odd")
        })
        .into();
    assert_eq!(
        fingerprints(&sources, &twice),
        ["odd/workflow refund/step check/verdict choice", "odd/workflow refund/step check/verdict choice/2"]
    );
}

#[test]
fn github_commands_hide_nothing_and_end_nothing() {
    let sources: Sources = [Source::new("a,b:c.flow", "x\ny")].into_iter().collect();
    let mut found = Diagnostic::new(code("odd", Severity::Style), Span::new(FileId(0), 0, 3), "100% :: a, b");
    found.note("one\ntwo");
    assert_eq!(
        render::render(render::GITHUB, &sources, &[found], false),
        "::notice title=odd,file=a%2Cb%3Ac.flow,line=1,endLine=2::100%25 :: a, b%0Anote: one%0Atwo\n"
    );
}
