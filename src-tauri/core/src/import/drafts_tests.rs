#![allow(clippy::unwrap_used)]

use super::*;
use crate::guest::Field;
use crate::import::plan::tests::{applied, plan_of};

/// Counts up, so that every draw differs.
struct Counted(u8);

impl Entropy for Counted {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0 += 1;
        bytes.fill(self.0);
    }
}

const IMPORT: ImportId = ImportId::new([9; 16]);
const LIST: &str = "ID,Name,Category,Status\n1,Ann,press,pending\n,Bob,,approved\n,Cid,,approved\n";

fn drafts(plan: &Plan) -> Vec<Draft> {
    plan.drafts(IMPORT, "list.csv", &mut Counted(0)).collect()
}

#[test]
fn a_guest_gets_one_record_of_personal_data_and_one_of_what_is_not_the_default() {
    let drafts = drafts(&plan_of(LIST, "list", &[]));
    let kinds: Vec<&Kind> = drafts.iter().map(|draft| &draft.kind).collect();
    let (import, standing) = (Kind::GuestImported, Kind::StandingSet);
    assert_eq!(kinds, [&import, &standing, &import, &import, &Kind::Imported]);
    let status = Fact::StatusSet { status: Status::Pending, import: Some(IMPORT) };
    let category = Fact::CategorySet { category: "press".to_owned(), import: Some(IMPORT) };
    assert_eq!(drafts[1].facts, [status, category]);
    assert_eq!(drafts[0].subject, drafts[1].subject);
    let Fact::GuestDetails { fields, line, .. } = &drafts[0].facts[0] else { panic!("details first") };
    assert_eq!(
        (fields[&Field::Name].as_str(), fields[&Field::Source].as_str(), *line),
        ("Ann", "list", Some(2))
    );
}

#[test]
fn guests_without_a_reference_get_ids_of_their_own() {
    let drafts = drafts(&plan_of(LIST, "list", &[]));
    assert_eq!(drafts[2].subject, Some(GuestId::new([1; 16])));
    assert_eq!(drafts[3].subject, Some(GuestId::new([2; 16])));
}

#[test]
fn the_last_record_marks_the_import_as_finished_even_when_nothing_changed() {
    let guests = applied(&plan_of(LIST, "list", &[]), &[]);
    let again = drafts(&plan_of(LIST, "list", &guests));
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].subject, None);
    let columns = ["ID", "Name", "Category", "Status"].map(str::to_owned).to_vec();
    let (source, file) = ("list".to_owned(), "list.csv".to_owned());
    let finished =
        Fact::Imported { import: IMPORT, source, file, columns, new: 0, changed: 0, same: 3, rejected: 0 };
    assert_eq!(again[0].facts, [finished]);
}

#[test]
fn a_change_of_status_alone_touches_no_personal_record() {
    let guests = applied(&plan_of(LIST, "list", &[]), &[]);
    let changed = drafts(&plan_of(&LIST.replace("pending", "approved"), "list", &guests));
    assert_eq!(changed[0].kind, Kind::StandingSet);
    assert_eq!(changed[0].facts, [Fact::StatusSet { status: Status::Approved, import: Some(IMPORT) }]);
    assert_eq!(changed.len(), 2);
}
