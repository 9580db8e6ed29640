import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { clientAddress, trustedProxies } from "../foundation/http/client-address.ts";
import { clientNetwork } from "../foundation/http/client-network.ts";
import { closeServer, listen } from "../foundation/http/listen.ts";
import { startProcessMetrics } from "../foundation/metrics/process-metrics.ts";
import { startDatabaseClock } from "../foundation/storage/database-clock.ts";
import { newId } from "../foundation/storage/ids.ts";
import type { Core } from "./core.ts";
import { createAdmin } from "./health/admin.ts";
import { health } from "./health/health.ts";
import { API_ROOT, createApi } from "./http/api.ts";
import { createAuthentication } from "./http/authentication.ts";
import { createHttpCall } from "./outside/http-call.ts";
import { createOutsideWorld } from "./outside-world.ts";
import { createParts } from "./parts.ts";
import { startBlockingEventLoop } from "./sandbox/blocked-event-loop.ts";
import { faultApi } from "./sandbox/fault-api.ts";
import { Faults } from "./sandbox/faults.ts";
import { type Sandbox, startSandbox } from "./sandbox/start-sandbox.ts";
import { seedDemo } from "./seed.ts";
import { type Settings, secretOr } from "./settings.ts";
import { databaseFaults } from "./storage/faulty-database.ts";
import { JobRunner } from "./storage/job-runner.ts";
import { openServicePools } from "./storage/service-database.ts";
import { storageGauges } from "./storage/storage-gauges.ts";
import { observeDatabase } from "./telemetry/database-observer.ts";
import { HttpObserver } from "./telemetry/http-observer.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { createRecorder } from "./telemetry/recorder.ts";
import { startTracing } from "./telemetry/tracing.ts";
import { asyncApiDocument } from "./tracking/asyncapi.ts";
import { TRACKING_PATH } from "./tracking/tracking.ts";

const VERSION = "0.1.0";
const ANSWERS_WITHIN_MS = 10_000;
const JOBS_END_WITHIN_MS = 10_000;

/** What tests take in hand. */
export interface ServiceOverrides {
  readonly now?: () => number;
  readonly random?: () => number;
  readonly log?: Logger;
  /** The password of the demo's users. */
  readonly demoPassword?: string;
}

export interface Service {
  readonly url: string;
  readonly adminUrl: string;
  readonly sandbox: Sandbox;
  readonly faults: Faults;
  /** Stops in an order in which nobody is cut off and nothing accepted is lost. */
  readonly close: () => Promise<void>;
}

/** Starts the whole service. Rejects when a port is taken or the database cannot be opened. */
export async function startService(settings: Settings, overrides: ServiceOverrides = {}): Promise<Service> {
  const { now = Date.now, random = Math.random, demoPassword = secretOr(settings.SEED_PASSWORD) } = overrides;
  const log = overrides.log ?? createLogger({ level: settings.LOG_LEVEL });
  const metrics = new Metrics(log);
  const processMetrics = startProcessMetrics(log);
  const tracing = startTracing({
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    ratio: settings.TRACE_RATIO,
    serviceName: "lucky-gas",
    version: VERSION,
    instanceId: randomUUID(),
    random,
    onDropped: (spans, reason) => metrics.increase("tracing_spans_dropped_total", { reason }, spans),
  });
  const faults = new Faults(random);
  const pools = await openServicePools(settings.DATABASE_URL, observeDatabase(metrics, settings.DATABASE_URL), {
    before: databaseFaults(faults),
  });
  const makeId = () => newId(now());
  const database = pools.of("jobs");
  const jobsClock = await startDatabaseClock(database, now);
  const jobs = new JobRunner({ database, now: jobsClock.now, random, newId: makeId, log });
  const record = createRecorder(metrics, log);
  const core: Omit<Core, "database"> = { now, random, newId: makeId, jobs, record, log };

  const secrets = {
    sms: secretOr(settings.SMS_SECRET),
    oldSystem: secretOr(settings.OLD_SYSTEM_SECRET),
    einvoice: secretOr(settings.EINVOICE_SECRET),
  };
  let publicUrl: string | undefined;
  const sandbox = await startSandbox({
    faults,
    now,
    smsSecret: secrets.sms,
    einvoiceSecret: secrets.einvoice,
    oldSystemSecret: secrets.oldSystem,
    serviceUrl: () => publicUrl,
  });
  const authentication = createAuthentication(secretOr(settings.JWT_SECRET), now, settings.JWT_SECRET_BEFORE);
  const trust = trustedProxies(settings.TRUSTED_PROXIES);
  const observer = new HttpObserver(metrics, tracing, trust);
  const tracked = { component: "tracking", method: "GET", template: TRACKING_PATH, statuses: [101] } as const;
  const outside = createOutsideWorld({ settings, secrets, sandbox, call: createHttpCall(metrics, now), record });
  const { parts, liveMap, pilots } = await createParts(pools, core, {
    outside,
    authentication,
    redisUrl: settings.REDIS_URL,
    networkOf: (request) => clientNetwork(clientAddress(request, trust)),
    upgraded: observer.upgrades(tracked),
  });
  const databaseDependency = {
    name: "database",
    required: true,
    check: async () => void (await pools.of("health").query("SELECT 1 AS one")),
  } as const;
  const healthPart = health(core, [databaseDependency, ...parts.flatMap(({ dependencies = [] }) => dependencies)]);
  const all = [...parts, healthPart];

  for (const { gauges = [], jobs: kinds = [] } of all) {
    metrics.read(gauges);
    jobs.register(kinds);
  }
  metrics.read([observer.activeRequests, ...storageGauges(pools, jobs)]);
  if (settings.SEED === "demo") await seedDemo({ ...core, database }, demoPassword);

  const rate = { perSecond: settings.REQUESTS_PER_SECOND, burst: settings.REQUESTS_PER_SECOND * 4 };
  const operations = all.flatMap((part) => part.operations ?? []);
  const api = await listen(
    createApi({
      operations,
      documents: { "/asyncapi.json": asyncApiDocument() },
      authentication,
      observer,
      log,
      now,
      rate,
      follow: pilots.begin.bind(pilots),
      origins: settings.CORS_ORIGINS?.split(",") ?? [],
      trust,
    }),
    settings.HOST,
    settings.PORT,
    liveMap.takesUpgrade,
    settings.KEEP_ALIVE_MS,
  );
  const unwatch = observer.watch(api.server);
  liveMap.attach(api.server);
  publicUrl = api.url;
  const isFaulty = settings.FAULT_API === "on";
  const admin = await listen(
    createAdmin({
      metrics: [metrics, processMetrics.metrics],
      check: healthPart.check,
      log,
      ...(isFaulty ? { faults: faultApi(faults) } : {}),
    }),
    settings.ADMIN_HOST,
    settings.ADMIN_PORT,
  );
  const blocking = startBlockingEventLoop(faults);
  jobs.start();
  log.info({ url: api.url + API_ROOT, admin: admin.url }, "Lucky Gas is open");

  const close = async (): Promise<void> => {
    healthPart.drain();
    // Balancers see that we are not ready, and send nothing new.
    await sleep(settings.DRAIN_MS);
    const answered = closeServer(api.server, ANSWERS_WITHIN_MS);
    await jobs.stop(JOBS_END_WITHIN_MS);
    jobsClock.close();
    // Open maps keep the server from closing: their parts end them.
    for (const part of all) await part.close?.();
    await answered;
    unwatch();
    blocking.close();
    await sandbox.close();
    await tracing.shutdown();
    // Last, so that the final scrape sees everything that happened.
    await closeServer(admin.server, 0);
    processMetrics.close();
    await pools.close();
    log.info("Lucky Gas is closed");
  };
  let closing: Promise<void> | undefined;
  return {
    url: api.url,
    adminUrl: admin.url,
    sandbox,
    faults,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
