//! A guest list as the organiser brings it: understood, put right by keys, shown before it is taken in, brought
//! again in a newer version, and undone.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::driver::{CONTROL, Window};
use super::place::Place;
use super::{create_event, find_file, picture, speak};

const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// A list and a newer version of it: a column nobody could know, a bad address, and somebody twice.
struct List {
    lang: &'static str,
    event: &'static str,
    file: &'static str,
    first: &'static str,
    /// One more, one elsewhere now, one gone.
    newer: &'static str,
    /// Where the one who changed was, and is.
    before: &'static str,
    after: &'static str,
}

#[test]
fn a_list_is_understood_put_right_by_keys_brought_again_and_undone_in_english() {
    story(&List {
        lang: "en",
        event: "Mission Night",
        file: "sign-ups (final).csv",
        first: "Who is coming to you: name,E-mail,Hails from,Shirt\n\
            Ada King,ada@example.org,Kestrel,M\nBo Lind,bo@example.org,Nordljus,L\n\
            Cy Ito,cy@example.org,Lotus,S\nDee Roy,dee@example.org,Fernhill,M\n\
            Eve Moss,eve@@example,Gazette,L\nADA KING,ADA@example.org,Kestrel,M\n",
        newer: "Who is coming to you: name,E-mail,Hails from,Shirt\n\
            Ada King,ada@example.org,Kestrel,M\nBo Lind,bo@example.org,Harbour Labs,L\n\
            Cy Ito,cy@example.org,Lotus,S\nFay Ono,fay@example.org,Gazette,L\n",
        before: "Nordljus",
        after: "Harbour Labs",
    });
}

#[test]
fn a_list_is_understood_put_right_by_keys_brought_again_and_undone_in_chinese() {
    story(&List {
        lang: "zh",
        event: "招聘之夜",
        file: "来宾名单（终稿）.csv",
        first: "姓名（必填）,邮箱,从哪里来,T恤\n\
            王伟,wei@example.org,东湖大学,M\n欧阳思源,siyuan@example.org,红隼机器人,L\n\
            单雄信,shan@example.org,莲花系统,S\n尉迟恭,yuchi@example.org,北港实验室,M\n\
            李明,liming@@example,公报,L\n王伟,WEI@example.org,东湖大学,M\n",
        newer: "姓名（必填）,邮箱,从哪里来,T恤\n\
            王伟,wei@example.org,东湖大学,M\n欧阳思源,siyuan@example.org,山海科技,L\n\
            单雄信,shan@example.org,莲花系统,S\n黄志强,huang@example.org,公报,L\n",
        before: "红隼机器人",
        after: "山海科技",
    });
}

fn story(list: &List) {
    let place = Place::new();
    let window = place.window(&[]);
    speak(&window, list.lang);
    create_event(&window, list.event);
    let folder = tempfile::tempdir().unwrap();
    choose(&window, folder.path(), list, list.first);
    say_by_keys_that_the_third_column_is_the_company(&window);
    picture(&window, &format!("{}-import-plan", list.lang));
    counts(&window, [("new", "4"), ("changed", "0"), ("same", "0"), ("rejected", "2")]);
    look_at_what_was_not_taken(&window, &place, list);
    import(&window);
    picture(&window, &format!("{}-import-done", list.lang));
    window.press(&[ESCAPE]);
    bring_the_newer_version(&window, folder.path(), list);
    undo(&window, list);
    bring_the_newer_version(&window, folder.path(), list);
}

/// Hands a file of the list's name to the window, as the file dialog would.
fn choose(window: &Window, folder: &Path, list: &List, content: &str) {
    let path = folder.join(list.file);
    fs::write(&path, content).unwrap();
    window.find("drop");
    window.find("file").type_text(&path.display().to_string());
    window.find("import-new");
    let named = window.find("import-file").attribute("title");
    assert_eq!(named.as_deref(), Some(list.file), "the file is named as the person knows it");
}

fn say_by_keys_that_the_third_column_is_the_company(window: &Window) {
    assert_eq!(window.find("map-2").attribute("data-value").as_deref(), Some(""), "nobody could know it");
    press_slowly(window, &["c", DOWN, DOWN, ENTER]);
    // Left out, name, first name, family name, e-mail, phone, company.
    press_slowly(window, &[DOWN, DOWN, DOWN, DOWN, DOWN, DOWN, ENTER]);
    window.wait_until("map-2", "data-value", "company");
}

/// Presses keys as a person does, one after the other.
fn press_slowly(window: &Window, keys: &[&str]) {
    for key in keys {
        window.press(&[key]);
        thread::sleep(Duration::from_millis(120));
    }
}

fn counts<const N: usize>(window: &Window, expected: [(&str, &str); N]) {
    for (name, count) in expected {
        let wish = format!("{count} {name}");
        window
            .wait_for(&wish, || (window.find_now(&format!("import-{name}"))?.text() == count).then_some(()));
    }
}

/// Each bad row with line and value, and as a file that can be mended and brought again.
fn look_at_what_was_not_taken(window: &Window, place: &Place, list: &List) {
    let rows = window.find("import-rejected-rows").text();
    assert!(rows.contains("6") && rows.contains("@@example") && rows.contains("7"), "{rows}");
    window.press(&["r"]);
    window.find("rejects-saved");
    let file = find_file(&place.events(), "csv").expect("the rejected rows lie in the event's out folder");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with('\u{feff}') && written.contains("@@example"), "{written}");
    assert!(file.to_string_lossy().contains(list.file.trim_end_matches(".csv")), "{}", file.display());
}

fn import(window: &Window) {
    window.press_with(CONTROL, ENTER);
    window.find("import-done");
}

fn bring_the_newer_version(window: &Window, folder: &Path, list: &List) {
    choose(window, folder, list, list.newer);
    window.wait_until("import-source", "data-known", "true");
    assert_eq!(window.find("map-2").attribute("data-value").as_deref(), Some("company"), "as said last time");
    counts(window, [("new", "1"), ("changed", "1"), ("same", "2"), ("gone", "1"), ("rejected", "0")]);
    let said = window.text();
    assert!(said.contains(list.before) && said.contains(list.after), "{said}");
    picture(window, &format!("{}-import-newer", list.lang));
}

fn undo(window: &Window, list: &List) {
    import(window);
    press_slowly(window, &["u", "1", ENTER]);
    window.find("import-undone");
    picture(window, &format!("{}-import-undone", list.lang));
    window.press(&[ESCAPE]);
}
