//! Looks at what is on the screen: can everybody read it, and does anything stick out?

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use acceptance::build::root;
use serde_json::Value;

use crate::driver::{CONTROL, Window};

/// The smallest window the desk is made for, and the one it opens with.
const SMALL: (u32, u32) = (1024, 700);
const LARGE: (u32, u32) = (1280, 800);
const THEMES: [&str; 3] = ["night", "paper", "clear"];

/// The rules of WCAG 2.0 to 2.2, A and AA; of a theme but the first only the colours, since nothing else differs.
const JUDGE: &str = "
    const [first, done] = arguments;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const runOnly = first ? { type: 'tag', values: tags } : { type: 'rule', values: ['color-contrast'] };
    const told = (rule) => rule.nodes.map((node) =>
        `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n').slice(1).join(' ').trim()}`);
    axe.run(document, { runOnly, resultTypes: ['violations'] })
        .then((found) => done(found.violations.flatMap(told)), (error) => done([`axe: ${error}`]));";

/// What a person sees as sloppy: bars to scroll sideways, words that run out of their button or heading.
const STICKS_OUT: &str = "
    const shown = (one) => one.checkVisibility() && !one.closest('.unseen');
    const named = (one) => `<${one.localName} ${one.className}> ${one.dataset.testid ?? ''} “${one.innerText.slice(0, 40)}”`;
    const all = [...document.querySelectorAll('body *')].filter((one) => one instanceof HTMLElement && shown(one));
    const wider = (one) => one.scrollWidth > one.clientWidth + 1;
    const scrolls = all.filter((one) => wider(one) && /auto|scroll/.test(getComputedStyle(one).overflowX));
    const words = all.filter((one) => one.matches('button, h1, h2, h3, dt, dd, th') && !one.closest('.cut')
        && getComputedStyle(one).display !== 'inline' && wider(one) && !one.querySelector('.cut'));
    const outside = all.filter((one) => one.matches('button, input') && one.getBoundingClientRect().right > innerWidth + 1
        && !scrolls.some((box) => box.contains(one)));
    return [...scrolls.map((one) => `scrolls sideways: ${named(one)}`), ...words.map((one) => `runs out of itself: ${named(one)}`),
        ...outside.map((one) => `is outside the window: ${named(one)}`)];";

/// Looks at screens in every theme and remembers what is wrong with them.
pub struct Eye<'w> {
    window: &'w Window,
    lang: &'static str,
    /// Where pictures go, if anybody wants to see them.
    pictures: Option<PathBuf>,
    faults: RefCell<Vec<String>>,
}

impl<'w> Eye<'w> {
    /// Takes the judge along into the window.
    pub fn new(window: &'w Window, lang: &'static str) -> Self {
        let judge = root().join("ui/node_modules/axe-core/axe.min.js");
        window.run(&fs::read_to_string(&judge).expect("axe-core is installed (make page does so)"));
        let pictures = std::env::var_os("GATEHOUSE_PICTURES").map(PathBuf::from);
        if let Some(folder) = &pictures {
            fs::create_dir_all(folder).expect("the folder for pictures can be made");
        }
        Self { window, lang, pictures, faults: RefCell::default() }
    }

    /// Looks at the screen in every theme.
    pub fn look(&self, screen: &str) {
        self.stand_still();
        for theme in THEMES {
            self.wear(theme);
            let judged = self.window.run_async(JUDGE, &[(theme == THEMES[0]).into()]);
            self.note(&format!("{screen}, {theme}, {}", self.lang), &judged);
            self.keep(&format!("{}-{screen}-{theme}", self.lang));
        }
        self.note(&format!("{screen}, {}", self.lang), &self.window.run(STICKS_OUT));
        self.window.press_with(CONTROL, "t");
    }

    /// Looks at the screen in every theme, then in the smallest window the desk is made for, and at twice the size.
    pub fn look_closely(&self, screen: &str) {
        self.look(screen);
        for (name, (width, height), zoom) in [("small", SMALL, 1), ("twice", LARGE, 2)] {
            self.at_size((width, height), zoom);
            self.note(&format!("{screen}, {name}, {}", self.lang), &self.window.run(STICKS_OUT));
            self.keep(&format!("{}-{screen}-{name}", self.lang));
        }
        self.at_size(LARGE, 1);
    }

    fn at_size(&self, (width, height): (u32, u32), zoom: u32) {
        // As the page itself asks for it when Ctrl and plus are pressed often enough.
        const ZOOM: &str = "const [value, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('plugin:webview|set_webview_zoom', { value }).then(done, done);";
        self.window.run_async(ZOOM, &[zoom.into()]);
        self.window.resize(width, height);
        let wish = u64::from(width / zoom);
        self.window.wait_for("the window to be as large", || {
            (self.window.run("return innerWidth").as_u64()? == wish).then_some(())
        });
        // One more frame, in which names are fitted to their new room.
        self.window.run_async("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))", &[]);
        self.stand_still();
    }

    /// Fails with all that was seen to be wrong.
    pub fn close(self) {
        let faults = self.faults.into_inner();
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    }

    fn wear(&self, theme: &str) {
        let worn = || self.window.run("return document.documentElement.dataset.theme") == theme;
        if !worn() {
            self.window.press_with(CONTROL, "t");
        }
        self.window.wait_for(theme, || worn().then_some(()));
        self.stand_still();
    }

    fn stand_still(&self) {
        let still = "return document.getAnimations().every((one) => one.playState !== 'running')";
        self.window.wait_for("everything to stand still", || (self.window.run(still) == true).then_some(()));
    }

    fn note(&self, place: &str, found: &Value) {
        let found = found.as_array().cloned().unwrap_or_else(|| vec![found.clone()]);
        let told = found.iter().map(|fault| format!("{place}: {}", fault.as_str().unwrap_or("no answer")));
        self.faults.borrow_mut().extend(told);
    }

    fn keep(&self, name: &str) {
        if let Some(folder) = &self.pictures {
            self.window.picture(&folder.join(format!("{name}.png")));
        }
    }
}
