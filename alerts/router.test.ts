import { afterEach, describe, expect, it } from "vitest";
import {
  alert,
  startTestRouter,
  TEST_ROUTING,
  type TestRouter,
  type TestRouterOptions,
  TOKEN,
  webhook,
} from "../test/alerts/started-router.ts";

let router: TestRouter;
afterEach(async () => {
  await router.close();
});
const start = async (options?: TestRouterOptions) => {
  router = await startTestRouter(options);
};
const sent = () =>
  router.sent.map(({ action, destination, subject }) => `${action} ${destination.channel} ${subject.summary}`);
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 200) throw new Error(`it did not come to that; sent: ${JSON.stringify(sent())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const metrics = async () => (await fetch(`${router.adminUrl}/metrics`)).text();

describe("the router", () => {
  it("pages once for an alert, however often it is told, and resolves it", async () => {
    await start();
    const fires = webhook(alert({ slo: "orders-availability" }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => router.post(fires)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    await until(() => sent().length === 1);
    await router.post(webhook(alert({ slo: "orders-availability" }, { status: "resolved" })));
    await until(() => sent().length === 2);
    await router.post(fires);
    expect(sent()).toEqual(["trigger team orders-availability burns", "resolve team orders-availability burns"]);
    expect(await metrics()).toContain('alert_router_pages_total{outcome="in_time"} 1');
  });

  it("keeps page and ticket of one SLO in one incident, and other groups in others", async () => {
    await start();
    await router.post(
      webhook(
        alert({ slo: "sms-delivered", provider: "a" }),
        alert({ slo: "sms-delivered", provider: "a", severity: "ticket" }),
        alert({ slo: "sms-delivered", provider: "b" }),
      ),
    );
    await until(() => sent().length === 2);
    expect(new Set(router.sent.map(({ subject }) => subject.incidentId)).size).toBe(2);
    expect(router.sent.map(({ subject }) => subject.labels["provider"]).sort()).toEqual(["a", "b"]);
  });

  it("resolves nothing because of what a notification leaves out", async () => {
    await start();
    await router.post(webhook(alert({ slo: "a" }), alert({ slo: "b" })));
    await until(() => sent().length === 2);
    await router.post({ ...webhook(alert({ slo: "a" })), truncatedAlerts: 1 });
    await router.post(webhook());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent().length).toBe(2);
  });

  it("lets mail take a page over at once that PagerDuty refuses, and shows the dead letter", async () => {
    await start({
      answer: ({ destination }) =>
        destination.kind === "pagerduty"
          ? { outcome: "rejected", detail: "400: bad routing key" }
          : { outcome: "accepted", detail: "" },
    });
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => sent().length === 3);
    expect(sent().sort()).toEqual(["notice mail a burns", "trigger mail a burns", "trigger team a burns"]);
    const text = await metrics();
    expect(text).toContain('alert_router_outbox_messages{state="dead_letter"} 1');
    expect(text).toContain('alert_router_pages_total{outcome="in_time"} 1');
    expect((await fetch(`${router.adminUrl}/livez`)).status).toBe(200);
    const ready = await fetch(`${router.adminUrl}/readyz`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, "degraded"]);
  });

  it("ends a page where it began, whatever the policy and the keys have become meanwhile", async () => {
    let routing = TEST_ROUTING;
    const environment: Record<string, string> = { TEAM_KEY: "the-old-key", PLATFORM_KEY: "key-of-platform" };
    await start({ routing: () => routing, environment });
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => sent().length === 1);
    environment["TEAM_KEY"] = "the-new-key";
    const { escalations } = TEST_ROUTING;
    const [oncall, backlog] = [escalations.get("oncall"), escalations.get("backlog")];
    if (oncall === undefined || backlog === undefined) throw new Error("the policies of the tests are gone");
    const others = { ...oncall, steps: [{ notify: ["platform"], timeout: 60_000 }] };
    routing = {
      ...TEST_ROUTING,
      escalations: new Map([
        ["oncall", others],
        ["backlog", backlog],
      ]),
    };
    await router.post(webhook(alert({ slo: "a" }, { status: "resolved" }), alert({ slo: "b" })));
    await until(() => sent().length === 3);
    const places = router.sent.map(({ action, destination }) =>
      destination.kind === "pagerduty" ? `${action} ${destination.channel} ${destination.routingKey}` : "",
    );
    expect(places.slice(0, 1)).toEqual(["trigger team the-old-key"]);
    expect(places.slice(1).sort()).toEqual(["resolve team the-old-key", "trigger platform key-of-platform"]);
    expect(router.sent[0]?.dedupKey).toBe(router.sent.find(({ action }) => action === "resolve")?.dedupKey);
  });

  it("tries again until a message is accepted, in order: the end never overtakes the beginning", async () => {
    let failures = 3;
    await start({
      random: () => 0,
      answer: () => (failures-- > 0 ? { outcome: "retry", detail: "500" } : { outcome: "accepted", detail: "" }),
    });
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => sent().length === 1);
    await router.post(webhook(alert({ slo: "a" }, { status: "resolved" })));
    await until(() => sent().includes("resolve team a burns"));
    const actions = router.sent.map(({ action }) => action);
    expect(actions.lastIndexOf("trigger")).toBeLessThan(actions.indexOf("resolve"));
    expect(actions.filter((action) => action === "trigger").length).toBe(4);
  });

  it("escalates when nobody acknowledges, and not once somebody did", async () => {
    let now = Date.parse("2026-11-21T00:00:00Z");
    await start({ now: () => now });
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => sent().length === 1);
    now += 10 * 60_000;
    await until(() => sent().length === 2);
    expect(sent()[1]).toBe("trigger platform a burns");
    expect(router.sent[0]?.dedupKey).toBe(router.sent[1]?.dedupKey);
  });

  it.each([
    ["no token", undefined, 401],
    ["an empty one", "Bearer ", 401],
    ["another one", "Bearer not-the-token-at-all", 401],
    ["a longer one", "Bearer a-token-for-tests-only-and-more", 401],
    ["the right one as a password", `Basic ${Buffer.from("x:a-token-for-tests-only").toString("base64")}`, 202],
    ["the right one", "bearer a-token-for-tests-only", 202],
  ])("with %s answers as it should", async (_name, authorization, status) => {
    await start();
    const answer = await fetch(`${router.url}/v1/alertmanager`, {
      method: "POST",
      headers: authorization === undefined ? {} : { authorization },
      body: JSON.stringify(webhook()),
    });
    expect(answer.status).toBe(status);
  });

  it.each([
    ["a body that ends early", '{"version":"4","alerts":[', /not JSON/],
    ["no JSON at all", "hello", /not JSON/],
    ["an empty body", "", /not JSON/],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), /UTF-8/],
    ["a list", [], /object/],
    ["null for alerts", { version: "4", alerts: null }, /alerts is not a list/],
    ["null for an alert", { version: "4", alerts: [null] }, /alerts\/0 is not an object/],
    [
      "an alert that nothing tells from others",
      { version: "4", alerts: [{ status: "firing", startsAt: "2026-01-01T00:00:00Z" }] },
      /neither labels nor a fingerprint/,
    ],
    ["somebody's own body", { text: "hi" }, /alerts is not a list/],
  ])("answers %s with 400 and the reason, and keeps it", async (_name, body, reason) => {
    await start();
    const answer = await router.post(body);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      400,
      expect.stringMatching(reason),
    ]);
    expect(await metrics()).toContain('alert_router_notifications_total{source="alertmanager",outcome="invalid"} 1');
    expect((await router.post(webhook(alert({ slo: "a" })))).status).toBe(202);
  });

  it.each([
    ["by their own addresses behind a proxy that is trusted", { TRUSTED_PROXIES: "loopback" }, "wrongToken"],
    ["by the proxy's while it is not", {}, "tooManyTries"],
  ])("counts who tries tokens %s", async (_name, env, notice) => {
    await start({ env });
    const tryFrom = async (address: string) => {
      const answer = await fetch(`${router.url}/sign-in`, {
        method: "POST",
        headers: { "x-forwarded-for": address },
        body: new URLSearchParams({ token: "wrong" }),
        redirect: "manual",
      });
      return new URL(answer.headers.get("location") ?? "", router.url).searchParams.get("notice");
    };
    for (let tries = 0; tries < 10; tries++) await tryFrom("1.1.1.1");
    expect([await tryFrom("1.1.1.1"), await tryFrom("2.2.2.2")]).toEqual(["tooManyTries", notice]);
  });

  it("knows a session no more once it was signed out, and every other one of the same person", async () => {
    await start();
    const signIn = async () => {
      const body = new URLSearchParams({ token: TOKEN });
      const answer = await fetch(`${router.url}/sign-in`, { method: "POST", body, redirect: "manual" });
      return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    };
    const [one, other] = [await signIn(), await signIn()];
    const open = (cookie: string) => fetch(router.url, { headers: { cookie }, redirect: "manual" });
    const csrf = /name="csrf" value="([^"]+)"/.exec(await (await open(one)).text())?.[1] ?? "";
    const body = new URLSearchParams({ csrf });
    const headers = { cookie: one };
    await fetch(`${router.url}/sign-out`, { method: "POST", headers, body, redirect: "manual" });
    expect([(await open(one)).status, (await open(other)).status]).toEqual([303, 200]);
    const late = await fetch(`${router.url}/sign-out`, { method: "POST", headers, body, redirect: "manual" });
    expect(late.status).toBe(401);
  });

  it("takes what is good of a body, says what is not, and shows the body to people", async () => {
    await start();
    const answer = await router.post({
      ...webhook(alert({ slo: "a" })),
      alerts: [alert({ slo: "a" }), 7],
      version: "5",
    });
    expect([answer.status, ((await answer.json()) as { not_understood: string }).not_understood]).toEqual([
      202,
      '/version is "5", not "4"; it was read as that; /alerts/1 is not an object and was left out',
    ]);
    await until(() => sent().length === 1);
  });

  it("takes keys that it does not know, doubled keys, dangerous names and characters that databases refuse", async () => {
    await start();
    const text = JSON.stringify({
      ...webhook(alert({ slo: "a", nul: "a\u0000b", half: "\ud800" })),
      new_in_v5: true,
    }).replace('"labels":{', '"labels":{"__proto__":"polluted","slo":"first",');
    expect((await router.post(text)).status).toBe(202);
    await until(() => sent().length === 1);
    expect(router.sent[0]?.subject.labels).toMatchObject({ slo: "a", nul: "a\ufffdb", half: "\ufffd" });
    expect(Object.getPrototypeOf({})["polluted"]).toBeUndefined();
  });
});
