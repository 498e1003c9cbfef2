//! Columns that line up on a terminal, Chinese names too, and texts that cannot command it.

use unicode_width::UnicodeWidthStr;

/// Lines rows up under their headings; the last column is not padded.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let head = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&head)
        .chain(rows)
        .map(|row: &Vec<String>| row.iter().map(|cell| plain(cell)).collect())
        .collect();
    let widths: Vec<usize> = (0..headings.len())
        .map(|column| {
            lines.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    lines.iter().map(|row| line(row, &widths)).collect()
}

/// Makes a text one line that holds nothing a terminal would obey and nothing that turns reading order.
pub fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() || turns(sign) { ' ' } else { sign }).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// Tells the marks that override or isolate the direction of the text after them.
fn turns(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_when_names_are_chinese() {
        let rows = [vec!["王伟".into(), "guest".into()], vec!["Ana".into(), "vip".into()]];
        assert_eq!(table(&["Name", "Category"], &rows), "Name  Category\n王伟  guest\nAna   vip\n");
    }

    #[test]
    fn a_name_from_a_list_cannot_command_the_terminal() {
        assert_eq!(plain("Eve\u{1b}[2J\r\n\u{202e}x"), "Eve [2J   x");
    }
}
