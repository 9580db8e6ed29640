import type { Surroundings } from "../../alerts/incidents/incident-event.ts";
import type { EscalationPolicy } from "../../alerts/routing/routing.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";

export const MINUTE = 60_000;

/** Two steps of ten minutes through PagerDuty and email, gone through twice. */
export const ONCALL: EscalationPolicy = {
  name: "oncall",
  steps: [
    { notify: ["team"], timeout: 10 * MINUTE },
    { notify: ["team", "platform", "mail"], timeout: 10 * MINUTE },
  ],
  repeat: 1,
  hours: undefined,
  risesTo: undefined,
  ackTimeout: undefined,
};

/** A mail that rises to a page when nobody takes it for a day. */
export const BACKLOG: EscalationPolicy = {
  name: "backlog",
  steps: [{ notify: ["mail"], timeout: 1_440 * MINUTE }],
  repeat: 0,
  hours: undefined,
  risesTo: "oncall",
  ackTimeout: undefined,
};

export function surroundings(now: number, changes: Partial<Surroundings> = {}): Surroundings {
  const policies = new Map([ONCALL, BACKLOG].map((policy) => [policy.name, policy]));
  return {
    now,
    policyFor: (severity: Severity) => ({ policy: severity === "page" ? ONCALL : BACKLOG, note: undefined }),
    policyNamed: (name) => policies.get(name),
    destinationOf: (channel) =>
      channel === "mail"
        ? { kind: "email", channel, to: ["team@luckygas.example"] }
        : { kind: "pagerduty", channel, routingKey: `key-of-${channel}` },
    opening: () => now,
    fallback: [{ kind: "email", channel: "last-resort", to: ["oncall@luckygas.example"] }],
    ...changes,
  };
}
