import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startTraffic } from "../service/traffic/generate-traffic.ts";
import { Measurements } from "../service/traffic/measurements.ts";
import type { MeasuredTraffic } from "./load.ts";

/** A child of bench/load.ts: steady traffic, of which only the part after the warm-up is measured. */
const [url = "", password = "", perSecond = "", warmUpMs = "", measuredMs = ""] = process.argv.slice(2);
let measurements = new Measurements();
const traffic = await startTraffic({
  url,
  password,
  seed: 1,
  now: Date.now,
  newId: randomUUID,
  signal: new AbortController().signal,
  perSecond: () => Number(perSecond),
  measured: (measurement) => measurements.add(measurement),
});
await sleep(Number(warmUpMs));
measurements = new Measurements();
const before = traffic.begun();
process.send?.("measuring");
await sleep(Number(measuredMs));
const begun = traffic.begun() - before;
await traffic.stop();
const outcome: MeasuredTraffic = {
  begun,
  turnedAway: traffic.turnedAway(),
  total: measurements.total(),
  operations: measurements.byOperation(),
};
process.send?.(outcome);
