//! Settings as facts: what a change states, and what all held facts together say (pure).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{KEYS, Settings};
use crate::journal::record::Stamp;
use crate::journal::seen::{HadSeen, standing};

/// Gives what has to be stated to get from one state of the settings to another, in the order of [`KEYS`].
pub fn changes(old: &Settings, new: &Settings) -> Vec<(String, Value)> {
    let (old, new) = (by_key(old), by_key(new));
    let differing = KEYS.iter().copied().filter(|key| old.get(key) != new.get(key));
    differing.map(|key| (key.to_owned(), new.get(key).cloned().unwrap_or_default())).collect()
}

/// Folds what organisers stated over `start`: per key the highest-ranking of the values no later one had seen.
///
/// A value this program cannot read (a newer one wrote it) leaves the key as it was.
pub fn fold_settings(start: &Settings, records: &[(Stamp, String, Value)], seen: &dyn HadSeen) -> Settings {
    let mut stated: BTreeMap<&str, Vec<(Stamp, &Value)>> = BTreeMap::new();
    for (stamp, key, value) in records {
        stated.entry(key).or_default().push((*stamp, value));
    }
    stated.into_iter().fold(start.clone(), |settings, (key, values)| {
        let in_force = standing(&values, seen).into_iter().max_by_key(|(stamp, _)| stamp.rank());
        in_force.and_then(|(_, value)| with(&settings, key, value)).unwrap_or(settings)
    })
}

/// Gives the settings with one key replaced; none when the value does not fit the key.
pub(super) fn with(settings: &Settings, key: &str, value: &Value) -> Option<Settings> {
    let mut all = by_key(settings);
    let known = KEYS.iter().find(|known| **known == key)?;
    match value {
        Value::Null => all.remove(*known),
        value => all.insert(known, value.clone()),
    };
    let mut tree = Map::new();
    for (key, value) in all {
        match key.split_once('.') {
            Some((table, name)) => {
                let table = tree.entry(table).or_insert_with(|| Value::Object(Map::new()));
                table.as_object_mut()?.insert(name.to_owned(), value);
            }
            None => {
                tree.insert(key.to_owned(), value);
            }
        }
    }
    serde_json::from_value(Value::Object(tree)).ok()
}

fn by_key(settings: &Settings) -> BTreeMap<&'static str, Value> {
    let tree = serde_json::to_value(settings).unwrap_or_default();
    let at = |key: &str| tree.pointer(&format!("/{}", key.replace('.', "/"))).cloned();
    KEYS.iter().filter_map(|key| Some((*key, at(key)?))).collect()
}
