-- The numbers that the tax authority has allotted to us for a two-month period.
CREATE TABLE invoice_ranges (
  period TEXT PRIMARY KEY,
  letters TEXT NOT NULL,
  next_place BIGINT NOT NULL,
  last_place BIGINT NOT NULL
);
CREATE TABLE invoices (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  buyer_tax_id TEXT,
  amount_twd INTEGER NOT NULL,
  tax_twd INTEGER NOT NULL,
  -- issued, accepted, rejected, given_up
  state TEXT NOT NULL,
  reason TEXT,
  issued_at BIGINT NOT NULL,
  ended_at BIGINT,
  version INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX invoices_state ON invoices (state, issued_at);
