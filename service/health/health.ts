import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { operation } from "../http/operation.ts";
import type { Dependency } from "../outside/dependency.ts";

const ANSWERS_WITHIN_MS = 2_000;
/** What we can do without must not make the answer late: who asks for it waits a second. */
const OPTIONAL_ANSWERS_WITHIN_MS = 500;
/** However often we are asked, dependencies are not. */
const REMEMBERED_MS = 1_000;

export interface Health {
  /** Without a required dependency, or when told to stop: not ready. Without another one: degraded. */
  readonly status: "ready" | "degraded" | "not_ready";
  /** For each dependency `ok`, or why not. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface HealthPart extends Part {
  readonly check: () => Promise<Health>;
  /** From now on the service is not ready: nobody should send it anything new. */
  readonly drain: () => void;
}

/** Whether the service can do its work, asked of what it depends on. */
export function health({ now, log }: Pick<Core, "now" | "log">, dependencies: readonly Dependency[]): HealthPart {
  let isDraining = false;
  let remembered: { readonly at: number; readonly answers: Promise<Map<Dependency, string>> } | undefined;
  const failing = new Set<Dependency>();

  const ask = async (dependency: Dependency): Promise<[Dependency, string]> => {
    const withinMs = dependency.required ? ANSWERS_WITHIN_MS : OPTIONAL_ANSWERS_WITHIN_MS;
    const signal = AbortSignal.timeout(withinMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new Error(`no answer within ${withinMs} ms`)), {
        once: true,
      });
    });
    try {
      await Promise.race([dependency.check(signal), late]);
      if (failing.delete(dependency)) log.info({ dependency: dependency.name }, "a dependency is back");
      return [dependency, "ok"];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!failing.has(dependency)) log.warn({ dependency: dependency.name, reason }, "a dependency does not answer");
      failing.add(dependency);
      return [dependency, reason];
    }
  };

  const answers = (): Promise<Map<Dependency, string>> => {
    const at = now();
    if (remembered === undefined || Math.abs(at - remembered.at) >= REMEMBERED_MS) {
      remembered = { at, answers: Promise.all(dependencies.map(ask)).then((pairs) => new Map(pairs)) };
    }
    return remembered.answers;
  };

  const check = async (): Promise<Health> => {
    const own = await answers();
    const failed = [...own].filter(([, answer]) => answer !== "ok").map(([dependency]) => dependency);
    const isUnable = isDraining || failed.some(({ required }) => required);
    return {
      status: isUnable ? "not_ready" : failed.length > 0 ? "degraded" : "ready",
      dependencies: Object.fromEntries(Array.from(own, ([{ name }, answer]) => [name, answer])),
    };
  };

  return {
    check,
    drain: () => {
      isDraining = true;
    },
    operations: [
      operation(
        {
          id: "readHealth",
          component: "health",
          method: "get",
          path: "/health",
          summary: "Whether Lucky Gas can be used; what uptime checks ask.",
          access: "public",
          responses: { 200: Type.Object({ status: Type.String() }) },
        },
        async () => {
          const { status } = await check();
          // The reasons are for us: see /readyz on the admin port.
          return { status: status === "not_ready" ? 503 : 200, body: { status } };
        },
      ),
    ],
    gauges: [
      {
        name: "service_dependency_up",
        read: async () =>
          Array.from(await answers(), ([{ name }, answer]) => [{ dependency: name }, answer === "ok" ? 1 : 0] as const),
      },
    ],
  };
}
