import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { expectUseful } from "../../test/expect-useful.ts";
import { type ReadRouting, readRouting } from "./read-routing.ts";
import type { Routing } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";

const LUCKY_GAS = readFileSync(join(import.meta.dirname, "../routing.yaml"), "utf8");

const SMALL = {
  time_zone: "America/New_York",
  hours: { office: { days: ["mon", "sun"], from: "09:30", until: "24:00" } },
  channels: {
    pager: { pagerduty: { routing_key_env: "PAGERDUTY_KEY" } },
    mail: { email: { to: ["team@luckygas.example"] } },
    chat: { webhook: { url: "https://chat.example/in?room=1", secret_env: "CHAT_SECRET" } },
  },
  fallback: ["mail"],
  escalations: {
    oncall: { steps: [{ notify: ["pager", "chat"], timeout: "10m" }], repeat: 2 },
    backlog: { steps: [{ notify: ["mail"], timeout: "3d" }], hours: "office", rises_to: "oncall" },
  },
  routes: [{ match: '{severity="ticket"}', escalation: "backlog" }, { escalation: "oncall" }],
  maintenance: [{ match: '{slo="x"}', from: "2026-12-01T02:00", until: "2026-12-01T08:00Z", reason: "A new database" }],
  dead_mans_switch: { alertname: "Watchdog", timeout: "5m", escalation: "oncall" },
};

/** What must hold of every policy that is taken: whoever is to be told exists, and every alert goes somewhere. */
function expectSound({ channels, fallback, escalations, routes, maintenance, deadMansSwitch, ...rest }: Routing): void {
  expect(fallback.length).toBeGreaterThan(0);
  for (const name of fallback) expect(channels.get(name)?.kind).toBe("email");
  for (const { name, steps, risesTo } of escalations.values()) {
    expect(escalations.has(name)).toBe(true);
    expect(steps.length).toBeGreaterThan(0);
    for (const { notify, timeout } of steps) {
      expect(timeout).toBeGreaterThan(0);
      for (const channel of notify) expect(channels.has(channel)).toBe(true);
    }
    const way = new Set([name]);
    for (let next = risesTo; next !== undefined; next = escalations.get(next)?.risesTo) {
      expect(escalations.has(next) && !way.has(next)).toBe(true);
      way.add(next);
    }
  }
  for (const { escalation } of [...routes, ...(deadMansSwitch === undefined ? [] : [deadMansSwitch])])
    expect(escalations.has(escalation)).toBe(true);
  expect(routes.at(-1)?.matches({})).toBe(true);
  for (const { from, until } of maintenance) expect(until).toBeGreaterThan(from);
  for (const staleAfter of Object.values(rest.staleAfter)) expect(staleAfter).toBeGreaterThan(0);
  expect(() => new Intl.DateTimeFormat("en", { timeZone: rest.timeZone })).not.toThrow();
}

function read(text: string): ReadRouting {
  const routing = readRouting("routing.yaml", text);
  expectUseful(text, routing.findings, ROUTING_RULES);
  if (routing.value === undefined) expect(routing.findings.length).toBeGreaterThan(0);
  else expectSound(routing.value);
  return routing;
}

function told(value: unknown): string[] {
  return read(JSON.stringify(value)).findings.map((finding) => `${finding.rule}: ${finding.text}`);
}

describe("readRouting", () => {
  it("makes values of a file, times in milliseconds", () => {
    const routing = sound<Routing>(read(JSON.stringify(SMALL)));
    const office = {
      name: "office",
      days: new Set([1, 7]),
      from: 570,
      until: 1440,
      timeZone: "America/New_York",
    };
    expect(routing).toMatchObject({
      timeZone: "America/New_York",
      fallback: ["mail"],
      deadMansSwitch: { alertname: "Watchdog", timeout: 300_000, escalation: "oncall" },
      groupBy: ["alertname", "cluster", "namespace", "service", "owner"],
      staleAfter: { alertmanager: 5_400_000, grafana: 45_000_000, "cloud-monitoring": 691_200_000 },
      maintenance: [{ from: Date.parse("2026-12-01T07:00Z"), until: Date.parse("2026-12-01T08:00Z") }],
    });
    expect(routing.escalations.get("backlog")).toEqual({
      name: "backlog",
      steps: [{ notify: ["mail"], timeout: 259_200_000 }],
      repeat: 0,
      hours: office,
      risesTo: "oncall",
    });
    expect(routing.channels.get("chat")).toEqual({
      kind: "webhook",
      name: "chat",
      url: "https://chat.example/in?room=1",
      secretEnv: "CHAT_SECRET",
    });
  });

  it("does without hours, maintenance and the dead man's switch", () => {
    const { hours: _hours, maintenance: _maintenance, dead_mans_switch: _switch, ...rest } = SMALL;
    const { hours: _none, ...backlog } = SMALL.escalations.backlog;
    const routing = read(JSON.stringify({ ...rest, escalations: { ...SMALL.escalations, backlog } }));
    expect(routing.value).toMatchObject({ maintenance: [], deadMansSwitch: undefined });
  });

  it("tells the names of the escalations whatever else is wrong with the file", () => {
    const named = new Set(["oncall", "backlog"]);
    expect(read(JSON.stringify({ ...SMALL, channels: "oops", routes: 7 })).escalations).toEqual(named);
    expect(read(JSON.stringify({ ...SMALL, escalations: { oncall: 1, backlog: {} } })).escalations).toEqual(named);
    for (const text of ["", "- a", "a: 1", "escalations: oncall", "escalations: {a: *b}", "escalations:", "{"])
      expect(read(text).escalations).toBeUndefined();
  });

  it("asks for a fallback and a route", () => {
    expect(told({ ...SMALL, fallback: [], routes: [] })).toEqual([
      "fallback-not-email: nobody would hear of a page that PagerDuty does not take",
      "missing-last-route: there is no route",
    ]);
  });

  it("says once what is missing, and draws no conclusions from it", () => {
    const { channels: _channels, ...rest } = SMALL;
    expect(told(rest)).toEqual(["invalid-key: `channels` is missing"]);
    expect(told({ ...SMALL, escalations: [] })).toEqual([
      "invalid-value: `escalations` is a list, not a group of keys",
    ]);
    expect(told({ ...SMALL, hours: "office" })).toEqual(["invalid-value: `hours` is a string, not a group of keys"]);
  });

  it.each([
    [{ fallback: ["pager"] }, "fallback-not-email: `pager` is a pagerduty channel, not an email channel"],
    [{ stale_after: "0s" }, "invalid-value: `0s` is no time at all"],
    [{ stale_after: "31d" }, "invalid-value: `31d` is longer than 30d"],
    [{ stale_after: "1m1h" }, "invalid-value: `1m1h` is not a duration"],
    [
      { hours: { office: { days: ["mon"], from: "09:00", until: "09:00" } } },
      "empty-interval: `office` ends at 09:00, not after 09:00",
    ],
    [
      { maintenance: [{ match: "{}", from: "2026-12-01T02:00", until: "2026-12-01T02:00", reason: "None" }] },
      "empty-interval: the window ends at 2026-12-01T02:00, not after 2026-12-01T02:00",
    ],
    [
      {
        routes: [
          { match: '{a=~"x|y"}', escalation: "oncall" },
          { match: '{a="y"}', escalation: "backlog" },
          ...SMALL.routes,
        ],
      },
      'unreachable-route: no alert comes here: route 1 ({a=~"x|y"}) takes them all',
    ],
    [
      { routes: [{ match: "{}", escalation: "oncall" }, ...SMALL.routes] },
      "unreachable-route: this route takes every alert, so none comes to those after it",
    ],
  ])("finds fault with %j", (change, message) => {
    expect(told({ ...SMALL, ...change })).toEqual([message]);
  });

  it("tells what is wrong beside what does not fit", () => {
    const oncall = { steps: [] };
    const backlog = { ...SMALL.escalations.backlog, hours: "ofice" };
    expect(told({ ...SMALL, escalations: { oncall, backlog } })).toEqual([
      "invalid-value: `steps` is an empty list",
      "unknown-hours: there are no hours `ofice`",
    ]);
  });

  it("tells a policy that rises to itself", () => {
    const escalations = { ...SMALL.escalations, oncall: { ...SMALL.escalations.oncall, rises_to: "oncall" } };
    expect(told({ ...SMALL, escalations })).toEqual(["cyclic-escalation: oncall → oncall has no end"]);
  });

  it.each([
    ["", "yaml-syntax"],
    ["- a", "invalid-value"],
    ["a: *b", "yaml-alias"],
    [`${LUCKY_GAS}\n---\na: 1\n`, "yaml-multiple-documents"],
    [`time_zone: ${"[".repeat(200_000)}`, "yaml-syntax"],
    [`${LUCKY_GAS}${"# filler\n".repeat(600_000)}`, "file-too-large"],
  ])("refuses what is no routing file at all (%#)", (text, rule) => {
    const { findings } = read(text);
    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
  });

  it("advises in the words of a routing file", () => {
    expect(read("").findings).toMatchObject([{ advice: expect.stringContaining("`time_zone:`") }]);
  });

  it("points at a place in the file whatever bytes it is given", () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(bytes, (array) => void read(new TextDecoder().decode(array))));
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void read(text)));
  });

  it("takes or refuses every mutation of a real file, and what it takes is sound", () => {
    const marks = [
      "",
      "\n",
      "  ",
      "\t",
      "*a",
      "&a ",
      "- ",
      ": ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "'",
      "#",
      "null",
      "-1",
      "1e999",
    ];
    const words = [
      "__proto__: x",
      "constructor",
      "office",
      "order-oncall",
      "oncall",
      "0m",
      "99d",
      "2026-03-08T02:30",
      "UTC",
    ];
    const splice = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(60),
      insert: fc.oneof(fc.constantFrom(...marks, ...words), fc.string({ maxLength: 8 })),
    });
    const text = fc.constantFrom(LUCKY_GAS, JSON.stringify(SMALL, null, 2));
    const mutation = fc.property(text, fc.array(splice, { minLength: 1, maxLength: 3 }), (original, splices) => {
      read(
        splices.reduce((mutant, { at, remove, insert }) => {
          const start = Math.floor(at * mutant.length);
          return mutant.slice(0, start) + insert + mutant.slice(start + remove);
        }, original),
      );
    });
    fc.assert(mutation, { numRuns: 300 });
  });

  it("takes or refuses any value in any place", () => {
    const key = fc.constantFrom(...Object.keys(SMALL), "stale_after", "other");
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => void read(JSON.stringify({ ...SMALL, [name]: value }))),
    );
    const inside = fc.property(
      fc.constantFrom("hours", "channels", "escalations"),
      fc.oneof(fc.constantFrom("office", "pager", "mail", "oncall", "__proto__"), fc.string()),
      fc.jsonValue(),
      (section, name, value) => {
        const group = { ...SMALL[section], ...Object.fromEntries([[name, value]]) };
        read(JSON.stringify({ ...SMALL, [section]: group }));
      },
    );
    fc.assert(inside);
  });
});
