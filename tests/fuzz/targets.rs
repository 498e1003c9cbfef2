//! What is done with each input, and what must hold whatever it is. Shared by the plain harness
//! (`fuzz.rs`, run by every `cargo test`) and by cargo-fuzz (`make fuzz`).

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use gatehouse_core::badge::code::{self, Cleaned, Reading};
use gatehouse_core::error::{Code, Error};
use gatehouse_core::exchange::bundle::BundleReader;
use gatehouse_core::guest::{Field, Status};
use gatehouse_core::ids::{BadgeKey, EventId, GuestId};
use gatehouse_core::import::plan::{Existing, OnList, Plan, What, plan};
use gatehouse_core::import::read::{ReadOptions, Table, read};
use gatehouse_core::import::{MAX_COLUMNS, MAX_ROWS, mapping};
use gatehouse_core::text::Lang;
use zip::write::SimpleFileOptions;

/// A target and its name; its corpus lies in the folder of that name.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 5] =
    [("csv", csv), ("workbook", workbook), ("mapping", mapping), ("badge", badge), ("bundle", bundle)];

/// Parts one section of an input from the next: no list holds it.
const SECTION: &str = "\n=====\n";

/// Any bytes as a list: within the limits, and read back the same when another program has written it anew.
pub fn csv(bytes: &[u8]) {
    let Some(table) = read_or_refused(bytes, &ReadOptions::default()) else { return };
    is_sound(&table);
    reads_back(&table);
}

/// A workbook of the parts given, or of the bytes as they are where they begin as one.
pub fn workbook(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
    let zipped = match bytes {
        [b'P', b'K', ..] | [0xd0, 0xcf, ..] => bytes.to_vec(),
        _ => zipped(&names.into_iter().zip(text.split(SECTION)).collect::<Vec<_>>()),
    };
    let Some(table) = read_or_refused(&zipped, &ReadOptions::default()) else { return };
    is_sound(&table);
    let width = table.rows.first().map_or(0, |row| row.cells.len());
    assert!(table.rows.iter().all(|row| row.cells.len() == width), "rows of a sheet are even");
}

/// A list and rules over its mapping: whatever is taken in, the same file again changes nothing.
pub fn mapping(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut sections = text.split(SECTION);
    let list = sections.next().unwrap_or_default().as_bytes();
    let Some(table) = read_or_refused(list, &ReadOptions::default()) else { return };
    let mut mapping = mapping::guess(&table);
    for rule in sections {
        if let Err(error) = mapping.assign(rule) {
            assert_eq!(error.code, Code::Usage, "{rule:?}");
        }
    }
    let planned = |guests: &[Existing]| {
        let on_list = OnList {
            guests,
            categories: &[],
            badge_key: &BadgeKey::new([7; 32]),
            mends: false,
            answers: &BTreeMap::new(),
        };
        plan(&table, &mapping, "list", &on_list).map_err(said).ok()
    };
    let Some(first) = planned(&[]) else { return };
    shows(&first);
    let again = planned(&taken_in(&first)).expect("what was planned once can be planned again");
    let (counts, before) = (again.counts(), first.counts());
    let once_more = (counts.new, counts.changed, counts.same, counts.rejected);
    assert_eq!(once_more, (0, 0, before.new, before.rejected), "the same file again changes nothing");
    assert_eq!(again.gone, 0, "nobody of the same file is gone");
}

/// Any text as a scan: genuine only if the desk would have made these very digits.
pub fn badge(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (event, keys) = (EventId::new([0xee; 16]), [BadgeKey::new([7; 32]), BadgeKey::new([8; 32])]);
    if let Cleaned::Text(clean) = code::clean(&text) {
        assert!(clean.chars().count() <= code::LONGEST && !clean.chars().any(char::is_control));
        assert_eq!(code::clean(&clean), Cleaned::Text(clean.clone()), "cleaning twice cleans no more");
        if let Reading::Genuine { number, key } = code::read(&clean, event, &keys) {
            let made = code::make(event, &keys[key], number).to_string();
            assert_eq!(ascii(&clean), made);
        }
    }
}

/// Any bytes as a bundle for this desk: read to its end only if it is the one that was written.
pub fn bundle(bytes: &[u8]) {
    const WRITTEN: &[u8] = include_bytes!("../../src-tauri/core/src/exchange/fixtures/bundle-1.ghbundle");
    let Ok((_, mut reader)) = BundleReader::open(bytes, &[1; 32]) else { return };
    loop {
        match reader.next_item() {
            Ok(Some(_)) => {}
            Ok(None) => return assert_eq!(bytes, WRITTEN, "nobody else can have sealed this"),
            Err(_) => return,
        }
    }
}

fn read_or_refused(bytes: &[u8], options: &ReadOptions) -> Option<Table> {
    read(bytes, options).map_err(said).ok()
}

/// Every refusal says in both languages what is wrong and what to do.
fn said(error: Error) {
    assert!(matches!(error.code, Code::BadFile | Code::Usage), "{error:?}");
    for text in [&error.message, &error.hint] {
        assert!(!text.en.is_empty() && !text.zh.is_empty(), "{error:?}");
    }
}

fn is_sound(table: &Table) {
    assert!(table.header.len() <= MAX_COLUMNS && table.rows.len() <= MAX_ROWS);
    let lines: Vec<u64> =
        table.header_line.into_iter().chain(table.rows.iter().map(|row| row.line)).collect();
    assert!(lines.is_sorted_by(|one, other| one < other), "lines only go up: {lines:?}");
    assert!(table.rows.iter().all(|row| !row.is_blank()), "blank rows are left out");
    let columns = serde_json::to_vec(&table.header).expect("names are JSON");
    assert!(columns.len() < 60 * 1024, "names fit into a record");
}

/// Writes the table by a writer that is not ours and reads it; a title above a header may be taken for none.
fn reads_back(table: &Table) {
    let mut rows: Vec<Vec<String>> = table.header_line.map(|_| table.header.clone()).into_iter().collect();
    rows.extend(table.rows.iter().map(|row| row.cells.clone()));
    rows.retain(|cells| cells.iter().any(|cell| !cell.trim().is_empty()));
    let odd = |cell: &String| cell.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    if rows.iter().any(|cells| cells.len() > MAX_COLUMNS || cells.iter().any(odd)) {
        return;
    }
    let mut writer =
        csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for cells in &rows {
        writer.write_record(cells).expect("a row");
    }
    let bytes = writer.into_inner().expect("the file");
    let options =
        ReadOptions { encoding: Some("utf-8".to_owned()), delimiter: Some(b','), ..ReadOptions::default() };
    let Some(again) = read_or_refused(&bytes, &options) else {
        return assert!(rows.len() <= 1, "what was a list is one still");
    };
    // A header's names are cleaned when they are read, so only what stands below them is compared.
    let below = rows
        .len()
        .checked_sub(again.rows.len())
        .filter(|above| *above >= usize::from(again.header_line.is_some()));
    let same = below.is_some_and(|above| rows[above..].iter().eq(again.rows.iter().map(|row| &row.cells)));
    assert!(same, "{rows:?} came back as {:?} and {:?}", again.header, again.rows);
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    const PACKAGE: &str = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const LINKS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    const BOOK: &str =
        r#"<workbook><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let mut all = vec![("_rels/.rels", PACKAGE), ("xl/_rels/workbook.xml.rels", LINKS)];
    all.extend(parts);
    if parts.len() < 4 {
        all.push(("xl/workbook.xml", BOOK));
    }
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in all {
        archive.start_file(name, options).expect("a part");
        archive.write_all(text.as_bytes()).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A plan is shown, and its bad rows given back, in both languages.
fn shows(plan: &Plan) {
    for lang in [Lang::En, Lang::Zh] {
        let report = plan.report(lang, None);
        assert_eq!(report.rows, report.new + report.changed + report.same + plan.rejected.len() as u64);
        serde_json::to_vec(&report).expect("a report is JSON");
        let rejects = plan.rejects_csv(lang);
        if !plan.rejected.is_empty() {
            assert!(std::str::from_utf8(&rejects).is_ok());
        }
    }
    for entry in &plan.entries {
        let What::New { fields, .. } = &entry.what else { continue };
        assert!(fields.values().all(|value| value.chars().count() <= 1_000), "{fields:?}");
    }
}

/// The list as it stands once a plan for an empty one is carried out.
fn taken_in(plan: &Plan) -> Vec<Existing> {
    let guest = |(at, entry): (usize, &gatehouse_core::import::plan::Entry)| {
        let What::New { fields, status, category, beside } = &entry.what else { return None };
        let mut drawn = [0xd0; 16];
        drawn[..8].copy_from_slice(&(at as u64).to_be_bytes());
        Some(Existing {
            id: entry.id.unwrap_or(GuestId::new(drawn)),
            fields: fields.clone(),
            status: *status,
            category: category.clone(),
            imported_fields: fields.clone(),
            imported_status: Some(*status).filter(|status| *status != Status::Approved),
            imported_category: Some(category.clone()).filter(|category| category != "guest"),
            companions: beside.companions.unwrap_or(0),
            imported_companions: beside.companions,
            source_said: beside.said.clone().unwrap_or_default(),
            gone: false,
        })
    };
    let guests: Vec<Existing> = plan.entries.iter().enumerate().filter_map(guest).collect();
    assert!(guests.iter().all(|guest| guest.fields.contains_key(&Field::Source)));
    guests
}

/// Full-width digits as plain ones.
fn ascii(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
        other => other,
    };
    text.chars().map(plain).collect()
}
