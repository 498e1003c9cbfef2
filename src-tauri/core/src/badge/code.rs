//! Badge code v1: one 112-bit number as 34 decimal digits, with a keyed tag.
