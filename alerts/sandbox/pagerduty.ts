import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { PagerDutyEvent } from "../channels/pagerduty-event.ts";
import { loopbackCertificate } from "./loopback-certificate.ts";
import { type OutboundEvent, pageyPing } from "./outbound-event.ts";
import { type AccountSettings, DEFAULT_ACCOUNT, type Deed, PagerDutyAccount } from "./pagerduty-account.ts";
import { problemsOf } from "./pagerduty-events.ts";
import { WebhookDelivery, type WebhookSubscription } from "./webhook-delivery.ts";

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
  readonly account: PagerDutyAccount;
  /** Absent without a subscription. */
  readonly webhooks: WebhookDelivery | undefined;
  mode: PagerDutyMode;
  /** A person acts on the incident that holds a key; resolves when the router has answered, or never will. */
  readonly act: (dedupKey: string, deed: Deed, who: string) => Promise<void>;
  /** Somebody presses the test button of the subscription. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PagerDutySandboxOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Where webhooks v3 go. */
  readonly webhook?: WebhookSubscription;
  readonly account?: Partial<AccountSettings>;
  readonly now?: () => number;
}

const SLOW_MS = 20_000;
const TIMEOUTS_EVERY_MS = 250;
/** https://developer.pagerduty.com/docs/events-api-rate-limits: "approximately 120 calls/minute per integration key". */
const CALLS_A_MINUTE = 120;
const MINUTE_MS = 60_000;

/** A PagerDuty of one's own: the Events API v2, and of the REST API an incident's alerts, over HTTPS on loopback. */
export async function startPagerDutySandbox(options: PagerDutySandboxOptions = {}): Promise<PagerDutySandbox> {
  const { port = 0, webhook, now = Date.now } = options;
  const { key, cert } = await loopbackCertificate();
  const events: PagerDutyEvent[] = [];
  const account = new PagerDutyAccount(newId, { ...DEFAULT_ACCOUNT, ...options.account });
  const webhooks = webhook === undefined ? undefined : new WebhookDelivery(webhook, now);
  const calls = new Map<string, number[]>();
  const closing = new AbortController();
  const sockets = new Set<Duplex>();
  const server: Server = createServer({ key, cert }, (request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const tell = async (happened: readonly OutboundEvent[]): Promise<void> => {
    await Promise.all(happened.map((event) => webhooks?.send(event)));
  };
  const timeouts = setInterval(() => void tell(account.advance(now())), TIMEOUTS_EVERY_MS);

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
    if (incidentId !== undefined && request.method === "GET") return json(...alertsOf(account, incidentId, request));
    if (request.url !== "/v2/enqueue" || request.method !== "POST") return json(404, { status: "not found" });
    let event: PagerDutyEvent;
    try {
      event = JSON.parse(body.toString("utf8"));
    } catch {
      return json(400, { status: "invalid event", message: "Event object is invalid", errors: ["not JSON"] });
    }
    const errors = mode === "400" ? ["'routing_key' is invalid"] : problemsOf(event, body.length);
    if (errors.length > 0) return json(400, { status: "invalid event", message: "Event object is invalid", errors });
    if (isTooMuch(calls, event.routing_key, now())) return json(429, { status: "throttle exceeded" });
    if (mode === "stalls after headers") {
      response.writeHead(202, { "content-type": "application/json", "content-length": "100" });
      response.write("{");
      return;
    }
    events.push(event);
    // 202 says that it was accepted; what comes of it comes later, and by webhook.
    void tell(account.take(event, now()));
    if (mode === "takes and hangs up") request.socket.destroy();
    else json(202, { status: "success", message: "Event processed", dedup_key: event.dedup_key });
  }

  const sandbox: PagerDutySandbox = {
    get host() {
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    ca: cert,
    events,
    account,
    webhooks,
    mode: "ok",
    act: async (dedupKey, deed, who) => {
      const incident = account.holding(dedupKey);
      if (incident === undefined) throw new Error(`no incident has the key ${dedupKey}`);
      await tell(account.act(incident.id, deed, who, now()));
    },
    ping: async () => tell([pageyPing(newId(), now())]),
    close: async () => {
      closing.abort();
      clearInterval(timeouts);
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await webhooks?.close();
    },
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return sandbox;
}

/** https://developer.pagerduty.com/api-reference (List alerts for an incident). */
function alertsOf(account: PagerDutyAccount, incidentId: string, request: IncomingMessage): [number, object] {
  if (!/^Token token=.+/.test(request.headers.authorization ?? "")) return [401, { error: "unauthorized" }];
  const incident = account.find(incidentId);
  if (incident === undefined) return [404, { error: { message: "Not Found", code: 2100 } }];
  const alerts = incident.alerts.map(({ dedupKey, isOpen }, index) => ({
    id: `A${index + 1}`,
    type: "alert",
    alert_key: dedupKey,
    status: isOpen ? "triggered" : "resolved",
  }));
  return [200, { alerts }];
}

/** "Calculated over a 60 second window looking back from the current time"; what is refused is not ingested. */
function isTooMuch(calls: Map<string, number[]>, routingKey: string, now: number): boolean {
  const recent = (calls.get(routingKey) ?? []).filter((at) => now - at < MINUTE_MS && at <= now);
  const isOver = recent.length >= CALLS_A_MINUTE;
  calls.set(routingKey, isOver ? recent : [...recent, now]);
  return isOver;
}

function newId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 24).toUpperCase();
}
