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
