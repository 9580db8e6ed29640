/** A fault that somebody might make: `find` stands once in the file, and `replace` stands in its place. */
export interface Mutant {
  readonly why: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Each of these breaks a promise, and the worlds have to notice. */
export const MUTANTS: readonly Mutant[] = [
  {
    why: "an echo counts as a person's deed",
    file: "alerts/pagerduty-webhook/event.ts",
    find: 'isPerson ? { kind: "deed", deed: name } : { kind: "said", text: undefined };',
    replace: '({ kind: "deed", deed: name });',
  },
  {
    why: "a page that was merged into another one counts as resolved",
    file: "alerts/incidents/deed-done.ts",
    find: 'journal.apply(record, { type: "merged", by, from: place, into: what.into, at });',
    replace: 'journal.apply(record, { type: "resolve", by });',
  },
  {
    why: "a later start is another episode, which nothing ends",
    file: "alerts/incidents/episode.ts",
    find: 'if (known.status === "firing") return isFiring ? "repeated" : isOlder(report, known) ? "outdated" : "resolved";',
    replace:
      'if (known.status === "firing") return isFiring ? (report.startsAt > known.startsAt ? "fired" : "repeated") : isOlder(report, known) ? "outdated" : "resolved";',
  },
  {
    why: "the end of an older episode ends a newer one",
    file: "alerts/incidents/episode.ts",
    find: 'isOlder(report, known) ? "outdated" : "resolved"',
    replace: '"resolved"',
  },
  {
    why: "an acknowledgement covers who joins later",
    file: "alerts/incidents/joining.ts",
    find: 'if (state === "acknowledged" || paging.next === undefined) {',
    replace: "if (false) {",
  },
  {
    why: "maintenance of one member hides all",
    file: "alerts/incidents/cover.ts",
    find: "if (planned !== undefined) return planned.span.until;",
    replace:
      "if (planned !== undefined || (incident.silencedUntil ?? 0) > now) return planned?.span.until ?? incident.silencedUntil;",
  },
  {
    why: "the steps are not gone on with",
    file: "alerts/incidents/escalate.ts",
    find: "if (paging.step + 1 < policy.steps.length) return takeStep(incident, policy, paging, surroundings);",
    replace:
      "if (paging.step + 1 < policy.steps.length) return quietly({ ...incident, paging: { ...paging, next: undefined } });",
  },
  {
    why: "a page that nobody has accepted is dropped with its end",
    file: "alerts/incidents/superseded.ts",
    find: "const isUnheard = triggers.every((one) => one.attempts === 0 && dropped.includes(one));",
    replace: "const isUnheard = triggers.some((one) => one.attempts > 0);",
  },
  {
    why: "what flaps pages each time",
    file: "alerts/incidents/flapping.ts",
    find: "held: flaps.count === 0 ? undefined : { at: now + FLAPS_WITHIN_MS, since: now },",
    replace: "held: undefined,",
  },
  {
    why: "a page that PagerDuty does not accept is not told by mail",
    file: "alerts/incidents/pages.ts",
    find: "return acceptedAt === undefined && !isTakenOver &&",
    replace: "return acceptedAt === undefined && isTakenOver &&",
  },
];
