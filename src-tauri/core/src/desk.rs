//! The facade over one event at one desk; every write goes through `Desk::record`.
