-- How many of the records that concern all guests a row's fold knew of; a row that knew of fewer than there
-- are is older than the journal.
ALTER TABLE guest ADD COLUMN sweep INTEGER NOT NULL DEFAULT 0;
CREATE INDEX guest_sweep ON guest (sweep);
-- Read through whole to find an exact reference or e-mail: in order of id, it grows at one place while a
-- list comes in, where an index by either would have two pages changed for every guest.
DROP INDEX guest_reference;
DROP INDEX guest_email;
CREATE INDEX guest_keys ON guest (id, listed, reference, email);
