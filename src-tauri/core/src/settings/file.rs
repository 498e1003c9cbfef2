//! Settings as a TOML file: a template people write, and load into another event.

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Settings, check, fold};
use crate::error::{Code, Error, Result};
use crate::text::{Text, settings as said};

/// What may stand at a key.
#[derive(Clone, Copy)]
enum Form {
    Text,
    /// A whole number; an empty text unsets it.
    Count,
    Texts,
    Zone,
    OneOf(&'static [&'static str]),
    Validity,
}

/// What becomes of a key a table leaves out.
#[derive(Clone, Copy)]
enum LeftOut {
    Stays,
    Refused,
    Becomes(&'static str),
    /// The value of another key of the same table.
    SameAs(&'static str),
}

type Keys = &'static [(&'static str, Form, LeftOut)];

const EVENT: Keys = &[
    ("name", Form::Text, LeftOut::Stays),
    ("timezone", Form::Zone, LeftOut::Stays),
    ("capacity", Form::Count, LeftOut::Stays),
    ("doors_open", Form::Text, LeftOut::Stays),
    ("doors_close", Form::Text, LeftOut::Stays),
    ("reentry", Form::OneOf(&["allowed", "forbidden"]), LeftOut::Stays),
];

const LISTS: [(&str, Keys); 5] = [
    (
        "zone",
        &[
            ("name", Form::Text, LeftOut::Refused),
            ("capacity", Form::Count, LeftOut::Stays),
            ("within", Form::Text, LeftOut::Stays),
        ],
    ),
    (
        "category",
        &[
            ("name", Form::Text, LeftOut::Refused),
            ("colour", Form::Text, LeftOut::Stays),
            ("zones", Form::Texts, LeftOut::Stays),
            ("screening", Form::Texts, LeftOut::Stays),
        ],
    ),
    (
        "checkpoint",
        &[
            ("name", Form::Text, LeftOut::Refused),
            ("zone", Form::Text, LeftOut::Refused),
            ("direction", Form::OneOf(&["entry", "exit", "both"]), LeftOut::Becomes("both")),
            ("capacity", Form::Count, LeftOut::Stays),
            ("screening", Form::Texts, LeftOut::Stays),
        ],
    ),
    (
        "screening",
        &[
            ("key", Form::Text, LeftOut::Refused),
            ("label", Form::Text, LeftOut::SameAs("key")),
            ("valid", Form::Validity, LeftOut::Becomes("event")),
        ],
    ),
    (
        "operator",
        &[
            ("name", Form::Text, LeftOut::Refused),
            ("role", Form::OneOf(&["scanner", "screener", "supervisor", "organiser"]), LeftOut::Refused),
        ],
    ),
];

/// Loads a file over `base`: only the keys it names change, and a list replaces the old one whole.
///
/// Fails with `bad_settings`, naming the line and the key, and then nothing of the file counts.
pub fn from_toml(base: &Settings, text: &str) -> Result<Settings> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        said::not_toml(line, error.message()).caused_by(error)
    })?;
    let reader = Reader { text };
    let mut settings = base.clone();
    for (key, value) in tree.get_ref() {
        for (name, value) in reader.section(key, value)? {
            settings = fold::with(&settings, &name, &value)
                .ok_or_else(|| said::wrong_form(reader.line(key), &name, &said::as_shown()))?;
        }
    }
    check(&settings)?;
    Ok(settings)
}

/// Writes settings as the file [`from_toml`] reads.
pub fn to_toml(settings: &Settings) -> Result<String> {
    toml::to_string_pretty(settings).map_err(|error| {
        let sentence = Text::new("The settings cannot be written as TOML.", "设置无法写成 TOML。");
        let hint = Text::new("Remove unusual characters from the names.", "请去掉名称中的特殊字符。");
        Error::new(Code::BadSettings, sentence, hint).caused_by(error)
    })
}

type Key<'t> = Spanned<toml::de::DeString<'t>>;
type Table<'t> = DeTable<'t>;

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn line(&self, key: &Key) -> usize {
        line_of(self.text, key.span().start)
    }

    /// Reads one top table or list into setting keys and their values.
    fn section(&self, key: &Key, value: &Spanned<DeValue>) -> Result<Vec<(String, Value)>> {
        let name = key.get_ref().as_ref();
        let line = self.line(key);
        if name == "event" {
            let table =
                value.get_ref().as_table().ok_or_else(|| said::wrong_form(line, name, &said::a_table()))?;
            let values = self.table(name, line, table, EVENT)?;
            return Ok(values.into_iter().map(|(name, value)| (format!("event.{name}"), value)).collect());
        }
        let Some((_, keys)) = LISTS.iter().find(|(list, _)| *list == name) else {
            return Err(said::unknown_key(line, name, &allowed(&LISTS.map(|(list, _)| list), &["event"])));
        };
        let items =
            value.get_ref().as_array().ok_or_else(|| said::wrong_form(line, name, &said::a_list(name)))?;
        let items = items.iter().map(|item| {
            let line = line_of(self.text, item.span().start);
            let table =
                item.get_ref().as_table().ok_or_else(|| said::wrong_form(line, name, &said::a_list(name)))?;
            self.table(name, line, table, keys).map(Value::Object)
        });
        Ok(vec![(name.to_owned(), Value::Array(items.collect::<Result<_>>()?))])
    }

    fn table(&self, name: &str, line: usize, table: &Table, keys: Keys) -> Result<Map<String, Value>> {
        let mut read = Map::new();
        for (key, value) in table {
            let (line, key) = (self.line(key), key.get_ref().as_ref());
            let place = format!("{name}.{key}");
            let Some((_, form, _)) = keys.iter().find(|(known, _, _)| *known == key) else {
                return Err(said::unknown_key(
                    line,
                    &place,
                    &allowed(&[], &keys.iter().map(|key| key.0).collect::<Vec<_>>()),
                ));
            };
            read.insert(key.to_owned(), form.read(line, &place, value.get_ref())?);
        }
        for (key, _, left_out) in keys.iter().filter(|(key, _, _)| !table_has(table, key)) {
            match left_out {
                LeftOut::Stays => continue,
                LeftOut::Refused => return Err(said::missing_key(line, name, key)),
                LeftOut::Becomes(value) => read.insert((*key).to_owned(), json!(value)),
                LeftOut::SameAs(other) => {
                    read.insert((*key).to_owned(), read.get(*other).cloned().unwrap_or_default())
                }
            };
        }
        Ok(read)
    }
}

impl Form {
    fn read(self, line: usize, place: &str, value: &DeValue) -> Result<Value> {
        let text = value.as_str();
        let number =
            value.as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        let wrong = || said::wrong_form(line, place, &self.in_words());
        match self {
            Self::Text => text.map(|text| if text.is_empty() { Value::Null } else { json!(text) }),
            Self::Count if text == Some("") => Some(Value::Null),
            Self::Count => number.map(|number| json!(number)),
            Self::Zone => text.filter(|text| text.parse::<chrono_tz::Tz>().is_ok()).map(|text| json!(text)),
            Self::OneOf(words) => text.filter(|text| words.contains(text)).map(|text| json!(text)),
            Self::Validity => match text {
                Some(word) => ["event", "entry"].contains(&word).then(|| json!(word)),
                None => number.filter(|minutes| *minutes > 0).map(|minutes| json!(minutes)),
            },
            Self::Texts => {
                let items = value.as_array().map(|items| items.iter().map(|item| item.get_ref().as_str()));
                items.and_then(|items| items.map(|item| item.map(|item| json!(item))).collect())
            }
        }
        .ok_or_else(wrong)
    }

    fn in_words(self) -> Text {
        match self {
            Self::Text => Text::new("a text in quotes", "带引号的文字"),
            Self::Count => Text::new("a whole number from 0", "不小于 0 的整数"),
            Self::Texts => Text::new("a list of texts, such as [\"hall\"]", "文字列表，例如 [\"hall\"]"),
            Self::Zone => Text::new(
                "an IANA time zone, such as \"Europe/Berlin\" or \"Asia/Shanghai\"",
                "IANA 时区，例如 \"Asia/Shanghai\"",
            ),
            Self::OneOf(words) => {
                let words = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>();
                Text::new(format!("one of {}", words.join(", ")), format!("以下之一：{}", words.join("、")))
            }
            Self::Validity => Text::new(
                "\"event\", \"entry\" or a number of minutes from 1",
                "\"event\"、\"entry\" 或不小于 1 的分钟数",
            ),
        }
    }
}

fn table_has(table: &Table, key: &str) -> bool {
    table.keys().any(|held| held.get_ref().as_ref() == key)
}

fn allowed(some: &[&str], more: &[&str]) -> String {
    more.iter().chain(some).copied().collect::<Vec<_>>().join(", ")
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
}
