-- The latest schema. A new database is made from it; older ones get there by the numbered migrations, and a test holds
-- the two equal. Times that people may query are ISO-8601 text in UTC; times of files are nanoseconds since 1970
-- (…_ns) and seconds since 1970 (…_unix). Names are bytes. A key is a name, with a slash behind it for a directory:
-- keys compare bytewise in the canonical order, and everything below a directory P lies in ['P/', 'P0').

CREATE TABLE legs (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  destination_uuid TEXT NOT NULL,
  source_file_system TEXT NOT NULL DEFAULT '',
  destination_file_system TEXT NOT NULL DEFAULT '',
  entries INTEGER NOT NULL DEFAULT 0,
  UNIQUE (job, destination_uuid)
) STRICT;

-- kind: 1 file, 2 directory, 3 symbolic link, 4 special. hash_kind: 1 SHA-256, 2 SHA-256 of a sparse file.
-- destination_… is NULL where it equals the source's. flags: 1 racy, 2 was a mount point. placed: when the content was put
-- there (0: before, or not known). gone: since when the source no longer has it (0: it has).
CREATE TABLE baseline (
  leg INTEGER NOT NULL REFERENCES legs (id) ON DELETE CASCADE,
  key BLOB NOT NULL,
  kind INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  gid INTEGER NOT NULL,
  destination_mtime_ns INTEGER,
  destination_ctime_ns INTEGER,
  destination_inode INTEGER,
  destination_mode INTEGER,
  destination_uid INTEGER,
  destination_gid INTEGER,
  links INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  verified_unix INTEGER NOT NULL,
  hash_kind INTEGER,
  hash BLOB,
  target BLOB,
  xattr_digest BLOB, placed_unix INTEGER NOT NULL DEFAULT 0, gone_unix INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (leg, key)
) STRICT, WITHOUT ROWID;

-- SHA-256 of each of the pieces, size bytes long, in which a content was sent; hash is that of the whole. What no baseline
-- knows any more is dropped once a day.
CREATE TABLE parts (
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (hash, size)
) STRICT, WITHOUT ROWID;

CREATE INDEX baseline_links ON baseline (leg, inode) WHERE links > 1 AND kind <> 2;

CREATE INDEX baseline_gone ON baseline (leg, gone_unix) WHERE gone_unix > 0;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  job TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT,
  destination TEXT NOT NULL,
  trigger TEXT NOT NULL,
  state TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT,
  plan_digest TEXT,
  approved_digest TEXT,
  message TEXT,
  was_full INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  creates INTEGER NOT NULL,
  replaces INTEGER NOT NULL,
  removes INTEGER NOT NULL,
  moves INTEGER NOT NULL,
  links INTEGER NOT NULL,
  directories INTEGER NOT NULL,
  metadata INTEGER NOT NULL,
  adopts INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  done INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  bytes_done INTEGER NOT NULL
) STRICT;

CREATE INDEX runs_started ON runs (started);
CREATE INDEX runs_job ON runs (job, started);

-- kind: 1 remove, 2 make directory, 3 move, 4 remove directory, 5 create, 6 replace, 7 link, 8 set metadata,
-- 9 finish directory, 10 adopt, 11 forget, 12 check, 13 vacate. outcome: 0 planned, 1 done, 2 changed, 3 failed, 4 skipped.
-- source … before are JSON; destination, written and source_read leave out what equals source, before what equals
-- destination. pair_… stand for files that vanished or appeared, and are what renames and hard links are found by.
CREATE TABLE operations (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  key BLOB NOT NULL,
  from_path BLOB,
  compare INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  reason TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  message TEXT,
  trash BLOB,
  hash_kind INTEGER,
  hash BLOB,
  source TEXT,
  destination TEXT,
  baseline TEXT,
  metadata TEXT,
  written TEXT,
  source_read TEXT,
  before TEXT,
  pair_inode INTEGER,
  pair_size INTEGER,
  pair_mtime_ns INTEGER,
  pair_links INTEGER,
  PRIMARY KEY (run, seq)
) STRICT;

CREATE INDEX operations_pending ON operations (run, kind, key, seq) WHERE outcome = 0;
CREATE INDEX operations_history ON operations (key) WHERE outcome <> 0;
CREATE INDEX operations_kept ON operations (key) WHERE trash IS NOT NULL;
CREATE INDEX operations_moved ON operations (from_path) WHERE kind = 3 AND outcome <> 0;

-- severity: 0 info, 1 warning, 2 error. more: how many of a code are not kept singly, in the one row that tells it; else 0.
CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  code TEXT NOT NULL,
  path BLOB NOT NULL,
  store TEXT,
  severity INTEGER NOT NULL,
  message TEXT NOT NULL,
  advice TEXT,
  more INTEGER NOT NULL DEFAULT 0,
  since TEXT NOT NULL,
  seen TEXT NOT NULL,
  closed TEXT
) STRICT;

CREATE INDEX findings_open ON findings (job, code, path) WHERE closed IS NULL;

CREATE TABLE stores (
  name TEXT NOT NULL,
  location TEXT NOT NULL,
  uuid TEXT NOT NULL,
  file_system_id TEXT NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (name, location)
) STRICT;

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

-- What happened. number only ever grows. severity as in findings; data: a JSON object whose fields the name tells.
CREATE TABLE events (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  time TEXT NOT NULL,
  severity INTEGER NOT NULL,
  job TEXT,
  run TEXT,
  store TEXT,
  message TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX events_time ON events (time);

-- What is the case for a while, such as a store that is away, so that its beginning and its end are events once each.
CREATE TABLE conditions (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  level TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (kind, subject)
) STRICT;

-- What people said of open findings: mark is 'acknowledged' or 'snoozed' (until a moment).
CREATE TABLE marks (
  finding INTEGER NOT NULL PRIMARY KEY REFERENCES findings (id) ON DELETE CASCADE,
  mark TEXT NOT NULL,
  until TEXT,
  note TEXT,
  by TEXT,
  made TEXT NOT NULL
) STRICT;

-- Alerts that a channel was told of and that are not over: told when last, and how often the same has happened since.
CREATE TABLE alerts (
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  since TEXT NOT NULL,
  told TEXT NOT NULL,
  quiet INTEGER NOT NULL,
  PRIMARY KEY (channel, key)
) STRICT;

-- What is still to be told to channels. item: JSON.
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  item TEXT NOT NULL,
  due TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;

-- How far who works through the events has come: all up to and with this number.
CREATE TABLE cursors (
  name TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT;

-- Who may use the API. password: as the framework's hasher writes it.
CREATE TABLE users (
  name TEXT NOT NULL PRIMARY KEY,
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  created TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;

-- Browsers that signed in. digest: SHA-256 of the cookie's value, which is not kept.
CREATE TABLE sign_ins (
  digest BLOB NOT NULL PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
  since TEXT NOT NULL,
  seen TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;

CREATE INDEX sign_ins_user ON sign_ins (user);

-- Tokens of programs. digest: SHA-256 of the token, which is not kept.
CREATE TABLE tokens (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  created TEXT NOT NULL,
  creator TEXT NOT NULL,
  expires TEXT,
  used TEXT
) STRICT;

-- Who changed what, and when.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT
) STRICT;
