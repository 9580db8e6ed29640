CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  city TEXT NOT NULL,
  district TEXT NOT NULL,
  address TEXT NOT NULL,
  tax_id TEXT,
  version INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);
