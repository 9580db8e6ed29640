import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import type { Logger } from "pino";
import { BodyBudget, readBody, UnreadBody } from "../../foundation/http/read-body.ts";
import { readAlertmanager } from "../ingest/alertmanager.ts";
import { readCloudMonitoring } from "../ingest/cloud-monitoring.ts";
import { readGrafana } from "../ingest/grafana.ts";
import { MalformedNotification, type Understood } from "../ingest/notification.ts";
import { type Intake, Overloaded } from "../intake/intake.ts";
import type { Source } from "../routing/routing.ts";
import { packed } from "../storage/notification-rows.ts";
import type { IntakeOutcome, RouterMetrics } from "../telemetry/router-metrics.ts";
import { isSame, isSigned, tokenOf } from "./tokens.ts";

/** 50,000 alerts are about 32 MB. Beyond this a body is refused. */
export const MOST_BYTES = 64 * 1024 * 1024;
/** Bodies that are held at one time may not fill the memory. */
const MOST_BYTES_AT_ONCE = 160 * 1024 * 1024;
const SIGNED_WITHIN_S = 300;

const READERS: Readonly<Record<Source, (body: unknown, receivedAt: number) => Understood>> = {
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
 * POST /v1/<source>: 202 once it is on disk, 400 with the reason when nothing of it can be understood, 401, 413, and 503 for
 * everything that another try may mend. Never 429: Alertmanager does not try again after one.
 */
export function intakeRoutes(options: IntakeRoutesOptions): Router {
  const router = Router();
  const budget = new BodyBudget(MOST_BYTES_AT_ONCE);
  for (const source of ["alertmanager", "grafana", "cloud-monitoring"] as const) {
    const steps = [authenticated(source, options), stored(source, budget, options)];
    router.post(`/v1/${source}`, ...steps, troubled(source, options));
    if (source === "grafana") router.put(`/v1/${source}`, ...steps, troubled(source, options));
  }
  return router;
}

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

function stored(source: Source, budget: BodyBudget, options: IntakeRoutesOptions): RequestHandler {
  const { intake, metrics, grafanaSecret, now, log } = options;
  return async (request, response) => {
    const begun = performance.now();
    const read = await takeIn(request, response, budget, (body) => {
      const isSigned = hasSignature(request, body, source === "grafana" ? grafanaSecret : undefined, now());
      return isSigned ? understood(source, body, now()) : undefined;
    });
    if (read.made === undefined) {
      metrics.received(source, "unauthorized", 0);
      response.status(401).json({ error: "X-Grafana-Alerting-Signature does not fit the body" });
      return;
    }
    if (read.made instanceof MalformedNotification) {
      metrics.received(source, "invalid", 0);
      const problem = read.made.message;
      log.warn({ source, problem }, "a notification could not be understood; its body is kept");
      await intake.keepMalformed(source, read.kept, problem);
      response.status(400).json({ error: problem });
      return;
    }
    const { oddities, isTest } = read.made;
    if (oddities !== undefined)
      log.warn({ source, problem: oddities }, "a notification was understood in part; its body is kept");
    await intake.store(read.made, read.kept);
    metrics.received(source, "stored", (performance.now() - begun) / 1_000);
    response.status(202).json({
      status: isTest ? "a test: nobody is told" : "stored",
      ...(oddities === undefined ? {} : { not_understood: oddities }),
    });
  };
}

/** The body as it is kept and what was made of it. Storms are large: as it came it is held no longer than this takes. */
async function takeIn<Made>(
  request: Request,
  response: Response,
  budget: BodyBudget,
  make: (body: Uint8Array) => Made,
): Promise<{ readonly kept: string; readonly made: Made }> {
  const body = await readBody(request, {
    most: MOST_BYTES,
    budget,
    onReleased: (give) => response.once("close", give),
  });
  return { kept: await packed(body), made: make(body) };
}

/** What the body tells, or why nothing can be made of it. */
function understood(source: Source, body: Uint8Array, receivedAt: number): Understood | MalformedNotification {
  try {
    return READERS[source](parse(body), receivedAt);
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

/** A body that cannot be read is the sender's mistake; everything else is our trouble, and worth another try. */
function troubled(source: Source, { metrics, log }: IntakeRoutesOptions): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const unread = error instanceof UnreadBody ? error : undefined;
    metrics.received(source, outcomeOf(error), 0);
    if (unread !== undefined && unread.status !== 503) {
      response.status(unread.status).json({ error: unread.message });
      return;
    }
    if (unread === undefined)
      log.error({ source, err: error }, "a notification could not be stored; the sender will try again");
    response
      .status(503)
      .set("retry-after", "5")
      .json({ error: unread?.message ?? "it could not be stored; try again" });
  };
}

function outcomeOf(error: unknown): IntakeOutcome {
  if (error instanceof Overloaded) return "overloaded";
  if (!(error instanceof UnreadBody)) return "failed";
  return error.status === 503 ? "overloaded" : "invalid";
}
