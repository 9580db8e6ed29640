import type { Queries } from "../../foundation/storage/database.ts";

/** Whether PagerDuty has told us of this before: it says again what it did not hear our answer to. */
export async function isWebhookKnown({ query }: Queries, id: string): Promise<boolean> {
  return (await query("SELECT 1 AS found FROM webhook_events WHERE id = $1", [id])).length > 0;
}

export async function rememberWebhook({ query }: Queries, id: string, now: number): Promise<void> {
  await query("INSERT INTO webhook_events (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, now]);
}
