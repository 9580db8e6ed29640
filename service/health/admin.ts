import express, { type Express, type Router } from "express";
import { type MetricsSource, scrapeHandler } from "../../foundation/metrics/scrape-handler.ts";
import { problemHandler } from "../http/problem.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Health } from "./health.ts";

export interface AdminOptions {
  readonly metrics: readonly MetricsSource[];
  readonly check: () => Promise<Health>;
  readonly log: Logger;
  /** The fault API, where somebody has asked for it. */
  readonly faults?: Router;
}

/** What machines of ours ask, on a port of its own: whether we live, whether we are ready, and the metrics. */
export function createAdmin({ metrics, check, log, faults }: AdminOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/livez", (_request, response) => {
    response.send("ok\n");
  });
  app.get("/readyz", async (_request, response) => {
    const health = await check();
    response.status(health.status === "not_ready" ? 503 : 200).json(health);
  });
  app.get("/metrics", scrapeHandler(metrics));
  if (faults !== undefined) app.use(faults);
  app.use(problemHandler(log));
  return app;
}
