import { setTimeout as sleep } from "node:timers/promises";
import { ALERTS } from "../slo/model/contract.ts";
import { errorRatioText } from "../slo/model/figures.ts";
import type { LocalPlatform } from "./platform.ts";
import type { Story } from "./stories.ts";

/** One moment of a story. */
export interface Moment {
  readonly what:
    | "steady"
    | "injected"
    | "detected"
    | "mailed"
    | "ticketed"
    | "paged"
    | "acknowledged"
    | "recovered"
    | "resolved"
    | "budget";
  readonly detail: string;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface Ending {
  readonly moments: readonly Moment[];
  /** What did not go as it should; empty when all did. */
  readonly problems: readonly string[];
}

export interface PlayOptions {
  readonly now: () => number;
  readonly tell: (moment: Moment) => void;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 250;
const STEADY_WITHIN_MS = 120_000;
/** Of traffic before anything goes wrong, so that there is something to compare with. */
const STEADY_MS = 10_000;
const HEARD_WITHIN_MS = 60_000;
const RESOLVED_WITHIN_MS = 240_000;
const OUTAGE_GOES_ON_MS = 8_000;
const THINKS_MS = 3_000;
/** Who answers the pages of the sandbox. */
const ON_CALL = "Mei-Ling";

/** Plays a story to its end, and tells each moment as it comes. Rejects when `signal` aborts. */
export async function play(platform: LocalPlatform, story: Story, options: PlayOptions): Promise<Ending> {
  const { now, signal } = options;
  const moments: Moment[] = [];
  const problems: string[] = [];
  const tell = (what: Moment["what"], detail: string): Moment => {
    const moment = { what, detail, at: now() };
    moments.push(moment);
    options.tell(moment);
    return moment;
  };
  /** Waits for something; it is a problem when it does not come. */
  const wait = async <Found>(
    what: string,
    withinMs: number,
    look: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> => {
    const until = now() + withinMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (now() > until) {
        problems.push(`${what} did not come within ${Math.round(withinMs / 1_000)} s`);
        return undefined;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  };
  const stateOf = async (slo: string) => (await platform.slos.fleet()).filter(({ id }) => id === slo);
  const firing = async (slo: string, severity: string) =>
    (await platform.alerting.firing()).find(
      ({ labels }) =>
        labels["slo"] === slo && labels["alertname"] === ALERTS.budgetBurn && labels["severity"] === severity,
    );
  /** Of the period's budget, had customers called as much all along: the history is only as long as we run. */
  const spent = async () => {
    const shares = (await stateOf(story.slo)).flatMap(({ errorRatio, objective, periodDays }) =>
      errorRatio === undefined
        ? []
        : [(errorRatio * (now() - platform.startedAt)) / ((1 - objective) * periodDays * DAY_MS)],
    );
    return shares.length === 0 ? undefined : Math.max(...shares);
  };
  const paged = (action: string) =>
    platform.pagerDuty?.events.find(
      ({ event_action, payload, dedup_key }) =>
        event_action === action && (action === "trigger" ? payload?.component === story.slo : dedup_key === key),
    );
  let key: string | undefined;
  const takePage = async (): Promise<void> => {
    const page = await wait("the page in PagerDuty", HEARD_WITHIN_MS, async () => paged("trigger"));
    if (page === undefined) return;
    key = page.dedup_key;
    tell("paged", `PagerDuty: ${page.payload?.summary ?? ""}`);
    await sleep(THINKS_MS, undefined, { signal });
    await platform.pagerDuty?.act(key ?? "", { what: "acknowledge" }, ON_CALL);
    tell("acknowledged", `by ${ON_CALL}, in PagerDuty`);
  };

  const fleet = await wait("a steady state", STEADY_WITHIN_MS, async () => {
    const states = await stateOf(story.slo);
    return states.some(({ state }) => state === "OK") ? states : undefined;
  });
  if (fleet === undefined) return { moments, problems };
  await sleep(STEADY_MS, undefined, { signal });
  const before = (await spent()) ?? 0;
  tell("steady", `${story.slo} is OK, ${platform.calls().calls} calls so far`);

  const mailsBefore = platform.mailbox?.mails.length ?? 0;
  platform.begin(story);
  const injected = tell("injected", story.told);
  const severity = story.heardBy === "console" ? "ticket" : "page";
  const alert = await wait(`an alert of ${story.slo}`, STEADY_WITHIN_MS, () => firing(story.slo, severity));
  if (alert !== undefined) tell("detected", `${story.slo} burns (${alert.labels["alertname"]}, ${severity})`);

  if (story.heardBy === "email") {
    const mail = await wait("the email", HEARD_WITHIN_MS, async () =>
      platform.mailbox?.mails.slice(mailsBefore).find(({ text }) => text?.includes(story.slo)),
    );
    if (mail !== undefined) tell("mailed", mail.subject ?? "");
  } else if (story.heardBy === "pagerduty") await takePage();
  else {
    const incident = await wait("the ticket in the console", HEARD_WITHIN_MS, async () =>
      /^alert_router_incidents\{incident_severity="ticket",state="triggered"\} [1-9]/m.test(
        await platform.routerMetrics(),
      )
        ? "a ticket"
        : undefined,
    );
    if (incident !== undefined) tell("ticketed", "it stands in the console; nobody was woken");
  }
  const heard = heardOf(moments);
  if (heard !== undefined && heard.at - injected.at > HEARD_WITHIN_MS) {
    problems.push(`people heard of it ${Math.round((heard.at - injected.at) / 1_000)} s after it began`);
  }

  await sleep(OUTAGE_GOES_ON_MS, undefined, { signal });
  platform.recover();
  tell("recovered", "the fault is gone");
  if (story.heardBy === "email") await takePage();

  // A ticket's windows are days: it stays until somebody closes it, or they have passed.
  if (story.heardBy !== "console") {
    const end = await wait("the end", RESOLVED_WITHIN_MS, async () => paged("resolve"));
    if (end !== undefined) tell("resolved", "PagerDuty is quiet again");
  }
  const after = await spent();
  if (after !== undefined) {
    tell("budget", `${errorRatioText(after - before)} of the period's error budget spent`);
  }
  const noise = story.quiet;
  if (noise !== undefined && platform.pagerDuty?.events.some(({ payload }) => payload?.component === noise)) {
    problems.push(`${noise} paged, and should not have`);
  }
  return { moments, problems };
}

/** The moment at which people heard of it first. */
export function heardOf(moments: readonly Moment[]): Moment | undefined {
  return moments.find(({ what }) => what === "paged" || what === "mailed" || what === "ticketed");
}
