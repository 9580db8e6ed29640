CREATE TABLE sms_messages (
  id TEXT PRIMARY KEY,
  phone TEXT NOT NULL,
  body TEXT NOT NULL,
  -- waiting, handed_over, delivered, failed, expired, invalid_number
  state TEXT NOT NULL,
  -- Who has it, or had it last.
  provider TEXT,
  -- Who has had its turn with it and failed; since then it is the other one's.
  failed_provider TEXT,
  failed_at BIGINT,
  sent_at BIGINT NOT NULL,
  handed_over_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX sms_messages_waiting ON sms_messages (state) WHERE state = 'waiting';
CREATE INDEX sms_messages_ended ON sms_messages (ended_at);
CREATE INDEX sms_messages_failed ON sms_messages (failed_at);
