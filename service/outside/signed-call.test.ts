import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Faults } from "../sandbox/faults.ts";
import { type PartyRequest, type RunningParty, startHttpParty } from "../sandbox/http-party.ts";
import { Metrics } from "../telemetry/metrics.ts";
import type { OutsideRequest } from "./call.ts";
import { createHttpCall } from "./http-call.ts";

const SECRET = "a secret that both sides know, of some length";
const MINUTE_MS = 60_000;

let ours = 1_800_000_000_000;
let theirs = ours;
let heard: PartyRequest[];
let party: RunningParty;
const call = createHttpCall(new Metrics(pino({ enabled: false })), () => ours);

beforeEach(async () => {
  [ours, theirs, heard] = [1_800_000_000_000, 1_800_000_000_000, []];
  const right = (request: PartyRequest) => {
    heard.push(request);
    return { status: 200, json: {} };
  };
  const signature = { secret: SECRET, now: () => theirs };
  party = await startHttpParty({ party: "old-system", signature, right, wrong: right }, new Faults(() => 0));
});
afterEach(() => party.close());

const ask = async (path: string, changes: Partial<OutsideRequest> = {}) => {
  const request = { peer: "old-system", method: "GET", url: party.url + path, timeoutMs: 5_000 } as const;
  return (await call({ ...request, signedWith: SECRET, ...changes })).status;
};

describe("a signed call", () => {
  it.each([
    ["/records/order", {}],
    ["/records/order?after=%E5%8F%B0&limit=2", {}],
    ["/records/order/1", { method: "PUT", json: { body: { name: "王小明", amount: 1.5 } } }],
    ["/records/order/1", { method: "POST", json: "" }],
  ] as const)("%s %j is taken by who knows the secret", async (path, changes) => {
    expect(await ask(path, changes)).toBe(200);
  });

  it.each([
    ["with another secret", { signedWith: `${SECRET}!` }],
    ["with none", { headers: { "x-signature": "0".repeat(64) } }],
    ["with half a signature", { headers: { "x-signature": "00" } }],
    ["with another time than was signed", { headers: { "x-timestamp": "1800000000001" } }],
    ["with no time", { headers: { "x-timestamp": "" } }],
  ])("%s is not", async (_what, changes) => {
    expect(await ask("/records/order/1", { method: "PUT", json: { amount: 1 }, ...changes })).toBe(401);
    expect(heard).toEqual([]);
  });

  it("is good for five minutes, and no longer: it may be a replay", async () => {
    theirs = ours + 5 * MINUTE_MS;
    expect(await ask("/records/order")).toBe(200);
    theirs++;
    expect(await ask("/records/order")).toBe(401);
    theirs = ours - 5 * MINUTE_MS - 1;
    expect(await ask("/records/order")).toBe(401);
  });
});
