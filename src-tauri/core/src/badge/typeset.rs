//! Turns text into glyphs: direction, one font a run, shaping.
//!
//! Every width is in em, so a line shaped once serves all sizes. Shaped lines are kept, because
//! the event, companies and categories repeat from badge to badge.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use rustybuzz::{Direction, Face, Script, ShapePlan, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::char::is_combining_mark;

use crate::badge::fonts::{FontId, Fonts, Weight, is_invisible};

/// One line of text, ready to be drawn from left to right.
pub struct Line {
    pub runs: Vec<Run>,
    /// In em.
    pub width: f32,
}

/// Text in one font and one direction.
pub struct Run {
    pub font: FontId,
    pub text: String,
    pub glyphs: Vec<Glyph>,
    /// In em.
    pub width: f32,
}

/// A glyph and the bytes of its run's text it stands for; lengths in em.
pub struct Glyph {
    pub id: u16,
    pub text: Range<usize>,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
}

/// Sets text in the fonts given.
pub struct Typesetter<'f> {
    fonts: &'f Fonts,
    faces: Faces<'f>,
    plans: HashMap<(FontId, bool, Script), ShapePlan>,
    lines: HashMap<(Weight, String), Rc<Line>>,
}

struct Faces<'f> {
    fonts: &'f Fonts,
    parsed: Vec<OnceCell<Option<Face<'f>>>>,
}

impl<'f> Typesetter<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        let faces = Faces { fonts, parsed: (0..fonts.count()).map(|_| OnceCell::new()).collect() };
        Self { fonts, faces, plans: HashMap::new(), lines: HashMap::new() }
    }

    /// Shapes one line; a character no font has becomes the font's own empty box.
    pub fn line(&mut self, text: &str, weight: Weight) -> Rc<Line> {
        /// Bounds memory at 100,000 names; what repeats is soon shaped again.
        const KEPT: usize = 4_096;
        if let Some(line) = self.lines.get(&(weight, text.to_owned())) {
            return line.clone();
        }
        if self.lines.len() >= KEPT {
            self.lines.clear();
        }
        let line = Rc::new(self.shape_line(text, weight));
        self.lines.insert((weight, text.to_owned()), line.clone());
        line
    }

    /// Gives a font for its outlines.
    pub fn face(&self, font: FontId) -> Option<&Face<'f>> {
        self.faces.get(font)
    }

    fn shape_line(&mut self, text: &str, weight: Weight) -> Line {
        let mut runs = Vec::new();
        for (range, right_to_left) in in_visual_order(text) {
            let mut parts = self.split_by_font(&text[range], weight);
            if right_to_left {
                parts.reverse();
            }
            runs.extend(parts.into_iter().filter_map(|(font, part)| self.shape(font, part, right_to_left)));
        }
        let width = runs.iter().map(|run: &Run| run.width).sum();
        Line { runs, width }
    }

    /// Cuts text where the font must change; a blank stays with the word before it.
    fn split_by_font<'t>(&self, text: &'t str, weight: Weight) -> Vec<(FontId, &'t str)> {
        let mut parts: Vec<(FontId, &'t str)> = Vec::new();
        let mut start = 0;
        for cluster in clusters(text) {
            let last = parts.last().map(|part| part.0);
            let font = self.font_for(cluster, weight, last);
            let end = start + cluster.len();
            match parts.last_mut() {
                Some(part) if part.0 == font => part.1 = &text[start - part.1.len()..end],
                _ => parts.push((font, cluster)),
            }
            start = end;
        }
        parts
    }

    fn font_for(&self, cluster: &str, weight: Weight, last: Option<FontId>) -> FontId {
        let characters: Vec<char> = cluster.chars().collect();
        let has = |font, character| self.faces.has(font, character);
        match last {
            Some(font) if cluster == " " && has(font, ' ') => font,
            _ => {
                let shown = self.fonts.choose(&characters, weight, has);
                shown.or_else(|| self.fonts.choose(&[' '], weight, has)).unwrap_or(0)
            }
        }
    }

    fn shape(&mut self, font: FontId, text: &str, right_to_left: bool) -> Option<Run> {
        let face = self.faces.get(font)?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let direction = if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        let script = buffer.script();
        let plan = self
            .plans
            .entry((font, right_to_left, script))
            .or_insert_with(|| ShapePlan::new(face, direction, Some(script), None, &[]));
        let shaped = rustybuzz::shape_with_plan(face, plan, buffer);
        let glyphs = glyphs(&shaped, text, 1.0 / face.units_per_em() as f32);
        let width = glyphs.iter().map(|glyph| glyph.advance).sum();
        Some(Run { font, text: text.to_owned(), glyphs, width })
    }
}

impl<'f> Faces<'f> {
    fn get(&self, font: FontId) -> Option<&Face<'f>> {
        let parse = || {
            let (data, index) = self.fonts.data(font)?;
            Face::from_slice(data, index)
        };
        self.parsed.get(font)?.get_or_init(parse).as_ref()
    }

    fn has(&self, font: FontId, character: char) -> bool {
        self.get(font).is_some_and(|face| face.glyph_index(character).is_some())
    }
}

/// Cuts a line into stretches of one direction, leftmost first; true: read from the right.
fn in_visual_order(text: &str) -> Vec<(Range<usize>, bool)> {
    let info = BidiInfo::new(text, None);
    let Some(paragraph) = info.paragraphs.first().filter(|_| info.has_rtl()) else {
        return vec![(0..text.len(), false)];
    };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    runs.into_iter().map(|run| (run.clone(), levels.get(run.start).is_some_and(Level::is_rtl))).collect()
}

/// Cuts text into characters with the marks that belong to them.
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let follows = |c: char| is_combining_mark(c) || is_invisible(c);
    let mut rest = text;
    std::iter::from_fn(move || {
        let base = rest.chars().next()?.len_utf8();
        let end = rest[base..].find(|c| !follows(c)).map_or(rest.len(), |marks| base + marks);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

fn glyphs(shaped: &rustybuzz::GlyphBuffer, text: &str, em: f32) -> Vec<Glyph> {
    let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    starts.sort_unstable();
    let end =
        |start: usize| starts.get(starts.partition_point(|&s| s <= start)).copied().unwrap_or(text.len());
    let pairs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
    pairs
        .map(|(info, position)| Glyph {
            id: info.glyph_id as u16,
            text: info.cluster as usize..end(info.cluster as usize),
            advance: position.x_advance as f32 * em,
            dx: position.x_offset as f32 * em,
            dy: position.y_offset as f32 * em,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fonts() -> Fonts {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
        Fonts::load(&[folder]).unwrap()
    }

    #[test]
    fn only_the_character_no_font_has_becomes_a_box() {
        let fonts = fonts();
        let line = Typesetter::new(&fonts).line("Łukasz 王\u{378}伟 Thị", Weight::Bold);
        let boxes = line.runs.iter().flat_map(|run| {
            run.glyphs.iter().filter(|glyph| glyph.id == 0).map(|glyph| &run.text[glyph.text.clone()])
        });
        assert_eq!(boxes.collect::<Vec<_>>(), ["\u{378}"]);
        let shown: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(shown, "Łukasz 王\u{378}伟 Thị");
    }

    #[test]
    fn text_read_from_the_right_stands_with_its_beginning_at_the_right() {
        assert_eq!(in_visual_order("Ali"), [(0..3, false)]);
        assert_eq!(in_visual_order("علي Ali"), [(7..10, false), (0..7, true)]);
        let fonts = fonts();
        let line = Typesetter::new(&fonts).line("محمد (علي)", Weight::Bold);
        let last = line.runs.last().unwrap();
        assert!(last.text.starts_with('م'), "the name's beginning is the rightmost run: {}", last.text);
    }

    #[test]
    fn marks_stay_with_their_letter() {
        assert_eq!(clusters("e\u{301}a").collect::<Vec<_>>(), ["e\u{301}", "a"]);
    }
}
