//! Finds altered, deleted, reordered and re-chained records.
