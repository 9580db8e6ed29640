CREATE TABLE users (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  -- argon2id$memory$passes$parallelism$salt$hash
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  customer_id TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE refresh_tokens (
  -- SHA-256 of the token: who reads this table cannot sign in with it.
  hash TEXT PRIMARY KEY,
  -- All tokens of one sign-in.
  session_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);
