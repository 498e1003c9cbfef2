//! Lists that come otherwise: dropped, as a workbook of several sheets, cut off half-way, and undone long after.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use acceptance::build::command_line;
use zip::write::SimpleFileOptions;

use super::driver::{CONTROL, Window};
use super::place::Place;
use super::{create_event, picture, speak};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[test]
fn a_list_dropped_on_any_screen_is_read_and_shown_before_it_is_taken_in() {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, "en");
    create_event(&window, "Mission Night");
    window.find("nav-guests").click();
    window.find("guests-empty");
    drag_over(&window);
    window.wait_for("the frame that says where to drop", || {
        (window.run("return document.querySelector('.app').classList.contains('over')") == true).then_some(())
    });
    drop_on(&window, "guests-empty", "来宾 list.csv", "Name,E-mail\nAda King,ada@example.org\n王伟,\n");
    assert_eq!(window.find("import-file").attribute("title").as_deref(), Some("来宾 list.csv"));
    assert_eq!(window.find("import-new").text(), "2");
    assert_eq!(window.run("return document.querySelector('.app').classList.contains('over')"), false);
}

#[test]
fn a_workbook_is_read_by_the_sheet_a_person_chooses() {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, "en");
    create_event(&window, "Mission Night");
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("lists.xlsx");
    fs::write(
        &book,
        workbook(&[("Press", &["Ada King", "Bo Lind"]), ("工作人员", &["王伟", "李娜", "张伟"])]),
    )
    .unwrap();
    window.find("file").type_text(book.to_str().unwrap());
    window.wait_until("import-sheet", "data-value", "Press");
    assert_eq!(window.find("import-new").text(), "2");
    picture(&window, "en-import-sheets");
    window.find("import-sheet").click();
    window.run("document.querySelector('[role=option][data-value=\"工作人员\"]').click()");
    window.wait_until("import-sheet", "data-value", "工作人员");
    window.wait_for("three of the other sheet", || {
        (window.find_now("import-new")?.text() == "3").then_some(())
    });
    assert!(window.find("import-preview").text().contains("王伟"));
}

#[test]
fn an_import_cut_off_is_finished_by_a_button_and_undone_whole_from_the_list_of_imports_in_english() {
    cut_off("en", "cut off half-way");
}

#[test]
fn an_import_cut_off_is_finished_by_a_button_and_undone_whole_from_the_list_of_imports_in_chinese() {
    cut_off("zh", "导入中途停止");
}

fn cut_off(lang: &str, said: &str) {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let (event, list) = (folder.path().join("event"), folder.path().join("team.csv"));
    fs::write(&list, team(4_000)).unwrap();
    let (event, list) = (event.to_str().unwrap(), list.to_str().unwrap());
    import_and_kill(event, list);
    let window = place.window(&[event]);
    window.find("idle");
    speak(&window, lang);
    let told = window.find("cut-off").text();
    assert!(told.contains(said) && told.contains("team.csv") && !told.contains("gatehouse void"), "{told}");
    picture(&window, &format!("{lang}-cut-off"));
    window.find("cut-off-finish").click();
    window.find("drop");
    window.find("file").type_text(list);
    window.find("import-new");
    window.press_with(CONTROL, ENTER);
    window.find("import-done");
    assert!(window.find_now("cut-off").is_none(), "nothing is left to finish");
    window.press(&[ESCAPE]);
    window.find("past-import");
    picture(&window, &format!("{lang}-past-imports"));
    window.find("past-undo").click();
    window.find("reason-dialog");
    window.press(&["1"]);
    window.press(&[ENTER]);
    window.wait_for("no import to stand", || window.find_now("past-imports").is_none().then_some(()));
    window.find("nav-guests").click();
    window.find("guests-empty");
}

/// Begins an import with the command line and kills it once something of it is in the journal.
fn import_and_kill(event: &str, list: &str) {
    let made = Command::new(command_line()).args(["new", event, "--name", "Mission Night"]).status().unwrap();
    assert!(made.success());
    let journal = Path::new(event).join("journal.log");
    let before = fs::metadata(&journal).unwrap().len();
    let mut import = Command::new(command_line())
        .args(["import", event, list])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while fs::metadata(&journal).unwrap().len() < before + 8_000 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the import wrote nothing");
        thread::sleep(Duration::from_millis(1));
    }
    import.kill().unwrap();
    import.wait().unwrap();
}

fn team(guests: u32) -> String {
    let rows = (0..guests).map(|n| format!("{n},Guest {n},guest{n}@example.org\n"));
    std::iter::once("ID,Name,Email\n".to_owned()).chain(rows).collect()
}

/// As the page sees a file that is dragged over it: no driver can hold one with the mouse.
fn drag_over(window: &Window) {
    window.run(
        "const held = new DataTransfer();
        held.items.add(new File(['x'], 'list.csv'));
        document.body.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: held }));",
    );
}

fn drop_on(window: &Window, testid: &str, name: &str, content: &str) {
    let [testid, name, content] = [testid, name, content].map(|text| serde_json::json!(text));
    window.run(&format!(
        "const held = new DataTransfer();
        held.items.add(new File([{content}], {name}));
        document.querySelector(`[data-testid=\"${{{testid}}}\"]`)
            .dispatchEvent(new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: held }}));"
    ));
}

/// Makes a workbook of sheets that each list names.
fn workbook(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let link = |id: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="r{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let numbered = || sheets.iter().zip(1..);
    let named: String = numbered()
        .map(|((name, _), n)| format!(r#"<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>"#))
        .collect();
    let links: String =
        numbered().map(|(_, n)| link(n, "worksheet", &format!("worksheets/sheet{n}.xml"))).collect();
    let package = link(1, "officeDocument", "xl/workbook.xml");
    let mut parts = vec![
        ("_rels/.rels".to_owned(), format!("<Relationships>{package}</Relationships>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>")),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{named}</sheets></workbook>")),
    ];
    let cell = |text: &str| format!(r#"<row><c t="inlineStr"><is><t>{text}</t></is></c></row>"#);
    parts.extend(numbered().map(|((_, names), n)| {
        let rows: String = std::iter::once(&"Name").chain(*names).map(|name| cell(name)).collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{n}.xml"), sheet)
    }));
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
