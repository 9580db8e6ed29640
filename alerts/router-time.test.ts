import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  alert,
  startTestRouter,
  TEST_ROUTING,
  type TestRouter,
  type TestRouterOptions,
  webhook,
} from "../test/alerts/started-router.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let now: number;
let router: TestRouter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "router-time-"));
  now = Date.parse("2026-11-21T02:00:00Z");
});
afterEach(async () => {
  await router.close();
  rmSync(folder, { recursive: true, force: true });
});
const start = async (options: TestRouterOptions = {}) => {
  router = await startTestRouter({
    now: () => now,
    env: { DATABASE_URL: `sqlite:${join(folder, "alerts.db")}` },
    ...options,
  });
};
const sent = () => router.sent.map(({ action, destination }) => `${action} ${destination.channel}`);
const until = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 200) throw new Error(`it did not come to that; sent: ${JSON.stringify(sent())}`);
    await sleep(50);
  }
};
/** The clock ticks twice a second: what would happen by now has happened. */
const settle = () => sleep(1_300);
const PAGE = webhook(alert({ slo: "a" }));
const OVER = webhook(alert({ slo: "a" }, { status: "resolved" }));

describe("a clock that jumps", () => {
  it("forward takes each step once, and not all that would have fitted in", async () => {
    await start();
    await router.post(PAGE);
    await until(() => sent().length === 1);
    now += HOUR;
    await settle();
    expect(sent()).toEqual(["trigger team", "trigger platform"]);
  });

  it("back loses no step and doubles none", async () => {
    await start();
    await router.post(PAGE);
    await until(() => sent().length === 1);
    now -= HOUR;
    await settle();
    // Sooner rather than an hour late.
    expect(sent()).toEqual(["trigger team", "trigger platform"]);
    now += 10 * MINUTE;
    await settle();
    expect(sent()).toEqual(["trigger team", "trigger platform", "trigger team"]);
  });

  it("back does not keep a message waiting that was to be tried again", async () => {
    let isDown = true;
    await start({
      random: () => 1,
      answer: () => (isDown ? { outcome: "retry", detail: "500" } : { outcome: "accepted", detail: "" }),
    });
    await router.post(PAGE);
    await until(() => sent().length === 1);
    now -= HOUR;
    isDown = false;
    await until(() => sent().includes("trigger team") && sent().length >= 2);
  });

  it("back keeps no place closed that failed again and again", async () => {
    let isDown = true;
    await start({
      random: () => 0,
      answer: () => (isDown ? { outcome: "retry", detail: "500" } : { outcome: "accepted", detail: "" }),
    });
    await router.post(PAGE);
    for (let tries = 1; tries <= 5; tries++) {
      await until(() => sent().length >= tries);
      now += 1_000;
    }
    now -= HOUR;
    isDown = false;
    const pages = () => sent().filter((line) => line === "trigger team").length;
    const before = pages();
    await until(() => pages() > before);
  });

  it("back makes no silence longer than it is: stale alerts and a silent Prometheus are told in time", async () => {
    const deadMansSwitch = { alertname: "Watchdog", timeout: 5 * MINUTE, escalation: "oncall" };
    await start({ routing: () => ({ ...TEST_ROUTING, deadMansSwitch }) });
    await router.post(webhook(alert({ alertname: "Watchdog", severity: "none" })));
    await router.post(webhook(alert({ slo: "t", severity: "ticket" })));
    await until(() => sent().length === 1);
    now -= HOUR;
    await settle();
    const isSilenceTold = () => router.sent.some(({ subject }) => subject.summary.startsWith("Watchdog is silent"));
    expect(isSilenceTold()).toBe(false);
    now += 6 * MINUTE;
    await until(isSilenceTold);
    now += 85 * MINUTE;
    await until(() => sent().includes("notice mail"));
  });

  it("back does not keep an alert from counting as new that fires long after a person resolved it", async () => {
    await start();
    await router.post(PAGE);
    await until(() => sent().length === 1);
    await (await deed("resolve"))();
    now -= 3 * HOUR;
    await router.post(PAGE);
    await until(() => sent().filter((line) => line === "trigger team").length === 2);
  });
});

describe("a router that was off", () => {
  it("takes an overdue step once, and pages for nothing that ended meanwhile", async () => {
    await start();
    await router.post(PAGE);
    await router.post(webhook(alert({ slo: "b" })));
    await until(() => sent().length === 2);
    await router.close();
    now += 5 * HOUR;
    await start();
    await router.post(OVER);
    await settle();
    const [a, b] = [
      router.sent.filter(({ subject }) => subject.labels["slo"] === "a"),
      router.sent.filter(({ subject }) => subject.labels["slo"] === "b"),
    ];
    expect(b.map(({ action, destination }) => `${action} ${destination.channel}`)).toEqual(["trigger platform"]);
    expect(a.filter(({ action }) => action === "trigger").length).toBeLessThanOrEqual(1);
    expect(a.some(({ action }) => action === "resolve")).toBe(true);
  });
});

describe("silence", () => {
  it("of an alert makes its incident stale: a person is told, nothing is resolved; a word of it ends that", async () => {
    await start();
    await router.post(webhook(alert({ slo: "t", severity: "ticket" })));
    await until(() => sent().length === 1);
    now += 91 * MINUTE;
    await until(() => sent().includes("notice mail"));
    await router.post(webhook(alert({ slo: "t", severity: "ticket" })));
    now += 80 * MINUTE;
    await settle();
    expect(sent()).toEqual(["trigger mail", "notice mail"]);
  });

  it("of Prometheus pages after its timeout, once, and ends with its next word", async () => {
    const deadMansSwitch = { alertname: "Watchdog", timeout: 5 * MINUTE, escalation: "oncall" };
    await start({ routing: () => ({ ...TEST_ROUTING, deadMansSwitch }) });
    const watchdog = webhook(alert({ alertname: "Watchdog", severity: "none" }));
    await router.post(watchdog);
    now += 4 * MINUTE;
    await settle();
    expect(sent()).toEqual([]);
    now += 2 * MINUTE;
    await until(() => sent().length === 1);
    expect(router.sent[0]?.subject.summary).toBe("Watchdog is silent: no alert would reach us");
    await router.post(watchdog);
    await until(() => sent().length === 2);
    expect(sent()).toEqual(["trigger team", "resolve team"]);
  });
});

describe("after ninety days", () => {
  const DAY = 24 * HOUR;
  const rows = (table: string): number => {
    const database = new DatabaseSync(join(folder, "alerts.db"), { readOnly: true });
    const [row] = database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).all();
    database.close();
    return Number(row?.["n"]);
  };
  const TABLES = ["notifications", "alerts", "incidents", "timeline", "pages", "messages", "attempts"];
  const all = () => TABLES.map((table) => rows(table));

  it("what is over is forgotten with all that belongs to it, and what goes on is not", async () => {
    await start();
    await router.post(PAGE);
    await router.post("no notification");
    await until(() => sent().length === 1);
    await router.post(OVER);
    await until(() => sent().length === 2);
    await router.post(webhook(alert({ slo: "goes-on" })));
    await until(() => sent().length === 3);
    await settle();
    expect(all()[0]).toBe(4);
    now += 89 * DAY;
    // It still fires.
    await router.post(webhook(alert({ slo: "goes-on" })));
    await settle();
    expect([rows("incidents"), rows("notifications")]).toEqual([2, 5]);
    now += 2 * DAY;
    await settle();
    expect([rows("incidents"), rows("alerts"), rows("notifications")]).toEqual([1, 1, 1]);
    expect(rows("timeline")).toBeGreaterThan(0);
    expect(await (await fetch(router.url, { headers: { cookie: await signIn() } })).text()).toContain("goes-on");
    await router.post(webhook(alert({ slo: "goes-on" }, { status: "resolved" })));
    await settle();
    for (let months = 0; months < 2; months++) {
      now += 91 * DAY;
      await settle();
    }
    expect(all()).toEqual(TABLES.map(() => 0));
  });
});

describe("people and clocks at the same moment", () => {
  it("acknowledge once: the console twice, and a step that is due", async () => {
    await start();
    await router.post(PAGE);
    await until(() => sent().length === 1);
    const acknowledge = await deed("acknowledge");
    now += 10 * MINUTE;
    const answers = await Promise.all([acknowledge(), acknowledge(), acknowledge()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    await settle();
    now += HOUR;
    await settle();
    const acknowledged = router.sent.filter(
      ({ action, destination }) => action === "acknowledge" && destination.channel === "team",
    );
    expect(acknowledged.length).toBe(1);
    // The step may have come a moment before; after the acknowledgement nobody else was told.
    expect(router.sent.filter(({ action }) => action === "trigger").length).toBeLessThanOrEqual(2);
  });
});

/** What somebody who looks at the first incident can do to it. */
async function deed(kind: "acknowledge" | "resolve"): Promise<() => Promise<Response>> {
  const cookie = await signIn();
  const url = `${router.url}/incidents/${router.sent[0]?.subject.incidentId}`;
  const page = await (await fetch(url, { headers: { cookie } })).text();
  const body = new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "" });
  return () => fetch(`${url}/${kind}`, { method: "POST", headers: { cookie }, body, redirect: "manual" });
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${router.url}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ token: "a-token-for-tests-only" }),
    redirect: "manual",
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}
