import { SpanKind } from "@opentelemetry/api";
import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FlagNotice, openRedisNotice } from "../../service/feature-flags/redis-notice.ts";
import { traced } from "../service/traced.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

let redis: RedisServer;
let notice: FlagNotice;
let notices = 0;
beforeAll(async () => {
  redis = await startRedis();
  notice = await openRedisNotice(redis.url, pino({ enabled: false }), () => notices++);
});
afterAll(async () => {
  await notice.close();
  await redis.stop();
});

it("a notice reaches who listens, and its span says where it went by the conventions for Redis", async () => {
  await expect.poll(() => notice.isConnected(), { timeout: 10_000 }).toBe(true);
  const before = notices;
  const [span] = await traced(notice.tell);
  await expect.poll(() => notices, { timeout: 5_000 }).toBeGreaterThan(before);
  expect(span).toMatchObject({
    name: "PUBLISH lucky-gas:feature-flags",
    kind: SpanKind.CLIENT,
    attributes: {
      "db.system.name": "redis",
      "db.operation.name": "PUBLISH",
      "db.query.summary": "PUBLISH lucky-gas:feature-flags",
      "db.namespace": "0",
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(redis.url).port),
    },
  });
});
