-- The journal: exact bytes for ever, with the columns folds need taken out of the header.
CREATE TABLE record (
    n INTEGER PRIMARY KEY,              -- local order of arrival
    id BLOB NOT NULL UNIQUE,            -- SHA-256 of header
    line INTEGER NOT NULL REFERENCES line (line),
    seq INTEGER NOT NULL,
    lamport INTEGER NOT NULL,
    at INTEGER NOT NULL,                -- UTC ms
    operator BLOB,
    kind TEXT NOT NULL,
    subject BLOB,
    own INTEGER NOT NULL,               -- 1: written by this laptop itself
    header BLOB NOT NULL,
    salt BLOB NOT NULL,
    body BLOB                           -- NULL: erased
) STRICT;
CREATE INDEX record_place ON record (line, seq);
CREATE INDEX record_subject ON record (subject, n) WHERE subject IS NOT NULL;
CREATE INDEX record_global ON record (kind) WHERE subject IS NULL;

-- Stretches of chain between branches, and what each Merged had seen.
CREATE TABLE line (
    line INTEGER PRIMARY KEY,
    desk BLOB NOT NULL,
    parent_line INTEGER,
    parent_seq INTEGER
) STRICT;
CREATE TABLE seen (
    line INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    other_line INTEGER NOT NULL,
    other_seq INTEGER NOT NULL,
    PRIMARY KEY (line, seq, other_line)
) STRICT, WITHOUT ROWID;

-- Signatures of heads, beside the journal.
CREATE TABLE signature (
    desk BLOB NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL,
    PRIMARY KEY (desk, seq, id)
) STRICT, WITHOUT ROWID;

-- Views: folds of the journal, disposable.
CREATE TABLE guest (
    id BLOB PRIMARY KEY,
    state TEXT NOT NULL,                -- the folded guest as JSON
    listed INTEGER NOT NULL,
    counted TEXT NOT NULL,              -- zones the guest is counted in, a line each; '' is the event
    reference TEXT,
    email TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX guest_reference ON guest (reference) WHERE reference IS NOT NULL;
CREATE INDEX guest_email ON guest (email) WHERE email IS NOT NULL;
CREATE TABLE badge (
    slot INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    guest BLOB NOT NULL,
    PRIMARY KEY (slot, serial, guest)
) STRICT, WITHOUT ROWID;
CREATE TABLE foreign_code (
    code TEXT NOT NULL,
    guest BLOB NOT NULL,
    PRIMARY KEY (code, guest)
) STRICT, WITHOUT ROWID;
CREATE TABLE occupancy (
    zone TEXT PRIMARY KEY,              -- '' is the event
    guests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Guests whose row is older than the journal; drained in slices.
CREATE TABLE stale (guest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- This laptop's own affairs: no folds, outside rebuild and fingerprint.
CREATE TABLE local_mark (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
