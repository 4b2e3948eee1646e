//! The emitted module against the reference interpreter: the same image bytes, the same effects in the same
//! order, the same refusals, for whole lives of items.
//!
//! In: `.flow` texts and seeds. Out: the first event after which the two differ, and how.

mod guest;
mod random;

use guest::Guest;
use handoff::abi::image::{Image, Status};
use handoff::abi::manifest::Workflow;
use handoff::abi::{Event, Reply, Value, codec};
use handoff::calendar::{Table, parse_date};
use handoff::compile::{self, Checking};
use handoff::emit;
use handoff::interpret::{Answer, Fault, World, step};
use random::Dice;
use std::collections::{BTreeMap, BTreeSet};

/// A program, as both run it.
struct Pair {
    checking: Checking,
    tables: Vec<Table>,
    guest: Guest,
    treaties: Vec<Workflow>,
}

impl Pair {
    /// The program of a text, whether or not it passes the proofs; nothing if it cannot even be read.
    fn new(name: &str, text: &str) -> Option<Pair> {
        let files = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let checking = compile::check(&[name], &files);
        if checking.plans.is_empty() {
            return None;
        }
        let (first, end) = (parse_date("2026-06-01").unwrap(), parse_date("2028-06-01").unwrap());
        let expand = |calendar: &handoff::model::Calendar| calendar.rules.expand(first, end).unwrap();
        let tables: Vec<Table> = checking.model.calendars.values().map(expand).collect();
        let wasm = emit::emit(&checking.model, &checking.plans, &checking.loaded.sources);
        let treaties = emit::manifest(&checking.model, &checking.plans, &checking.loaded.sources).workflows;
        let guest = Guest::new(&wasm, &tables);
        Some(Pair { checking, tables, guest, treaties })
    }

    /// One event through both; the image after it, and what kind of answer it was.
    fn step(
        &mut self,
        workflow: usize,
        image: &Image,
        event: &Event,
    ) -> Result<(Image, &'static str), String> {
        let treaty = &self.treaties[workflow];
        let (shape, event_shape) = (treaty.parts.shape(), treaty.event_shape());
        let told = (treaty.effect_shape(), treaty.reason_shape());
        let bytes = codec::encode(&image.value(), &shape, 0);
        let guest = self.guest.step(workflow, &bytes, (&event.value(), &event_shape), (&told.0, &told.1));
        let plan = &self.checking.plans[workflow];
        let world = World { model: &self.checking.model, plan, tables: &self.tables };
        match (step(&world, image, event), guest) {
            (Err(Fault::Endless), Err(_)) => Err("goes round for ever".to_owned()),
            (Err(_), Err(_)) => Ok((image.clone(), "fault")),
            (Err(fault), Ok(reply)) => Err(format!("{fault:?}, but the module says {reply:?}")),
            (Ok(answer), Err(trap)) => Err(format!("{answer:#?}, but the module traps: {trap}")),
            (
                Ok(Answer::Moved { image: next, effects }),
                Ok(Reply::Moved { image: bytes, effects: told }),
            ) => {
                let wanted = codec::encode(&next.value(), &shape, 0);
                let got = codec::decode(&bytes, 0, &shape).ok();
                if let Some(got) = got.filter(|got| *got != next.value()) {
                    return Err(differs("image", &next.value(), &got));
                }
                if effects != told {
                    return Err(format!("effects\n  wanted {effects:?}\n  got    {told:?}"));
                }
                if bytes != wanted {
                    return Err(format!(
                        "bytes differ, values do not: {} against {}",
                        wanted.len(),
                        bytes.len()
                    ));
                }
                Ok((*next, "moved"))
            }
            (Ok(Answer::Refused(wanted)), Ok(Reply::Refused(got))) if wanted == got => {
                Ok((image.clone(), "refused"))
            }
            (Ok(Answer::Ignored), Ok(Reply::Ignored)) => Ok((image.clone(), "ignored")),
            (Ok(Answer::TickFirst), Ok(Reply::TickFirst)) => Ok((image.clone(), "tick first")),
            (wanted, got) => Err(format!("wanted {wanted:?}\n  got    {got:?}")),
        }
    }

    /// The life of an item under random events. What happened to it, by kind, and where it was.
    fn live(
        &mut self,
        workflow: usize,
        seed: u64,
        events: usize,
    ) -> (BTreeMap<&'static str, u32>, BTreeSet<u16>) {
        let mut dice = Dice(seed);
        let mut image = self.treaties[workflow].parts.blank();
        let mut now = 1_795_424_400_000_000 + dice.throw(10_000) as i64 * 60_000_000;
        let (mut kinds, mut places) = (BTreeMap::new(), BTreeSet::new());
        let mut told = Vec::new();
        for _ in 0..events {
            let plan = &self.checking.plans[workflow];
            let world = World { model: &self.checking.model, plan, tables: &self.tables };
            let event = random::event(&mut dice, &world, &image, now);
            told.push(format!("{event:?}"));
            let (next, kind) = match self.step(workflow, &image, &event) {
                Ok(next) => next,
                Err(why) => panic!("seed {seed}, event {}: {}\n{why}", told.len(), told[told.len() - 1]),
            };
            *kinds.entry(kind).or_insert(0) += 1;
            // What is over stays over; another item begins.
            let over = next.header.status == Status::Ended && dice.throw(4) == 0;
            image = if over { self.treaties[workflow].parts.blank() } else { next };
            now = now.max(event.now);
            places.extend(image.strands.iter().map(|strand| strand.place));
        }
        (kinds, places)
    }
}

/// Where two values part.
fn differs(at: &str, wanted: &Value, got: &Value) -> String {
    match (wanted, got) {
        (Value::Record(wanted), Value::Record(got)) if wanted.len() == got.len() => {
            let parts = wanted.iter().zip(got).enumerate().filter(|(_, (wanted, got))| wanted != got);
            parts
                .map(|(n, (wanted, got))| differs(&format!("{at}.{n}"), wanted, got))
                .collect::<Vec<_>>()
                .join("\n")
        }
        _ => format!("{at}: wanted {wanted:?}, got {got:?}"),
    }
}

/// Lives of items of every workflow of a text; the kinds of answers there were.
fn check(name: &str, text: &str, seeds: std::ops::Range<u64>) -> BTreeMap<&'static str, u32> {
    let mut kinds = BTreeMap::new();
    let Some(mut pair) = Pair::new(name, text) else { return kinds };
    for workflow in 0..pair.treaties.len() {
        let mut places = BTreeSet::new();
        for seed in seeds.clone() {
            let (lived, seen) = pair.live(workflow, seed, 60);
            lived.into_iter().for_each(|(kind, count)| *kinds.entry(kind).or_insert(0) += count);
            places.extend(seen);
        }
        println!(
            "{name} {workflow}: {} of {} places",
            places.len() - 1,
            pair.treaties[workflow].places.len()
        );
    }
    kinds
}

#[test]
fn the_worked_example_agrees() {
    let kinds = check("refund.flow", include_str!("../../examples/refund.flow"), 0..200);
    println!("{kinds:?}");
    assert!(kinds["moved"] > 1_000 && kinds["refused"] > 100, "{kinds:?}");
}

/// Every generated workflow, accepted or not: what is refused is lowered and run all the same.
#[test]
fn generated_workflows_agree() {
    let seeds = super::setting("HANDOFF_SEEDS").and_then(|seeds| seeds.parse().ok()).unwrap_or(1_000);
    let (mut run, mut kinds) = (0, BTreeMap::new());
    for seed in 0..seeds {
        let text = super::generate::workflow(seed);
        let Some(mut pair) = Pair::new("thing.flow", &text) else { continue };
        run += 1;
        let (lived, _) = pair.live(0, seed, 60);
        lived.into_iter().for_each(|(kind, count)| *kinds.entry(kind).or_insert(0) += count);
    }
    println!("{run} workflows: {kinds:?}");
    assert!(run * 10 >= seeds * 9, "only {run} of {seeds} could be run");
    assert!(kinds["moved"] > 5 * run as u32, "{kinds:?}");
}
