import type { Identity } from "./truth.ts";

/** What a body says of one alert, and when that was so: a body that is late tells of the past. */
export interface Word {
  readonly identity: Identity;
  readonly status: "firing" | "resolved";
  /** Unix milliseconds. */
  readonly trueAt: number;
}

/** A body on its way to the router. */
export interface Post {
  readonly source: Identity["source"];
  readonly body: unknown;
  readonly words: readonly Word[];
}
