-- Durable background work. A row is a job that has not succeeded: one that waits, runs, or was given up.
CREATE TABLE jobs (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Who runs it owns it until then. What an owner says of a job that is no longer its own is not heard.
  owner TEXT,
  owned_until BIGINT NOT NULL DEFAULT 0,
  -- The same job was added while it ran: it runs once more, then.
  again_at BIGINT,
  -- W3C traceparent of who added it.
  traceparent TEXT,
  last_error TEXT,
  given_up_at BIGINT,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (kind, subject)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE given_up_at IS NULL;
