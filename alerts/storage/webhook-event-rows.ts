import type { Queries } from "../../foundation/storage/database.ts";
import type { PagerDutyLink } from "../incidents/records.ts";
import { insertRows } from "./many-rows.ts";

/** Whether PagerDuty has told us of this before: it says again what it did not hear our answer to. */
export async function isWebhookKnown({ query }: Queries, id: string): Promise<boolean> {
  return (await query("SELECT 1 AS found FROM webhook_events WHERE id = $1", [id])).length > 0;
}

export async function rememberWebhook({ query }: Queries, id: string, now: number): Promise<void> {
  await query("INSERT INTO webhook_events (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, now]);
}

/** Our keys in an incident of PagerDuty's. */
export async function linkedKeys({ query }: Queries, place: string): Promise<string[]> {
  const rows = await query<{ dedup_key: string }>("SELECT dedup_key FROM pagerduty_links WHERE place = $1", [place]);
  return rows.map(({ dedup_key }) => dedup_key);
}

export async function saveLinks(queries: Queries, links: readonly PagerDutyLink[], now: number): Promise<void> {
  const rows = links.map(({ place, dedupKey }) => [place, dedupKey, now]);
  await insertRows(queries, "pagerduty_links", ["place", "dedup_key", "known_at"], rows, "ON CONFLICT DO NOTHING");
}
