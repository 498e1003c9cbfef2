//! journal.log: the second copy, framed and checksummed.
