//! What columns of a list were said to be, kept on this laptop for the next version of the list.

use super::super::Desk;
use super::super::reader::Reading;
use crate::error::Result;
use crate::import::mapping::ImportField;
use crate::import::plan::Plan;
use crate::store::{mark, problem};

/// Column by column its header and what it is; `None`: left out.
type Remembered = Vec<(String, Option<ImportField>)>;

impl Reading<'_> {
    /// Gives what was said of the columns of a source; what does not read any more is as good as forgotten.
    pub(super) fn remembered_mapping(&self, source: &str) -> Result<Remembered> {
        let kept =
            mark::local(&self.store.connection, &key(source)).map_err(|error| self.store.problem(error))?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }
}

impl Desk {
    /// Keeps what the columns of a plan's source are.
    pub(super) fn remember_mapping(&mut self, plan: &Plan) -> Result<()> {
        let columns: Remembered =
            plan.mapping.columns().map(|(column, field)| (column.to_owned(), field)).collect();
        let json = serde_json::to_string(&columns).unwrap_or_default();
        let path = self.store.path().to_owned();
        self.store.transaction(|on| {
            mark::set_local(on, &key(&plan.source), &json).map_err(|error| problem::of(&path, error))
        })
    }
}

fn key(source: &str) -> String {
    format!("mapping|{source}")
}
