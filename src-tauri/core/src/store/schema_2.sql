-- Verified records that wait, outside journal and folds, for what they follow.
CREATE TABLE waiting (
    id BLOB PRIMARY KEY,
    desk BLOB NOT NULL,
    seq INTEGER NOT NULL,
    header BLOB NOT NULL,
    salt BLOB NOT NULL,
    body BLOB
) STRICT, WITHOUT ROWID;
-- What the newest file of each desk said it held.
CREATE TABLE local_frontier (
    desk BLOB PRIMARY KEY,
    heads TEXT NOT NULL,                -- JSON: desk to record ids
    made_at INTEGER NOT NULL,           -- UTC ms by that desk's clock
    taken_at INTEGER NOT NULL,          -- UTC ms by this desk's clock
    lacking INTEGER NOT NULL            -- 1: that desk waited for records it missed
) STRICT, WITHOUT ROWID;
-- Files taken in, by the hash of their contents.
CREATE TABLE local_taken (hash BLOB PRIMARY KEY, taken_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
