-- How much of a body was understood: whole, in part, nothing; or a test button's, which has nothing to tell.
ALTER TABLE notifications ADD COLUMN understood TEXT NOT NULL DEFAULT 'whole';
UPDATE notifications SET understood = 'nothing' WHERE problem IS NOT NULL;
-- What people look at. A body that was understood is one of very many.
CREATE INDEX notifications_odd ON notifications (received_at) WHERE understood <> 'whole';
