import pino, { type Logger } from "pino";
import { type Finding, hasErrors } from "../foundation/findings/finding.ts";
import { printFindings } from "../foundation/findings/print.ts";
import { SettingsError } from "../foundation/settings/read-settings.ts";
import { withSecrets } from "../foundation/settings/secrets.ts";
import { Catalogue, readCatalogue } from "../runbooks/catalogue.ts";
import { channelsFromSettings } from "./channels-from-settings.ts";
import { prometheusSlos } from "./console/prometheus-slos.ts";
import type { RunbookShelf } from "./console/runbook-shelf.ts";
import { shelveRunbooks } from "./console/shelve-runbooks.ts";
import { type AlertRouter, startRouter } from "./router.ts";
import { LiveRouting } from "./routing/live-routing.ts";
import { missingSecrets } from "./routing/missing-secrets.ts";
import { type RouterSettings, readRouterSettings } from "./settings.ts";

/*
 * The alert router as a process of its own. SIGHUP reads the routing policy and the runbooks again; SIGTERM takes in no
 * more, gives back what is not under way and ends.
 */
try {
  const environment = withSecrets(process.env);
  const settings = readRouterSettings(environment);
  const log = pino({
    level: settings.LOG_LEVEL,
    timestamp: pino.stdTimeFunctions.isoTime,
    base: { service: "alerts" },
  });
  process.exitCode = await run(settings, environment, log);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(`The alert router's settings are environment variables, and these are not right:\n${error.message}`);
  process.exitCode = 2;
}

async function run(
  settings: RouterSettings,
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<number> {
  const { value: routing, findings } = LiveRouting.open(settings.ROUTING);
  if (findings.length > 0) console.error(printFindings(findings, "text"));
  if (routing === undefined) {
    console.error(
      "The alert router does not start without a routing policy; `npx slo check` shows these findings in place.",
    );
    return 2;
  }
  const tellMissing = (): void => {
    for (const { variable, channels } of missingSecrets(routing.current, environment)) {
      log.warn({ variable, channels }, "a secret is not set: what goes to these channels goes by email instead");
    }
  };
  tellMissing();
  tellOfConsoleUrl(settings, log);
  let shelf = readShelf(settings, log);
  const {
    deliver,
    findDedupKeys,
    mailTrouble,
    close: closeChannels,
  } = channelsFromSettings(settings, {
    environment,
    timeZone: () => routing.current.timeZone,
    now: Date.now,
  });
  const prometheusUrl = settings.PROMETHEUS_URL?.replace(/\/+$/, "");
  let router: AlertRouter;
  try {
    router = await startRouter({
      settings,
      routing: () => routing.current,
      environment,
      deliver,
      findDedupKeys,
      mailTrouble,
      runbooks: {
        list: (language) => shelf.list(language),
        find: (id, language) => shelf.find(id, language),
        search: (words, language) => shelf.search(words, language),
        firstSteps: (id) => shelf.firstSteps(id),
      },
      slos: prometheusUrl === undefined ? undefined : prometheusSlos(prometheusUrl, Date.now),
      now: Date.now,
      random: Math.random,
      log,
    });
  } catch (error) {
    await closeChannels();
    console.error(`The alert router cannot start: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
  process.on("SIGHUP", () => {
    const findings = routing.reload();
    tell(findings, log);
    if (hasErrors(findings)) log.error("the routing policy that is in force stays");
    else log.info("the routing policy was read anew");
    tellMissing();
    shelf = readShelf(settings, log, shelf);
  });
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, ask);
  await asked;
  await router.close();
  await closeChannels();
  return 0;
}

/** A page without a link, or with one that leads people to their own machine, is half a page. */
function tellOfConsoleUrl({ CONSOLE_URL: url }: RouterSettings, log: Logger): void {
  if (url === undefined) log.warn("CONSOLE_URL is not set: messages carry no link to the console");
  else if (/^(localhost|127\..*|\[::1\])$/.test(new URL(url).hostname))
    log.warn({ url }, "CONSOLE_URL is an address of this machine only: links to the console work nowhere else");
}

/** Runbooks that cannot be read keep no page from going out. */
function readShelf({ RUNBOOKS: folder }: RouterSettings, log: Logger, before?: RunbookShelf): RunbookShelf {
  const { value: catalogue, findings } = readCatalogue(folder);
  tell(findings, log);
  return catalogue === undefined ? (before ?? shelveRunbooks(new Catalogue([]))) : shelveRunbooks(catalogue);
}

function tell(findings: readonly Finding[], log: Logger): void {
  for (const { severity, rule, place, text, advice } of findings) {
    const { file, line, column } = place;
    log[severity === "error" ? "error" : "warn"]({ rule, file, line, column, advice }, text);
  }
}
