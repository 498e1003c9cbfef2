//! Fits text into a width: shrinks it, then wraps it, then abbreviates it.

use std::ops::Range;
use std::rc::Rc;

use crate::badge::fonts::Weight;
use crate::badge::typeset::{Line, Typesetter, clusters};

/// A size in points and how many lines may be set in it.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub size: f32,
    pub lines: usize,
}

/// Text that fits.
pub struct Block {
    /// In points.
    pub size: f32,
    pub lines: Vec<Rc<Line>>,
}

/// A stretch of text that no line end may cut.
struct Piece<'t> {
    text: &'t str,
    /// A blank stands before it unless it begins a line.
    blank: bool,
    /// In em.
    width: f32,
}

/// Sets text in the first of the steps, largest first, in which it fits `width` points.
///
/// Lines end between words and between Han characters, in equal lengths; a word longer than a line
/// is cut only when no step takes it whole. What fits no step ends in an ellipsis at the last.
pub fn fit(setter: &mut Typesetter, text: &str, weight: Weight, width: f32, steps: &[Step]) -> Block {
    let words = pieces(setter, text, weight, words);
    if let Some(block) = first_fitting(setter, &words, weight, width, steps) {
        return block;
    }
    let letters = pieces(setter, text, weight, letters);
    first_fitting(setter, &letters, weight, width, steps)
        .unwrap_or_else(|| abbreviate(setter, &letters, weight, width, steps))
}

fn first_fitting(
    setter: &mut Typesetter,
    pieces: &[Piece],
    weight: Weight,
    width: f32,
    steps: &[Step],
) -> Option<Block> {
    let blank = setter.line(" ", weight).width;
    let (step, lines) = steps.iter().find_map(|step| {
        let lines = balanced(pieces, blank, width / step.size, step.lines)?;
        Some((step, lines))
    })?;
    let lines = lines.into_iter().map(|range| setter.line(&joined(&pieces[range]), weight)).collect();
    Some(Block { size: step.size, lines })
}

fn abbreviate(
    setter: &mut Typesetter,
    letters: &[Piece],
    weight: Weight,
    width: f32,
    steps: &[Step],
) -> Block {
    let blank = setter.line(" ", weight).width;
    let ellipsis = setter.line("…", weight).width;
    let Some(step) = steps.last() else { return Block { size: 0.0, lines: vec![] } };
    let limit = width / step.size;
    let (mut lines, mut from) = (Vec::new(), 0);
    for number in 1..=step.lines {
        let last = number == step.lines;
        let room = if last { limit - ellipsis } else { limit };
        let to = from + taken(&letters[from..], blank, room).max(1).min(letters.len() - from);
        let end = if last { "…" } else { "" };
        lines.push(setter.line(&(joined(&letters[from..to]) + end), weight));
        from = to;
    }
    Block { size: step.size, lines }
}

/// Fills as few lines as it takes, then narrows them while they stay as few, so that they come out alike.
fn balanced(pieces: &[Piece], blank: f32, limit: f32, most: usize) -> Option<Vec<Range<usize>>> {
    let mut lines = filled(pieces, blank, limit, most)?;
    let count = lines.len();
    let mut narrower = limit * 0.97;
    while count > 1 && narrower > limit / 2.0 {
        match filled(pieces, blank, narrower, count) {
            Some(better) => lines = better,
            None => break,
        }
        narrower -= limit * 0.03;
    }
    Some(lines)
}

fn filled(pieces: &[Piece], blank: f32, limit: f32, most: usize) -> Option<Vec<Range<usize>>> {
    let mut lines = Vec::new();
    let mut from = 0;
    while from < pieces.len() {
        let to = from + taken(&pieces[from..], blank, limit);
        if to == from || lines.len() == most {
            return None;
        }
        lines.push(from..to);
        from = to;
    }
    Some(lines)
}

/// Counts the pieces that fit one line.
fn taken(pieces: &[Piece], blank: f32, limit: f32) -> usize {
    let mut width = 0.0;
    let fits = |(number, piece): &(usize, &Piece)| {
        let gap = if *number > 0 && piece.blank { blank } else { 0.0 };
        width += gap + piece.width;
        width <= limit
    };
    pieces.iter().enumerate().take_while(fits).count()
}

fn joined(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 && piece.blank {
            line.push(' ');
        }
        line.push_str(piece.text);
    }
    line
}

fn pieces<'t>(
    setter: &mut Typesetter,
    text: &'t str,
    weight: Weight,
    cut: impl Fn(&'t str) -> Vec<&'t str>,
) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (number, part) in cut(word).into_iter().enumerate() {
            let blank = number == 0 && !pieces.is_empty();
            pieces.push(Piece { text: part, blank, width: setter.line(part, weight).width });
        }
    }
    pieces
}

/// Cuts a word where a line may end: after a hyphen or `@`, and between Han characters.
fn words(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in word.char_indices() {
        if before.is_some_and(|before| may_end_between(before, character)) {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(character);
    }
    parts.push(&word[start..]);
    parts
}

fn letters(word: &str) -> Vec<&str> {
    clusters(word).collect()
}

fn may_end_between(before: char, after: char) -> bool {
    let closing = matches!(after, '、' | '，' | '。' | '）' | '》' | '」' | '”' | '·' | ')' | ',');
    let opening = matches!(before, '（' | '《' | '「' | '“' | '(');
    let joint = matches!(before, '-' | '@' | '/' | '·');
    (joint || is_han(before) || is_han(after)) && !closing && !opening
}

/// Says whether lines of this script may end anywhere: Han, kana and their punctuation.
fn is_han(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, blank: bool) -> Piece<'_> {
        Piece { text, blank, width: text.chars().count() as f32 }
    }

    fn lines(pieces: &[Piece], limit: f32, most: usize) -> Option<Vec<String>> {
        let lines = balanced(pieces, 1.0, limit, most)?;
        Some(lines.into_iter().map(|range| joined(&pieces[range])).collect())
    }

    #[test]
    fn a_wrapped_name_comes_out_in_lines_of_like_length() {
        let name = [piece("Juan", false), piece("Carlos", true), piece("de", true), piece("Borbon", true)];
        assert_eq!(lines(&name, 20.0, 2), Some(vec!["Juan Carlos".into(), "de Borbon".into()]));
        assert_eq!(lines(&name, 21.0, 1), Some(vec!["Juan Carlos de Borbon".into()]));
        assert_eq!(lines(&name, 20.0, 1), None, "too wide for one line");
        assert_eq!(lines(&name, 5.0, 9), None, "a word is wider than the line");
    }

    #[test]
    fn lines_end_between_han_characters_and_never_before_their_closing_marks() {
        assert_eq!(words("欧阳娜"), ["欧", "阳", "娜"]);
        assert_eq!(words("（王）伟"), ["（王）", "伟"]);
        assert_eq!(words("热巴·迪"), ["热", "巴·", "迪"]);
        assert_eq!(words("Ou-Yang"), ["Ou-", "Yang"]);
        assert_eq!(words("Ada"), ["Ada"]);
    }
}
