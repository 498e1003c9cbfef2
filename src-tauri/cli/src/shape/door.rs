//! Verdicts, the head count, findings.

use gatehouse_core::admission::DecisionKind;
use gatehouse_core::settings::Direction;
use gatehouse_core::view::{AsOf, FindingView, OccupancyView, Said, Verdict, ZoneOccupancy};
use serde::Serialize;

use super::guests::Guest;
use super::{Shape, each, shape};

shape!(Reason of Said { code: String, text: String });
shape!(Known of AsOf { desk: String, at: Option<String> });
shape!(Zone of ZoneOccupancy { zone: String, inside: i64, capacity: Option<u32> });
shape!(Finding of FindingView {
    id: String, kind: String, text: String, at: String, desks: Vec<String>, explained: bool, acknowledged: bool,
});

impl Shape for Verdict {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Answer<'v> {
            decision: DecisionKind,
            reasons: Vec<Reason<'v>>,
            notes: Vec<Reason<'v>>,
            guest: Option<Guest<'v>>,
            direction: Direction,
            recorded: bool,
            repeat: bool,
            overridden: bool,
        }
        Answer {
            decision: self.decision,
            reasons: each(&self.reasons),
            notes: each(&self.notes),
            guest: self.guest.as_ref().map(Guest::from),
            direction: self.direction,
            recorded: self.recorded,
            repeat: self.repeat,
            overridden: self.overridden,
        }
    }
}

impl Shape for OccupancyView {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Occupancy<'v> {
            inside: i64,
            capacity: Option<u32>,
            as_of: Vec<Known<'v>>,
            zones: Vec<Zone<'v>>,
        }
        Occupancy {
            inside: self.inside,
            capacity: self.capacity,
            as_of: each(&self.as_of),
            zones: each(&self.zones),
        }
    }
}

/// The answer of `findings`.
pub struct Findings(pub Vec<FindingView>);

impl Shape for Findings {
    fn shape(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Findings<'v> {
            findings: Vec<Finding<'v>>,
        }
        Findings { findings: each(&self.0) }
    }
}
