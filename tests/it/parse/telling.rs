//! A file told back through its typed views, a line a form, to hold every accessor against the text.

use handoff::parse::ast::*;

/// What a part says, for a line of the telling.
pub(super) trait Tell {
    fn tell(&self) -> String;
}

impl Tell for bool {
    fn tell(&self) -> String {
        self.to_string()
    }
}

impl Tell for Ident {
    fn tell(&self) -> String {
        self.name.to_string()
    }
}

impl Tell for Path {
    fn tell(&self) -> String {
        self.to_string()
    }
}

impl Tell for Int {
    fn tell(&self) -> String {
        self.value.to_string()
    }
}

impl Tell for Sentence {
    fn tell(&self) -> String {
        self.plain().map_or_else(|| format!("{} parts", self.parts.len()), |text| format!("{text:?}"))
    }
}

impl Tell for Arg {
    fn tell(&self) -> String {
        format!("{}={}", self.name.tell(), self.value.tell())
    }
}

impl Tell for Literal {
    fn tell(&self) -> String {
        match self {
            Literal::Bool(yes) => yes.to_string(),
            Literal::Number(n) => format!("{}e-{}", n.digits, n.scale),
            Literal::Percent(n) => format!("{}e-{}%", n.digits, n.scale),
            Literal::Money(n, currency) => format!("{} {}", n.digits, currency.name),
            Literal::Date(d) => format!("{}-{}-{}", d.year, d.month, d.day),
            Literal::Time(t) => format!("{}:{}", t.hour, t.minute),
            Literal::Instant(i) => format!("{}. {}h {}", i.date.day, i.time.hour, i.zone.tell()),
            Literal::Span(q) => format!("{} {:?}", q.number.digits, q.unit),
        }
    }
}

impl Tell for Expr {
    fn tell(&self) -> String {
        match &self.kind {
            ExprKind::Literal(value) => value.tell(),
            ExprKind::Text(sentence) | ExprKind::File(sentence) => sentence.tell(),
            ExprKind::Path(path) => path.to_string(),
            ExprKind::Call(path, args) => format!("{path}{}", args.tell()),
            ExprKind::List(items) => items.tell(),
            ExprKind::Not(inner) => format!("not {}", inner.tell()),
            ExprKind::Negate(inner) => format!("-{}", inner.tell()),
            ExprKind::Binary(left, op, right) => format!("({} {:?} {})", left.tell(), op.kind, right.tell()),
            ExprKind::IsIn(left, yes, path) => format!("{} in {path}: {yes}", left.tell()),
            ExprKind::IsOpen(left, yes, when) => format!("{} open: {yes} {}", left.tell(), when.tell()),
            ExprKind::Of(left, calendar) => format!("{} of {}", left.tell(), calendar.tell()),
            ExprKind::Quantified(q) => {
                format!("{:?} {} in {}: {}", q.quantity, q.name.tell(), q.list.tell(), q.condition.tell())
            }
            ExprKind::Sum(s) => format!("sum {} for {} in {}", s.value.tell(), s.name.tell(), s.list.tell()),
            ExprKind::Count(list) => format!("count {}", list.tell()),
            ExprKind::Round(value, to, how) => format!("round {} to {} {how:?}", value.tell(), to.tell()),
            ExprKind::Share(percent, of) => format!("{} of {}", percent.tell(), of.tell()),
            ExprKind::Moment(span, before, base) => {
                format!("{} before={before} {}", span.tell(), base.tell())
            }
            ExprKind::Decide(decision) => {
                format!("decide {} {}", decision.subject.tell(), decision.arms.tell())
            }
            ExprKind::Missing => "?".to_owned(),
        }
    }
}

impl Tell for When {
    fn tell(&self) -> String {
        match self {
            When::Now => "now".to_owned(),
            When::At(at) => format!("at {}", at.tell()),
            When::Throughout(from, to) => format!("{} to {}", from.tell(), to.tell()),
        }
    }
}

impl Tell for ValueArm {
    fn tell(&self) -> String {
        let (alias, condition) = (self.alias.tell(), self.condition.tell());
        format!("{} as {alias} if {condition} -> {}", self.situations.tell(), self.value.tell())
    }
}

impl Tell for Situation {
    fn tell(&self) -> String {
        match &self.kind {
            SituationKind::Name(name) => name.tell(),
            SituationKind::Late(clock, Rung::Breach) => format!("{clock:?} late"),
            SituationKind::Late(clock, Rung::By(by)) => format!("{clock:?} late by {}", by.tell()),
            SituationKind::Late(clock, Rung::Every(every)) => {
                format!("{clock:?} late every {}", every.tell())
            }
            SituationKind::Used(percent) => format!("used {}", percent.tell()),
            SituationKind::Unmet(label) => format!("unmet {}", label.tell()),
            SituationKind::Returned(reason) => format!("returned {}", reason.tell()),
            SituationKind::Corrected(path) => format!("corrected {path}"),
            SituationKind::Ended(outcome) => format!("ended {}", outcome.tell()),
            SituationKind::AtTime(at) => format!("at {}", at.tell()),
            SituationKind::AtPlace(place) => format!("at place {}", place.tell()),
            SituationKind::FromTo(low, high) => format!("{} to {}", low.tell(), high.tell()),
            SituationKind::Above(bound) => format!("above {}", bound.tell()),
            SituationKind::Below(bound) => format!("below {}", bound.tell()),
            SituationKind::AtLeast(bound) => format!("at least {}", bound.tell()),
            SituationKind::AtMost(bound) => format!("at most {}", bound.tell()),
            SituationKind::Condition(condition) => format!("if {}", condition.tell()),
        }
    }
}

impl<T: Tell> Tell for Option<T> {
    fn tell(&self) -> String {
        self.as_ref().map_or_else(|| "-".to_owned(), Tell::tell)
    }
}

impl<T: Tell> Tell for Vec<T> {
    fn tell(&self) -> String {
        format!("[{}]", self.iter().map(Tell::tell).collect::<Vec<_>>().join(", "))
    }
}

/// Small views are told by their own parts: `view => part, part`.
macro_rules! tell {
    ($($view:ident => $($part:ident),+;)+) => {$(
        impl Tell for $view<'_> {
            fn tell(&self) -> String {
                let parts = [$(format!("{}={}", stringify!($part), self.$part().tell())),+];
                format!("{}({})", stringify!($view), parts.join(" "))
            }
        }
    )+};
}

tell! {
    Within => length, in_all;
    Due => moment;
    Rests => paths;
    Visible => teams, until;
    NeedOf => needed, out_of;
    Under => contract, args;
    Pausing => clocks, condition;
    Extended => by, most;
    Including => event, most, within;
    Version => number;
    AtMostTimes => times, then;
    Unbounded => because;
    Retry => times, every, up_to;
    Branch => block;
    OwnWords => name, question;
}

impl Tell for Clock<'_> {
    fn tell(&self) -> String {
        match self {
            Clock::Within(within) => within.tell(),
            Clock::Due(due) => due.tell(),
        }
    }
}

impl Tell for Clause<'_> {
    fn tell(&self) -> String {
        match self {
            Clause::Rests(rests) => rests.tell(),
            Clause::Visible(visible) => visible.tell(),
        }
    }
}

impl Tell for Limit<'_> {
    fn tell(&self) -> String {
        match self {
            Limit::AtMost(limit) => limit.tell(),
            Limit::Unbounded(limit) => limit.tell(),
        }
    }
}

impl Tell for Response<'_> {
    fn tell(&self) -> String {
        format!("{{{}}}", self.stmts().map(stmt).collect::<Vec<_>>().join("; "))
    }
}

impl Tell for Param<'_> {
    fn tell(&self) -> String {
        format!("{}: {} {:?}", self.name().tell(), ty(self.ty()), self.classes().collect::<Vec<_>>())
    }
}

impl Tell for Case<'_> {
    fn tell(&self) -> String {
        format!("{}{}", self.name().tell(), self.params().collect::<Vec<_>>().tell())
    }
}

/// A type, told.
pub(super) fn ty(ty: Option<TypeRef<'_>>) -> String {
    let Some(ty) = ty else { return "-".to_owned() };
    let core = match ty.core() {
        Some(Core::Named(path, of)) => format!("{path} of {}", of.tell()),
        Some(Core::Choice(cases)) => format!("choice {}", cases.tell()),
        None => "-".to_owned(),
    };
    let refinements = ty.refinements().map(refinement).collect::<Vec<_>>().join(" ");
    format!("{:?} {core} {refinements}", ty.wraps().collect::<Vec<_>>())
}

fn refinement(refinement: Refinement<'_>) -> String {
    match refinement {
        Refinement::FromTo(it) => format!("from {} to {}", it.low().tell(), it.high().tell()),
        Refinement::Above(it) => format!("above {}", it.bound().tell()),
        Refinement::Below(it) => format!("below {}", it.bound().tell()),
        Refinement::AtLeast(it) => format!("at least {}", it.bound().tell()),
        Refinement::AtMost(it) => format!("at most {}", it.bound().tell()),
        Refinement::InKind(it) => format!("in {}", it.path().tell()),
        Refinement::Matching(it) => format!("matching {:?}", it.pattern()),
        Refinement::Where(it) => format!("where {}", it.condition().tell()),
        Refinement::Distinct(_) => "distinct".to_owned(),
        Refinement::ByField(it) => format!("by {}", it.field().tell()),
    }
}

/// The parts of one view, named.
macro_rules! parts {
    ($view:ident: $($part:ident),*) => {
        [stringify!($view).to_owned(), $(format!("{}={}", stringify!($part), $view.$part().tell())),*].join(" ")
    };
}

/// A statement, told with all its parts but the lines in its braces.
pub(super) fn stmt(stmt: Stmt<'_>) -> String {
    match stmt {
        Stmt::Step(step) => parts!(step: name, by, clock) + &clauses(step.clauses()),
        Stmt::Vote(vote) => parts!(vote: name, by, need, veto, silent, clock) + &clauses(vote.clauses()),
        Stmt::Handoff(handoff) => parts!(handoff: name, from, to, under) + &clauses(handoff.clauses()),
        Stmt::Ask(ask) => parts!(ask: name, party, clock, pausing) + &clauses(ask.clauses()),
        Stmt::AskFor(ask_for) => parts!(ask_for: party, paths, within, pausing, limit),
        Stmt::Call(call) => parts!(call: op, args, alias, again) + &clauses(call.clauses()),
        Stmt::Wait(wait) => format!("{} {:?}", parts!(wait: name, clock, pausing), awaited(wait.awaited())),
        Stmt::Run(run) => parts!(run: child, args, alias, within, pausing),
        Stmt::Undo(undo) => parts!(undo: all, name),
        Stmt::Stage(stage) => parts!(stage: name, clock, extended) + &clauses(stage.clauses()),
        Stmt::Together(together) => parts!(together: name) + &need(together.need()),
        Stmt::ForEach(each) => parts!(each: element, list, including, in_turn, alias) + &need(each.need()),
        Stmt::Decide(decide) => parts!(decide: subject),
        Stmt::Let(value) => parts!(value: name, is_function, value),
        Stmt::GoTo(go_to) => parts!(go_to: place, limit) + &fill(go_to.fill()),
        Stmt::Raise(raise) => parts!(raise: exception, args),
        Stmt::End(end) => parts!(end: outcome, args),
        Stmt::Give(give) => parts!(give: value),
        Stmt::Notify(notify) => parts!(notify: whom, sentence, with),
        Stmt::Reassign(reassign) => parts!(reassign: role),
        Stmt::Complete(complete) => "complete".to_owned() + &fill(complete.fill()),
        Stmt::Correct(correct) => parts!(correct: path, value),
        Stmt::Extend(extend) => parts!(extend: stage),
        Stmt::Erase(erase) => parts!(erase: paths),
        Stmt::Continue(_) => "continue".to_owned(),
        Stmt::Resume(_) => "resume".to_owned(),
        Stmt::DropOut(_) => "drop out".to_owned(),
    }
}

fn awaited(awaited: Option<Awaited>) -> String {
    match awaited {
        Some(Awaited::Event(event, condition)) => format!("{event} if {}", condition.tell()),
        Some(Awaited::Moment(moment)) => moment.tell(),
        None => "-".to_owned(),
    }
}

fn clauses<'t>(clauses: impl Iterator<Item = Clause<'t>>) -> String {
    clauses.map(|clause| format!(" {}", clause.tell())).collect()
}

fn need(need: Option<Need<'_>>) -> String {
    match need.and_then(Need::join) {
        Some(Join::Named(names)) => format!(" need {}", names.tell()),
        Some(Join::Count(count)) => format!(" need {}", count.value),
        other => format!(" need {other:?}"),
    }
}

/// Values for fields, told.
pub(super) fn fill(fill: Option<Fill<'_>>) -> String {
    let Some(fill) = fill else { return String::new() };
    let values = fill.values().map(|filled| format!("{}: {}", filled.path().tell(), filled.value().tell()));
    format!(" {{{}}}", values.collect::<Vec<_>>().join(", "))
}

/// An arm, told.
pub(super) fn arm(arm: Arm<'_>) -> String {
    parts!(arm: is_otherwise, situations, alias, condition, until, response)
}

/// A right, told.
pub(super) fn right(right: Right<'_>) -> String {
    match right {
        Right::Raise(raise) => parts!(raise: exceptions),
        Right::Correct(correct) => parts!(correct: paths, by, limit, response),
        Right::Suspend(suspend) => parts!(suspend: most),
        Right::Forward(forward) => {
            format!("{} {:?}", parts!(forward: by, to, under), forward.times().collect::<Vec<_>>())
        }
    }
}

/// A line of a form, told.
pub(super) fn form(line: FormLine<'_>) -> String {
    match line {
        FormLine::Field(field) => format!("field {}: {}", field.name().tell(), ty(field.ty())),
        FormLine::EachField(each) => {
            format!("{} {} fields", parts!(each: element, list, alias), each.fields().count())
        }
        FormLine::NotBy(not_by) => parts!(not_by: people),
        FormLine::OnlyBy(only_by) => parts!(only_by: people),
        FormLine::PreferablyBy(preferably_by) => parts!(preferably_by: people),
        FormLine::AlsoBy(also_by) => parts!(also_by: people),
        FormLine::ClaimWithin(claim) => parts!(claim: within),
        FormLine::Shows(shows) => parts!(shows: paths),
        FormLine::UndoneBy(undone) => parts!(undone: response),
        FormLine::Visits(visits) => parts!(visits: most, then),
        FormLine::Right(it) => right(it),
        FormLine::Arm(it) => arm(it),
    }
}

/// A line of a contract or handoff, told.
pub(super) fn term(line: TermLine<'_>) -> String {
    match line {
        TermLine::Carry(carry) => {
            format!("carry {}", carry.carried().map(carried).collect::<Vec<_>>().join(", "))
        }
        TermLine::Require(require) => parts!(require: label, requirement, condition, sentence),
        TermLine::ReadBack(read_back) => format!("read back {}", said(read_back)),
        TermLine::Ready(ready) => parts!(ready: within),
        TermLine::Accept(accept) => parts!(accept: on_arrival, within),
        TermLine::MayReturn(may) => {
            format!("{} {}", parts!(may: never), may.reasons().collect::<Vec<_>>().tell())
        }
        TermLine::NotBy(not_by) => parts!(not_by: people),
        TermLine::OnlyBy(only_by) => parts!(only_by: people),
        TermLine::PreferablyBy(preferably_by) => parts!(preferably_by: people),
        TermLine::AlsoBy(also_by) => parts!(also_by: people),
        TermLine::Right(it) => right(it),
        TermLine::Arm(it) => arm(it),
    }
}

fn carried(carried: Carried<'_>) -> String {
    match carried {
        Carried::Path(path) => path.to_string(),
        Carried::Field(field, resting) => {
            format!("{}: {} on {}", field.name().tell(), ty(field.ty()), resting.tell())
        }
    }
}

fn said(read_back: ReadBack<'_>) -> String {
    let said = read_back.said().map(|said| match said {
        Said::Path(path) => path.to_string(),
        Said::OwnWords(words) => words.tell(),
    });
    said.collect::<Vec<_>>().join(", ")
}
