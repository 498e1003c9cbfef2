//! Bytes of record v1: strict reading, exact writing.
