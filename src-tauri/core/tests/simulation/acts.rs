//! What happens next, by chance.

use gatehouse_core::desk::GuestDraft;
use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Role;

use crate::laptop::by;
use crate::oracle::{STEPS, ZONES};
use crate::world::{Sim, World};

#[derive(Debug, Clone, Copy)]
enum Act {
    Walk,
    ScanWildly,
    Screen,
    Void,
    Edit,
    Standing,
    Reissue,
    SetBadge,
    AddGuest,
    Issue,
    Correct,
    EveryoneOut,
    StopOrResume,
    Settings,
    CarryOut,
    TakeIn,
    TakeInDamaged,
    AddDesk,
    OpenKit,
    TakeImage,
    UseImage,
    Retire,
    Reopen,
    Restore,
    ClockJumps,
    Erase,
    RotateKey,
    Import,
    VoidImport,
    Acknowledge,
}

const WEIGHTS: [(u64, Act); 30] = [
    (30, Act::Walk),
    (18, Act::ScanWildly),
    (10, Act::Screen),
    (5, Act::Void),
    (4, Act::Edit),
    (7, Act::Standing),
    (3, Act::Reissue),
    (4, Act::SetBadge),
    (5, Act::AddGuest),
    (2, Act::Issue),
    (2, Act::Correct),
    (2, Act::EveryoneOut),
    (2, Act::StopOrResume),
    (2, Act::Settings),
    (14, Act::CarryOut),
    (22, Act::TakeIn),
    (2, Act::TakeInDamaged),
    (1, Act::AddDesk),
    (2, Act::OpenKit),
    (2, Act::TakeImage),
    (2, Act::UseImage),
    (1, Act::Retire),
    (1, Act::Reopen),
    (1, Act::Restore),
    (2, Act::ClockJumps),
    (1, Act::Erase),
    (1, Act::RotateKey),
    (2, Act::Import),
    (1, Act::VoidImport),
    (1, Act::Acknowledge),
];

impl World {
    /// Does one thing at one desk.
    pub fn step(&mut self) -> Sim<()> {
        let at = self.dice.below(self.laptops.len());
        let millis = self.dice.below(40_000) as i64;
        self.laptops[at].pass_time(millis);
        let whom = self.dice.below(self.comers.len());
        // Desks contradict each other about the same few.
        let disputed = whom % 3;
        match self.dice.weighted(&WEIGHTS) {
            Act::Walk if self.comers[whom].honest => self.walk(at, whom),
            Act::Walk | Act::ScanWildly if !self.comers[whom].honest => self.scan_wildly(at, whom),
            Act::Walk | Act::ScanWildly => self.walk(at, whom),
            Act::Screen => self.screen_somehow(at, whom),
            Act::Void => self.void(at),
            Act::Edit => self.edit(at, disputed),
            Act::Standing => self.set_standing(at, disputed),
            Act::Reissue => self.reissue(at, disputed),
            Act::SetBadge => self.set_badge(at, disputed),
            Act::AddGuest => {
                let honest = self.dice.chance(50);
                self.admit_to_list(at, honest)
            }
            Act::Issue => self.issue(at, whom),
            Act::Correct => self.correct(at),
            Act::EveryoneOut => self.everyone_out(at),
            Act::StopOrResume => self.stop_or_resume(at),
            Act::Settings => self.set_capacity(at),
            Act::CarryOut => self.carry_out(at, None).map(|_| ()),
            Act::TakeIn => self.with_letter(at, Self::take_in),
            Act::TakeInDamaged => self.with_letter(at, Self::take_in_damaged),
            Act::AddDesk => self.add_desk(at),
            Act::OpenKit => self.open_kit(),
            Act::TakeImage => {
                self.take_image(at);
                Ok(())
            }
            Act::UseImage => self.use_image(),
            Act::Retire => self.retire(at),
            Act::Reopen => self.reopen(at),
            Act::Restore => self.restore(at),
            Act::Erase => self.erase(at, whom),
            Act::RotateKey => self.rotate_key(at),
            Act::Import => self.import(at),
            Act::VoidImport => self.void_import(at),
            Act::Acknowledge => self.acknowledge(at),
            Act::ClockJumps => {
                let days = self.dice.below(20_000) as i64 - 10_000;
                self.laptops[at].pass_time(days * 86_400_000);
                Ok(())
            }
        }
    }

    /// Takes a file, mostly one of the newest; old ones turn up again.
    fn with_letter(
        &mut self,
        at: usize,
        take: fn(&mut Self, usize, &crate::world::Letter) -> Sim<()>,
    ) -> Sim<()> {
        let many = self.letters.len();
        if many == 0 {
            return Ok(());
        }
        let back = if self.dice.chance(70) { self.dice.below(many.min(4)) } else { self.dice.below(many) };
        let letter = self.letters[many - 1 - back].clone();
        take(self, at, &letter)
    }

    fn screen_somehow(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Some(code) = self.comers[whom].code.clone() else { return Ok(()) };
        let step = self.dice.pick(&STEPS).0;
        let outcome = self.dice.weighted(&[(5, Outcome::Pass), (3, Outcome::Fail), (2, Outcome::Waive)]);
        let role = if self.dice.chance(50) { Role::Screener } else { Role::Supervisor };
        self.screen(at, &code, whom, step, outcome, role)
    }

    /// Voids a record of this desk's journal; never a passage of somebody honest, who did pass.
    fn void(&mut self, at: usize) -> Sim<()> {
        let honest: Vec<&str> =
            self.comers.iter().filter(|comer| comer.honest).map(|comer| comer.guest.as_str()).collect();
        let wild: Vec<&str> =
            self.comers.iter().filter(|comer| !comer.honest).map(|comer| comer.guest.as_str()).collect();
        let may = |nth: &usize| {
            let rec = &self.book.records[*nth];
            let passes =
                ["Entered", "Exited", "ExitRepeated", "ExitConfirmed"].iter().any(|fact| rec.says(fact));
            let subject = rec.subject.as_deref().unwrap_or_default();
            let is_about = |guests: &[&str]| guests.contains(&subject);
            self.laptops[at].held.has(*nth)
                && (is_about(&wild) || rec.subject.is_none() || (is_about(&honest) && !passes))
                && !matches!(rec.kind.as_str(), "guest_added" | "guest_imported" | "imported")
        };
        let many = self.book.records.len();
        let candidates: Vec<usize> = (many.saturating_sub(60)..many).filter(may).collect();
        if candidates.is_empty() {
            return Ok(());
        }
        let rec = &self.book.records[*self.dice.pick(&candidates)];
        let (id, kind) = (rec.id.clone(), rec.kind.clone());
        let done = self.laptops[at].desk().void(&by(Role::Supervisor), &id, "by mistake");
        self.done(at, &format!("voids {} ({kind})", &id[..8]), done).map(|_| ())
    }

    fn edit(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Ok(guest) = self.comers[whom].guest.parse() else { return Ok(()) };
        let name = format!("{} {}", self.comers[whom].name, self.dice.below(100));
        let draft = if self.dice.chance(50) {
            GuestDraft { name: Some(name.clone()), ..GuestDraft::default() }
        } else {
            GuestDraft { company: Some(name.clone()), ..GuestDraft::default() }
        };
        let done = self.laptops[at].desk().edit_guest(&by(Role::Supervisor), guest, draft, None);
        self.done(at, &format!("writes {name}"), done).map(|_| ())
    }

    fn set_standing(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Ok(guest) = self.comers[whom].guest.parse() else { return Ok(()) };
        let status = self.dice.weighted(&[
            (6, Status::Approved),
            (2, Status::Pending),
            (2, Status::Cancelled),
            (1, Status::Blocked),
        ]);
        let category = self.dice.chance(30).then(|| (*self.dice.pick(&["guest", "VIP"])).to_owned());
        let draft = GuestDraft { status: Some(status), category, ..GuestDraft::default() };
        let done = self.laptops[at].desk().edit_guest(&by(Role::Supervisor), guest, draft, Some("so it is"));
        self.done(at, &format!("sets {} {status:?}", self.comers[whom].name), done).map(|_| ())
    }

    fn reissue(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Ok(guest) = self.comers[whom].guest.parse() else { return Ok(()) };
        let done = self.laptops[at].desk().reissue(&by(Role::Scanner), guest, "lost");
        if self.done(at, &format!("reissues the badge of {}", self.comers[whom].name), done)?.is_some() {
            self.issue(at, whom)?;
        }
        Ok(())
    }

    fn set_badge(&mut self, at: usize, whom: usize) -> Sim<()> {
        let Some(code) = self.comers[whom].code.clone() else { return Ok(()) };
        let state = if self.dice.chance(50) { BadgeState::Active } else { BadgeState::Revoked };
        let done = self.laptops[at].desk().set_badge(&by(Role::Supervisor), &code, state, "so it is");
        self.done(at, &format!("sets the badge of {} {state:?}", self.comers[whom].name), done).map(|_| ())
    }

    fn correct(&mut self, at: usize) -> Sim<()> {
        let count = self.dice.below(7) as i64 - 3;
        let zone = self.dice.chance(60).then(|| self.dice.pick(&ZONES).0);
        let done = self.laptops[at].desk().correct(&by(Role::Supervisor), count, zone, "counted");
        self.done(at, &format!("corrects {zone:?} by {count}"), done).map(|_| ())
    }

    /// Everybody really leaves.
    fn everyone_out(&mut self, at: usize) -> Sim<()> {
        let done = self.laptops[at].desk().everyone_out(&by(Role::Supervisor));
        if self.done(at, "sends everyone out", done)?.is_some() {
            self.comers.iter_mut().for_each(|comer| comer.place = None);
        }
        Ok(())
    }

    fn stop_or_resume(&mut self, at: usize) -> Sim<()> {
        let susan = by(Role::Supervisor);
        let stops = self.dice.chance(30);
        let desk = self.laptops[at].desk();
        let done = if stops { desk.stop_entry(&susan, "full") } else { desk.resume_entry(&susan) };
        self.done(at, if stops { "stops entry" } else { "resumes entry" }, done).map(|_| ())
    }
}
