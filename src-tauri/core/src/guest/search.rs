//! Finds guests as somebody types.
