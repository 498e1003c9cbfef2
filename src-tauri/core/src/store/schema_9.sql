-- Signatures get an order of arrival too: so it can be told which of them journal.log holds already.
CREATE TABLE signature_of_old (
    desk BLOB NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL
) STRICT;
INSERT INTO signature_of_old SELECT desk, seq, id, signature, public_key FROM signature;
DROP TABLE signature;
CREATE TABLE signature (
    n INTEGER PRIMARY KEY,              -- local order of arrival
    desk BLOB NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL,
    UNIQUE (desk, seq, id)
) STRICT;
INSERT INTO signature (desk, seq, id, signature, public_key)
    SELECT desk, seq, id, signature, public_key FROM signature_of_old ORDER BY desk, seq, id;
DROP TABLE signature_of_old;
-- What this laptop wrote itself and waits for what it follows, after both copies lost that: the desk goes on from it.
ALTER TABLE waiting ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
