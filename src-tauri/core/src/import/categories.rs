//! Categories as they are spelled, and those that are new.

use std::collections::{HashMap, HashSet};

use crate::guest::folding::fold;
use crate::import::candidate::Sorted;
use crate::import::mapping::{ImportField, Mapping};
use crate::import::plan::Remark;
use crate::import::read::Table;
use crate::import::{MAX_CATEGORIES, sentences};
use crate::settings::DEFAULT_CATEGORY;

/// Spells each category as it was first written, in the settings or else in the file.
pub struct Categories {
    known: HashMap<String, String>,
    /// As first written.
    pub new: Vec<String>,
}

impl Categories {
    pub fn new(categories: &[String]) -> Self {
        let all = categories.iter().map(String::as_str).chain([DEFAULT_CATEGORY]);
        let mut known = HashMap::new();
        for category in all {
            known.entry(fold(category)).or_insert_with(|| category.to_owned());
        }
        Self { known, new: Vec::new() }
    }

    pub fn spelling(&mut self, category: String) -> String {
        let new = &mut self.new;
        let known = self.known.entry(fold(&category));
        known
            .or_insert_with(|| {
                new.push(category.clone());
                category
            })
            .clone()
    }
}

/// A column that holds something else in every row would make as many categories, more than settings can hold.
pub fn leave_out_too_many(sorted: &mut Sorted, table: &Table, mapping: &Mapping) {
    let folded = sorted.good.iter().filter_map(|candidate| candidate.category.as_deref().map(fold));
    let count = folded.collect::<HashSet<String>>().len();
    if count <= MAX_CATEGORIES {
        return;
    }
    for candidate in &mut sorted.good {
        candidate.category = None;
    }
    let column = mapping.places(ImportField::Category).next().map_or("", |at| mapping.header(at));
    let (line, reason) = (table.first_line(), sentences::too_many_categories(count));
    sorted.warnings.insert(0, Remark { line, column: column.to_owned(), value: String::new(), reason });
}
