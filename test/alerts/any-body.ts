import fc from "fast-check";

/** Texts, and whatever else JSON can hold in their place. */
const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "\u0000",
    "\ud800",
    "x".repeat(40_000),
    "2026-11-21T11:00:00Z",
    "0001-01-01T00:00:00Z",
    1e300,
    -0,
    9e12,
  ),
  fc.jsonValue(),
);
/** An alert as a source might write it, or anything in its place. */
export const anyAlert = fc.oneof(
  fc.record(
    {
      status: fc.oneof(fc.constantFrom("firing", "resolved"), anything),
      labels: fc.oneof(fc.dictionary(fc.string(), anything), anything),
      annotations: fc.oneof(fc.dictionary(fc.string(), anything), anything),
      startsAt: anything,
      endsAt: anything,
      fingerprint: anything,
      panelURL: anything,
    },
    { requiredKeys: [] },
  ),
  anything,
);
/** What might be posted: a body of Alertmanager or Grafana, an incident of Cloud Monitoring, or anything. */
export const anyBody = fc.oneof(
  fc.record({ version: anything, truncatedAlerts: anything, alerts: fc.array(anyAlert) }, { requiredKeys: [] }),
  fc.record({
    version: anything,
    incident: fc.record(
      {
        incident_id: anything,
        state: fc.oneof(fc.constantFrom("open", "closed"), anything),
        started_at: fc.oneof(fc.double(), anything),
        ended_at: fc.oneof(fc.double(), anything),
        severity: anything,
        policy_name: anything,
        policy_user_labels: anything,
        documentation: anything,
        resource: anything,
        url: anything,
      },
      { requiredKeys: [] },
    ),
  }),
  anything,
);
