//! People at the doors: honest ones, in one place at a time, and the rest.

use gatehouse_core::admission::DecisionKind;
use gatehouse_core::desk::{Look, Scan, Shown};
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::{Direction, Role};
use gatehouse_core::text::Lang;
use gatehouse_core::view::Verdict;

use crate::laptop::by;
use crate::world::{Sim, World};

const DOORS: [&str; 4] = ["hall", "rope", "stage", "foyer"];

impl World {
    /// Lets somebody honest go on from where they are to where one can go from there.
    pub fn walk(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Some(code) = self.comers[whom].code.clone() else { return Ok(()) };
        let out = |door| (door, Direction::Exit, None);
        let into = |door| (door, Direction::Entry, Some(door));
        let ways: &[(&'static str, Direction, Option<&'static str>)] = match self.comers[whom].place {
            None => &[into("hall"), into("hall"), into("foyer")],
            Some("hall") => &[into("rope"), out("hall"), out("hall"), into("foyer")],
            // Out behind the rope, or by the back door without a scan there.
            Some("rope") => {
                &[("rope", Direction::Exit, Some("hall")), into("stage"), out("hall"), into("foyer")]
            }
            Some("stage") => {
                &[("stage", Direction::Exit, Some("rope")), out("hall"), into("hall"), into("foyer")]
            }
            Some(_) => &[out("foyer"), out("foyer"), into("hall")],
        };
        let (door, direction, to) = *self.dice.pick(ways);
        // The same badge within three seconds is the same scan; people take longer.
        self.laptops[at].pass_time(4_000);
        let mut passed = self.scan(at, whom, &code, door, direction)?;
        if passed.as_ref().is_some_and(|verdict| verdict.repeat) {
            self.laptops[at].pass_time(4_000);
            passed = self.scan(at, whom, &code, door, direction)?;
        }
        let Some(verdict) = passed else { return Ok(()) };
        let passed = match direction {
            Direction::Exit => {
                self.confirm(at, &verdict)?;
                true
            }
            Direction::Entry => self.is_let_in(at, whom, &code, door, &verdict)?,
        };
        if passed {
            self.comers[whom].place = to;
        }
        Ok(())
    }

    /// Tells whether a person is let in: at once, after the steps, or by a supervisor's word.
    fn is_let_in(&mut self, at: usize, whom: usize, code: &str, door: &str, first: &Verdict) -> Sim<bool> {
        if first.decision == DecisionKind::Admit {
            return Ok(first.recorded);
        }
        if self.dice.chance(15) {
            return Ok(false);
        }
        for step in &first.missing_steps {
            self.screen(at, code, whom, step, Outcome::Pass, Role::Screener)?;
        }
        let again = self.scan(at, whom, code, door, Direction::Entry)?;
        if again.is_some_and(|verdict| verdict.decision == DecisionKind::Admit && verdict.recorded) {
            return Ok(true);
        }
        Ok(self.dice.chance(80) && self.override_entry(at, code, whom, door)?)
    }

    /// The operator says of an exit read as a repeat that the guest had come back in.
    fn confirm(&mut self, at: usize, verdict: &Verdict) -> Sim<()> {
        let repeated = verdict.notes.iter().any(|note| note.code == "exit_repeated");
        let record = verdict.record.as_ref().filter(|_| repeated && verdict.recorded);
        let Some(Ok(record)) = record.map(|record| record.parse()) else { return Ok(()) };
        let done = self.laptops[at].desk().confirm_exit(&by(Role::Scanner), record, Lang::En);
        self.act(at, "confirms the exit", done.map(|_| ((), 1)))?;
        Ok(())
    }

    /// Scans somebody at a door.
    pub fn scan(
        &mut self,
        at: usize,
        whom: usize,
        code: &str,
        door: &str,
        direction: Direction,
    ) -> Sim<Option<Verdict>> {
        let scan = Scan {
            what: Shown::Codes(vec![code.to_owned()]),
            checkpoint: Some(door.to_owned()),
            direction: Some(direction),
            look: Look::Decide,
        };
        let verdict = self.laptops[at].desk().scan(&by(Role::Scanner), &scan, Lang::En);
        let wrote = verdict.map(|verdict| {
            let records = usize::from(verdict.recorded && !verdict.repeat);
            (verdict, records)
        });
        let said = wrote.as_ref().map(|(verdict, _)| {
            let reasons: Vec<&str> = verdict.reasons.iter().map(|reason| reason.code.as_str()).collect();
            format!("{:?} {}", verdict.decision, reasons.join(" "))
        });
        let what = format!(
            "scans {} for {direction:?} at {door} ({})",
            self.comers[whom].name,
            said.unwrap_or_default()
        );
        Ok(self.act(at, &what, wrote)?.map(|(verdict, _)| verdict))
    }

    /// Scans anybody anywhere, and sometimes passes them whatever is said.
    pub fn scan_wildly(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Some(code) = self.comers[whom].code.clone() else { return Ok(()) };
        let door = *self.dice.pick(&DOORS);
        let direction = if self.dice.chance(60) { Direction::Entry } else { Direction::Exit };
        let Some(verdict) = self.scan(at, whom, &code, door, direction)? else { return Ok(()) };
        if direction == Direction::Exit && self.dice.chance(60) {
            return self.confirm(at, &verdict);
        }
        if verdict.decision != DecisionKind::Admit && self.dice.chance(50) {
            self.override_entry(at, &code, whom, door)?;
        }
        Ok(())
    }

    /// Lets somebody in against the decision; gives whether it was done.
    pub fn override_entry(&mut self, at: usize, code: &str, whom: usize, door: &str) -> Sim<bool> {
        let shown = Shown::Codes(vec![code.to_owned()]);
        let name = self.comers[whom].name.clone();
        let done = self.laptops[at].desk().override_entry(
            &by(Role::Supervisor),
            &shown,
            Some(door),
            Some(&name),
            "known to us",
            Lang::En,
        );
        // The passage, its reason, and of a badge from elsewhere the name typed.
        let named =
            |verdict: &Verdict| verdict.reasons.iter().any(|reason| reason.code == "issued_elsewhere");
        let wrote = done.map(|verdict| {
            let records = 2 + usize::from(named(&verdict));
            (verdict, records)
        });
        let done = self.act(at, &format!("overrides for {name} at {door}"), wrote)?;
        Ok(done.is_some())
    }

    pub fn screen(
        &mut self,
        at: usize,
        code: &str,
        whom: usize,
        step: &str,
        outcome: Outcome,
        role: Role,
    ) -> Sim<()> {
        let reason = (role >= Role::Supervisor).then_some("looked again");
        let done = self.laptops[at].desk().screen(&by(role), code, step, outcome, reason);
        let what = format!("screens {} {step} {outcome:?} as {role:?}", self.comers[whom].name);
        self.done(at, &what, done).map(|_| ())
    }
}
