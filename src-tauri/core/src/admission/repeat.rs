//! The three seconds: the same badge read again at once is the same scan (pure).
