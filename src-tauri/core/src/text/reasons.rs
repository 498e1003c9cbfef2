//! What is said at the door: reasons, notes, and what to do next.
