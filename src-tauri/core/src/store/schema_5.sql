-- What a record shows by itself, or beside those it directly follows: noted when it takes its place.
-- Desks of which one wrote a record more than five minutes older, by the clock, than the other's it had seen.
CREATE TABLE clock_off (
    one BLOB NOT NULL,
    other BLOB NOT NULL,                -- not below one; the same for a desk by itself
    lamport INTEGER NOT NULL,           -- of the later record
    later BLOB NOT NULL,
    earlier BLOB NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
-- Facts this program did not know, by desk and name, with the last record that states one.
CREATE TABLE unknown_fact (
    desk BLOB NOT NULL,
    name TEXT NOT NULL,
    lamport INTEGER NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (desk, name)
) STRICT, WITHOUT ROWID;
