import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { Core, Part } from "../core.ts";
import { operation, Refusal, ROLES } from "../http/operation.ts";
import type { Dependency } from "../outside/dependency.ts";
import { audit } from "../storage/audit-log.ts";
import type { DomainEvent } from "../telemetry/events.ts";
import { cohortOf, type Evaluation, evaluate, FlagRules, mistakeIn } from "./flag-rules.ts";
import { MOST_PILOTS, Pilots } from "./pilots.ts";
import type { FlagNotice } from "./redis-notice.ts";

const REFRESH_EVERY_MS = 10_000;
const STALE_AFTER_MS = 60_000;
const ADMINS = ["admin"] as const;

type Reason = Extract<DomainEvent, { type: "flag.evaluated" }>["reason"];

const isRules = checkOf(FlagRules);

export interface FeatureFlags extends Part {
  /** What a flag is for somebody. Never rejects: an unknown flag, and any flag before the first refresh, is off. */
  readonly isOn: (name: string, key: string) => boolean;
  readonly pilots: Pilots;
  /** Fetches the rules now. */
  readonly refresh: () => Promise<void>;
}

export interface FlagPorts {
  /** Opens the way on which processes tell each other of changes; undefined where there is only one. */
  readonly openNotice?: (onNotice: () => void) => Promise<FlagNotice>;
}

/** Feature flags: rules in the database, evaluated in memory. */
export async function featureFlags(core: Core, { openNotice }: FlagPorts = {}): Promise<FeatureFlags> {
  const { database, now, record, log } = core;
  let rules = new Map<string, FlagRules>();
  let refreshedAt = 0;
  const pilots = new Pilots(record, log);

  const refresh = async (): Promise<void> => {
    const rows = await database.query<{ name: string; rules: string }>("SELECT name, rules FROM feature_flags");
    const fresh = new Map<string, FlagRules>();
    for (const { name, rules: text } of rows) {
      const parsed: unknown = JSON.parse(text);
      if (isRules(parsed)) fresh.set(name, parsed);
      else log.error({ flag: name }, "the rules of a feature flag are not readable; it is off");
    }
    rules = fresh;
    pilots.follow(fresh);
    refreshedAt = now();
  };

  let isFailing = false;
  const tryRefresh = () =>
    refresh().then(
      () => {
        isFailing = false;
      },
      (error: unknown) => {
        if (!isFailing) log.warn({ err: error }, "feature flags cannot be refreshed; the last rules hold");
        isFailing = true;
      },
    );

  const notice = await openNotice?.(() => void tryRefresh());
  await tryRefresh();
  const timer = setInterval(() => void tryRefresh(), REFRESH_EVERY_MS);

  const look = (name: string, key: string): Evaluation | undefined => {
    const startedAt = performance.now();
    const own = rules.get(name);
    const evaluation = own === undefined ? undefined : evaluate(name, own, key);
    const isStale = now() - refreshedAt > STALE_AFTER_MS;
    const reason: Reason = isStale ? "stale" : (evaluation?.reason ?? "unknown");
    const variant = cohortOf(evaluation ?? { on: false, reason: "disabled" });
    record({ type: "flag.evaluated", flag: name, variant, reason, seconds: (performance.now() - startedAt) / 1_000 });
    return evaluation;
  };

  const redis: Dependency = {
    name: "redis",
    required: false,
    check: async () => {
      if (!(notice?.isConnected() ?? true)) throw new Error("not connected");
    },
  };
  const FlagParams = Type.Object({ name: Type.String({ pattern: "^[a-z][a-z0-9-]{0,63}$" }) });

  return {
    pilots,
    refresh,
    isOn: (name, key) => look(name, key)?.on ?? false,
    operations: [
      operation(
        {
          id: "readFlags",
          component: "feature-flags",
          method: "get",
          path: "/feature-flags",
          summary: "Every flag as it is for the caller.",
          access: ROLES,
          responses: {
            200: Type.Record(Type.String(), Type.Object({ on: Type.Boolean(), variant: Type.Optional(Type.String()) })),
          },
        },
        async ({ caller }) => {
          const key = caller.customerId ?? caller.userId;
          const flags = Array.from(rules.keys(), (name) => {
            const { on = false, variant } = look(name, key) ?? {};
            return [name, variant === undefined ? { on } : { on, variant }];
          });
          return { status: 200, body: Object.fromEntries(flags) };
        },
      ),
      operation(
        {
          id: "readFlag",
          component: "feature-flags",
          method: "get",
          path: "/feature-flags/{name}",
          summary: "A flag's rules as they were written last.",
          access: ADMINS,
          params: FlagParams,
          responses: { 200: FlagRules },
          refusals: [404],
        },
        async ({ params }) => {
          const [row] = await database.query<{ rules: string }>("SELECT rules FROM feature_flags WHERE name = $1", [
            params.name,
          ]);
          if (row === undefined) throw new Refusal(404, "no-such-flag", "There is no such flag.");
          return { status: 200, body: JSON.parse(row.rules) };
        },
      ),
      operation(
        {
          id: "writeFlag",
          component: "feature-flags",
          method: "put",
          path: "/feature-flags/{name}",
          summary: "Write a flag's rules; every process follows within a minute, at once where there is Redis.",
          access: ADMINS,
          params: FlagParams,
          body: FlagRules,
          responses: { 204: null },
          refusals: [409, 422],
        },
        async ({ params: { name }, body, caller: { userId } }) => {
          const mistake = mistakeIn(body);
          if (mistake !== undefined) throw new Refusal(422, "flag-makes-no-sense", mistake);
          await database.transaction(async (queries) => {
            if (body.pilot !== undefined) await refuseTooMany(queries, name);
            await queries.query(
              `INSERT INTO feature_flags (name, rules, updated_at) VALUES ($1, $2, $3)
               ON CONFLICT (name) DO UPDATE SET rules = excluded.rules, updated_at = excluded.updated_at`,
              [name, JSON.stringify(body), now()],
            );
            await audit(core, queries, { userId, action: "flag.written", subject: name, detail: body });
          });
          await changed();
          return { status: 204 };
        },
      ),
      operation(
        {
          id: "deleteFlag",
          component: "feature-flags",
          method: "delete",
          path: "/feature-flags/{name}",
          summary: "Delete a flag: off for everybody.",
          access: ADMINS,
          params: FlagParams,
          responses: { 204: null },
        },
        async ({ params: { name }, caller: { userId } }) => {
          await database.transaction(async (queries) => {
            const gone = await queries.query("DELETE FROM feature_flags WHERE name = $1 RETURNING name", [name]);
            if (gone.length > 0)
              await audit(core, queries, { userId, action: "flag.deleted", subject: name, detail: {} });
          });
          await changed();
          return { status: 204 };
        },
      ),
    ],
    gauges: [
      {
        name: "feature_flag_last_refresh_timestamp_seconds",
        read: async () => (refreshedAt === 0 ? [] : [[{}, refreshedAt / 1_000]]),
      },
    ],
    dependencies: notice === undefined ? [] : [redis],
    close: async () => {
      clearInterval(timer);
      await notice?.close();
    },
  };

  async function refuseTooMany(queries: Pick<Core["database"], "query">, name: string): Promise<void> {
    const others = await queries.query<{ rules: string }>("SELECT rules FROM feature_flags WHERE name <> $1", [name]);
    const piloted = others.map(({ rules: text }): unknown => JSON.parse(text)).filter(isRules);
    if (piloted.filter(({ pilot }) => pilot !== undefined).length >= MOST_PILOTS)
      throw new Refusal(409, "too-many-pilots", `${MOST_PILOTS} flags are piloted already.`);
  }

  async function changed(): Promise<void> {
    await refresh();
    // The others refresh by themselves when the notice does not reach them.
    await notice?.tell().catch((error: unknown) => log.warn({ err: error }, "a notice of changed flags was not sent"));
  }
}
