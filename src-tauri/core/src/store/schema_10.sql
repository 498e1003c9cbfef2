-- What this desk answered last, found without reading what other desks and lists brought in since.
CREATE INDEX record_own_scan ON record (n) WHERE own = 1 AND kind IN ('scan', 'stray_scan', 'override');
