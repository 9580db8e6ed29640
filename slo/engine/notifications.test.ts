import { describe, expect, it } from "vitest";
import type { FiringAlert } from "./alerts.ts";
import { WATCHDOG } from "./alerts.ts";
import { dueOf, follow, type ToldAlert, webhookOf } from "./notifications.ts";

const MINUTE = 60_000;
const alert = (severity: string, slo = "orders-availability", more: Record<string, string> = {}): FiringAlert => ({
  labels: { alertname: "SLOBudgetBurn", severity, slo, slo_service: "orders", escalation: severity, ...more },
  annotations: { summary: severity },
});

/** A receiver that takes in what is due, or nothing while it is away; answers with what it was told at each minute. */
function play(
  minutes: ReadonlyArray<readonly FiringAlert[] | "away">,
  isAway: (minute: number) => boolean = () => false,
) {
  let told = new Map<string, ToldAlert>();
  let firing: readonly FiringAlert[] = [];
  return minutes.map((now, minute) => {
    if (now !== "away") firing = now;
    told = follow(told, firing, minute * MINUTE);
    const due = dueOf(told, minute * MINUTE);
    if (isAway(minute)) return "away";
    for (const [fingerprint, one] of told) {
      if (due.some((group) => group.includes(one))) told.set(fingerprint, { ...one, toldAt: minute * MINUTE });
    }
    return due.flatMap((group) =>
      group.map((one) => `${one.labels["severity"]} ${one.endsAt === undefined ? "fires" : "ended"}`),
    );
  });
}

describe("what the router is told", () => {
  it("is what begins and what ends, once", () => {
    const page = alert("page");
    expect(play([[page], [page], [page], [], []])).toEqual([["page fires"], [], [], ["page ended"], []]);
  });

  it("is repeated every half hour, the watchdog every minute", () => {
    const told = play(Array.from({ length: 61 }, () => [alert("page"), WATCHDOG]));
    expect(told.flat().filter((one) => one === "page fires")).toHaveLength(3);
    expect(told.flat().filter((one) => one === "none fires")).toHaveLength(61);
  });

  it("is told later when the router was away: nothing that was told is left open, nothing untold is ended", () => {
    const page = alert("page");
    expect(play([[page], [], []], (minute) => minute === 1)).toEqual([["page fires"], "away", ["page ended"]]);
    expect(play([[page], [], []], (minute) => minute === 0)).toEqual(["away", [], []]);
    expect(play([[page], [], [page], [page]], (minute) => minute === 1)).toEqual([
      ["page fires"],
      "away",
      ["page fires"],
      [],
    ]);
  });

  it("keeps a ticket back while the page of the same SLO and group fires", () => {
    const [page, ticket] = [alert("page"), alert("ticket")];
    const other = alert("ticket", "orders-availability", { region: "north" });
    expect(play([[page, ticket]])).toEqual([["page fires"]]);
    expect(play([[page, other]])).toEqual([["page fires", "ticket fires"]]);
    expect(play([[ticket], [page, ticket], [ticket], []])).toEqual([
      ["ticket fires"],
      ["page fires"],
      ["ticket fires", "page ended"],
      ["ticket ended"],
    ]);
  });

  it("has the form of Alertmanager's webhook", () => {
    const told = follow(new Map(), [alert("page")], Date.UTC(2026, 10, 21));
    const [group = []] = dueOf(told, 0);
    expect(webhookOf(group)).toMatchObject({
      version: "4",
      status: "firing",
      groupLabels: { slo: "orders-availability", slo_service: "orders" },
      alerts: [
        {
          status: "firing",
          startsAt: "2026-11-21T00:00:00.000Z",
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
    });
  });
});
