-- Guests of whom records contradict each other: a view, so that findings need not read the whole journal.
CREATE TABLE contradicted (guest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
