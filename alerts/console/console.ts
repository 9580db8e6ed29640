import { join } from "node:path";
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import type { Logger } from "pino";
import { clientNetwork } from "../../foundation/http/client-network.ts";
import type { Database } from "../../foundation/storage/database.ts";
import { isSame } from "../http/tokens.ts";
import { type IncidentRecord, worstAbout } from "../incidents/records.ts";
import type { DeedKind } from "../incidents/router-event.ts";
import { runbookOf, webUrl } from "../incidents/subject.ts";
import { revive } from "../outbox/outbox.ts";
import type { Routing } from "../routing/routing.ts";
import { alertsOf } from "../storage/alert-rows.ts";
import { oldestBeat } from "../storage/heartbeat-rows.ts";
import { incidentsById } from "../storage/incident-rows.ts";
import type { Ledger } from "../storage/ledger.ts";
import { countMisunderstood, oddBodies, oddBody } from "../storage/notification-rows.ts";
import { bodiesPage, bodyPage } from "./bodies-pages.ts";
import { Budgets, budgetOf } from "./budgets.ts";
import { incidentPage } from "./incident-page.ts";
import { incidentsPage } from "./incidents-page.ts";
import { type Viewer, viewerOf } from "./layout.ts";
import type { Live } from "./live.ts";
import { deadLettersPage, messagePage, policiesPage, signInPage } from "./other-pages.ts";
import { IncidentReader } from "./read-incidents.ts";
import { backOf, languageOf, queryText, textOf } from "./request.ts";
import { runbookPage, runbooksPage } from "./runbook-pages.ts";
import type { RunbookShelf } from "./runbook-shelf.ts";
import type { Sessions } from "./session.ts";
import { fleetPage, sloPage } from "./slo-pages.ts";
import type { SloSource } from "./slo-source.ts";
import { LANGUAGES, type Language, type TextKey } from "./texts.ts";
import { Visitors } from "./visitors.ts";

const DAY_MS = 86_400_000;
const MOST_ALERTS = 100;
const MOST_BODIES = 100;
const NOTICES: readonly TextKey[] = ["lateDeed", "retried"];

/** Nothing is loaded from elsewhere, nothing is framed, no form goes elsewhere. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface ConsoleOptions {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly routing: () => Routing;
  readonly runbooks: RunbookShelf;
  readonly slos: SloSource | undefined;
  /** Where queries of runbooks are opened, without a slash at its end. */
  readonly prometheusUrl: string | undefined;
  readonly sessions: Sessions;
  readonly live: Live;
  readonly now: () => number;
  readonly onStored: () => void;
  readonly log: Logger;
}

/** The pages of the console. */
export function createConsole(options: ConsoleOptions): Router {
  const { database, ledger, routing, runbooks, slos, sessions, live, now, onStored, log } = options;
  const reader = new IncidentReader(database);
  const budgets = new Budgets(slos, now, log);
  const router = Router();
  const visitors = new Visitors(sessions, database);
  const viewer = (request: Request): Viewer => viewerOfRequest(request, visitors, options);
  const nameOf = (request: Request) => visitors.sessionOf(request)?.name ?? "somebody";
  const form = [
    express.urlencoded({ extended: false, limit: "32kb", parameterLimit: 20 }),
    checkToken(visitors, viewer),
  ];

  router.use((_request, response, next) => {
    response.set({
      "content-security-policy": POLICY,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    next();
  });
  router.use("/assets", express.static(join(import.meta.dirname, "assets"), { index: false, maxAge: 60_000 }));

  router.use(visitors.recognise);

  router.get("/sign-in", (request, response) => {
    const why: readonly TextKey[] = ["wrongToken", "tooManyTries"];
    response.send(
      signInPage(
        viewer(request),
        why.find((key) => key === request.query["notice"]),
      ),
    );
  });
  router.post("/sign-in", express.urlencoded({ extended: false, limit: "8kb" }), (request, response) => {
    const cookie = sessions.signIn(textOf(request, "token"), clientNetwork(request.ip));
    if (cookie === undefined || cookie === "wait") {
      const notice: TextKey = cookie === undefined ? "wrongToken" : "tooManyTries";
      response.redirect(303, `/sign-in?notice=${notice}&back=${encodeURIComponent(backOf(request))}`);
      return;
    }
    response.set("set-cookie", cookie).redirect(303, backOf(request));
  });
  router.post("/language", express.urlencoded({ extended: false, limit: "8kb" }), (request, response) => {
    const to = LANGUAGES.find((language) => language === textOf(request, "to")) ?? "en";
    response.set("set-cookie", `language=${to}; Path=/; SameSite=Lax; Max-Age=31536000`).redirect(303, backOf(request));
  });

  router.use((request, response, next) => {
    if (visitors.sessionOf(request) !== undefined) return next();
    if (request.method !== "GET" || request.path === "/live")
      response.status(401).send(messagePage(viewer(request), "signIn"));
    else response.redirect(303, `/sign-in?back=${encodeURIComponent(request.originalUrl)}`);
  });
  router.post("/sign-out", ...form, async (request, response) => {
    response.set("set-cookie", await visitors.signOut(request)).redirect(303, "/sign-in");
  });
  router.get("/live", live.listen);

  router.get("/", async (request, response) => {
    const at = now();
    const watch = routing().deadMansSwitch;
    const last = watch === undefined ? undefined : await oldestBeat(database);
    const isSilent = watch !== undefined && last !== undefined && at - last > watch.timeout;
    const left = await budgets.read();
    const page = {
      open: await reader.open(),
      countOpen: await reader.countOpen(),
      resolved: await reader.resolvedSince(at - DAY_MS),
      budgetLeft: (record: IncidentRecord) => budgetOf(left, record),
      silentFor: isSilent ? at - last : undefined,
      misunderstood: await countMisunderstood(database, at - DAY_MS),
    };
    response.send(incidentsPage(page, viewer(request)));
  });

  router.get("/incidents/:id", async (request, response) => {
    const { id } = request.params;
    const [record] = await incidentsById(database, [id]);
    const who = viewer(request);
    if (record === undefined) {
      response.status(404).send(messagePage(who, "notFound"));
      return;
    }
    const page = {
      record,
      alerts: await alertsOf(database, id, MOST_ALERTS),
      timeline: await reader.timeline(id),
      deliveries: await reader.deliveries(id),
      attempts: await reader.attempts(id),
      budgetLeft: budgetOf(await budgets.read(), record),
      policy: routing().escalations.get(record.incident.paging?.policy ?? ""),
      runbook: runbookBeside(record, who.language, options),
      notice: NOTICES.find((key) => key === request.query["notice"]),
    };
    response.send(incidentPage(page, who));
  });
  for (const kind of ["acknowledge", "resolve"] as const satisfies readonly DeedKind[]) {
    router.post(`/incidents/:id/${kind}`, ...form, async (request, response) => {
      const id = String(request.params["id"]);
      const by = nameOf(request);
      const { deed } = await ledger.take({ type: "deed", incidentId: id, deed: kind, by });
      response.redirect(303, deed === "late" ? `/incidents/${id}?notice=lateDeed` : `/incidents/${id}`);
    });
  }
  router.post("/incidents/:id/note", ...form, async (request, response) => {
    const id = String(request.params["id"]);
    const text = textOf(request, "text").trim();
    if (text !== "") await ledger.take({ type: "note", incidentId: id, by: nameOf(request), text });
    response.redirect(303, `/incidents/${id}`);
  });

  router.get("/dead-letters", async (request, response) => {
    const notice = NOTICES.find((key) => key === request.query["notice"]);
    response.send(deadLettersPage(await reader.deadLetters(), viewer(request), notice));
  });
  router.post("/dead-letters/:id/retry", ...form, async (request, response) => {
    await revive(database, String(request.params["id"]), now());
    onStored();
    response.redirect(303, "/dead-letters?notice=retried");
  });

  router.get("/bodies", async (request, response) => {
    response.send(bodiesPage(await oddBodies(database, MOST_BODIES), viewer(request)));
  });
  router.get("/bodies/:id", async (request, response) => {
    const body = await oddBody(database, request.params.id);
    const who = viewer(request);
    if (body === undefined) response.status(404).send(messagePage(who, "notFound"));
    else response.send(bodyPage(body, who));
  });
  router.get("/bodies/:id/raw", async (request, response, next) => {
    const body = await oddBody(database, request.params.id);
    if (body === undefined) return next();
    response.attachment(`${body.about.id}.json`).type("application/octet-stream").send(body.raw);
  });

  router.get("/policies", (request, response) => {
    response.send(policiesPage(routing(), viewer(request)));
  });

  router.get("/runbooks", (request, response) => {
    const who = viewer(request);
    const words = queryText(request, "q").slice(0, 200);
    const hits = words === "" ? [] : runbooks.search(words, who.language);
    response.send(runbooksPage(who, { words, hits, all: runbooks.list(who.language) }));
  });
  router.get("/runbooks/:id", (request, response) => {
    const who = viewer(request);
    const page = runbooks.find(request.params.id, who.language);
    if (page === undefined) response.status(404).send(messagePage(who, "notFound"));
    else response.send(runbookPage(who, page, queryLinkAt(options, now() - 3_600_000, undefined)));
  });

  // Where there is no Grafana, `grafana_url` is the console: links of alerts to the dashboard lead to the SLO.
  router.get("/d/slo-detail", (request, response) => {
    response.redirect(`/slos/${encodeURIComponent(queryText(request, "var-slo"))}`);
  });
  router.get("/slos", async (request, response) => {
    response.send(fleetPage(viewer(request), (await slos?.fleet()) ?? []));
  });
  router.get("/slos/:id", async (request, response) => {
    const detail = await slos?.detail(request.params.id);
    const who = viewer(request);
    if (detail === undefined) response.status(404).send(messagePage(who, slos === undefined ? "noSlos" : "notFound"));
    else response.send(sloPage(who, request.params.id, detail));
  });
  router.get("/slos/:id/:chart.svg", async (request, response, next) => {
    const { id, chart } = request.params;
    const detail = await slos?.detail(String(id));
    if (detail === undefined || (chart !== "burn-down" && chart !== "burn-rates")) return next();
    // Loaded when first needed: a router that draws nothing need not carry it.
    const { burnDownChart, burnRateChart } = await import("./charts.ts");
    response
      .set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .type("image/svg+xml")
      .send((chart === "burn-down" ? burnDownChart : burnRateChart)(detail, routing().timeZone));
  });

  router.use((request, response) => {
    response.status(404).send(messagePage(viewer(request), "notFound"));
  });
  const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    log.error({ err: error }, "a page could not be made");
    response.status(503).send(messagePage(viewer(request), "failed"));
  };
  router.use(failed);
  return router;
}

function viewerOfRequest(request: Request, visitors: Visitors, { routing, now }: ConsoleOptions): Viewer {
  return viewerOf({
    language: languageOf(request),
    session: visitors.sessionOf(request),
    now: now(),
    timeZone: routing().timeZone,
    path: request.path === "/sign-in" ? backOf(request) : request.originalUrl,
  });
}

/** Every change carries the session's token: another site cannot make it. */
function checkToken(visitors: Visitors, viewer: (request: Request) => Viewer): RequestHandler {
  return (request, response, next) => {
    const session = visitors.sessionOf(request);
    if (session !== undefined && isSame(textOf(request, "csrf"), session.csrf)) return next();
    response.status(403).send(messagePage(viewer(request), "csrf"));
  };
}

/** The address of a query's answer around the time of an incident. */
function queryLinkAt(
  { prometheusUrl, now }: ConsoleOptions,
  from: number,
  to: number | undefined,
): ((query: string) => string) | undefined {
  if (prometheusUrl === undefined) return undefined;
  const end = to ?? now();
  const seconds = Math.max(900, Math.round((end - from) / 1_000) + 600);
  const moment = new Date(end).toISOString().slice(0, 16).replace("T", " ");
  return (query) =>
    `${prometheusUrl}/graph?${new URLSearchParams({ "g0.expr": query, "g0.tab": "0", "g0.range_input": `${seconds}s`, "g0.end_input": moment })}`;
}

function runbookBeside(record: IncidentRecord, language: Language, options: ConsoleOptions) {
  const url = webUrl(worstAbout(record).annotations["runbook_url"]);
  const page = url === undefined ? undefined : options.runbooks.find(runbookOf(url), language);
  if (page === undefined) return undefined;
  const { openedAt, resolved } = record.incident;
  const html = page.render(queryLinkAt(options, openedAt, resolved?.at));
  return { title: page.title, url: `/runbooks/${page.id}`, html };
}
