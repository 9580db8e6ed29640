import type { EscalationPolicy, MaintenanceWindow, Routing } from "../../../alerts/routing/routing.ts";
import { MINUTE } from "../surroundings.ts";

/** Two teams with PagerDuty, and a mail to two people as the last resort. */
const CHANNELS: Routing["channels"] = new Map([
  ["team", { kind: "pagerduty", name: "team", routingKeyEnv: "TEAM_KEY" }],
  ["platform", { kind: "pagerduty", name: "platform", routingKeyEnv: "PLATFORM_KEY" }],
  ["other", { kind: "pagerduty", name: "other", routingKeyEnv: "OTHER_KEY" }],
  ["mail", { kind: "email", name: "mail", to: ["mei@luckygas.example", "gone@luckygas.example"] }],
]);

export const REFUSED_READER = "gone@luckygas.example";
export const ENVIRONMENT = {
  TEAM_KEY: "team".padEnd(32, "0"),
  PLATFORM_KEY: "platform".padEnd(32, "0"),
  OTHER_KEY: "other".padEnd(32, "0"),
};

const policy = (name: string, changes: Partial<EscalationPolicy>): [string, EscalationPolicy] => [
  name,
  { name, steps: [], repeat: 0, hours: undefined, risesTo: undefined, ackTimeout: undefined, ...changes },
];
const ONCALL = policy("oncall", {
  steps: [
    { notify: ["team"], timeout: 10 * MINUTE },
    { notify: ["platform", "mail"], timeout: 5 * MINUTE },
  ],
  repeat: 1,
});
const OTHER = policy("other", { steps: [{ notify: ["other"], timeout: 10 * MINUTE }], ackTimeout: 45 * MINUTE });
const BACKLOG = policy("backlog", { steps: [{ notify: ["mail"], timeout: 120 * MINUTE }], risesTo: "oncall" });
/** No step waits for longer. */
export const LONGEST_STEP_MS = 10 * MINUTE;

/** What the file says at first, and after its edits: other steps, or a policy that is gone. */
const VARIANTS: ReadonlyArray<ReadonlyMap<string, EscalationPolicy>> = [
  new Map([ONCALL, OTHER, BACKLOG]),
  new Map([
    policy("oncall", {
      steps: [
        { notify: ["platform"], timeout: 5 * MINUTE },
        { notify: ["mail"], timeout: 10 * MINUTE },
      ],
    }),
    OTHER,
    BACKLOG,
  ]),
  new Map([ONCALL, BACKLOG]),
];

/** The policy in force after an edit. */
export function routingOf(variant: number, maintenance: readonly MaintenanceWindow[]): Routing {
  return {
    timeZone: "Asia/Taipei",
    channels: CHANNELS,
    fallback: ["mail"],
    escalations: VARIANTS[variant % VARIANTS.length] ?? new Map(),
    routes: [
      { match: '{severity="ticket"}', matches: ({ severity }) => severity === "ticket", escalation: "backlog" },
      { match: "", matches: () => true, escalation: "oncall" },
    ],
    maintenance,
    deadMansSwitch: undefined,
    groupBy: ["alertname", "cluster"],
    staleAfter: { alertmanager: 90 * MINUTE, grafana: 750 * MINUTE, "cloud-monitoring": 11_520 * MINUTE },
  };
}
