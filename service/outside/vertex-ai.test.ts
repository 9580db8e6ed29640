import { afterEach, expect, it } from "vitest";
import { plainCall } from "../../test/service/shop.ts";
import { Faults } from "../sandbox/faults.ts";
import { type PartyRequest, type RunningParty, startHttpParty } from "../sandbox/http-party.ts";
import { vertexAiSandbox } from "../sandbox/vertex-ai.ts";
import type { DomainEvent } from "../telemetry/events.ts";
import { createVertexAi } from "./vertex-ai.ts";

const HISTORY = [
  [2, 0],
  [5, 0],
];

let running: RunningParty | undefined;
afterEach(async () => {
  await running?.close();
});

async function vertexAnswering(json: unknown) {
  const asked: PartyRequest[] = [];
  const events: DomainEvent[] = [];
  const respond = (request: PartyRequest) => {
    asked.push(request);
    return { status: 200, json };
  };
  running = await startHttpParty({ party: "vertex-ai", right: respond, wrong: respond }, new Faults(() => 0));
  const vertexAi = createVertexAi({ url: running.url, token: "token" }, plainCall, (event) => events.push(event));
  return { forecast: () => vertexAi.forecast("2026-11-20", HISTORY), asked, events };
}

it("is asked as an endpoint's predict method, and answers in whole cylinders", async () => {
  const { forecast, asked, events } = await vertexAnswering({ predictions: [{ cylinders: [3.5, 0.2] }] });
  expect(await forecast()).toEqual([4, 0]);
  const [request] = asked;
  expect([request?.method, request?.path]).toEqual([
    "POST",
    "/v1/projects/lucky-gas/locations/asia-east1/endpoints/demand:predict",
  ]);
  expect(request?.headers.authorization).toBe("Bearer token");
  expect(request?.json).toEqual({ instances: [{ day: "2026-11-20", history: HISTORY }] });
  expect(events).toEqual([{ type: "google.called", api: "vertex_ai", outcome: "ok" }]);
});

it.each([
  ["fewer sizes than asked for", { predictions: [{ cylinders: [3] }] }],
  ["a negative demand", { predictions: [{ cylinders: [3, -1] }] }],
  ["more than a city burns", { predictions: [{ cylinders: [3, 100_001] }] }],
  ["no prediction", { predictions: [] }],
  ["a word", { predictions: [{ cylinders: ["3", 0] }] }],
  ["nothing", undefined],
])("is not believed with %s", async (_what, json) => {
  const { forecast, events } = await vertexAnswering(json);
  await expect(forecast()).rejects.toMatchObject({ outcome: "invalid" });
  expect(events).toEqual([{ type: "google.called", api: "vertex_ai", outcome: "invalid" }]);
});

it("in the sandbox expects the mean of the days before, and less than nothing when it lies", async () => {
  const faults = new Faults(() => 0);
  running = await startHttpParty(vertexAiSandbox(), faults);
  const vertexAi = createVertexAi({ url: running.url, token: "token" }, plainCall, () => undefined);
  expect(await vertexAi.forecast("2026-11-20", HISTORY)).toEqual([4, 0]);
  faults.set("vertex-ai", { mode: "wrong" });
  await expect(vertexAi.forecast("2026-11-20", HISTORY)).rejects.toMatchObject({ outcome: "invalid" });
});
