//! Where answers and errors go: text for people, or one JSON document, and the exit status.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use gatehouse_core::error::{Code, Error, Result};
use gatehouse_core::text::{Lang, Text};
use serde::Serialize;
use serde_json::json;

use crate::shape::Shape;
use crate::table::plain;

/// How a command ended that did what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// What was asked for came out badly: `verify` found problems.
    Refused,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Done => Self::SUCCESS,
            Ended::Refused => Self::from(1),
        }
    }
}

/// Form and language of all that is printed.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub json: bool,
    pub lang: Lang,
}

impl Output {
    /// Prints an answer: as JSON, or as the lines that `human` makes of it.
    pub fn answer<T: Shape>(&self, value: &T, human: impl FnOnce(&T, Lang) -> String) -> Result<Ended> {
        let mut text = if self.json { as_json(&value.shape())? } else { human(value, self.lang) };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        print(&text).map(|_| Ended::Done)
    }

    /// Prints one line of JSON whatever the form, at once; breaks when nobody reads any longer.
    pub fn line<T: Shape>(&self, value: &T) -> Result<ControlFlow<()>> {
        print(&(as_json(&value.shape())? + "\n"))
    }

    /// Tells how something fares that goes on: people on stdout, with JSON as a notice, for stdout holds one answer.
    pub fn progress(&self, text: &str) -> Result<ControlFlow<()>> {
        if self.json {
            self.remark(text);
            return Ok(ControlFlow::Continue(()));
        }
        print(&format!("{text}\n"))
    }

    /// Ends what has told how it fared; in JSON with an answer that holds nothing.
    pub fn end(&self) -> Result<Ended> {
        if self.json { print("{}\n").map(|_| Ended::Done) } else { Ok(Ended::Done) }
    }

    /// Tells what opening the event found or mended, on stderr.
    pub fn notice(&self, notice: &Text) {
        self.remark(notice.in_lang(self.lang));
    }

    fn remark(&self, text: &str) {
        let line = if self.json { json!({ "notice": text }).to_string() } else { plain(text) };
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Prints an error to stderr and gives the exit status it asks for.
    pub fn fail(&self, error: &Error) -> ExitCode {
        let (message, hint) = (error.message.in_lang(self.lang), error.hint.in_lang(self.lang));
        let text = if self.json {
            json!({ "code": error.code.name(), "message": message, "hint": hint }).to_string()
        } else {
            format!("gatehouse: {}\n  {}", plain(message), plain(hint))
        };
        let _ = writeln!(io::stderr(), "{}", text.trim_end());
        ExitCode::from(if error.code == Code::Usage { 2 } else { 1 })
    }
}

/// Prints text to stdout and flushes it; a reader who has gone away is no error.
fn print(text: &str) -> Result<ControlFlow<()>> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(error) => Err(Error::from_io(Path::new("stdout"), error)),
    }
}

/// Makes one line of JSON.
fn as_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        Error::new(
            Code::EventDamaged,
            Text::new("The answer cannot be written as JSON.", "结果无法写成 JSON。"),
            Text::new("Run `gatehouse verify` on the event.", "请对该活动运行 gatehouse verify。"),
        )
        .caused_by(error)
    })
}
