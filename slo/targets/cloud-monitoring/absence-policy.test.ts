import { describe, expect, it } from "vitest";
import { sampleAlert, sampleCatalogue, samplePlatform, sampleSlo, tier } from "../../../test/slo/sample-slo.ts";
import { formatDuration, parseDuration } from "../../promql/duration.ts";
import { absencePolicy } from "./absence-policy.ts";
import { isUntranslatable } from "./losses.ts";
import { nativeObjective } from "./objective.ts";

const cloud = { project: "shop-prod", notificationChannels: [] };

/** The policy of an SLO that is absent after `absent`, with an SLO object or (split by a label) without. */
function made(absent: string, form: "native" | "query") {
  const slo = sampleSlo({ absentAfter: parseDuration(absent), by: form === "native" ? [] : ["outcome"] });
  const losses: string[] = [];
  const objective = nativeObjective(slo, cloud.project, sampleCatalogue, () => {});
  const native = isUntranslatable(objective) ? undefined : objective;
  const policy = absencePolicy(slo, native, samplePlatform, cloud, (name) => losses.push(name));
  const condition = policy?.conditions[0];
  const kind =
    condition && "conditionAbsent" in condition
      ? condition.conditionAbsent
      : condition && "conditionPrometheusQueryLanguage" in condition
        ? condition.conditionPrometheusQueryLanguage
        : undefined;
  return { policy, losses, after: kind && formatDuration(Number.parseInt(kind.duration, 10) * 1000), kind };
}

describe("the absence policy", () => {
  it.each([
    ["10m", "10m", []],
    ["1m", "2m", ["cloud-absence-delay"]],
    ["2m30s", "3m", ["cloud-absence-delay"]],
    ["30h", "23h30m", ["cloud-absence-delay"]],
  ])("of an SLO object takes %s as %s", (absent, after, losses) => {
    expect(made(absent, "native")).toMatchObject({ after, losses });
  });

  it.each([
    ["10m", "10m", "1d", ["cloud-absence-memory"]],
    ["90s", "2m", "1d", ["cloud-absence-memory", "cloud-absence-delay"]],
    ["1h", "1h", "1d", ["cloud-absence-memory"]],
    ["12h", "12h", "13h", ["cloud-absence-memory"]],
  ])("in PromQL takes %s as %s and remembers %s", (absent, after, memory, losses) => {
    const { kind, ...rest } = made(absent, "query");
    expect(rest).toMatchObject({ after, losses });
    expect(kind).toHaveProperty(
      "query",
      `sum by (outcome) (rate(orders_total[${memory}]))\nunless\nsum by (outcome) (rate(orders_total[5m]))`,
    );
  });

  it("in PromQL cannot wait for half of what it may look back", () => {
    expect(made("12h30m", "query")).toMatchObject({ policy: undefined, losses: ["cloud-query-over-25h"] });
  });

  it("is as urgent as the SLO's most urgent alert", () => {
    expect(made("10m", "native").policy).toMatchObject({ severity: "CRITICAL", userLabels: { severity: "page" } });
    const slo = sampleSlo({ alerts: [sampleAlert("ticket", [tier(3, "1d", "2h")])] });
    expect(absencePolicy(slo, undefined, samplePlatform, cloud, () => {})).toMatchObject({ severity: "WARNING" });
  });

  it("is not made when nobody wants it", () => {
    for (const slo of [sampleSlo({ absentAfter: undefined }), sampleSlo({ alerts: [] })]) {
      expect(absencePolicy(slo, undefined, samplePlatform, cloud, () => {})).toBe(undefined);
    }
  });
});
