//! Random workflows as text, from a seed.
//!
//! They are small on purpose, so that everything that can happen to an item can be tried, and mostly right, so
//! that many are accepted: the generator follows the owner and what is declared, and errs now and then.

use std::fmt::Write;

/// A stream of numbers from a seed (xorshift64*, Vigna 2016).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// One time in `n`.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

const TEAMS: [&str; 3] = ["Alpha", "Beta", "Gamma"];
const DECLARED: &str = "\
calendar Always { zone \"UTC\"  open always  terms end as they fall }
calendar Office { zone \"UTC\"  open mon to fri 09:00 to 17:00  terms end on an open day }
team Alpha { calendar Office  at least 5 people  fallback Gamma  when late -> notify lead }
team Beta { calendar Always  at least 5 people  fallback Gamma  when late -> notify lead }
team Gamma { calendar Always  at least 5 people  last resort  when late -> notify lead }
exception Broken, Lost
event Withdrawn from Customer
choice Kind { small, large(size: Int from 1 to 3) }
record Thing { number: Int from 1 to 2  who: Text  kind: Kind  photo: optional Text }
service bank {
  pay(number: Int) gives (receipt: Text) raises Broken within 30s, retry 1 times every 2s to 1min
  back(number: Int) within 30s, retry 0 times every 2s to 1min
}
";

/// A workflow being written.
struct Writer {
    dice: Dice,
    text: String,
    /// Who owns where the pen is.
    owner: usize,
    /// Names given so far, at the top level of the sequence being written.
    steps: Vec<String>,
    places: usize,
    depth: usize,
    raised: bool,
}

/// The text of a file with one workflow.
pub(crate) fn workflow(seed: u64) -> String {
    let mut writer = Writer {
        dice: Dice::new(seed),
        text: String::new(),
        owner: 0,
        steps: Vec::new(),
        places: 0,
        depth: 1,
        raised: false,
    };
    writer.owner = writer.dice.below(3) as usize;
    let starts = TEAMS[writer.owner];
    let count = 1 + writer.dice.below(4);
    for _ in 0..count {
        writer.statement();
    }
    writer.line("end done");
    writer.line("when late -> notify Gamma.lead");
    if writer.dice.one_in(2) {
        writer.line("when Withdrawn -> end gone");
    }
    if writer.raised || writer.dice.one_in(3) {
        writer.line("when Broken, Lost -> {");
        writer.line("  handoff rescue to Gamma { accept on arrival }");
        writer.line("  step mend by Gamma within 1 day { how: choice { well, badly } }");
        if writer.dice.one_in(2) {
            writer.line("  undo all { when failed -> { step reclaim by Gamma within 1 day { note: Text }  continue } }");
        }
        writer.line("  end gone");
        writer.line("}");
    }
    format!(
        "{DECLARED}\nworkflow thing(item: Thing) {{\n  one per item.number\n  party Customer at item.who\n  \
         starts with {starts}\n  promised within 20 workdays of Office\n  ends done, gone\n\n{}}}\n",
        writer.text
    )
}

impl Writer {
    fn line(&mut self, words: &str) {
        let _ = writeln!(self.text, "{:width$}{words}", "", width = self.depth * 2);
    }

    fn name(&mut self) -> String {
        self.places += 1;
        format!("p{}", self.places)
    }

    fn statement(&mut self) {
        match self.dice.below(if self.depth > 2 { 6 } else { 9 }) {
            0..=2 => self.step(),
            3 | 4 => self.handoff(),
            5 => self.ask(),
            6 => self.call(),
            7 => self.stage(),
            _ => self.wait(),
        }
    }

    fn team(&mut self) -> &'static str {
        let owner = if self.dice.one_in(25) { self.dice.below(3) as usize } else { self.owner };
        TEAMS[owner]
    }

    fn step(&mut self) {
        let (name, team) = (self.name(), self.team());
        let rests = if self.dice.one_in(4) { " rests on item.kind" } else { "" };
        let raise = if self.dice.one_in(4) {
            self.raised = true;
            "  may raise Broken"
        } else {
            ""
        };
        self.line(&format!("step {name} by {team} within 4 workhours{rests} {{ verdict: choice {{ yes_, no_ }}  note: optional Text{raise} }}"));
        if self.dice.one_in(2) {
            let response = self.response(&name);
            self.line(&format!("decide {name}.verdict {{"));
            self.line("  when yes_ -> continue");
            self.line(&format!("  when no_ -> {response}"));
            self.line("}");
        }
        self.steps.push(name);
    }

    /// A way out of a decide.
    fn response(&mut self, current: &str) -> String {
        match self.dice.below(4) {
            0 => "end gone".to_owned(),
            1 => {
                self.raised = true;
                "raise Lost".to_owned()
            }
            2 => format!("go to {current}, at most {} times then end gone", 1 + self.dice.below(2)),
            _ => {
                let back = self.steps.last().cloned().unwrap_or_else(|| current.to_owned());
                format!("go to {back}, at most 1 time then end gone")
            }
        }
    }

    fn handoff(&mut self) {
        let name = self.name();
        let to = self.dice.below(3) as usize;
        let team = TEAMS[to];
        match self.dice.below(3) {
            0 => self.line(&format!("handoff {name} to {team} {{ accept on arrival }}")),
            1 => {
                let back = self.response(&self.steps.last().cloned().unwrap_or_else(|| name.clone()));
                self.line(&format!("handoff {name} to {team} {{"));
                self.line("  accept within 2 workhours  may return unclear");
                self.line(&format!("  when late -> notify {team}.lead"));
                self.line(&format!("  when returned unclear -> {back}"));
                self.line("}");
            }
            _ => {
                self.line(&format!("handoff {name} to {team} {{"));
                self.line("  require shown: item.photo is present \"a photo is needed\"");
                self.line("  accept within 2 workhours  may not return");
                self.line("  when shown unmet -> ask Customer for item.photo within 1 day pausing promise, at most 2 times then end gone");
                let then = self.dice.of(&["end gone", "notify Gamma.lead"]);
                self.line(&format!("  when late by 1h -> {then}"));
                self.line("}");
            }
        }
        self.owner = to;
    }

    fn ask(&mut self) {
        let name = self.name();
        let late = self.response(&name);
        self.line(&format!(
            "ask {name} of Customer within 1 day {{ answer: choice {{ a, b }}  when late -> {late} }}"
        ));
    }

    fn call(&mut self) {
        let name = self.name();
        self.raised = true;
        let undone = if self.dice.one_in(2) { "undone by call bank.back(number: item.number)  " } else { "" };
        self.line(&format!(
            "call bank.pay(number: item.number) as {name} {{ {undone}when failed -> raise Lost }}"
        ));
    }

    fn wait(&mut self) {
        let name = self.name();
        let late = self.response(&name);
        self.line(&format!("wait {name} for Withdrawn within 1 day {{ when late -> {late} }}"));
    }

    fn stage(&mut self) {
        let name = self.name();
        let outer = std::mem::take(&mut self.steps);
        self.line(&format!("stage {name} within 5 workdays of Office {{"));
        self.depth += 1;
        for _ in 0..1 + self.dice.below(2) {
            self.statement();
        }
        let after = self.owner;
        self.line("when late -> notify Gamma.lead");
        if self.dice.one_in(2) {
            let to = TEAMS[after];
            self.line(&format!(
                "when Lost -> {{ handoff {name}_back to {to} {{ accept on arrival }}  continue }}"
            ));
        }
        self.depth -= 1;
        self.line("}");
        self.steps = outer;
        self.steps.push(name);
    }
}
