//! A host that embeds the runtime: it loads a module, keeps items in a file, and moves one across teams.
//!
//! ```console
//! $ cargo run -- build examples/refund.flow -o refund.wasm
//! $ cargo run --example embed -- refund.wasm work.db
//! ```
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that reads a file and shows what it does"
)]

use handoff::abi::json;
use handoff::run::{
    Act, Call, Engine, Notice, Outcome, People, Program, Request, Runtime, Services, SystemClock, Verb,
};
use handoff::store::Sqlite;
use std::error::Error;

/// The world outside: a bank that always pays, mail that goes to the terminal.
struct World;

impl Services for World {
    fn call(&mut self, call: &Call) -> Outcome {
        println!("  call {} with {}", call.operation, call.fields);
        Outcome::Gave(json::Json::from_iter([("receipt", format!("R-{}", call.key))]))
    }

    fn notify(&mut self, notice: &Notice) -> Result<(), String> {
        println!("  tell {:?}: {}", notice.to, notice.sentence);
        Ok(())
    }

    fn ask(&mut self, request: &Request) -> Result<(), String> {
        println!("  ask {:?} for {}", request.of, request.wants.join(", "));
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(module), Some(database)) = (args.next(), args.next()) else {
        return Err("say which module and which database: embed refund.wasm work.db".into());
    };
    let program = Program::load(&Engine::compiled()?, &std::fs::read(module)?)?;
    let people = People::default()
        .with("ana", "Frontline")
        .with("bo", "BackOffice")
        .with("bea", "BackOffice.approver");
    let runtime = Runtime::open(program, Sqlite::open(database)?, SystemClock::new(), people)?;

    let record = json::parse(
        r#"{"order": "ORD-00000001", "customer": "a@example.org", "amount": "40 EUR", "cause": "damaged",
            "lines": [{"sku": "A", "quantity": 1, "price": "40 EUR"}]}"#,
    )?;
    let item = runtime.start("refund", &record, "", "start-1")?.item;
    let acts = [
        Act::new(Verb::Complete, "1")
            .at("triage")
            .by("ana")
            .with(json::parse(r#"{"note": "broken", "photos": [], "verdict": "pay"}"#)?),
        Act::new(Verb::Answer, "2").at("payout").with(json::parse(r#"{"triage.photos": ["p.jpg"]}"#)?),
        Act::new(Verb::Accept, "3")
            .at("payout")
            .by("bo")
            .with(json::parse(r#"{"refund.amount": "41 EUR", "refund.order": "ORD-00000001"}"#)?),
        Act::new(Verb::Accept, "4")
            .at("payout")
            .by("bo")
            .with(json::parse(r#"{"refund.amount": "40 EUR", "refund.order": "ORD-00000001"}"#)?),
        Act::new(Verb::Complete, "5").at("check").by("bea").with(json::parse(r#"{"verdict": "pay"}"#)?),
    ];
    for act in &acts {
        match runtime.offer(item, act) {
            Ok(_) => println!("{} by {:?}", act.verb.word(), act.by),
            Err(refused) => println!("{} by {:?} is refused: {refused}", act.verb.word(), act.by),
        }
        runtime.deliver(&mut World)?;
    }
    let item = runtime.item(item)?;
    println!("{} is {:?}: {:?}", item.key, item.status, item.outcome);
    runtime.verify(item.id)?;
    println!("its history of {} transitions verifies", item.seq);
    Ok(())
}
