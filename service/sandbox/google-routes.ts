import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

const QUOTA_PER_SECOND = 10;
const METRES_PER_DEGREE = 111_000;
const METRES_PER_SECOND = 7;

const Waypoint = Type.Object({
  waypoint: Type.Object({
    location: Type.Object({ latLng: Type.Object({ latitude: Type.Number(), longitude: Type.Number() }) }),
  }),
});
const Body = Type.Object({ origins: Type.Array(Waypoint), destinations: Type.Array(Waypoint) });
const isBody = checkOf(Body);

/** Google Routes: a matrix of driving times, with its quota of 10 requests a second. A lie is a world without distances. */
export function googleRoutesSandbox(): HttpParty {
  let second = 0;
  let used = 0;
  const matrix = ({ json, headers }: PartyRequest, secondsOf: (metres: number) => number) => {
    const now = Math.floor(performance.now() / 1_000);
    used = now === second ? used + 1 : 1;
    second = now;
    if (used > QUOTA_PER_SECOND) {
      const message = "Quota exceeded for quota metric 'Compute Route Matrix requests'";
      return { status: 429, json: { error: { code: 429, message, status: "RESOURCE_EXHAUSTED" } } };
    }
    if (headers["x-goog-fieldmask"] === undefined || !isBody(json)) {
      return { status: 400, json: { error: { code: 400, status: "INVALID_ARGUMENT" } } };
    }
    const points = (list: Type.Static<typeof Body>["origins"]) => list.map(({ waypoint }) => waypoint.location.latLng);
    const elements = points(json.origins).flatMap((from, originIndex) =>
      points(json.destinations).map((to, destinationIndex) => {
        const degrees = Math.hypot(from.latitude - to.latitude, from.longitude - to.longitude);
        return { originIndex, destinationIndex, duration: `${Math.round(secondsOf(degrees * METRES_PER_DEGREE))}s` };
      }),
    );
    return { status: 200, json: elements };
  };
  return {
    party: "google-routes",
    right: (request) => matrix(request, (metres) => metres / METRES_PER_SECOND),
    wrong: (request) => matrix(request, () => 0),
  };
}
