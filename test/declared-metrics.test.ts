import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { DECLARED as ROUTER } from "../alerts/telemetry/declared-metrics.gen.ts";
import { sound } from "../foundation/findings/wrong-files.ts";
import { combinations, type Declarations } from "../foundation/metrics/declaration.ts";
import { DECLARED as PROCESS } from "../foundation/metrics/declared-metrics.gen.ts";
import { OPEN_METRICS } from "../foundation/metrics/exposition.ts";
import { Metrics } from "../foundation/metrics/metrics.ts";
import { DECLARED as SERVICE } from "../service/telemetry/declared-metrics.gen.ts";
import { readMetrics } from "../slo/language/metrics.ts";
import { RESERVED_LABELS } from "../slo/model/contract.ts";
import { SCRAPE_LABELS } from "../slo/model/scrape-labels.ts";
import { expectGolden } from "./golden.ts";

const ROOT = join(import.meta.dirname, "..");
// The scrape adds these; a program does not set them.
const TARGET_LABELS = ["job", "instance"];

const log = pino({ enabled: false });

describe.each<[string, Declarations]>([
  ["service/telemetry", SERVICE],
  ["alerts/telemetry", ROUTER],
  ["foundation/metrics", PROCESS],
])("the metrics of %s", (room, declared) => {
  const names = Object.keys(declared);

  it("are the ones it declares: declared-metrics.gen.ts is made from metrics.yaml", () => {
    const path = `${room.replace("/telemetry", "")}/metrics.yaml`;
    const metrics = readMetrics(path, readFileSync(join(ROOT, path), "utf8"));
    const entries = sound(metrics).map(({ name, type, help, labels, buckets }) => {
      const own = Object.fromEntries([...labels].filter(([label]) => !TARGET_LABELS.includes(label)));
      return `  ${name}: ${JSON.stringify({ type, help, labels: own, ...(type === "histogram" ? { buckets } : {}) })},\n`;
    });
    const text = `// Made from ${path} by \`npm run golden\`; the declaration is the place to edit.\nexport const DECLARED = {\n${entries.join("")}} as const;\n`;
    expectGolden(join(ROOT, room, "declared-metrics.gen.ts"), text);
  });

  it("have no label that a scrape or our own rules set: whoever scrapes would move it out of the way", () => {
    const labels = Object.values(declared).flatMap((metric) => Object.keys(metric.labels));
    expect(labels.length).toBeGreaterThan(2);
    expect(labels.filter((label) => SCRAPE_LABELS.has(label) || RESERVED_LABELS.has(label))).toEqual([]);
  });

  it.each([OPEN_METRICS, "text/plain"])(
    "are all there under their names, once, in a new process: %s",
    async (accept) => {
      const { body } = await new Metrics(declared, { log }).scrape(accept);
      const described = Array.from(body.matchAll(/^# TYPE (\S+) (\w+)$/gm), ([, name, type]) =>
        accept === OPEN_METRICS && type === "counter" ? `${name}_total` : name,
      );
      expect(new Set(described).size).toBe(described.length);
      expect(described).toEqual(expect.arrayContaining(names));
    },
  );

  it("are what promtool wants to see", async () => {
    const metrics = new Metrics(declared, { log });
    for (const [name, { type, labels }] of Object.entries(declared)) {
      const [some] = combinations(labels);
      if (type === "gauge" && some !== undefined) metrics.read([{ name, read: async () => [[some, 1]] }]);
    }
    const { body } = await metrics.scrape();
    const { error, status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: body,
      encoding: "utf8",
    });
    expect(error).toBeUndefined();
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
  });
});
