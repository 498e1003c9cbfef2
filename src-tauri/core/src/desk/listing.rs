//! The guest list as people look through it: searched, filtered, counted, and carried out as a file.

use std::collections::BTreeSet;

use super::reader::{Reader, Reading};
use crate::error::Result;
use crate::guest::Guest;
use crate::guest::traits::{GuestFilter, Sieve};
use crate::ids::GuestId;
use crate::import::export::{self, FileKind};
use crate::store;
use crate::text::Lang;
use crate::view::{FacetCount, GuestCounts, GuestList};

/// What somebody wants to see of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct GuestQuery {
    /// Empty: everybody, by name.
    pub search: String,
    pub filter: GuestFilter,
    pub offset: usize,
    pub limit: usize,
    /// Whose place among those found is asked for too.
    pub place_of: Option<GuestId>,
}

/// Which guests go into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    All,
    Only(BTreeSet<GuestId>),
}

impl Reader {
    /// Gives a page of the list, how many fit in all, and where somebody stands.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn guests(&self, query: &GuestQuery, lang: Lang) -> Result<GuestList> {
        let (ids, total, place) = self.sifted(query, |hits, _| {
            let (total, place) = (hits.total(), query.place_of.and_then(|guest| hits.place_of(guest)));
            (hits.page(query.offset, query.limit), total, place)
        });
        let list = self.with(lang, |reading| reading.list(&ids, total))?;
        Ok(GuestList { place: place.and_then(|place| u32::try_from(place).ok()), ..list })
    }

    /// Gives the ids of a page of the list, in order.
    pub fn guest_ids(&self, query: &GuestQuery) -> Vec<GuestId> {
        self.sifted(query, |hits, _| hits.page(query.offset, query.limit))
    }

    /// Counts what each choice of the filter would show beside what is chosen of the other kinds.
    pub fn guest_counts(&self, query: &GuestQuery) -> GuestCounts {
        let all = GuestQuery { filter: GuestFilter::default(), ..query.clone() };
        self.sifted(&all, |hits, settings| {
            let sieve = Sieve::new(&query.filter, settings, self.now());
            let total = hits.traits().filter(|traits| sieve.passes(traits)).count();
            let counts = sieve.count(hits.traits()).into_iter();
            let facets = counts
                .map(|(facet, guests)| FacetCount { facet: facet.with(|name| (*name).to_owned()), guests });
            GuestCounts { total: u32::try_from(total).unwrap_or(u32::MAX), facets: facets.collect() }
        })
    }

    /// Writes guests as a file that imports back unchanged.
    ///
    /// # Errors
    /// `usage` when a workbook cannot hold so many, and what the disk refuses.
    pub fn export_guests(&self, which: &Exported, kind: FileKind, lang: Lang) -> Result<Vec<u8>> {
        self.with(lang, |reading| reading.export_guests(which, kind))
    }
}

impl Reading<'_> {
    pub(super) fn export_guests(&self, which: &Exported, kind: FileKind) -> Result<Vec<u8>> {
        let wanted = |guest: &Guest| match which {
            Exported::All => true,
            Exported::Only(ids) => ids.contains(&guest.id),
        };
        let mut guests = Vec::new();
        store::guest::each(&self.store.connection, self.store.path(), |guest| {
            if wanted(&guest) {
                guests.push(guest);
            }
        })?;
        export::write(&guests, kind, self.lang, self.now)
    }
}
