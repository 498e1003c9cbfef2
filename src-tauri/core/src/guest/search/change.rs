//! What becomes of a guest, as the index has to hear of it.

use super::is_found_alike;
use crate::guest::Guest;
use crate::guest::traits::Traits;

/// What becoming of a guest means for lists.
#[derive(Debug)]
pub enum Change {
    /// Found by other words than before, or new.
    Found(Box<Guest>),
    /// Found by the same words, and filtered otherwise.
    Stands(Traits),
    /// Came, went or was screened: told like the rest, but nobody at the door waits until lists know.
    Passed(Traits),
    /// Everybody who was inside has left, whatever guest this is told of.
    Emptied,
    /// No longer on the list.
    Gone,
}

impl Change {
    /// Gives what a guest's new state means for lists, if anything.
    pub fn between(before: Option<&Guest>, now: Guest) -> Option<Self> {
        let before = before.filter(|before| is_found_alike(before, &now));
        let Some(before) = before else {
            return Some(if now.listed { Self::Found(Box::new(now)) } else { Self::Gone });
        };
        let (before, now) = (Traits::of(before), Traits::of(&now));
        match before == now {
            true => None,
            false if before.differ_by_passing(&now) => Some(Self::Passed(now)),
            false => Some(Self::Stands(now)),
        }
    }
}
