//! Workflows: from header, statements and arms to the statement tree of the model.
//!
//! In: `workflow` declarations. Out: [`Workflow`]s. Places are collected first (`collect`), because a jump,
//! an `until` and an arm may name what comes later; then the header and every statement are read. Not here:
//! whether a way makes sense: that a jump enters no block, that every way ends, who owns (`check`).

mod acts;
mod arms;
mod collect;
mod decide;
mod handoff;
mod header;
mod places;
mod terms;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use super::Resolver;
use super::declare::Decl;
use crate::base::{Arena, Name};
use crate::model::{
    Block, Head, Label, LabelId, LabelKind, Outcome, OutcomeId, Party, PartyId, RecordId, Right, Slot,
    SlotId, Stmt, StmtKind, Type, WorkflowId,
};
use crate::parse::{NodeId, ast};

pub(super) use arms::{About, Kind};
pub(super) use collect::carried_fields;
pub(super) use terms::TermsOf;

/// A workflow while it is read.
pub(super) struct Flow {
    pub(super) item: Option<RecordId>,
    pub(super) item_name: Option<Name>,
    pub(super) slots: Arena<SlotId, Slot>,
    labels: Arena<LabelId, Label>,
    parties: Arena<PartyId, Party>,
    outcomes: Arena<OutcomeId, Outcome>,
    /// For each statement that is a place or a stage, what it is called and what it gives.
    nodes: BTreeMap<NodeId, (LabelId, Option<SlotId>)>,
    label_of: BTreeMap<Name, LabelId>,
    slot_of: BTreeMap<Name, SlotId>,
    performers: BTreeMap<SlotId, Type>,
    /// Places whose fields nobody knows, because what gives them is unknown.
    broken: BTreeSet<SlotId>,
    /// Names of what is not supported yet: whoever speaks of them has said nothing wrong.
    later: BTreeSet<Name>,
}

impl Flow {
    fn new(item: Option<RecordId>, item_name: Option<Name>) -> Self {
        Flow {
            item,
            item_name,
            slots: Arena::new(),
            labels: Arena::new(),
            parties: Arena::new(),
            outcomes: Arena::new(),
            nodes: BTreeMap::new(),
            label_of: BTreeMap::new(),
            slot_of: BTreeMap::new(),
            performers: BTreeMap::new(),
            broken: BTreeSet::new(),
            later: BTreeSet::new(),
        }
    }

    pub(super) fn item_type(&self) -> Type {
        self.item.map_or(Type::Unknown, Type::Record)
    }

    pub(super) fn is_later(&self, name: &Name) -> bool {
        self.later.contains(name)
    }

    /// Whether nothing is called so yet.
    fn is_free(&self, name: &Name) -> bool {
        !self.label_of.contains_key(name) && self.item_name.as_ref() != Some(name)
    }

    pub(super) fn slot_names(&self) -> impl Iterator<Item = Name> {
        self.slot_of.keys().cloned()
    }

    /// The type of whoever completes a place.
    pub(super) fn performer(&self, slot: SlotId) -> Type {
        self.performers.get(&slot).cloned().unwrap_or(Type::Person(None))
    }
}

impl<'a> Resolver<'a> {
    /// Reads every workflow.
    pub(super) fn fill_workflows(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Workflow(id, view) = decl {
                resolver.fill_workflow(id, view);
            }
        });
    }

    fn fill_workflow(&mut self, id: WorkflowId, view: ast::Workflow<'a>) {
        let (item, item_name) = self.item_of(view);
        self.flow = Some(Flow::new(item, item_name));
        self.parties(view);
        self.outcomes(view);
        self.collect(view.body());
        self.model.workflows[id].item = item.unwrap_or(RecordId(u32::MAX));
        self.header(id, view);
        let about = About::of(Kind::Workflow);
        let body = self.body(view.body(), about);
        let Some(flow) = self.flow.take() else { return };
        let workflow = &mut self.model.workflows[id];
        (workflow.parties, workflow.outcomes) = (flow.parties, flow.outcomes);
        (workflow.slots, workflow.labels) = (flow.slots, flow.labels);
        (workflow.body, workflow.arms, workflow.rights) = body;
    }

    /// Statements, then arms, of a workflow or a stage. A `let` holds to the end of it.
    fn body(
        &mut self,
        lines: impl Iterator<Item = ast::BodyLine<'a>>,
        about: About,
    ) -> (Block, Vec<crate::model::Arm>, Vec<Right>) {
        let mark = self.names.len();
        let (mut block, mut arms, mut rights) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            match line {
                ast::BodyLine::Stmt(stmt) => block.extend(self.stmt(stmt)),
                ast::BodyLine::Arm(arm) => arms.extend(self.arm(arm, &about)),
                ast::BodyLine::Right(right) => rights.extend(self.right(right)),
                ast::BodyLine::Migrate(migrate) => self.not_yet(migrate.span(), "`migrate`"),
            }
        }
        self.names.truncate(mark);
        (block, arms, rights)
    }

    /// Statements, one after another.
    fn block(&mut self, stmts: impl Iterator<Item = ast::Stmt<'a>>) -> Block {
        let mark = self.names.len();
        let mut block = Vec::new();
        for stmt in stmts {
            block.extend(self.stmt(stmt));
        }
        self.names.truncate(mark);
        block
    }

    fn stmt(&mut self, stmt: ast::Stmt<'a>) -> Option<Stmt> {
        let kind = match stmt {
            ast::Stmt::Let(view) => {
                self.bind_let(view);
                return None;
            }
            ast::Stmt::Step(view) => self.step(view),
            ast::Stmt::Handoff(view) => self.handoff(view),
            ast::Stmt::Ask(view) => self.ask(view),
            ast::Stmt::AskFor(view) => self.ask_for(view),
            ast::Stmt::Call(view) => self.call_stmt(view),
            ast::Stmt::Wait(view) => self.wait(view),
            ast::Stmt::Undo(view) => self.undo(view),
            ast::Stmt::Stage(view) => self.stage(view),
            ast::Stmt::Decide(view) => self.decide(view),
            ast::Stmt::GoTo(view) => self.go_to(view),
            ast::Stmt::Continue(_) => StmtKind::Continue,
            ast::Stmt::Raise(view) => self.raise(view),
            ast::Stmt::End(view) => self.end(view),
            ast::Stmt::Notify(view) => self.notify(view, None),
            ast::Stmt::Reassign(view) => self.reassign(view),
            ast::Stmt::Complete(view) => self.complete(view),
            ast::Stmt::Correct(view) => self.correct(view),
            ast::Stmt::Extend(view) => self.extend(view),
            ast::Stmt::Erase(view) => StmtKind::Erase(self.paths(&view.paths())),
            _ => {
                self.not_yet(self.first_line(stmt.span()), form(stmt));
                StmtKind::Unknown
            }
        };
        Some(Stmt { span: stmt.span(), kind })
    }

    /// The head of a place that was collected.
    fn head(&mut self, node: NodeId, rests_on: Vec<crate::model::PathRef>) -> Option<Head> {
        let (label, slot) = *self.flow.as_ref()?.nodes.get(&node)?;
        Some(Head { label, slot: slot?, rests_on, arms: Vec::new(), rights: Vec::new() })
    }

    /// The place of that name, if there is one.
    pub(super) fn slot_named(&self, name: &ast::Ident) -> Option<SlotId> {
        self.flow.as_ref()?.slot_of.get(&name.name).copied()
    }

    /// Whether a stage has that name.
    pub(super) fn is_stage(&self, name: &Name) -> bool {
        let label = self.flow.as_ref().and_then(|flow| Some(flow.labels[*flow.label_of.get(name)?].kind));
        label == Some(LabelKind::Stage)
    }

    /// The type of all that a place gave.
    pub(super) fn slot_type(&mut self, slot: SlotId) -> Type {
        let known = |flow: &Flow| flow.slots.get(slot).filter(|_| !flow.broken.contains(&slot)).cloned();
        let Some(found) = self.flow.as_ref().and_then(known) else {
            return Type::Unknown;
        };
        Type::Record(self.form(&found.name, found.span, &found.fields))
    }

    /// Reads each of several paths.
    fn paths(&mut self, paths: &[ast::Path]) -> Vec<crate::model::PathRef> {
        let mut read = Vec::new();
        for path in paths {
            read.push(self.path_ref(path));
        }
        read
    }

    /// A right that holds here, if it is supported.
    fn right(&mut self, right: ast::Right<'a>) -> Vec<Right> {
        match right {
            ast::Right::Raise(view) => {
                let paths = view.exceptions();
                let found =
                    paths.iter().filter_map(|path| Some(Right::Raise(self.exception(path)?, path.span)));
                found.collect()
            }
            ast::Right::Suspend(view) => {
                let span = view.span();
                vec![Right::Suspend(self.budget(view.most(), false, span), span)]
            }
            ast::Right::Correct(view) => {
                self.not_yet(view.span(), "`may correct`");
                Vec::new()
            }
            ast::Right::Forward(view) => {
                self.not_yet(view.span(), "`may forward`");
                Vec::new()
            }
        }
    }
}

/// The form of a statement that is not supported yet.
fn form(stmt: ast::Stmt<'_>) -> &'static str {
    match stmt {
        ast::Stmt::Vote(_) => "`vote`",
        ast::Stmt::Together(_) => "`together`",
        ast::Stmt::ForEach(_) => "`for each`",
        ast::Stmt::Run(_) => "`run`",
        ast::Stmt::Resume(_) => "`resume`",
        ast::Stmt::Give(_) => "`give`",
        ast::Stmt::DropOut(_) => "`drop out`",
        _ => "this statement",
    }
}
