-- Who was erased, and at which desks; whether one of them may is for the folds to say.
CREATE TABLE erased (
    guest BLOB NOT NULL,
    desk BLOB NOT NULL,
    PRIMARY KEY (guest, desk)
) STRICT, WITHOUT ROWID;
