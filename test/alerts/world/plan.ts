import fc from "fast-check";

/**
 * What happens in a world, as values that shrink. Moments are told by what they are near to, so that things happen to each
 * other; durations are seconds. The small things (how late a webhook is) follow from the salt.
 */
export interface WorldPlan {
  readonly salt: number;
  readonly alerts: readonly AlertPlan[];
  /** What people do, one after the other, whenever PagerDuty wakes somebody. */
  readonly people: readonly Reaction[];
  readonly troubles: readonly Trouble[];
  readonly replicas: number;
  readonly alertmanagers: number;
  /** Whether Alertmanagers hear of each other what was sent. */
  readonly hasGossip: boolean;
  /** `max_alerts` of Alertmanager's webhook; 0 is no limit. */
  readonly maxAlerts: number;
  /** Whether webhooks come late and in any order. */
  readonly isSlow: boolean;
  /** Whether one reader's address is refused for good. */
  readonly mailRefuses: boolean;
  readonly pagerDuty: {
    readonly acknowledgementTimeoutS: number;
    readonly autoResolveTimeoutS: number;
    readonly leavesOutKeys: boolean;
    readonly reopensAlerts: boolean;
  };
}

export type AlertKind = "host" | "slo" | "absence" | "grafana" | "cloud-monitoring";

export interface AlertPlan {
  readonly kind: AlertKind;
  readonly severity: "page" | "ticket";
  /** The label, where it has one. */
  readonly escalation: "other" | "gone" | undefined;
  readonly cluster: "a" | "b";
  readonly spells: readonly SpellPlan[];
}

/** One time of firing. */
export interface SpellPlan {
  /** Since the end of the one before. */
  readonly after: number;
  readonly lasts: number;
  /** It may go on elsewhere: another instance, another name of its rule. A renamed one ends without a word. */
  readonly as: "itself" | "moved" | "renamed";
}

/** What somebody does to the incident that woke him, each some time after the last. */
export type Reaction = ReadonlyArray<{ readonly after: number; readonly deed: WorldDeed }>;

export type WorldDeed =
  | "acknowledge"
  | "unacknowledge"
  | "resolve"
  | "reopen"
  | "merge"
  | "reassign"
  | "snooze"
  | "annotate"
  | "acknowledge in the console"
  | "resolve in the console";

/** Something that goes wrong, or is changed, at a moment near the beginning of a spell. */
export interface Trouble {
  readonly alert: number;
  readonly spell: number;
  readonly after: number;
  readonly what:
    | {
        readonly kind: "alertmanager restarts";
        readonly which: number;
        readonly hasLog: boolean;
        readonly away: number;
      }
    | { readonly kind: "router restarts"; readonly away: number }
    | { readonly kind: "pagerduty is away"; readonly lasts: number }
    | { readonly kind: "policy is edited"; readonly variant: number }
    | { readonly kind: "maintenance"; readonly lasts: number; readonly takenBackAfter: number | undefined };
}

const upTo = (most: number) => fc.integer({ min: 0, max: most });
const MINUTE = 60;
const HOUR = 3_600;
/** Seconds, minutes, or hours: what matters happens at each of them. */
const aWhile = fc.oneof(upTo(60), upTo(30 * MINUTE), upTo(6 * HOUR));
const soon = fc.oneof(upTo(20), upTo(10 * MINUTE), upTo(2 * HOUR));

const spell: fc.Arbitrary<SpellPlan> = fc.record({
  after: aWhile,
  lasts: aWhile,
  as: fc.oneof(
    { weight: 6, arbitrary: fc.constant("itself" as const) },
    { weight: 1, arbitrary: fc.constantFrom("moved" as const, "renamed" as const) },
  ),
});

const alert: fc.Arbitrary<AlertPlan> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant("host" as const) },
    { weight: 4, arbitrary: fc.constantFrom("slo" as const, "absence" as const) },
    { weight: 2, arbitrary: fc.constantFrom("grafana" as const, "cloud-monitoring" as const) },
  ),
  severity: fc.constantFrom("page" as const, "page" as const, "ticket" as const),
  escalation: fc.constantFrom(undefined, undefined, "other" as const, "gone" as const),
  cluster: fc.constantFrom("a" as const, "a" as const, "b" as const),
  spells: fc.array(spell, { minLength: 1, maxLength: 5 }),
});

const COMMON: readonly WorldDeed[] = ["acknowledge", "resolve", "acknowledge in the console"];
const RARE: readonly WorldDeed[] = [
  ...["unacknowledge" as const, "reopen" as const, "merge" as const, "reassign" as const],
  ...["snooze" as const, "annotate" as const, "resolve in the console" as const],
];
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...COMMON) },
  { weight: 2, arbitrary: fc.constantFrom(...RARE) },
);
const reaction: fc.Arbitrary<Reaction> = fc.array(fc.record({ after: soon, deed }), { maxLength: 4 });

const trouble: fc.Arbitrary<Trouble> = fc.record({
  alert: fc.nat({ max: 3 }),
  spell: fc.nat({ max: 4 }),
  after: soon,
  what: fc.oneof(
    fc.record({
      kind: fc.constant("alertmanager restarts" as const),
      which: fc.nat({ max: 1 }),
      hasLog: fc.boolean(),
      away: upTo(5 * MINUTE),
    }),
    fc.record({ kind: fc.constant("router restarts" as const), away: upTo(10 * MINUTE) }),
    fc.record({ kind: fc.constant("pagerduty is away" as const), lasts: upTo(HOUR) }),
    fc.record({ kind: fc.constant("policy is edited" as const), variant: fc.nat({ max: 2 }) }),
    fc.record({
      kind: fc.constant("maintenance" as const),
      lasts: upTo(3 * HOUR),
      takenBackAfter: fc.option(upTo(HOUR), { nil: undefined }),
    }),
  ),
});

export const anyWorld: fc.Arbitrary<WorldPlan> = fc.record({
  salt: fc.nat(),
  alerts: fc.array(alert, { minLength: 1, maxLength: 4 }),
  people: fc.array(reaction, { maxLength: 8 }),
  troubles: fc.array(trouble, { maxLength: 5 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  alertmanagers: fc.integer({ min: 1, max: 2 }),
  hasGossip: fc.boolean(),
  maxAlerts: fc.constantFrom(0, 0, 0, 2),
  isSlow: fc.boolean(),
  mailRefuses: fc.boolean(),
  pagerDuty: fc.record({
    acknowledgementTimeoutS: fc.constantFrom(0, 30 * MINUTE),
    autoResolveTimeoutS: fc.constantFrom(0, 4 * HOUR),
    leavesOutKeys: fc.boolean(),
    reopensAlerts: fc.boolean(),
  }),
});
