CREATE TABLE sms_messages (
  id TEXT PRIMARY KEY,
  phone TEXT NOT NULL,
  body TEXT NOT NULL,
  -- waiting, handed_over, delivered, failed, expired, invalid_number
  state TEXT NOT NULL,
  -- Who has it, or had it last.
  provider TEXT,
  -- Both providers have had their turn.
  failed_over INTEGER NOT NULL DEFAULT 0,
  sent_at BIGINT NOT NULL,
  handed_over_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX sms_messages_state ON sms_messages (state, handed_over_at);
CREATE INDEX sms_messages_recent ON sms_messages (provider, ended_at);
