import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { decideEscalation, maintenanceAt, nextOpening } from "./decide.ts";
import { readRouting } from "./read-routing.ts";
import type { Routing } from "./routing.ts";

const routingOf = (text: string): Routing => sound<Routing>(readRouting("routing.yaml", text));

const LUCKY_GAS = readFileSync(join(import.meta.dirname, "../routing.yaml"), "utf8");
const routing = routingOf(LUCKY_GAS);

describe("decideEscalation", () => {
  it.each([
    [{ escalation: "order-oncall", severity: "page", owner: "platform-team" }, "order-oncall"],
    [{ severity: "ticket", owner: "order-team" }, "order-backlog"],
    [{ severity: "ticket", owner: "integrations-team" }, "integrations-backlog"],
    [{ severity: "ticket" }, "platform-backlog"],
    [{ severity: "page", owner: "billing-team" }, "billing-oncall"],
    [{ severity: "page", owner: "integrations-team" }, "platform-oncall"],
    [{ escalation: "", severity: "page", owner: "delivery-team" }, "delivery-oncall"],
    [{}, "platform-oncall"],
  ])("%o goes by %s", (labels, name) => {
    expect(decideEscalation(routing, labels).policy.name).toBe(name);
    expect(decideEscalation(routing, labels).note).toBeUndefined();
  });

  it("leaves an unknown escalation to the routes and says so", () => {
    const labels = { escalation: "order-nobody", severity: "ticket", owner: "order-team" };
    expect(decideEscalation(routing, labels)).toEqual({
      policy: routing.escalations.get("order-backlog"),
      note: "There is no escalation policy order-nobody; the routes chose order-backlog.",
    });
  });

  it("takes no name from where objects have theirs", () => {
    expect(decideEscalation(routing, { escalation: "constructor" }).policy.name).toBe("platform-oncall");
    expect(decideEscalation(routing, Object.create({ escalation: "order-oncall" })).policy.name).toBe(
      "platform-oncall",
    );
  });
});

describe("maintenanceAt", () => {
  const windows = `maintenance:
  - { match: '{slo_service="orders"}', from: 2026-12-01T02:00, until: 2026-12-01T04:00, reason: Orders }
  - { match: '{}', from: 2026-12-01T03:00, until: 2026-12-01T03:30, reason: Everything }`;
  const maintained = routingOf(LUCKY_GAS.replace("maintenance: []", windows));
  const reasonAt = (labels: Record<string, string>, time: string) =>
    maintenanceAt(maintained, Date.parse(`2026-12-01T${time}+08:00`))(labels)?.window.reason;

  it.each([
    ["01:59:59.999", undefined, undefined],
    ["02:00", "Orders", undefined],
    // Of two the one that lasts longer tells how long it is silent.
    ["03:00", "Orders", "Everything"],
    ["03:30", "Orders", undefined],
    ["03:59:59.999", "Orders", undefined],
    ["04:00", undefined, undefined],
  ])("at %s: %s for orders, %s for billing", (time, orders, billing) => {
    expect(reasonAt({ slo_service: "orders" }, time)).toBe(orders);
    expect(reasonAt({ slo_service: "e-invoices" }, time)).toBe(billing);
  });
});

describe("maintenance that comes again", () => {
  const windows = `maintenance:
  - { match: '{slo_service="orders"}', every: { days: [sat], from: "23:00", until: "01:00" }, reason: Each Saturday }
  - { match: '{}', every: { days: [last sat], from: "23:30", duration: 4h, except_on: [quiet] }, reason: Each month }`;
  const text = LUCKY_GAS.replace("maintenance: []", `holidays: { quiet: [2026-12-26] }\n${windows}`);
  const maintained = routingOf(text);

  it.each([
    ["2026-11-21T22:59:59.999", undefined, undefined],
    ["2026-11-21T23:00", "Each Saturday", undefined],
    ["2026-11-22T00:59:59.999", "Each Saturday", undefined],
    ["2026-11-22T01:00", undefined, undefined],
    // The last Saturday of November, and of December, which is left out.
    ["2026-11-28T23:30", "Each month", "Each month"],
    ["2026-11-29T03:30", undefined, undefined],
    ["2026-12-26T23:30", "Each Saturday", undefined],
  ])("at %s: %s for orders, %s for billing", (time, orders, billing) => {
    const covers = maintenanceAt(maintained, Date.parse(`${time}+08:00`));
    expect(covers({ slo_service: "orders" })?.window.reason).toBe(orders);
    expect(covers({ slo_service: "e-invoices" })?.window.reason).toBe(billing);
  });
});

describe("Lucky Gas", () => {
  const policies = Array.from(routing.escalations.values());
  const kindsOf = (names: readonly string[]) => names.map((name) => routing.channels.get(name)?.kind);

  it.each(policies.filter(({ name }) => name.endsWith("-oncall")))(
    "$name wakes somebody at once",
    ({ steps, hours }) => {
      expect(hours).toBeUndefined();
      expect(steps.map(({ notify }) => kindsOf(notify))).toEqual([["pagerduty"], ["pagerduty", "email"]]);
      expect(steps[1]?.notify).toContain("platform-pagerduty");
      expect(steps.map(({ timeout }) => timeout)).toEqual([600_000, 600_000]);
    },
  );

  it.each(policies.filter(({ name }) => name.endsWith("-backlog")))(
    "$name waits for Monday morning and pages in the end",
    ({ steps, hours, risesTo }) => {
      expect(steps.map(({ notify }) => kindsOf(notify))).toEqual([["email"]]);
      const saturday = Date.parse("2026-11-21T12:00+08:00");
      expect(hours && nextOpening(hours, saturday)).toBe(Date.parse("2026-11-23T09:00+08:00"));
      expect(risesTo).toMatch(/-oncall$/);
    },
  );

  it("has nothing but these two kinds of policies", () => {
    expect(policies.filter(({ name }) => /-(oncall|backlog)$/.test(name))).toHaveLength(policies.length);
  });
});
