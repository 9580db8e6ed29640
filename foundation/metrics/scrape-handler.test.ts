import { gunzipSync } from "node:zlib";
import express from "express";
import pino from "pino";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeServer, listen } from "../http/listen.ts";
import { OPEN_METRICS } from "./exposition.ts";
import { Metrics } from "./metrics.ts";
import { scrapeHandler } from "./scrape-handler.ts";

const counter = { type: "counter", help: "Calls.", labels: { channel: ["app"] } } as const;
const log = pino({ enabled: false });
let running: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  const app = express();
  const sources = [new Metrics({ calls_total: counter }, { log }), new Metrics({ tries_total: counter }, { log })];
  app.get("/metrics", scrapeHandler(sources));
  running = await listen(app, "127.0.0.1", 0);
});
afterAll(() => closeServer(running.server, 0));

async function scrape(headers: Record<string, string>) {
  const answer = await request(`${running.url}/metrics`, { headers });
  return { headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
}

describe("a scrape", () => {
  it("has the metrics of all sources, in one text", async () => {
    const { body, headers } = await scrape({ accept: OPEN_METRICS });
    expect(headers["content-type"]).toBe(OPEN_METRICS);
    expect(body.toString()).toBe(
      `${["calls", "tries"]
        .map((name) => `# TYPE ${name} counter\n# HELP ${name} Calls.\n${name}_total{channel="app"} 0\n`)
        .join("")}# EOF\n`,
    );
  });

  it.each([
    ["gzip", true],
    ["deflate, gzip;q=0.5, br", true],
    ["gzip;q=0", false],
    ["identity", false],
    ["br", false],
  ])("is packed for who accepts %s: %s", async (encoding, isPacked) => {
    const plain = await scrape({});
    const { headers, body } = await scrape({ "accept-encoding": encoding });
    expect(headers["content-encoding"]).toBe(isPacked ? "gzip" : undefined);
    expect((isPacked ? gunzipSync(body) : body).toString()).toBe(plain.body.toString());
  });
});
