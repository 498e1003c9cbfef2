//! Text to rows of cells: quotes, line breaks inside quotes, and the physical line each row begins on.
//!
//! A quotation mark that is never closed must not swallow the rest of a list: only the line it stands
//! on is damaged, and reading goes on with the next.

use crate::import::MAX_COLUMNS;

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Physical line the row begins on, from 1.
    pub line: u64,
    pub cells: Vec<String>,
    /// True when a quotation mark was left open; the one cell is then the whole line.
    pub open_quote: bool,
}

impl Row {
    /// Tells that no cell holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Splits text into rows; `line` is the physical line the text begins on. Empty lines give no row.
pub fn split(text: &str, delimiter: u8, line: u64) -> impl Iterator<Item = Row> + '_ {
    let mut splitter = Splitter { text, at: 0, line, delimiter };
    std::iter::from_fn(move || splitter.next_row())
}

struct Splitter<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    delimiter: u8,
}

struct OpenQuote;

impl Splitter<'_> {
    fn next_row(&mut self) -> Option<Row> {
        while self.break_here() {}
        if self.at == self.text.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(OpenQuote) => {
                    (self.at, self.line) = (start, line);
                    return Some(self.damaged_line());
                }
            }
            if self.peek() == Some(self.delimiter) {
                self.at += 1;
                if cells.len() > MAX_COLUMNS {
                    cells.push(self.rest_of_line());
                    self.break_here();
                    return Some(Row { line, cells, open_quote: false });
                }
            } else {
                self.break_here();
                return Some(Row { line, cells, open_quote: false });
            }
        }
    }

    /// Steps over one line break, if one is next.
    fn break_here(&mut self) -> bool {
        let length = match &self.text.as_bytes()[self.at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.at += length;
        self.line += 1;
        true
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn cell(&mut self) -> Result<String, OpenQuote> {
        let rest = &self.text[self.at..];
        let inner = rest.trim_start_matches(' ');
        if !inner.starts_with('"') {
            return Ok(self.plain().to_owned());
        }
        self.at += rest.len() - inner.len() + 1;
        self.quoted()
    }

    /// Takes what is left of a line that is wider than any list may be, as it stands.
    fn rest_of_line(&mut self) -> String {
        let rest = &self.text[self.at..];
        let raw = &rest[..rest.find(['\r', '\n']).unwrap_or(rest.len())];
        self.at += raw.len();
        raw.to_owned()
    }

    /// Takes everything up to the next delimiter or line break.
    fn plain(&mut self) -> &str {
        let rest = &self.text.as_bytes()[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\r' || *byte == b'\n';
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let cell = &self.text[self.at..self.at + length];
        self.at += length;
        cell
    }

    fn quoted(&mut self) -> Result<String, OpenQuote> {
        let opened_on = self.line;
        let mut cell = String::new();
        loop {
            let length = self.text[self.at..].find('"').ok_or(OpenQuote)?;
            let part = &self.text[self.at..self.at + length];
            self.line += line_breaks(part);
            cell.push_str(part);
            self.at += length + 1;
            if self.peek() != Some(b'"') {
                break;
            }
            cell.push('"');
            self.at += 1;
        }
        let one_line = opened_on == self.line;
        let tail = self.plain();
        // `"Bob" Smith` is somebody's habit; after a line break it is the sign of an open quotation mark.
        match (tail.trim().is_empty(), one_line) {
            (true, _) => Ok(cell),
            (false, true) => Ok(cell + tail),
            (false, false) => Err(OpenQuote),
        }
    }

    fn damaged_line(&mut self) -> Row {
        let (line, raw) = (self.line, self.rest_of_line());
        self.break_here();
        Row { line, cells: vec![raw], open_quote: true }
    }
}

fn line_breaks(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    (0..bytes.len()).filter(|&at| ends(at)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        split(text, b',', 1).map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn a_row_is_named_by_the_physical_line_it_begins_on_whatever_ends_the_lines() {
        for end in ["\n", "\r", "\r\n"] {
            let text = ["name,note", "Ann,\"two", "lines\"", "", "Bob,x"].join(end);
            let lines: Vec<u64> = split(&text, b',', 1).map(|row| row.line).collect();
            assert_eq!(lines, [1, 2, 5], "{end:?}");
        }
    }

    #[test]
    fn quotes_keep_delimiters_line_breaks_and_doubled_quotes() {
        let read = cells("\"a,b\",\"say \"\"hi\"\"\"\n \"x\ny\" ,z");
        assert_eq!(read[0].1, ["a,b", "say \"hi\""]);
        assert_eq!(read[1].1, ["x\ny", "z"]);
    }

    #[test]
    fn a_quotation_mark_left_open_damages_its_own_line_only() {
        for text in ["a,b\n\"Ann,1\nBob,2\nCid,3", "a,b\n\"Ann,1\nBob,2\n\"Cid\",3"] {
            let rows: Vec<Row> = split(text, b',', 1).collect();
            assert!(rows[1].open_quote, "{text}");
            assert_eq!(rows[1].cells, ["\"Ann,1"]);
            assert_eq!(rows[2].cells, ["Bob", "2"]);
            assert_eq!(rows[3].cells, ["Cid", "3"]);
            assert_eq!(rows[3].line, 4);
        }
    }

    #[test]
    fn a_row_of_a_million_cells_costs_no_more_than_the_widest_list_may() {
        let text = format!("a{}\nb,2", ",x".repeat(1_000_000));
        let rows: Vec<Row> = split(&text, b',', 1).collect();
        assert_eq!((rows[0].cells.len(), rows[0].cells[MAX_COLUMNS].as_str()), (MAX_COLUMNS + 2, "x"));
        assert_eq!((rows[1].line, rows[1].cells.as_slice()), (2, &["b".to_owned(), "2".to_owned()][..]));
    }

    #[test]
    fn text_after_a_closing_quote_on_the_same_line_is_kept() {
        assert_eq!(cells("\"Bob\" Smith,1")[0].1, ["Bob Smith", "1"]);
    }
}
