import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { type Operation, operation, Refusal } from "../http/operation.ts";
import { TokenBuckets } from "../http/token-bucket.ts";

/** One browser sends one beacon when a page is left; all of them together must not keep us busy. */
const ONE_ADDRESS = { perSecond: 1, burst: 30 };
const ALL = { perSecond: 100, burst: 200 };
/** Ten minutes: a page that says it took longer was asleep. */
const LONGEST_MS = 600_000;
/** Values of views of pages that may be told again: 20 s of all that may come, and minutes of what does. */
const MOST_REMEMBERED = 10_000;

const Beacon = Type.Object(
  {
    page: Type.Enum(["home", "order", "tracking", "account", "sign-in", "other"]),
    vitals: Type.Array(
      Type.Object(
        {
          name: Type.Enum(["LCP", "FCP", "INP", "TTFB", "CLS"]),
          id: Type.Optional(
            Type.String({ maxLength: 64, description: "web-vitals' id: one for each metric in a view of a page" }),
          ),
          value: Type.Number({ minimum: 0, maximum: LONGEST_MS, description: "Milliseconds; a ratio for CLS" }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 10 },
    ),
    errors: Type.Optional(
      Type.Array(Type.Object({ message: Type.String({ maxLength: 200 }) }, { additionalProperties: false }), {
        maxItems: 5,
      }),
    ),
  },
  { additionalProperties: false },
);

/** What customers' browsers tell about our pages, and the script that makes them tell it. */
export function browserSignals({ now, record }: Pick<Core, "now" | "record">): Part {
  const addresses = new TokenBuckets({ ...ONE_ADDRESS, now });
  const everybody = new TokenBuckets({ ...ALL, now });
  const views = new LatelySeen(MOST_REMEMBERED);
  const client = join(import.meta.dirname, "vitals-client.js");
  const library = fileURLToPath(import.meta.resolve("web-vitals"));
  return {
    operations: [
      operation(
        {
          id: "sendBeacon",
          component: "browser",
          method: "post",
          path: "/browser/beacons",
          summary: "A browser tells how a page felt, as it leaves the page.",
          access: "public",
          body: Beacon,
          responses: { 204: null },
        },
        async ({ body: { page, vitals, errors = [] }, network }) => {
          const wait = Math.max(addresses.take(network), everybody.take("all"));
          if (wait > 0) {
            record({ type: "browser.beacon", outcome: "throttled" });
            throw new Refusal(429, "too-many-requests", "Too many beacons.", {
              "retry-after": String(Math.ceil(wait)),
            });
          }
          // A beacon is about one view of a page, in which each of them has one value: the last that was told.
          for (const { name, id, value } of new Map(vitals.map((vital) => [vital.name, vital])).values())
            if (id === undefined || views.isNew(id)) record({ type: "browser.vital", page, name, value });
          for (const { message } of errors) record({ type: "browser.script_error", page, message });
          record({ type: "browser.beacon", outcome: "accepted" });
          return { status: 204 };
        },
      ),
      script("readVitalsScript", "/browser/vitals.js", "The script for a front end's pages.", client),
      script("readVitalsLibrary", "/browser/web-vitals.js", "What the script is built on.", library),
    ],
  };
}

/** The last texts that were shown to it, as many as it may remember. */
class LatelySeen {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a text is shown for the first time. */
  isNew(text: string): boolean {
    if (this.#seen.has(text)) return false;
    this.#seen.add(text);
    const [oldest] = this.#seen;
    if (this.#seen.size > this.#most && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}

function script(id: string, path: `/${string}`, summary: string, file: string): Operation {
  const text = readFileSync(file);
  return operation(
    { id, component: "browser", method: "get", path, summary, access: "public", responses: { 200: null } },
    async () => ({
      status: 200,
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=3600" },
      body: text,
    }),
  );
}
