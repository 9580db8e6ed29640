import { describe, expect, it } from "vitest";
import { pageyPing } from "../sandbox/outbound-event.ts";
import { PagerDutyAccount } from "../sandbox/pagerduty-account.ts";
import { readWebhookEvent } from "./event.ts";

const NOW = Date.parse("2026-11-21T02:00:00Z");
const read = (event: object) => readWebhookEvent(new TextEncoder().encode(JSON.stringify({ event })));

/** An account with two incidents, and what its webhooks say. */
function account() {
  let ids = 0;
  const all = new PagerDutyAccount(() => `${ids++}`);
  const take = (dedup_key: string, event_action: "trigger" | "resolve") =>
    all.take({ routing_key: "key", event_action, dedup_key }, NOW);
  const said = [...take("i/1", "trigger"), ...take("j/1", "trigger")];
  const [first, second] = all.all.map(({ id }) => id);
  return { all, take, said, first: first ?? "", second: second ?? "" };
}

describe("what PagerDuty's webhooks say", () => {
  it.each([
    ["acknowledge", { kind: "deed", deed: "acknowledge" }],
    ["resolve", { kind: "deed", deed: "resolve" }],
    ["escalate", { kind: "said", text: "escalated to whoever is on call" }],
  ] as const)("a person can %s", (what, expected) => {
    const { all, first } = account();
    const [event] = all.act(first, { what }, "Mei", NOW);
    expect(read(event ?? {})).toMatchObject({
      what: expected,
      by: "Mei (PagerDuty)",
      incidentKey: "i/1",
      place: first,
      at: NOW,
    });
  });

  it.each([
    [{ what: "reassign", to: "Jun" }, "reassigned to Jun"],
    [{ what: "delegate", to: "Jun" }, "delegated to Jun"],
    [{ what: "prioritize", text: "P1" }, "priority P1"],
    [{ what: "annotate", text: "it is the disk" }, "note: it is the disk"],
    [{ what: "publish status", text: "we look" }, "status update: we look"],
    [{ what: "add responder", to: "Jun" }, "asked Jun to respond"],
  ] as const)("%j changes nothing and is told", (deed, text) => {
    const { all, first } = account();
    const [event] = all.act(first, deed, "Mei", NOW);
    expect(read(event ?? {})).toMatchObject({ what: { kind: "said", text }, place: first });
  });

  it("an echo of our own is no deed", () => {
    const { take, said } = account();
    for (const event of [...said, ...take("i/1", "resolve")])
      expect(read(event)?.what).toEqual({ kind: "said", text: undefined });
  });

  it("what runs out by itself is no deed of a person: an acknowledgement counts no more, and an end is none", () => {
    const { all, first } = account();
    all.act(first, { what: "acknowledge" }, "Mei", NOW);
    const [unacknowledged] = all.advance(NOW + 1_800_000);
    expect(read(unacknowledged ?? {})).toMatchObject({
      by: "PagerDuty",
      what: { kind: "deed", deed: "unacknowledge" },
    });
    const ended = all.advance(NOW + 14_400_000).map((event) => read(event)?.what);
    expect(ended).toEqual([
      { kind: "said", text: undefined },
      { kind: "said", text: undefined },
    ]);
  });

  it("a merge names the incident that goes on", () => {
    const { all, first, second } = account();
    const [event] = all.act(first, { what: "merge", into: second }, "Mei", NOW);
    expect(read(event ?? {})).toMatchObject({ place: first, what: { kind: "merged", into: second } });
  });

  it("a reopened incident is told", () => {
    const { all, first } = account();
    all.act(first, { what: "resolve" }, "Mei", NOW);
    const [event] = all.act(first, { what: "reopen" }, "Mei", NOW);
    expect(read(event ?? {})?.what).toEqual({ kind: "deed", deed: "reopen" });
  });

  it("a ping, and what is about no incident, is nothing", () => {
    expect(read(pageyPing("p", NOW))).toBeUndefined();
    expect(read({ id: "x", event_type: "service.updated", data: { id: "P1" } })).toBeUndefined();
  });

  it("odd texts are kept as every database can keep them", () => {
    const { all, first } = account();
    const [event] = all.act(first, { what: "annotate", text: "a\u0000b" }, "Mei\ud800", NOW);
    expect(read(event ?? {})).toMatchObject({ by: "Mei\ufffd (PagerDuty)", what: { text: "note: a\ufffdb" } });
  });
});
