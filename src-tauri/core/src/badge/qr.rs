//! The QR of a badge code: numeric mode, level M, version 1.
