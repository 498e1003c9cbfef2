//! The security check: what state each step is in for a guest, and which steps a passage asks for (pure).
