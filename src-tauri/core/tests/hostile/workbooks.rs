//! Workbooks nobody saved: each made to cost far more than it weighs, or to say what is not so.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PACKAGE: &str = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKSHEET: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

/// A workbook of one sheet, its parts as given.
pub struct Book {
    pub sheet: String,
    pub texts: String,
    pub styles: String,
    /// Bytes that do not pack, to make the whole seem honest.
    pub padding: usize,
    pub sheets: usize,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            sheet: sheet(""),
            texts: texts("<si><t>Name</t></si><si><t>Ann</t></si>"),
            styles: "<styleSheet/>".to_owned(),
            padding: 0,
            sheets: 1,
        }
    }
}

impl Book {
    pub fn bytes(&self) -> Vec<u8> {
        let sheet = |n: usize| format!(r#"<sheet name="Sheet{n}" sheetId="{n}" r:id="r"/>"#);
        let sheets: String = (1..=self.sheets).map(sheet).collect();
        let links = format!(
            r#"<Relationships><Relationship Id="r" Type="{WORKSHEET}" Target="worksheets/sheet1.xml"/></Relationships>"#
        );
        let book = format!("<workbook><sheets>{sheets}</sheets></workbook>");
        packed(&[
            ("_rels/.rels", PACKAGE.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", links.as_bytes()),
            ("xl/sharedStrings.xml", self.texts.as_bytes()),
            ("xl/styles.xml", self.styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", self.sheet.as_bytes()),
            ("xl/media/picture.bin", &super::noise(self.padding)),
        ])
    }
}

pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, options).expect("a part");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A sheet: a header and one guest, then the rows given.
pub fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>{rows}</sheetData></worksheet>"#
    )
}

pub fn texts(all: &str) -> String {
    format!(r#"<sst uniqueCount="2">{all}</sst>"#)
}

/// The same text in so many rows.
pub fn rows_of(cell: &str, rows: usize) -> String {
    (3..rows + 3).map(|n| format!(r#"<row r="{n}">{}</row>"#, cell.replace('#', &n.to_string()))).collect()
}

/// Entities that stand for ten of the one before, ten levels deep.
pub fn laughing(inside: &str) -> String {
    let level = |n: u8| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let levels: String = (1..10).map(level).collect();
    format!("<!DOCTYPE sst [<!ENTITY l0 \"lol\">{levels}]>{inside}")
}
