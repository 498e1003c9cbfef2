//! A cell's value as the text a person sees in the sheet, as nearly as a list needs it.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime};

/// Beyond this a number in a sheet has lost digits: fifteen are all it keeps.
const EXACT: f64 = 1e15;

/// Writes a value out; empty for a cell that holds nothing or an error.
pub fn text<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => self::number(*number).into(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(when) => moment(when).into(),
        DataRef::Error(_) | DataRef::Empty => "".into(),
    }
}

/// Writes a whole number whole; one that has lost digits as a spreadsheet does, so that it is known as such.
fn number(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.abs() < EXACT {
        return number.to_string();
    }
    format!("{number:E}").replacen('E', "E+", 1)
}

fn moment(when: &ExcelDateTime) -> String {
    if !when.as_f64().is_finite() {
        return String::new();
    }
    if when.is_duration() {
        return duration(when.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
    let time = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (hour, minute, 0) => format!("{hour:02}:{minute:02}"),
        (hour, minute, second) => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    // A time of day alone stands on day nought.
    if (0.0..1.0).contains(&when.as_f64()) && !time.is_empty() {
        return time;
    }
    format!("{year:04}-{month:02}-{day:02} {time}").trim_end().to_owned()
}

/// Writes a stretch of time given in days.
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round().clamp(-1e12, 1e12) as i64;
    format!("{}:{:02}:{:02}", seconds / 3600, (seconds / 60 % 60).abs(), (seconds % 60).abs())
}
