import { Agent } from "node:https";
import { api } from "@pagerduty/pdjs";
import Type from "typebox";
import { besidesTheUsual } from "../../foundation/http/certificates.ts";
import { checkOf } from "../../foundation/schema/check.ts";

/** The dedup keys of the alerts in an incident that PagerDuty names by its own id. Rejects when PagerDuty does not say. */
export type FindDedupKeys = (incidentId: string) => Promise<readonly string[]>;

export interface DedupKeysOptions {
  /** A read-only key of the REST API. */
  readonly token: string;
  /** HOST or HOST:PORT; api.eu.pagerduty.com for accounts in Europe. */
  readonly host?: string | undefined;
  /** Certificates to trust besides the usual ones, as PEM. */
  readonly ca?: string | undefined;
}

/** A webhook has 5 s for its answer; what was not told by then is asked when it comes again. */
const ANSWERS_WITHIN_MS = 3_000;
/** pdjs would wait 20 s after a 429. */
const RETRY_AFTER_429_MS = 300;

const Alerts = Type.Object({
  alerts: Type.Array(Type.Object({ alert_key: Type.Optional(Type.Union([Type.String(), Type.Null()])) })),
});
const isAlerts = checkOf(Alerts);

/** Asks PagerDuty's REST API: "Incidents with child alerts do not have an incident key" (List incidents). */
export function dedupKeysAtPagerDuty({ token, host, ca }: DedupKeysOptions): FindDedupKeys {
  const pagerDuty = api({ token, ...(host === undefined ? {} : { server: host }) });
  // node-fetch, which pdjs calls, takes an agent; its types do not know.
  const options = {
    requestTimeout: ANSWERS_WITHIN_MS,
    retryTimeout: RETRY_AFTER_429_MS,
    ...(ca === undefined ? {} : { agent: new Agent({ ca: besidesTheUsual(ca) }) }),
  };
  return async (incidentId) => {
    const answer = await pagerDuty
      .get(`/incidents/${encodeURIComponent(incidentId)}/alerts`, options)
      // pdjs rejects with the answer when that is not JSON.
      .catch((error: unknown) => {
        throw error instanceof Error ? error : new Error("PagerDuty's answer is not JSON");
      });
    const { status } = answer.response;
    if (status === 404) return [];
    const body: unknown = answer.data;
    if (status !== 200 || !isAlerts(body))
      throw new Error(`PagerDuty answered ${status} instead of an incident's alerts`);
    return body.alerts.flatMap(({ alert_key: key }) => (typeof key === "string" ? [key] : []));
  };
}
