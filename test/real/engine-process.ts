import { startEngine } from "../../slo/engine/engine.ts";
import { PLATFORM } from "./compile.ts";
import { ENGINE_SLOS } from "./engine-slos.ts";

/* An engine to be killed. Arguments: the address of the metrics, that of the router, its token, the database. */
const [url = "", router = "", token = "", database = ""] = process.argv.slice(2);
await startEngine({
  slos: ENGINE_SLOS,
  platform: { ...PLATFORM, scrapeInterval: 100 },
  targets: [{ kind: "metrics", job: "orders", instance: "orders:9464", url }],
  alertsTo: { url: router, token },
  database,
  now: Date.now,
  warn: (message) => console.log(message),
});
console.log("ready");
