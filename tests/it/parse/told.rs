//! Whole files told back, form by form; the telling of single forms stands in `telling`.

use handoff::parse::Tree;
use handoff::parse::ast::*;

use super::telling::{Tell, arm, fill, form, right, stmt, term, ty};
use super::{VALID, read};

/// Lines, each deeper by one level.
fn deeper(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| line.lines().map(|line| format!("\n  {line}")).collect::<Vec<_>>()).collect()
}

fn all<T: Tell>(parts: impl Iterator<Item = T>) -> String {
    parts.collect::<Vec<_>>().tell()
}

/// All that the views say of a file.
pub(super) fn told(tree: &Tree) -> String {
    tree.ast().items().map(item).collect::<Vec<_>>().join("\n\n")
}

fn item(item: Item<'_>) -> String {
    match item {
        Item::Use(it) => format!("use {} {}", it.module().tell(), it.names().tell()),
        Item::Calendar(it) => format!("calendar {}", it.name().tell()) + &deeper(it.lines().map(calendar)),
        Item::Team(it) => {
            format!("team {} {:?}", it.name().tell(), it.docs()) + &deeper(it.lines().map(team))
        }
        Item::Group(it) => format!("group {} {}", it.name().tell(), it.teams().tell()),
        Item::Choice(it) => format!("choice {} {}", it.name().tell(), all(it.cases())),
        Item::Alias(it) => format!("type {} {}", it.name().tell(), ty(it.ty())),
        Item::Record(it) => format!("record {}", it.name().tell()) + &deeper(it.fields().map(field)),
        Item::Exceptions(it) => format!("exceptions {}", all(it.cases())),
        Item::Event(it) => event(it),
        Item::Service(it) => format!("service {}", it.name().tell()) + &deeper(it.ops().map(op)),
        Item::Let(it) => format!("{} of {}", stmt(Stmt::Let(it)), all(it.params())),
        Item::Contract(it) => {
            let head =
                format!("contract {} {} {}", it.name().tell(), it.receivers().tell(), it.version().tell());
            head + &deeper(it.lines().map(term))
        }
        Item::Workflow(it) => {
            let head = format!("workflow {} {}", it.name().tell(), all(it.params()));
            head + &deeper(it.header().map(header)) + &deeper(it.body().map(body))
        }
        Item::Test(it) => {
            let rows = it.rows().map(|(name, list)| format!("{} in {}", name.name, list.tell()));
            let head = format!("test {} after {} {rows:?}", it.title().tell(), it.after().tell());
            head + &deeper(it.acts().map(act))
        }
    }
}

fn calendar(line: CalendarLine<'_>) -> String {
    match line {
        CalendarLine::Zone(zone) => format!("zone {}", zone.name().tell()),
        CalendarLine::Open(open) => {
            let hours: Vec<_> = open.hours().map(|hours| (hours.days(), hours.times())).collect();
            format!("open always={} {hours:?}", open.always())
        }
        CalendarLine::Closed(closed) => {
            format!("closed {}", closed.days().map(shut).collect::<Vec<_>>().join(", "))
        }
        CalendarLine::TermsEnd(terms) => format!("terms {:?}", terms.rule()),
    }
}

fn shut(shut: Shut) -> String {
    match shut {
        Shut::Days(first, last, _) => format!("{first:?} to {last:?}"),
        Shut::List(path) => path.to_string(),
    }
}

fn team(line: TeamLine<'_>) -> String {
    match line {
        TeamLine::WorksBy(it) => format!("works by {}", it.calendar().tell()),
        TeamLine::Members(it) => format!("members {} {}", it.origin().tell(), it.key().tell()),
        TeamLine::People(it) => format!("people {}", it.least().tell()),
        TeamLine::Roles(it) => {
            let roles = it.roles().map(|role| format!("{} {}", role.name().tell(), role.least().tell()));
            format!("roles {}", roles.collect::<Vec<_>>().join(", "))
        }
        TeamLine::External(_) => "external".to_owned(),
        TeamLine::Fallback(it) => format!("fallback {}", it.team().tell()),
        TeamLine::LastResort(_) => "last resort".to_owned(),
        TeamLine::Arm(it) => arm(it),
    }
}

fn field(field: Field<'_>) -> String {
    let classes = field.classes().map(|class| match class {
        Class::Personal(_) => "personal".to_owned(),
        Class::Secret(_) => "secret".to_owned(),
        Class::Retain(it) => format!("retain {}", it.length().tell()),
        Class::EraseAfter(it) => format!("erase after {}", it.length().tell()),
        Class::Visible(it) => it.tell(),
    });
    let classes = classes.collect::<Vec<_>>().join(" ");
    format!("{}: {} {classes} {:?}", field.name().tell(), ty(field.ty()), field.docs())
}

fn event(event: Event<'_>) -> String {
    let kept = event.kept().map(|kept| {
        let otherwise = kept.otherwise().map(|notify| stmt(Stmt::Notify(notify)));
        format!("kept {} for {} else {otherwise:?}", kept.most().tell(), kept.span_of_time().tell())
    });
    let (name, senders) = (event.name().tell(), event.senders().tell());
    format!("event {name} {} from {senders} any={} {kept:?}", all(event.params()), event.at_any_time())
}

fn op(op: Op<'_>) -> String {
    let name = format!("op {} {} gives {}", op.name().tell(), all(op.params()), all(op.gives()));
    let (raises, within, retry) = (op.raises().tell(), op.within().tell(), op.retry().tell());
    format!("{name} raises {raises} looks={} {within} {retry}", op.only_looks())
}

fn header(line: Header<'_>) -> String {
    match line {
        Header::Key(it) => format!("key {} {}", it.path().tell(), it.for_ever()),
        Header::Party(it) => format!("party {} {}", it.name().tell(), it.address().tell()),
        Header::Starts(it) => format!("starts {}", it.team().tell()) + &deeper(it.terms().map(term)),
        Header::Promised(it) => {
            format!("promised {} {} {}", it.within().tell(), it.until().tell(), it.pausing_only_if().tell())
        }
        Header::NoPromise(it) => format!("no promise {}", it.because().tell()),
        Header::Version(it) => format!("{} {:?}", it.tell(), it.from()),
        Header::Ends(it) => "ends".to_owned() + &deeper(it.outcomes().map(outcome)),
    }
}

fn outcome(outcome: Outcome<'_>) -> String {
    let rules = outcome.rules().map(|rule| {
        format!("{} if {} {}", rule.requirement().tell(), rule.condition().tell(), rule.sentence().tell())
    });
    let rules = rules.collect::<Vec<_>>();
    format!("{} {} undone={} {rules:?}", outcome.case().tell(), outcome.until().tell(), outcome.undone())
}

fn body(line: BodyLine<'_>) -> String {
    match line {
        BodyLine::Stmt(it) => stmt(it) + &inside(it),
        BodyLine::Arm(it) => arm(it),
        BodyLine::Right(it) => right(it),
        BodyLine::Migrate(it) => format!("migrate {}", it.from().tell()) + &deeper(it.arms().map(arm)),
    }
}

/// The lines in a statement's braces.
fn inside(stmt: Stmt<'_>) -> String {
    match stmt {
        Stmt::Step(it) => deeper(it.lines().map(form)),
        Stmt::Vote(it) => deeper(it.lines().map(form)),
        Stmt::Ask(it) => deeper(it.lines().map(form)),
        Stmt::Handoff(it) => deeper(it.lines().map(term)),
        Stmt::Call(it) => deeper(it.lines().map(|line| match line {
            CallLine::UndoneBy(undone) => form(FormLine::UndoneBy(undone)),
            CallLine::Arm(it) => arm(it),
        })),
        Stmt::Wait(it) => deeper(it.arms().map(arm)),
        Stmt::Run(it) => deeper(it.arms().map(arm)),
        Stmt::Undo(it) => deeper(it.arms().map(arm)),
        Stmt::Decide(it) => deeper(it.arms().map(arm)),
        Stmt::Stage(it) => deeper(it.body().map(body)),
        Stmt::Together(it) => deeper(it.body().map(body)),
        Stmt::ForEach(it) => deeper(it.body().map(body)),
        _ => String::new(),
    }
}

fn act(act: Act<'_>) -> String {
    match act {
        Act::Now(it) => format!("now {}", it.moment().tell()),
        Act::People(it) => {
            let people =
                it.people().map(|person| format!("{} in {}", person.name().tell(), person.team().tell()));
            format!("people {}", people.collect::<Vec<_>>().join(", "))
        }
        Act::Start(it) => format!("start {}{}", it.workflow().tell(), fill(it.fill())),
        Act::Return(it) => {
            let (place, by, reason) = (it.place().tell(), it.by().tell(), it.reason().tell());
            format!("return {place} by {by} {reason}{} {}", it.args().tell(), branch(it.branch()))
        }
        Act::Forward(it) => {
            let (place, to, by) = (it.place().tell(), it.to().tell(), it.by().tell());
            format!("forward {place} to {to} by {by}{} {}", fill(it.fill()), branch(it.branch()))
        }
        Act::Deed(it) => {
            let (what, by) = (it.what().tell(), it.by().tell());
            format!("{:?} {what} by {by}{} {}", it.verb(), fill(it.fill()), branch(it.branch()))
        }
        Act::Send(it) => {
            let from = match it.from() {
                Some(Sender::Person(person)) => person.tell(),
                Some(Sender::Path(path)) => path.to_string(),
                None => "-".to_owned(),
            };
            format!("send {}{} from {from}", it.event().tell(), fill(it.fill()))
        }
        Act::Answer(it) => {
            let (who, raising) = (it.who().tell(), it.raising().tell());
            format!(
                "answer {who} raising {raising}{}{} {}",
                it.args().tell(),
                fill(it.fill()),
                branch(it.branch())
            )
        }
        Act::Fail(it) => format!("fail {} {}", it.op().tell(), branch(it.branch())),
        Act::Advance(it) => format!("advance {}", it.length().tell()),
        Act::Expect(it) => {
            let facts =
                it.facts().map(|fact| format!("{} {}", statement(fact.statement()), branch(fact.branch())));
            format!("expect refused {:?}", it.refused().map(self::act)) + &deeper(facts)
        }
    }
}

fn branch(branch: Option<Branch<'_>>) -> String {
    let key = branch.and_then(Branch::key).map(|key| match key {
        BranchKey::Text(text) => text.tell(),
        BranchKey::Number(number) => number.tell(),
        BranchKey::Case(case) => case.tell(),
    });
    branch.map_or_else(String::new, |branch| {
        format!("in {} {}", branch.block().tell(), key.unwrap_or_default())
    })
}

fn statement(statement: Option<Statement>) -> String {
    match statement {
        Some(Statement::At(place, offer)) => format!("at {} {offer:?}", place.tell()),
        Some(Statement::Owner(team)) => format!("owner {team}"),
        Some(Statement::WaitingFor(party)) => format!("waiting for {party}"),
        Some(Statement::Late(place)) => format!("late {}", place.tell()),
        Some(Statement::Notified(whom)) => format!("notified {whom}"),
        Some(Statement::Called(op)) => format!("called {op}"),
        Some(Statement::Kept(place)) => format!("kept {}", place.tell()),
        Some(Statement::Undone(call)) => format!("undone {}", call.tell()),
        Some(Statement::Ended(outcome, args)) => format!("ended {}{}", outcome.tell(), args.tell()),
        Some(Statement::Due(at)) => format!("due {}", at.tell()),
        Some(Statement::Left(clock, length)) => format!("left {} {}", clock.tell(), length.tell()),
        Some(Statement::Unmet(label)) => format!("unmet {}", label.tell()),
        Some(Statement::Is(name, yes, state)) => format!("{} is {}: {yes}", name.tell(), state.tell()),
        Some(Statement::VisibleTo(name, teams)) => format!("{} visible to {}", name.tell(), teams.tell()),
        None => "?".to_owned(),
    }
}

#[test]
fn every_form_is_told_back() {
    insta::assert_snapshot!(told(&read(VALID[1].1).0));
}

#[test]
fn no_broken_file_stops_a_view() {
    for (_, text) in VALID.iter().take(3) {
        for cut in (0..text.len()).step_by(203).filter(|cut| text.is_char_boundary(*cut)) {
            assert!(told(&read(&text[..cut]).0).len() <= 40 * text.len());
        }
    }
}
