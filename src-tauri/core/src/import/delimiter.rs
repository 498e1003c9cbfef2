//! Finds what parts the columns: comma, semicolon, tab or pipe.

use crate::import::rows;
use crate::import::words;

/// Rows looked at, and bytes: a file that is one field is not gone through for each delimiter.
const SAMPLE: usize = 50;
const SAMPLE_BYTES: usize = 512 * 1024;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads an Excel `sep=;` first line; gives the delimiter and the text after that line.
pub fn directive(text: &str) -> Option<(u8, &str)> {
    let line = text.split(['\r', '\n']).next()?;
    let named = line.trim_matches('"').trim_end_matches(' ');
    let [delimiter] =
        named.get(..4).filter(|key| key.eq_ignore_ascii_case("sep=")).and(named.get(4..))?.as_bytes()
    else {
        return None;
    };
    let rest = &text[line.len()..];
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    Some((*delimiter, rest))
}

/// Picks the delimiter that gives the evenest rows and the most headers known; comma for a single column.
pub fn sniff(text: &str) -> u8 {
    let text = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let score = score(text, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Thousandths of rows as wide as most are, plus as much for each known header; 0 for one column.
fn score(text: &str, delimiter: u8) -> usize {
    let sample: Vec<rows::Row> = rows::split(text, delimiter, 1).take(SAMPLE).collect();
    let mut widths: Vec<usize> = sample.iter().map(|row| row.cells.len()).collect();
    widths.sort_unstable();
    let Some(&most) = widths.get(widths.len() / 2).filter(|&&width| width > 1) else {
        return 0;
    };
    let even = widths.iter().filter(|&&width| width == most).count() * 1000 / widths.len();
    let known = sample
        .first()
        .map_or(0, |row| row.cells.iter().filter(|cell| words::field_of(cell).is_some()).count());
    even + known * 500 + most.min(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delimiter_is_found_among_cells_that_hold_the_others() {
        for delimiter in [",", ";", "\t", "|"] {
            let others = [",", ";", "|"].into_iter().find(|other| *other != delimiter).unwrap_or(";");
            let text = ["Name", "Email", "Company"].join(delimiter)
                + "\n"
                + &["Ann", "ann@example.org", &format!("\"Beans{others} Peas{others} Co\"")].join(delimiter);
            assert_eq!(sniff(&text), delimiter.as_bytes()[0], "{text}");
        }
    }

    #[test]
    fn a_semicolon_list_with_a_comma_in_every_price_is_read_by_semicolons() {
        assert_eq!(sniff("Vorname;Nachname;Preis\nAnna;Beck;12,50\nBen;Carl;13,50\n"), b';');
    }

    #[test]
    fn only_the_start_of_a_list_is_looked_at_wherever_that_ends() {
        for start in ["", "x", "xx"] {
            let long = format!("{start}Name;Email\n{}", "宋;song@example.org\n".repeat(SAMPLE_BYTES / 8));
            assert_eq!(sniff(&long), b';');
        }
        let notes = "x".repeat(SAMPLE_BYTES);
        assert_eq!(sniff(&format!("Name;{notes}\nAnn,ann@example.org\n")), b';');
    }

    #[test]
    fn a_single_column_is_read_as_one() {
        assert_eq!(sniff("Name\nAnn\nBob\n"), b',');
    }

    #[test]
    fn an_excel_sep_line_names_the_delimiter() {
        assert_eq!(directive("sep=|\r\nName|Email"), Some((b'|', "Name|Email")));
        for spelt in ["sep=;", "SEP=;", "Sep=;", "\"sep=;\"", "sep=; "] {
            for end in ["\n", "\r", "\r\n"] {
                assert_eq!(
                    directive(&format!("{spelt}{end}Name;Email")),
                    Some((b';', "Name;Email")),
                    "{spelt}{end:?}"
                );
            }
        }
        assert_eq!(directive("sep=\t\nName\tEmail"), Some((b'\t', "Name\tEmail")));
        assert_eq!(directive("sep=,"), Some((b',', "")), "with nothing behind it");
    }

    #[test]
    fn a_line_that_only_looks_like_it_is_a_line_of_the_list() {
        for line in ["Name,Email", "sep", "sep=", "sep=;;", "Sepp=;", "sep=，", "September", "sepé;", ""] {
            assert_eq!(directive(&format!("{line}\nAnn,ann@example.org")), None, "{line}");
        }
    }
}
