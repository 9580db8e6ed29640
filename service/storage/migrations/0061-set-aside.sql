-- Why a write has failed for ever. It waits for a person; a later write of its record makes it `overtaken`.
ALTER TABLE sync_writes ADD COLUMN reason TEXT;
CREATE INDEX sync_writes_failed ON sync_writes (target, entity, entity_id) WHERE state = 'failed';
