-- Of an alert: when its newest end was, and whether people were told of it in its incident.
ALTER TABLE alerts ADD COLUMN ends_at BIGINT;
ALTER TABLE alerts ADD COLUMN told INTEGER NOT NULL DEFAULT 1;
-- What waited for the end of maintenance was not told.
UPDATE alerts SET told = 0 WHERE incident_id IN (SELECT id FROM incidents WHERE state <> 'resolved' AND document LIKE '%"silencedUntil":%');

-- Of an incident: who tells of it, the service that it is about, and whether it has alerts of whom nobody is told.
ALTER TABLE incidents ADD COLUMN source TEXT NOT NULL DEFAULT 'alertmanager';
ALTER TABLE incidents ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
UPDATE incidents SET hidden = 1 WHERE state <> 'resolved' AND document LIKE '%"silencedUntil":%';
CREATE INDEX incidents_by_key ON incidents (incident_key, resolved_at);
CREATE INDEX incidents_by_service ON incidents (service) WHERE state <> 'resolved' AND service <> '';
CREATE INDEX incidents_hidden ON incidents (hidden) WHERE hidden = 1;

-- Which of our dedup keys are in an incident of PagerDuty's, as its webhooks told.
CREATE TABLE pagerduty_links (
  place TEXT NOT NULL,
  dedup_key TEXT NOT NULL,
  known_at BIGINT NOT NULL,
  PRIMARY KEY (place, dedup_key)
);
CREATE INDEX pagerduty_links_by_time ON pagerduty_links (known_at);
