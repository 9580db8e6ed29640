import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Alertmanager, startAlertmanager } from "../../foundation/servers/alertmanager-server.ts";
import { freePort } from "../../foundation/servers/free-port.ts";
import { compileInto, PLATFORM } from "./compile.ts";

/* A real Alertmanager with the compiled configuration, and a router that only listens. */

const DEFINITION = `service: orders
owner: team
tier: 1
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    by: [region]
    indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }
    alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }
    runbook: orders
`;

interface Posted {
  readonly authorization: string | undefined;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
const posted: Posted[] = [];
const router = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    if (request.url === "/v1/alertmanager")
      posted.push({ authorization: request.headers.authorization, alerts: JSON.parse(body).alerts });
    response.writeHead(202).end();
  });
});
let alertmanager: Alertmanager;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  await new Promise<void>((resolve) => router.listen(port, "127.0.0.1", resolve));
  const routerTokenFile = join(folder, "router-token");
  writeFileSync(routerTokenFile, "secret-of-the-test");
  const platform = { ...PLATFORM, routerUrl: `http://127.0.0.1:${port}` };
  const { paths } = await compileInto(folder, DEFINITION, "alertmanager", { platform, routerTokenFile });
  const [config = ""] = paths;
  alertmanager = await startAlertmanager(config);
  url = alertmanager.url;
});

afterAll(async () => {
  await alertmanager?.stop();
  router.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the compiled alertmanager.yml", () => {
  const alert = (alertname: string, severity: string, region: string) => ({
    labels: {
      alertname,
      severity,
      region,
      slo: "orders-availability",
      slo_service: "orders",
      owner: "team",
      tier: "1",
      escalation: "oncall",
    },
    annotations: { summary: "x" },
  });
  const states = async (): Promise<string[]> => {
    const answer: { labels: Record<string, string>; status: { state: string } }[] = JSON.parse(
      await (await fetch(`${url}/api/v2/alerts`)).text(),
    );
    return answer
      .map(({ labels, status }) => `${labels["alertname"]} ${labels["severity"]} ${labels["region"]} ${status.state}`)
      .sort();
  };

  it("lets a page inhibit the ticket of its own region, and an absence inhibit nothing", async () => {
    const alerts = [
      alert("SLOBudgetBurn", "page", "north"),
      alert("SLOBudgetBurn", "ticket", "north"),
      alert("SLOBudgetBurn", "ticket", "south"),
      alert("SLOSignalAbsent", "page", "east"),
      alert("SLOBudgetBurn", "ticket", "east"),
    ];
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    expect(response.status).toBe(200);
    await expect
      .poll(states, { timeout: 20_000 })
      .toEqual([
        "SLOBudgetBurn page north active",
        "SLOBudgetBurn ticket east active",
        "SLOBudgetBurn ticket north suppressed",
        "SLOBudgetBurn ticket south active",
        "SLOSignalAbsent page east active",
      ]);
  });

  it("posts what is not inhibited to the router, with its token", async () => {
    await expect.poll(() => posted.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(posted[0]?.authorization).toBe("Bearer secret-of-the-test");
    const told = posted.flatMap(({ alerts }) =>
      alerts.map(({ labels }) => `${labels["alertname"]} ${labels["severity"]} ${labels["region"]}`),
    );
    expect([...new Set(told)].sort()).toEqual([
      "SLOBudgetBurn page north",
      "SLOBudgetBurn ticket east",
      "SLOBudgetBurn ticket south",
      "SLOSignalAbsent page east",
    ]);
  });
});
