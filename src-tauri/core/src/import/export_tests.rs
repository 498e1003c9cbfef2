#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::guest::{Fields, Imported};
use crate::ids::GuestId;
use crate::import::plan::Existing;
use crate::import::plan::tests::{applied, plan_of, plan_of_bytes};
use crate::import::read::{ReadOptions, read};

const LIST: &str = "ID,Name,Email,Phone,Company,Job title,Category,Status,Notes,Barcode,QR code\n\
    007,王伟,wang@example.org,+8613800138000,=豆子,总监,engineer,approved,\"-bring \"\"id\"\", please\",A-1,B/2=\n\
    8,@lice O'Connor,,013800138,\"Beans; Peas | Co\",,guest,pending,,,\n\
    ,Bob,bob@example.org,,,,press,cancelled,,+C3,\n";

fn guest(existing: &Existing) -> Guest {
    Guest {
        id: existing.id,
        fields: existing.fields.clone(),
        other_values: BTreeMap::new(),
        status: existing.status,
        category: existing.category.clone(),
        badges: Vec::new(),
        screening: BTreeMap::new(),
        presence: Presence::Expected,
        imported: Imported::default(),
        import: None,
        party: crate::guest::Party::default(),
        source_said: Vec::new(),
        gone: false,
        provisional: false,
        listed: true,
    }
}

fn written(existing: &[Existing], kind: FileKind, lang: Lang) -> Vec<u8> {
    let guests: Vec<Guest> = existing.iter().map(guest).collect();
    write(&guests, kind, lang, Millis(1_790_000_000_000)).unwrap()
}

#[test]
fn a_list_written_out_imports_back_unchanged_as_either_file_and_in_either_language() {
    let guests = applied(&plan_of(LIST, "list", &[]), &[]);
    for (kind, lang) in [
        (FileKind::Csv, Lang::En),
        (FileKind::Csv, Lang::Zh),
        (FileKind::Xlsx, Lang::En),
        (FileKind::Xlsx, Lang::Zh),
    ] {
        let bytes = written(&guests, kind, lang);
        let back = plan_of_bytes(&bytes, "list", &guests);
        let counts = back.counts();
        assert_eq!(
            (counts.new, counts.changed, counts.same, back.rejected.len()),
            (0, 0, 3, 0),
            "{kind:?} {lang:?} {:?}",
            back.entries
        );
        let elsewhere = applied(&plan_of_bytes(&bytes, "list", &[]), &[]);
        assert_eq!(
            written(&elsewhere, FileKind::Csv, lang),
            written(&guests, FileKind::Csv, lang),
            "{kind:?} {lang:?}"
        );
    }
}

/// Names that break programs; each comes back as it was, whichever file it goes through.
const NAUGHTY: &[&str] = &[
    "שלום כהן",
    "محمد علي",
    "Ann (אן)",
    "Zoe\u{301}",
    "Z\u{325}\u{30c}\u{302}a\u{30a}l\u{336}g\u{489}o",
    "नी\u{200d}लम",
    "می\u{200c}خواهم",
    "👩\u{200d}👩\u{200d}👧 Family",
    "🇩🇪 Flagg",
    "🧑🏽\u{200d}🚀",
    "𠮷田",
    "𪚥𠔻",
    "㐀㐁",
    "ﬁona",
    "ＷＡＮＧ",
    "O'Connor",
    "O’Connor",
    "Say \"hi\"",
    "\"quoted\"",
    "\"",
    "a,b;c|d",
    "back\\slash",
    "<script>alert(1)</script>",
    "&amp; &lt; &#65;",
    "{{7*7}} ${7*7}",
    "=1+1",
    "+49 Anna",
    "-Bob",
    "@lice",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "Robert'); DROP TABLE guests;--",
    "NULL",
    "null",
    "TRUE",
    "0012",
    "1E5",
    "1/2",
    "2026-11-28",
    "_x0041_",
    "_x000D_",
    "é\u{a0}è",
    "Ⅷ ½ ㎏",
    "\u{feff}inside\u{2060}",
    "%s%n %00",
    "C:\\nul",
    "ß ẞ ı İ ǆ",
    "Ⴀⴀ Ꭰ",
    "'t Hooft",
    "''=two",
    "sep=;",
];

#[test]
fn names_that_break_programs_come_back_as_they_were_through_either_file() {
    let named = |(at, name): (usize, &&str)| {
        let doubled = name.replace('"', "\"\"");
        format!("n{at},\"{doubled}\",\"{doubled}\"\n")
    };
    let list: String = NAUGHTY.iter().enumerate().map(named).collect();
    let guests = applied(&plan_of(&format!("Guest ID,Name,Company\n{list}"), "list", &[]), &[]);
    assert_eq!(guests.len(), NAUGHTY.len());
    for kind in [FileKind::Csv, FileKind::Xlsx] {
        let bytes = written(&guests, kind, Lang::En);
        let back = plan_of_bytes(&bytes, "list", &guests);
        let counts = back.counts();
        assert_eq!(
            (counts.new, counts.changed, counts.same),
            (0, 0, guests.len() as u64),
            "{kind:?} {:?}",
            back.changes
        );
        let elsewhere = applied(&plan_of_bytes(&bytes, "elsewhere", &[]), &[]);
        let name =
            |guest: &Existing| (guest.fields[&Field::Name].clone(), guest.fields[&Field::Company].clone());
        let (mut before, mut after): (Vec<_>, Vec<_>) =
            (guests.iter().map(name).collect(), elsewhere.iter().map(name).collect());
        before.sort();
        after.sort();
        assert_eq!(before, after, "{kind:?}");
    }
}

#[test]
fn what_is_unseen_or_on_several_lines_is_cleaned_once_and_stays_so() {
    let list = "Name\n\"  two\r\nlines \"\n\u{200b}Ann\u{202e}\n\"\t=tabbed\"\n";
    let guests = applied(&plan_of(list, "list", &[]), &[]);
    let names: Vec<&str> = guests.iter().map(|guest| guest.fields[&Field::Name].as_str()).collect();
    assert_eq!(names, ["two lines", "Ann", "=tabbed"]);
    for kind in [FileKind::Csv, FileKind::Xlsx] {
        assert_eq!(
            plan_of_bytes(&written(&guests, kind, Lang::Zh), "list", &guests).counts().same,
            3,
            "{kind:?}"
        );
    }
}

#[test]
fn a_csv_opens_in_excel_as_it_is_meant_and_no_cell_runs() {
    let guests = applied(&plan_of(LIST, "list", &[]), &[]);
    let text = String::from_utf8(written(&guests, FileKind::Csv, Lang::En)).unwrap();
    let header = "\u{feff}\"Reference\",\"Name\",\"Email\",\"Phone\",\"Company\",\"Job title\",\"Category\",\"Status\",\"Notes\",\"Code\",\"Code\",\"Source\",\"Presence\"\r\n";
    assert!(text.starts_with(header), "{text}");
    for guarded in [
        "\"'@lice O'Connor\"",
        "\"'+8613800138000\"",
        "\"'=豆子\"",
        "\"'-bring \"\"id\"\", please\"",
        "\"'+C3\"",
    ] {
        assert!(text.contains(guarded), "{guarded} in {text}");
    }
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
}

#[test]
fn every_cell_of_a_workbook_is_text_and_the_header_stays_in_sight() {
    let guests = applied(&plan_of(LIST, "list", &[]), &[]);
    let bytes = written(&guests, FileKind::Xlsx, Lang::En);
    let table = read(&bytes, &ReadOptions::default()).unwrap();
    assert_eq!(table.rows[0].cells[3], "013800138", "a zero in front is kept");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet)
        .unwrap();
    assert!(sheet.contains("state=\"frozen\"") && !sheet.contains("<f>"), "{sheet}");
    assert_eq!(bytes, written(&guests, FileKind::Xlsx, Lang::En), "the same list gives the same file");
}

#[test]
fn guests_come_by_name_and_those_not_on_the_list_stay_out() {
    let mut guests: Vec<Guest> =
        applied(&plan_of("Name\nZoe\nann\nBob\n", "list", &[]), &[]).iter().map(guest).collect();
    guests[2].listed = false;
    guests.push(Guest {
        provisional: true,
        id: GuestId::new([9; 16]),
        fields: Fields::new(),
        ..guests[0].clone()
    });
    let bytes = write(&guests, FileKind::Csv, Lang::En, Millis(0)).unwrap();
    let names: Vec<String> = read(&bytes, &ReadOptions::default())
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.cells[1].clone())
        .collect();
    assert_eq!(names, ["ann", "Zoe"]);
}

#[test]
fn the_kind_of_file_is_told_by_its_ending() {
    assert_eq!(FileKind::of("list.CSV").unwrap(), FileKind::Csv);
    assert_eq!(FileKind::of("名单.xlsx").unwrap(), FileKind::Xlsx);
    assert_eq!(FileKind::of("list.xls").unwrap_err().code, Code::Usage);
}
