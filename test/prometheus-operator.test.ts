import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sound } from "../foundation/findings/wrong-files.ts";
import { readConfig } from "../slo/index.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const monitorIn = (file: string) => parse(read(`collectors/prometheus-operator/${file}`));

describe("what Prometheus Operator is given", () => {
  const service = new ServiceMonitor(monitorIn("service-monitor.yaml"));
  const pod = new PodMonitor(monitorIn("pod-monitor.yaml"));

  it.each([service, pod])("is what its CRD takes: $kind", (monitor) => {
    expect(() => monitor.validate()).not.toThrow();
  });

  it("would not be, were it misspelt", () => {
    const { spec, ...rest } = monitorIn("pod-monitor.yaml");
    expect(() => new PodMonitor({ ...rest, spec: { ...spec, selector: undefined } }).validate()).toThrow();
    expect(() =>
      new PodMonitor({ ...rest, spec: { ...spec, podMetricsEndpoints: [{ interval: "15 s" }] } }).validate(),
    ).toThrow();
  });

  it("scrapes as often as the rules expect, under the jobs that plain Prometheus has", () => {
    const config = sound(readConfig("slo/config.yaml", read("slo/config.yaml")));
    const jobs = parse(read("collectors/prometheus.yml")).scrape_configs.map(
      (each: { job_name: string }) => each.job_name,
    );
    const endpoints = [...(service.spec?.endpoints ?? []), ...(pod.spec?.podMetricsEndpoints ?? [])];
    expect(endpoints.map(({ interval }) => interval)).toEqual(Array(2).fill(`${config.scrapeInterval / 1_000}s`));
    for (const { spec } of [service, pod]) {
      expect(spec?.jobLabel).toBe("app.kubernetes.io/name");
      const [names] = spec?.selector.matchExpressions ?? [];
      expect(jobs).toEqual(expect.arrayContaining(names?.values ?? []));
    }
  });
});
