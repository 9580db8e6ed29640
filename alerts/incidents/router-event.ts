import type { Destination, Message } from "../channels/channel.ts";
import type { Environment } from "../channels/destination.ts";
import type { Notification, Source } from "../ingest/notification.ts";
import type { Routing } from "../routing/routing.ts";
import type { AlertRecord, EntryRecord, IncidentRecord, MessageRecord, PageRecord } from "./records.ts";
import type { Links } from "./subject.ts";

/** What people do to incidents, through the console or through PagerDuty. */
export type DeedKind = "acknowledge" | "resolve";

/** How a deed ended: `late` when somebody else, or the alerts themselves, were faster. */
export type DeedResult = "done" | "late" | "unknown";

/** What can happen to the router. */
export type RouterEvent =
  | { readonly type: "notification"; readonly notification: Notification }
  /** A person did something in the console. */
  | { readonly type: "deed"; readonly incidentId: string; readonly deed: DeedKind; readonly by: string }
  | { readonly type: "note"; readonly incidentId: string; readonly by: string; readonly text: string }
  /** A person did something in PagerDuty, of whose incident these are our dedup keys. */
  | {
      readonly type: "pagerduty";
      readonly eventId: string;
      readonly dedupKeys: readonly string[];
      readonly deed: DeedKind;
      readonly by: string;
    }
  /** An attempt to deliver a message has ended. */
  | {
      readonly type: "attempt";
      readonly message: Message;
      readonly state: "sent" | "waiting" | "dead_letter";
      readonly detail: string;
    }
  /** Time has passed. Silence counts from `listensSince`: what happened while the router was off it could not hear. */
  | { readonly type: "tick"; readonly listensSince: number };

/** The stored records that an event touches. With an alert comes its incident, and with a page. */
export interface Needs {
  readonly alerts?: { readonly source: Source; readonly fingerprints: readonly string[] };
  /** Open incidents with these keys. */
  readonly openKeys?: readonly string[];
  readonly incidentIds?: readonly string[];
  /** Of pages. */
  readonly dedupKeys?: readonly string[];
  readonly webhookEventId?: string;
  /** What has become due. At most `limit` of each kind, so that a restart after a long stop does not hold the database for long. */
  readonly due?: {
    readonly now: number;
    /** Open incidents of which nobody has spoken since are silent. */
    readonly silentBefore: number;
    readonly limit: number;
  };
}

/** The records that were needed, as far as there are any. */
export interface Records {
  /** By fingerprint. */
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  readonly incidents: readonly IncidentRecord[];
  readonly pages: readonly PageRecord[];
  readonly isWebhookKnown: boolean;
  /** Ids of incidents whose time has come, and of those that are silent. */
  readonly due: readonly string[];
  readonly silent: readonly string[];
  /** The last sign of life of those who watch for us. */
  readonly lastBeat: number | undefined;
}

/** What follows from an event. */
export interface Changes {
  readonly alerts?: readonly AlertRecord[];
  readonly incidents: readonly IncidentRecord[];
  readonly entries: readonly EntryRecord[];
  readonly messages: readonly MessageRecord[];
  /** Pages that begin, unless there is one with that key. */
  readonly newPages: readonly PageRecord[];
  /** Pages that change. */
  readonly pages?: readonly PageRecord[];
  readonly beatAt?: number;
  readonly webhookEventId?: string;
  readonly deed?: DeedResult;
  /** To be counted once it is committed. */
  readonly counts?: Counts;
}

export interface Counts {
  readonly escalated?: number;
  readonly late?: number;
  readonly accepted?: {
    readonly channel: Destination["kind"];
    readonly seconds: number;
    readonly outcome: "in_time" | undefined;
  };
}

/** What the core knows besides the records. */
export interface Setting {
  /** Unix milliseconds. */
  readonly now: number;
  readonly routing: Routing;
  readonly environment: Environment;
  readonly links: Links;
  readonly newId: () => string;
}

/** What an event needs, and what follows from it once that is there. */
export interface Plan {
  readonly needs: Needs;
  readonly follow: (records: Records) => Changes;
}
