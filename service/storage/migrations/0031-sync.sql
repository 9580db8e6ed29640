-- Every write that one system owes the other, in order.
CREATE TABLE sync_writes (
  id TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  base_version INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- What stood there before: what a rollback writes. Null for a new record.
  before_body TEXT,
  -- pending, written, conflict
  state TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX sync_writes_entity ON sync_writes (target, entity, entity_id, version);
CREATE INDEX sync_writes_state ON sync_writes (state, target, added_at);
CREATE TABLE sync_conflicts (
  id TEXT PRIMARY KEY,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  ours TEXT NOT NULL,
  theirs TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  -- merged, old_system, new_system; null while it waits for a person.
  resolution TEXT,
  resolved_at BIGINT
);
CREATE INDEX sync_conflicts_open ON sync_conflicts (resolution, found_at);
