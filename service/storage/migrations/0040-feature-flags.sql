CREATE TABLE feature_flags (
  name TEXT PRIMARY KEY,
  -- As JSON: see service/feature-flags/flag-rules.ts.
  rules TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);
