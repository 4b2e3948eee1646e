//! One act of a test as a step, its names looked up in the manifest.
//!
//! In: views of acts. Out: [`Step`]s, and findings where an act speaks of what is not there. Not here:
//! whether the item takes it.

use super::codes;
use super::read::unknown;
use super::step::{Claim, Step};
use super::value::{Values, day_number};
use crate::abi::json::{self, Json};
use crate::abi::manifest::{EventKind, EventSite, Manifest};
use crate::base::{Id, Span};
use crate::parse::ast::{
    self, Answer, Branch, Deed, Expect, Fact, Fill, Literal, Offer, Path, Sender, Sentence, Statement,
};
use crate::run::{Act, Outcome, Verb};
use std::collections::BTreeMap;

/// Reads the acts of one test, in order.
pub(super) struct Reader<'r> {
    values: Values<'r>,
    manifest: &'r Manifest,
    /// Who belongs to what, so far.
    people: BTreeMap<String, Vec<String>>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(values: Values<'r>, manifest: &'r Manifest) -> Self {
        Reader { values, manifest, people: BTreeMap::new() }
    }

    /// An act as a step; `None` where it was reported.
    pub(super) fn step(&mut self, act: ast::Act<'_>) -> Option<Step> {
        let found = self.values.sink.found().len();
        let step = self.read(act);
        if step.is_none() && self.values.sink.found().len() == found {
            self.values.sink.put(codes::TEST_NOT_SUPPORTED, act.span(), "this cannot be tested yet");
        }
        step
    }

    fn read(&mut self, act: ast::Act<'_>) -> Option<Step> {
        match act {
            ast::Act::Now(now) => self.now(now),
            ast::Act::People(staff) => self.staff(staff),
            ast::Act::Start(start) => self.start(start),
            ast::Act::Return(given) => self.give_back(given),
            ast::Act::Forward(forward) => self.not_yet(forward.span(), "forwarding"),
            ast::Act::Deed(deed) => self.deed(deed),
            ast::Act::Send(send) => self.send(send),
            ast::Act::Answer(answer) => self.answer(answer),
            ast::Act::Fail(fail) => {
                let operation = self.operation(&fail.op()?)?;
                self.whole(fail.branch())?;
                Some(Step::Fail(operation))
            }
            ast::Act::Advance(advance) => {
                let (length, calendar) = self.values.length(&advance.length()?)?;
                let named = calendar.and_then(|calendar| self.manifest.calendars.get(usize::from(calendar)));
                Some(Step::Advance(length, named.map(|named| named.name.clone())))
            }
            ast::Act::Expect(expect) => self.expect(expect),
        }
    }

    fn not_yet<T>(&mut self, span: Span, what: &str) -> Option<T> {
        self.values.sink.put(codes::TEST_NOT_SUPPORTED, span, format!("{what} cannot be tested yet"));
        None
    }

    /// Branches at once have no surface yet.
    fn whole(&mut self, branch: Option<Branch<'_>>) -> Option<()> {
        match branch {
            Some(branch) => self.not_yet(branch.span(), "one branch alone"),
            None => Some(()),
        }
    }

    fn now(&mut self, now: ast::Now<'_>) -> Option<Step> {
        let moment = now.moment()?;
        let ast::ExprKind::Literal(literal) = &moment.kind else {
            return self.not_yet(moment.span, "a computed moment");
        };
        let (instant, day) = match literal {
            Literal::Instant(instant) => (Some(instant), None),
            Literal::Date(date) => (None, Some(*date)),
            _ => return self.not_yet(moment.span, "a moment of this form"),
        };
        if let Some(zone) = instant.and_then(|instant| instant.zone.as_ref()) {
            self.values.calendar = Some(self.values.calendar(zone)?);
        }
        let midnight = |date| {
            let time = ast::Time { hour: 0, minute: 0 };
            ast::Instant { date, time, zone: None }
        };
        let instant = instant.cloned().or_else(|| day.map(midnight))?;
        let at = self.values.instant(&instant)?;
        Some(Step::Now(at, self.values.calendar.map(|calendar| calendar.index() as u8)))
    }

    fn staff(&mut self, staff: ast::Staff<'_>) -> Option<Step> {
        let mut people = Vec::new();
        for person in staff.people() {
            let (name, team) = (self.values.plain(&person.name()?)?, person.team()?);
            // Known even where the team is not, so that one slip is one finding.
            let of = self.people.entry(name.clone()).or_default();
            of.push(team.to_string());
            let role = self.role(&team)?;
            people.push((name, role));
        }
        Some(Step::People(people))
    }

    /// A team, or a part of one, by its name.
    fn role(&mut self, path: &Path) -> Option<String> {
        let name = path.to_string();
        let all: Vec<String> = self.manifest.roles.iter().map(|role| self.role_name(role)).collect();
        if all.contains(&name) {
            return Some(name);
        }
        unknown(self.values.sink, "team", &name, path.span, all.iter().map(String::as_str));
        None
    }

    fn role_name(&self, role: &crate::abi::manifest::Role) -> String {
        let team = self.manifest.teams.get(usize::from(role.team)).map_or("", |team| team.name.as_str());
        role.name.as_ref().map_or_else(|| team.to_owned(), |part| format!("{team}.{part}"))
    }

    fn start(&mut self, start: ast::Start<'_>) -> Option<Step> {
        let path = start.workflow()?;
        let name = path.to_string();
        let Some(workflow) = self.manifest.workflows.iter().find(|workflow| workflow.name == name) else {
            let names = self.manifest.workflows.iter().map(|workflow| workflow.name.as_str());
            unknown(self.values.sink, "workflow", &name, path.span, names);
            return None;
        };
        let record = self.fill(start.fill())?;
        self.fits(&record, &workflow.parts.record, start.span())?;
        Some(Step::Start { workflow: Some(name), record, by: String::new() })
    }

    /// What braces hold, as an object.
    fn fill(&mut self, fill: Option<Fill<'_>>) -> Option<Json> {
        let Some(fill) = fill else { return Some(Json::Object(Default::default())) };
        let pairs = fill.values().map(|filled| {
            let value = self.values.json(&filled.value()?)?;
            Some((filled.path()?.to_string(), value))
        });
        Some(Json::Object(pairs.collect::<Option<_>>()?))
    }

    fn fits(&mut self, given: &Json, fields: &[crate::abi::Field], span: Span) -> Option<()> {
        let Err(faults) = json::fields(given, fields) else { return Some(()) };
        for fault in faults {
            self.values.sink.put(codes::TEST_FIELD, span, fault.to_string());
        }
        None
    }

    /// Whether what is given fits one of the ways in which this may happen.
    fn fits_one(&mut self, given: &Json, span: Span, may: impl Fn(&EventSite) -> bool) -> Option<()> {
        let sites: Vec<&EventSite> = self
            .manifest
            .workflows
            .iter()
            .flat_map(|workflow| &workflow.events)
            .filter(|site| may(site))
            .collect();
        let Some(first) = sites.first() else { return Some(()) };
        if sites.iter().any(|site| json::fields(given, &site.fields).is_ok()) {
            return Some(());
        }
        self.fits(given, &first.fields, span)
    }

    /// A person that the test knows.
    fn person(&mut self, by: &Sentence) -> Option<String> {
        let name = self.values.plain(by)?;
        if self.people.contains_key(&name) {
            return Some(name);
        }
        let known: Vec<String> = self.people.keys().cloned().collect();
        unknown(self.values.sink, "person", &name, by.span, known.iter().map(String::as_str));
        None
    }

    fn place(&mut self, path: &Path) -> Option<String> {
        self.named("place", &path.to_string(), path.span, |workflow| {
            workflow.places.iter().map(|place| place.name.as_str()).collect()
        })
    }

    /// A name that some workflow has.
    fn named(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        of: impl Fn(&'r crate::abi::manifest::Workflow) -> Vec<&'r str>,
    ) -> Option<String> {
        let all: Vec<&str> = self.manifest.workflows.iter().flat_map(of).collect();
        if all.contains(&name) {
            return Some(name.to_owned());
        }
        unknown(self.values.sink, what, name, span, all.into_iter());
        None
    }

    fn deed(&mut self, deed: Deed<'_>) -> Option<Step> {
        self.whole(deed.branch())?;
        let by = self.person(&deed.by()?)?;
        let fields = self.fill(deed.fill())?;
        let (verb, kind) = match deed.verb()? {
            ast::Verb::Claim => (Verb::Claim, None),
            ast::Verb::Complete => (Verb::Complete, Some(EventKind::Complete)),
            ast::Verb::Accept => (Verb::Accept, Some(EventKind::Accept)),
            ast::Verb::Raise => (Verb::Raise, Some(EventKind::Raise)),
            ast::Verb::Correct => (Verb::Correct, Some(EventKind::Correct)),
            ast::Verb::Suspend => (Verb::Suspend, None),
            ast::Verb::Resolve => (Verb::Resolve, None),
        };
        let act = Act::new(verb, "").by(&by).with(fields.clone());
        let Some(what) = deed.what() else { return Some(Step::Act(act)) };
        let (act, name) = if verb == Verb::Raise {
            let name = self.named("exception", &what.to_string(), what.span, events_of(EventKind::Raise))?;
            (act.named(&name), name)
        } else {
            let name = self.place(&what)?;
            (act.at(&name), name)
        };
        if let Some(kind) = kind {
            self.fits_one(&fields, deed.span(), |site| site.kind == kind && site.name == name)?;
        }
        Some(Step::Act(act))
    }

    fn give_back(&mut self, given: ast::Return<'_>) -> Option<Step> {
        self.whole(given.branch())?;
        let place = self.place(&given.place()?)?;
        let by = self.person(&given.by()?)?;
        let reason = given.reason()?;
        let name = self.named("reason", reason.name.as_str(), reason.span, events_of(EventKind::Return))?;
        let fields = self.values.args(&given.args())?;
        self.fits_one(&fields, given.span(), |site| site.kind == EventKind::Return && site.name == name)?;
        Some(Step::Act(Act::new(Verb::Return, "").at(&place).by(&by).named(&name).with(fields)))
    }

    fn send(&mut self, send: ast::Send<'_>) -> Option<Step> {
        let event = send.event()?;
        let name = self.named("event", &event.to_string(), event.span, events_of(EventKind::Outside))?;
        let fields = self.fill(send.fill())?;
        self.fits_one(&fields, send.span(), |site| site.kind == EventKind::Outside && site.name == name)?;
        let by = match send.from()? {
            Sender::Person(person) => self.person(&person)?,
            Sender::Path(path) => self.sender(&path),
        };
        Some(Step::Act(Act::new(Verb::Outside, "").named(&name).by(&by).with(fields)))
    }

    /// Somebody of a team; a party and a service are nobody that we know.
    fn sender(&self, path: &Path) -> String {
        let team = path.to_string();
        let of_team = |role: &String| *role == team || role.split('.').next() == Some(&team);
        let found = self.people.iter().find(|(_, roles)| roles.iter().any(of_team));
        found.map(|(person, _)| person.clone()).unwrap_or_default()
    }

    fn answer(&mut self, answer: Answer<'_>) -> Option<Step> {
        self.whole(answer.branch())?;
        let who = answer.who()?;
        let fields = self.fill(answer.fill())?;
        if let Some(exception) = answer.raising() {
            let operation = self.operation(&who)?;
            let outcome = Outcome::Raised {
                exception: exception.to_string(),
                fields: self.values.args(&answer.args())?,
            };
            return Some(Step::Settle { operation, outcome });
        }
        if who.single().is_some() {
            let party = self.party(&who)?;
            return Some(Step::Answer { party, fields });
        }
        Some(Step::Settle { operation: self.operation(&who)?, outcome: Outcome::Gave(fields) })
    }

    fn party(&mut self, path: &Path) -> Option<String> {
        self.named("party", &path.to_string(), path.span, |workflow| {
            workflow.parties.iter().map(|party| party.name.as_str()).collect()
        })
    }

    fn operation(&mut self, path: &Path) -> Option<String> {
        let name = path.to_string();
        let known = self.manifest.operations.iter().map(|operation| operation.name.as_str());
        if known.clone().any(|known| known == name) {
            return Some(name);
        }
        unknown(self.values.sink, "operation", &name, path.span, known);
        None
    }

    fn expect(&mut self, expect: Expect<'_>) -> Option<Step> {
        if let Some(act) = expect.refused() {
            return Some(Step::Refused(Box::new(self.step(act)?)));
        }
        let claims = expect.facts().map(|fact| Some((fact.span(), self.claim(fact)?)));
        Some(Step::Expect(claims.collect::<Option<_>>()?))
    }

    fn claim(&mut self, fact: Fact<'_>) -> Option<Claim> {
        self.whole(fact.branch())?;
        Some(match fact.statement()? {
            Statement::At(place, half) => {
                let path = Path { span: place.span, parts: vec![place] };
                Claim::At(self.place(&path)?, half.map(|half| half == Offer::Open))
            }
            Statement::Owner(team) => Claim::Owner(self.role(&team)?),
            Statement::WaitingFor(who) => Claim::WaitingFor(who.to_string()),
            Statement::Late(clock) => Claim::Late(clock.name.to_string()),
            Statement::Notified(who) => Claim::Notified(who.to_string()),
            Statement::Called(operation) => Claim::Called(self.operation(&operation)?),
            Statement::Kept(place) => Claim::Kept(place.name.to_string()),
            Statement::Undone(call) => Claim::Undone(call.name.to_string()),
            Statement::Ended(outcome, args) => {
                Claim::Ended(outcome.map(|name| name.name.to_string()), self.values.args(&args)?)
            }
            Statement::Due(Literal::Instant(instant)) => Claim::Due(self.values.instant(&instant)?),
            Statement::Due(Literal::Date(date)) => Claim::DueOn(day_number(date)),
            Statement::Due(_) => return self.not_yet(fact.span(), "a moment of this form"),
            Statement::Left(clock, length) => {
                Claim::Left(clock.map(|clock| clock.name.to_string()), self.values.length(&length)?.0)
            }
            Statement::Unmet(label) => Claim::Unmet(label.name.to_string()),
            Statement::Is(name, holds, state) => match state.name.as_str() {
                "paused" => Claim::Paused(name.name.to_string(), holds),
                "done" => Claim::Done(name.name.to_string(), holds),
                _ => return self.not_yet(state.span, "any state but `done` and `paused`"),
            },
            Statement::VisibleTo(..) => return self.not_yet(fact.span(), "who may see something"),
        })
    }
}

/// The names of a workflow's events of one kind.
fn events_of(kind: EventKind) -> impl Fn(&crate::abi::manifest::Workflow) -> Vec<&str> {
    move |workflow| {
        let sites = workflow.events.iter().filter(|site| site.kind == kind);
        sites.map(|site| site.name.as_str()).collect()
    }
}
