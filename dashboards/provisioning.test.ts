import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SAMPLE_FLEET } from "../test/dashboards/sample-fleet.ts";
import { dashboardProvider, dataSources } from "./provisioning.ts";

describe("provisioning", () => {
  it("makes Grafana's rate interval follow the scrape interval", () => {
    const [prometheus] = parse(dataSources(SAMPLE_FLEET)).datasources;
    expect(prometheus).toMatchObject({
      uid: "prometheus",
      url: "http://prometheus:9090",
      jsonData: { timeInterval: "15s" },
    });
  });

  it("links exemplars to the traces that it installs", () => {
    const { datasources } = parse(dataSources(SAMPLE_FLEET));
    const [link] = datasources[0].jsonData.exemplarTraceIdDestinations;
    expect(datasources.map(({ uid }: { uid: string }) => uid)).toContain(link.datasourceUid);
  });

  it("links exemplars nowhere when no traces are kept", () => {
    const { tempoUrl: _, ...facts } = SAMPLE_FLEET;
    expect(dataSources(facts)).not.toMatch(/tempo|exemplar/i);
  });

  it("keeps people from changing dashboards that the next deployment overwrites", () => {
    expect(parse(dashboardProvider()).providers[0]).toMatchObject({ allowUiUpdates: false, disableDeletion: false });
  });
});
