import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { channelsFromSettings } from "../alerts/channels-from-settings.ts";
import { shelveRunbooks } from "../alerts/console/shelve-runbooks.ts";
import type { SloSource } from "../alerts/console/slo-source.ts";
import { startRouter } from "../alerts/router.ts";
import { LiveRouting } from "../alerts/routing/live-routing.ts";
import { type Mailbox, startMailbox } from "../alerts/sandbox/mailbox.ts";
import { type PagerDutySandbox, startPagerDutySandbox } from "../alerts/sandbox/pagerduty.ts";
import { readRouterSettings } from "../alerts/settings.ts";
import { load } from "../cli/load.ts";
import type { Finding } from "../foundation/findings/finding.ts";
import { sound } from "../foundation/findings/wrong-files.ts";
import { freePort } from "../foundation/servers/free-port.ts";
import { readCatalogue } from "../runbooks/catalogue.ts";
import { startService } from "../service/service.ts";
import { readServiceSettings } from "../service/settings.ts";
import { startTraffic } from "../service/traffic/generate-traffic.ts";
import { Measurements } from "../service/traffic/measurements.ts";
import { SCENARIOS, type Scenario } from "../service/traffic/scenarios.ts";
import type { Alerting, AlertingOptions } from "./alerting.ts";
import { STORIES, type Story } from "./stories.ts";
import { sooner, timeLapse } from "./time-lapse.ts";

/** An hour is a minute. */
export const TIME_LAPSE = 60;
const SCRAPE_INTERVAL = { lapsed: "1s", real: "5s" };
const JOURNEYS_PER_SECOND = 3;
/** What the definitions call these pages. */
const JOBS = { service: "lucky-gas", router: "alert-router", probe: "public-health" };

export interface LocalOptions {
  /** Wanted ports; 0 takes a free one. */
  readonly servicePort: number;
  readonly consolePort: number;
  /** Where data is kept; a folder that goes with us when not given. */
  readonly data: string | undefined;
  /** Windows as they are written, instead of a minute for an hour. */
  readonly isRealTime: boolean;
  readonly startAlerting: (options: AlertingOptions) => Promise<Alerting>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Everything, running. */
export interface LocalPlatform {
  readonly addresses: { readonly service: string; readonly console: string; readonly token: string };
  /** What is not right with definitions, routing and runbooks, and stops nothing. */
  readonly warnings: readonly Finding[];
  /** When customers began to call, in Unix milliseconds. */
  readonly startedAt: number;
  readonly slos: SloSource;
  readonly alerting: Alerting;
  /** Absent when the environment has keys of the real PagerDuty. */
  readonly pagerDuty: PagerDutySandbox | undefined;
  /** Absent when the environment has a mail server. */
  readonly mailbox: Mailbox | undefined;
  /** The router's own metrics, as text. */
  readonly routerMetrics: () => Promise<string>;
  /** Calls of customers since the start. */
  readonly calls: () => { readonly calls: number; readonly failed: number };
  readonly begin: (story: Story) => void;
  readonly recover: () => void;
  readonly close: () => Promise<void>;
}

/** Starts the service with traffic, what watches it, the router, and sandboxes for what has no keys. All on loopback. */
export async function startLocalPlatform(options: LocalOptions): Promise<LocalPlatform> {
  const opened: Array<() => Promise<unknown> | unknown> = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    return await start(options, opened, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: LocalOptions,
  opened: Array<() => Promise<unknown> | unknown>,
  close: () => Promise<void>,
): Promise<LocalPlatform> {
  const { environment, isRealTime } = options;
  const folder = options.data ?? mkdtempSync(join(tmpdir(), "lucky-gas-"));
  mkdirSync(folder, { recursive: true });
  if (options.data === undefined) opened.push(() => rmSync(folder, { recursive: true, force: true }));

  const routing = sound(LiveRouting.open("alerts/routing.yaml"));
  const webhookSecret = environment["PAGERDUTY_WEBHOOK_SECRETS"] ?? randomSecret();
  const keys = Array.from(routing.current.channels.values(), (channel) =>
    channel.kind === "pagerduty" ? [channel.routingKeyEnv] : [],
  ).flat();
  const isSandboxed = keys.every((variable) => !environment[variable]);
  const pagerDuty = isSandboxed
    ? await startPagerDutySandbox({
        webhook: { url: () => `${router.url}/v1/pagerduty`, secrets: webhookSecret.split(",") },
      })
    : undefined;
  if (pagerDuty !== undefined) opened.push(pagerDuty.close);
  const mailbox = environment["SMTP_URL"] ? undefined : await startMailbox();
  if (mailbox !== undefined) opened.push(mailbox.close);

  const alertmanagerToken = randomSecret();
  const token = environment["CONSOLE_TOKENS"] ? "" : randomSecret().slice(0, 20);
  const caFile = join(folder, "pagerduty-sandbox.pem");
  if (pagerDuty !== undefined) writeFileSync(caFile, pagerDuty.ca);
  const consolePort = options.consolePort === 0 ? await freePort() : options.consolePort;
  const routerSettings = readRouterSettings({
    // Whoever runs all of it on one machine also looks at it there.
    CONSOLE_URL: `http://127.0.0.1:${consolePort}`,
    ...environment,
    ...(token === "" ? {} : { CONSOLE_TOKENS: `you:${token}` }),
    ...(pagerDuty === undefined ? {} : { PAGERDUTY_HOST: pagerDuty.host, PAGERDUTY_CA_FILE: caFile }),
    ...(mailbox === undefined ? {} : { SMTP_URL: mailbox.url }),
    HOST: "127.0.0.1",
    PORT: String(consolePort),
    ADMIN_PORT: "0",
    DATABASE_URL: `sqlite:${join(folder, "alerts.db")}`,
    ALERTMANAGER_TOKEN: alertmanagerToken,
    PAGERDUTY_WEBHOOK_SECRETS: webhookSecret,
  });
  const sandboxKeys = isSandboxed ? Object.fromEntries(keys.map((name) => [name, SANDBOX_KEY])) : {};
  const routerEnvironment = { ...environment, ...sandboxKeys };
  const channels = channelsFromSettings(routerSettings, {
    environment: routerEnvironment,
    timeZone: () => routing.current.timeZone,
    now: Date.now,
  });
  opened.push(channels.close);
  let alerting: Alerting | undefined;
  const slos: SloSource = {
    fleet: async () => (await alerting?.slos.fleet()) ?? [],
    detail: async (id) => alerting?.slos.detail(id),
  };
  const log = pino({ enabled: false });
  const router = await startRouter({
    settings: routerSettings,
    routing: () => routing.current,
    environment: routerEnvironment,
    deliver: channels.deliver,
    findDedupKeys: channels.findDedupKeys,
    mailTrouble: channels.mailTrouble,
    runbooks: shelveRunbooks(sound(readCatalogue("runbooks"))),
    slos,
    now: Date.now,
    random: Math.random,
    log,
  });
  opened.push(router.close);

  const interval = isRealTime ? SCRAPE_INTERVAL.real : SCRAPE_INTERVAL.lapsed;
  const loading = await load({
    paths: [],
    config: "slo/config.yaml",
    // Without a Grafana the console stands in for it.
    overrides: { scrape_interval: interval, console_url: router.url, grafana_url: router.url, router_url: router.url },
  });
  const loaded = sound(loading);

  const password = demoPassword(folder);
  const service = await startService(
    readServiceSettings({
      HOST: "127.0.0.1",
      PORT: String(options.servicePort),
      ADMIN_PORT: "0",
      DATABASE_URL: `sqlite:${join(folder, "lucky-gas.db")}`,
      SEED: "demo",
      LOG_LEVEL: "silent",
      DRAIN_MS: "0",
      TRACE_RATIO: "0",
    }),
    { log, demoPassword: password },
  );
  opened.push(service.close);

  const soonerOf: Readonly<Record<string, number>> = Object.assign(
    {},
    ...Object.values<Story>(STORIES).map((story) => story.sooner ?? {}),
  );
  alerting = await options.startAlerting({
    slos: isRealTime
      ? loaded.slos
      : loaded.slos.map((slo) => sooner(timeLapse(slo, TIME_LAPSE), soonerOf[slo.id] ?? 1)),
    platform: loaded.config,
    pages: [
      { job: JOBS.service, address: new URL(service.adminUrl).host },
      { job: JOBS.router, address: new URL(router.adminUrl).host },
    ],
    probed: { job: JOBS.probe, url: `${service.url}/api/v1/health` },
    router: { url: router.url, token: alertmanagerToken },
    folder,
    now: Date.now,
  });
  const watching = alerting;
  opened.push(watching.close);

  const startedAt = Date.now();
  const measurements = new Measurements();
  const traffic = await startTraffic({
    url: service.url,
    password,
    seed: 1,
    now: Date.now,
    newId: randomUUID,
    signal: options.signal,
    perSecond: () => JOURNEYS_PER_SECOND,
    measured: (measurement) => measurements.add(measurement),
  });
  opened.push(traffic.stop);

  const recover = (): void => {
    for (const [party] of service.faults.all()) service.faults.clear(party);
    if (pagerDuty !== undefined) pagerDuty.mode = "ok";
  };
  return {
    addresses: { service: `${service.url}/api/v1`, console: router.url, token },
    warnings: loading.findings,
    startedAt,
    slos,
    alerting: watching,
    pagerDuty,
    mailbox,
    routerMetrics: async () => (await fetch(`${router.adminUrl}/metrics`)).text(),
    calls: () => measurements.total(),
    begin: ({ scenario, pagerDuty: mode }) => {
      const { faults }: Scenario = SCENARIOS[scenario];
      for (const [party, fault] of faults) service.faults.set(party, fault);
      if (pagerDuty !== undefined && mode !== undefined) pagerDuty.mode = mode;
    },
    recover,
    close,
  };
}

/** Of the form that PagerDuty's routing keys have. */
const SANDBOX_KEY = "0".repeat(32);

/** The demo's people are in the database with their password: data that is kept keeps it too. */
function demoPassword(folder: string): string {
  const file = join(folder, "demo-password");
  if (existsSync(file)) return readFileSync(file, "utf8");
  const password = randomSecret();
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

function randomSecret(): string {
  return randomBytes(24).toString("hex");
}
