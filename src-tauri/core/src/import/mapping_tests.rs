#![allow(clippy::unwrap_used)]

use super::*;
use crate::error::Code;
use crate::import::read::{ReadOptions, read};

fn mapping(header: &str) -> Mapping {
    guess(&read(header.as_bytes(), &ReadOptions::default()).unwrap())
}

fn fields(mapping: &Mapping) -> Vec<&'static str> {
    mapping.columns().map(|(_, field)| field.map_or("", ImportField::name)).collect()
}

#[test]
fn a_luma_export_is_understood_by_its_own_words() {
    let luma = mapping(
        "guest_id,name,first_name,last_name,email,phone_number,created_at,approval_status,qr_code_url,ticket_name\n",
    );
    assert_eq!(luma.tool(), Some("luma"));
    let expected = "reference,name,first_name,last_name,email,phone,,status,code,category";
    assert_eq!(fields(&luma).join(","), expected);
}

#[test]
fn an_order_number_is_on_several_tickets_and_so_no_reference() {
    let eventbrite = mapping(
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Group,Attendee Status\n",
    );
    assert_eq!(eventbrite.tool(), Some("eventbrite"));
    assert_eq!(
        fields(&eventbrite).join(","),
        ",,first_name,last_name,email,quantity,category,reference,,status"
    );
    let pretix = mapping("Order code,Attendee name,Product,Price,Checked in,Secret,E-mail,Company\n");
    assert_eq!(pretix.tool(), Some("pretix"));
    assert_eq!(fields(&pretix).join(","), ",name,category,,checked_in,code,email,company");
}

#[test]
fn a_wenjuanxing_list_is_read_through_its_question_numbers_and_its_counter_is_left_out() {
    let list =
        mapping("序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您的姓名,2、您的手机号码,3、所在公司\n");
    assert_eq!(list.tool(), Some("wenjuanxing"));
    assert_eq!(fields(&list).join(","), ",,,,,,name,phone,company");
}

#[test]
fn a_field_goes_to_the_first_column_that_names_it_but_codes_may_stand_in_several() {
    assert_eq!(fields(&mapping("Email,E-mail address,Barcode,QR code\n")).join(","), "email,,code,code");
}

#[test]
fn a_person_puts_the_guess_right_by_field_and_column() {
    let mut list = mapping("Name,Nickname,Email\n");
    list.assign("name=nickname").unwrap();
    list.assign("email=").unwrap();
    assert_eq!(fields(&list).join(","), ",name,");
}

#[test]
fn a_rule_with_an_unknown_field_or_column_is_refused() {
    let mut list = mapping("Name,Email\n");
    for wrong in ["name", "colour=Name", "name=Nickname"] {
        assert_eq!(list.assign(wrong).unwrap_err().code, Code::Usage, "{wrong}");
    }
    assert_eq!(fields(&list).join(","), "name,email");
}

#[test]
fn a_number_column_is_a_reference_only_when_its_values_name_guests() {
    let of = |header: &str, values: [&str; 3]| {
        let rows = values.map(|value| format!("{value},Ann\n")).concat();
        fields(&mapping(&format!("{header},姓名\n{rows}"))).remove(0)
    };
    assert_eq!(of("编号", ["A1", "A2", "A3"]), "reference");
    assert_eq!(of("No.", ["VIP-7", "VIP-3", "12"]), "reference");
    assert_eq!(of("编号", ["1", "2", "3"]), "", "a row counter");
    assert_eq!(of("编号", ["A1", "A1", "A2"]), "", "one number for two guests");
    assert_eq!(of("编号", ["A1", "", "A2"]), "", "a guest without one");
    assert_eq!(of("序号", ["A1", "A2", "A3"]), "", "always a counter by its name");
}

/// Gives what is made of a header where this was said of the columns of the version before.
fn recalled(header: &str, said: &[(&str, Option<ImportField>)]) -> (String, bool) {
    let mut list = mapping(header);
    let said: Vec<_> = said.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect();
    let any = list.recall(&said);
    (fields(&list).join(","), any)
}

#[test]
fn what_was_said_of_a_column_holds_again_and_of_columns_of_one_name_for_each_in_its_turn() {
    let said = [
        ("Answer", None),
        ("Answer", Some(ImportField::Company)),
        ("Nickname", Some(ImportField::Name)),
        ("Email", None),
    ];
    assert_eq!(recalled("Answer,Nickname,Answer,Email\n", &said), (",name,company,".into(), true));
    assert_eq!(
        recalled("Answer,Answer,Answer,Phone\n", &said),
        (",company,,phone".into(), true),
        "the third is new"
    );
    assert_eq!(recalled("Name,Phone\n", &said), ("name,phone".into(), false), "nothing was said of these");
}

#[test]
fn a_guess_about_a_new_column_gives_way_to_what_was_said_of_one_that_is_still_there() {
    let said = [("Nickname", Some(ImportField::Name)), ("Barcode", Some(ImportField::Code))];
    assert_eq!(recalled("Name,Nickname,Email\n", &said), (",name,email".into(), true));
    assert_eq!(recalled("Barcode,QR code,Name\n", &said).0, "code,code,name", "codes may stand in several");
    assert_eq!(recalled("Name,Barcode\n", &said).0, "name,code", "the column it was said of is gone");
}

#[test]
fn a_column_that_a_tool_fills_with_something_else_is_left_out_though_its_name_is_a_field_elsewhere() {
    let eventbrite = mapping("Order #,First Name,Last Name,Email,Group,Type,Attendee #\n");
    assert_eq!(eventbrite.tool(), Some("eventbrite"));
    assert_eq!(fields(&eventbrite).join(","), ",first_name,last_name,email,,,reference");
    let meetup = mapping("Name,Attendance,User ID,Title,RSVP,Guests,URL of Member Profile\n");
    assert_eq!(fields(&meetup).join(","), "name,checked_in,reference,,status,companions,");
    let tito =
        mapping("Number,Ticket Full Name,Void Status,Ticket Reference\nT-1,Ann,,A1B2\nT-2,Bob,,C3D4\n");
    assert_eq!(
        fields(&tito).join(","),
        ",name,void,reference",
        "a number of the order, be it unlike a row counter"
    );
}
