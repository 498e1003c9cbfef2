//! What an import says to people, in both languages.

use crate::error::{Code, Error};
use crate::guest::Status;
use crate::import::mapping::ImportField;
use crate::import::workbook::SheetName;
use crate::import::{MAX_CATEGORY, MAX_COLUMNS, MAX_ROWS, MAX_VALUE};
use crate::text::Text;

fn bad_file(message: Text, hint: Text) -> Error {
    Error::new(Code::BadFile, message, hint)
}

/// Says that a file holds no rows.
pub fn empty_file() -> Error {
    bad_file(
        Text::new("The file is empty.", "文件是空的。"),
        Text::new(
            "Export the guest list again and check that it has a header line and rows.",
            "请重新导出来宾名单，并确认其中有表头和数据行。",
        ),
    )
}

/// Says that a file is a web page.
pub fn web_page() -> Error {
    bad_file(
        Text::new("The file is a web page, not a guest list.", "这个文件是网页，不是来宾名单。"),
        Text::new(
            "The download probably went to a sign-in page: sign in to the sign-up tool, export as CSV and try again.",
            "下载到的可能是登录页面：请先登录报名工具，再导出 CSV 重试。",
        ),
    )
}

/// Says that a workbook cannot be read.
pub fn damaged_workbook() -> Error {
    bad_file(
        Text::new("The workbook is damaged or not a workbook.", "工作簿已损坏，或不是工作簿。"),
        Text::new(
            "Open it in the spreadsheet program and save it anew as XLSX or \"CSV UTF-8\", then import that file.",
            "请用表格软件打开，另存为 XLSX 或“CSV UTF-8（逗号分隔）”，再导入新文件。",
        ),
    )
}

/// Says that a workbook has a password.
pub fn locked_workbook() -> Error {
    bad_file(
        Text::new("The workbook is protected by a password.", "工作簿设有密码。"),
        Text::new(
            "Open it in the spreadsheet program, take the password off and save it, then import that file.",
            "请用表格软件打开，去掉密码后保存，再导入该文件。",
        ),
    )
}

/// Says that a workbook has no such sheet.
pub fn no_such_sheet(wanted: &str, sheets: &[SheetName]) -> Error {
    let all = sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join(", ");
    Error::new(
        Code::Usage,
        Text::new(
            format!("The workbook has no sheet called {wanted:?}."),
            format!("工作簿里没有名为“{wanted}”的工作表。"),
        ),
        Text::new(format!("Its sheets are: {all}."), format!("其中的工作表：{all}。")),
    )
}

/// Says that a list is no workbook, so that no sheet can be chosen.
pub fn no_sheets() -> Error {
    Error::usage(
        Text::new("This list is a text file and has no sheets.", "该名单是文本文件，没有工作表。"),
        Text::new("Leave the sheet out.", "请不要指定工作表。"),
    )
}

/// Says that a file holds an Excel workbook from before 1997, or none at all.
pub fn old_workbook() -> Error {
    bad_file(
        Text::new(
            "The file holds no workbook, or one of before Excel 97.",
            "文件中没有工作簿，或是 Excel 97 之前的格式。",
        ),
        Text::new(
            "Open it in the spreadsheet program and save it as XLSX or \"CSV UTF-8\", then import that file.",
            "请用表格软件打开，另存为 XLSX 或“CSV UTF-8（逗号分隔）”，再导入该文件。",
        ),
    )
}

/// Says that a file is no text.
pub fn noise() -> Error {
    bad_file(
        Text::new("The file holds no readable text.", "文件里没有可读的文字。"),
        Text::new(
            "Export the guest list as CSV; if it is CSV, name its encoding.",
            "请把来宾名单导出为 CSV；如果已经是 CSV，请指定编码。",
        ),
    )
}

/// Says that a file is beyond the limits.
pub fn too_large() -> Error {
    bad_file(
        Text::new(
            format!("The list is larger than 64 MB, {MAX_COLUMNS} columns or {MAX_ROWS} rows."),
            format!("名单超过了 64 MB、{MAX_COLUMNS} 列或 {MAX_ROWS} 行的上限。"),
        ),
        Text::new("Split the list, or remove columns that are not needed.", "请拆分名单，或删除不需要的列。"),
    )
}

/// Says that no column tells who a row is about.
pub fn nobody(header: &[String]) -> Error {
    let shown = header.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
    let shown: String = shown.chars().take(200).collect();
    bad_file(
        Text::new(
            format!("No column reads as name, e-mail or phone. The columns are: {shown}"),
            format!("没有一列像是姓名、邮箱或电话。文件的列是：{shown}"),
        ),
        Text::new(
            "Check that the first line names the columns, choose another encoding if it is garbled, or say which column is the name.",
            "请确认第一行是列名；如有乱码请换一种编码；也可以手动指定哪一列是姓名。",
        ),
    )
}

/// Says that an encoding is not known.
pub fn unknown_encoding(label: &str) -> Error {
    Error::new(
        Code::Usage,
        Text::new(format!("There is no encoding called {label:?}."), format!("没有名为“{label}”的编码。")),
        Text::new(
            "Use a name such as utf-8, gb18030, big5, windows-1252 or utf-16le.",
            "请使用 utf-8、gb18030、big5、windows-1252、utf-16le 等名称。",
        ),
    )
}

/// Says that a mapping is not `FIELD=COLUMN`.
pub fn bad_map_rule(rule: &str) -> Error {
    Error::new(
        Code::Usage,
        Text::new(format!("{rule:?} is not FIELD=COLUMN."), format!("“{rule}”不是“字段=列名”的形式。")),
        Text::new("Write it like name=\"Guest name\".", "请写成 name=\"来宾姓名\" 的形式。"),
    )
}

/// Says that a field is not known.
pub fn unknown_field(field: &str) -> Error {
    let all = ImportField::ALL.map(ImportField::name).join(", ");
    Error::new(
        Code::Usage,
        Text::new(format!("There is no field called {field:?}."), format!("没有名为“{field}”的字段。")),
        Text::new(format!("The fields are: {all}."), format!("可用的字段：{all}。")),
    )
}

/// Says that a file has no such column.
pub fn unknown_column(column: &str, header: &[String]) -> Error {
    let all = header.join(", ");
    Error::new(
        Code::Usage,
        Text::new(
            format!("The file has no column called {column:?}."),
            format!("文件里没有名为“{column}”的列。"),
        ),
        Text::new(format!("Its columns are: {all}."), format!("文件的列是：{all}。")),
    )
}

/// Says that a list has no header.
pub fn no_header() -> Text {
    Text::new(
        "no line names the columns; they are taken for what they hold: check them",
        "没有列名；各列按内容判断，请核对",
    )
}

/// Says that a column is taken for addresses or phones by what stands in it.
pub fn by_content(field: ImportField) -> Text {
    let (en, zh) = match field {
        ImportField::Phone => ("phone numbers", "电话号码"),
        _ => ("e-mail addresses", "邮箱地址"),
    };
    Text::new(
        format!("the name of this column says nothing; it is taken for {en} by what stands in it: check it"),
        format!("列名看不出含义；按内容视为{zh}，请核对"),
    )
}

/// Says that a list names people who shall not come in.
pub fn block_list() -> Text {
    Text::new(
        "this is a block list: everybody on it comes in as blocked, whatever else it says",
        "这是黑名单：其中每个人都按禁止入场处理，不论其他内容",
    )
}

/// Says that a row that repeats another is stricter.
pub fn stricter_repeat(line: u64, status: Status) -> Text {
    let status = status_words(status);
    Text::new(
        format!("line {line} is the same guest and says {}: that counts", status.en),
        format!("第 {line} 行是同一位来宾，状态为“{}”：以此为准", status.zh),
    )
}

/// Says that a cell is no number of people.
pub fn no_count() -> Text {
    Text::new("this is no number of people; not used", "这不是人数，不予采用")
}

/// Says that a quotation mark was not closed.
pub fn open_quote() -> Text {
    Text::new("a quotation mark on this line is never closed", "这一行有引号没有闭合")
}

/// Says that a row is wider or narrower than the header.
pub fn wrong_width(found: usize, expected: usize) -> Text {
    Text::new(
        format!("the row has {found} columns, the header has {expected}"),
        format!("这一行有 {found} 列，而表头有 {expected} 列"),
    )
}

/// Says that a row names nobody.
pub fn nobody_in_row() -> Text {
    Text::new("the row has neither name, e-mail nor phone", "这一行没有姓名、邮箱和电话")
}

/// Says that a cell is no e-mail address.
pub fn bad_email() -> Text {
    Text::new("this is not an e-mail address", "这不是有效的邮箱地址")
}

/// Says that a value is beyond what is kept.
pub fn too_long() -> Text {
    Text::new(format!("longer than {MAX_VALUE} characters"), format!("超过 {MAX_VALUE} 个字符"))
}

/// Says that the name of a category is beyond what is kept.
pub fn category_too_long() -> Text {
    Text::new(
        format!("a category of more than {MAX_CATEGORY} characters"),
        format!("类别名称超过 {MAX_CATEGORY} 个字符"),
    )
}

/// Says that a column holds too much to be taken for categories.
pub fn too_many_categories(count: usize) -> Text {
    Text::new(
        format!("{count} different values are no categories; the column is left out"),
        format!("有 {count} 种不同的值，不像是类别；该列不采用"),
    )
}

/// Says that a row repeats an earlier one.
pub fn duplicate(line: u64) -> Text {
    Text::new(format!("the same guest as on line {line}"), format!("与第 {line} 行是同一位来宾"))
}

/// Says that a phone has become a rounded number.
pub fn phone_scientific() -> Text {
    Text::new(
        "a spreadsheet has rounded this phone number; kept as found, not used to recognise the guest",
        "电话号码被表格软件变成了近似数；原样保留，不用来识别来宾",
    )
}

/// Says that a phone has lost its leading zero.
pub fn phone_lost_zero() -> Text {
    Text::new(
        "this phone number seems to have lost its leading zero; kept as found, not used to recognise the guest",
        "电话号码似乎丢了开头的 0；原样保留，不用来识别来宾",
    )
}

/// Says that a reference has become a rounded number.
pub fn reference_lost() -> Text {
    Text::new(
        "a spreadsheet has rounded this reference; it is not used",
        "编号被表格软件变成了近似数，不予采用",
    )
}

/// Says that a status word is not known.
pub fn unknown_status() -> Text {
    Text::new("this status is not known; the guest waits for approval", "不认识这个状态；该来宾暂列为待审核")
}

/// Says that a status is missing where others have one.
pub fn no_status() -> Text {
    Text::new(
        "no status here, while other rows are marked approved; the guest waits for approval",
        "这里没有状态，而其他行标明已通过；该来宾暂列为待审核",
    )
}

/// Says that a block made here outlasts the list.
pub fn stays_blocked() -> Text {
    Text::new("blocked at a desk: stays blocked, whatever the list says", "已在现场被禁止入场：不随名单改变")
}

/// Says that another list's status was not taken over.
pub fn status_of_other_list(here: Status, there: Status) -> Text {
    let (here, there) = (status_words(here), status_words(there));
    Text::new(
        format!("on the list already as {}; this file says {}: not taken over", here.en, there.en),
        format!("名单上已是“{}”，此文件为“{}”：未采用", here.zh, there.zh),
    )
}

/// Says that several guests could be meant.
pub fn several_alike() -> Text {
    Text::new(
        "several guests on the list share this and none has this name; taken as a new guest",
        "名单上有多位来宾与此相同，但姓名都不同；作为新来宾处理",
    )
}

/// Says that characters could not be read.
pub fn unreadable(count: usize, encoding: &str) -> Text {
    Text::new(
        format!(
            "{count} characters could not be read as {encoding}; check the names, or choose another encoding"
        ),
        format!("有 {count} 个字符无法按 {encoding} 读取；请核对姓名，或换一种编码"),
    )
}

/// Gives a status as the journal writes it, for every language alike.
pub const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Approved => "approved",
        Status::Pending => "pending",
        Status::Cancelled => "cancelled",
        Status::Blocked => "blocked",
    }
}

fn status_words(status: Status) -> Text {
    match status {
        Status::Approved => Text::new("approved", "已通过"),
        Status::Pending => Text::new("waiting for approval", "待审核"),
        Status::Cancelled => Text::new("cancelled", "已取消"),
        Status::Blocked => Text::new("blocked", "禁止入场"),
    }
}
