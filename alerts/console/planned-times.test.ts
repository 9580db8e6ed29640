import { describe, expect, it } from "vitest";
import { readRouting } from "../routing/read-routing.ts";
import { type Viewer, viewerOf } from "./layout.ts";
import { policiesPage } from "./other-pages.ts";

const READ = readRouting(
  "routing.yaml",
  `time_zone: Asia/Taipei
holidays: { taiwan-2026: [2026-12-04] }
hours: { nights: { days: [mon, fri], from: "22:00", until: "06:00", except_on: [taiwan-2026] } }
channels: { mail: { email: { to: [team@luckygas.example] } } }
fallback: [mail]
escalations: { backlog: { steps: [{ notify: [mail], timeout: 3d }], hours: nights } }
routes: [{ escalation: backlog }]
maintenance:
  - { match: '{slo="a"}', from: 2026-11-01T00:00, until: 2026-11-02T00:00, reason: Long over }
  - { match: '{slo="b"}', every: { days: [first sun], from: "23:00", until: "01:00" }, reason: Updates }
  - { match: '{slo="c"}', from: 2026-12-01T00:00, until: 2026-12-02T00:00, reason: A new database }
  - { match: '{slo="d"}', every: { days: [sun], from: "23:00", duration: 1h, last: 2026-11-22 }, reason: No more }`,
);
const ROUTING = READ.value ?? expect.fail(READ.findings.map(({ text }) => text).join());

const viewer = (now: string): Viewer =>
  viewerOf({ language: "en", session: undefined, now: Date.parse(now), timeZone: "Asia/Taipei", path: "/policies" });
const textOf = (now: string): string =>
  policiesPage(ROUTING, viewer(now))
    .replace(/<[^>]+>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x3D;", "=");

describe("the policies page", () => {
  it("says when hours open or close next", () => {
    const nights = "Tickets wait for nights (mon, fri 22:00–06:00, not on taiwan-2026; ";
    expect(textOf("2026-11-27T20:00+08:00")).toContain(`${nights}opens 2026-11-27 22:00:00).`);
    expect(textOf("2026-11-28T05:59+08:00")).toContain(`${nights}open until 2026-11-28 06:00:00).`);
    expect(textOf("2026-12-01T06:00+08:00")).toContain(`${nights}opens 2026-12-07 22:00:00).`);
  });

  it("shows each maintenance that still comes with its next time, the nearest first", () => {
    const text = textOf("2026-11-28T20:00+08:00");
    expect(text).not.toMatch(/Long over|No more/);
    const [once, again] = [
      '2026-12-01 00:00:00 – 2026-12-02 00:00:00 {slo="c"} A new database',
      'first sun 23:00–01:00, next 2026-12-06 23:00:00 – 2026-12-07 01:00:00 {slo="b"} Updates',
    ];
    expect(text.indexOf(once)).toBeGreaterThan(0);
    expect(text.indexOf(again)).toBeGreaterThan(text.indexOf(once));
    expect(textOf("2026-12-07T00:30+08:00")).toContain("first sun 23:00–01:00, now 2026-12-06 23:00:00 – ");
  });
});
