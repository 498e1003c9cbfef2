//! A small WebDriver client: one session, plain HTTP over a socket, JSON both ways.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// How long anything on the screen may take before the test gives up; a slow machine needs the room.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two keys of a fast typist; a scanner needs less than 30 ms.
const PERSON: Duration = Duration::from_millis(60);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// The key WebDriver calls an element by.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What WebDriver calls the control key.
pub const CONTROL: &str = "\u{e009}";
pub const SHIFT: &str = "\u{e008}";
pub const ALT: &str = "\u{e00a}";

/// The driver takes its picture from the next frame, and a page on which nothing moves draws none:
/// one dot in a corner changes for a second.
const KEEP_DRAWING: &str = "
    const dot = document.body.appendChild(document.createElement('i'));
    Object.assign(dot.style, { position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px' });
    let frame = 0;
    const drawing = setInterval(() => {
        dot.style.background = frame % 2 ? 'transparent' : 'currentColor';
        if ((frame += 1) > 40) { clearInterval(drawing); dot.remove(); }
    }, 25);";

/// A window under control.
pub struct Window {
    port: u16,
    session: String,
}

/// Something on the page, found by its `data-testid`.
pub struct Element<'w> {
    window: &'w Window,
    id: String,
}

impl Window {
    /// Starts the program and takes hold of its window.
    pub fn open(port: u16, program: &Path, arguments: &[&str]) -> Self {
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = call(port, "POST", "/session", Some(&wanted)).unwrap_or_else(|error| panic!("{error}"));
        let session = answer["sessionId"].as_str().expect("a session has an id").to_owned();
        Self { port, session }
    }

    /// Waits for an element of this `data-testid`.
    pub fn find(&self, testid: &str) -> Element<'_> {
        self.wait_for(&format!("{testid} to be there"), || self.find_now(testid))
    }

    /// Gives an element if it is there at this moment.
    pub fn find_now(&self, testid: &str) -> Option<Element<'_>> {
        let css = format!("[data-testid=\"{testid}\"]");
        let found =
            self.ask("POST", "element", Some(&json!({ "using": "css selector", "value": css }))).ok()?;
        Some(Element { window: self, id: found[ELEMENT].as_str()?.to_owned() })
    }

    /// Waits until an element has this attribute.
    pub fn wait_until(&self, testid: &str, attribute: &str, value: &str) {
        let wish = format!("{testid} to have {attribute}={value}");
        self.wait_for(&wish, || (self.find_now(testid)?.attribute(attribute)? == value).then_some(()));
    }

    /// Waits until something holds on the page; fails with what the page says.
    pub fn wait_for<T>(&self, wish: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {wish}; the page says:\n{}", self.text());
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Types keys one after the other as a scanner does: no pause, then Enter.
    pub fn scan(&self, code: &str) {
        let mut keys: Vec<String> = code.chars().map(String::from).collect();
        keys.push("\u{e007}".to_owned());
        self.press(&keys);
    }

    /// Presses keys on the window, whatever has the focus.
    pub fn press(&self, keys: &[impl AsRef<str>]) {
        let strokes = keys.iter().flat_map(|key| [down(key.as_ref()), up(key.as_ref())]);
        self.perform(strokes.collect());
    }

    /// Presses a key while another is held, no faster than a person: a scanner's chords are swallowed.
    pub fn press_with(&self, held: &str, key: &str) {
        self.perform(vec![down(held), down(key), up(key), up(held)]);
        thread::sleep(PERSON * 2);
    }

    fn perform(&self, strokes: Vec<Value>) {
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.must("POST", "actions", Some(&actions));
    }

    /// Gives all the text that is on the page.
    pub fn text(&self) -> String {
        let script = json!({ "script": "return document.body.innerText", "args": [] });
        let answer = self.ask("POST", "execute/sync", Some(&script)).unwrap_or_default();
        as_seen(answer.as_str().unwrap_or_default())
    }

    /// Runs a script on the page.
    pub fn run(&self, script: &str) -> Value {
        self.must("POST", "execute/sync", Some(&json!({ "script": script, "args": [] })))
    }

    /// Runs a script on the page that answers by calling its last argument.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.must("POST", "execute/async", Some(&json!({ "script": script, "args": arguments })))
    }

    /// Makes the window so many points wide and high.
    pub fn resize(&self, width: u32, height: u32) {
        self.must("POST", "window/rect", Some(&json!({ "width": width, "height": height })));
    }

    /// Writes a picture of the window as PNG.
    pub fn picture(&self, file: &Path) {
        self.run(KEEP_DRAWING);
        let answer = self.must("GET", "screenshot", None);
        let png =
            BASE64_STANDARD.decode(answer.as_str().unwrap_or_default()).expect("a picture comes as base64");
        std::fs::write(file, png).expect("the picture can be written");
    }

    fn must(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        self.ask(method, what, body).unwrap_or_else(|error| panic!("{method} {what}: {error}"))
    }

    fn ask(&self, method: &str, what: &str, body: Option<&Value>) -> Result<Value, String> {
        call(self.port, method, &format!("/session/{}/{what}", self.session), body)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = call(self.port, "DELETE", &format!("/session/{}", self.session), None);
    }
}

impl Element<'_> {
    /// Clicks it.
    pub fn click(&self) {
        self.must("POST", "click", Some(&json!({})));
    }

    /// Types into it as a person does: slower than a scanner, whose text would be taken out of the field.
    pub fn type_slowly(&self, text: &str) {
        for letter in text.chars() {
            self.type_text(&letter.to_string());
            thread::sleep(PERSON);
        }
    }

    /// Types into it all at once, or hands a file's path to a file input.
    pub fn type_text(&self, text: &str) {
        self.must("POST", "value", Some(&json!({ "text": text })));
    }

    /// Gives its visible text.
    pub fn text(&self) -> String {
        as_seen(self.must("GET", "text", None).as_str().unwrap_or_default())
    }

    /// Gives an attribute, if it has it and is still on the page.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let answer = self.ask("GET", &format!("attribute/{name}"), None).ok()?;
        answer.as_str().map(str::to_owned)
    }

    fn must(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        self.ask(method, what, body).unwrap_or_else(|error| panic!("{method} {what}: {error}"))
    }

    fn ask(&self, method: &str, what: &str, body: Option<&Value>) -> Result<Value, String> {
        self.window.ask(method, &format!("element/{}/{what}", self.id), body)
    }
}

fn down(key: &str) -> Value {
    json!({ "type": "keyDown", "value": key })
}

fn up(key: &str) -> Value {
    json!({ "type": "keyUp", "value": key })
}

/// A space that keeps two words on one line is a space to whoever reads it.
fn as_seen(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Makes one call to the driver and gives the `value` of its answer.
fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let answer = exchange(port, method, path, body).map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}

fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Vec<u8>> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE * 2))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    read_body(BufReader::new(stream))
}

/// Reads past the headers and then as many bytes as they announce.
fn read_body(mut stream: impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 && line != "\r\n" {
        if let Some(announced) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = announced.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    Ok(body)
}
