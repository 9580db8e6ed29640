import express, { type Express } from "express";
import { type MetricsSource, scrapeHandler } from "../../foundation/metrics/scrape-handler.ts";

/** One thing that the router needs to do its work. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Without it the router is not ready: it must not be sent notifications. */
  readonly required: boolean;
}

export interface AdminOptions {
  readonly metrics: readonly MetricsSource[];
  readonly check: () => Promise<readonly Check[]>;
}

/** What machines of ours ask, on a port of its own: whether we live, whether we are ready, and the metrics. */
export function createAdmin({ metrics, check }: AdminOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/livez", (_request, response) => {
    response.send("ok\n");
  });
  app.get("/readyz", async (_request, response) => {
    const checks = await check();
    const isReady = checks.every(({ ok, required }) => ok || !required);
    const status = !isReady ? "not_ready" : checks.every(({ ok }) => ok) ? "ready" : "degraded";
    response.status(isReady ? 200 : 503).json({ status, checks });
  });
  app.get("/metrics", scrapeHandler(metrics));
  return app;
}
