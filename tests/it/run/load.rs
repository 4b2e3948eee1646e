//! Bytes that are no program, and what is said of them.

use super::hand;
use handoff::abi::Manifest;
use handoff::run::{Engine, Program};

fn refused(bytes: &[u8]) -> String {
    Program::load(&Engine::compiled().unwrap(), bytes).map(|_| ()).unwrap_err().to_string()
}

fn changed(change: impl Fn(&mut Manifest)) -> String {
    let mut manifest = hand::manifest();
    change(&mut manifest);
    refused(&hand::with(&manifest.write().unwrap()))
}

#[test]
fn each_fault_says_the_next_step() {
    let again = "build it again with `handoff build`";
    assert_eq!(
        refused(b"workflow refund"),
        "this is no WebAssembly module: give the file that `handoff build` wrote"
    );
    assert_eq!(
        refused(&wat::parse_str("(module)").unwrap()),
        "the module has no section `handoff.manifest`: build it with `handoff build`, and do not strip it"
    );
    assert_eq!(
        changed(|manifest| manifest.treaty = 7),
        format!("the module speaks version 7 of the treaty, this program speaks 1: {again}")
    );
    assert!(
        refused(&hand::with(br#"{"treaty": 1}"#))
            .starts_with("the module's manifest cannot be read (it is damaged at its byte ")
    );
    assert_eq!(
        changed(|manifest| manifest.workflows[0].layout ^= 1),
        format!(
            "the module's manifest contradicts itself (`refund`: its state has another layout than it says): {again}"
        )
    );
    let lasts = changed(|manifest| manifest.workflows[0].parts.lasts = vec![9]);
    assert!(lasts.contains("names a place that is not there"), "{lasts}");
    assert!(changed(|manifest| drop(manifest.workflows[0].events.remove(0))).contains("nothing starts it"));
    let cut = hand::module();
    assert!(refused(&cut[..cut.len() - 1]).starts_with("the module is cut short: "));
    assert!(refused(&[&cut[..], &[9, 1, 0]].concat()).starts_with("the module is not valid"));
}

#[test]
fn a_module_that_asks_for_something_is_refused() {
    let with = |text: &str| {
        let mut bytes = wat::parse_str(text).unwrap();
        let manifest = hand::manifest().write().unwrap();
        bytes.extend(hand::section(&manifest));
        refused(&bytes)
    };
    assert_eq!(
        with(r#"(module (import "env" "now" (func)))"#),
        "the module imports `env.now`; a module of Handoff needs nothing from outside: build it with `handoff build`"
    );
    let never =
        |what| format!("the module has {what}; a module of Handoff never has: build it with `handoff build`");
    assert_eq!(with("(module (table 1 funcref))"), never("a table"));
    assert_eq!(with("(module (func $f) (start $f))"), never("a start function"));
    let grows = "(module (memory 1 1) (func (drop (memory.grow (i32.const 1)))))";
    assert_eq!(with(grows), never("memory that grows"));
    let floats = with("(module (func (param f64)))");
    assert!(floats.starts_with("the module is not valid (floating-point support is disabled"), "{floats}");
    let missing = |name| {
        format!("the module does not export `{name}` as the treaty says: build it again with `handoff build`")
    };
    assert_eq!(with("(module)"), missing("memory"));
    assert_eq!(with(r#"(module (memory (export "memory") 1))"#), missing("memory"), "it could grow");
    assert_eq!(with(r#"(module (memory (export "memory") 1 1))"#), missing("alloc"));
    let wrong = r#"(module (memory (export "memory") 1 1) (func (export "alloc") (param i64) (result i32) i32.const 0))"#;
    assert_eq!(with(wrong), missing("alloc"));
}

#[test]
fn cut_and_damaged_modules_are_refused_without_a_panic() {
    let whole = hand::module();
    let engine = Engine::compiled().unwrap();
    for at in (0..whole.len()).step_by(997) {
        assert!(Program::load(&engine, &whole[..at]).is_err());
    }
}
