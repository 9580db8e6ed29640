import type { Destination, Message } from "../channels/channel.ts";
import type { Environment } from "../channels/destination.ts";
import type { Notification } from "../ingest/notification.ts";
import type { Routing, Source } from "../routing/routing.ts";
import type { PersonalDeed } from "./incident-event.ts";
import type { AlertRecord, EntryRecord, IncidentRecord, MessageRecord, PageRecord, PagerDutyLink } from "./records.ts";
import type { Links } from "./subject.ts";

/** What people do to incidents in the console. */
export type DeedKind = "acknowledge" | "resolve";

/** How a deed ended: `late` when somebody else, or the alerts themselves, were faster. */
export type DeedResult = "done" | "late" | "unknown";

/** What can happen to the router. */
export type RouterEvent =
  | { readonly type: "notification"; readonly notification: Notification }
  /** A person did something in the console. */
  | { readonly type: "deed"; readonly incidentId: string; readonly deed: DeedKind; readonly by: string }
  | { readonly type: "note"; readonly incidentId: string; readonly by: string; readonly text: string }
  | ({ readonly type: "pagerduty" } & PagerDutyWord)
  /** An attempt to deliver a message has ended. */
  | {
      readonly type: "attempt";
      readonly message: Message;
      readonly state: "sent" | "waiting" | "dead_letter";
      readonly detail: string;
    }
  /** Time has passed. */
  | {
      readonly type: "tick";
      /** Silence counts from then on: what happened while the router was off it could not hear. */
      readonly listensSince: number;
      /** The routing policy has changed since the last tick, or this is the first one. */
      readonly isPolicyNew: boolean;
    };

/** What PagerDuty says of an incident of its own, in which it may have put several of ours. */
export interface PagerDutyWord {
  readonly eventId: string;
  /** PagerDuty's id of the incident. */
  readonly place: string | undefined;
  /** Our dedup keys in it, as far as PagerDuty names them. */
  readonly dedupKeys: readonly string[];
  /** Who did it. */
  readonly by: string;
  /** Unix milliseconds by PagerDuty's clock. */
  readonly at: number | undefined;
  readonly what:
    | { readonly kind: "deed"; readonly deed: PersonalDeed }
    /** It was merged into another one of PagerDuty's, which goes on for both. */
    | { readonly kind: "merged"; readonly into: string }
    /** It changes nothing here. */
    | { readonly kind: "said"; readonly text: string | undefined };
}

/** The stored records that an event touches. With an alert comes its incident, and with a page, and with a key of PagerDuty's. */
export interface Needs {
  readonly alerts?: { readonly source: Source; readonly fingerprints: readonly string[] };
  /** Incidents with these keys that are open, or that have ended since. */
  readonly keys?: { readonly of: readonly string[]; readonly endedSince: number };
  /** Open incidents of these services. */
  readonly services?: readonly string[];
  readonly incidentIds?: readonly string[];
  /** Of pages. */
  readonly dedupKeys?: readonly string[];
  /** Of PagerDuty: whether we know the event, and which keys are in the incident. */
  readonly pagerDuty?: { readonly eventId: string; readonly place: string | undefined };
  readonly due?: DueNeeds;
}

/** What has become due. At most `limit` of each kind, so that a restart after a long stop does not hold the database for long. */
export interface DueNeeds {
  readonly now: number;
  /** Open incidents of which nobody has spoken since are silent, by source. */
  readonly silentBefore: Readonly<Record<Source, number>>;
  /** Also those that maintenance hides, whenever it ends. */
  readonly allHidden: boolean;
  readonly limit: number;
}

/** The records that were needed, as far as there are any. */
export interface Records {
  /** By fingerprint. */
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  readonly incidents: readonly IncidentRecord[];
  readonly pages: readonly PageRecord[];
  readonly isWebhookKnown: boolean;
  /** Our keys in PagerDuty's incident, as it told before. */
  readonly linkedKeys: readonly string[];
  /** Ids of incidents whose time has come, and of those that are silent. */
  readonly due: readonly string[];
  readonly silent: readonly string[];
  /** Alerts that fire and of whom nobody was told, of the incidents that are due. */
  readonly untold: readonly AlertRecord[];
  /** The last sign of life of each of those who watch for us. */
  readonly beats: ReadonlyMap<string, number>;
}

/** What follows from an event. */
export interface Changes {
  readonly alerts?: readonly AlertRecord[];
  readonly incidents: readonly IncidentRecord[];
  readonly entries: readonly EntryRecord[];
  readonly messages: readonly MessageRecord[];
  /** What was told there goes on: an end that still waits to be said is not said. */
  readonly withdrawnEnds?: readonly { readonly dedupKey: string; readonly place: string }[];
  /** Pages that begin, unless there is one with that key. */
  readonly newPages: readonly PageRecord[];
  /** Pages that change. */
  readonly pages?: readonly PageRecord[];
  readonly beats?: ReadonlyMap<string, number>;
  /** Watchers that are no longer expected to be heard. */
  readonly forgottenBeats?: readonly string[];
  readonly webhookEventId?: string;
  readonly links?: readonly PagerDutyLink[];
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
