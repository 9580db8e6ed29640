import { byService, type Compilation, type OutputFile } from "../target.ts";
import { printRuleFile, printWatchdogFile, WATCHDOG_FILE } from "./print-rules.ts";
import { printUnitTests } from "./unit-tests/print-unit-tests.ts";

/** Rule files for Prometheus, each with the promtool tests that prove its alerts and the rules that backfill its past. */
export function* prometheus({ slos, platform, catalogue }: Compilation): Generator<OutputFile> {
  for (const [service, own] of byService(slos)) {
    yield { path: `prometheus/rules/${service}.yaml`, text: printRuleFile("prometheus", service, own, platform) };
    yield { path: `prometheus/backfill/${service}.yaml`, text: printRuleFile("backfill", service, own, platform) };
    yield {
      path: `prometheus/tests/${service}.test.yaml`,
      text: printUnitTests(`../rules/${service}.yaml`, own, platform.scrapeInterval, catalogue),
    };
  }
  yield { path: `prometheus/rules/${WATCHDOG_FILE}.yaml`, text: printWatchdogFile("prometheus") };
}

/** The same rules as `PrometheusRule` resources of the Prometheus Operator. */
export function* prometheusOperator({ slos, platform }: Compilation): Generator<OutputFile> {
  for (const [service, own] of byService(slos)) {
    yield {
      path: `prometheus-operator/${service}.yaml`,
      text: printRuleFile("prometheus-operator", service, own, platform),
    };
  }
  yield { path: `prometheus-operator/${WATCHDOG_FILE}.yaml`, text: printWatchdogFile("prometheus-operator") };
}

/** The same rules as Mimir namespaces, for `mimirtool rules load`. */
export function* mimir({ slos, platform }: Compilation): Generator<OutputFile> {
  for (const [service, own] of byService(slos)) {
    yield { path: `mimir/${service}.yaml`, text: printRuleFile("mimir", service, own, platform) };
  }
  yield { path: `mimir/${WATCHDOG_FILE}.yaml`, text: printWatchdogFile("mimir") };
}
