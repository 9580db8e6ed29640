CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  customer_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  cylinder_kg INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  amount_twd INTEGER NOT NULL,
  tax_twd INTEGER NOT NULL,
  slot_start BIGINT NOT NULL,
  slot_end BIGINT NOT NULL,
  -- placed, assigned, delivered, invoiced, cancelled, failed
  stage TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  version INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX orders_customer ON orders (customer_id, id);
CREATE INDEX orders_stage ON orders (stage);
-- What was answered to a key is answered again. A key belongs to who used it.
CREATE TABLE idempotency_keys (
  user_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, idempotency_key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (used_at);
