//! Holds the arrows of the house plan (ARCHITECTURE.md) by reading the sources.

use acceptance::build::root;
use acceptance::house::{Arrow, Source, sources};

const DOMAIN: &[&str] = &[
    "src-tauri/core/src/guest",
    "src-tauri/core/src/screening.rs",
    "src-tauri/core/src/screening",
    "src-tauri/core/src/badge",
    "src-tauri/core/src/admission",
    "src-tauri/core/src/presence.rs",
    "src-tauri/core/src/presence",
    "src-tauri/core/src/finding.rs",
    "src-tauri/core/src/journal",
];

/// The journal's second copy is a file, and badge pages are drawn with fonts that are; neither is a rule.
const DOMAIN_FILES: &[&str] = &[
    "src-tauri/core/src/journal/log.rs",
    "src-tauri/core/src/journal/log",
    "src-tauri/core/src/badge/fonts.rs",
];

const ARROWS: &[Arrow] = &[
    Arrow {
        rule: "1. domain modules know no SQL, no window, no screen and no layer above them",
        within: DOMAIN,
        except: &[],
        forbidden: &["rusqlite", "tauri", "crate::store", "crate::desk", "crate::import", "crate::view"],
    },
    Arrow {
        rule: "1. domain modules open no files",
        within: DOMAIN,
        except: DOMAIN_FILES,
        forbidden: &["std::fs", "std::net", "std::process", "std::env", "File::"],
    },
    Arrow {
        rule: "1. the core asks no clock and no randomness but at one place",
        within: &["src-tauri/core/src"],
        except: &["src-tauri/core/src/desk/surroundings.rs"],
        forbidden: &["SystemTime", "Instant", "Utc::now", "Local::now", "getrandom", "thread_rng", "OsRng"],
    },
    Arrow {
        rule: "2. import turns bytes into plans and writes nothing",
        within: &["src-tauri/core/src/import"],
        except: &[],
        forbidden: &["rusqlite", "std::fs", "crate::store", "crate::desk", "SystemTime"],
    },
    Arrow {
        rule: "3. only the store speaks SQL",
        // Tests of the command line may spoil a database behind its back.
        within: &["src-tauri/src", "src-tauri/core/src", "src-tauri/cli/src"],
        except: &["src-tauri/core/src/store"],
        forbidden: &["rusqlite"],
    },
    Arrow {
        rule: "3. the store decides nothing",
        within: &["src-tauri/core/src/store"],
        except: &[],
        forbidden: &["decide", "crate::admission", "crate::desk", "crate::import", "crate::view"],
    },
    Arrow {
        rule: "4. records reach the journal through `Desk::record`, or by being placed from another desk's file",
        within: &["src-tauri/core/src", "src-tauri/src", "src-tauri/cli/src"],
        except: &[
            "src-tauri/core/src/desk/write.rs",
            "src-tauri/core/src/desk/placing.rs",
            "src-tauri/core/src/store/record.rs",
        ],
        forbidden: &["record::put", "INSERT INTO record"],
    },
    Arrow {
        rule: "5. the window and the command line hold no rule about guests: they ask the desk",
        within: &["src-tauri/src", "src-tauri/cli/src"],
        except: &[],
        forbidden: &[
            "gatehouse_core::store",
            "gatehouse_core::journal::codec",
            "gatehouse_core::journal::ancestry",
            "gatehouse_core::presence",
            "gatehouse_core::screening",
            "gatehouse_core::admission::decide",
            "gatehouse_core::admission::policy",
            "gatehouse_core::badge::rules",
            "gatehouse_core::guest::fold",
            "decide",
        ],
    },
    Arrow {
        rule: "5. the core and the command line know no window",
        within: &["src-tauri/core", "src-tauri/cli"],
        except: &[],
        forbidden: &["tauri", "webkit2gtk", "wry"],
    },
    Arrow {
        rule: "6. one file of the page calls the backend",
        within: &["ui/src"],
        except: &["ui/src/api/tauri.ts"],
        forbidden: &["@tauri-apps", "invoke", "__TAURI__", "__TAURI_INTERNALS__"],
    },
];

#[test]
fn every_arrow_of_the_house_plan_holds() {
    let sources = sources(&root());
    let broken: Vec<String> =
        ARROWS.iter().flat_map(|arrow| with_rule(arrow.rule, arrow.broken(&sources))).collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_arrow_looks_at_files_that_are_there() {
    let sources = sources(&root());
    let silent = Source::new("", "");
    for arrow in ARROWS {
        let everything = Arrow { forbidden: &["e", "use", "mod", "name", "import"], ..*arrow };
        assert!(!everything.broken(&sources).is_empty(), "{}: no such file any more?", arrow.rule);
        assert!(everything.broken(std::slice::from_ref(&silent)).is_empty());
    }
}

#[test]
fn screens_of_the_page_do_not_import_each_other() {
    let sources = sources(&root());
    let broken: Vec<String> = sources.iter().filter_map(other_screen).collect();
    assert!(broken.is_empty(), "6. screens do not import each other:\n{}", broken.join("\n"));
}

/// Finds an import that leads from one screen's folder into another's.
fn other_screen(source: &Source) -> Option<String> {
    let inside = source.path.strip_prefix("ui/src/screens/")?;
    let deep = inside.contains('/');
    let leaves = |line: &&String| {
        let up = line.split(['\'', '"']).nth(1).unwrap_or_default();
        line.contains("import")
            && (up.contains("screens/") || deep && up.starts_with("../") && !up.starts_with("../../"))
    };
    source.lines.iter().find(leaves).map(|line| format!("{}: {}", source.path, line.trim()))
}

fn with_rule(rule: &str, broken: Vec<String>) -> Vec<String> {
    broken.into_iter().map(|place| format!("{place}   breaks: {rule}")).collect()
}
