-- Transfers that were begun and not ended: what a run that is cut off leaves behind.
CREATE TABLE transfers (
  run TEXT NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  destination_uuid TEXT NOT NULL
) STRICT;

-- Batches whose files are about to get their names and are recorded after that. rows: the rows of the baseline they will
-- be, a JSON line each.
CREATE TABLE announcements (
  run TEXT NOT NULL REFERENCES transfers (run) ON DELETE CASCADE,
  batch INTEGER NOT NULL,
  rows BLOB NOT NULL,
  PRIMARY KEY (run, batch)
) STRICT;

-- When all of a store's trash was last looked at for a job, and what it has held since, in bytes.
CREATE TABLE trash (
  store_uuid TEXT NOT NULL,
  job TEXT NOT NULL,
  swept TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (store_uuid, job)
) STRICT;
