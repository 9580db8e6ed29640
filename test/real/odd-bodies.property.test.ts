import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyBody } from "../alerts/any-body.ts";
import { alert, startTestRouter, type TestRouter, TOKEN, webhook } from "../alerts/started-router.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const SOURCES = ["/v1/alertmanager", "/v1/grafana", "/v1/cloud-monitoring"] as const;

let server: PostgresServer;
let routers: readonly TestRouter[];
let cookies: readonly string[];

beforeAll(async () => {
  server = await startPostgres();
  routers = [await startTestRouter(), await startTestRouter({ env: { DATABASE_URL: await server.newDatabase() } })];
  cookies = await Promise.all(routers.map(signIn));
}, 60_000);
afterAll(async () => {
  for (const router of routers) await router.close();
  await server.stop();
});

async function signIn({ url }: TestRouter): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ token: TOKEN }),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** A page of the console; what it says. Throws when it does not open. */
async function open({ url }: TestRouter, cookie: string, path: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { cookie }, redirect: "manual" });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return text;
}

/** Opens a page and all pages of incidents and bodies that it leads to. */
async function openAll(router: TestRouter, cookie: string): Promise<void> {
  for (const start of ["/", "/bodies", "/dead-letters", "/policies", "/slos"]) {
    const text = await open(router, cookie, start);
    const links = new Set(
      Array.from(text.matchAll(/href="(\/(?:incidents|bodies)\/[^"]+)"/g), ([, path]) => path ?? ""),
    );
    for (const path of links) await open(router, cookie, path);
  }
}

/** On both databases the same statuses, and afterwards every page opens. */
async function postToBoth(path: string, body: string | Uint8Array): Promise<number> {
  const statuses = await Promise.all(routers.map(async (router) => (await router.post(body, path)).status));
  expect(new Set(statuses).size).toBe(1);
  return statuses[0] ?? 0;
}

describe("whatever a source sends", () => {
  it("is answered the same with SQLite and with PostgreSQL, never with our own trouble, and no page breaks of it", {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SOURCES),
        fc.array(anyBody, { minLength: 1, maxLength: 20 }),
        async (path, bodies) => {
          for (const body of bodies) {
            const status = await postToBoth(path, JSON.stringify(body) ?? "");
            expect([202, 400]).toContain(status);
          }
        },
      ),
      { numRuns: 40 },
    );
    for (const [index, router] of routers.entries()) await openAll(router, cookies[index] ?? "");
  });

  const cloud = (changes: object) => ({
    version: "1.2",
    incident: { incident_id: "0.m1", state: "open", policy_name: "P", started_at: 1, ...changes },
  });
  it.each([
    ["NUL in a fingerprint", SOURCES[0], webhook(alert({ slo: "nul" }, { fingerprint: "a\u0000b" })), 202],
    ["half a character in a label", SOURCES[0], webhook(alert({ "\ud800": "\udfff" })), 202],
    [
      "an address of 600 KB",
      SOURCES[0],
      webhook(alert({ slo: "url" }, { annotations: { runbook_url: `https://x/${"a".repeat(600_000)}` } })),
      202,
    ],
    [
      "a key of 100 KB",
      SOURCES[0],
      webhook(alert({ slo: "k".repeat(100_000) }, { fingerprint: "f".repeat(100_000) })),
      202,
    ],
    [
      "ten thousand labels",
      SOURCES[0],
      webhook(alert(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`l${n}`, "x"])))),
      202,
    ],
    ["a start at 1e300", SOURCES[2], cloud({ started_at: 1e300 }), 202],
    ["a start at -1e15", SOURCES[2], cloud({ incident_id: "0.m2", started_at: -1e15 }), 202],
    ["a start in nanoseconds", SOURCES[2], cloud({ incident_id: "0.m3", started_at: 1.7e18 }), 202],
    ["a start in the year 287,000", SOURCES[2], cloud({ incident_id: "0.m4", started_at: 9e12 }), 202],
    ["NUL in an id", SOURCES[2], cloud({ incident_id: "\u0000" }), 202],
    ["bytes that are no text", SOURCES[1], Uint8Array.from({ length: 256 }, (_, byte) => byte), 400],
  ])("is stored or refused: %s", async (_name, path, body, status) => {
    expect(await postToBoth(path, body instanceof Uint8Array ? body : JSON.stringify(body))).toBe(status);
    for (const [index, router] of routers.entries()) await openAll(router, cookies[index] ?? "");
  });

  it("of a test button is shown, and nobody is told", async () => {
    const grafana = {
      version: "1",
      alerts: [alert({ severity: "page" }, { labels: { alertname: "TestAlert", instance: "Grafana" } })],
    };
    for (const [index, router] of routers.entries()) {
      const before = router.sent.length;
      for (const [path, body] of [
        ["/v1/grafana", grafana],
        ["/v1/cloud-monitoring", { ...cloud({ incident_id: "0.test" }), version: "test" }],
      ] as const) {
        const answer = await router.post(body, path);
        expect([answer.status, await answer.json()]).toEqual([202, { status: "a test: nobody is told" }]);
      }
      expect((await open(router, cookies[index] ?? "", "/bodies")).match(/test button: nobody is told/g)?.length).toBe(
        2,
      );
      expect(router.sent.length).toBe(before);
    }
  });
});
