//! What a module says of itself, read off its plans.
//!
//! In: the program and the plan of each workflow, in order. Out: the treaty's [`Manifest`]. Every list is in
//! the order of the plan's ids, since those are the numbers that cross the border.

use crate::abi::manifest::{
    Clock, EffectKind, EffectSite, EventSite, Manifest, NamedRules, Operation, Party, Piece, Place,
    Requirement, Role, Rule, Sentence, SourceRange, Team, Who, Workflow,
};
use crate::abi::{Field, Shape, Span, TREATY, layout};
use crate::base::{self, Id, Sources};
use crate::model::{self, ExprId, ExprKind, Model, Told};
use crate::plan::{self, Plan, RungAt, Site};

/// The manifest of a program.
pub fn manifest(model: &Model, plans: &[Plan], sources: &Sources) -> Manifest {
    let maker = Maker { model, sources };
    Manifest {
        treaty: TREATY,
        compiler: env!("CARGO_PKG_VERSION").to_owned(),
        source_hash: hash(sources),
        calendars: model
            .calendars
            .values()
            .map(|calendar| NamedRules { name: calendar.name.to_string(), rules: calendar.rules.clone() })
            .collect(),
        teams: model.teams.values().map(team).collect(),
        roles: model.roles.values().map(role).collect(),
        operations: model.operations.values().map(|operation| maker.operation(operation)).collect(),
        workflows: plans.iter().map(|plan| maker.workflow(plan)).collect(),
    }
}

/// The SHA-256 of all texts, one after another, each behind its length.
fn hash(sources: &Sources) -> String {
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    for source in sources.values() {
        digest.update((source.text().len() as u64).to_le_bytes());
        digest.update(source.text());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn team(team: &model::Team) -> Team {
    Team {
        name: team.name.to_string(),
        calendar: team.calendar.index() as u8,
        fallback: team.fallback.map(|fallback| fallback.index() as u8),
        external: team.external,
        directory: team.directory.clone(),
        at_least: team.at_least,
    }
}

fn role(role: &model::Role) -> Role {
    Role {
        team: role.team.index() as u8,
        name: role.name.as_ref().map(ToString::to_string),
        at_least: role.at_least,
    }
}

struct Maker<'p> {
    model: &'p Model,
    sources: &'p Sources,
}

impl Maker<'_> {
    fn operation(&self, operation: &model::Operation) -> Operation {
        Operation {
            name: format!("{}.{}", operation.service, operation.name),
            within: Span::elapsed(operation.within),
            retries: operation.retries,
            takes: self.fields(&operation.takes),
            gives: self.fields(&operation.gives),
        }
    }

    fn fields(&self, fields: &[model::Field]) -> Vec<Field> {
        fields.iter().map(|field| Field::new(field.name.as_str(), self.model.shape(&field.ty))).collect()
    }

    fn range(&self, span: base::Span) -> SourceRange {
        let line = self.sources.get(span.file).map_or(0, |source| source.position(span.start).line);
        SourceRange { file: span.file.0, start: span.start, end: span.end, line }
    }

    fn workflow(&self, plan: &Plan) -> Workflow {
        let notices = plan.notices.ids().map(|id| self.notice(plan, id));
        let asks = plan.asks.values().map(|ask| self.ask(plan, ask));
        let calls = plan.calls.iter().map(|(id, call)| self.call(id, call));
        Workflow {
            name: plan.name.to_string(),
            doc: self
                .model
                .workflows
                .values()
                .find(|found| found.name == plan.name)
                .map_or(String::new(), |found| found.doc.clone()),
            layout: layout::hash(&plan.parts.shape()),
            parts: plan.parts.clone(),
            start: plan.event(plan.start),
            parties: plan.parties.values().map(|party| self.party(plan, party)).collect(),
            places: plan.places.values().map(|place| self.place(plan, place)).collect(),
            clocks: plan.clocks.values().map(|clock| self.clock(plan, clock)).collect(),
            events: plan.alts.values().map(|alt| self.event(alt)).collect(),
            effects: notices.chain(asks).chain(calls).collect(),
            requirements: plan.requirements.ids().map(|id| self.requirement(plan, id)).collect(),
            rules: plan.rules.values().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn party(&self, plan: &Plan, party: &model::Party) -> Party {
        Party { name: party.name.to_string(), path: record_path(plan, party.at) }
    }

    fn place(&self, plan: &Plan, place: &plan::Place) -> Place {
        Place {
            name: place.name.to_string(),
            kind: place.kind,
            slot: place.slot.map(|slot| slot.index() as u16),
            who: place.who.iter().map(|role| role.index() as u16).collect(),
            shows: place.shows.iter().map(|path| self.path(plan, *path)).collect(),
            source: self.range(place.span),
        }
    }

    fn clock(&self, plan: &Plan, clock: &plan::Clock) -> Clock {
        let place =
            plan.places.iter().find(|(_, place)| place.node == clock.node).map(|(id, _)| id.index() as u16);
        Clock {
            name: clock.name.to_string(),
            place,
            rungs: clock.rungs.iter().map(|rung| rung_words(rung.at)).collect(),
        }
    }

    fn event(&self, alt: &plan::Alt) -> EventSite {
        let site = match alt.site {
            Site::Ask(ask) => Some(ask.index() as u16),
            Site::Call(call) => Some(call.index() as u16),
            _ => None,
        };
        EventSite {
            kind: alt.kind,
            place: alt.place.map(|place| place.index() as u16),
            name: alt.name.to_string(),
            site,
            who: alt.who.iter().map(|role| role.index() as u16).collect(),
            fields: self.fields(&alt.fields),
        }
    }

    fn notice(&self, plan: &Plan, id: plan::NoticeId) -> EffectSite {
        let notice = &plan.notices[id];
        let said = plan.said(id);
        let mut people = plan.holes(notice.sentence).len() as u16;
        let who = notice.who.iter().map(|who| match who {
            Told::Role(role) => Who::Role(role.index() as u16),
            Told::Owner(part) => Who::Owner(part.as_ref().map(ToString::to_string)),
            Told::Party(party) => Who::Party(party.index() as u16),
            Told::Person(_) => {
                people += 1;
                Who::Person(people - 1)
            }
        });
        let who = who.collect();
        let owner = Field::new("owner", Shape::U8);
        EffectSite {
            kind: EffectKind::Notify { who, sentence: self.sentence(plan, notice.sentence) },
            fields: std::iter::once(owner).chain(self.values(plan, &said)).collect(),
            source: self.range(notice.span),
        }
    }

    fn ask(&self, plan: &Plan, ask: &plan::Ask) -> EffectSite {
        let kind = EffectKind::Ask {
            ask: plan.alts[ask.answer].site.number(),
            party: ask.party.index() as u16,
            wants: ask.paths.iter().map(|path| self.path(plan, *path)).collect(),
            answer: plan.event(ask.answer),
        };
        let wanted =
            ask.wants.iter().enumerate().map(|(at, _)| Field::new(format!("wanted{at}"), Shape::Bool));
        let fields = std::iter::once(Field::new("round", Shape::U32)).chain(wanted).collect();
        EffectSite { kind, fields, source: self.range(ask.span) }
    }

    fn call(&self, id: plan::CallId, call: &plan::Call) -> EffectSite {
        let head = [("number", Shape::U32), ("attempt", Shape::U16), ("not_before", Shape::Instant)];
        let head = head.into_iter().map(|(name, shape)| Field::new(name, shape));
        let takes = self.fields(&self.model.operations[call.operation].takes);
        EffectSite {
            kind: EffectKind::Call { call: id.index() as u16, operation: call.operation.index() as u16 },
            fields: head.chain(takes).collect(),
            source: self.range(call.span),
        }
    }

    fn requirement(&self, plan: &Plan, id: plan::RequirementId) -> Requirement {
        let requirement = &plan.requirements[id];
        Requirement {
            label: requirement.label.as_ref().map(ToString::to_string),
            sentence: self.sentence(plan, requirement.sentence),
            fields: self.values(plan, &plan.shown(id)),
            source: self.range(requirement.span),
        }
    }

    fn rule(&self, rule: &plan::Rule) -> Rule {
        Rule {
            subject: rule.subject.to_string(),
            sentence: rule.sentence.clone(),
            source: self.range(rule.span),
        }
    }

    /// Fields for values that go out, named by the paths they are.
    fn values(&self, plan: &Plan, values: &[ExprId]) -> Vec<Field> {
        let field =
            |value: &ExprId| Field::new(self.path(plan, *value), self.model.shape(&plan.exprs[*value].ty));
        values.iter().map(field).collect()
    }

    fn sentence(&self, plan: &Plan, sentence: ExprId) -> Sentence {
        match &plan.exprs[sentence].kind {
            ExprKind::Text(text) => vec![Piece::Words(text.clone())],
            ExprKind::Sentence(pieces) => {
                let mut holes = 0;
                let piece = |piece: &model::Piece| match piece {
                    model::Piece::Words(words) => Piece::Words(words.clone()),
                    model::Piece::Value(_) => {
                        holes += 1;
                        Piece::Value(holes - 1)
                    }
                };
                pieces.iter().map(piece).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A path as its author reads it: `triage.photos`.
    fn path(&self, plan: &Plan, id: ExprId) -> String {
        match &plan.exprs[id].kind {
            ExprKind::Item => "item".to_owned(),
            ExprKind::Slot(slot) => plan.slots[*slot].name.to_string(),
            ExprKind::Local(local) => plan.locals[*local].name.to_string(),
            ExprKind::Present(of) | ExprKind::Some(of) => self.path(plan, *of),
            ExprKind::Field(of, at) => {
                let name = self.field(plan, *of, usize::from(*at));
                format!("{}.{}", self.path(plan, *of), name.as_deref().unwrap_or("?"))
            }
            ExprKind::Meta(slot, meta) => {
                format!("{}.{}", plan.slots[*slot].name, format!("{meta:?}").to_lowercase())
            }
            ExprKind::Payload(of, case, at) => {
                let model::Type::Choice(choice) = plan.exprs[*of].ty.present() else { return "?".to_owned() };
                let case = self.model.choices[*choice].cases.get(usize::from(*case));
                let field = case.and_then(|case| case.fields.get(usize::from(*at)));
                format!("{}.{}", self.path(plan, *of), field.map_or("?", |field| field.name.as_str()))
            }
            _ => "value".to_owned(),
        }
    }

    fn field(&self, plan: &Plan, of: ExprId, at: usize) -> Option<String> {
        let fields = match (&plan.exprs[of].kind, plan.exprs[of].ty.present()) {
            (ExprKind::Slot(slot), _) => &plan.slots[*slot].fields,
            (_, model::Type::Record(record)) => &self.model.records[*record].fields,
            _ => return None,
        };
        fields.get(at).map(|field| field.name.to_string())
    }
}

/// The field numbers of a path into the record.
fn record_path(plan: &Plan, id: ExprId) -> Vec<u16> {
    match &plan.exprs[id].kind {
        ExprKind::Field(of, at) => {
            let mut path = record_path(plan, *of);
            path.push(*at);
            path
        }
        ExprKind::Present(of) => record_path(plan, *of),
        _ => Vec::new(),
    }
}

fn rung_words(at: RungAt) -> String {
    match at {
        RungAt::Used(part) => format!("{}% used", part / 10_000),
        RungAt::Late(None) => "late".to_owned(),
        RungAt::Late(Some(_)) => "late by some time".to_owned(),
        RungAt::Every(_) => "late, again and again".to_owned(),
        RungAt::At(_) => "at a moment".to_owned(),
    }
}

impl Site {
    /// The number of the ask or call that an alternative speaks of; `NONE` for others.
    fn number(self) -> u16 {
        match self {
            Site::Ask(ask) => ask.index() as u16,
            Site::Call(call) => call.index() as u16,
            _ => crate::abi::image::NONE,
        }
    }
}
