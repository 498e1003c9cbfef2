//! The event, its journal, its desks; and commands that have little to tell.

use gatehouse_core::desk::{Carried, DeskView, Fingerprint, Missing, Taken, VerifyReport};
use gatehouse_core::settings::Settings;
use serde::Serialize;

use super::Shape;

/// The answer of `new`.
#[derive(Serialize)]
pub struct Created {
    pub event: String,
    pub desk: String,
}

/// The answer of commands that write a record and have nothing else to tell.
#[derive(Serialize)]
pub struct Written {
    pub record: Option<String>,
}

/// The answer of commands that have nothing to tell.
#[derive(Serialize)]
pub struct Nothing {}

/// The answer of `desks`.
#[derive(Serialize)]
pub struct Desks {
    pub desks: Vec<DeskView>,
}

/// The answer of `merge`.
pub struct Merged {
    pub taken: Taken,
    /// How many it revealed.
    pub findings: usize,
}

impl Shape for Merged {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Merged<'v> {
            new: u64,
            known: u64,
            waiting: u64,
            missing: &'v [Missing],
            findings: usize,
        }
        let Taken { new, known, waiting, missing, .. } = &self.taken;
        Merged { new: *new, known: *known, waiting: *waiting, missing, findings: self.findings }
    }
}

/// Answers whose every field is promised.
macro_rules! whole {
    ($($answer:ty),* $(,)?) => { $(
        impl Shape for $answer {
            fn shape(&self) -> impl Serialize + '_ {
                self
            }
        }
    )* };
}

whole!(Created, Written, Nothing, Desks, Settings, Carried, Fingerprint, VerifyReport);
