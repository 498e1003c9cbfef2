//! The fonts badges are set in: ours first, then the system's for what ours lack.
//!
//! Owns finding and reading font files and the question which font has a character. Every run is
//! set in a font chosen here, so that one missing character never spoils the others beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustybuzz::ttf_parser;
use unicode_normalization::UnicodeNormalization;

use crate::error::{Code, Error, Result};
use crate::text::Text;

/// A font among [`Fonts`].
pub type FontId = usize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    Regular,
    Bold,
}

/// All fonts a badge may be set in, in the order in which they are asked for a character.
pub struct Fonts {
    files: Vec<FontFile>,
}

struct FontFile {
    place: Place,
    weight: Weight,
    /// Read when a character first asks for it; empty when there is no such font here.
    data: OnceLock<Option<Arc<Vec<u8>>>>,
}

struct Place {
    path: PathBuf,
    /// Which font of a collection.
    index: u32,
}

/// One of ours, and what may stand in for it when it was not installed.
struct Own {
    name: &'static str,
    weight: Weight,
    stand_ins: &'static [(&'static str, u32)],
}

const OWN: [Own; 4] = [
    Own {
        name: "NotoSans-Regular.ttf",
        weight: Weight::Regular,
        stand_ins: &[
            ("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", 0),
            ("C:/Windows/Fonts/segoeui.ttf", 0),
            ("/System/Library/Fonts/Supplemental/Arial.ttf", 0),
            ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
        ],
    },
    Own {
        name: "NotoSans-Bold.ttf",
        weight: Weight::Bold,
        stand_ins: &[
            ("/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf", 0),
            ("C:/Windows/Fonts/segoeuib.ttf", 0),
            ("/System/Library/Fonts/Supplemental/Arial Bold.ttf", 0),
            ("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0),
        ],
    },
    Own {
        name: "NotoSansSC-Regular.ttf",
        weight: Weight::Regular,
        stand_ins: &[
            ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
            ("C:/Windows/Fonts/msyh.ttc", 0),
            ("/System/Library/Fonts/PingFang.ttc", 0),
        ],
    },
    Own {
        name: "NotoSansSC-Bold.ttf",
        weight: Weight::Bold,
        stand_ins: &[
            ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
            ("C:/Windows/Fonts/msyhbd.ttc", 0),
            ("/System/Library/Fonts/PingFang.ttc", 0),
        ],
    },
];

/// Fonts of the usual systems for scripts and rare characters that ours lack; bold before regular.
const SYSTEM: [(&str, u32, Weight); 21] = [
    ("/usr/share/fonts/truetype/noto/NotoSansArabic-Bold.ttf", 0, Weight::Bold),
    ("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf", 0, Weight::Regular),
    ("/usr/share/fonts/truetype/noto/NotoSansHebrew-Bold.ttf", 0, Weight::Bold),
    ("/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf", 0, Weight::Regular),
    ("/usr/share/fonts/truetype/noto/NotoSansDevanagari-Bold.ttf", 0, Weight::Bold),
    ("/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf", 0, Weight::Regular),
    ("/usr/share/fonts/truetype/noto/NotoSansThai-Bold.ttf", 0, Weight::Bold),
    ("/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf", 0, Weight::Regular),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0, Weight::Bold),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0, Weight::Regular),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2, Weight::Bold),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2, Weight::Regular),
    ("C:/Windows/Fonts/segoeuib.ttf", 0, Weight::Bold),
    ("C:/Windows/Fonts/segoeui.ttf", 0, Weight::Regular),
    ("C:/Windows/Fonts/malgunbd.ttf", 0, Weight::Bold),
    ("C:/Windows/Fonts/malgun.ttf", 0, Weight::Regular),
    ("C:/Windows/Fonts/Nirmala.ttf", 0, Weight::Regular),
    ("C:/Windows/Fonts/simsunb.ttf", 0, Weight::Regular),
    ("/System/Library/Fonts/Supplemental/Arial Bold.ttf", 0, Weight::Bold),
    ("/System/Library/Fonts/AppleSDGothicNeo.ttc", 0, Weight::Regular),
    ("/System/Library/Fonts/Supplemental/Arial Unicode.ttf", 0, Weight::Regular),
];

impl Fonts {
    /// Finds our fonts in the first folder that has each, else among the system's.
    ///
    /// Fails naming the font that is nowhere.
    pub fn load(folders: &[PathBuf]) -> Result<Self> {
        let own = OWN.iter().map(|own| own.find(folders));
        let mut files = own.collect::<Result<Vec<_>>>()?;
        files
            .extend(SYSTEM.iter().map(|&(path, index, weight)| FontFile::at(Path::new(path), index, weight)));
        Ok(Self { files })
    }

    /// Names the characters of a text that no font here can show, each once, in their order.
    pub fn not_printable(&self, text: &str) -> String {
        let mut missing = String::new();
        for character in plain(text).chars() {
            let shown = self.choose(&[character], Weight::Bold, |id, c| self.has(id, c)).is_some();
            if !shown && !missing.contains(character) {
                missing.push(character);
            }
        }
        missing
    }

    /// Counts the fonts, those not on this machine included.
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// Chooses the first font with all the characters, in the weight wanted if one has it.
    pub(super) fn choose(
        &self,
        characters: &[char],
        weight: Weight,
        has: impl Fn(FontId, char) -> bool,
    ) -> Option<FontId> {
        let all = |id: &FontId| characters.iter().all(|&c| is_invisible(c) || has(*id, c));
        let of = |weight| (0..self.files.len()).filter(move |&id| self.files[id].weight == weight);
        let other = if weight == Weight::Bold { Weight::Regular } else { Weight::Bold };
        of(weight).find(all).or_else(|| of(other).find(all))
    }

    /// Gives a font's bytes and its index in them; reads the file at first use.
    pub(super) fn data(&self, id: FontId) -> Option<(&Arc<Vec<u8>>, u32)> {
        let file = self.files.get(id)?;
        Some((file.read()?, file.place.index))
    }

    fn has(&self, id: FontId, character: char) -> bool {
        let face = self.data(id).and_then(|(data, index)| ttf_parser::Face::parse(data, index).ok());
        face.is_some_and(|face| face.glyph_index(character).is_some())
    }
}

/// Gives a text as it is set: composed, on one line, without what would act instead of being read.
pub(super) fn plain(text: &str) -> String {
    /// More is abbreviated anyway.
    const LONGEST: usize = 300;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.nfc().filter(|&c| !c.is_control() && !is_override(c)).take(LONGEST).collect()
}

/// Says whether a character reverses or isolates text by itself; a name needs none of them.
fn is_override(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Says whether a character only guides joining or variants, so that no font need have it.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}')
}

impl Own {
    fn find(&self, folders: &[PathBuf]) -> Result<FontFile> {
        let ours = folders.iter().map(|folder| (folder.join(self.name), 0));
        let system = self.stand_ins.iter().map(|&(path, index)| (PathBuf::from(path), index));
        let mut found = ours.chain(system).map(|(path, index)| FontFile::at(&path, index, self.weight));
        found.find(|file| file.read().is_some()).ok_or_else(|| self.missing(folders))
    }

    fn missing(&self, folders: &[PathBuf]) -> Error {
        let name = self.name;
        let looked: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let looked = looked.join(", ");
        Error::new(
            Code::BadFile,
            Text::new(
                format!("The font {name} for badges was not found."),
                format!("没有找到胸卡所用的字体 {name}。"),
            ),
            Text::new(
                format!("Run `make fonts`, or put the file into one of: {looked}"),
                format!("请运行 `make fonts`，或把该文件放入以下任一文件夹：{looked}"),
            ),
        )
    }
}

impl FontFile {
    fn at(path: &Path, index: u32, weight: Weight) -> Self {
        Self { place: Place { path: path.to_owned(), index }, weight, data: OnceLock::new() }
    }

    fn read(&self) -> Option<&Arc<Vec<u8>>> {
        self.data.get_or_init(|| self.place.read().map(Arc::new)).as_ref()
    }
}

impl Place {
    /// Reads the file if it is a font with outlines, which is what paper needs.
    fn read(&self) -> Option<Vec<u8>> {
        let data = std::fs::read(&self.path).ok()?;
        let tables = ttf_parser::Face::parse(&data, self.index).ok()?.tables().clone();
        let outlines = tables.glyf.is_some() || tables.cff.is_some();
        outlines.then_some(data)
    }
}
