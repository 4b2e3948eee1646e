//! Handoffs: who gives to whom, under which terms.
//!
//! In: `handoff` statements. Out: [`Handoff`]s. Labels of requirements and reasons to return come from the
//! contract and from the handoff's own terms together. Not here: terms line by line (`terms`).

use super::super::Resolver;
use super::super::scope::Def;
use super::arms::{About, Kind};
use super::terms::TermsOf;
use crate::base::Span;
use crate::model::{ContractId, ExprId, Handoff, Return, StmtKind, TeamId, Who};
use crate::parse::ast::{self, TermLine};
use crate::resolve::codes;

impl<'a> Resolver<'a> {
    pub(super) fn handoff(&mut self, view: ast::Handoff<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let Some(mut head) = self.head(view.id(), rests_on) else { return StmtKind::Unknown };
        let to = view.to().map_or(Who::Roles(Vec::new()), |to| self.receiver(&to));
        let receivers = self.teams_of_who(&to);
        let from = self.teams(&view.from());
        let under = view.under().and_then(|under| self.under(under, &receivers));
        self.carried_conditions(view, head.slot);
        let mut about = self.about_handoff(view, under.as_ref().map(|(contract, _)| *contract), head.slot);
        about.teams.clone_from(&receivers);
        about.open_ended = view.under().is_some() && under.is_none();
        self.sides.push(receivers);
        let (mut terms, rights) = self.terms(view.lines(), TermsOf::Handoff, &about);
        self.sides.pop();
        head.arms = std::mem::take(&mut terms.arms);
        head.rights = rights;
        if !about.open_ended {
            let contract = under.as_ref().map(|(contract, _)| *contract);
            self.accepted_once(view.span(), contract, terms.accept.is_some());
        }
        StmtKind::Handoff(Box::new(Handoff { head, from, to, under, terms }))
    }

    fn under(
        &mut self,
        view: ast::Under<'a>,
        receivers: &[TeamId],
    ) -> Option<(ContractId, Vec<Option<ExprId>>)> {
        let path = view.contract()?;
        let contract = self.contract(&path)?;
        let params = self.model.contracts[contract].params.clone();
        let what = format!("the contract `{}`", self.model.contracts[contract].name);
        let args = self.some_args(&params, &view.args(), &what);
        let teams = self.model.contracts[contract].teams.clone();
        if let Some(team) = receivers.iter().find(|team| !teams.contains(team) && !teams.is_empty()) {
            let (team, span) = (self.model.teams[*team].name.clone(), self.model.contracts[contract].span);
            let message = format!("{what} is not one of `{team}`, who receives here");
            self.sink
                .put(codes::CONTRACT_RECEIVER, path.span, message)
                .label(span, "declared for other teams here")
                .help(format!("take a contract of `{team}`, or name `{team}` in this one after `for`"));
        }
        Some((contract, args))
    }

    /// The contract that a path names; says so where it names none.
    fn contract(&mut self, path: &ast::Path) -> Option<ContractId> {
        self.find(path, codes::UNKNOWN_CONTRACT, "contract", |def| match def {
            Def::Contract(id) => Some(id),
            _ => None,
        })
    }

    /// `where` of what the sender fills in.
    fn carried_conditions(&mut self, view: ast::Handoff<'a>, slot: crate::model::SlotId) {
        let views = super::collect::carried_fields(view.lines());
        self.slot_conditions(slot, &views);
    }

    fn about_handoff(
        &mut self,
        view: ast::Handoff<'a>,
        contract: Option<ContractId>,
        slot: crate::model::SlotId,
    ) -> About {
        let mut about = About::of(Kind::Handoff);
        about.slot = Some(slot);
        about.own_terms(view.lines());
        if let Some(contract) = contract {
            let terms = &self.model.contracts[contract].terms;
            about.labels.extend(terms.requires.iter().filter_map(|require| require.label.clone()));
            about.returns.extend(terms.returns.iter().flatten().cloned());
        }
        about.returns.extend(self.own_returns(view.lines()));
        about
    }

    /// The reasons that the lines name themselves. Faults in them are put down where terms are read.
    pub(in crate::resolve) fn own_returns(
        &mut self,
        lines: impl Iterator<Item = TermLine<'a>>,
    ) -> Vec<Return> {
        let mut returns = Vec::new();
        for line in lines {
            if let TermLine::MayReturn(view) = line {
                returns.extend(self.returns_of(view));
            }
        }
        returns
    }

    fn accepted_once(&mut self, span: Span, contract: Option<ContractId>, own: bool) {
        let by_contract =
            contract.is_some_and(|contract| self.model.contracts[contract].terms.accept.is_some());
        let head = self.first_line(span);
        match (own, by_contract) {
            (false, false) => {
                self.sink
                    .put(codes::ACCEPT_MISSING, head, "nothing says how this handoff is accepted")
                    .help("write `accept within` and how long, or `accept on arrival`");
            }
            (true, true) => {
                self.sink
                    .put(
                        codes::ACCEPT_TWICE,
                        head,
                        "both the contract and the handoff say how it is accepted",
                    )
                    .help("leave it to the contract: it is the receiver's word");
            }
            _ => {}
        }
    }
}
