//! Draws a badge's marks as dots, from the same shapes and glyphs as the PDF.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Transform};

use crate::badge::template::{Colour, Mark, Outline, PAGE, Stroke};
use crate::badge::typeset::{Line, Typesetter};

/// Draws marks on white paper at `dpi` dots an inch, kept within 36 and 1200.
pub fn png(marks: &[Mark], setter: &Typesetter, dpi: u16) -> Result<Vec<u8>, String> {
    let scale = f32::from(dpi.clamp(36, 1200)) / 72.0;
    let dots = |points: f32| (points * scale).round() as u32;
    let mut picture = Pixmap::new(dots(PAGE.0), dots(PAGE.1)).ok_or("no room for the picture")?;
    picture.fill(tiny_skia::Color::WHITE);
    for mark in marks {
        draw(mark, setter, scale, &mut picture);
    }
    picture.encode_png().map_err(|error| error.to_string())
}

fn draw(mark: &Mark, setter: &Typesetter, scale: f32, picture: &mut Pixmap) {
    let (path, colour) = match mark {
        Mark::Fill { outline, colour } => (shape(outline), colour),
        Mark::Text { line, x, baseline, size, colour } => (text(line, setter, *x, *baseline, *size), colour),
    };
    if let Some(path) = path {
        let zoom = Transform::from_scale(scale, scale);
        picture.fill_path(&path, &paint(*colour), FillRule::Winding, zoom, None);
    }
}

fn paint(colour: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(colour[0], colour[1], colour[2], 255);
    paint
}

fn shape(outline: &Outline) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::new();
    for stroke in outline {
        match *stroke {
            Stroke::Move(x, y) => path.move_to(x, y),
            Stroke::Line(x, y) => path.line_to(x, y),
            Stroke::Curve { by, and, to } => path.cubic_to(by.0, by.1, and.0, and.1, to.0, to.1),
            Stroke::Close => path.close(),
        }
    }
    path.finish()
}

fn text(line: &Line, setter: &Typesetter, x: f32, baseline: f32, size: f32) -> Option<tiny_skia::Path> {
    let mut pen = Pen { path: PathBuilder::new(), x, y: baseline, scale: 0.0 };
    let mut at = x;
    for run in &line.runs {
        let Some(face) = setter.face(run.font) else { continue };
        pen.scale = size / face.units_per_em() as f32;
        for glyph in &run.glyphs {
            (pen.x, pen.y) = (at + glyph.dx * size, baseline - glyph.dy * size);
            face.outline_glyph(GlyphId(glyph.id), &mut pen);
            at += glyph.advance * size;
        }
    }
    pen.path.finish()
}

/// Takes a glyph's outline, in font units and upwards, to its place on the page.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
