import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { read } from "../../test/slo/dialects/read-foreign.ts";
import { DAY, MINUTE, SECOND } from "../promql/duration.ts";
import { recordedHistory, UnreadHistory } from "./recorded-history.ts";

const FILE = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: ferry }
spec:
  target: "99"
  window: 45d
  indicator: { ratio: { errors: { metric: lost_total }, total: { metric: trips_total }, grouping: [pier] } }
`;
const NOW = 1_000 * DAY + 1234;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function prometheus(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${isAddress(address) ? address.port : 0}`;
}

function isAddress(address: unknown): address is AddressInfo {
  return typeof address === "object" && address !== null && "port" in address;
}

function sloOf() {
  const [slo] = read(FILE).value;
  return slo ?? expect.fail("the file has no SLO");
}

it("is what a Prometheus has of the period, in as many questions as its answers need", async () => {
  const asked: { query: string; points: number }[] = [];
  const url = await prometheus((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const [start, end, step] = ["start", "end", "step"].map((key) => Number(form.get(key)));
      const query = form.get("query") ?? "";
      const values: [number, string][] = [];
      for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) {
        // The day before yesterday nobody was there to count.
        const isGone = at * SECOND > NOW - 3 * DAY && at * SECOND < NOW - 2 * DAY;
        if (!isGone) values.push([at, query.includes("lost") ? "0.5" : "10"]);
      }
      asked.push({ query, points: values.length });
      response.end(
        JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }] } }),
      );
    });
  });
  const { history } = await recordedHistory(sloOf(), url, NOW);
  expect(history.length).toBe((45 * DAY) / MINUTE);
  expect(history.at(0)).toEqual({ total: 600, bad: 30, isSeen: true });
  expect(history.at(history.length - (2.5 * DAY) / MINUTE)).toEqual({ total: 0, bad: 0, isSeen: false });
  expect(history.errorRatio(history.length, history.length - 1)).toBeCloseTo(0.05, 9);
  expect(new Set(asked.map(({ query }) => query))).toEqual(
    new Set(["sum(rate(trips_total[5m]))", "sum(rate(lost_total[5m]))"]),
  );
  expect(asked).toHaveLength(4);
  for (const { points } of asked) expect(points).toBeLessThanOrEqual(11_000);
});

it.each([
  ["no data", (_, response) => void response.end('{"data":{"result":[]}}')],
  ["an error", (_, response) => void response.writeHead(422).end('{"error":"query too heavy"}')],
  ["something else", (_, response) => void response.end("<html>")],
  ["nothing", (request) => void request.socket.destroy()],
] satisfies [string, RequestListener][])("says so when a Prometheus answers with %s", async (_what, listener) => {
  const url = await prometheus(listener);
  await expect(recordedHistory(sloOf(), url, NOW)).rejects.toThrow(UnreadHistory);
});
