//! Guests: found exactly, added at the desk, edited.

use super::Desk;
use super::refold::{Scope, called};
use super::write::{Done, Draft};
use crate::error::{Error, Result};
use crate::guest::{Field, Fields, Guest, Status};
use crate::ids::GuestId;
use crate::journal::fact::{Fact, Kind};
use crate::settings::{DEFAULT_CATEGORY, Operator};
use crate::store;
use crate::text::roles::reason_required;
use crate::text::{Lang, Text};

/// What a person says of a guest; none: not said, empty: taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct GuestDraft {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub title: Option<String>,
    pub category: Option<String>,
    pub attention: Option<String>,
    pub status: Option<Status>,
}

impl Desk {
    /// Finds the one guest meant by a guest id, badge code, reference or e-mail, tried in that order.
    ///
    /// # Errors
    /// `no_such_guest`; `ambiguous_guest`, naming each, when several fit.
    pub fn find_guest(&self, text: &str) -> Result<GuestId> {
        let (on, text) = (&self.store.connection, text.trim());
        if let Some(guest) = text.parse().ok().map(|id| self.find_folded(id)).transpose()?.flatten() {
            return Ok(guest.id);
        }
        if let Some(guest) = self.resolve_code_only(text)? {
            return Ok(guest);
        }
        for find in [store::guest::with_reference, store::guest::with_email] {
            let found = find(on, text).map_err(|error| self.store.problem(error))?;
            match found.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                several => return Err(Error::ambiguous_guest(text, &self.names(several)?)),
            }
        }
        Err(Error::no_such_guest(text))
    }

    fn resolve_code_only(&self, text: &str) -> Result<Option<GuestId>> {
        let resolved = self.resolve(&super::Shown::Codes(vec![text.to_owned()]))?;
        Ok(resolved.guest.map(|guest| guest.id))
    }

    fn names(&self, guests: &[GuestId]) -> Result<String> {
        let mut names = Vec::new();
        for id in guests {
            names.push(format!("{} ({id})", called(&self.get_guest(*id)?)));
        }
        Ok(names.join(", "))
    }

    /// Adds a guest by hand.
    ///
    /// # Errors
    /// `usage` when there is neither name, e-mail nor phone; `not_permitted`.
    pub fn add_guest(&mut self, by: &Operator, draft: GuestDraft) -> Result<Done<GuestId>> {
        let guest = self.new_guest_id();
        let mut drafts = vec![Draft::added(guest, &draft)?];
        drafts.extend(standing(guest, &draft, None));
        self.record(by, drafts).map(|done| done.with(guest))
    }

    /// Changes what is said of a guest; says only what differs.
    ///
    /// # Errors
    /// `no_such_guest`, `not_permitted`; `reason_required` for cancelling and blocking; `usage` for somebody erased.
    pub fn edit_guest(
        &mut self,
        by: &Operator,
        id: GuestId,
        draft: GuestDraft,
        reason: Option<&str>,
    ) -> Result<Done<()>> {
        let guest = self.get_guest(id)?;
        let id = guest.id;
        if self.globals.erased.contains(&id) {
            return Err(erased());
        }
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let strict = matches!(draft.status, Some(Status::Cancelled | Status::Blocked));
        if strict && draft.status != Some(guest.status) && reason.is_none() {
            return Err(reason_required());
        }
        let fields: Fields =
            said(&draft).into_iter().filter(|(field, value)| guest.field(*field) != value).collect();
        let mut drafts = Vec::new();
        if !fields.is_empty() {
            drafts.push(Draft::details(id, Kind::GuestEdited, fields));
        }
        drafts.extend(standing(id, &draft, Some(&guest)));
        if !drafts.is_empty() {
            drafts.extend(reason.map(|reason| Draft::note(Some(id), reason)));
        }
        self.record(by, drafts)
    }

    pub(super) fn new_guest_id(&mut self) -> GuestId {
        let mut id = [0; 16];
        self.around.entropy.fill(&mut id);
        GuestId::new(id)
    }

    /// Finds a guest as folded; one that waits to be refolded is folded first, without writing.
    pub(super) fn find_folded(&self, id: GuestId) -> Result<Option<Guest>> {
        let (on, path) = (&self.store.connection, self.store.path());
        if !store::guest::is_stale(on, id).map_err(|error| self.store.problem(error))? {
            return self.reading(Lang::En).find(id);
        }
        let scope = Scope { on, path, globals: &self.globals, ancestry: &self.ancestry };
        match scope.fold_now(id)? {
            Some(folded) => Ok(Some(folded)),
            None => {
                self.reading(Lang::En).known_by_now(id)?.map_or(Ok(None), |owner| self.find_folded(owner))
            }
        }
    }
}

impl Draft {
    /// Drafts a typed reason or note.
    pub(super) fn note(guest: Option<GuestId>, text: &str) -> Self {
        Self {
            kind: Kind::Noted,
            subject: guest,
            facts: vec![Fact::Note { text: text.to_owned(), about: None }],
        }
    }

    /// Drafts a guest added by hand, whom something must name.
    pub(super) fn added(guest: GuestId, draft: &GuestDraft) -> Result<Self> {
        let fields: Fields = said(draft).into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if ![Field::Name, Field::Email, Field::Phone].iter().any(|field| fields.contains_key(field)) {
            return Err(nameless());
        }
        Ok(Self::details(guest, Kind::GuestAdded, fields))
    }

    fn details(guest: GuestId, kind: Kind, fields: Fields) -> Self {
        Self::about(guest, kind, vec![Fact::GuestDetails { fields, import: None, line: None }])
    }
}

/// Status and category stand in a record of their own, which is not personal.
fn standing(guest: GuestId, draft: &GuestDraft, before: Option<&Guest>) -> Option<Draft> {
    let (status, category) = before
        .map_or((Status::Approved, DEFAULT_CATEGORY), |before| (before.status, before.category.as_str()));
    let mut facts = Vec::new();
    facts.extend(
        draft.status.filter(|new| *new != status).map(|status| Fact::StatusSet { status, import: None }),
    );
    let new = draft.category.as_deref().map(str::trim).filter(|new| !new.is_empty() && *new != category);
    facts.extend(new.map(|new| Fact::CategorySet { category: new.to_owned(), import: None }));
    (!facts.is_empty()).then(|| Draft::about(guest, Kind::StandingSet, facts))
}

fn said(draft: &GuestDraft) -> Fields {
    [
        (Field::Name, &draft.name),
        (Field::Email, &draft.email),
        (Field::Phone, &draft.phone),
        (Field::Company, &draft.company),
        (Field::Title, &draft.title),
        (Field::Attention, &draft.attention),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field, value.as_deref()?.trim().to_owned())))
    .collect()
}

fn nameless() -> Error {
    Error::usage(
        Text::new("A guest needs a name, an e-mail or a phone number", "来宾至少需要姓名、邮箱或电话之一"),
        Text::new("Type one of them.", "请至少填写一项。"),
    )
}

fn erased() -> Error {
    Error::usage(
        Text::new(
            "This guest's details were erased; nothing can be said of them any more",
            "该来宾的资料已删除，不能再填写",
        ),
        Text::new(
            "Add the person as a new guest if they come after all.",
            "如此人仍要到场，请添加为新来宾。",
        ),
    )
}
