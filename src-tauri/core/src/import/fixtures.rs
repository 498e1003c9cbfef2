//! Exports of the sign-up tools, written by hand after their columns, and what must come of each.

#![allow(clippy::unwrap_used)]

use crate::error::Code;
use crate::guest::{Field, Status};
use crate::import::mapping::ImportField;
use crate::import::plan::tests::plan_of_bytes;
use crate::import::plan::{Plan, What};
use crate::import::read::{ReadOptions, read};

/// Gives the plan of a list no guest of which is known yet.
fn plan_of(bytes: &[u8]) -> Plan {
    plan_of_bytes(bytes, "list", &[])
}

/// Says of each column what it is read as.
fn read_as(plan: &Plan) -> String {
    plan.mapping.columns().map(|(_, field)| field.map_or("", ImportField::name)).collect::<Vec<_>>().join(",")
}

/// Gives the tool, and how many are new, not admitted and rejected.
fn outcome(plan: &Plan) -> (Option<&'static str>, u64, u64, usize) {
    (plan.mapping.tool(), plan.counts().new, plan.not_admitted, plan.rejected.len())
}

fn values(plan: &Plan, field: Field) -> Vec<&str> {
    let new = plan.entries.iter().filter_map(|entry| match &entry.what {
        What::New { fields, .. } => Some(fields),
        What::Changed { .. } | What::Same => None,
    });
    new.map(|fields| fields.get(&field).map_or("", String::as_str)).collect()
}

/// Gives status, companions and what the list itself recorded, of each row.
fn standing(plan: &Plan) -> Vec<(Status, u32, String)> {
    let new = plan.entries.iter().filter_map(|entry| match &entry.what {
        What::New { status, beside, .. } => {
            let said = beside.said.clone().unwrap_or_default().join("; ");
            Some((*status, beside.companions.unwrap_or(0), said))
        }
        What::Changed { .. } | What::Same => None,
    });
    new.collect()
}

fn told(plan: &Plan) -> Vec<(u64, &str)> {
    plan.warnings.iter().map(|warning| (warning.line, warning.reason.en.as_str())).collect()
}

#[test]
fn eventbrite_splits_names_and_refunds_and_one_order_holds_several_guests() {
    let plan = plan_of(include_bytes!("fixtures/eventbrite.csv"));
    assert_eq!(outcome(&plan), (Some("eventbrite"), 3, 1, 0));
    assert_eq!(
        read_as(&plan),
        ",,first_name,last_name,email,quantity,category,reference,,,paid,status,title,company"
    );
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "王伟", "Bob"]);
}

#[test]
fn luma_names_may_be_turned_or_missing_and_who_is_not_approved_is_not_admitted() {
    let plan = plan_of(include_bytes!("fixtures/luma.csv"));
    assert_eq!(outcome(&plan), (Some("luma"), 3, 2, 0));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "", "Cid"]);
    assert_eq!(values(&plan, Field::Codes)[0], "https://example.org/c/1");
}

#[test]
fn pretix_secrets_are_codes_and_two_names_of_one_order_are_two_guests() {
    let plan = plan_of(include_bytes!("fixtures/pretix.csv"));
    assert_eq!(outcome(&plan), (Some("pretix"), 2, 0, 0));
    assert_eq!(read_as(&plan), ",name,first_name,last_name,category,,checked_in,code,email,company");
    assert_eq!(values(&plan, Field::Codes), ["s3cr3t1", "s3cr3t2"]);
}

#[test]
fn hi_events_shows_the_public_id_as_code_and_knows_who_cancelled() {
    let plan = plan_of(include_bytes!("fixtures/hi-events.csv"));
    assert_eq!(outcome(&plan), (Some("hi.events"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Codes), ["A-1", "A-2"]);
}

#[test]
fn alf_io_loses_the_tab_in_front_and_who_has_not_paid_waits() {
    let plan = plan_of(include_bytes!("fixtures/alf-io.csv"));
    assert_eq!(outcome(&plan), (Some("alf.io"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Phone), ["+8613800138000", ""]);
    assert_eq!(plan.warnings.len(), 0, "{:?}", plan.warnings);
}

#[test]
fn indico_may_name_two_columns_alike_and_its_line_breaks_become_one_space() {
    let plan = plan_of(include_bytes!("fixtures/indico.csv"));
    assert_eq!(outcome(&plan), (Some("indico"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Attention), ["first second", ""]);
}

#[test]
fn a_tito_ticket_without_a_guest_never_borrows_the_buyer_and_a_void_one_is_not_admitted() {
    let plan = plan_of(include_bytes!("fixtures/tito.csv"));
    assert_eq!(outcome(&plan), (Some("tito"), 2, 1, 1));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "Bob Ray"]);
    assert_eq!(plan.rejected[0].line, 3);
}

#[test]
fn meetup_text_called_a_workbook_is_read_by_its_tabs() {
    let plan = plan_of(include_bytes!("fixtures/meetup.xls"));
    assert_eq!(outcome(&plan), (Some("meetup"), 2, 1, 0));
    assert_eq!(plan.delimiter, Some('\t'));
    assert_eq!(values(&plan, Field::Reference), ["user 12537919", "user 2"]);
}

#[test]
fn wenjuanxing_questions_are_read_without_their_numbers_and_several_answers_are_parted() {
    let plan = plan_of(include_bytes!("fixtures/wenjuanxing.csv"));
    assert_eq!(outcome(&plan), (Some("wenjuanxing"), 2, 0, 0));
    assert_eq!(read_as(&plan), ",,,,,,name,phone,company,attention");
    assert_eq!(values(&plan, Field::Attention), ["素食; 清真", ""]);
}

#[test]
fn tencent_columns_are_read_without_their_brackets_and_an_answer_about_nobody_is_rejected() {
    let plan = plan_of(include_bytes!("fixtures/tencent-docs.csv"));
    assert_eq!(outcome(&plan), (Some("tencent-docs"), 1, 0, 1));
    assert_eq!(read_as(&plan), ",,name,phone,title");
}

#[test]
fn an_eventbrite_order_of_three_is_a_guest_and_two_more_and_a_refund_in_a_second_row_counts() {
    let plan = plan_of(include_bytes!("fixtures/eventbrite-orders.csv"));
    assert_eq!(outcome(&plan), (Some("eventbrite"), 2, 1, 1));
    let came = "Checked In: Yes".to_owned();
    assert_eq!(standing(&plan), [(Status::Approved, 2, came), (Status::Cancelled, 0, String::new())]);
    assert_eq!(told(&plan), [(3, "line 4 is the same guest and says cancelled: that counts")]);
}

#[test]
fn eventbrite_barcodes_are_codes_and_a_check_in_there_is_history_and_no_presence() {
    let plan = plan_of(include_bytes!("fixtures/eventbrite-barcodes.csv"));
    assert_eq!(outcome(&plan), (Some("eventbrite"), 1, 0, 1));
    assert_eq!(values(&plan, Field::Codes), ["77100100010001"]);
    assert_eq!(standing(&plan), [(Status::Approved, 1, "Attendee Status: Checked In".to_owned())]);
}

#[test]
fn an_older_luma_export_knows_its_guests_by_api_id_and_keeps_when_they_came() {
    let plan = plan_of(include_bytes!("fixtures/luma-2023.csv"));
    assert_eq!(outcome(&plan), (Some("luma"), 2, 1, 0));
    assert_eq!(values(&plan, Field::Reference), ["gst-1", "gst-2"]);
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "Bob Ray"]);
    assert_eq!(standing(&plan)[0].2, "checked_in_at: 2026-09-02T18:03:00.000Z");
    assert_eq!(standing(&plan)[1].0, Status::Pending);
}

#[test]
fn pretix_headers_in_german_are_read_by_their_words() {
    let plan = plan_of(include_bytes!("fixtures/pretix-german.csv"));
    assert_eq!(read_as(&plan), ",name,category,,checked_in,email,company,attention");
    assert_eq!(standing(&plan)[0].2, "Eingecheckt: 28.11.2026 18:03");
}

#[test]
fn older_hi_events_exports_say_yes_or_no_to_a_check_in() {
    let plan = plan_of(include_bytes!("fixtures/hi-events-2023.csv"));
    assert_eq!(outcome(&plan), (Some("hi.events"), 2, 0, 0));
    let said: Vec<String> = standing(&plan).into_iter().map(|(_, _, said)| said).collect();
    assert_eq!(said, ["Is Checked In: Yes", ""]);
}

#[test]
fn a_phone_that_indico_took_the_plus_from_is_still_known() {
    let plan = plan_of(include_bytes!("fixtures/indico-lost-plus.csv"));
    assert_eq!(outcome(&plan), (Some("indico"), 1, 0, 0));
    assert_eq!(values(&plan, Field::Phone), ["8613800138000"]);
    assert_eq!(
        crate::import::cells::phone_key("8613800138000"),
        crate::import::cells::phone_key("+86 138 0013 8000")
    );
    assert_eq!(standing(&plan)[0].2, "Checked in: Yes; Check-in date: 2026-09-02");
}

#[test]
fn indicos_own_import_has_no_header_and_loses_nobody() {
    let plan = plan_of(include_bytes!("fixtures/indico-import.csv"));
    assert_eq!((plan.header_line, plan.counts().new), (None, 3));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "Bob Ray", "王伟"]);
    assert_eq!(values(&plan, Field::Title), ["Analyst", "", ""]);
}

#[test]
fn meetup_guests_come_along_without_a_name() {
    let plan = plan_of(include_bytes!("fixtures/meetup-guests.xls"));
    assert_eq!(outcome(&plan), (Some("meetup"), 2, 1, 0));
    assert_eq!(standing(&plan)[0], (Status::Approved, 2, "Attendance: Attended".to_owned()));
    assert_eq!(standing(&plan)[1].0, Status::Pending);
}

#[test]
fn attendize_columns_are_read_and_a_last_name_may_be_missing() {
    let plan = plan_of(include_bytes!("fixtures/attendize.csv"));
    assert_eq!(values(&plan, Field::Name), ["Ada Lovelace", "Bob"]);
}

#[test]
fn a_block_list_brings_nobody_in_but_as_blocked() {
    let plan = plan_of(include_bytes!("fixtures/envoy-blocklist.csv"));
    assert_eq!(outcome(&plan), (Some("envoy-blocklist"), 2, 2, 0));
    assert!(standing(&plan).iter().all(|(status, ..)| *status == Status::Blocked));
    assert_eq!(values(&plan, Field::Email), ["mallory@example.org", ""]);
    let said = "this is a block list: everybody on it comes in as blocked, whatever else it says";
    assert_eq!(told(&plan), [(1, said)]);
}

#[test]
fn a_watch_list_brings_nobody_in_but_as_blocked() {
    let plan = plan_of(include_bytes!("fixtures/ubersystem-watchlist.csv"));
    assert_eq!(outcome(&plan), (Some("ubersystem-watchlist"), 2, 2, 0));
    assert!(standing(&plan).iter().all(|(status, ..)| *status == Status::Blocked));
    assert_eq!(values(&plan, Field::Name), ["Mallory Ray", "Eve Black"]);
}

#[test]
fn names_in_one_cell_of_a_party_sheet_are_places_and_stay_readable() {
    let plan = plan_of(include_bytes!("fixtures/party-sheet.csv"));
    let said = "Check In Y/N: Y; Check In Time: 21:04; Guest Names: Bob Ray, Cid Moss".to_owned();
    assert_eq!(standing(&plan), [(Status::Approved, 2, said), (Status::Approved, 0, String::new())]);
}

#[test]
fn a_name_and_a_phone_in_one_answer_are_parted() {
    let plan = plan_of(include_bytes!("fixtures/wenjuanxing-one-cell.csv"));
    assert_eq!(outcome(&plan), (Some("wenjuanxing"), 2, 0, 0));
    assert_eq!(values(&plan, Field::Name), ["王伟", "李雷"]);
    assert_eq!(values(&plan, Field::Phone), ["13800138000", "+86 139 0013 9000"]);
    assert_eq!(standing(&plan)[0].1, 2);
}

#[test]
fn header_words_are_known_in_every_language_lists_come_in() {
    let lists: [(&[u8], &str); 7] = [
        (
            include_bytes!("fixtures/words-zh-hans.csv"),
            ",name,phone,company,title,email,category,attention,,,companions",
        ),
        (include_bytes!("fixtures/words-zh-hant.csv"), "name,phone,email,company,title,attention,category"),
        (include_bytes!("fixtures/words-zh-split.csv"), "last_name,first_name,phone,company,title,category"),
        (
            include_bytes!("fixtures/words-de.csv"),
            "first_name,last_name,company,phone,email,category,companions",
        ),
        (include_bytes!("fixtures/words-fr.csv"), "first_name,last_name,company,phone,email,attention"),
        (include_bytes!("fixtures/words-es.csv"), "first_name,last_name,company,phone,email,attention"),
        (include_bytes!("fixtures/words-numbered.csv"), "name,email,phone,company"),
    ];
    for (list, fields) in lists {
        let plan = plan_of(list);
        assert_eq!((read_as(&plan).as_str(), plan.rejected.len()), (fields, 0));
    }
}

#[test]
fn every_encoding_a_list_may_have_reads_in_clear() {
    let lists: [(&[u8], &str, &str); 11] = [
        (include_bytes!("fixtures/gbk.csv"), "GB18030", "王伟"),
        (include_bytes!("fixtures/gb18030.csv"), "GB18030", "李㐀𠀀"),
        (include_bytes!("fixtures/gbk-one-name.csv"), "GB18030", "王伟"),
        (include_bytes!("fixtures/big5.csv"), "Big5", "陳大文"),
        (include_bytes!("fixtures/utf16le-bom.csv"), "UTF-16LE", "王伟"),
        (include_bytes!("fixtures/utf16be-bom.csv"), "UTF-16BE", "王伟"),
        (include_bytes!("fixtures/utf16le.csv"), "UTF-16LE", "王伟"),
        (include_bytes!("fixtures/utf16be.csv"), "UTF-16BE", "王伟"),
        (include_bytes!("fixtures/utf8-bom.csv"), "UTF-8", "王伟"),
        (include_bytes!("fixtures/cp1252.csv"), "windows-1252", "Jürgen Groß"),
        (include_bytes!("fixtures/words-fr.csv"), "windows-1252", "Zoé Lefèvre"),
    ];
    for (list, encoding, name) in lists {
        let plan = plan_of(list);
        assert_eq!((plan.encoding, plan.rejected.len()), (encoding, 0));
        assert!(values(&plan, Field::Name).contains(&name), "{encoding}: {:?}", values(&plan, Field::Name));
    }
}

#[test]
fn gbk_read_as_western_shows_what_garbled_names_look_like() {
    let options = ReadOptions { encoding: Some("windows-1252".to_owned()), ..ReadOptions::default() };
    let table = read(include_bytes!("fixtures/gbk.csv"), &options).unwrap();
    assert_eq!(table.header[0], "ÐÕÃû");
}

#[test]
fn every_delimiter_line_end_and_quoting_reads_the_same() {
    let lists: [(&[u8], Option<char>, &str); 8] = [
        (include_bytes!("fixtures/cr-only.csv"), Some(','), "Ada Lovelace|Bob Ray"),
        (include_bytes!("fixtures/sep.csv"), Some(';'), "Ada Lovelace"),
        (include_bytes!("fixtures/quoted-newline.csv"), Some(','), "Ada \"Countess\" Lovelace|Bob Ray"),
        (include_bytes!("fixtures/pipe.txt"), Some('|'), "Ada Lovelace"),
        (include_bytes!("fixtures/semicolon.csv"), Some(';'), "Anna Beck|Ben Carl"),
        (include_bytes!("fixtures/tab.tsv"), Some('\t'), "Ada Lovelace"),
        (include_bytes!("fixtures/single-column.csv"), Some(','), "Ada Lovelace|Bob Ray"),
        (include_bytes!("fixtures/names-only.txt"), Some(','), "Ada Lovelace|Bob Ray|王伟"),
    ];
    for (list, delimiter, names) in lists {
        let plan = plan_of(list);
        assert_eq!((plan.delimiter, values(&plan, Field::Name).join("|").as_str()), (delimiter, names));
        assert!(plan.rejected.is_empty(), "{names}");
    }
    let bare = plan_of(include_bytes!("fixtures/no-header.csv"));
    assert_eq!((bare.header_line, values(&bare, Field::Phone)[0]), (None, "+441234567890"));
}

#[test]
fn phones_a_spreadsheet_has_spoilt_are_told_and_kept_as_found() {
    let plan = plan_of(include_bytes!("fixtures/spoilt-phones.csv"));
    assert_eq!(
        (plan.counts().new, told(&plan).iter().map(|(line, _)| *line).collect::<Vec<_>>()),
        (4, vec![2, 3, 5])
    );
    assert_eq!(values(&plan, Field::Phone), ["1.38E+10", "1.38E+10", "01701234567", "1701234568"]);
}

#[test]
fn what_is_no_guest_list_is_refused_whole() {
    let files: [&[u8]; 3] = [
        include_bytes!("fixtures/web-page.csv"),
        include_bytes!("fixtures/nul-bytes.csv"),
        include_bytes!("fixtures/nobody.csv"),
    ];
    for bytes in files {
        let read = read(bytes, &ReadOptions::default());
        let refused = read.and_then(|table| crate::import::mapping::guess(&table).require_somebody());
        assert_eq!(refused.unwrap_err().code, Code::BadFile);
    }
}

#[test]
fn an_xls_is_read_with_its_sheets_dates_and_numbers_as_a_person_sees_them() {
    let table = read(include_bytes!("fixtures/workbook.xls"), &ReadOptions::default()).unwrap();
    assert_eq!((table.encoding, table.sheet.as_deref(), table.header_line), ("XLS", Some("来宾"), Some(2)));
    let sheets: Vec<(&str, bool)> =
        table.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Read me", false), ("来宾", false), ("old", true)]);
    let ada =
        ["Ada Lovelace", "13800138000", "ada@example.org", "2026-11-28", "2026-11-28 23:30", "TRUE", "12.5"];
    assert_eq!(table.rows[0].cells[..7], ada);
    assert!(table.rows[0].cells[7].contains("E+"), "{:?}", table.rows[0].cells);
    assert_eq!((table.rows[1].cells[0].as_str(), table.rows[1].cells[6].as_str()), ("王伟", "0.01"));
    assert_eq!(table.rows[2].cells[0], "Bob Ray", "formatting within a cell is left aside");
    let other = ReadOptions { sheet: Some("old".to_owned()), ..ReadOptions::default() };
    assert_eq!(read(include_bytes!("fixtures/workbook.xls"), &other).unwrap().rows[0].cells, ["Eve Black"]);
}

#[test]
fn texts_of_an_xls_that_go_on_over_several_records_stay_whole() {
    let table = read(include_bytes!("fixtures/many-texts.xls"), &ReadOptions::default()).unwrap();
    assert_eq!(table.rows.len(), 300);
    for (nth, row) in table.rows.iter().enumerate() {
        let name = if nth % 3 == 0 { format!("Guest {nth} 王伟") } else { format!("Guest {nth}") };
        let rest = if nth % 2 == 1 { "长".repeat(60) } else { "x".repeat(120) };
        assert_eq!(row.cells, [name, format!("note {nth} {rest}")]);
    }
}

#[test]
fn an_xls_cut_short_or_chasing_its_own_tail_is_a_bad_file_at_once() {
    let whole = include_bytes!("fixtures/workbook.xls");
    for length in [8, 600, 1024, 3000] {
        assert_eq!(
            read(&whole[..length], &ReadOptions::default()).unwrap_err().code,
            Code::BadFile,
            "{length}"
        );
    }
    // The first sector of the allocation table says of every sector that it is followed by itself.
    let mut looped = whole.to_vec();
    let table = 512 * (1 + u32::from_le_bytes(whole[76..80].try_into().unwrap()) as usize);
    for nth in 0..128_u32 {
        let at = table + 4 * nth as usize;
        looped[at..at + 4].copy_from_slice(&nth.to_le_bytes());
    }
    assert_eq!(read(&looped, &ReadOptions::default()).unwrap_err().code, Code::BadFile);
}
