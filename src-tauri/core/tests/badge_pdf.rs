//! Badge pages as others see them: poppler draws and reads them, zbar reads their codes.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use gatehouse_core::badge::fonts::Fonts;
use gatehouse_core::badge::page::{Face, not_printable, pdf, png};
use gatehouse_core::badge::{BadgeNumber, code};
use gatehouse_core::ids::{BadgeKey, EventId};

const NAMES: [&str; 10] = [
    "Ada Lovelace",
    "王伟",
    "Nguyễn Thị Minh Khai",
    "欧阳娜娜 Nana Ou-Yang",
    "O'Connor <b>&\"Quote\"",
    "迪丽热巴·迪力木拉提",
    "Łukasz Żółć",
    "王",
    "Wolfeschlegelsteinhausenbergerdorffweltenschmerzhaus",
    "Maximiliana Alexandrina von und zu Wittgenstein-Hohenlohe-Langenburg-Schillingsf",
];

fn fonts() -> Fonts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    Fonts::load(&[folder]).unwrap_or_else(|error| panic!("{} {}", error.message.en, error.hint.en))
}

fn face(serial: u32, name: &str) -> Face {
    let number = BadgeNumber { slot: 1, serial };
    let colours = [[0x1f, 0x5f, 0x8b], [0x0e, 0x7a, 0x4b], [0xf2, 0xd0, 0x4e], [0xff; 3], [0x14, 0x18, 0x1f]];
    Face {
        event: "Open Hardware Night 开放硬件之夜".into(),
        name: name.into(),
        company: "Analytical Engines 分析机".into(),
        title: String::new(),
        category: "engineer".into(),
        colour: colours[serial as usize % colours.len()],
        code: code::make(EventId::new([1; 16]), &BadgeKey::new([7; 32]), number),
        number,
    }
}

fn faces_of(names: &[&str]) -> Vec<Face> {
    names.iter().zip(0..).map(|(name, n)| face(n, name)).collect()
}

/// Runs one of the tools, which the Debian packages poppler-utils and zbar-tools bring.
fn run(tool: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(tool).args(arguments).output().unwrap_or_else(|error| {
        panic!("{tool} does not run ({error}); install it: apt-get install poppler-utils zbar-tools")
    });
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Reads the codes of pictures with zbar, in the pictures' order.
fn codes_in(pictures: &[String]) -> Vec<String> {
    let mut arguments = vec!["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"];
    arguments.extend(pictures.iter().map(String::as_str));
    String::from_utf8(run("zbarimg", &arguments)).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn an_independent_reader_reads_every_code_of_a_hundred_badges() {
    let faces: Vec<Face> = (0..100).map(|n| face(n * 42_949_672, NAMES[n as usize % NAMES.len()])).collect();
    let folder = tempfile::tempdir().unwrap();
    let made = pdf(&faces, &fonts()).unwrap();
    assert_eq!(made.pages, 100);
    let file = written(folder.path(), "badges.pdf", &made.bytes);
    // What the coarsest label printers in use print: 8 dots a millimetre.
    run("pdftoppm", &["-r", "203", "-gray", &file, folder.path().join("page").to_str().unwrap()]);

    let mut pictures: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".pgm"))
        .collect();
    pictures.sort();
    assert_eq!(pictures.len(), 100);
    let expected: Vec<String> = faces.iter().map(|face| face.code.to_string()).collect();
    assert_eq!(codes_in(&pictures), expected);
}

#[test]
fn every_name_stands_whole_on_its_page_as_text() {
    let faces = faces_of(&NAMES);
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "badges.pdf", &pdf(&faces, &fonts()).unwrap().bytes);
    let text = String::from_utf8(run("pdftotext", &["-raw", &file, "-"])).unwrap();
    let pages: Vec<String> = text.split('\u{c}').map(|page| page.split_whitespace().collect()).collect();
    for (face, page) in faces.iter().zip(pages) {
        let name: String = face.name.split_whitespace().collect();
        assert!(page.contains(&name), "{name} is not on its page: {page}");
        assert!(page.contains(&face.number.to_string()), "{}: {page}", face.number);
    }
}

#[test]
fn one_character_no_font_has_does_not_spoil_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let made = pdf(&faces_of(&["王\u{378}伟 Li"]), &fonts()).unwrap();
    let file = written(folder.path(), "badges.pdf", &made.bytes);
    let fonts_used = String::from_utf8(run("pdffonts", &[&file])).unwrap();
    let text = String::from_utf8(run("pdftotext", &["-raw", &file, "-"])).unwrap();
    assert!(text.contains('王') && text.contains('伟') && text.contains("Li"), "{text}");
    assert!(fonts_used.contains("NotoSansSC-Bold"), "the name stays bold: {fonts_used}");
}

#[test]
fn scripts_ours_lack_are_on_the_page_or_named_before_printing() {
    let fonts = fonts();
    let folder = tempfile::tempdir().unwrap();
    for name in ["محمد", "👩‍🚀 Mae", "𠮷田", "김철수"] {
        let missing = not_printable(name, &fonts);
        let file = written(folder.path(), "badge.pdf", &pdf(&faces_of(&[name]), &fonts).unwrap().bytes);
        let text = String::from_utf8(run("pdftotext", &["-raw", &file, "-"])).unwrap();
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        for letter in letters {
            assert!(
                missing.contains(letter) || text.contains(letter),
                "{letter} of {name}: {missing} / {text}"
            );
        }
    }
}

#[test]
fn the_preview_carries_the_same_code_as_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let shown = face(7, "Ada Lovelace");
    let picture = written(folder.path(), "preview.png", &png(&shown, &fonts(), 100).unwrap());
    assert_eq!(codes_in(&[picture]), [shown.code.to_string()]);
}

#[test]
fn pages_made_twice_are_the_same_to_the_byte() {
    let faces = faces_of(&NAMES);
    assert!(pdf(&faces, &fonts()).unwrap() == pdf(&faces, &fonts()).unwrap());
}

#[test]
fn a_character_no_font_has_is_named_once_and_the_others_are_not() {
    let fonts = fonts();
    for name in NAMES {
        assert_eq!(not_printable(name, &fonts), "", "{name}");
    }
    // A private and an unassigned place: no font shows a person's name with them.
    assert_eq!(not_printable("王\u{f8ff0} Li \u{378}\u{f8ff0}", &fonts), "\u{f8ff0}\u{378}");
}

#[test]
fn hostile_names_make_pages_all_the_same() {
    let long = "é".repeat(10_000);
    let names = ["", " \n\t", "\u{0}\u{1b}[31m", "\u{202e}evil", "e\u{301}\u{301}\u{301}", "\u{378}", &long];
    assert_eq!(pdf(&faces_of(&names), &fonts()).unwrap().pages, names.len() as u32);
}

#[test]
fn a_missing_font_is_named_with_what_to_do() {
    let nowhere = tempfile::tempdir().unwrap();
    // Where this machine's own fonts stand in, that is as good.
    if let Err(error) = Fonts::load(&[nowhere.path().to_owned()]) {
        assert!(error.message.en.contains("Noto"), "{error:?}");
        assert!(error.hint.en.contains("make fonts") && error.hint.zh.contains("make fonts"), "{error:?}");
    }
}
