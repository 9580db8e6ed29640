-- Every write that one system owes the other, in order.
CREATE TABLE sync_writes (
  id TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- What stood there before: what a rollback writes. Null for a new record.
  before_body TEXT,
  -- pending, written, conflict, failed
  state TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  ended_at BIGINT
);
-- The same change told twice is one change.
CREATE UNIQUE INDEX sync_writes_version ON sync_writes (target, entity, entity_id, version);
CREATE INDEX sync_writes_pending ON sync_writes (target, added_at) WHERE state = 'pending';
CREATE INDEX sync_writes_added ON sync_writes (target, added_at);
-- What the old system is known to hold of each record: the ground on which two changes of it meet.
CREATE TABLE sync_agreed (
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (entity, entity_id)
);
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
CREATE UNIQUE INDEX sync_conflicts_open ON sync_conflicts (entity, entity_id) WHERE resolution IS NULL;
CREATE TABLE sync_rollbacks (
  id TEXT PRIMARY KEY,
  -- The writes from `since` to `until` are undone.
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  -- The last record that was done.
  done_to TEXT NOT NULL,
  ended_at BIGINT
);
