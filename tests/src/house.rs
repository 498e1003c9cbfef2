//! Reads the sources and finds where an arrow of the house plan is broken.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that must not stand in some files.
pub struct Arrow {
    /// What holds, in a sentence.
    pub rule: &'static str,
    /// Files or folders below the root.
    pub within: &'static [&'static str],
    /// Of these, files or folders that are free to.
    pub except: &'static [&'static str],
    /// What may not be written there.
    pub forbidden: &'static [&'static str],
}

impl Arrow {
    /// Lists each place where the arrow is broken, as `file:line: word`.
    pub fn broken(&self, sources: &[Source]) -> Vec<String> {
        sources
            .iter()
            .filter(|source| lies_in(&source.path, self.within) && !lies_in(&source.path, self.except))
            .flat_map(|source| source.find(self.forbidden))
            .collect()
    }
}

/// A source file: its path below the root, with `/`, and its product code without tests and comments.
pub struct Source {
    pub path: String,
    pub lines: Vec<String>,
}

impl Source {
    /// Takes a file's text; what follows where its tests begin and what is only comment is left out.
    pub fn new(path: impl Into<String>, text: &str) -> Self {
        let product =
            text.lines().take_while(|line| !["#[cfg(test)]", "[dev-dependencies]"].contains(&line.trim()));
        let lines =
            product.map(|line| if is_comment(line) { String::new() } else { line.to_owned() }).collect();
        Self { path: path.into(), lines }
    }

    fn find(&self, words: &[&str]) -> Vec<String> {
        let lines = self.lines.iter().zip(1..);
        lines
            .flat_map(|(line, number)| {
                let found = words.iter().filter(|word| has_word(line, word));
                found.map(move |word| format!("{}:{number}: {word}", self.path))
            })
            .collect()
    }
}

/// Reads every Rust, TypeScript, Svelte and Cargo.toml file of the product.
///
/// # Panics
/// When the sources cannot be read.
pub fn sources(root: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in ["src-tauri", "ui/src"] {
        collect(root, &root.join(folder), &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if is_source(&path) {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            found.push(Source::new(below(root, &path), &text));
        }
    }
}

/// Tells sources of the product from tests and everything else.
fn is_source(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let test = name.ends_with("tests.rs") || name == "testing.rs" || name.contains(".test.");
    let kind =
        path.extension().is_some_and(|kind| ["rs", "ts", "svelte"].iter().any(|wanted| kind == *wanted));
    (kind || name == "Cargo.toml") && !test
}

fn below(root: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root).unwrap_or(path).into();
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn lies_in(path: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| path == *place || path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')))
}

fn is_comment(line: &str) -> bool {
    ["//", "#", "/*", "*", "<!--"].iter().any(|start| line.trim_start().starts_with(start))
        && !line.trim_start().starts_with("#[")
}

/// Finds a word that is not part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let starts_inside = is_name(word.chars().next()) && is_name(line[..at].chars().next_back());
        let ends_inside =
            is_name(word.chars().next_back()) && is_name(line[at + word.len()..].chars().next());
        !starts_inside && !ends_inside
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARROW: Arrow = Arrow {
        rule: "the cellar holds no ladder",
        within: &["house/cellar"],
        except: &["house/cellar/hatch.rs"],
        forbidden: &["ladder"],
    };

    fn broken(path: &str, text: &str) -> Vec<String> {
        ARROW.broken(&[Source::new(path, text)])
    }

    #[test]
    fn a_forbidden_word_is_named_with_its_file_and_line() {
        assert_eq!(broken("house/cellar/wine.rs", "barrel\nuse ladder;"), ["house/cellar/wine.rs:2: ladder"]);
    }

    #[test]
    fn tests_comments_longer_names_and_other_places_are_free() {
        assert!(
            broken("house/cellar/wine.rs", "// a ladder\nstepladder ladders\n#[cfg(test)]\nladder")
                .is_empty()
        );
        assert!(broken("house/cellar/hatch.rs", "ladder").is_empty());
        assert!(broken("house/cellars.rs", "ladder").is_empty());
    }
}
