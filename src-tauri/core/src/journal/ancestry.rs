//! Who had seen what: lines, and the look-up along prev and Merged heads (pure).
