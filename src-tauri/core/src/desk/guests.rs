//! Guests: found exactly, added at the desk, edited.

use super::Desk;
use super::refold::{Scope, called};
use super::write::{Done, Draft};
use crate::admission::decide::Resolution;
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
        if resolved.resolution == Resolution::Ambiguous {
            let code = resolved.stray.as_deref().unwrap_or(text);
            let owners = store::guest::with_code(&self.store.connection, code)
                .map_err(|error| self.store.problem(error))?;
            return Err(Error::ambiguous_guest(text, &self.names(&owners)?));
        }
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
    /// `usage` when there is neither name, e-mail nor phone, or for a category there is not; `reason_required` for
    /// somebody who is not to come; `not_permitted`.
    pub fn add_guest(
        &mut self,
        by: &Operator,
        draft: GuestDraft,
        reason: Option<&str>,
    ) -> Result<Done<GuestId>> {
        let reason = reason_for(&draft, Status::Approved, reason)?;
        self.check_category(&draft, DEFAULT_CATEGORY)?;
        let guest = self.new_guest_id();
        let mut drafts = vec![Draft::added(guest, &draft)?];
        drafts.extend(standing(guest, &draft, None));
        drafts.extend(reason.map(|reason| Draft::note(Some(guest), reason)));
        self.record(by, drafts).map(|done| done.with(guest))
    }

    /// Changes what is said of a guest; says only what differs.
    ///
    /// # Errors
    /// `no_such_guest`, `not_permitted`; `reason_required` for cancelling and blocking; `usage` for somebody erased
    /// and for a category there is not.
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
        let drafts = self.edit_drafts(&guest, &draft, reason)?;
        self.record(by, drafts)
    }

    /// Drafts what differs from what stands, and the reason when anything does.
    ///
    /// Where desks said different things, saying one of them again settles it.
    pub(super) fn edit_drafts(
        &self,
        guest: &Guest,
        draft: &GuestDraft,
        reason: Option<&str>,
    ) -> Result<Vec<Draft>> {
        let reason = reason_for(draft, guest.status, reason)?;
        self.check_category(draft, &guest.category)?;
        let is_news = |(field, value): &(Field, String)| {
            guest.field(*field) != value || guest.other_values.contains_key(field)
        };
        let fields: Fields = said(draft).into_iter().filter(is_news).collect();
        let mut drafts = Vec::new();
        if !fields.is_empty() {
            drafts.push(Draft::details(guest.id, Kind::GuestEdited, fields));
        }
        drafts.extend(standing(guest.id, draft, Some(guest)));
        if !drafts.is_empty() {
            drafts.extend(reason.map(|reason| Draft::note(Some(guest.id), reason)));
        }
        Ok(drafts)
    }

    /// Refuses a category that is neither set up nor the guest's own: only an import makes new ones.
    fn check_category(&self, draft: &GuestDraft, own: &str) -> Result<()> {
        let settings = &self.globals.settings;
        match category_said(draft) {
            Some(new) if new != own && !settings.category_names().contains(new) => {
                let known: Vec<&str> = settings.category_names().into_iter().collect();
                Err(no_such_category(new, &known.join(", ")))
            }
            _ => Ok(()),
        }
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
    let new = category_said(draft).filter(|new| *new != category);
    facts.extend(new.map(|new| Fact::CategorySet { category: new.to_owned(), import: None }));
    (!facts.is_empty()).then(|| Draft::about(guest, Kind::StandingSet, facts))
}

/// Gives the category somebody said, if one was.
fn category_said(draft: &GuestDraft) -> Option<&str> {
    draft.category.as_deref().map(str::trim).filter(|category| !category.is_empty())
}

/// Gives the reason typed; whoever turns a guest away from now on has to say why.
fn reason_for<'r>(draft: &GuestDraft, before: Status, reason: Option<&'r str>) -> Result<Option<&'r str>> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let turns_away =
        draft.status.filter(|new| *new != before && matches!(new, Status::Cancelled | Status::Blocked));
    if turns_away.is_some() && reason.is_none() { Err(reason_required()) } else { Ok(reason) }
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

fn no_such_category(category: &str, known: &str) -> Error {
    Error::usage(
        Text::new(
            format!("There is no category \u{201c}{category}\u{201d}; nothing was recorded"),
            format!("没有类别“{category}”；未作任何记录"),
        ),
        Text::new(
            format!("Choose one of: {known}. An organiser adds more in the settings."),
            format!("请从以下选择：{known}。组织者可在设置中添加。"),
        ),
    )
}

fn erased() -> Error {
    Error::usage(
        Text::new(
            "This guest's details were erased; nothing can be said of them any more",
            "该来宾的资料已抹除，不能再填写",
        ),
        Text::new(
            "Add the person as a new guest if they come after all.",
            "如此人仍要到场，请添加为新来宾。",
        ),
    )
}
