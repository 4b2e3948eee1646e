//! The plan under construction, and the small words that lowering is written in.

use crate::abi::Parts;
use crate::abi::manifest::EventKind;
use crate::base::{Arena, Name, Span};
use crate::model::{
    Expr, ExprId, ExprKind, Field, LabelId, Local, LocalId, Model, PathRef, Right, SlotId, Type, Undo,
    Workflow,
};
use crate::plan::{
    Alt, AltId, Bit, BitId, BitKind, Cells, Check, Counter, CounterId, Emit, Exit, Form, Node, NodeId, Owner,
    PlaceId, Plan, Rule, RuleId, Set, Site, Strand, StrandId, Table, UndoId,
};
use std::collections::BTreeMap;

/// What comes in with an event.
pub(super) struct Intake {
    /// Its fields as a record.
    pub(super) payload: LocalId,
    /// Its fields.
    pub(super) fields: Vec<Field>,
    /// What must hold of it.
    pub(super) checks: Vec<Check>,
}

/// A plan under construction.
pub(super) struct Builder<'m> {
    pub(super) model: &'m Model,
    pub(super) workflow: &'m Workflow,
    pub(super) plan: Plan,
    /// Where each label's place or block is: past any look at whether it is kept.
    pub(super) labels: BTreeMap<LabelId, NodeId>,
    /// Latches, by the label that closes them.
    pub(super) latches: BTreeMap<LabelId, BitId>,
    /// Clocks of stages, by label.
    pub(super) stages: BTreeMap<LabelId, crate::plan::ClockId>,
    /// Which clock belongs to a step, for `pausing`.
    pub(super) works: BTreeMap<LabelId, crate::plan::ClockId>,
    /// Sequences that the author wrote: a jump undoes from its target to the end of one of these.
    pub(super) blocks: Vec<NodeId>,
    /// Rights in force, outermost first.
    pub(super) rights: Vec<&'m Right>,
    /// What is taken back is known only when all is lowered.
    pub(super) undos: Vec<(UndoId, &'m Undo, Option<LabelId>)>,
    /// Steps that say how they are taken back.
    pub(super) takebacks: Vec<(SlotId, NodeId, &'m crate::model::Block)>,
    /// How calls are taken back.
    pub(super) reversals: Vec<(crate::plan::CallId, NodeId, &'m crate::model::Block)>,
    /// The slot of an arm whose payload is not kept yet: a condition that reads it reads the payload.
    pub(super) payload: Option<(SlotId, LocalId)>,
    /// What an arm that is being lowered answers to, in words: what a notice says that says nothing itself.
    pub(super) situation: String,
    /// The place that `complete {…}` completes.
    pub(super) completing: Option<(SlotId, LabelId)>,
    /// What the parameters of the contract at hand stand for.
    pub(super) passed: BTreeMap<LocalId, ExprId>,
}

impl<'m> Builder<'m> {
    pub(super) fn new(model: &'m Model, workflow: &'m Workflow) -> Self {
        let mut builder = Builder {
            model,
            workflow,
            plan: blank(model, workflow),
            labels: BTreeMap::new(),
            latches: BTreeMap::new(),
            stages: BTreeMap::new(),
            works: BTreeMap::new(),
            blocks: Vec::new(),
            rights: Vec::new(),
            undos: Vec::new(),
            takebacks: Vec::new(),
            reversals: Vec::new(),
            payload: None,
            situation: String::new(),
            completing: None,
            passed: BTreeMap::new(),
        };
        let root = Strand { name: Name::from("root"), root: NodeId(0), undo: None };
        builder.plan.strands.push(root);
        for (label, known) in workflow.labels.iter() {
            let node = builder.reserve(known.span);
            builder.labels.insert(label, node);
        }
        builder
    }

    /// The finished plan: table, what jumps undo, and the parts of the image.
    pub(super) fn finish(mut self) -> Plan {
        self.plan.table = Table::of(&self.plan);
        super::reach::jumps(&mut self.plan, &self.blocks);
        let (parts, cells) = crate::plan::image::parts(&self.plan, self.model);
        self.plan.parts = parts;
        self.plan.cells = cells;
        self.plan
    }

    // Nodes.

    pub(super) fn node(&mut self, form: Form, origin: Span) -> NodeId {
        self.plan.nodes.push(Node { form, origin })
    }

    /// A node whose form is known later: something refers to it before it is whole.
    pub(super) fn reserve(&mut self, origin: Span) -> NodeId {
        self.node(Form::Seq(Vec::new()), origin)
    }

    pub(super) fn fill(&mut self, node: NodeId, form: Form) {
        self.plan.nodes[node].form = form;
    }

    pub(super) fn seq(&mut self, nodes: Vec<NodeId>, origin: Span) -> NodeId {
        self.node(Form::Seq(nodes), origin)
    }

    pub(super) fn set(&mut self, set: Set, origin: Span) -> NodeId {
        self.node(Form::Set(set), origin)
    }

    pub(super) fn emit(&mut self, emit: Emit, origin: Span) -> NodeId {
        self.node(Form::Emit(emit), origin)
    }

    pub(super) fn after(&mut self, node: NodeId, origin: Span) -> NodeId {
        self.node(Form::Exit(Exit::After(node)), origin)
    }

    /// `case { condition -> then }`, and on otherwise.
    pub(super) fn when(&mut self, condition: ExprId, then: NodeId, origin: Span) -> NodeId {
        self.node(Form::Case(vec![(Some(condition), then)]), origin)
    }

    // Expressions made by lowering.

    pub(super) fn expr(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        self.plan.exprs.push(Expr { kind, ty, span })
    }

    pub(super) fn test(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.expr(kind, Type::Bool, span)
    }

    pub(super) fn not(&mut self, of: ExprId, span: Span) -> ExprId {
        self.test(ExprKind::Not(of), span)
    }

    /// The conjunction of conditions; of none, `yes`.
    pub(super) fn and(&mut self, conditions: impl IntoIterator<Item = ExprId>, span: Span) -> ExprId {
        let all = conditions.into_iter().reduce(|left, right| self.test(ExprKind::And(left, right), span));
        all.unwrap_or_else(|| self.test(ExprKind::Bool(true), span))
    }

    /// The disjunction of conditions; of none, `no`.
    pub(super) fn or(&mut self, conditions: impl IntoIterator<Item = ExprId>, span: Span) -> ExprId {
        let any = conditions.into_iter().reduce(|left, right| self.test(ExprKind::Or(left, right), span));
        any.unwrap_or_else(|| self.test(ExprKind::Bool(false), span))
    }

    pub(super) fn local(&mut self, name: &str, ty: Type, span: Span) -> LocalId {
        self.plan.locals.push(Local { name: Name::from(name), span, ty })
    }

    pub(super) fn owner_is(&mut self, owner: &Owner, span: Span) -> ExprId {
        match owner {
            Owner::Team(team) => self.test(ExprKind::OwnerIs(*team), span),
            Owner::Decided(cases) => {
                let mut any = Vec::new();
                for (condition, team) in cases {
                    let owns = self.test(ExprKind::OwnerIs(*team), span);
                    any.push(self.test(ExprKind::And(*condition, owns), span));
                }
                self.or(any, span)
            }
        }
    }

    // Cells.

    pub(super) fn counter(&mut self, name: impl Into<String>, most: u32, span: Span) -> CounterId {
        self.plan.counters.push(Counter { name: Name::from(name.into()), span, most })
    }

    pub(super) fn bit(&mut self, name: impl Into<String>, kind: BitKind) -> BitId {
        self.plan.bits.push(Bit { name: Name::from(name.into()), kind })
    }

    pub(super) fn rule(&mut self, subject: &str, sentence: impl Into<String>, span: Span) -> RuleId {
        self.plan.rules.push(Rule { subject: Name::from(subject), sentence: sentence.into(), span })
    }

    /// The latch that a label closes when it is done.
    pub(super) fn latch(&mut self, label: LabelId) -> BitId {
        if let Some(bit) = self.latches.get(&label) {
            return *bit;
        }
        let name = format!("until {}", self.workflow.labels[label].name);
        let bit = self.bit(name, BitKind::Latch(label));
        self.latches.insert(label, bit);
        bit
    }

    /// What happens when a label is done: its latch closes.
    pub(super) fn closing(&mut self, label: LabelId, origin: Span) -> Vec<NodeId> {
        match self.latches.get(&label).copied() {
            Some(bit) => vec![self.set(Set::Bit(bit, true), origin)],
            None => Vec::new(),
        }
    }

    /// What comes in with an event: a payload with these fields, and what must hold of it.
    pub(super) fn intake(&mut self, name: &str, fields: Vec<Field>, span: Span) -> Intake {
        let payload = self.local(name, Type::Unknown, span);
        let checks = self.form(payload, &fields);
        Intake { payload, fields, checks }
    }

    /// An alternative of a place: under its name, for whoever may work there, and it ends the visit.
    pub(super) fn alt(&self, kind: EventKind, place: PlaceId, intake: Intake, then: NodeId) -> Alt {
        let known = &self.plan.places[place];
        let Intake { payload, fields, checks } = intake;
        Alt {
            kind,
            name: known.name.clone(),
            place: Some(place),
            site: Site::Place,
            fields,
            payload,
            who: known.who.clone(),
            checks,
            stays: false,
            then,
        }
    }

    /// The number of a path among those whose writer is kept.
    pub(super) fn writer(&mut self, path: PathRef) {
        if !self.plan.writers.contains(&path) {
            self.plan.writers.push(path);
        }
    }
}

fn blank(model: &Model, workflow: &Workflow) -> Plan {
    Plan {
        name: workflow.name.clone(),
        span: workflow.span,
        item: workflow.item,
        key: None,
        start: AltId(0),
        starts: Owner::Decided(Vec::new()),
        root: NodeId(0),
        ending: None,
        nodes: Arena::new(),
        table: Table::default(),
        strands: Arena::new(),
        places: Arena::new(),
        alts: Arena::new(),
        guards: Arena::new(),
        clocks: Arena::new(),
        asks: Arena::new(),
        calls: Arena::new(),
        undos: Arena::new(),
        notices: Arena::new(),
        counters: Arena::new(),
        bits: Arena::new(),
        requirements: Arena::new(),
        rules: Arena::new(),
        slots: workflow.slots.clone(),
        lasts: Vec::new(),
        writers: Vec::new(),
        outcomes: workflow.outcomes.clone(),
        parties: workflow.parties.clone(),
        teams: Vec::new(),
        exprs: Arena::new(),
        locals: model.locals.clone(),
        parts: Parts::default(),
        cells: Cells::default(),
    }
}

/// The strand of the root.
pub(super) const ROOT: StrandId = StrandId(0);

/// How a path reads: `triage.photos`.
pub(super) fn words(builder: &Builder<'_>, path: ExprId) -> String {
    let plan = &builder.plan;
    match &plan.exprs[path].kind {
        ExprKind::Item => "item".to_owned(),
        ExprKind::Slot(slot) => plan.slots[*slot].name.to_string(),
        ExprKind::Local(local) => plan.locals[*local].name.to_string(),
        ExprKind::Present(of) | ExprKind::Some(of) => words(builder, *of),
        ExprKind::Field(of, at) => {
            let fields = fields_of(builder, *of);
            let name = fields.get(usize::from(*at)).map_or("?", |name| name.as_str());
            format!("{}.{name}", words(builder, *of))
        }
        _ => "it".to_owned(),
    }
}

/// The names of the fields that an expression of a record or a form has.
fn fields_of(builder: &Builder<'_>, of: ExprId) -> Vec<Name> {
    let names = |fields: &[crate::model::Field]| fields.iter().map(|field| field.name.clone()).collect();
    match (&builder.plan.exprs[of].kind, builder.plan.exprs[of].ty.present()) {
        (ExprKind::Slot(slot), _) => names(&builder.plan.slots[*slot].fields),
        (_, Type::Record(record)) => names(&builder.model.records[*record].fields),
        _ => Vec::new(),
    }
}
