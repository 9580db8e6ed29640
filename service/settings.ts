import { randomBytes } from "node:crypto";
import Type, { type Static } from "typebox";
import { KeepAliveMs, Port, TrustedProxies, Url } from "../foundation/settings/forms.ts";
import { readSettings, SettingsError } from "../foundation/settings/read-settings.ts";
import { withPassword } from "../foundation/settings/secrets.ts";

const Secret = Type.String({ minLength: 32, description: "at least 32 characters" });
const Bank = Type.String({ pattern: "^sftp://[^:@/]+@[^:@/]+:\\d+$", description: "sftp://USER@HOST:PORT" });

/** Every variable that the service reads. Secrets have no defaults but random ones. */
export const Environment = Type.Object({
  HOST: Type.String({ default: "127.0.0.1" }),
  PORT: Type.Intersect([Port], { default: 8080 }),
  ADMIN_HOST: Type.String({ default: "127.0.0.1" }),
  ADMIN_PORT: Type.Intersect([Port], { default: 9464 }),
  DATABASE_URL: Type.String({
    pattern: "^(sqlite:.+|postgres(ql)?://.+)$",
    default: "sqlite:lucky-gas.db",
    description: "sqlite:PATH or postgres://…",
  }),
  DATABASE_PASSWORD: Type.Optional(Type.String({ minLength: 1, description: "for a `DATABASE_URL` without one" })),
  REDIS_URL: Type.Optional(Type.String({ pattern: "^rediss?://.+$", description: "redis://HOST:PORT" })),
  REDIS_PASSWORD: Type.Optional(Type.String({ minLength: 1, description: "for a `REDIS_URL` without one" })),
  CORS_ORIGINS: Type.Optional(
    Type.String({
      pattern: "^https?://[^/,\\s]+(,https?://[^/,\\s]+)*$",
      description: "origins of front ends with commas between them: https://shop.example,https://m.shop.example",
    }),
  ),
  JWT_SECRET: Type.Optional(Secret),
  JWT_SECRET_BEFORE: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        "the `JWT_SECRET` before this one, whose tokens are still taken: drop it 15 minutes after the change",
    }),
  ),
  LOG_LEVEL: Type.Enum(["trace", "debug", "info", "warn", "error", "silent"], { default: "info" }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(Url),
  TRACE_RATIO: Type.Number({ minimum: 0, maximum: 1, default: 0.1 }),
  TRUSTED_PROXIES: Type.Optional(TrustedProxies),
  REQUESTS_PER_SECOND: Type.Number({ exclusiveMinimum: 0, default: 50, description: "of one caller" }),
  KEEP_ALIVE_MS: KeepAliveMs,
  DRAIN_MS: Type.Integer({ minimum: 0, maximum: 60_000, default: 2_000 }),
  FAULT_API: Type.Enum(["on", "off"], { default: "off" }),
  SEED: Type.Enum(["demo", "none"], { default: "none" }),
  SEED_PASSWORD: Type.Optional(Type.String({ minLength: 12, description: "at least 12 characters" })),
  GOOGLE_ROUTES_URL: Type.Optional(Url),
  GOOGLE_API_KEY: Type.Optional(Type.String({ minLength: 1 })),
  GOOGLE_ROUTES_PER_SECOND: Type.Number({ exclusiveMinimum: 0, default: 10 }),
  VERTEX_AI_URL: Type.Optional(Url),
  VERTEX_AI_TOKEN: Type.Optional(Type.String({ minLength: 1 })),
  VERTEX_AI_PER_SECOND: Type.Number({ exclusiveMinimum: 0, default: 5 }),
  EINVOICE_URL: Type.Optional(Url),
  EINVOICE_SECRET: Type.Optional(Secret),
  SMS_PRIMARY_URL: Type.Optional(Url),
  SMS_SECONDARY_URL: Type.Optional(Url),
  SMS_SECRET: Type.Optional(Secret),
  OLD_SYSTEM_URL: Type.Optional(Url),
  OLD_SYSTEM_SECRET: Type.Optional(Secret),
  BANK_MAIN: Type.Optional(Bank),
  BANK_MAIN_PASSWORD: Type.Optional(Type.String({ minLength: 1 })),
  BANK_MAIN_HOST_KEY: Type.Optional(
    Type.String({ pattern: "^[A-Za-z0-9+/]{43}$", description: "SHA-256 in base64, as OpenSSH prints it" }),
  ),
  BANK_POST: Type.Optional(Bank),
  BANK_POST_PASSWORD: Type.Optional(Type.String({ minLength: 1 })),
  BANK_POST_HOST_KEY: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9+/]{43}$" })),
  BANK_COOPERATIVE: Type.Optional(Bank),
  BANK_COOPERATIVE_PASSWORD: Type.Optional(Type.String({ minLength: 1 })),
  BANK_COOPERATIVE_HOST_KEY: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9+/]{43}$" })),
});
export type Settings = Static<typeof Environment>;

/** Reads the service's settings. Throws a SettingsError. */
export function readServiceSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const settings = readSettings(Environment, environment);
  const problems = lacking(settings);
  if (problems.length > 0) throw new SettingsError(problems);
  const { DATABASE_URL, DATABASE_PASSWORD, REDIS_URL, REDIS_PASSWORD } = settings;
  return {
    ...settings,
    DATABASE_URL: withPassword(DATABASE_URL, DATABASE_PASSWORD),
    ...(REDIS_URL === undefined ? {} : { REDIS_URL: withPassword(REDIS_URL, REDIS_PASSWORD) }),
  };
}

/** A secret from the environment, or one that lasts as long as this process. */
export function secretOr(given: string | undefined): string {
  return given ?? randomBytes(32).toString("hex");
}

/** A real party needs its secret: sandbox secrets are random and known to nobody outside. */
function lacking(settings: Settings): string[] {
  const needs: Array<[keyof Settings, keyof Settings]> = [
    ["GOOGLE_ROUTES_URL", "GOOGLE_API_KEY"],
    ["VERTEX_AI_URL", "VERTEX_AI_TOKEN"],
    ["EINVOICE_URL", "EINVOICE_SECRET"],
    ["SMS_PRIMARY_URL", "SMS_SECRET"],
    ["SMS_SECONDARY_URL", "SMS_SECRET"],
    ["OLD_SYSTEM_URL", "OLD_SYSTEM_SECRET"],
    ["BANK_MAIN", "BANK_MAIN_PASSWORD"],
    ["BANK_MAIN", "BANK_MAIN_HOST_KEY"],
    ["BANK_POST", "BANK_POST_PASSWORD"],
    ["BANK_POST", "BANK_POST_HOST_KEY"],
    ["BANK_COOPERATIVE", "BANK_COOPERATIVE_PASSWORD"],
    ["BANK_COOPERATIVE", "BANK_COOPERATIVE_HOST_KEY"],
  ];
  return needs
    .filter(([name, need]) => settings[name] !== undefined && settings[need] === undefined)
    .map(([name, need]) => `${need}: is needed with ${name}`);
}
