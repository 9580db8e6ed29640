-- Who did what that others have to be able to answer for. Nothing deletes from it.
CREATE TABLE audit_events (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  -- flag.written, flag.deleted, sync.rolled_back, sync.conflict_resolved, invoice.resubmitted
  action TEXT NOT NULL,
  -- The id of what it was done to.
  subject TEXT NOT NULL,
  -- What was said, as JSON.
  detail TEXT NOT NULL
);
