import Type, { type Static } from "typebox";
import { KeepAliveMs, Port, TrustedProxies, Url } from "../foundation/settings/forms.ts";
import { readSettings } from "../foundation/settings/read-settings.ts";
import { withPassword } from "../foundation/settings/secrets.ts";

const Token = Type.String({ minLength: 16, description: "at least 16 characters" });

const Certificate = Type.String({ description: "a file with a certificate (PEM) to trust besides the usual ones" });

/** Every variable that the router reads, besides those that alerts/routing.yaml names. */
export const Environment = Type.Object({
  HOST: Type.String({ default: "127.0.0.1" }),
  PORT: Type.Intersect([Port], { default: 8090 }),
  ADMIN_HOST: Type.String({ default: "127.0.0.1" }),
  ADMIN_PORT: Type.Intersect([Port], { default: 9465 }),
  DATABASE_URL: Type.String({
    pattern: "^(sqlite:.+|postgres(ql)?://.+)$",
    default: "sqlite:alerts.db",
    description: "sqlite:PATH or postgres://…",
  }),
  DATABASE_PASSWORD: Type.Optional(Type.String({ minLength: 1, description: "for a `DATABASE_URL` without one" })),
  ROUTING: Type.String({ default: "alerts/routing.yaml" }),
  RUNBOOKS: Type.String({ default: "runbooks" }),
  CONSOLE_URL: Type.Optional(Url),
  TRUSTED_PROXIES: Type.Optional(TrustedProxies),
  KEEP_ALIVE_MS: KeepAliveMs,
  PROMETHEUS_URL: Type.Optional(Url),
  ALERTMANAGER_TOKEN: Type.Optional(Token),
  GRAFANA_TOKEN: Type.Optional(Token),
  GRAFANA_HMAC_SECRET: Type.Optional(Token),
  CLOUD_MONITORING_TOKEN: Type.Optional(Token),
  PAGERDUTY_WEBHOOK_SECRETS: Type.Optional(
    Type.String({
      pattern: "^[^,]{16,}(,[^,]{16,})*$",
      description: "one or more secrets of 16 characters, comma between",
    }),
  ),
  CONSOLE_TOKENS: Type.Optional(
    Type.String({
      pattern: "^[^:,]+:[^:,]{16,}(,[^:,]+:[^:,]{16,})*$",
      description: "NAME:TOKEN, comma between, tokens of at least 16 characters",
    }),
  ),
  PAGERDUTY_HOST: Type.Optional(Type.String({ pattern: "^[^/:]+(:\\d+)?$", description: "HOST or HOST:PORT" })),
  PAGERDUTY_API_TOKEN: Type.Optional(Type.String({ minLength: 1, description: "a read-only key of the REST API" })),
  PAGERDUTY_API_HOST: Type.Optional(Type.String({ pattern: "^[^/:]+(:\\d+)?$", description: "HOST or HOST:PORT" })),
  PAGERDUTY_CA_FILE: Type.Optional(Certificate),
  SMTP_URL: Type.Optional(Type.String({ pattern: "^smtps?://.+$", description: "smtp://USER:PASSWORD@HOST:PORT" })),
  SMTP_CA_FILE: Type.Optional(Certificate),
  MAIL_FROM: Type.String({ default: "Lucky Gas alerts <alerts@luckygas.example>" }),
  HEARTBEAT_URL: Type.Optional(Url),
  RETENTION_DAYS: Type.Number({ exclusiveMinimum: 0, maximum: 3_650, default: 90 }),
  LOG_LEVEL: Type.Enum(["trace", "debug", "info", "warn", "error", "silent"], { default: "info" }),
});
export type RouterSettings = Static<typeof Environment>;

/** Reads the router's settings. Throws a SettingsError. */
export function readRouterSettings(environment: Readonly<Record<string, string | undefined>>): RouterSettings {
  const settings = readSettings(Environment, environment);
  return { ...settings, DATABASE_URL: withPassword(settings.DATABASE_URL, settings.DATABASE_PASSWORD) };
}
