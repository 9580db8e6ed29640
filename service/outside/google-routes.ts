import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { Recorder } from "../telemetry/events.ts";
import type { OutsideCall } from "./call.ts";
import type { Dependency } from "./dependency.ts";
import { createGoogleApi } from "./google.ts";

const PATIENCE_MS = 3_000;
const LONGEST_DRIVE_SECONDS = 24 * 3_600;

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

export interface GoogleRoutes {
  /** Seconds of driving with the traffic of now, from each place (row) to each (column). */
  readonly drivingSeconds: (places: readonly Place[]) => Promise<number[][]>;
  readonly dependency: Dependency;
}

const Matrix = Type.Array(
  Type.Object({
    originIndex: Type.Integer({ minimum: 0 }),
    destinationIndex: Type.Integer({ minimum: 0 }),
    duration: Type.String({ pattern: "^\\d+s$" }),
  }),
);
const isMatrix = checkOf(Matrix);

/** Google's Routes API, computeRouteMatrix (developers.google.com/maps/documentation/routes). */
export function createGoogleRoutes(
  { url, key }: { readonly url: string; readonly key: string },
  call: OutsideCall,
  record: Recorder,
): GoogleRoutes {
  const api = createGoogleApi("routes", call, record);
  return {
    drivingSeconds: (places) => {
      const waypoints = places.map(({ lat, lng }) => ({
        waypoint: { location: { latLng: { latitude: lat, longitude: lng } } },
      }));
      return api.ask(
        {
          peer: "google-routes",
          method: "POST",
          url: `${url}/distanceMatrix/v2:computeRouteMatrix`,
          headers: { "x-goog-api-key": key, "x-goog-fieldmask": "originIndex,destinationIndex,duration" },
          json: {
            origins: waypoints,
            destinations: waypoints,
            travelMode: "DRIVE",
            routingPreference: "TRAFFIC_AWARE",
          },
          timeoutMs: PATIENCE_MS,
        },
        ({ json }) => (isMatrix(json) ? matrixOf(json, places.length) : undefined),
      );
    },
    dependency: {
      name: "google-routes",
      required: false,
      check: async () => {
        if (api.circuit.isOpen) throw new Error("the last requests have failed");
      },
    },
  };
}

/** The elements as a square, or undefined when one is missing, too many, out of place, or takes longer than a day. */
function matrixOf(elements: Type.Static<typeof Matrix>, size: number): number[][] | undefined {
  if (elements.length !== size * size) return undefined;
  const seconds = Array.from({ length: size }, () => new Array<number>(size).fill(Number.NaN));
  for (const { originIndex, destinationIndex, duration } of elements) {
    const row = seconds[originIndex];
    if (row === undefined || destinationIndex >= size) return undefined;
    row[destinationIndex] = Number.parseInt(duration, 10);
  }
  const isPlausible = seconds.every((row) => row.every((cell) => cell >= 0 && cell <= LONGEST_DRIVE_SECONDS));
  // Between two different places nobody drives in no time at all.
  const standsStill = size > 1 && seconds.every((row) => row.every((cell) => cell === 0));
  return isPlausible && !standsStill ? seconds : undefined;
}
