-- Where records stand that others signed and that are not held: what a record that waits for one of them lacks.
CREATE TABLE local_head (
    id BLOB PRIMARY KEY,
    desk BLOB NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
