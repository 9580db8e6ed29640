-- A wait says when it began: one that begins in the future tells of a clock that was put back, and is over.
ALTER TABLE jobs ADD COLUMN due_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN again_since BIGINT;
-- The time of the calendar that a recurring job is about, however often it was tried since.
ALTER TABLE jobs ADD COLUMN round_at BIGINT;
