-- Hashes of the pieces in which large contents were sent, by the hash of the whole.
CREATE TABLE parts (
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (hash, size)
) STRICT, WITHOUT ROWID;
