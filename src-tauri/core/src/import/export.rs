//! The guest list out, as a file that imports back unchanged: CSV for any program, XLSX for Excel.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::guest::folding::fold;
use crate::guest::{Field, Guest, Status};
use crate::import::report::write_row;
use crate::presence::Presence;
use crate::text::{Lang, Text};

/// Kinds of file the list can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

impl FileKind {
    /// Tells the kind by how the file's name ends; `usage` for any other ending.
    pub fn of(file_name: &str) -> Result<Self> {
        let name = file_name.to_ascii_lowercase();
        match name.rsplit_once('.') {
            Some((_, "csv")) => Ok(Self::Csv),
            Some((_, "xlsx")) => Ok(Self::Xlsx),
            _ => Err(Error::usage(
                Text::new("A guest list is written as .csv or .xlsx.", "来宾名单只能保存为 .csv 或 .xlsx。"),
                Text::new("End the file's name in .csv or .xlsx.", "请让文件名以 .csv 或 .xlsx 结尾。"),
            )),
        }
    }
}

/// Writes the guests that are on the list, by name; `at` is put into a workbook as when it was made.
///
/// # Errors
/// `usage` when a workbook cannot hold so many.
pub fn write(guests: &[Guest], kind: FileKind, lang: Lang, at: Millis) -> Result<Vec<u8>> {
    let mut listed: Vec<&Guest> = guests.iter().filter(|guest| guest.listed && !guest.provisional).collect();
    listed.sort_by_cached_key(|guest| (fold(guest.field(Field::Name)), guest.id));
    let codes = listed.iter().map(|guest| guest.field(Field::Codes).lines().count()).max().unwrap_or(0);
    let rows = std::iter::once(header(lang, codes)).chain(listed.iter().map(|guest| row(guest, lang, codes)));
    match kind {
        FileKind::Csv => Ok(csv(rows)),
        FileKind::Xlsx => xlsx(rows, at).map_err(too_many),
    }
}

/// Excel reads a CSV as UTF-8 only with a BOM; a cell that could be a formula gets an apostrophe.
fn csv(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = "\u{feff}".to_owned();
    for row in rows {
        write_row(&mut out, row.iter().map(String::as_str));
    }
    out.into_bytes()
}

/// Every cell is text, so that no phone loses a zero and none becomes a formula.
fn xlsx(rows: impl Iterator<Item = Vec<String>>, at: Millis) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(at.0 / 1000)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (at, cells) in rows.enumerate() {
        let (row, style) = (u32::try_from(at).unwrap_or(u32::MAX), if at == 0 { &bold } else { &text });
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, column, cell, style)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

const FIELDS: [(Field, &str, &str); 6] = [
    (Field::Reference, "Reference", "来宾编号"),
    (Field::Name, "Name", "姓名"),
    (Field::Email, "Email", "邮箱"),
    (Field::Phone, "Phone", "电话"),
    (Field::Company, "Company", "公司"),
    (Field::Title, "Job title", "职位"),
];

/// Words an import reads back; what comes behind the codes it leaves out.
fn header(lang: Lang, codes: usize) -> Vec<String> {
    let pick = |en: &str, zh: &str| match lang {
        Lang::En => en.to_owned(),
        Lang::Zh => zh.to_owned(),
    };
    let mut header: Vec<String> = FIELDS.iter().map(|(_, en, zh)| pick(en, zh)).collect();
    header.extend([pick("Category", "类别"), pick("Status", "状态"), pick("Notes", "备注")]);
    header.extend(std::iter::repeat_n(pick("Code", "签到码"), codes));
    header.extend([pick("Source", "来源"), pick("Presence", "在场")]);
    header
}

fn row(guest: &Guest, lang: Lang, codes: usize) -> Vec<String> {
    let mut row: Vec<String> = FIELDS.iter().map(|(field, ..)| guest.field(*field).to_owned()).collect();
    let status = status(guest.status).in_lang(lang).to_owned();
    row.extend([guest.category.clone(), status, guest.field(Field::Attention).to_owned()]);
    let mut held = guest.field(Field::Codes).lines();
    row.extend((0..codes).map(|_| held.next().unwrap_or_default().to_owned()));
    row.extend([guest.field(Field::Source).to_owned(), presence(&guest.presence).in_lang(lang).to_owned()]);
    row
}

fn status(status: Status) -> Text {
    match status {
        Status::Approved => Text::new("approved", "已通过"),
        Status::Pending => Text::new("pending", "待审核"),
        Status::Cancelled => Text::new("cancelled", "已取消"),
        Status::Blocked => Text::new("blocked", "禁止入场"),
    }
}

fn presence(presence: &Presence) -> Text {
    match presence {
        Presence::Expected => Text::new("expected", "未到"),
        Presence::Inside { .. } => Text::new("inside", "在场"),
        Presence::Left { .. } => Text::new("left", "已离场"),
    }
}

fn too_many(error: XlsxError) -> Error {
    let message = Text::new("The list does not fit into a workbook.", "名单超出工作簿的容量。");
    let hint = Text::new("Write it as .csv.", "请保存为 .csv。");
    Error::new(Code::Usage, message, hint).caused_by(error)
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
