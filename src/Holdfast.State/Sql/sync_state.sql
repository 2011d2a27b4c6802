-- A file of its own for people: what backups carried, and how it went. Nothing is decided by it, so whatever is changed or
-- deleted here harms nothing. Times are text in UTC, YYYY-MM-DD HH:MM:SS, as datetime() of SQLite writes them.

-- One row a source file. sync_status: synced (every destination has it as the source has it), pending, or failed.
CREATE TABLE IF NOT EXISTS files (
  job TEXT NOT NULL,
  file_path TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size INTEGER NOT NULL,
  modified_time TEXT,
  sync_status TEXT NOT NULL,
  destinations TEXT NOT NULL,
  last_synced TEXT,
  last_error TEXT,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (job, file_path)
);

CREATE INDEX IF NOT EXISTS files_status ON files (sync_status);

-- What was done, file by file and destination by destination.
CREATE TABLE IF NOT EXISTS sync_logs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  timestamp TEXT NOT NULL,
  job TEXT NOT NULL,
  file_path TEXT,
  destination TEXT,
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0,
  message TEXT,
  run TEXT
);

CREATE INDEX IF NOT EXISTS sync_logs_timestamp ON sync_logs (timestamp);

CREATE TABLE IF NOT EXISTS daemon_state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
