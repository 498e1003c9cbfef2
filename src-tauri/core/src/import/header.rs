//! The names of a list's columns, as they are shown and kept.

use crate::import::cells::is_unseen;
use crate::import::rows::Row;

/// Bytes that the names of all columns together take in the record of an import, which holds 64 KiB.
const ROOM: usize = 48 * 1024;

/// Gives the columns' names: each on one line and without marks nobody sees. Of names too long to be kept
/// all in one record, each keeps its beginning.
pub fn names(header: &Row) -> Vec<String> {
    let names: Vec<String> = header.cells.iter().map(|cell| name(cell)).collect();
    if names.iter().map(|name| written(name)).sum::<usize>() <= ROOM {
        return names;
    }
    let share = ROOM / names.len().max(1);
    names.into_iter().map(|name| beginning(name, share)).collect()
}

fn name(cell: &str) -> String {
    let seen = cell.chars().filter(|c| !is_unseen(*c));
    let one_line: String = seen.map(|c| if c.is_control() { ' ' } else { c }).collect();
    one_line.trim().to_owned()
}

fn beginning(mut name: String, share: usize) -> String {
    let mut room = share;
    let within = name.char_indices().find(|(_, c)| {
        let fits = in_json(*c) <= room;
        room = room.saturating_sub(in_json(*c));
        !fits
    });
    if let Some((end, _)) = within {
        name.truncate(end);
    }
    name
}

fn written(name: &str) -> usize {
    name.chars().map(in_json).sum()
}

const fn in_json(c: char) -> usize {
    match c {
        '"' | '\\' => 2,
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str]) -> Vec<String> {
        let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        names(&Row { line: 1, cells, open_quote: false })
    }

    #[test]
    fn a_columns_name_stands_on_one_line_and_holds_nothing_unseen() {
        assert_eq!(
            named(&["\u{feff}Name ", "您的\n手机", "\u{202e}Email", "a\u{0}b"]),
            ["Name", "您的 手机", "Email", "a b"]
        );
    }

    #[test]
    fn names_of_columns_fit_into_the_record_of_an_import_however_long_they_are() {
        let questions = vec!["问题".repeat(60); 100];
        assert_eq!(named(&questions.iter().map(String::as_str).collect::<Vec<_>>()), questions, "36 KB fit");
        for long in ["\"".repeat(100_000), "名".repeat(100_000), "\\😀".repeat(100_000)] {
            let cut = named(&vec![long.as_str(); 200]);
            let bytes = serde_json::to_vec(&cut).unwrap_or_default().len();
            assert!((40_000..60_000).contains(&bytes), "{bytes}");
            assert!(cut.iter().all(|name| long.starts_with(name)));
        }
    }
}
