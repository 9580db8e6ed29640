import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plainCall } from "../../test/service/shop.ts";
import { Faults } from "../sandbox/faults.ts";
import { googleRoutesSandbox } from "../sandbox/google-routes.ts";
import { type PartyAnswer, type PartyRequest, type RunningParty, startHttpParty } from "../sandbox/http-party.ts";
import type { DomainEvent } from "../telemetry/events.ts";
import { createGoogleRoutes } from "./google-routes.ts";

const PLACES = [
  { lat: 25.0478, lng: 121.517 },
  { lat: 25.0578, lng: 121.517 },
];
const RIGHT = [
  { originIndex: 0, destinationIndex: 0, duration: "0s" },
  { originIndex: 1, destinationIndex: 0, duration: "170s" },
  { originIndex: 0, destinationIndex: 1, duration: "160s" },
  { originIndex: 1, destinationIndex: 1, duration: "0s" },
];

let events: DomainEvent[];
let running: RunningParty[];
beforeEach(() => {
  events = [];
  running = [];
});
afterEach(async () => {
  for (const party of running) await party.close();
});

const routesAt = (url: string) => createGoogleRoutes({ url, key: "the-key" }, plainCall, (event) => events.push(event));

/** Google, answering with this whatever it is asked. */
async function answering(answer: PartyAnswer): Promise<{ ask: () => Promise<number[][]>; asked: PartyRequest[] }> {
  const asked: PartyRequest[] = [];
  const respond = (request: PartyRequest) => {
    asked.push(request);
    return answer;
  };
  const party = await startHttpParty({ party: "google-routes", right: respond, wrong: respond }, new Faults(() => 0));
  running.push(party);
  return { ask: () => routesAt(party.url).drivingSeconds(PLACES), asked };
}

describe("Google Routes", () => {
  it("is asked as its documentation says, and its elements may come in any order", async () => {
    const { ask, asked } = await answering({ status: 200, json: RIGHT });
    expect(await ask()).toEqual([
      [0, 160],
      [170, 0],
    ]);
    const [request] = asked;
    expect([request?.method, request?.path]).toEqual(["POST", "/distanceMatrix/v2:computeRouteMatrix"]);
    expect(request?.headers).toMatchObject({
      "x-goog-api-key": "the-key",
      "x-goog-fieldmask": "originIndex,destinationIndex,duration",
    });
    const waypoints = PLACES.map(({ lat, lng }) => ({
      waypoint: { location: { latLng: { latitude: lat, longitude: lng } } },
    }));
    expect(request?.json).toEqual({
      origins: waypoints,
      destinations: waypoints,
      travelMode: "DRIVE",
      routingPreference: "TRAFFIC_AWARE",
    });
    expect(events).toEqual([{ type: "google.called", api: "routes", outcome: "ok" }]);
  });

  it.each([
    ["an element is missing", RIGHT.slice(1)],
    ["an element is there twice", [...RIGHT, RIGHT[0]]],
    ["an element is there instead of another", [...RIGHT.slice(1), RIGHT[1]]],
    ["a place is unknown", [...RIGHT.slice(1), { ...RIGHT[0], originIndex: 2 }]],
    ["a drive is negative", [...RIGHT.slice(1), { ...RIGHT[0], duration: "-5s" }]],
    ["a drive takes longer than a day", [...RIGHT.slice(1), { ...RIGHT[0], duration: "86401s" }]],
    ["there is no way", [...RIGHT.slice(1), { originIndex: 0, destinationIndex: 0 }]],
    ["nobody needs any time", RIGHT.map((element) => ({ ...element, duration: "0s" }))],
    ["it is no list", { duration: "5s" }],
    ["it is no JSON", undefined],
  ])("is not believed when %s", async (_what, json) => {
    const { ask } = await answering({ status: 200, json });
    await expect(ask()).rejects.toMatchObject({ outcome: "invalid" });
    expect(events).toEqual([{ type: "google.called", api: "routes", outcome: "invalid" }]);
  });

  it.each([
    [429, "throttled"],
    [500, "unavailable"],
    [503, "unavailable"],
    [403, "unavailable"],
  ])("that answers %i is %s", async (status, outcome) => {
    const { ask } = await answering({ status, json: { error: { code: status } } });
    await expect(ask()).rejects.toMatchObject({ outcome });
    expect(events).toEqual([{ type: "google.called", api: "routes", outcome }]);
  });
});

describe("its sandbox", () => {
  it("knows the way there and back, and refuses above its quota as Google does", async () => {
    const party = await startHttpParty(googleRoutesSandbox(), new Faults(() => 0));
    running.push(party);
    const [[stay, there] = [], [back] = []] = await routesAt(party.url).drivingSeconds(PLACES);
    expect([stay, there]).toEqual([0, back]);
    expect(there).toBeGreaterThan(100);
    // More than two seconds' quota, wherever a second ends.
    const tries = Array.from({ length: 40 }, () => routesAt(party.url).drivingSeconds(PLACES));
    const outcomes = (await Promise.allSettled(tries)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === "rejected").length).toBeGreaterThan(0);
    const last = await fetch(`${party.url}/distanceMatrix/v2:computeRouteMatrix`, { method: "POST", body: "{}" });
    expect([400, 429]).toContain(last.status);
    expect(events.filter((event) => event.type === "google.called" && event.outcome === "throttled")).not.toEqual([]);
  });
});
