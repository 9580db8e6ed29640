import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import type { Logger } from "pino";
import { readAlertmanager } from "../ingest/alertmanager.ts";
import { readCloudMonitoring } from "../ingest/cloud-monitoring.ts";
import { readGrafana } from "../ingest/grafana.ts";
import { MalformedNotification, type Notification, type Source } from "../ingest/notification.ts";
import { type Intake, Overloaded, packed } from "../intake/intake.ts";
import type { IntakeOutcome, RouterMetrics } from "../telemetry/router-metrics.ts";
import { isSame, isSigned, tokenOf } from "./tokens.ts";

/** 50,000 alerts are about 32 MB. Beyond this a body is refused. */
export const MOST_BYTES = 64 * 1024 * 1024;
/** Bodies that are being read at one time may not fill the memory. */
const MOST_BYTES_AT_ONCE = 160 * 1024 * 1024;
const SIGNED_WITHIN_S = 300;

const READERS: Readonly<Record<Source, (body: unknown) => Notification>> = {
  alertmanager: readAlertmanager,
  grafana: readGrafana,
  "cloud-monitoring": readCloudMonitoring,
};

export interface IntakeRoutesOptions {
  readonly intake: Intake;
  readonly tokens: Readonly<Record<Source, string | undefined>>;
  readonly grafanaSecret: string | undefined;
  readonly metrics: RouterMetrics;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * POST /v1/<source>: 202 once it is on disk, 400 with the reason when it cannot be understood, 401, 413, and 503 for
 * everything that another try may mend. Never 429: Alertmanager does not try again after one.
 */
export function intakeRoutes(options: IntakeRoutesOptions): Router {
  const router = Router();
  const load = { bytes: 0 };
  for (const source of ["alertmanager", "grafana", "cloud-monitoring"] as const) {
    const steps = [authenticated(source, options), bounded(load, source, options), rawBody, stored(source, options)];
    router.post(`/v1/${source}`, ...steps, troubled(source, options));
    if (source === "grafana") router.put(`/v1/${source}`, ...steps, troubled(source, options));
  }
  return router;
}

const rawBody = express.raw({ type: () => true, limit: MOST_BYTES, inflate: true });

/** Before the body is read: strangers do not cost us 64 MB. */
function authenticated(source: Source, { tokens, metrics }: IntakeRoutesOptions): RequestHandler {
  return (request, response, next) => {
    const expected = tokens[source];
    const inUrl = source === "cloud-monitoring" ? request.query["auth_token"] : undefined;
    const given = tokenOf(request.headers.authorization) ?? (typeof inUrl === "string" ? inUrl : undefined);
    if (expected !== undefined && given !== undefined && isSame(given, expected)) return next();
    metrics.received(source, "unauthorized", 0);
    response
      .status(401)
      .set("www-authenticate", "Bearer")
      .json({ error: `this is not the token for ${source}` });
  };
}

function bounded(load: { bytes: number }, source: Source, { metrics }: IntakeRoutesOptions): RequestHandler {
  return (request, response, next) => {
    const announced = Number(request.headers["content-length"] ?? MOST_BYTES);
    const bytes = Number.isFinite(announced) ? Math.min(announced, MOST_BYTES) : MOST_BYTES;
    if (load.bytes > 0 && load.bytes + bytes > MOST_BYTES_AT_ONCE) {
      metrics.received(source, "overloaded", 0);
      response.status(503).set("retry-after", "5").json({ error: "too many large bodies at once; try again" });
      return;
    }
    load.bytes += bytes;
    response.once("close", () => {
      load.bytes -= bytes;
    });
    next();
  };
}

function stored(source: Source, options: IntakeRoutesOptions): RequestHandler {
  const { intake, metrics, grafanaSecret, now } = options;
  return async (request, response) => {
    const begun = performance.now();
    if (!hasSignature(request, bodyOf(request), source === "grafana" ? grafanaSecret : undefined, now())) {
      metrics.received(source, "unauthorized", 0);
      response.status(401).json({ error: "X-Grafana-Alerting-Signature does not fit the body" });
      return;
    }
    const kept = await packed(bodyOf(request));
    const notification = understood(source, bodyOf(request));
    // Storms are large: what has been read is let go while it waits to be stored.
    request.body = undefined;
    if (notification instanceof MalformedNotification) {
      metrics.received(source, "invalid", 0);
      const problem = notification.message;
      options.log.warn({ source, problem }, "a notification could not be understood; its body is kept");
      await intake.keepMalformed(source, kept, problem);
      response.status(400).json({ error: problem });
      return;
    }
    await intake.store(notification, kept);
    metrics.received(source, "stored", (performance.now() - begun) / 1_000);
    response.status(202).json({ status: "stored" });
  };
}

function bodyOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
}

function understood(source: Source, body: Uint8Array): Notification | MalformedNotification {
  try {
    return READERS[source](parse(body));
  } catch (error) {
    if (error instanceof MalformedNotification) return error;
    throw error;
  }
}

function hasSignature(request: Request, body: Uint8Array, secret: string | undefined, now: number): boolean {
  if (secret === undefined) return true;
  const timestamp = request.get("x-grafana-alerting-timestamp");
  if (timestamp !== undefined && !(Math.abs(now / 1_000 - Number(timestamp)) <= SIGNED_WITHIN_S)) return false;
  return isSigned(body, request.get("x-grafana-alerting-signature"), secret, timestamp);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new MalformedNotification(`the body is not JSON in UTF-8: ${error instanceof Error ? error.message : error}`);
  }
}

/** What the body parser refuses is the sender's mistake; everything else is our trouble, and worth another try. */
function troubled(source: Source, { metrics, log }: IntakeRoutesOptions): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    const outcome: IntakeOutcome =
      status !== undefined ? "invalid" : error instanceof Overloaded ? "overloaded" : "failed";
    metrics.received(source, outcome, 0);
    const message = error instanceof Error ? error.message : "failed";
    if (status === undefined) {
      log.error({ source, err: error }, "a notification could not be stored; the sender will try again");
      response.status(503).set("retry-after", "5").json({ error: "it could not be stored; try again" });
    } else response.status(status).json({ error: message });
  };
}

/** The status of an error of the body parser: too large, not the announced length, an encoding that is none or that it is not in. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && "status" in error && "expose" in error)) return undefined;
  return typeof error.status === "number" && error.status < 500 ? error.status : undefined;
}
