import { type Bank, createBank } from "./outside/bank-sftp.ts";
import type { OutsideCall } from "./outside/call.ts";
import { createEInvoicePlatform, type EInvoicePlatform } from "./outside/einvoice-platform.ts";
import { createGoogleRoutes, type GoogleRoutes } from "./outside/google-routes.ts";
import { createOldSystem, type OldSystem } from "./outside/old-system.ts";
import type { SftpAddress } from "./outside/sftp-session.ts";
import { createSmsProvider, type SmsProvider } from "./outside/sms-provider.ts";
import { createVertexAi, type VertexAi } from "./outside/vertex-ai.ts";
import type { Sandbox } from "./sandbox/start-sandbox.ts";
import type { Settings } from "./settings.ts";
import type { Recorder } from "./telemetry/events.ts";

export interface Secrets {
  readonly sms: string;
  readonly oldSystem: string;
  readonly einvoice: string;
}

/** Everybody whom Lucky Gas depends on. */
export interface OutsideWorld {
  readonly routes: GoogleRoutes;
  readonly vertexAi: VertexAi;
  /** Requests per second that Google grants. */
  readonly quotas: { readonly routes: number; readonly vertexAi: number };
  readonly einvoicePlatform: EInvoicePlatform;
  readonly sms: Readonly<Record<"primary" | "secondary", SmsProvider>>;
  readonly oldSystem: OldSystem;
  readonly banks: Readonly<Record<"main" | "post" | "cooperative", Bank>>;
  readonly secrets: Secrets;
}

export interface OutsideOptions {
  readonly settings: Settings;
  readonly secrets: Secrets;
  /** Stands in for whoever has no address in the settings. */
  readonly sandbox: Sandbox;
  readonly call: OutsideCall;
  readonly record: Recorder;
}

/** The real parties where the settings name them, their sandboxes otherwise. */
export function createOutsideWorld({ settings, secrets, sandbox, call, record }: OutsideOptions): OutsideWorld {
  const { urls, banks } = sandbox;
  const provider = (peer: "sms-primary" | "sms-secondary", url: string) =>
    createSmsProvider({ peer, url, secret: secrets.sms }, call);
  const bank = (address: string | undefined, password = "", hostKey = "", name: keyof typeof banks) =>
    createBank(address === undefined ? banks[name] : sftpAddress(address, password, hostKey), `bank-${name}`);
  return {
    routes: createGoogleRoutes(
      { url: settings.GOOGLE_ROUTES_URL ?? urls.googleRoutes, key: settings.GOOGLE_API_KEY ?? "sandbox" },
      call,
      record,
    ),
    vertexAi: createVertexAi(
      { url: settings.VERTEX_AI_URL ?? urls.vertexAi, token: settings.VERTEX_AI_TOKEN ?? "sandbox" },
      call,
      record,
    ),
    quotas: { routes: settings.GOOGLE_ROUTES_PER_SECOND, vertexAi: settings.VERTEX_AI_PER_SECOND },
    einvoicePlatform: createEInvoicePlatform(
      { url: settings.EINVOICE_URL ?? urls.einvoicePlatform, secret: secrets.einvoice },
      call,
    ),
    sms: {
      primary: provider("sms-primary", settings.SMS_PRIMARY_URL ?? urls.smsPrimary),
      secondary: provider("sms-secondary", settings.SMS_SECONDARY_URL ?? urls.smsSecondary),
    },
    oldSystem: createOldSystem({ url: settings.OLD_SYSTEM_URL ?? urls.oldSystem, secret: secrets.oldSystem }, call),
    banks: {
      main: bank(settings.BANK_MAIN, settings.BANK_MAIN_PASSWORD, settings.BANK_MAIN_HOST_KEY, "main"),
      post: bank(settings.BANK_POST, settings.BANK_POST_PASSWORD, settings.BANK_POST_HOST_KEY, "post"),
      cooperative: bank(
        settings.BANK_COOPERATIVE,
        settings.BANK_COOPERATIVE_PASSWORD,
        settings.BANK_COOPERATIVE_HOST_KEY,
        "cooperative",
      ),
    },
    secrets,
  };
}

function sftpAddress(address: string, password: string, hostKey: string): SftpAddress {
  const { hostname: host, port, username: user } = new URL(address);
  return { host, port: Number(port), user, password, hostKey };
}
