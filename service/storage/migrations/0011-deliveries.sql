CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  -- The day in Taipei, YYYY-MM-DD.
  due_on TEXT NOT NULL,
  slot_end BIGINT NOT NULL,
  waiting_since BIGINT NOT NULL,
  driver_id TEXT,
  -- unassigned, assigned, en_route, closed
  state TEXT NOT NULL,
  outcome TEXT,
  recipient TEXT,
  -- A JSON list.
  serials TEXT,
  closed_at BIGINT,
  version INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (due_on, state);
CREATE INDEX deliveries_driver ON deliveries (driver_id, due_on);
CREATE UNIQUE INDEX deliveries_order ON deliveries (order_id);
