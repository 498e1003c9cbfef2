//! Guest lists in: bytes to rows, headers to fields, rows and guests to a plan. Writes no database.
