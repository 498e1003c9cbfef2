#![allow(clippy::unwrap_used)]

use super::*;
use crate::import::MAX_VALUE;
use crate::import::mapping::guess;
use crate::import::read::{ReadOptions, read};

pub(in crate::import) const KEY: BadgeKey = BadgeKey::new([7; 32]);

pub(in crate::import) fn plan_of(csv: &str, source: &str, guests: &[Existing]) -> Plan {
    plan_of_bytes(csv.as_bytes(), source, guests)
}

pub(in crate::import) fn plan_of_bytes(bytes: &[u8], source: &str, guests: &[Existing]) -> Plan {
    let table = read(bytes, &ReadOptions::default()).unwrap();
    let answers = BTreeMap::new();
    plan_of_table(&table, &guess(&table), source, guests, &answers)
}

fn plan_of_table(
    table: &Table,
    mapping: &Mapping,
    source: &str,
    guests: &[Existing],
    answers: &BTreeMap<u64, SameOrAnother>,
) -> Plan {
    let categories = ["guest".to_owned(), "engineer".to_owned()];
    plan(
        table,
        mapping,
        source,
        &OnList { guests, categories: &categories, badge_key: &KEY, mends: false, answers },
    )
    .unwrap()
}

/// Carries a plan out as folding its records would.
pub(in crate::import) fn applied(plan: &Plan, guests: &[Existing]) -> Vec<Existing> {
    let mut guests = guests.to_vec();
    for (at, entry) in plan.entries.iter().enumerate() {
        let id = entry.id.unwrap_or_else(|| GuestId::new([at as u8 + 100; 16]));
        match &entry.what {
            What::Same => {}
            What::New { fields, status, category, beside } => guests.push(Existing {
                id,
                fields: fields.clone(),
                status: *status,
                category: category.clone(),
                imported_fields: fields.clone(),
                imported_status: Some(*status).filter(|status| *status != Status::Approved),
                imported_category: Some(category.clone()).filter(|category| category != DEFAULT_CATEGORY),
                companions: beside.companions.unwrap_or(0),
                imported_companions: beside.companions,
                source_said: beside.said.clone().unwrap_or_default(),
                gone: false,
            }),
            What::Changed { fields, status, category, beside } => {
                let guest = guests.iter_mut().find(|guest| guest.id == id).unwrap();
                guest.fields.extend(fields.clone());
                guest.imported_fields.extend(fields.clone());
                guest.status = status.unwrap_or(guest.status);
                guest.imported_status = status.or(guest.imported_status);
                guest.category = category.clone().unwrap_or_else(|| guest.category.clone());
                guest.imported_category = category.clone().or(guest.imported_category.take());
                guest.companions = beside.companions.unwrap_or(guest.companions);
                guest.imported_companions = beside.companions.or(guest.imported_companions);
                guest.source_said = beside.said.clone().unwrap_or_else(|| guest.source_said.clone());
                guest.gone &= !beside.is_back;
            }
        }
    }
    let is_gone = |guest: &Existing| plan.gone_guests.iter().any(|gone| gone.id == guest.id);
    guests.iter_mut().for_each(|guest| guest.gone |= is_gone(guest));
    guests
}

fn counts(plan: &Plan) -> (u64, u64, u64, u64) {
    let counts = plan.counts();
    (counts.new, counts.changed, counts.same, counts.rejected)
}

const THREE: &str = "ID,Name,Email,Phone,Company,Category,Status\n\
    1,Ann Li,ann@example.org,+86 138 0013 8000,Beans,engineer,approved\n\
    2,Bob Ray,bob@example.org,,Peas,,approved\n\
    3,王伟,,13900139000,豆子,press,pending\n";

#[test]
fn three_rows_are_three_guests_and_the_same_file_again_changes_nothing() {
    let first = plan_of(THREE, "list", &[]);
    assert_eq!(counts(&first), (3, 0, 0, 0));
    assert_eq!((first.not_admitted, first.new_categories.as_slice()), (1, &["press".to_owned()][..]));
    let again = plan_of(THREE, "list", &applied(&first, &[]));
    assert_eq!(counts(&again), (0, 0, 3, 0));
    assert_eq!((again.gone, again.warnings.len(), again.joined), (0, 0, 0));
}

#[test]
fn one_cell_changed_is_one_guest_changed_in_that_field_only() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    let changed = plan_of(&THREE.replace("Peas", "Lentils"), "list", &guests);
    assert_eq!(counts(&changed), (0, 1, 2, 0));
    let fields = Fields::from([(Field::Company, "Lentils".to_owned())]);
    assert_eq!(
        changed.entries[1].what,
        What::Changed { fields, status: None, category: None, beside: Beside::default() }
    );
    assert_eq!(changed.entries[1].id, Some(guests[1].id));
}

#[test]
fn a_changed_guest_is_shown_field_by_field_with_what_stood_there_before() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    let list = THREE.replace("Peas,,approved", "Lentils,VIP,declined").replace("+86 138", "+86 139");
    let plan = plan_of(&list, "list", &guests);
    let shown: Vec<(u64, &str, &str, &str, &str)> = plan
        .changes
        .iter()
        .map(|c| (c.line, c.name.as_str(), c.field.name(), c.before.as_str(), c.after.as_str()))
        .collect();
    let ann = (2, "Ann Li", "phone", "+86 138 0013 8000", "+86 139 0013 8000");
    let (bob, status) =
        ((3, "Bob Ray", "company", "Peas", "Lentils"), (3, "Bob Ray", "status", "approved", "cancelled"));
    assert_eq!(shown, [ann, bob, status, (3, "Bob Ray", "category", "guest", "VIP")]);
}

#[test]
fn a_second_source_with_its_own_numbers_overwrites_nobody_and_nobody_is_gone() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    let other = "ID,Name,Email,Company\n1,Cid,cid@example.org,X\n2,Dora,dora@example.org,Y\n3,Ann L.,ANN@example.org,Z\n";
    let second = plan_of(other, "other", &guests);
    assert_eq!((counts(&second), second.gone), ((2, 0, 1, 0), 0));
    let all = applied(&second, &guests);
    assert_eq!(all[0].fields[&Field::Name], "Ann Li");
    assert_eq!(counts(&plan_of(other, "other", &all)), (0, 0, 3, 0));
    assert_eq!(counts(&plan_of(THREE, "list", &all)), (0, 0, 3, 0));
}

#[test]
fn an_equal_phone_joins_and_completes_the_guest_of_another_source() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    let joined = plan_of("姓名,手机,职位\n王伟,139-0013-9000,总监\n", "问卷", &guests);
    let fields = Fields::from([(Field::Title, "总监".to_owned())]);
    assert_eq!(joined.entries[0].id, Some(guests[2].id));
    assert_eq!(
        joined.entries[0].what,
        What::Changed { fields, status: None, category: None, beside: Beside::default() }
    );
}

#[test]
fn different_references_of_one_source_are_different_guests_even_with_one_email() {
    let couple = "ID,Name,Email\n1,Ann,home@example.org\n2,Ann,home@example.org\n";
    let first = plan_of(couple, "list", &[]);
    assert_eq!(counts(&first), (2, 0, 0, 0));
    let guests = applied(&first, &[]);
    let third = plan_of("ID,Name,Email\n3,Ann,home@example.org\n", "list", &guests);
    assert_eq!((counts(&third), third.gone), ((1, 0, 0, 0), 2));
}

#[test]
fn different_names_in_one_file_are_different_guests_and_keep_apart_in_any_order() {
    let first = "Name,Email\nAnn,home@example.org\nBob,home@example.org\n";
    let guests = applied(&plan_of(first, "list", &[]), &[]);
    assert_eq!(guests.len(), 2);
    let turned = plan_of("Name,Email\nBob,home@example.org\nAnn,home@example.org\n", "list", &guests);
    assert_eq!(counts(&turned), (0, 0, 2, 0));
    assert_eq!(turned.entries[0].id, Some(guests[1].id));
}

#[test]
fn of_rows_with_one_email_the_one_whose_name_fits_is_the_guest_and_among_several_guests_none_is_guessed() {
    let guests = applied(&plan_of("Name,Email\nAnn,home@example.org\n", "list", &[]), &[]);
    let both = plan_of("Name,Email\nBob,home@example.org\nAnn,home@example.org\n", "other", &guests);
    assert_eq!((counts(&both), both.entries[1].id), ((1, 0, 1, 0), Some(guests[0].id)));
    let two = "Name,Email\nAnn,home@example.org\nBob,home@example.org\n";
    let guests = applied(&plan_of(two, "list", &[]), &[]);
    let third = plan_of("Name,Email\nCid,home@example.org\n", "other", &guests);
    assert_eq!(counts(&third), (1, 0, 0, 0));
    let told: Vec<(u64, &str)> = third.warnings.iter().map(|told| (told.line, told.value.as_str())).collect();
    assert_eq!(told, [(2, "home@example.org")]);
}

#[test]
fn an_email_says_more_than_a_phone() {
    let list = "Name,Email,Phone\nAnn,ann@example.org,\nBob,,+491701234567\n";
    let guests = applied(&plan_of(list, "list", &[]), &[]);
    let row = plan_of("Name,Email,Phone\nEve,ann@example.org,+491701234567\n", "other", &guests);
    assert_eq!(row.entries[0].id, Some(guests[0].id));
}

#[test]
fn a_list_knows_a_guest_by_the_value_it_said_though_a_desk_put_another_right() {
    let mut guests = applied(&plan_of("Name,Email\nAnn,ann@example.org\n", "list", &[]), &[]);
    guests[0].fields.insert(Field::Email, "ann.li@example.org".to_owned());
    guests[0].fields.insert(Field::Name, "Ann Li".to_owned());
    let again = plan_of("Name,Email\nAnn,ann@example.org\n", "list", &guests);
    assert_eq!((counts(&again), again.gone), ((0, 0, 1, 0), 0));
}

#[test]
fn a_guest_whose_reference_was_put_right_at_a_desk_is_one_row_only() {
    let mut guests = applied(&plan_of("ID,Name\n1,Ann\n", "list", &[]), &[]);
    guests[0].fields.insert(Field::Reference, "2".to_owned());
    let plan = plan_of("ID,Name\n1,Ann\n2,Bob\n", "list", &guests);
    assert_eq!((counts(&plan), plan.entries[0].id), ((1, 0, 1, 0), Some(guests[0].id)));
}

#[test]
fn rows_with_nothing_but_name_and_company_meet_nth_with_nth() {
    let list = "姓名,单位,备注\n张伟,甲,一\n张伟,甲,二\n张伟,乙,三\n";
    let guests = applied(&plan_of(list, "list", &[]), &[]);
    assert_eq!(guests.len(), 3);
    assert_eq!(counts(&plan_of(list, "list", &guests)), (0, 0, 3, 0));
    let changed = plan_of(&list.replace('二', "贰"), "list", &guests);
    assert_eq!(changed.entries[1].id, Some(guests[1].id));
    assert_eq!(counts(&changed), (0, 1, 2, 0));
}

#[test]
fn every_fault_of_a_row_is_named_and_the_good_rows_still_go_in() {
    let list = "Name,Email,Phone\nAnn,ann@example.org,\nBob,bob at example,\n,,\n\"\",\"\",\"-\"\nCid,cid@example.org\n\
        ANN,Ann@Example.ORG,\nDora,dora@example.org,,extra\n\"Eve,eve@example.org,\nFay,fay@example.org,\n";
    let plan = plan_of(list, "list", &[]);
    let names: Vec<&str> = plan.preview.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Fay"]);
    let told: Vec<(u64, &str)> =
        plan.rejected.iter().map(|row| (row.line, row.faults[0].reason.en.as_str())).collect();
    assert_eq!(told[0], (3, "this is not an e-mail address"));
    assert_eq!(plan.rejected[0].faults[0].column, "Email");
    assert_eq!(plan.rejected[0].faults[0].value, "bob at example");
    assert!(told.contains(&(6, "the row has 2 columns, the header has 3")), "{told:?}");
    assert!(told.contains(&(7, "the same guest as on line 2")), "{told:?}");
    assert!(told.contains(&(8, "the row has 4 columns, the header has 3")), "{told:?}");
    assert!(told.contains(&(9, "a quotation mark on this line is never closed")), "{told:?}");
    assert_eq!(plan.repeated, 1);
}

#[test]
fn a_row_without_a_name_repeats_any_with_its_email_and_one_phone_with_two_emails_is_two_guests() {
    for list in ["Name,Email\nAnn,ann@example.org\n,ann@example.org\n", "Name,Email\n,a@x.org\nAnn,a@x.org\n"]
    {
        let plan = plan_of(list, "list", &[]);
        assert_eq!((counts(&plan), plan.repeated), ((1, 0, 0, 1), 1), "{list}");
    }
    let phone = "Name,Email,Phone\nAnn,a@x.org,+491701234567\nAnn,b@x.org,+491701234567\n";
    assert_eq!(counts(&plan_of(phone, "list", &[])), (2, 0, 0, 0));
}

#[test]
fn of_a_row_and_its_repeat_the_stricter_status_counts_whichever_stands_first() {
    let list = "Name,Email,Status\nAnn,a@x.org,cancelled\nAnn,a@x.org,approved\n";
    let plan = plan_of(list, "list", &[]);
    assert_eq!((counts(&plan), plan.not_admitted, plan.warnings.len()), ((1, 0, 0, 1), 1, 0));
}

#[test]
fn what_another_list_says_of_a_guest_replaces_nothing_but_lets_a_block_through() {
    let own = "ID,Name,Email,Category,Guests,Checked in\n1,Ann,ann@example.org,engineer,,2026-09-01\n";
    let mut guests = applied(&plan_of(own, "list", &[]), &[]);
    guests[0].companions = 3;
    guests[0].gone = true;
    let other = "ID,Name,Email,Category,Guests,Checked in\n9,Anna,ann@example.org,press,2,2026-10-01\n";
    assert_eq!(plan_of(other, "other", &guests).entries[0].what, What::Same);
    let by_hand = |guest: &mut Existing| {
        guest.fields.retain(|field, _| !matches!(field, Field::Source | Field::Reference));
        guest.imported_fields.clear();
    };
    by_hand(&mut guests[0]);
    assert_eq!(plan_of(own, "list", &guests).entries[0].what, What::Same, "a desk's guest is nobody's row 1");
    let blocked = "Name,Email,Block reason\nAnn,ann@example.org,fought\n";
    let plan = plan_of(blocked, "blocked", &guests);
    let What::Changed { status, .. } = &plan.entries[0].what else { panic!("blocked") };
    assert_eq!(*status, Some(Status::Blocked));
}

#[test]
fn blank_cells_behind_the_last_column_are_no_fault_and_a_cell_of_a_whole_letter_is() {
    assert_eq!(counts(&plan_of("Name,Email\nAnn,ann@example.org,, \n", "list", &[])), (1, 0, 0, 0));
    let plan = plan_of(&format!("Name,Company\nAnn,{}\n", "x".repeat(MAX_VALUE + 1)), "list", &[]);
    let fault = &plan.rejected[0].faults[0];
    assert_eq!(
        (fault.column.as_str(), fault.value.chars().count()),
        ("Company", 41),
        "its beginning is shown"
    );
}

#[test]
fn a_reference_that_a_spreadsheet_spoilt_is_told_and_names_nobody() {
    let plan = plan_of("ID,Name\n1.38E+10,Ann\n1.38E+10,Bob\n", "list", &[]);
    assert_eq!((counts(&plan), plan.warnings.len()), ((2, 0, 0, 0), 2));
    assert!(plan.entries.iter().all(|entry| entry.id.is_none()), "{:?}", plan.entries);
}

#[test]
fn what_is_doubtful_is_told_in_the_order_of_the_file_with_what_was_not_read_at_all() {
    let two = "Name,Email\nAnn,home@example.org\nBob,home@example.org\n";
    let guests = applied(&plan_of(two, "list", &[]), &[]);
    let list = "Name,Email,Status,Quantity\nCid,home@example.org,approved,\nDora,,blue,two\n";
    let lines: Vec<u64> = plan_of(list, "other", &guests).warnings.iter().map(|told| told.line).collect();
    assert_eq!(lines, [2, 3, 3], "whose e-mail it is, a status and a number nobody knows");
    let options = ReadOptions { encoding: Some("utf-8".to_owned()), ..ReadOptions::default() };
    let table = read(b"Name\nAda Lovelace of London\nZo\xeb\n", &options).unwrap();
    let plan = plan_of_table(&table, &guess(&table), "list", &[], &BTreeMap::new());
    assert_eq!(plan.warnings.iter().map(|told| told.line).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_whole_name_goes_before_its_parts_and_a_category_of_a_whole_sentence_is_a_fault() {
    let plan = plan_of("First name,Last name,Name\nA.,L.,Ada Lovelace\n", "list", &[]);
    assert_eq!(plan.preview[0].name, "Ada Lovelace");
    let list = format!("Name,Category\nAnn,{}\nBob,press\n", "x".repeat(101));
    let plan = plan_of(&list, "list", &[]);
    assert_eq!((counts(&plan), plan.rejected[0].faults[0].column.as_str()), ((1, 0, 0, 1), "Category"));
}

#[test]
fn a_spoilt_phone_on_the_list_is_nobody_by_the_digits_it_has_left() {
    let guests = applied(&plan_of("Name,Phone\nAnn,1.3800138e+10\n", "list", &[]), &[]);
    assert_eq!(counts(&plan_of("Name,Phone\nZed,1380013810\n", "other", &guests)), (1, 0, 0, 0));
}

#[test]
fn a_row_with_neither_name_email_nor_phone_is_rejected() {
    let plan = plan_of("Name,Email,Company\nAnn,,\n,,Beans\n", "list", &[]);
    assert_eq!(counts(&plan), (1, 0, 0, 1));
    assert_eq!(plan.rejected[0].faults[0].reason.en, "the row has neither name, e-mail nor phone");
}

#[test]
fn declined_refunded_void_and_cancelled_rows_are_on_the_list_as_not_admitted() {
    let list = "Name,Status\nAnn,declined\nBob,Refunded\nCid,void\nDora,已取消\nEve,approved\nFay,waitlist\n";
    let plan = plan_of(list, "list", &[]);
    assert_eq!((counts(&plan), plan.not_admitted), ((6, 0, 0, 0), 5));
    let statuses: Vec<Status> = plan.preview.iter().map(|row| row.status).collect();
    assert_eq!(statuses[..4], [Status::Cancelled; 4]);
    assert_eq!(statuses[4..], [Status::Approved, Status::Pending]);
}

#[test]
fn a_status_nobody_knows_or_that_is_missing_among_approved_ones_waits_and_is_told() {
    let plan = plan_of("Name,Status\nAnn,blue\nBob,\nCid,approved\n", "list", &[]);
    assert_eq!(plan.not_admitted, 2);
    assert_eq!(plan.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [2, 3]);
    let plan = plan_of("Name,Status\nAnn,cancelled\nBob,\n", "list", &[]);
    assert_eq!((plan.not_admitted, plan.warnings.len()), (1, 0));
}

#[test]
fn a_void_ticket_is_cancelled_whatever_its_status_says() {
    let plan = plan_of("Name,Status,Void Status\nAnn,approved,true\nBob,approved,false\n", "list", &[]);
    assert_eq!(plan.not_admitted, 1);
}

#[test]
fn a_block_or_a_name_put_right_at_a_desk_outlasts_the_same_file() {
    let mut guests = applied(&plan_of(THREE, "list", &[]), &[]);
    guests[0].status = Status::Blocked;
    guests[1].fields.insert(Field::Name, "Robert Ray".to_owned());
    guests[2].status = Status::Approved;
    guests[0].category = "VIP".to_owned();
    assert_eq!(counts(&plan_of(THREE, "list", &guests)), (0, 0, 3, 0));
}

#[test]
fn no_list_lifts_a_block_made_at_a_desk() {
    let mut guests = applied(&plan_of(THREE, "list", &[]), &[]);
    guests[2].status = Status::Blocked;
    let plan = plan_of(&THREE.replace("pending", "approved"), "list", &guests);
    assert_eq!((counts(&plan), plan.warnings.len()), ((0, 0, 3, 0), 1));
}

#[test]
fn a_changed_status_cell_counts_and_an_emptied_cell_clears_nothing() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    let plan = plan_of(&THREE.replace("Peas,,approved", ",,declined"), "list", &guests);
    let status = Some(Status::Cancelled);
    let what = What::Changed { fields: Fields::new(), status, category: None, beside: Beside::default() };
    assert_eq!(plan.entries[1].what, what);
}

#[test]
fn guests_the_new_file_lacks_are_counted_as_gone() {
    let guests = applied(&plan_of(THREE, "list", &[]), &[]);
    assert_eq!(plan_of("ID,Name,Email\n1,Ann Li,ann@example.org\n", "list", &guests).gone, 2);
}

#[test]
fn a_spoilt_phone_is_told_kept_as_found_and_never_used_to_match() {
    let list = "Name,Phone\nAnn,1.38E+10\nBob,1.38E+10\n,01701234567\nDora,1701234568\n";
    let plan = plan_of(list, "list", &[]);
    assert_eq!((counts(&plan), plan.warnings.len()), ((4, 0, 0, 0), 3));
    let What::New { fields, .. } = &plan.entries[0].what else { panic!("new") };
    assert_eq!(fields[&Field::Phone], "1.38E+10");
    let guests = applied(&plan, &[]);
    let other = plan_of("Name,Phone\nZed,1.38E+10\n", "other", &guests);
    assert_eq!(counts(&other), (1, 0, 0, 0));
}

#[test]
fn a_spoilt_phone_beside_the_same_one_unspoilt_stays_with_its_own_guest() {
    let list = "Name,E-mail,Phone\nBob,bob@example.org,013800138\n王伟,,13800138\n王伟,,13;800138\n";
    let first = plan_of(list, "luma", &[]);
    assert_eq!(counts(&first), (3, 0, 0, 0));
    assert_eq!(counts(&plan_of(list, "luma", &applied(&first, &[]))), (0, 0, 3, 0));
}

#[test]
fn a_list_of_which_no_column_names_anybody_is_refused() {
    let table = read(b"Colour,Size\nred,3\n", &ReadOptions::default()).unwrap();
    let list =
        OnList { guests: &[], categories: &[], badge_key: &KEY, mends: false, answers: &BTreeMap::new() };
    let error = plan(&table, &guess(&table), "list", &list).unwrap_err();
    assert_eq!(error.code, crate::error::Code::BadFile);
    assert!(error.message.en.contains("Colour, Size"));
}

#[test]
fn a_reference_gives_the_same_guest_id_for_ever() {
    let id = guest_id(&KEY, "luma", "gst-1");
    assert_eq!(id.to_string(), "02ba4ad195de9186efc6a2a9b238b249");
    assert_ne!(id, guest_id(&KEY, "other", "gst-1"));
}

#[test]
fn a_category_is_spelled_as_the_settings_spell_it() {
    let plan = plan_of("Name,Category\nAnn,ENGINEER\nBob,Speaker\nCid,speaker\nDora,Guest\n", "list", &[]);
    let categories: Vec<&str> = plan.preview.iter().map(|row| row.category.as_str()).collect();
    assert_eq!(categories, ["engineer", "Speaker", "Speaker", "guest"]);
    assert_eq!(plan.new_categories, ["Speaker"]);
}
