-- Files of the exchange folder that this laptop wrote or took in, by name.
CREATE TABLE local_exchange (
    name TEXT PRIMARY KEY,
    desk TEXT NOT NULL,                 -- the sender's first 8 hex digits
    own INTEGER NOT NULL,               -- 1: written here, and still to be found in the folder
    at INTEGER NOT NULL                 -- UTC ms by this desk's clock
) STRICT, WITHOUT ROWID;
