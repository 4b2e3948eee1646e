//! `decide`: what is looked at, what each situation means as a condition, and whether cases are left out.
//!
//! In: a subject and situations, of a value or of a statement. Out: conditions; what `as` binds; a finding
//! where a case of a choice, `yes` or `no`, `present` or `none` is left out. Gaps between numbers are for
//! `check`, which knows what holds on the way there. Not here: responses (`body`).

use crate::resolve::codes;
use std::collections::BTreeSet;

use crate::base::{Name, Span};
use crate::model::{Compare, ExprId, ExprKind, Local, TeamId, Type};
use crate::parse::ast::{self, Decision, Ident, LateClock, Rung, Situation, SituationKind, ValueArm};
use crate::resolve::Resolver;
use crate::resolve::faults::{Want, listed};
use crate::resolve::scope::Binding;
use crate::resolve::types::bare_number;

/// What a `decide` looks at.
#[derive(Clone, Copy)]
pub(in crate::resolve) struct Subject {
    pub(in crate::resolve) expr: ExprId,
    pub(in crate::resolve) span: Span,
}

/// Which cases were named without a further condition.
#[derive(Default)]
pub(in crate::resolve) struct Cover {
    cases: BTreeSet<u16>,
    words: BTreeSet<&'static str>,
    all: bool,
    /// A mistake makes it pointless to count.
    broken: bool,
}

/// What one situation says.
struct Reading {
    condition: ExprId,
    /// What `as` can bind of it.
    payload: Option<Binding>,
}

impl Resolver<'_> {
    // ─────── Situations ───────

    /// The condition of an arm, and what its `as` binds.
    pub(in crate::resolve) fn arm_condition(
        &mut self,
        subject: Option<Subject>,
        situations: &[Situation],
        guarded: bool,
        alias: Option<&Ident>,
        cover: &mut Cover,
    ) -> (Option<ExprId>, Vec<(Name, Binding)>) {
        let mut condition: Option<ExprId> = None;
        let mut payload = None;
        for situation in situations {
            let mut own = Cover::default();
            let reading = self.reading(subject, situation, &mut own);
            cover.broken |= own.broken || self.is_unknown(reading.condition);
            if !guarded {
                cover.cases.extend(own.cases);
                cover.words.extend(own.words);
            }
            payload = reading.payload;
            condition = Some(match condition {
                None => reading.condition,
                Some(before) => {
                    let span = self.model.exprs[before].span.to(situation.span);
                    self.push(ExprKind::Or(before, reading.condition), Type::Bool, span)
                }
            });
        }
        cover.all |= situations.is_empty();
        let bound = alias.map(|alias| (alias.name.clone(), self.alias(alias, payload, situations.len())));
        (condition, bound.into_iter().collect())
    }

    fn alias(&mut self, alias: &Ident, payload: Option<Binding>, situations: usize) -> Binding {
        if let Some(payload) = payload.filter(|_| situations == 1) {
            return payload;
        }
        self.sink
            .put(
                codes::ALIAS_MISFIT,
                alias.span,
                format!("`as {}` needs one case that carries something", alias.name),
            )
            .help("give each such case an arm of its own");
        Binding::Poison
    }

    fn reading(&mut self, subject: Option<Subject>, situation: &Situation, cover: &mut Cover) -> Reading {
        let span = situation.span;
        let condition = match (&situation.kind, subject) {
            (SituationKind::Name(name), Some(subject)) => return self.named(subject, name, cover),
            (SituationKind::Late(LateClock::Main, Rung::Breach), Some(subject)) => {
                return self.named(subject, &Ident { name: Name::from("late"), span }, cover);
            }
            (SituationKind::Condition(expr), Some(subject)) => self.value_or_condition(subject, expr, cover),
            (SituationKind::Condition(expr), None) => self.condition(expr),
            (SituationKind::Name(name), None) => {
                let path = crate::resolve::teams::path_of(name.clone());
                self.condition(&ast::Expr { span, kind: ast::ExprKind::Path(path) })
            }
            (_, None) => {
                self.sink
                    .put(
                        codes::SITUATION_MISFIT,
                        span,
                        "this `decide` looks at nothing, so there is nothing to compare",
                    )
                    .help("write what it looks at after `decide`, or a whole condition here");
                self.unknown(span)
            }
            (kind, Some(subject)) => self.range(subject, kind, span),
        };
        Reading { condition, payload: None }
    }

    fn range(&mut self, subject: Subject, kind: &SituationKind, span: Span) -> ExprId {
        let (least, most) = match kind {
            SituationKind::FromTo(low, high) => ((Compare::AtLeast, low), Some((Compare::AtMost, high))),
            SituationKind::Above(bound) => ((Compare::More, bound), None),
            SituationKind::Below(bound) => ((Compare::Less, bound), None),
            SituationKind::AtLeast(bound) => ((Compare::AtLeast, bound), None),
            SituationKind::AtMost(bound) => ((Compare::AtMost, bound), None),
            _ => {
                self.sink.put(codes::SITUATION_MISFIT, span, "this is nothing that a `decide` can look for").help(
                    "in a `decide` stand cases, ranges such as `above 500 EUR`, `present`, `none` and conditions",
                );
                return self.unknown(span);
            }
        };
        let low = self.bounded(subject, least.0, least.1.as_ref(), span);
        let Some((op, bound)) = most else { return low };
        let high = self.bounded(subject, op, bound.as_ref(), span);
        self.push(ExprKind::And(low, high), Type::Bool, span)
    }

    fn bounded(&mut self, subject: Subject, op: Compare, bound: Option<&ast::Expr>, span: Span) -> ExprId {
        let Some(bound) = bound else { return self.unknown(span) };
        let hint = Want::of(self.type_of(subject.expr).present().clone());
        let bound = match (bare_number(bound), &hint.ty) {
            (Some(_), Type::Money(Some(_), _)) => {
                let bound = self.infer(bound, &Want::any());
                self.mismatch(bound, &hint);
                return self.unknown(span);
            }
            _ => self.infer(bound, &hint),
        };
        self.compared(op, subject.expr, bound, span)
    }

    /// A plain name: a case, `present`, `none`, a value or a condition under a name.
    fn named(&mut self, subject: Subject, name: &Ident, cover: &mut Cover) -> Reading {
        let ty = self.type_of(subject.expr).clone();
        if ty == Type::Unknown {
            cover.broken = true;
            return Reading { condition: self.unknown(name.span), payload: Some(Binding::Poison) };
        }
        if let Some(case) = self.case_index(&ty, &name.name) {
            cover.cases.insert(case);
            let condition = self.is_case(subject.expr, case, name.span);
            let value = self.must_be_there(subject.expr);
            return Reading { condition, payload: Some(Binding::Payload(value, case)) };
        }
        match name.name.as_str() {
            "present" => {
                cover.words.insert("present");
                let condition = self.is_present(subject.expr, name.span);
                let value = self.must_be_there(subject.expr);
                Reading { condition, payload: Some(Binding::Value(value)) }
            }
            "none" => {
                cover.words.insert("none");
                let there = self.is_present(subject.expr, name.span);
                let condition = if self.is_unknown(there) {
                    there
                } else {
                    self.push(ExprKind::Not(there), Type::Bool, name.span)
                };
                Reading { condition, payload: None }
            }
            _ => Reading { condition: self.named_value(subject, &ty, name), payload: None },
        }
    }

    fn named_value(&mut self, subject: Subject, ty: &Type, name: &Ident) -> ExprId {
        if let Type::Choice(choice) = ty.present() {
            self.no_such_case(*choice, name);
            return self.unknown(name.span);
        }
        let path = crate::resolve::teams::path_of(name.clone());
        let expr = ast::Expr { span: name.span, kind: ast::ExprKind::Path(path) };
        self.value_or_condition(subject, &expr, &mut Cover::default())
    }

    /// What is compared with the subject if it is of its type, else a condition of its own.
    fn value_or_condition(&mut self, subject: Subject, expr: &ast::Expr, cover: &mut Cover) -> ExprId {
        let hint = Want::of(self.type_of(subject.expr).present().clone());
        let value = self.infer(expr, &hint);
        let is_bool = |ty: &Type| *ty.present() == Type::Bool;
        if let (true, ExprKind::Bool(yes)) = (is_bool(&hint.ty), &self.model.exprs[value].kind) {
            let yes = *yes;
            cover.words.insert(if yes { "yes" } else { "no" });
            let subject = self.must_be_there(subject.expr);
            return if yes { subject } else { self.push(ExprKind::Not(subject), Type::Bool, expr.span) };
        }
        if is_bool(self.type_of(value)) && !is_bool(&hint.ty) {
            return self.must_be_there(value);
        }
        self.compared(Compare::Is, subject.expr, value, expr.span)
    }

    // ─────── What is left out ───────

    /// Says which cases no arm takes.
    pub(in crate::resolve) fn left_out(&mut self, subject: Option<Subject>, cover: &Cover, span: Span) {
        let Some(subject) = subject.filter(|_| !cover.all && !cover.broken) else { return };
        let ty = self.type_of(subject.expr).clone();
        let left = self.missing_cases(&ty, cover);
        if left.is_empty() {
            return;
        }
        let names: Vec<&str> = left.iter().map(Name::as_str).collect();
        let message = format!("this `decide` says nothing of {}", listed(&names));
        let what = format!("this can be {}", self.words(&ty));
        let origin = self.origin(subject.expr);
        let found = self.sink.put(codes::CASE_MISSING, span, message);
        found.label(subject.span, what);
        if let Some((at, text)) = origin.filter(|(at, _)| *at != subject.span) {
            found.label(at, text);
        }
        found.help(format!(
            "add `when {} -> …`, or `otherwise -> …` if all the rest is one",
            names.join(", ")
        ));
    }

    fn missing_cases(&self, ty: &Type, cover: &Cover) -> Vec<Name> {
        let word = |word: &'static str| (!cover.words.contains(word)).then(|| Name::from(word));
        let inner: Vec<Name> = match ty.present() {
            Type::Choice(choice) => {
                let cases = self.model.choices[*choice].cases.iter().enumerate();
                let left =
                    cases.filter(|(index, _)| !cover.cases.iter().any(|case| usize::from(*case) == *index));
                left.map(|(_, case)| case.name.clone()).collect()
            }
            Type::Bool => ["yes", "no"].into_iter().filter_map(word).collect(),
            _ => Vec::new(),
        };
        let Type::Optional(_) = ty else {
            // A path into a place that may not be done can be asked for, too.
            let asked = cover.words.contains("present") || cover.words.contains("none");
            return if asked { ["present", "none"].into_iter().filter_map(word).collect() } else { inner };
        };
        let has_cases = matches!(ty.present(), Type::Choice(_) | Type::Bool);
        let mut left: Vec<Name> = word("none").into_iter().collect();
        if !cover.words.contains("present") {
            match has_cases && inner.len() < self.case_count(ty) {
                true => left.extend(inner),
                false => left.extend(word("present")),
            }
        }
        left
    }

    fn case_count(&self, ty: &Type) -> usize {
        match ty.present() {
            Type::Choice(choice) => self.model.choices[*choice].cases.len(),
            _ => 2,
        }
    }

    // ─────── As a value ───────

    pub(super) fn decide_value(&mut self, decision: &Decision, span: Span, want: &Want) -> ExprId {
        let subject = decision.subject.as_ref().map(|subject| self.infer(subject, &Want::any()));
        let held = subject.filter(|subject| !self.is_path(*subject) && !self.is_unknown(*subject));
        let Some(held) = held else {
            let subject = subject.map(|expr| Subject { expr, span: self.model.exprs[expr].span });
            return self.decide_arms(decision, subject, span, want);
        };
        // The subject is worked out once, and arms that bind it read the result.
        let (ty, at) = (self.type_of(held).clone(), self.model.exprs[held].span);
        let local = self.model.locals.push(Local { name: Name::from("it"), span: at, ty: ty.clone() });
        let expr = self.push(ExprKind::Local(local), ty, at);
        let body = self.decide_arms(decision, Some(Subject { expr, span: at }), span, want);
        let ty = self.type_of(body).clone();
        if ty == Type::Unknown { body } else { self.push(ExprKind::Let(local, held, body), ty, span) }
    }

    fn decide_arms(
        &mut self,
        decision: &Decision,
        subject: Option<Subject>,
        span: Span,
        want: &Want,
    ) -> ExprId {
        let mut cover = Cover::default();
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        for arm in &decision.arms {
            let (condition, bound) = self.value_condition(arm, subject, &mut cover);
            conditions.push(condition);
            let value = |resolver: &mut Self| resolver.expr_or_hole(arm.value.clone(), want, arm.span);
            values.push(self.with(bound, value));
        }
        let head = self.first_line(span);
        self.left_out(subject, &cover, head);
        if values.is_empty() || values.iter().any(|value| self.is_unknown(*value)) {
            return self.unknown(span);
        }
        let (values, ty) = self.joined(values, span);
        if ty == Type::Unknown {
            return self.unknown(span);
        }
        self.push(ExprKind::Decide(conditions.into_iter().zip(values).collect()), ty, span)
    }

    fn value_condition(
        &mut self,
        arm: &ValueArm,
        subject: Option<Subject>,
        cover: &mut Cover,
    ) -> (ExprId, Vec<(Name, Binding)>) {
        let guarded = arm.condition.is_some();
        let (condition, bound) =
            self.arm_condition(subject, &arm.situations, guarded, arm.alias.as_ref(), cover);
        let condition = condition.unwrap_or_else(|| self.push(ExprKind::Bool(true), Type::Bool, arm.span));
        let Some(guard) = &arm.condition else { return (condition, bound) };
        let guard = self.with(bound.clone(), |resolver| resolver.condition(guard));
        (self.push(ExprKind::And(condition, guard), Type::Bool, arm.span), bound)
    }

    fn is_path(&self, id: ExprId) -> bool {
        match self.model.exprs[id].kind {
            ExprKind::Item
            | ExprKind::Slot(_)
            | ExprKind::Local(_)
            | ExprKind::Meta(..)
            | ExprKind::Last(_) => true,
            ExprKind::Field(base, _) | ExprKind::Payload(base, _, _) | ExprKind::Present(base) => {
                self.is_path(base)
            }
            _ => false,
        }
    }

    /// A `decide` whose values are teams: each under its condition.
    pub(in crate::resolve) fn decide_team(
        &mut self,
        decision: &Decision,
        span: Span,
    ) -> Vec<(ExprId, TeamId)> {
        let subject = decision.subject.as_ref().map(|subject| self.infer(subject, &Want::any()));
        let subject = subject.map(|expr| Subject { expr, span: self.model.exprs[expr].span });
        let mut cover = Cover::default();
        let mut decided = Vec::new();
        for arm in &decision.arms {
            let (condition, _) = self.value_condition(arm, subject, &mut cover);
            let Some(value) = &arm.value else { continue };
            match &value.kind {
                ast::ExprKind::Path(path) => decided.extend(self.team(path).map(|team| (condition, team))),
                _ => {
                    self.sink.put(codes::UNKNOWN_TEAM, value.span, "this is not the name of a team");
                }
            }
        }
        self.left_out(subject, &cover, span);
        decided
    }
}
