-- As before, but said so that each record does not make a list of three words anew to be compared with.
DROP INDEX record_own_scan;
CREATE INDEX record_own_scan ON record (n) WHERE own = 1 AND (kind = 'scan' OR kind = 'stray_scan' OR kind = 'override');
