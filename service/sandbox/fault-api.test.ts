import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultApi } from "./fault-api.ts";
import { Faults } from "./faults.ts";
import { startHttpParty } from "./http-party.ts";

const faults = new Faults(() => 0.4);
let server: Server;
let url = "";

beforeAll(async () => {
  const app = express();
  app.use(faultApi(faults));
  server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/faults`;
});

afterAll(() => {
  server.close();
});

const put = (party: string, fault: unknown) =>
  fetch(`${url}/${party}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });

describe("the fault API", () => {
  it("switches faults on and off, and tells which are on", async () => {
    expect((await put("database", { mode: "slow", latencyMs: 300 })).status).toBe(204);
    expect((await put("sms-primary", { mode: "down" })).status).toBe(204);
    expect(await (await fetch(url)).json()).toMatchObject({
      faults: { database: { mode: "slow", latencyMs: 300 }, "sms-primary": { mode: "down" } },
    });
    await fetch(`${url}/database`, { method: "DELETE" });
    expect(faults.all()).toEqual([["sms-primary", { mode: "down" }]]);
    await fetch(url, { method: "DELETE" });
    expect(faults.all()).toEqual([]);
  });

  it.each([
    ["nobody", { mode: "down" }, 404, "there is no party nobody"],
    ["database", { mode: "broken" }, 400, "/mode"],
    ["database", { mode: "slow", latency: 3 }, 400, "additional properties"],
    ["database", { mode: "slow", share: 2 }, 400, "/share"],
    ["database", [], 400, "the fault must be object"],
  ])("refuses %s %j", async (party, fault, status, words) => {
    const response = await put(party, fault);
    expect(response.status).toBe(status);
    expect(JSON.stringify(await response.json())).toContain(words);
    expect(faults.all()).toEqual([]);
  });
});

describe("a sandbox", () => {
  const party = {
    party: "einvoice-platform",
    right: () => ({ status: 200, json: "true" }),
    wrong: () => ({ status: 200, json: "false" }),
  } as const;

  it("does what its fault says, for the share of requests that it says", async () => {
    const { url: address, close } = await startHttpParty(party, faults);
    const ask = async () => (await fetch(address)).json();
    expect(await ask()).toBe("true");
    faults.set("einvoice-platform", { mode: "wrong" });
    expect(await ask()).toBe("false");
    faults.set("einvoice-platform", { mode: "partly-wrong", share: 0.3 });
    expect(await ask()).toBe("true");
    faults.set("einvoice-platform", { mode: "partly-wrong" });
    expect(await ask()).toBe("false");
    faults.set("einvoice-platform", { mode: "rate-limited" });
    expect((await fetch(address)).status).toBe(429);
    faults.set("einvoice-platform", { mode: "down" });
    await expect(ask()).rejects.toThrow("fetch failed");
    faults.set("einvoice-platform", { mode: "slow", latencyMs: 2_000 });
    await expect(fetch(address, { signal: AbortSignal.timeout(200) })).rejects.toThrow("timeout");
    faults.clear("einvoice-platform");
    expect(await ask()).toBe("true");
    await close();
  });
});
