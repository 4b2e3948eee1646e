//! Contracts: the receiver's own terms, over what is carried.
//!
//! In: `contract` declarations. Out: parameters, which are read as locals, and terms. Not here: what a
//! handoff gives for the parameters (`body`).

use super::Resolver;
use super::body::{About, Kind, TermsOf, carried_fields};
use super::declare::Decl;
use super::fields::local_of;
use super::scope::Binding;
use crate::base::Name;
use crate::model::{ContractId, LocalId};
use crate::parse::ast::{self, TermLine};

impl<'a> Resolver<'a> {
    /// Fills in every contract.
    pub(super) fn fill_contracts(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Contract(id, view) = decl {
                resolver.fill_contract(id, view);
            }
        });
    }

    fn fill_contract(&mut self, id: ContractId, view: ast::Contract<'a>) {
        let (name, span) = (self.model.contracts[id].name.clone(), self.model.contracts[id].span);
        let teams = self.teams(&view.receivers());
        let views = carried_fields(view.lines());
        let params = self.fields(&views, &name);
        let params = self.form_conditions(&views, params, &name, span);
        let locals: Vec<LocalId> =
            params.iter().map(|field| self.model.locals.push(local_of(field))).collect();
        let bound: Vec<(Name, Binding)> = params
            .iter()
            .zip(&locals)
            .map(|(field, local)| (field.name.clone(), Binding::Local(*local)))
            .collect();
        let about = self.about_contract(view);
        self.sides.push(teams.clone());
        let (terms, _) = self.with(bound, |resolver| resolver.terms(view.lines(), TermsOf::Contract, &about));
        self.sides.pop();
        let contract = &mut self.model.contracts[id];
        (contract.teams, contract.params, contract.locals, contract.terms) = (teams, params, locals, terms);
    }

    fn about_contract(&mut self, view: ast::Contract<'a>) -> About {
        let mut about = About::of(Kind::Contract);
        about.own_terms(view.lines());
        about.returns = self.own_returns(view.lines().filter(|line| matches!(line, TermLine::MayReturn(_))));
        about
    }
}
