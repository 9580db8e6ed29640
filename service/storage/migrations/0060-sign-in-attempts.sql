-- Wrong passwords, by who tried and by login: also of logins that nobody has. An attempt is counted before it is judged.
CREATE TABLE sign_in_attempts (
  -- SHA-256 of the login and who tried: who reads this table learns neither.
  key TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at BIGINT NOT NULL,
  -- When this login was last signed in with from there.
  proven_at BIGINT
);
CREATE INDEX sign_in_attempts_last ON sign_in_attempts (last_at);
ALTER TABLE users DROP COLUMN failures;
ALTER TABLE users DROP COLUMN locked_until;
