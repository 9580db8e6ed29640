CREATE TABLE payments (
  order_id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  bank TEXT NOT NULL,
  amount_twd INTEGER NOT NULL,
  collected_at BIGINT NOT NULL,
  -- The outbound file that carries it; null while it waits.
  file_id TEXT,
  booked_at BIGINT
);
CREATE INDEX payments_waiting ON payments (bank, file_id);
CREATE TABLE bank_files (
  id TEXT PRIMARY KEY,
  bank TEXT NOT NULL,
  direction TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The business day in Taipei.
  day TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  -- waiting, transferred, rejected, unreachable
  state TEXT NOT NULL,
  -- What does not agree, as a JSON list of texts.
  findings TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  transferred_at BIGINT,
  UNIQUE (bank, direction, name)
);
CREATE INDEX bank_files_success ON bank_files (bank, direction, transferred_at);
-- Since when a bank's files are expected: a bank that never had a success is as late as its first day.
CREATE TABLE bank_starts (bank TEXT PRIMARY KEY, since BIGINT NOT NULL);
