-- Versions: since when what stands in a destination stands there, and since when the source no longer has it.
ALTER TABLE baseline ADD COLUMN placed_unix INTEGER NOT NULL DEFAULT 0;
ALTER TABLE baseline ADD COLUMN gone_unix INTEGER NOT NULL DEFAULT 0;

CREATE INDEX baseline_gone ON baseline (leg, gone_unix) WHERE gone_unix > 0;
CREATE INDEX operations_kept ON operations (key) WHERE trash IS NOT NULL;
