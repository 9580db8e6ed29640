import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectGolden } from "../../../test/golden.ts";
import { compiled, declared, samplePlatform, sampleSlo } from "../../../test/slo/sample-slo.ts";
import { readDefinitions } from "../../language/read-definitions.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { DAY } from "../../promql/duration.ts";
import { outputsOf, type Target } from "../target.ts";
import { cloudMonitoring } from "./index.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const catalogue = new MetricCatalogue([
  declared("requests_total", "counter", "job", "a", "code", "city", "quoted", "outcome"),
  declared("missing_total", "counter"),
  { ...declared("duration_seconds", "histogram", "job", "code"), buckets: [0.1, 0.25, 1] },
  declared("probe_success", "gauge", "job", "instance"),
  declared("queue_age_seconds", "gauge", "instance"),
  declared("last_success_timestamp_seconds", "gauge", "bank"),
]);
const path = "kinds.yaml";
const { value: slos, findings } = readDefinitions([{ path, text: readFileSync(join(GOLDEN, path), "utf8") }], {
  config: { period: 30 * DAY, scrapeInterval: 15_000 },
  catalogue,
});

describe("the Cloud Monitoring target", () => {
  const compilation = { slos, platform: samplePlatform, catalogue };
  const { files } = compiled(cloudMonitoring, compilation);

  it("compiles every kind of indicator", () => {
    expect(findings).toEqual([]);
    for (const file of files) expectGolden(join(GOLDEN, file.path), file.text);
    const golden = readdirSync(join(GOLDEN, "cloud-monitoring"), { recursive: true, encoding: "utf8" });
    expect(golden.filter((name) => /\.(json|md)$/.test(name)).sort()).toEqual(
      files.map((file) => file.path.replace("cloud-monitoring/", "")).sort(),
    );
  });

  it("makes the same files again", () => {
    expect(compiled(cloudMonitoring, compilation).files).toEqual(files);
  });

  it("makes a service only when it is asked for, with what that service loses", () => {
    const asked: string[] = [];
    const watched: Target = {
      ...cloudMonitoring,
      ofService: (service, own) => {
        asked.push(service);
        return cloudMonitoring.ofService(service, own);
      },
    };
    const many = ["a", "b", "c"].map((name) =>
      sampleSlo({ id: `${name}-orders`, service: { name, owner: "shop-team", tier: 1 } }),
    );
    const outputs = outputsOf(watched, { ...compilation, slos: many });
    outputs.next();
    const second = outputs.next().value;
    expect(asked).toEqual(["a", "b"]);
    expect(new Set(second?.losses.map(({ slo }) => slo))).toEqual(new Set(["b-orders"]));
  });
});
