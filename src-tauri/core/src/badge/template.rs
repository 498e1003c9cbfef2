//! The built-in badge: A6 upright, a gate in the category's colour with the code in its opening.
//!
//! Says where everything stands, as marks that paper and screen draw alike. Lengths are in
//! points (1/72 inch) from the top left unless a name says millimetres.

use std::rc::Rc;

use qrcode::types::QrError;

use crate::badge::fit::{Block, Step, fit};
use crate::badge::fonts::{Weight, plain};
use crate::badge::page::Face;
use crate::badge::qr;
use crate::badge::typeset::{Line, Typesetter};

/// A colour as red, green, blue.
pub type Colour = [u8; 3];

/// Width and height of the page.
pub const PAGE: (f32, f32) = (mm(105.0), mm(148.0));

const INK: Colour = [0x14, 0x18, 0x1f];
const SOFT_INK: Colour = [0x4a, 0x50, 0x5a];
const PAPER: Colour = [0xff, 0xff, 0xff];
const BRASS: Colour = [0xb8, 0x86, 0x3b];
const HAIRLINE: Colour = [0xc9, 0xc4, 0xb8];

/// Where the names' part ends and the gate begins, in mm from the top.
const WALL: f32 = 72.0;
const MIDDLE: f32 = 52.5;
/// Half the opening's width, and where its curve starts and ends, in mm.
const OPENING: Arch = Arch { middle: MIDDLE, half: 27.5, crown: 91.0, spring: 106.0, foot: 149.0 };
/// One module of the code, in mm: 31.5 mm across.
const MODULE: f32 = 1.5;
/// Top of the code's dark part, in mm.
const CODE_TOP: f32 = 104.0;

const SIDE_MARGIN: f32 = 8.0;

/// Something to draw, in order.
pub enum Mark {
    Fill { outline: Rc<Outline>, colour: Colour },
    Text { line: Rc<Line>, x: f32, baseline: f32, size: f32, colour: Colour },
}

/// A closed shape of straight lines and curves.
pub type Outline = Vec<Stroke>;

#[derive(Debug, Clone, Copy)]
pub enum Stroke {
    Move(f32, f32),
    Line(f32, f32),
    Curve { by: (f32, f32), and: (f32, f32), to: (f32, f32) },
    Close,
}

#[derive(Clone, Copy)]
struct Arch {
    middle: f32,
    half: f32,
    crown: f32,
    spring: f32,
    foot: f32,
}

/// Converts millimetres to points.
const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// Draws what all badges of one category colour share.
pub fn art(colour: Colour) -> Vec<Mark> {
    let on = on_colour(colour);
    let moulding = mix(colour, on, 0.45);
    let mut marks = vec![
        fill(slot(15.0, 4.0), HAIRLINE),
        fill(slot(14.4, 3.4), PAPER),
        fill(rectangle(-1.0, WALL, 107.0, 149.0 - WALL), colour),
        fill(OPENING.grown(2.6).outline(), moulding),
        fill(OPENING.grown(2.1).outline(), colour),
        fill(OPENING.outline(), PAPER),
    ];
    marks.extend(portcullis(&OPENING, 7, 3.3, 0.9, 2.4).into_iter().map(|bar| fill(bar, colour)));
    if contrast(colour, PAPER) < 1.35 {
        // A colour like paper would leave the gate invisible: its edges are drawn instead.
        marks.insert(2, fill(rectangle(-1.0, WALL - 0.3, 107.0, 0.3), SOFT_INK));
    }
    marks.extend(sign(MIDDLE, 16.2));
    marks
}

/// Draws what is one guest's own, over [`art`].
pub fn face(face: &Face, setter: &mut Typesetter) -> Result<Vec<Mark>, QrError> {
    let mut marks = Vec::new();
    header(face, setter, &mut marks);
    person(face, setter, &mut marks);
    category(face, setter, &mut marks);
    code(face, setter, &mut marks)?;
    Ok(marks)
}

fn header(face: &Face, setter: &mut Typesetter, marks: &mut Vec<Mark>) {
    let steps = [step(12.5, 1), step(11.0, 1), step(10.0, 2), step(8.5, 2)];
    let block = fit(setter, &plain(&face.event), Weight::Bold, mm(105.0 - 2.0 * SIDE_MARGIN), &steps);
    centre(&block, mm(23.0), INK, marks);
}

/// Sets name, company and title as one group, centred in the height between event and gate.
fn person(face: &Face, setter: &mut Typesetter, marks: &mut Vec<Mark>) {
    const NAME: [Step; 18] = [
        step(60.0, 1),
        step(54.0, 1),
        step(48.0, 1),
        step(44.0, 1),
        step(40.0, 1),
        step(36.0, 1),
        step(33.0, 1),
        step(30.0, 1),
        step(33.0, 2),
        step(30.0, 2),
        step(27.0, 2),
        step(24.0, 2),
        step(22.0, 2),
        step(20.0, 3),
        step(17.0, 3),
        step(14.0, 3),
        step(11.5, 3),
        step(9.0, 3),
    ];
    const COMPANY: [Step; 5] = [step(16.0, 1), step(14.0, 1), step(12.5, 1), step(12.5, 2), step(10.5, 2)];
    const TITLE: [Step; 4] = [step(11.5, 1), step(10.5, 1), step(9.5, 1), step(8.5, 1)];
    let width = mm(105.0 - 2.0 * SIDE_MARGIN);
    let name = fit(setter, &plain(&face.name), Weight::Bold, width, &NAME);
    let company = fit(setter, &plain(&face.company), Weight::Regular, width, &COMPANY);
    let title = fit(setter, &plain(&face.title), Weight::Regular, width, &TITLE);

    let gaps = [(mm(3.8) + name.size * 0.09) * present(&company), mm(3.1) * present(&title)];
    let height = height(&name) + gaps[0] + height(&company) + gaps[1] + height(&title);
    let (top, bottom) = (mm(31.0), mm(WALL - 4.0));
    let mut at = top + ((bottom - top - height) / 2.0).max(0.0);
    for (block, colour, gap) in [(&name, INK, gaps[0]), (&company, INK, gaps[1]), (&title, SOFT_INK, 0.0)] {
        centre(block, at + block.size * CAP, colour, marks);
        at += self::height(block) + gap;
    }
}

fn category(face: &Face, setter: &mut Typesetter, marks: &mut Vec<Mark>) {
    let steps = [step(25.0, 1), step(22.0, 1), step(19.0, 1), step(16.0, 1), step(13.0, 1), step(11.0, 1)];
    let word = plain(&face.category).to_uppercase();
    let block = fit(setter, &word, Weight::Bold, mm(105.0 - 2.0 * SIDE_MARGIN), &steps);
    let middle = mm((WALL + OPENING.crown - 2.6) / 2.0);
    centre(&block, middle + block.size * CAP / 2.0, on_colour(face.colour), marks);
}

fn code(face: &Face, setter: &mut Typesetter, marks: &mut Vec<Mark>) -> Result<(), QrError> {
    let left = MIDDLE - MODULE * qr::SIDE as f32 / 2.0;
    let blocks = qr::modules(face.code)?.blocks();
    let place = |modules: usize| modules as f32 * MODULE;
    let dark = blocks.iter().flat_map(|block| {
        let (x, y) = (left + place(block.x), CODE_TOP + place(block.y));
        rectangle(x, y, place(block.width), place(block.height))
    });
    marks.push(fill(dark.collect(), [0, 0, 0]));
    let number = fit(setter, &face.number.to_string(), Weight::Regular, mm(50.0), &[step(10.0, 1)]);
    let under = CODE_TOP + place(qr::SIDE + qr::QUIET);
    centre(&number, mm(under) + 10.0 * CAP, INK, marks);
    Ok(())
}

/// Height of a capital letter, and distance of baselines, in em.
const CAP: f32 = 0.714;
const LEADING: f32 = 1.18;

const fn step(size: f32, lines: usize) -> Step {
    Step { size, lines }
}

fn present(block: &Block) -> f32 {
    if block.lines.is_empty() { 0.0 } else { 1.0 }
}

/// Gives the height from the first line's capitals to the last baseline.
fn height(block: &Block) -> f32 {
    match block.lines.len() {
        0 => 0.0,
        lines => block.size * (CAP + LEADING * (lines - 1) as f32),
    }
}

fn centre(block: &Block, first_baseline: f32, colour: Colour, marks: &mut Vec<Mark>) {
    for (number, line) in block.lines.iter().enumerate() {
        let x = (PAGE.0 - line.width * block.size) / 2.0;
        let baseline = first_baseline + number as f32 * block.size * LEADING;
        marks.push(Mark::Text { line: line.clone(), x, baseline, size: block.size, colour });
    }
}

/// Draws the house mark, an arch with its gate raised, standing on `foot` (mm).
fn sign(middle: f32, foot: f32) -> Vec<Mark> {
    let outer = Arch { middle, half: 2.3, crown: foot - 5.4, spring: foot - 3.1, foot };
    let inner = Arch { half: 1.65, crown: outer.crown + 0.65, ..outer };
    let mut marks = vec![fill(outer.outline(), BRASS), fill(inner.outline(), PAPER)];
    marks.extend(portcullis(&inner, 3, 1.5, 0.34, 0.85).into_iter().map(|bar| fill(bar, BRASS)));
    marks
}

/// Hangs pointed bars from the crown of an arch; lengths in mm.
fn portcullis(arch: &Arch, bars: i8, length: f32, thick: f32, apart: f32) -> Vec<Outline> {
    let bar = |number: i8| {
        let x = arch.middle + f32::from(number - bars / 2) * apart;
        let (left, right, end) = (x - thick / 2.0, x + thick / 2.0, arch.crown + length);
        vec![
            Stroke::Move(mm(left), mm(arch.crown - thick)),
            Stroke::Line(mm(right), mm(arch.crown - thick)),
            Stroke::Line(mm(right), mm(end - thick * 0.8)),
            Stroke::Line(mm(x), mm(end)),
            Stroke::Line(mm(left), mm(end - thick * 0.8)),
            Stroke::Close,
        ]
    };
    (0..bars).map(bar).collect()
}

impl Arch {
    fn grown(self, by: f32) -> Self {
        Self { half: self.half + by, crown: self.crown - by, ..self }
    }

    fn outline(&self) -> Outline {
        let (left, right) = (self.middle - self.half, self.middle + self.half);
        let (across, up) = (self.half * ROUND, (self.spring - self.crown) * ROUND);
        vec![
            Stroke::Move(mm(left), mm(self.foot)),
            Stroke::Line(mm(left), mm(self.spring)),
            curve((left, self.spring - up), (self.middle - across, self.crown), (self.middle, self.crown)),
            curve((self.middle + across, self.crown), (right, self.spring - up), (right, self.spring)),
            Stroke::Line(mm(right), mm(self.foot)),
            Stroke::Close,
        ]
    }
}

/// How far a Bézier curve's handles reach to draw a quarter of an ellipse.
const ROUND: f32 = 0.552_285;

fn curve(by: (f32, f32), and: (f32, f32), to: (f32, f32)) -> Stroke {
    let points = |point: (f32, f32)| (mm(point.0), mm(point.1));
    Stroke::Curve { by: points(by), and: points(and), to: points(to) }
}

/// Outlines the place of the lanyard's slot; lengths in mm.
fn slot(width: f32, height: f32) -> Outline {
    let (left, right, top) = (MIDDLE - width / 2.0, MIDDLE + width / 2.0, 6.0 - height / 2.0);
    let (radius, middle, bottom) = (height / 2.0, top + height / 2.0, top + height);
    let reach = radius * ROUND;
    vec![
        Stroke::Move(mm(left + radius), mm(top)),
        Stroke::Line(mm(right - radius), mm(top)),
        curve((right - radius + reach, top), (right, middle - reach), (right, middle)),
        curve((right, middle + reach), (right - radius + reach, bottom), (right - radius, bottom)),
        Stroke::Line(mm(left + radius), mm(bottom)),
        curve((left + radius - reach, bottom), (left, middle + reach), (left, middle)),
        curve((left, middle - reach), (left + radius - reach, top), (left + radius, top)),
        Stroke::Close,
    ]
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Outline {
    let (left, top, right, bottom) = (mm(x), mm(y), mm(x + width), mm(y + height));
    vec![
        Stroke::Move(left, top),
        Stroke::Line(right, top),
        Stroke::Line(right, bottom),
        Stroke::Line(left, bottom),
        Stroke::Close,
    ]
}

fn fill(outline: Outline, colour: Colour) -> Mark {
    Mark::Fill { outline: Rc::new(outline), colour }
}

/// Chooses ink or paper for words on a colour, whichever stands out more.
fn on_colour(colour: Colour) -> Colour {
    if contrast(colour, PAPER) >= contrast(colour, INK) { PAPER } else { INK }
}

/// Contrast ratio of two colours, 1 to 21, as WCAG 2 defines it.
fn contrast(one: Colour, other: Colour) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f32 {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn mix(one: Colour, other: Colour, share: f32) -> Colour {
    let blend = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share) as u8;
    [blend(one[0], other[0]), blend(one[1], other[1]), blend(one[2], other[2])]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_code_is_large_enough_for_a_hand_scanner_and_has_its_quiet_zone() {
        let across = MODULE * qr::SIDE as f32;
        let quiet = MODULE * qr::QUIET as f32;
        assert!(across >= 30.0);
        assert!(OPENING.half >= across / 2.0 + quiet, "white on both sides");
        // The opening's curve at the quiet zone's upper corners.
        let aside = (across / 2.0 + quiet) / OPENING.half;
        let ceiling = OPENING.spring - (OPENING.spring - OPENING.crown) * (1.0 - aside * aside).sqrt();
        assert!(CODE_TOP - quiet >= ceiling, "white above, up to the corners");
    }

    #[test]
    fn the_category_word_can_be_read_on_any_colour() {
        for level in 0..=255 {
            for colour in [[level; 3], [level, 0, 0], [0, level, 0], [0, 0, level], [255, level, 0]] {
                assert!(contrast(colour, on_colour(colour)) >= 4.0, "{colour:?}");
            }
        }
    }
}
