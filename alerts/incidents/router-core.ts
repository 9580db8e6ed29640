import { attemptEnded } from "./attempt-ended.ts";
import { clockTicked } from "./clock-ticked.ts";
import { deedDone, noted, pagerDutySaid } from "./deed-done.ts";
import { notificationReceived } from "./notification-received.ts";
import type { Plan, RouterEvent, Setting } from "./router-event.ts";

/*
 * The router without its rim: an event and the stored records that it touches in, changed records, messages and timeline
 * entries out. No database, no network, no clock. Production (storage/ledger.ts) keeps the records in tables; whoever plays a
 * world through may keep them in maps.
 *
 * A webhook's way to a page:
 *
 *    1  http/intake-routes.ts             POST /v1/<source>: token, size, signature
 *    2  ingest/alertmanager.ts            the body in our terms: a Notification
 *    3  intake/intake.ts                  those that come together are committed together
 *    4  storage/ledger.ts                 one transaction: load what the event needs, ask the core, save what comes back
 *    5  incidents/router-core.ts          here: which event, what it needs
 *    6  storage/load-records.ts           the records it touches
 *    7  incidents/notification-received.ts   which alerts began and ended, and in which incident
 *    8  incidents/episode.ts              is it news?
 *    9  incidents/incident-key.ts         what belongs together
 *   10  incidents/journal.ts              collects what happens to incidents
 *   11  incidents/surroundings.ts         what the policy says of the incident now
 *   12  routing/decide.ts                 which escalation, which maintenance
 *   13  incidents/apply-event.ts          the state machine
 *   14  incidents/alerts-changed.ts       opened, raised, lowered, ended
 *   15  incidents/escalate.ts             the step, and whom it tells
 *   16  incidents/subject.ts              the incident as a message tells it
 *   17  storage/save-changes.ts           to the tables; committed: 202
 *   18  outbox/dispatcher.ts              claims the message, with a lease
 *   19  outbox/outbox.ts                  in order, within the place's rate
 *   20  channels/pagerduty.ts             the page; how it ended is the next event
 */

/** What an event needs, and what follows from it. */
export function planOf(event: RouterEvent, setting: Setting): Plan {
  switch (event.type) {
    case "notification":
      return notificationReceived(event.notification, setting);
    case "deed":
      return deedDone(event, setting);
    case "note":
      return noted(event, setting);
    case "pagerduty":
      return pagerDutySaid(event, setting);
    case "attempt":
      return attemptEnded(event, setting);
    case "tick":
      return clockTicked(event, setting);
  }
}
