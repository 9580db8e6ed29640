import { createHmac } from "node:crypto";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { alert, startTestRouter, type TestRouter, TOKEN, webhook } from "../../test/alerts/started-router.ts";
import { DECLARED } from "../telemetry/declared-metrics.gen.ts";

const SECRET = "what Grafana signs with, at length";
let router: TestRouter;
afterEach(async () => {
  await router.close();
});
const start = async (env: Readonly<Record<string, string>> = {}) => {
  router = await startTestRouter({ env });
};
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 200) throw new Error("it did not come to that");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** As Grafana 12 sends it (https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/). */
const GRAFANA = {
  receiver: "router",
  status: "firing",
  alerts: [
    {
      ...alert({ slo: "orders-availability", slo_service: "orders" }),
      values: { A: 1 },
      silenceURL: "https://grafana.example/silence",
      dashboardURL: "https://grafana.example/d/1",
      panelURL: "https://grafana.example/d/1?viewPanel=2",
    },
  ],
  groupLabels: {},
  externalURL: "https://grafana.example/",
  version: "1",
  groupKey: "{}",
  truncatedAlerts: 0,
  orgId: 1,
  title: "[FIRING:1]",
  state: "alerting",
  message: "",
};

/** As Cloud Monitoring sends it, version 1.2. */
const cloud = (state: string) => ({
  version: "1.2",
  incident: {
    incident_id: "0.m1n2o3",
    scoping_project_id: "lucky-gas-prod",
    started_at: 1_763_683_200,
    ended_at: state === "closed" ? 1_763_683_500 : null,
    state,
    severity: "Critical",
    summary: "Customers can order: burns",
    policy_name: "SLOBudgetBurn",
    policy_user_labels: { slo: "orders-availability", severity: "page", escalation: "oncall" },
    resource: { type: "prometheus_target", labels: { project_id: "lucky-gas-prod" } },
    documentation: { content: "What customers feel", mime_type: "text/markdown" },
    url: "https://console.cloud.google.com/monitoring/alerting/incidents/0.m1n2o3",
  },
});

describe("Grafana", () => {
  it("pages with its panel as the dashboard", async () => {
    await start();
    expect((await router.post(GRAFANA, "/v1/grafana")).status).toBe(202);
    await until(() => router.sent.length === 1);
    expect(router.sent[0]?.subject).toMatchObject({ dashboardUrl: "https://grafana.example/d/1?viewPanel=2" });
  });

  it.each([
    ["the body", (body: string, at: number) => ({ signature: sign(body, SECRET), at: undefined, now: at }), 202],
    [
      "the time and the body",
      (body: string, at: number) => ({ signature: sign(`${at}:${body}`, SECRET), at, now: at }),
      202,
    ],
    ["another secret", (body: string) => ({ signature: sign(body, "another secret"), at: undefined }), 401],
    ["another body", () => ({ signature: sign("{}", SECRET), at: undefined }), 401],
    [
      "a time an hour ago",
      (body: string, at: number) => ({ signature: sign(`${at - 3_600}:${body}`, SECRET), at: at - 3_600 }),
      401,
    ],
    ["nothing", () => ({ signature: undefined, at: undefined }), 401],
  ])("that signs %s is answered as it should", async (_name, signed, status) => {
    await start({ GRAFANA_HMAC_SECRET: SECRET });
    const body = JSON.stringify(GRAFANA);
    const { signature, at } = signed(body, Math.floor(Date.now() / 1_000));
    const answer = await fetch(`${router.url}/v1/grafana`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(signature === undefined ? {} : { "x-grafana-alerting-signature": signature }),
        ...(at === undefined ? {} : { "x-grafana-alerting-timestamp": String(at) }),
      },
      body,
    });
    expect(answer.status).toBe(status);
  });
});

function sign(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

describe("Cloud Monitoring", () => {
  it("opens and closes an incident, with the token in its address", async () => {
    await start();
    const post = (state: string) =>
      fetch(`${router.url}/v1/cloud-monitoring?auth_token=${TOKEN}`, {
        method: "POST",
        body: JSON.stringify(cloud(state)),
      });
    expect((await post("open")).status).toBe(202);
    await until(() => router.sent.length === 1);
    expect(router.sent[0]).toMatchObject({
      action: "trigger",
      subject: { summary: "Customers can order: burns", labels: { slo: "orders-availability", severity: "page" } },
    });
    expect((await post("closed")).status).toBe(202);
    await until(() => router.sent.length === 2);
    expect(router.sent[1]?.action).toBe("resolve");
  });

  it.each([
    [{ version: "1.2" }, /incident/],
    [{ version: "1.2", incident: "0.m1n2o3" }, /incident/],
  ])("that says %o is told why not", async (body, reason) => {
    await start();
    const answer = await router.post(body, "/v1/cloud-monitoring");
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(reason);
  });
});

describe("bodies", () => {
  it("that do not say how long they are weigh what they have: twenty small ones at once are no overload", async () => {
    await start();
    const post = (slo: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization: `Bearer ${TOKEN}`, "transfer-encoding": "chunked" };
        const sending = request(`${router.url}/v1/alertmanager`, { method: "POST", headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sending.on("error", reject);
        sending.end(JSON.stringify(webhook(alert({ slo }))));
      });
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => post(`slo-${index}`)));
    expect(statuses).toEqual(statuses.map(() => 202));
  });

  it("may be packed, and are refused beyond 64 MB, packed or not", { timeout: 60_000 }, async () => {
    await start();
    const post = (body: Uint8Array, headers: Record<string, string> = {}) =>
      fetch(`${router.url}/v1/alertmanager`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        body: new Blob([new Uint8Array(body)]),
      });
    const packed = gzipSync(JSON.stringify(webhook(alert({ slo: "packed" }))));
    expect((await post(packed, { "content-encoding": "gzip" })).status).toBe(202);
    const bomb = gzipSync(Buffer.alloc(80 * 1_048_576, " "));
    expect(bomb.length).toBeLessThan(200_000);
    expect((await post(bomb, { "content-encoding": "gzip" })).status).toBe(413);
    expect((await post(packed, { "content-encoding": "br" })).status).toBe(400);
    expect((await router.post(webhook(alert({ slo: "after" })))).status).toBe(202);
  });
});

it("exposes a series of every metric that it declares", async () => {
  await start();
  const text = await (await fetch(`${router.adminUrl}/metrics`)).text();
  const absent = Object.keys(DECLARED).filter((name) => !new RegExp(`^${name}(_count)?[{ ]`, "m").test(text));
  expect(absent).toEqual([]);
});
