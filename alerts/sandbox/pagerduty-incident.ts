/** One problem as the Events API knows it. It belongs to one incident at a time; a merge moves it. */
export interface PagerDutyAlert {
  readonly dedupKey: string;
  readonly routingKey: string;
  isOpen: boolean;
  /** Triggers that were folded into it. */
  events: number;
}

/** What one person was woken for. */
export interface PagerDutyIncident {
  readonly id: string;
  /** The dedup key that opened it. */
  readonly key: string;
  readonly number: number;
  readonly title: string;
  readonly createdAt: number;
  alerts: PagerDutyAlert[];
  status: "triggered" | "acknowledged" | "resolved";
  assignee: string;
  priority: string | undefined;
  reopenedAt: number | undefined;
  /** Unix milliseconds at which its acknowledgement, or its being left open, runs out. */
  acknowledgedUntil: number | undefined;
  openUntil: number;
  mergedInto: string | undefined;
}
