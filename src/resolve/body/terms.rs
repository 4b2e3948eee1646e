//! Terms: of a handoff, of a contract, of a start.
//!
//! In: term lines. Out: [`Terms`], and the rights beside them. Fields that terms carry were collected with
//! the handoff (or are the contract's parameters), so only paths are carried here. Not here: whether the
//! terms can be met (`check`).

use super::super::Resolver;
use super::arms::About;
use crate::base::Name;
use crate::model::{Accept, ReadBack, Require, Return, Right, Terms, Type};
use crate::parse::ast::{self, Carried, Said, TermLine};
use crate::resolve::codes;

/// Whose terms they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::resolve) enum TermsOf {
    Contract,
    Handoff,
    Start,
}

impl<'a> Resolver<'a> {
    pub(in crate::resolve) fn terms(
        &mut self,
        lines: impl Iterator<Item = TermLine<'a>>,
        of: TermsOf,
        about: &About,
    ) -> (Terms, Vec<Right>) {
        let (mut terms, mut rights) = (Terms::default(), Vec::new());
        for line in lines {
            match line {
                TermLine::Carry(view) => self.carry(view, of, &mut terms),
                TermLine::Require(view) => {
                    let require = self.require(view, &terms);
                    terms.requires.push(require);
                }
                TermLine::ReadBack(view) => self.read_back(view, &mut terms),
                TermLine::Ready(view) => terms.ready = Some(self.within(view.within(), view.span())),
                TermLine::Accept(view) => terms.accept = Some(self.accept(view)),
                TermLine::MayReturn(view) => self.may_return(view, &mut terms),
                TermLine::NotBy(_)
                | TermLine::OnlyBy(_)
                | TermLine::PreferablyBy(_)
                | TermLine::AlsoBy(_) => {
                    terms.rules.extend(self.people_rule(line));
                }
                TermLine::Right(view) => rights.extend(self.right_of_terms(view, of)),
                TermLine::Arm(view) => terms.arms.extend(self.arm(view, about)),
            }
        }
        (terms, rights)
    }

    fn right_of_terms(&mut self, view: ast::Right<'a>, of: TermsOf) -> Vec<Right> {
        if of != TermsOf::Handoff {
            self.sink
                .put(
                    codes::RIGHT_MISFIT,
                    view.span(),
                    "a right of people is said in the workflow, not in these terms",
                )
                .help("say it at the handoff, in a stage or in the workflow");
            return Vec::new();
        }
        self.right(view)
    }

    fn carry(&mut self, view: ast::Carry<'a>, of: TermsOf, terms: &mut Terms) {
        for carried in view.carried() {
            match carried {
                Carried::Path(path) if of == TermsOf::Contract => {
                    self.sink
                        .put(
                            codes::CARRY_MISFIT,
                            path.span,
                            "a contract carries values under names of its own",
                        )
                        .help(format!(
                            "write a name and a type, such as `{}: Text`",
                            path.parts.last().map_or("note", |part| &part.name)
                        ));
                }
                Carried::Path(path) => terms.carries.push(self.path_ref(&path)),
                Carried::Field(_, resting) => {
                    if let Some(first) = resting.first() {
                        self.not_yet(first.span, "`resting on`");
                    }
                }
            }
        }
    }

    fn require(&mut self, view: ast::Require<'a>, before: &Terms) -> Require {
        let span = view.span();
        let label = view.label();
        if let Some(label) = &label {
            let first = before.requires.iter().find(|require| require.label.as_ref() == Some(&label.name));
            if let Some(first) = first.map(|first| first.span) {
                self.name_twice(label, first);
            }
        }
        let condition = match view.requirement() {
            Some(condition) => self.condition(&condition),
            None => self.unknown(span),
        };
        let only_if = view.condition().map(|condition| self.condition(&condition));
        let sentence = match view.sentence() {
            Some(sentence) => self.sentence(&sentence),
            None => self.unknown(span),
        };
        Require { span, label: label.map(|label| label.name), condition, only_if, sentence }
    }

    fn read_back(&mut self, view: ast::ReadBack<'a>, terms: &mut Terms) {
        for said in view.said() {
            let read_back = match said {
                Said::Path(path) => {
                    let id = self.path_ref(&path);
                    let name = Name::from(path.to_string());
                    ReadBack { span: path.span, name, path: Some(id), question: None }
                }
                Said::OwnWords(view) => match self.own_words(view) {
                    Some(own) => own,
                    None => continue,
                },
            };
            terms.read_back.push(read_back);
        }
    }

    fn own_words(&mut self, view: ast::OwnWords<'a>) -> Option<ReadBack> {
        let name = view.name()?;
        let ty = self.ty(view.ty(), &name.name);
        if !matches!(ty, Type::Text(_) | Type::Unknown) {
            let message = format!("words of one's own are text, and this is {}", self.words(&ty));
            self.sink.put(codes::TYPE_MISMATCH, view.span(), message);
        }
        let question = view.question().and_then(|question| question.plain().map(str::to_owned));
        Some(ReadBack { span: view.span(), name: name.name, path: None, question })
    }

    fn accept(&mut self, view: ast::Accept<'a>) -> Accept {
        match view.on_arrival() {
            true => Accept::OnArrival,
            false => Accept::Within(self.within(view.within(), view.span())),
        }
    }

    fn may_return(&mut self, view: ast::MayReturn<'a>, terms: &mut Terms) {
        let returns = self.returns_of(view);
        let known = terms.returns.get_or_insert_with(Vec::new);
        known.extend(returns);
    }

    /// The reasons of a `may return`.
    pub(in crate::resolve) fn returns_of(&mut self, view: ast::MayReturn<'a>) -> Vec<Return> {
        let mut returns: Vec<Return> = Vec::new();
        for case in view.reasons() {
            let Some(name) = case.name() else { continue };
            if let Some(first) = returns.iter().find(|known| known.name == name.name).map(|known| known.span)
            {
                self.name_twice(&name, first);
                continue;
            }
            let views = super::super::fields::of_params(case.params());
            let fields = self.fields(&views, &name.name);
            let fields = self.form_conditions(&views, fields, &name.name, name.span);
            returns.push(Return { name: name.name, span: name.span, fields });
        }
        returns
    }

    /// Text that must be plain: a reason, a sentence without values.
    pub(super) fn plain_text(&mut self, sentence: Option<ast::Sentence>) -> String {
        let Some(sentence) = sentence else { return String::new() };
        if sentence.plain().is_none() {
            self.sink.put(
                codes::TEXT_MISFIT,
                sentence.span,
                "a reason is the same for every item: no values can be put into it",
            );
        }
        sentence.plain().unwrap_or_default().to_owned()
    }
}
