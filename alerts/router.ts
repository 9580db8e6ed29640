import { randomUUID } from "node:crypto";
import { join } from "node:path";
import express from "express";
import type { Logger } from "pino";
import { trustedProxies } from "../foundation/http/client-address.ts";
import { closeServer, listen } from "../foundation/http/listen.ts";
import { startProcessMetrics } from "../foundation/metrics/process-metrics.ts";
import { startDatabaseClock } from "../foundation/storage/database-clock.ts";
import { newId } from "../foundation/storage/ids.ts";
import { readMigrations } from "../foundation/storage/migrate.ts";
import { openDatabase } from "../foundation/storage/open-database.ts";
import type { Deliver } from "./channels/channel.ts";
import type { Environment } from "./channels/destination.ts";
import { Clock } from "./clock/clock.ts";
import { createConsole } from "./console/console.ts";
import { Live } from "./console/live.ts";
import type { RunbookShelf } from "./console/runbook-shelf.ts";
import { Sessions } from "./console/session.ts";
import type { SloSource } from "./console/slo-source.ts";
import { type Check, createAdmin } from "./http/admin.ts";
import { intakeRoutes } from "./http/intake-routes.ts";
import { pagerDutyRoutes } from "./http/pagerduty-routes.ts";
import type { Counts } from "./incidents/router-event.ts";
import { Intake } from "./intake/intake.ts";
import { Dispatcher } from "./outbox/dispatcher.ts";
import { takeLeasesOfTheDead } from "./outbox/outbox.ts";
import type { FindDedupKeys } from "./pagerduty-webhook/dedup-keys.ts";
import type { Routing } from "./routing/routing.ts";
import type { RouterSettings } from "./settings.ts";
import { expectHeartbeats } from "./storage/heartbeat-rows.ts";
import { Ledger } from "./storage/ledger.ts";
import { readOutboxState } from "./storage/outbox-state.ts";
import { routerGauges } from "./telemetry/router-gauges.ts";
import { RouterMetrics } from "./telemetry/router-metrics.ts";
import { watchMail } from "./watch/mail-watch.ts";
import { startOutgoingHeartbeat } from "./watch/outgoing-heartbeat.ts";

const DAY_MS = 86_400_000;
const ANSWERS_WITHIN_MS = 10_000;
const ATTEMPTS_END_WITHIN_MS = 5_000;
/** A clock that ticks twice a second and has not for this long is stuck. */
const STUCK_MS = 30_000;
const CHANGED_AT_MOST_EVERY_MS = 500;
const MIGRATIONS = join(import.meta.dirname, "storage", "migrations");

export interface RouterOptions {
  readonly settings: RouterSettings;
  readonly routing: () => Routing;
  /** Where the secrets are that the routing policy names. */
  readonly environment: Environment;
  readonly deliver: Deliver;
  readonly findDedupKeys?: FindDedupKeys | undefined;
  /** Why no mail can go out now; undefined when it can. Mail is the last resort of every page. */
  readonly mailTrouble?: (() => Promise<string | undefined>) | undefined;
  readonly runbooks: RunbookShelf;
  readonly slos: SloSource | undefined;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Logger;
}

export interface AlertRouter {
  /** Webhooks and console. */
  readonly url: string;
  /** Health and metrics. */
  readonly adminUrl: string;
  /** Takes in no more, ends what is under way and gives back what is not. */
  readonly close: () => Promise<void>;
}

/** Starts the alert router. Rejects when a port is taken or the database cannot be opened. */
export async function startRouter(options: RouterOptions): Promise<AlertRouter> {
  const { settings, routing, environment, deliver, findDedupKeys, mailTrouble, runbooks, slos, random, log } = options;
  const trust = trustedProxies(settings.TRUSTED_PROXIES);
  const database = await openDatabase(settings.DATABASE_URL, readMigrations(MIGRATIONS));
  const clock = await startDatabaseClock(database, options.now);
  const { now } = clock;
  const metrics = new RouterMetrics(log);
  const processMetrics = startProcessMetrics(log);
  metrics.read(routerGauges(database, now));
  const live = new Live();
  const makeId = () => newId(now());
  await expectHeartbeats(database, now());
  await takeLeasesOfTheDead(database);

  let announced: NodeJS.Timeout | undefined;
  const onStored = (): void => {
    dispatcher.look();
    // Many changes within a moment are one to whoever looks at a page.
    announced ??= setTimeout(() => {
      announced = undefined;
      live.changed();
    }, CHANGED_AT_MOST_EVERY_MS);
  };
  const ledger = new Ledger({
    database,
    routing,
    environment,
    // The address that we listen at would lead people to their own machine.
    links: { consoleUrl: settings.CONSOLE_URL?.replace(/\/+$/, ""), firstSteps: runbooks.firstSteps },
    now,
    newId: makeId,
    onStored: (counts) => {
      count(counts, metrics);
      onStored();
    },
  });
  const dispatcher = new Dispatcher({
    database,
    ledger,
    deliver,
    owner: randomUUID(),
    now,
    random,
    newId: makeId,
    metrics,
    log,
    onWritten: onStored,
  });
  const ticks = new Clock({ database, ledger, routing, now, log, retention: settings.RETENTION_DAYS * DAY_MS });
  const intake = new Intake({ database, ledger, now, newId: makeId });

  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("trust proxy", trust);
  app.use(
    intakeRoutes({
      intake,
      tokens: {
        alertmanager: settings.ALERTMANAGER_TOKEN,
        grafana: settings.GRAFANA_TOKEN,
        "cloud-monitoring": settings.CLOUD_MONITORING_TOKEN,
      },
      grafanaSecret: settings.GRAFANA_HMAC_SECRET,
      metrics,
      now,
      log,
    }),
    pagerDutyRoutes({
      ledger,
      secrets: settings.PAGERDUTY_WEBHOOK_SECRETS?.split(",") ?? [],
      findDedupKeys,
      log,
    }),
    createConsole({
      database,
      ledger,
      routing,
      runbooks,
      slos,
      prometheusUrl: settings.PROMETHEUS_URL?.replace(/\/+$/, ""),
      sessions: new Sessions(settings.CONSOLE_TOKENS, settings.CONSOLE_URL?.startsWith("https:") ?? false, now),
      live,
      now,
      onStored,
      log,
    }),
  );
  const mail = mailTrouble === undefined ? undefined : watchMail(mailTrouble, log);
  const check = async (): Promise<readonly Check[]> => {
    const state = await readOutboxState(database, now()).catch(() => undefined);
    const age = now() - ticks.lastTickAt;
    return [
      {
        name: "database",
        ok: state !== undefined,
        detail: state === undefined ? "does not answer" : "answers",
        required: true,
      },
      { name: "clock", ok: Math.abs(age) < STUCK_MS, detail: `last tick ${age} ms ago`, required: false },
      {
        name: "dead letters",
        ok: (state?.deadLetters ?? 0) === 0,
        detail: `${state?.deadLetters ?? "unknown"}`,
        required: false,
      },
      {
        name: "outbox",
        ok: (state?.oldestDueAgeSeconds ?? 0) < 60,
        detail: `the oldest due message has waited ${Math.round(state?.oldestDueAgeSeconds ?? 0)} s`,
        required: false,
      },
      ...(mail === undefined ? [] : [mail.check()]),
    ];
  };
  const abandon = async (error: unknown): Promise<never> => {
    mail?.close();
    live.close();
    clock.close();
    processMetrics.close();
    await database.close();
    throw error;
  };
  const { server, url } = await listen(app, settings.HOST, settings.PORT, undefined, settings.KEEP_ALIVE_MS).catch(
    abandon,
  );
  const admin = await listen(
    createAdmin({ metrics: [metrics, processMetrics.metrics], check }),
    settings.ADMIN_HOST,
    settings.ADMIN_PORT,
  ).catch(async (error: unknown) => {
    await closeServer(server, 0);
    return abandon(error);
  });
  dispatcher.start();
  ticks.start();
  const heartbeat = startOutgoingHeartbeat(settings.HEARTBEAT_URL, check, log);
  log.info({ url, admin: admin.url }, "the alert router is open");

  const close = async (): Promise<void> => {
    await heartbeat.close();
    mail?.close();
    live.close();
    await closeServer(server, ANSWERS_WITHIN_MS);
    await ticks.stop();
    await dispatcher.stop(ATTEMPTS_END_WITHIN_MS);
    clearTimeout(announced);
    clock.close();
    await closeServer(admin.server, 0);
    processMetrics.close();
    await database.close();
    log.info("the alert router is closed");
  };
  let closing: Promise<void> | undefined;
  return {
    url,
    adminUrl: admin.url,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function count({ escalated = 0, late = 0, accepted }: Counts, metrics: RouterMetrics): void {
  for (let step = 0; step < escalated; step++) metrics.escalated();
  for (let page = 0; page < late; page++) metrics.pageLate();
  if (accepted !== undefined) metrics.pageAccepted(accepted.channel, accepted.seconds, accepted.outcome);
}
