import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBlocks } from "./blocks.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { checkAlertmanagerConfig, checkRules } from "./promtool.ts";
import { remoteWrite } from "./remote-write.ts";
import { counter, gauge } from "./series.ts";

const START = Date.UTC(2025, 0, 6) / 1000;
const range = { from: START, to: START + 7200 };
const odd = 'a "quoted" \\ name\nof 客戶';

const folder = mkdtempSync(join(tmpdir(), "loading-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the same series as blocks and by remote write", () => {
  const series = [
    counter({ __name__: "requests_total", customer: odd }, { rate: () => 3.3 }, { ...range, offset: 1.25 }).series,
    gauge({ __name__: "temperature", room: "" }, { value: (time) => (time < START + 60 ? Number.NaN : -0.1) }, range),
    gauge({ __name__: "limit" }, { value: () => Number.POSITIVE_INFINITY }, range),
  ];
  let servers: Prometheus[] = [];
  beforeAll(async () => {
    await writeBlocks(join(folder, "blocks"), series);
    servers = await Promise.all([startPrometheus({ blocks: join(folder, "blocks") }), startPrometheus()]);
    await remoteWrite(servers[1]?.url ?? "", series);
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  it("gives the same points over a range of any length", async () => {
    const [fromBlocks, fromWrites] = await Promise.all(
      servers.map((server) => server.queryRange('{__name__!=""}', range, 0.5)),
    );
    expect(fromBlocks?.map(({ labels }) => labels)).toEqual([
      { __name__: "limit" },
      { __name__: "requests_total", customer: odd },
      { __name__: "temperature" },
    ]);
    expect(fromBlocks?.[0]?.points).toHaveLength(14_401);
    expect(fromWrites).toEqual(fromBlocks);
  });

  it("tells the cost of a query", async () => {
    const [server] = servers;
    const cost = await server?.queryStats("sum_over_time(requests_total[1h])", range.to);
    expect(cost?.samples).toBe(240);
    await expect(server?.query("sum(", range.to)).rejects.toThrow("parse error");
  });
});

describe("promtool and amtool", () => {
  it("say what is wrong with a file", async () => {
    const path = join(folder, "rules.yml");
    writeFileSync(path, 'groups: [{ name: a, rules: [{ record: b, expr: "sum(" }] }]');
    await expect(checkRules(path)).rejects.toThrow("could not parse expression");
    writeFileSync(path, 'groups: [{ name: a, rules: [{ record: b, expr: "sum(c)" }] }]');
    expect(await checkRules(path)).toContain("1 rules found");
    await expect(checkAlertmanagerConfig(path)).rejects.toThrow("FAILED");
  });
});
