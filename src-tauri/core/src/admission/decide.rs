//! `decide`: collects every reason in the fixed order (pure).
