import { randomUUID } from "node:crypto";
import { type Service, type ServiceOverrides, startService } from "../../service/service.ts";
import { readServiceSettings } from "../../service/settings.ts";
import { type Api, type ApiAnswer, type Call, createApi } from "../../service/traffic/api-client.ts";
import { Session } from "../../service/traffic/session.ts";

export const DEMO_PASSWORD = "correct horse battery";
export const JWT_SECRET = "a secret that only this test knows, and long enough";

export interface TestService extends Service {
  /** Anybody's call, without a token unless it brings one. */
  readonly api: Api;
  /** A call of a demo user: customer-1, driver-1, dispatcher-1, accountant-1, admin-1. */
  readonly as: (login: string, call: Omit<Call, "token">) => Promise<ApiAnswer>;
  readonly tokenOf: (login: string) => Promise<string>;
  readonly userIdOf: (login: string) => Promise<string>;
  /** Places an order that we can deliver tomorrow; answers with its id. */
  readonly order: (login: string) => Promise<string>;
  readonly metrics: () => Promise<string>;
}

/** The whole service with its demo people, on free ports and a database in memory unless the settings say otherwise. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
  overrides: ServiceOverrides = {},
): Promise<TestService> {
  const now = overrides.now ?? Date.now;
  const service = await startService(
    readServiceSettings({
      DATABASE_URL: "sqlite::memory:",
      PORT: "0",
      ADMIN_PORT: "0",
      LOG_LEVEL: "silent",
      DRAIN_MS: "0",
      SEED: "demo",
      SEED_PASSWORD: DEMO_PASSWORD,
      JWT_SECRET,
      REQUESTS_PER_SECOND: "1000",
      ...environment,
    }),
    overrides,
  );
  const api = createApi({ url: service.url, measured: () => undefined });
  const sessions = new Map<string, Session>();
  const session = (login: string): Session => {
    const known = sessions.get(login) ?? new Session(api, { login, password: DEMO_PASSWORD }, now);
    sessions.set(login, known);
    return known;
  };
  const as: TestService["as"] = (login, call) => session(login).call(call);
  return {
    ...service,
    api,
    as,
    tokenOf: async (login) => (await session(login).token()) ?? "",
    userIdOf: async (login) => (await session(login).userId()) ?? "",
    order: async (login) => {
      const body = { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: tomorrowAtTen(now()) };
      const headers = { "idempotency-key": randomUUID() };
      return String((await as(login, { method: "POST", route: "/orders", headers, body })).field("id"));
    },
    metrics: async () => (await fetch(`${service.adminUrl}/metrics`)).text(),
  };
}

export function tomorrowAtTen(now: number): string {
  return new Date(Math.ceil(now / 86_400_000) * 86_400_000 + 2 * 3_600_000).toISOString();
}
