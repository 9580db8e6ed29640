import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMetrics } from "../slo/language/metrics.ts";
import { expectGolden } from "./golden.ts";

const ROOT = join(import.meta.dirname, "..");
const DECLARATION = "service/metrics.yaml";
// The scrape adds these; a program does not set them.
const TARGET_LABELS = ["job", "instance"];

describe("the service's metrics", () => {
  it("are the ones it declares: service/telemetry/declared-metrics.gen.ts is made from service/metrics.yaml", () => {
    const { metrics, findings } = readMetrics(DECLARATION, readFileSync(join(ROOT, DECLARATION), "utf8"));
    expect(findings).toEqual([]);
    const entries = metrics.map(({ name, type, help, labels, buckets }) => {
      const own = Object.fromEntries([...labels].filter(([label]) => !TARGET_LABELS.includes(label)));
      return `  ${name}: ${JSON.stringify({ type, help, labels: own, ...(type === "histogram" ? { buckets } : {}) })},\n`;
    });
    const text = `// Made from ${DECLARATION} by \`npm run golden\`; the declaration is the place to edit.\nexport const DECLARED = {\n${entries.join("")}} as const;\n`;
    expectGolden(join(ROOT, "service/telemetry/declared-metrics.gen.ts"), text);
  });
});
