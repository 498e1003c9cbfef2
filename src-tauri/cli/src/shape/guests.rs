//! Guests, their history, and their badges.

use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::view::{
    BadgeView, BadgesReport, GuestHistory, GuestList, GuestView, HistoryLine, LeftOut, NotPrintable,
    PresenceState, PresenceView, StepState, StepView,
};
use serde::Serialize;

use super::{Shape, each, shape};

/// A guest, wherever one stands in an answer.
#[derive(Serialize)]
pub struct Guest<'v> {
    id: &'v str,
    reference: Option<&'v str>,
    name: &'v str,
    email: Option<&'v str>,
    company: Option<&'v str>,
    category: &'v str,
    status: Status,
    presence: Presence<'v>,
    screening: Vec<Step<'v>>,
    badge: Option<Badge<'v>>,
}

shape!(Presence of PresenceView { state: PresenceState, zone: Option<String>, since: Option<String> });
shape!(Step of StepView { step: String, state: StepState, at: Option<String>, by: Option<String> });
shape!(Badge of BadgeView { code: String, state: BadgeState });
shape!(Line of HistoryLine {
    record: String, at: String, desk: String, operator: Option<String>, kind: String, text: String,
});

impl<'v> From<&'v GuestView> for Guest<'v> {
    fn from(guest: &'v GuestView) -> Self {
        Self {
            id: &guest.id,
            reference: guest.reference.as_deref(),
            name: &guest.name,
            email: guest.email.as_deref(),
            company: guest.company.as_deref(),
            category: &guest.category,
            status: guest.status,
            presence: (&guest.presence).into(),
            screening: each(&guest.screening),
            badge: guest.badge.as_ref().map(Badge::from),
        }
    }
}

impl Shape for GuestList {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Guests<'v> {
            guests: Vec<Guest<'v>>,
            total: u32,
        }
        Guests { guests: each(&self.guests), total: self.total }
    }
}

impl Shape for GuestHistory {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct History<'v> {
            guest: Guest<'v>,
            history: Vec<Line<'v>>,
        }
        History { guest: (&self.guest).into(), history: each(&self.history) }
    }
}

/// The answer of commands that change one guest.
pub struct Changed {
    pub guest: GuestView,
    /// The act's record; none where nothing needed a change.
    pub record: Option<String>,
}

impl Shape for Changed {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Changed<'v> {
            guest: Guest<'v>,
            record: Option<&'v str>,
        }
        Changed { guest: (&self.guest).into(), record: self.record.as_deref() }
    }
}

shape!(Left of LeftOut { guest: String, reason: String });
shape!(Unprintable of NotPrintable { guest: String, characters: String });

impl Shape for BadgesReport {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Badges<'v> {
            badges: u32,
            pages: u32,
            files: &'v [String],
            left_out: Vec<Left<'v>>,
            not_printable: Vec<Unprintable<'v>>,
        }
        Badges {
            badges: self.badges,
            pages: self.pages,
            files: &self.files,
            left_out: each(&self.left_out),
            not_printable: each(&self.not_printable),
        }
    }
}
