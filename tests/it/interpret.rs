//! The worked example, event by event, in the reference interpreter.

use handoff::abi::event::{Event, events};
use handoff::abi::image::{Image, Status};
use handoff::abi::json;
use handoff::abi::manifest::{EventKind, Manifest};
use handoff::calendar::{Table, Zone, parse_date};
use handoff::check::Checked;
use handoff::interpret::{Answer, World, step};
use handoff::{compile, emit};
use std::collections::BTreeMap;
use std::fmt::Write;

const REFUND: &str = include_str!("../../examples/refund.flow");
const ITEM: &str = r#"{"order": "ORD-00000001", "customer": "a@example.org", "amount": "40 EUR", "cause": "damaged",
    "lines": [{"sku": "A", "quantity": 1, "price": "40 EUR"}]}"#;

/// One item under way, and what happened to it so far as text.
struct Session {
    checked: Checked,
    manifest: Manifest,
    tables: Vec<Table>,
    image: Image,
    now: i64,
    told: String,
}

impl Session {
    fn new(now: &str) -> Session {
        let files = BTreeMap::from([("refund.flow".to_owned(), REFUND.to_owned())]);
        let checking = compile::check(&["refund.flow"], &files);
        let checked = checking.program.unwrap();
        let manifest = emit::manifest(checked.model(), checked.plans(), &checking.loaded.sources);
        let horizon = (parse_date("2026-01-01").unwrap(), parse_date("2028-01-01").unwrap());
        let tables = manifest.calendars.iter().map(|known| known.rules.expand(horizon.0, horizon.1).unwrap());
        let tables = tables.collect();
        let image = checked.plans()[0].parts.blank();
        let mut session = Session { checked, manifest, tables, image, now: 0, told: String::new() };
        session.now = zone().read(now).unwrap();
        session
    }

    /// An event by kind and name, at the current visit.
    fn act(&mut self, kind: EventKind, name: &str, who: &str, roles: &[&str], fields: &str) -> &mut Self {
        let own = events::own().len() as u16;
        let workflow = &self.manifest.workflows[0];
        let place = self.image.strands[0].place;
        let fits = |site: &&handoff::abi::manifest::EventSite| {
            site.kind == kind && site.name == name && site.place.is_none_or(|at| at == place)
        };
        let at = workflow.events.iter().position(|site| fits(&site)).unwrap();
        let site = &workflow.events[at];
        let fields = json::fields(&json::parse(fields).unwrap(), &site.fields).unwrap();
        let visit = match (kind, site.site) {
            (EventKind::Result | EventKind::Fault | EventKind::Exception, Some(call)) => {
                self.image.calls[usize::from(call)].head.number
            }
            _ => 0,
        };
        let roles = roles.iter().map(|role| self.role(role)).collect();
        let event = Event {
            now: self.now,
            strand: 0,
            visit,
            person: who.to_owned(),
            roles,
            case: own + at as u16,
            fields,
        };
        self.offer(&format!("{kind:?} {name} {who}"), &event)
    }

    fn role(&self, name: &str) -> u16 {
        let (team, part) = name.split_once('.').map_or((name, None), |(team, part)| (team, Some(part)));
        let fits = |role: &handoff::abi::manifest::Role| {
            self.manifest.teams[usize::from(role.team)].name == team && role.name.as_deref() == part
        };
        self.manifest.roles.iter().position(fits).unwrap() as u16
    }

    fn offer(&mut self, what: &str, event: &Event) -> &mut Self {
        let plan = &self.checked.plans()[0];
        let world = World { model: self.checked.model(), plan, tables: &self.tables };
        let _ = match step(&world, &self.image, event).unwrap() {
            Answer::Moved { image, effects } => {
                self.image = *image;
                let strand = &self.image.strands[0];
                let place = self.manifest.workflows[0].places.get(usize::from(strand.place));
                let place = place.map_or("-".to_owned(), |place| format!("{} {:?}", place.name, place.kind));
                let owner = &self.manifest.teams[usize::from(strand.owner)].name;
                let due = self.image.header.next_due;
                let due = if due == i64::MAX { "never".to_owned() } else { zone().show(due) };
                writeln!(
                    self.told,
                    "{what}: at {place}, owner {owner}, next {due}, {} effects",
                    effects.len()
                )
            }
            Answer::Refused(reasons) => writeln!(self.told, "{what}: refused {reasons:?}"),
            Answer::Ignored => writeln!(self.told, "{what}: ignored"),
            Answer::TickFirst => writeln!(self.told, "{what}: tick first"),
        };
        self
    }

    /// Lets time pass to a moment, with a tick at each due instant on the way.
    fn until(&mut self, moment: &str) -> &mut Self {
        let end = zone().read(moment).unwrap();
        while self.image.header.next_due <= end && self.image.header.status != Status::Ended {
            self.now = self.image.header.next_due.max(self.now);
            let shown = format!("tick {}", zone().show(self.now));
            self.offer(&shown, &Event::machine(self.now, events::TICK, Vec::new()));
        }
        self.now = end;
        self
    }
}

fn zone() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

#[test]
fn the_refund_is_asked_for_offered_accepted_and_paid() {
    let mut session = Session::new("2026-11-23 10:00");
    session
        .act(EventKind::Start, "start", "", &[], ITEM)
        .act(
            EventKind::Complete,
            "triage",
            "ana",
            &["Frontline"],
            r#"{"note": "broken", "photos": [], "verdict": "pay"}"#,
        )
        .act(EventKind::Answer, "payout", "", &[], r#"{"triage.photos": ["p.jpg"]}"#)
        .act(
            EventKind::Accept,
            "payout",
            "bo",
            &["BackOffice"],
            r#"{"refund.amount": "41 EUR", "refund.order": "ORD-00000001"}"#,
        )
        .act(
            EventKind::Accept,
            "payout",
            "bo",
            &["BackOffice"],
            r#"{"refund.amount": "40 EUR", "refund.order": "ORD-00000001"}"#,
        )
        .act(EventKind::Complete, "check", "ana", &["Frontline"], r#"{"verdict": "pay"}"#)
        .until("2026-11-24 18:00")
        .act(
            EventKind::Complete,
            "check",
            "bea",
            &["BackOffice", "BackOffice.approver"],
            r#"{"verdict": "pay"}"#,
        )
        .act(EventKind::Result, "paid", "", &[], r#"{"receipt": "R-1"}"#);
    insta::assert_snapshot!(session.told);
}

#[test]
fn silence_uses_up_both_rounds() {
    let mut session = Session::new("2026-11-23 10:00");
    session
        .act(EventKind::Start, "start", "", &[], ITEM)
        .act(
            EventKind::Complete,
            "triage",
            "ana",
            &["Frontline"],
            r#"{"note": "broken", "photos": [], "verdict": "pay"}"#,
        )
        .until("2026-12-10 12:00");
    insta::assert_snapshot!(session.told);
}

#[test]
fn what_comes_back_too_often_goes_to_operations_and_is_settled() {
    let mut session = Session::new("2026-11-23 10:00");
    session.act(EventKind::Start, "start", "", &[], ITEM);
    for _ in 0..3 {
        session
            .act(
                EventKind::Complete,
                "triage",
                "ana",
                &["Frontline"],
                r#"{"note": "broken", "photos": ["p.jpg"], "verdict": "pay"}"#,
            )
            .act(EventKind::Return, "incomplete", "bo", &["BackOffice"], r#"{"missing": "address"}"#);
    }
    session.act(
        EventKind::Complete,
        "settle",
        "olga",
        &["Operations"],
        r#"{"why": "no use", "receipt": null}"#,
    );
    insta::assert_snapshot!(session.told);
}

#[test]
fn a_failed_call_is_taken_back_before_the_end() {
    let mut session = Session::new("2026-11-23 10:00");
    session
        .act(EventKind::Start, "start", "", &[], ITEM)
        .act(
            EventKind::Complete,
            "triage",
            "ana",
            &["Frontline"],
            r#"{"note": "b", "photos": ["p.jpg"], "verdict": "pay"}"#,
        )
        .act(
            EventKind::Accept,
            "payout",
            "bo",
            &["BackOffice"],
            r#"{"refund.amount": "40 EUR", "refund.order": "ORD-00000001"}"#,
        )
        .act(
            EventKind::Complete,
            "check",
            "bea",
            &["BackOffice", "BackOffice.approver"],
            r#"{"verdict": "pay"}"#,
        );
    for _ in 0..6 {
        session.act(EventKind::Fault, "paid", "", &[], "{}");
    }
    session.act(
        EventKind::Complete,
        "settle",
        "olga",
        &["Operations"],
        r#"{"why": "bank down", "receipt": null}"#,
    );
    insta::assert_snapshot!(session.told);
}
