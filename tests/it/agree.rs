//! The emitted module against the reference interpreter: the same image bytes, the same effects in the same
//! order, the same refusals, for whole lives of items.
//!
//! In: `.flow` texts and seeds. Out: the first event after which the two differ, and how.

mod guest;
mod random;

use guest::Guest;
use handoff::abi::image::{Image, Status};
use handoff::abi::manifest::Workflow;
use handoff::abi::{Event, Reply, Shape, Value, codec};
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
    shapes: Vec<Shapes>,
}

/// The shapes of a workflow, for they are asked for at every event.
struct Shapes {
    image: Shape,
    event: Shape,
    effect: Shape,
    reason: Shape,
}

impl Pair {
    /// The program of a text, whether or not it passes the proofs.
    fn new(name: &str, text: &str) -> Pair {
        let files = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        Pair::of(compile::check(&[name], &files))
    }

    /// A program that was read.
    fn of(checking: Checking) -> Pair {
        assert!(!checking.plans().is_empty(), "{:?}", checking.findings);
        let (first, end) = (parse_date("2026-06-01").unwrap(), parse_date("2028-06-01").unwrap());
        let expand = |calendar: &handoff::model::Calendar| calendar.rules.expand(first, end).unwrap();
        let tables: Vec<Table> = checking.model().calendars.values().map(expand).collect();
        let wasm = emit::emit(checking.model(), checking.plans(), &checking.loaded.sources);
        let treaties = emit::manifest(checking.model(), checking.plans(), &checking.loaded.sources).workflows;
        let shapes = |treaty: &Workflow| Shapes {
            image: treaty.parts.shape(),
            event: treaty.event_shape(),
            effect: treaty.effect_shape(),
            reason: treaty.reason_shape(),
        };
        let shapes = treaties.iter().map(shapes).collect();
        let guest = Guest::new(&wasm, &tables);
        Pair { checking, tables, guest, treaties, shapes }
    }

    /// One event through both; the image after it, and what kind of answer it was.
    fn step(
        &mut self,
        workflow: usize,
        image: &Image,
        event: &Event,
    ) -> Result<(Image, &'static str), String> {
        let shapes = &self.shapes[workflow];
        let shape = &shapes.image;
        let bytes = codec::encode(&image.value(), shape, 0);
        let told = (&shapes.effect, &shapes.reason);
        let guest = self.guest.step(workflow, &bytes, (&event.value(), &shapes.event), told);
        let plan = &self.checking.plans()[workflow];
        let world = World { model: self.checking.model(), plan, tables: &self.tables };
        match (step(&world, image, event), guest) {
            (Err(Fault::Endless), Err(_)) => Err("goes round for ever".to_owned()),
            (Err(_), Err(_)) => Ok((image.clone(), "fault")),
            (Err(fault), Ok(reply)) => Err(format!("{fault:?}, but the module says {reply:?}")),
            (Ok(answer), Err(trap)) => Err(format!("{answer:#?}, but the module traps: {trap}")),
            (
                Ok(Answer::Moved { image: next, effects }),
                Ok(Reply::Moved { image: bytes, effects: told }),
            ) => {
                let wanted = codec::encode(&next.value(), shape, 0);
                let got = codec::decode(&bytes, 0, shape).ok();
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

    /// Items of a workflow under random events, one after another.
    ///
    /// # Errors
    /// The first event after which the two differ, and how.
    fn live(&mut self, workflow: usize, seed: u64, events: usize, seen: &mut Seen) -> Result<(), String> {
        let mut dice = Dice::new(seed);
        let mut image = self.treaties[workflow].parts.blank();
        let mut now = 1_795_424_400_000_000 + dice.throw(10_000) as i64 * 60_000_000;
        let mut told = Vec::new();
        for _ in 0..events {
            let plan = &self.checking.plans()[workflow];
            let world = World { model: self.checking.model(), plan, tables: &self.tables };
            let event = random::event(&mut dice, &world, &image, now);
            told.push(format!("{event:?}"));
            let (next, kind) = match self.step(workflow, &image, &event) {
                Ok(next) => next,
                Err(why) => {
                    return Err(format!(
                        "seed {seed}, event {}: {}\n{why}",
                        told.len(),
                        told[told.len() - 1]
                    ));
                }
            };
            *seen.kinds.entry(kind).or_insert(0) += 1;
            seen.places.extend(next.strands.iter().map(|strand| strand.place));
            seen.outcomes.insert(next.header.outcome);
            now = now.max(event.now);
            // What is over stays over; another item begins.
            let over = next.header.status == Status::Ended && dice.throw(4) == 0;
            image = if over { self.treaties[workflow].parts.blank() } else { next };
        }
        Ok(())
    }
}

/// What happened in the lives of items.
#[derive(Default, Debug)]
struct Seen {
    kinds: BTreeMap<&'static str, u32>,
    places: BTreeSet<u16>,
    outcomes: BTreeSet<u16>,
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

/// How many lives a test looks at: few enough for everyday, more on demand.
fn lives(everyday: u64) -> u64 {
    super::setting("HANDOFF_SEEDS").and_then(|seeds| seeds.parse().ok()).unwrap_or(everyday)
}

/// A few short lives of items of every workflow of a program, for tests that have one at hand.
///
/// # Errors
/// The first event after which interpreter and module differ, and how.
pub(crate) fn alike(checking: Checking) -> Result<(), String> {
    let mut pair = Pair::of(checking);
    let seeds = lives(2);
    for workflow in 0..pair.treaties.len() {
        for seed in 0..seeds {
            pair.live(workflow, seed, 40, &mut Seen::default())?;
        }
    }
    Ok(())
}

/// Lives of items of the first workflow of a text: every outcome comes up, and so many of its places.
fn check(name: &str, text: &str, places: usize) {
    let mut pair = Pair::new(name, text);
    let mut seen = Seen::default();
    for seed in 0..lives(30) {
        pair.live(0, seed, 150, &mut seen).unwrap_or_else(|why| panic!("{why}"));
    }
    let treaty = &pair.treaties[0];
    println!("{:?}, at {:?}", seen.kinds, seen.places);
    let ended = treaty.parts.outcomes.iter().zip(0..).filter(|(_, number)| !seen.outcomes.contains(number));
    assert_eq!(ended.map(|(outcome, _)| &outcome.name).collect::<Vec<_>>(), [""; 0], "never ended so");
    let at = seen.places.iter().filter(|place| usize::from(**place) < treaty.places.len()).count();
    assert!(at >= places, "only at {at} of {} places", treaty.places.len());
}

#[test]
fn the_worked_example_agrees() {
    check("refund.flow", include_str!("../../examples/refund.flow"), 7);
}

#[test]
fn the_other_examples_agree() {
    check("lead.flow", include_str!("../../examples/lead.flow"), 5);
    check("purchase.flow", include_str!("../../examples/purchase.flow"), 5);
    check("support_escalation.flow", include_str!("../../examples/support_escalation.flow"), 5);
}

#[test]
fn every_kind_of_expression_agrees() {
    check("values.flow", include_str!("agree/values.flow"), 1);
}

#[test]
fn every_form_agrees() {
    check("ways.flow", include_str!("agree/ways.flow"), 14);
}

/// Every generated workflow, accepted or not: what is refused is lowered and run all the same.
#[test]
fn generated_workflows_agree() {
    let seeds = lives(1_000);
    let (mut run, mut seen) = (0, Seen::default());
    for seed in 0..seeds {
        let text = super::generate::workflow(seed);
        let mut pair = Pair::new("thing.flow", &text);
        run += 1;
        pair.live(0, seed, 60, &mut seen).unwrap_or_else(|why| panic!("{why}"));
    }
    println!("{run} workflows: {:?}", seen.kinds);
    assert!(seen.kinds["moved"] > 5 * run as u32, "{:?}", seen.kinds);
}
