-- Sessions that were signed out before their time: their cookies are well signed, and dead on every replica.
CREATE TABLE ended_sessions (
  id TEXT PRIMARY KEY,
  -- When the session would have ended by itself.
  until BIGINT NOT NULL
);
