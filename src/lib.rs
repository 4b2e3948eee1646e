//! Handoff: a language, a compiler and a runtime for work that crosses teams.
//!
//! A `.flow` file says what each team owes the next, who owns the work at every moment, what may go wrong and until
//! when. The compiler proves that no work item can be lost on the way, and makes a WebAssembly module; the runtime
//! moves items through that module, durably, inside a service of yours.
//!
//! | to | take | feature |
//! |---|---|---|
//! | check and compile texts | `compile::check`, `compile::build`, with any `compile::Files` | `compiler` |
//! | run modules | `run::Runtime` over `store::Sqlite` or `store::Memory` | `runtime` |
//! | work in a terminal | the command `handoff` | `cli`, the default |
//!
//! # A host
//!
//! With `handoff = { package = "handoff-lang", version = "0.1", default-features = false, features = ["runtime"] }` a
//! service loads a module that `handoff build refund.flow -o refund.wasm` wrote, and keeps its items in a file:
//!
//! ```no_run
//! # #[cfg(feature = "runtime")]
//! # fn host() -> Result<(), Box<dyn std::error::Error>> {
//! use handoff::abi::json;
//! use handoff::run::{Act, Engine, People, Program, Runtime, SystemClock, Verb};
//! use handoff::store::Sqlite;
//!
//! let program = Program::load(&Engine::compiled()?, &std::fs::read("refund.wasm")?)?;
//! let people = People::default().with("ana", "Frontline").with("bo", "BackOffice");
//! let runtime = Runtime::open(program, Sqlite::open("work.db")?, SystemClock::new(), people)?;
//!
//! let record = json::parse(
//!     r#"{"order": "ORD-00000001", "customer": "a@example.org", "amount": "40 EUR", "cause": "late",
//!         "lines": [{"sku": "A", "quantity": 1, "price": "40 EUR"}]}"#,
//! )?;
//! let item = runtime.start("refund", &record, "", "request 1")?.item;
//! let form = json::parse(r#"{"note": "two weeks late", "photos": [], "verdict": "pay"}"#)?;
//! runtime.offer(item, &Act::new(Verb::Complete, "request 2").at("triage").by("ana").with(form))?;
//!
//! for task in runtime.queue("BackOffice")? {
//!     println!("{} waits at {} for {}", task.key, task.place, task.owner);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Each request has a key; repeated under the same key it gets the first answer. What is refused says every reason.
//! As time goes by the host calls `Runtime::tick` (clocks) and `Runtime::deliver` (calls, notices, questions, each
//! through its own `run::Services`). `examples/embed.rs` in the repository is a whole host, `docs/abi.md` is for hosts
//! in other languages.
//!
//! # A compiler
//!
//! ```
//! # #[cfg(feature = "compiler")] {
//! use handoff::compile;
//! use std::collections::BTreeMap;
//!
//! let files = BTreeMap::from([("desk.flow".to_owned(), "team Desk { }".to_owned())]);
//! let checking = compile::check(&["desk.flow"], &files);
//! assert_eq!(checking.findings[0].message, "the team `Desk` has no calendar");
//! assert!(checking.checked().is_none(), "only what is proven can be built");
//! # }
//! ```

pub mod abi;
pub mod base;
pub mod calendar;
#[cfg(feature = "compiler")]
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "compiler")]
pub mod compile;
#[cfg(feature = "compiler")]
pub mod emit;
#[cfg(feature = "cli")]
pub mod explain;
#[cfg(feature = "compiler")]
pub mod interpret;
#[cfg(feature = "compiler")]
pub mod model;
#[cfg(feature = "compiler")]
pub mod parse;
#[cfg(feature = "compiler")]
pub mod pattern;
#[cfg(feature = "compiler")]
pub mod plan;
#[cfg(feature = "compiler")]
pub mod render;
#[cfg(feature = "compiler")]
pub mod resolve;
#[cfg(feature = "runtime")]
pub mod run;
#[cfg(feature = "runtime")]
pub mod store;
#[cfg(feature = "cli")]
pub mod trial;
