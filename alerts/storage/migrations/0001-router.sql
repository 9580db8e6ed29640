-- Times are Unix milliseconds, documents are JSON.

-- What was posted to us, as it came; also what could not be understood.
CREATE TABLE notifications (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  -- NULL when it was understood.
  problem TEXT,
  -- gzip, base64
  body TEXT NOT NULL
);
CREATE INDEX notifications_by_time ON notifications (received_at);

-- The newest episode of every alert.
CREATE TABLE alerts (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  severity TEXT NOT NULL,
  labels TEXT NOT NULL,
  annotations TEXT NOT NULL,
  -- NULL when its end came before its start.
  incident_id TEXT,
  last_seen_at BIGINT NOT NULL,
  PRIMARY KEY (source, fingerprint)
);
CREATE INDEX alerts_by_incident ON alerts (incident_id, status);
CREATE INDEX alerts_by_age ON alerts (status, last_seen_at);

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  -- "key" alone is a word of SQL.
  incident_key TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  resolved_at BIGINT,
  -- When something is to happen unless somebody acknowledges, and since when that is waited for.
  next_at BIGINT,
  next_since BIGINT,
  stale INTEGER NOT NULL DEFAULT 0,
  -- The incident as incident.ts has it, and what it is about.
  document TEXT NOT NULL,
  about TEXT NOT NULL,
  -- How many lines its timeline has, and how many messages it has caused.
  entries INTEGER NOT NULL,
  messages INTEGER NOT NULL
);
-- Two replicas that see the same alert first cannot both open an incident.
CREATE UNIQUE INDEX incidents_open ON incidents (incident_key) WHERE state <> 'resolved';
CREATE INDEX incidents_due ON incidents (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX incidents_by_state ON incidents (state, opened_at);

CREATE TABLE timeline (
  incident_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (incident_id, seq)
);

-- A page is counted once: in time when somebody accepted it within a minute.
CREATE TABLE pages (
  dedup_key TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  accepted_at BIGINT,
  -- NULL, in_time or late
  outcome TEXT,
  fallback_sent INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pages_open ON pages (created_at) WHERE outcome IS NULL OR accepted_at IS NULL;

-- What is to be said; for each key and destination in the order of seq, which clocks cannot turn round.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  dedup_key TEXT NOT NULL,
  -- Channel and a digest of where it leads: what shares a rate and a circuit breaker.
  destination TEXT NOT NULL,
  action TEXT NOT NULL,
  severity TEXT NOT NULL,
  -- 0 is sent first.
  priority INTEGER NOT NULL,
  -- waiting, sent, superseded or dead_letter
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  due_since BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Who is sending it, and until when others keep off.
  lease_owner TEXT,
  lease_until BIGINT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  message TEXT NOT NULL
);
CREATE INDEX messages_due ON messages (priority, due_at) WHERE state = 'waiting';
CREATE INDEX messages_in_order ON messages (dedup_key, destination, seq) WHERE state = 'waiting';
CREATE INDEX messages_by_incident ON messages (incident_id, seq);
CREATE INDEX messages_dead ON messages (created_at) WHERE state = 'dead_letter';

CREATE TABLE attempts (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL,
  destination TEXT NOT NULL,
  at BIGINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  -- accepted, retry or rejected
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX attempts_by_message ON attempts (message_id);
CREATE INDEX attempts_by_destination ON attempts (destination, at);

-- Signs of life of those who watch for us.
CREATE TABLE heartbeats (
  name TEXT PRIMARY KEY,
  last_at BIGINT NOT NULL
);

-- PagerDuty sends a webhook again when it did not hear our answer.
CREATE TABLE webhook_events (
  id TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL
);
