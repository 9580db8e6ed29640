import type { Dashboard, Panel } from "./dashboard.ts";

/** What a rule found, and where; without a panel it concerns the whole dashboard. */
export interface Complaint {
  readonly panel?: Panel | undefined;
  readonly text: string;
}

/** One way in which dashboards mislead or break. A rule lives in the file of its name. */
export interface DashboardRule {
  readonly name: string;
  /** What to do about it, in a sentence. */
  readonly advice: string;
  /** `all` are the dashboards that are installed together, this one among them. */
  readonly check: (dashboard: Dashboard, all: readonly Dashboard[]) => Iterable<Complaint>;
}
