import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PagerDutyEvent } from "../channels/pagerduty-event.ts";
import { type AccountSettings, DEFAULT_ACCOUNT, type Deed, PagerDutyAccount } from "./pagerduty-account.ts";

const MINUTE = 60_000;
const KEY = "k".repeat(32);

function accountOf(settings: Partial<AccountSettings> = {}) {
  let ids = 0;
  return new PagerDutyAccount(() => String(++ids), { ...DEFAULT_ACCOUNT, ...settings });
}
const event = (action: PagerDutyEvent["event_action"], dedupKey: string, routingKey = KEY): PagerDutyEvent => ({
  routing_key: routingKey,
  event_action: action,
  dedup_key: dedupKey,
});
const told = (events: ReturnType<PagerDutyAccount["take"]>) =>
  events.map(({ event_type, agent }) => `${event_type.replace("incident.", "")} by ${agent?.type ?? null}`);
const opened = (account: PagerDutyAccount, dedupKey: string) => {
  account.take(event("trigger", dedupKey), 0);
  return account.holding(dedupKey)?.id ?? "";
};

describe("an event of an integration", () => {
  it("is told back by webhook, with the integration as who did it", () => {
    const account = accountOf();
    expect(told(account.take(event("trigger", "a"), 0))).toEqual(["triggered by inbound_integration_reference"]);
    expect(told(account.take(event("acknowledge", "a"), 1))).toEqual(["acknowledged by inbound_integration_reference"]);
    expect(told(account.take(event("resolve", "a"), 2))).toEqual(["resolved by inbound_integration_reference"]);
  });

  it("folds a trigger into the open alert of its key, acknowledged or not, and wakes nobody again", () => {
    const account = accountOf();
    const id = opened(account, "a");
    account.act(id, { what: "acknowledge" }, "Mei", 1);
    expect(account.take(event("trigger", "a"), 2)).toEqual([]);
    expect(account.all.map(({ status, alerts }) => [status, alerts[0]?.events])).toEqual([["acknowledged", 2]]);
  });

  it("makes a new incident of a key whose incident is resolved", () => {
    const account = accountOf();
    account.act(opened(account, "a"), { what: "resolve" }, "Mei", 1);
    expect(told(account.take(event("trigger", "a"), 2))).toEqual(["triggered by inbound_integration_reference"]);
    expect(account.all.map(({ status }) => status)).toEqual(["resolved", "triggered"]);
  });

  it.each(["acknowledge", "resolve"] as const)(
    "that is to %s nothing open, or by another routing key, is dropped",
    (action) => {
      const account = accountOf();
      opened(account, "a");
      expect(account.take(event(action, "b"), 1)).toEqual([]);
      expect(account.take(event(action, "a", "o".repeat(32)), 1)).toEqual([]);
      expect(account.all[0]?.status).toBe("triggered");
    },
  );
});

describe("what runs out", () => {
  it("an acknowledgement, by nobody, after half an hour; a snooze after its own time", () => {
    const account = accountOf({ autoResolveTimeoutMs: 0 });
    const id = opened(account, "a");
    account.act(id, { what: "acknowledge" }, "Mei", 0);
    expect(account.advance(30 * MINUTE - 1)).toEqual([]);
    expect(told(account.advance(30 * MINUTE))).toEqual(["unacknowledged by null"]);
    account.act(id, { what: "snooze", minutes: 240 }, "Mei", 30 * MINUTE);
    expect(account.advance(269 * MINUTE)).toEqual([]);
    expect(told(account.advance(270 * MINUTE))).toEqual(["unacknowledged by null"]);
  });

  it("an incident that is left open, after four hours", () => {
    const account = accountOf({ acknowledgementTimeoutMs: 0 });
    opened(account, "a");
    expect(told(account.advance(240 * MINUTE))).toEqual(["resolved by null"]);
    expect(account.take(event("resolve", "a"), 241 * MINUTE)).toEqual([]);
  });
});

describe("what people do", () => {
  it("merge: the alert moves with its key, the source is resolved by a person with the reason, the target ends with its last alert", () => {
    const account = accountOf();
    const [source, target] = [opened(account, "a"), opened(account, "b")];
    const [resolved, ...more] = account.act(source, { what: "merge", into: target }, "Mei", 1);
    expect(more).toEqual([]);
    expect(resolved).toMatchObject({
      event_type: "incident.resolved",
      agent: { type: "user_reference", summary: "Mei" },
      data: { id: source, resolve_reason: { type: "merge_resolve_reason", incident: { id: target } } },
    });
    expect(account.holding("a")?.id).toBe(target);
    expect(account.take(event("resolve", "b"), 2)).toEqual([]);
    const [ended] = account.take(event("resolve", "a"), 3);
    expect(ended?.data).toMatchObject({ id: target, status: "resolved", incident_key: null, resolve_reason: null });
  });

  it("merge nothing into what is resolved", () => {
    const account = accountOf();
    const [source, target] = [opened(account, "a"), opened(account, "b")];
    account.act(target, { what: "resolve" }, "Mei", 1);
    expect(account.act(source, { what: "merge", into: target }, "Mei", 2)).toEqual([]);
  });

  it.each([true, false])("reopen what is resolved; whether its alerts are open again: %s", (reopensAlerts) => {
    const account = accountOf({ reopensAlerts });
    const id = opened(account, "a");
    account.act(id, { what: "resolve" }, "Mei", 1);
    expect(told(account.act(id, { what: "reopen" }, "Mei", 2))).toEqual(["reopened by user_reference"]);
    account.take(event("resolve", "a"), 3);
    expect(account.find(id)?.status).toBe(reopensAlerts ? "resolved" : "triggered");
  });

  it.each([
    [{ what: "reassign", to: "Jun" }, "reassigned"],
    [{ what: "delegate", to: "Jun" }, "delegated"],
    [{ what: "escalate" }, "escalated"],
  ] as const)("hand it on: %o takes the acknowledgement away without a word of that", (deed, type) => {
    const account = accountOf();
    const id = opened(account, "a");
    account.act(id, { what: "acknowledge" }, "Mei", 1);
    expect(told(account.act(id, deed, "Mei", 2))).toEqual([`${type} by user_reference`]);
    expect(account.find(id)?.status).toBe("triggered");
  });

  it("speak of it: notes, status updates and responders have ids of their own, and name the incident beside", () => {
    const account = accountOf();
    const id = opened(account, "a");
    const deeds: readonly Deed[] = [
      { what: "annotate", text: "a note" },
      { what: "publish status", text: "soon" },
      { what: "add responder", to: "Jun" },
      { what: "prioritize", text: "P1" },
    ];
    const events = deeds.flatMap((deed) => account.act(id, deed, "Mei", 1));
    expect(events.map(({ event_type, data }) => [event_type, data["type"], data.id === id])).toEqual([
      ["incident.annotated", "incident_note", false],
      ["incident.status_update_published", "incident_status_update", false],
      ["incident.responder.added", "incident_responder", false],
      ["incident.priority_updated", "incident", true],
    ]);
    expect(events.slice(0, 3).every(({ data }) => data.incident?.id === id)).toBe(true);
  });
});

describe("whatever integrations and people do, in any order", () => {
  const what = fc.oneof(
    fc.record({
      action: fc.constantFrom("trigger" as const, "acknowledge" as const, "resolve" as const),
      key: fc.constantFrom("a", "b", "c"),
    }),
    fc.record({
      nth: fc.nat(5),
      deed: fc.oneof(
        fc.constantFrom<Deed>(
          { what: "acknowledge" },
          { what: "unacknowledge" },
          { what: "resolve" },
          { what: "reopen" },
          { what: "escalate" },
          { what: "snooze", minutes: 60 },
        ),
        fc.nat(5).map((into) => ({ what: "merge" as const, into: `nth ${into}` })),
      ),
    }),
    fc.record({ minutes: fc.nat(300) }),
  );

  it("a key has one open alert at most, every change of a state is told, and nothing else is", () => {
    fc.assert(
      fc.property(fc.array(what, { maxLength: 60 }), fc.boolean(), (script, reopensAlerts) => {
        const account = accountOf({ reopensAlerts });
        let now = 0;
        const nth = (index: number) => account.all[index]?.id ?? "none";
        for (const step of script) {
          const before = account.all.map(({ status }) => status);
          now += "minutes" in step ? step.minutes * MINUTE : 0;
          const events =
            "action" in step
              ? account.take(event(step.action, step.key), now)
              : "minutes" in step
                ? account.advance(now)
                : account.act(
                    nth(step.nth),
                    step.deed.what === "merge"
                      ? { what: "merge", into: nth(Number(step.deed.into.slice(4))) }
                      : step.deed,
                    "Mei",
                    now,
                  );
          const changed = account.all.filter(({ status }, index) => status !== before[index]).map(({ id }) => id);
          const spoken = events.map(({ data }) => data.id);
          expect(spoken).toEqual(expect.arrayContaining(changed));
          const open = account.all.flatMap(({ alerts }) => alerts.filter(({ isOpen }) => isOpen));
          // Several only where a reopened incident has its alerts back beside a newer one.
          if (!reopensAlerts) expect(new Set(open.map(({ dedupKey }) => dedupKey)).size).toBe(open.length);
          const isOver = account.all.filter(({ status }) => status === "resolved").flatMap(({ alerts }) => alerts);
          expect(isOver.some(({ isOpen }) => isOpen)).toBe(false);
        }
      }),
    );
  });
});
