//! The badge pages: a PDF for the printer and a picture of the same marks for the screen.

use std::collections::HashMap;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::graphic::Graphic;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::badge::BadgeNumber;
use crate::badge::code::BadgeCode;
use crate::badge::fonts::{FontId, Fonts};
use crate::badge::raster;
use crate::badge::template::{self, Colour, Mark, Outline, PAGE, Stroke};
use crate::badge::typeset::{Run, Typesetter};
use crate::error::{Code, Error, Result};
use crate::text::Text;

/// What one badge says. An empty name is the caller's to fill with company or e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub event: String,
    pub name: String,
    pub company: String,
    pub title: String,
    pub category: String,
    /// The category's.
    pub colour: [u8; 3],
    pub code: BadgeCode,
    pub number: BadgeNumber,
}

/// Badge pages as one file; the same badges give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    /// One a badge.
    pub pages: u32,
}

/// Makes the pages of badges, in the order given.
pub fn pdf(faces: &[Face], fonts: &Fonts) -> Result<Pdf> {
    let mut painter = Painter::new(fonts);
    let mut document = Document::new();
    if let Some(first) = faces.first() {
        document.set_metadata(Metadata::new().title(first.event.clone()));
    }
    for face in faces {
        painter.page(&mut document, face)?;
    }
    let bytes = document.finish().map_err(|error| not_made(format!("{error:?}")))?;
    Ok(Pdf { bytes, pages: faces.len() as u32 })
}

/// Draws one badge as a PNG, `dpi` dots an inch (36 to 1200).
pub fn png(face: &Face, fonts: &Fonts, dpi: u16) -> Result<Vec<u8>> {
    let mut setter = Typesetter::new(fonts);
    let mut marks = template::art(face.colour);
    marks.extend(template::face(face, &mut setter).map_err(|error| not_made(error.to_string()))?);
    raster::png(&marks, &setter, dpi).map_err(not_made)
}

/// Names the characters of a text that no font has, to be asked before printing; empty when all is well.
pub fn not_printable(text: &str, fonts: &Fonts) -> String {
    fonts.not_printable(text)
}

fn not_made(cause: String) -> Error {
    Error::new(
        Code::BadFile,
        Text::new("The badge pages could not be made.", "无法生成胸卡页面。"),
        Text::new(
            "Install the badge fonts again (`make fonts`) and try once more.",
            "请重新安装胸卡字体（`make fonts`），然后重试。",
        ),
    )
    .caused_by(cause)
}

/// Puts marks into a PDF; keeps what pages share.
struct Painter<'f> {
    setter: Typesetter<'f>,
    fonts: &'f Fonts,
    embedded: HashMap<FontId, Option<Font>>,
    art: HashMap<Colour, Graphic>,
}

impl<'f> Painter<'f> {
    fn new(fonts: &'f Fonts) -> Self {
        let setter = Typesetter::new(fonts);
        Self { setter, fonts, embedded: HashMap::new(), art: HashMap::new() }
    }

    fn page(&mut self, document: &mut Document, face: &Face) -> Result<()> {
        let marks = template::face(face, &mut self.setter).map_err(|error| not_made(error.to_string()))?;
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| not_made("page size".into()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        let art = self.art(face.colour, &mut surface);
        surface.draw_graphic(art);
        for mark in &marks {
            self.draw(mark, &mut surface);
        }
        surface.finish();
        page.finish();
        Ok(())
    }

    /// Gives the artwork of a colour, which stands in the file once.
    fn art(&mut self, colour: Colour, surface: &mut Surface) -> Graphic {
        if let Some(art) = self.art.get(&colour) {
            return art.clone();
        }
        let mut builder = surface.stream_builder();
        let mut inner = builder.surface();
        for mark in template::art(colour) {
            self.draw(&mark, &mut inner);
        }
        inner.finish();
        let art = Graphic::new(builder.finish(), false);
        self.art.insert(colour, art.clone());
        art
    }

    fn draw(&mut self, mark: &Mark, surface: &mut Surface) {
        match mark {
            Mark::Fill { outline, colour } => {
                surface.set_fill(Some(paint(*colour)));
                if let Some(path) = path(outline) {
                    surface.draw_path(&path);
                }
            }
            Mark::Text { line, x, baseline, size, colour } => {
                surface.set_fill(Some(paint(*colour)));
                let mut at = *x;
                for run in &line.runs {
                    self.draw_run(run, Point::from_xy(at, *baseline), *size, surface);
                    at += run.width * size;
                }
            }
        }
    }

    fn draw_run(&mut self, run: &Run, at: Point, size: f32, surface: &mut Surface) {
        let fonts = self.fonts;
        let font = self.embedded.entry(run.font).or_insert_with(|| {
            let (data, index) = fonts.data(run.font)?;
            Font::new(data.clone().into(), index)
        });
        let Some(font) = font.clone() else { return };
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|glyph| {
                let id = GlyphId::new(glyph.id.into());
                KrillaGlyph::new(id, glyph.advance, glyph.dx, glyph.dy, 0.0, glyph.text.clone(), None)
            })
            .collect();
        surface.draw_glyphs(at, &glyphs, font, &run.text, size, false);
    }
}

fn paint(colour: Colour) -> Fill {
    Fill { paint: rgb::Color::new(colour[0], colour[1], colour[2]).into(), ..Fill::default() }
}

fn path(outline: &Outline) -> Option<krilla::geom::Path> {
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
