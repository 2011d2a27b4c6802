-- Transfers that were begun and not ended: what a run that is cut off leaves behind. announced holds, a JSON line each, the
-- baseline rows of files that are about to get their names and are recorded after that.

CREATE TABLE transfers (
  run TEXT NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  destination_uuid TEXT NOT NULL,
  announced BLOB
) STRICT;
