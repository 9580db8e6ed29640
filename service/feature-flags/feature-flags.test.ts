import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { NOON, type TestCore, testCore } from "../../test/service/core.ts";
import { readAudit } from "../storage/audit-log.ts";
import { type FeatureFlags, featureFlags } from "./feature-flags.ts";
import type { FlagRules } from "./flag-rules.ts";

let core: TestCore;
let api: TestApi;
let flags: FeatureFlags;
beforeEach(async () => {
  core = await testCore();
  flags = await featureFlags(core);
  api = await testApi(core, flags.operations ?? []);
});
afterEach(async () => {
  await flags.close?.();
  await api.close();
  await core.close();
});

const write = async (name: string, rules: FlagRules) => {
  await core.database.query(
    "INSERT INTO feature_flags (name, rules, updated_at) VALUES ($1, $2, 0) ON CONFLICT (name) DO UPDATE SET rules = excluded.rules",
    [name, JSON.stringify(rules)],
  );
  await flags.refresh();
};
const share = (name: string) =>
  Array.from({ length: 1_000 }, (_, index) => flags.isOn(name, `customer-${index}`)).filter(Boolean).length / 1_000;
const reasons = () => [
  ...new Set(core.events.flatMap((event) => (event.type === "flag.evaluated" ? [event.reason] : []))),
];

describe("a flag", () => {
  it("that nobody wrote is off", () => {
    expect(flags.isOn("none", "customer-1")).toBe(false);
    expect(reasons()).toEqual(["unknown"]);
  });

  it("is on for its share of customers, always the same ones, and more of them when it grows", async () => {
    await write("live-map", { enabled: true, percentage: 30 });
    const before = Array.from({ length: 200 }, (_, index) => flags.isOn("live-map", `c${index}`));
    expect(share("live-map")).toBeGreaterThan(0.25);
    expect(share("live-map")).toBeLessThan(0.35);
    await write("live-map", { enabled: true, percentage: 60 });
    const after = Array.from({ length: 200 }, (_, index) => flags.isOn("live-map", `c${index}`));
    expect(before.every((on, index) => !on || after[index])).toBe(true);
  });

  it("is on for whom it names, and off for everybody when it is off", async () => {
    await write("beta", { enabled: true, percentage: 0, customers: ["customer-7"] });
    expect(flags.isOn("beta", "customer-7")).toBe(true);
    expect(flags.isOn("beta", "customer-8")).toBe(false);
    await write("beta", { enabled: false, percentage: 100, customers: ["customer-7"] });
    expect(flags.isOn("beta", "customer-7")).toBe(false);
    expect(reasons()).toEqual(["targeting_match", "split", "disabled"]);
  });

  it("divides people among its variants by weight", async () => {
    await write("button", {
      enabled: true,
      variants: [
        { name: "a", weight: 3 },
        { name: "b", weight: 1 },
      ],
    });
    const { status, body } = await api.get("/feature-flags", "customer");
    expect(status).toBe(200);
    expect(body).toMatchObject({ button: { on: true, variant: expect.stringMatching(/^[ab]$/) } });
  });

  it("with rules that nobody can read is off, and the others go on", async () => {
    await core.database.query("INSERT INTO feature_flags (name, rules, updated_at) VALUES ('broken', '{\"on\":1}', 0)");
    await write("fine", { enabled: true });
    expect([flags.isOn("broken", "c"), flags.isOn("fine", "c")]).toEqual([false, true]);
  });

  it("keeps its last rules while the database is away, and says that they are stale", async () => {
    await write("fine", { enabled: true });
    core.setNow(NOON + 61_000);
    expect(flags.isOn("fine", "c")).toBe(true);
    expect(reasons()).toEqual(["stale"]);
  });
});

it("is written by admins only, with rules that make sense, and holds at once", async () => {
  const put = async (role: "admin" | "driver", body: unknown) =>
    (await api.post("/feature-flags/new-map", body, { role, method: "PUT" })).status;
  expect(await put("driver", { enabled: true })).toBe(403);
  expect(await put("admin", { enabled: "yes" })).toBe(400);
  expect(await put("admin", { enabled: true, percentage: 200 })).toBe(400);
  const nobodys = ["a", "b"].map((name) => ({ name, weight: 0 }));
  expect(await put("admin", { enabled: true, variants: nobodys })).toBe(422);
  expect(flags.isOn("new-map", "c")).toBe(false);
  expect(await put("admin", { enabled: true })).toBe(204);
  expect(flags.isOn("new-map", "c")).toBe(true);
  expect(await api.get("/feature-flags/new-map", "admin")).toEqual({ status: 200, body: { enabled: true } });
  expect((await api.get("/feature-flags/new-map", "dispatcher")).status).toBe(403);
  expect((await api.get("/feature-flags/old-map", "admin")).status).toBe(404);
  expect((await api.post("/feature-flags/new-map", undefined, { role: "admin", method: "DELETE" })).status).toBe(204);
  expect(flags.isOn("new-map", "c")).toBe(false);
  expect(
    (await readAudit(core.database, "", 10)).map(({ action, user_id, detail }) => [action, user_id, detail]),
  ).toEqual([
    ["flag.deleted", "someone", "{}"],
    ["flag.written", "someone", '{"enabled":true}'],
  ]);
});

it("three flags may be piloted at once, and one of them may be written again", async () => {
  const put = async (name: string, rules: FlagRules) =>
    (await api.post(`/feature-flags/${name}`, rules, { role: "admin", method: "PUT" })).status;
  const piloted: FlagRules = { enabled: true, pilot: "orders" };
  expect(await Promise.all(["a", "b", "c"].map((name) => put(name, piloted)))).toEqual([204, 204, 204]);
  expect([await put("d", piloted), await put("d", { enabled: true }), await put("c", piloted)]).toEqual([
    409, 204, 204,
  ]);
});
