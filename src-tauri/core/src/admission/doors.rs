//! Doors: when the event lets people in, in its own time zone (pure).
