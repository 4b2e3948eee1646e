//! `docs/schema/findings.json` and the JSON that is written, held against each other.

use handoff::render;
use serde_json::Value;

use super::check;

/// What of `value` is not as `schema` says: the few words of JSON Schema that ours uses.
pub(crate) fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return faults(root, root.pointer(reference.trim_start_matches('#')).unwrap(), value, at);
    }
    let mut found = Vec::new();
    if let Some(kind) = schema["type"].as_str()
        && !has_type(value, kind)
    {
        found.push(format!("{at} is not of type {kind}: {value}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{at} is {value}"));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        found.push(format!("{at} is {value}"));
    }
    if let Some(any) = schema["anyOf"].as_array()
        && !any.iter().any(|schema| faults(root, schema, value, at).is_empty())
    {
        found.push(format!("{at} is none of the alternatives: {value}"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            found.push(format!("{at} lacks {key}"));
        }
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(schema) => found.extend(faults(root, schema, value, &format!("{at}.{key}"))),
            None if schema.get("properties").is_some() => {
                found.push(format!("{at}.{key} is not in the schema"))
            }
            None => {}
        }
    }
    for value in value.as_array().into_iter().flatten() {
        found.extend(faults(root, &schema["items"], value, &format!("{at}[]")));
    }
    found
}

fn has_type(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/findings.json")).unwrap();
    let report = check(render::JSON, false);
    assert!(report.starts_with("{\n  \"format_version\": 1,"), "the version comes first");
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(faults(&schema, &schema, &report, "report"), Vec::<String>::new());

    let lines = check(render::JSONL, false);
    assert_eq!(lines.lines().count(), 5);
    for (line, whole) in lines.lines().zip(report["findings"].as_array().unwrap()) {
        assert!(line.starts_with("{\"format_version\":1,"), "the version comes first");
        let mut line: Value = serde_json::from_str(line).unwrap();
        line.as_object_mut().unwrap().remove("format_version");
        assert_eq!(&line, whole, "a line is the finding of the document");
    }
}

#[test]
fn the_schema_check_sees_faults() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/findings.json")).unwrap();
    let report: Value = serde_json::from_str(&check(render::JSON, false)).unwrap();
    let spoilt = |spoil: fn(&mut Value)| {
        let mut report = report.clone();
        spoil(&mut report);
        faults(&schema, &schema, &report, "report")
    };
    assert_eq!(spoilt(|report| report["format_version"] = 2.into()), ["report.format_version is 2"]);
    assert_eq!(
        spoilt(|report| report["findings"][0]["severity"] = "fatal".into()),
        ["report.findings[].severity is \"fatal\""]
    );
    assert_eq!(
        spoilt(|report| report["findings"][1]["labels"][0]["range"]["start"] = Value::Null).len(),
        4,
        "a place that is no object lacks its three keys too"
    );
    assert_eq!(spoilt(|report| report["more"] = 1.into()), ["report.more is not in the schema"]);
}
