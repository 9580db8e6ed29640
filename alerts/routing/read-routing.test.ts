import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { expectUseful } from "../../test/expect-useful.ts";
import { type ReadRouting, readRouting } from "./read-routing.ts";
import { nextSpan } from "./recurrence.ts";
import type { Routing } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";

const LUCKY_GAS = readFileSync(join(import.meta.dirname, "../routing.yaml"), "utf8");

const SMALL = {
  time_zone: "America/New_York",
  holidays: { holidays: ["2026-02-15 to 2026-02-17", "2026-02-20"], "make-up-days": ["2026-02-19"] },
  hours: {
    office: {
      days: ["mon", "sun"],
      from: "09:30",
      until: "24:00",
      except_on: ["holidays"],
      also_on: ["make-up-days"],
    },
    night: { days: ["fri"], from: "22:00", until: "06:00", time_zone: "Asia/Taipei" },
  },
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
  maintenance: [
    { match: '{slo="x"}', from: "2026-12-01T02:00", until: "2026-12-01T08:00Z", reason: "A new database" },
    {
      match: "{}",
      every: { days: ["sun", "last fri"], from: "23:00", until: "01:00", except_on: ["holidays"] },
      reason: "Updates",
    },
    {
      match: "{}",
      every: {
        days: ["sun"],
        from: "23:00",
        duration: "2h",
        first: "2026-12-01",
        last: "2026-12-31",
        time_zone: "UTC",
      },
      reason: "Backups",
    },
  ],
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
  for (const window of maintenance) {
    if ("every" in window) expect(nextSpan(window.every, 0)).not.toBeNull();
    else expect(window.until).toBeGreaterThan(window.from);
  }
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
      written: "mon, sun 09:30–24:00, not on holidays, also on make-up-days",
      days: new Set([1, 7]),
      from: 570,
      until: 1440,
      exceptOn: new Set([20_499, 20_500, 20_501, 20_504]),
      alsoOn: new Set([20_503]),
      timeZone: "America/New_York",
    };
    expect(routing).toMatchObject({
      timeZone: "America/New_York",
      fallback: ["mail"],
      deadMansSwitch: { alertname: "Watchdog", timeout: 300_000, escalation: "oncall" },
      groupBy: ["alertname", "cluster", "namespace", "service", "owner"],
      staleAfter: { alertmanager: 5_400_000, grafana: 45_000_000, "cloud-monitoring": 691_200_000 },
      maintenance: [
        { from: Date.parse("2026-12-01T07:00Z"), until: Date.parse("2026-12-01T08:00Z") },
        {
          every: {
            written: "sun, last fri 23:00–01:00, not on holidays",
            days: [{ weekday: 7 }, { weekday: 5, nth: "last" }],
            from: 1380,
            end: { until: 1500 },
            timeZone: "America/New_York",
          },
        },
        {
          every: {
            written: "sun 23:00 for 2h, from 2026-12-01, to 2026-12-31, UTC",
            end: { duration: 7_200_000 },
            first: 20_788,
            last: 20_818,
            timeZone: "UTC",
          },
        },
      ],
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
    expect(told({ ...SMALL, holidays: ["2026-01-01"] })).toEqual([
      "invalid-value: `holidays` is a list, not a group of keys",
    ]);
  });

  it.each([
    [{ fallback: ["pager"] }, "fallback-not-email: `pager` is a pagerduty channel, not an email channel"],
    [{ stale_after: "0s" }, "invalid-value: `0s` is no time at all"],
    [{ stale_after: "31d" }, "invalid-value: `31d` is longer than 30d"],
    [{ stale_after: "1m1h" }, "invalid-value: `1m1h` is not a duration"],
    [
      { hours: { office: { days: ["mon"], from: "09:00", until: "09:00" } } },
      "empty-interval: `office` ends at 09:00, when it begins",
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

  it.each([
    [{ from: "23:00" }, "invalid-key: `every` needs exactly one of until, duration"],
    [{ from: "23:00", until: "01:00", duration: "2h" }, "invalid-key: `every` needs exactly one of until, duration"],
    [{ from: "23:00", until: "23:00" }, "empty-interval: the window ends at 23:00, when it begins"],
    [{ from: "24:00", until: "01:00" }, 'invalid-value: `from` has the wrong form: "24:00"'],
    [{ from: "23:00", duration: "8d" }, "invalid-value: `8d` is longer than 7d"],
    [{ from: "23:00", duration: "0s" }, "invalid-value: `0s` is no time at all"],
    [{ days: ["fifth sun"], from: "23:00", duration: "1h" }, 'invalid-value: `days` has the wrong form: "fifth sun"'],
    [{ days: [], from: "23:00", duration: "1h" }, "invalid-value: `days` is an empty list"],
    [
      { from: "23:00", duration: "1h", time_zone: "Asia/Taipee" },
      "unknown-time-zone: there is no time zone `Asia/Taipee`",
    ],
    [{ from: "23:00", duration: "1h", except_on: ["holiday"] }, "unknown-holidays: there are no holidays `holiday`"],
    [{ from: "23:00", duration: "1h", first: "2026-02-29" }, "invalid-value: `2026-02-29` is not in the calendar"],
    [
      { from: "23:00", duration: "1h", first: "2026-12-02", last: "2026-12-01" },
      "empty-interval: 2026-12-01 is before 2026-12-02",
    ],
    [
      { from: "23:00", duration: "1h", first: "2026-12-01", last: "2026-12-05" },
      "empty-interval: from 2026-12-01 to 2026-12-05 there is no sun",
    ],
    [
      { from: "23:00", duration: "1h", first: "2026-02-13", last: "2026-02-16", except_on: ["holidays"] },
      "empty-interval: from 2026-02-13 to 2026-02-16 there is no sun that except_on leaves",
    ],
  ])("finds fault with a recurrence %j", (change, message) => {
    const every = { days: ["sun"], ...change };
    expect(told({ ...SMALL, maintenance: [{ match: "{}", every, reason: "Updates" }] })).toEqual([message]);
  });

  it.each([
    [["2026-02-30"], "invalid-value: `2026-02-30` is not in the calendar"],
    [["2026-02-27 to 2026-02-31"], "invalid-value: `2026-02-31` is not in the calendar"],
    [["2026-02-27 to 2026-02-26"], "empty-interval: 2026-02-26 is before 2026-02-27"],
    [["2026-02-27 to 2062-02-28"], "empty-interval: from 2026-02-27 to 2062-02-28 is more than a year"],
    [["1 May"], 'invalid-value: `many` has the wrong form: "1 May"'],
    [[], "invalid-value: `many` is an empty list"],
  ])("finds fault with dates %j", (many, message) => {
    expect(told({ ...SMALL, holidays: { ...SMALL.holidays, many } })).toEqual([message]);
  });

  it("does not take a window that is both once and again", () => {
    const every = { days: ["sun"], from: "23:00", duration: "1h" };
    const window = { match: "{}", every, from: "2026-12-01T02:00", until: "2026-12-01T03:00", reason: "Updates" };
    expect(told({ ...SMALL, maintenance: [window] })).toEqual([
      "invalid-key: `from` is not a key here",
      "invalid-key: `until` is not a key here",
    ]);
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
      fc.constantFrom("holidays", "hours", "channels", "escalations"),
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
