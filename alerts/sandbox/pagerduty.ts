import { createHmac, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "selfsigned";
import type { PagerDutyEvent } from "../channels/pagerduty-event.ts";
import { PagerDutyIncidents, problemsOf } from "./pagerduty-events.ts";

/** How the sandbox behaves; all of these have been seen of the real one, or of what stands before it. */
export type PagerDutyMode =
  | "ok"
  | "black hole"
  | "hangs up"
  | "500"
  | "500 html"
  | "429"
  | "429 html"
  | "429 retry-after"
  | "400"
  | "slow"
  /** Takes the event, and the connection breaks before the answer. */
  | "takes and hangs up"
  | "stalls after headers";

export interface PagerDutySandbox {
  /** HOST:PORT, for PAGERDUTY_HOST. */
  readonly host: string;
  /** The certificate to trust, as PEM. */
  readonly ca: string;
  /** Events that were taken, in order. */
  readonly events: readonly PagerDutyEvent[];
  readonly incidents: PagerDutyIncidents;
  mode: PagerDutyMode;
  /** Whether webhooks name incidents by PagerDuty's own id only, as those of some accounts do. */
  leavesOutKeys: boolean;
  /** A person acts in PagerDuty; the router hears of it by a signed webhook. Resolves when it was answered with 2xx. */
  readonly act: (dedupKey: string, what: "acknowledged" | "resolved", who: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PagerDutySandboxOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Where webhooks v3 go. */
  readonly webhook?: { readonly url: () => string; readonly secret: string };
}

const SLOW_MS = 20_000;
const WEBHOOK_TRIES = 5;

/** A PagerDuty of one's own: the Events API v2, and of the REST API an incident's alerts, over HTTPS on loopback. */
export async function startPagerDutySandbox({
  port = 0,
  webhook,
}: PagerDutySandboxOptions = {}): Promise<PagerDutySandbox> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const events: PagerDutyEvent[] = [];
  const incidents = new PagerDutyIncidents();
  const closing = new AbortController();
  const sockets = new Set<Duplex>();
  const server: Server = createServer({ key, cert }, (request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const take = (event: PagerDutyEvent): void => {
    events.push(event);
    incidents.take(event);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const say = (status: number, type: string, text: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { "content-type": type, ...headers }).end(text);
    };
    const json = (status: number, value: object) => say(status, "application/json", JSON.stringify(value));
    const { mode } = sandbox;
    switch (mode) {
      case "black hole":
        return;
      case "hangs up":
        request.socket.destroy();
        return;
      case "500":
        return json(500, { status: "internal error" });
      case "500 html":
        return say(502, "text/html", "<html><h1>Bad gateway</h1></html>");
      case "429":
        return say(429, "application/json", "");
      case "429 html":
        return say(429, "text/html", "<html>slow down</html>");
      case "429 retry-after":
        return say(429, "application/json", '{"message":"slow down"}', { "retry-after": "2" });
      case "slow":
        await sleep(SLOW_MS, undefined, { signal: closing.signal });
        break;
      default:
        break;
    }
    const [, incidentId] = /^\/incidents\/([^/]+)\/alerts$/.exec(request.url ?? "") ?? [];
    if (incidentId !== undefined && request.method === "GET") {
      if (!/^Token token=.+/.test(request.headers.authorization ?? "")) return json(401, { error: "unauthorized" });
      const incident = incidents.all.find(({ id }) => id === incidentId);
      return incident === undefined
        ? json(404, { error: { message: "Not Found", code: 2100 } })
        : json(200, { alerts: [{ id: "A1", type: "alert", alert_key: incident.dedupKey }] });
    }
    if (request.url !== "/v2/enqueue" || request.method !== "POST") return json(404, { status: "not found" });
    let event: PagerDutyEvent;
    try {
      event = JSON.parse(body.toString("utf8"));
    } catch {
      return json(400, { status: "invalid event", message: "Event object is invalid", errors: ["not JSON"] });
    }
    const errors = mode === "400" ? ["'routing_key' is invalid"] : problemsOf(event, body.length);
    if (errors.length > 0) return json(400, { status: "invalid event", message: "Event object is invalid", errors });
    if (mode === "stalls after headers") {
      response.writeHead(202, { "content-type": "application/json", "content-length": "100" });
      response.write("{");
      return;
    }
    take(event);
    if (mode === "takes and hangs up") request.socket.destroy();
    else json(202, { status: "success", message: "Event processed", dedup_key: event.dedup_key });
  }

  const sandbox: PagerDutySandbox = {
    get host() {
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    ca: cert,
    events,
    incidents,
    mode: "ok",
    leavesOutKeys: false,
    act: async (dedupKey, what, who) => {
      const incident = incidents.open(dedupKey);
      if (incident === undefined) throw new Error(`no open incident has the key ${dedupKey}`);
      incident.status = what;
      if (webhook === undefined) return;
      const event = {
        id: randomUUID(),
        event_type: `incident.${what}`,
        resource_type: "incident",
        occurred_at: new Date().toISOString(),
        agent: { id: "P1", type: "user_reference", summary: who },
        client: null,
        data: {
          id: incident.id,
          type: "incident",
          status: what,
          incident_key: sandbox.leavesOutKeys ? null : dedupKey,
        },
      };
      await tell(webhook.url(), webhook.secret, JSON.stringify({ event }), event.id);
    },
    close: async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return sandbox;
}

/** Webhooks v3: signed over the raw body, tried again after 5xx and silence. */
async function tell(url: string, secret: string, body: string, id: string): Promise<void> {
  const signature = `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
  for (let tries = 1; ; tries++) {
    const status = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-pagerduty-signature": signature, "x-webhook-id": id },
      body,
      signal: AbortSignal.timeout(5_000),
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (status >= 200 && status < 300) return;
    if (tries === WEBHOOK_TRIES || (status >= 400 && status < 500 && status !== 429)) {
      throw new Error(`the router answered a webhook with ${status}`);
    }
    await sleep(500);
  }
}
