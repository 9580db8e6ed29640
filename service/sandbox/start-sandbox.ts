import type { SftpAddress } from "../outside/sftp-session.ts";
import { type BankSandbox, startBankSandbox } from "./bank-sftp.ts";
import { einvoicePlatformSandbox } from "./einvoice-platform.ts";
import type { Faults } from "./faults.ts";
import { googleRoutesSandbox } from "./google-routes.ts";
import { startHttpParty } from "./http-party.ts";
import { oldSystemSandbox } from "./old-system.ts";
import { smsProviderSandbox } from "./sms-provider.ts";
import { vertexAiSandbox } from "./vertex-ai.ts";

export interface SandboxOptions {
  readonly faults: Faults;
  readonly now: () => number;
  readonly smsSecret: string;
  readonly einvoiceSecret: string;
  readonly oldSystemSecret: string;
  /** The service's public address, once it listens. */
  readonly serviceUrl: () => string | undefined;
}

/** Every party outside Lucky Gas, on loopback ports of this process. */
export interface Sandbox {
  readonly urls: {
    readonly googleRoutes: string;
    readonly vertexAi: string;
    readonly einvoicePlatform: string;
    readonly smsPrimary: string;
    readonly smsSecondary: string;
    readonly oldSystem: string;
  };
  readonly banks: Readonly<Record<"main" | "post" | "cooperative", SftpAddress>>;
  readonly einvoices: ReturnType<typeof einvoicePlatformSandbox>;
  readonly oldSystem: ReturnType<typeof oldSystemSandbox>;
  readonly sms: Readonly<Record<"primary" | "secondary", ReturnType<typeof smsProviderSandbox>>>;
  readonly bankFiles: Readonly<Record<"main" | "post" | "cooperative", BankSandbox>>;
  readonly close: () => Promise<void>;
}

export async function startSandbox({
  faults,
  now,
  smsSecret,
  einvoiceSecret,
  oldSystemSecret,
  serviceUrl,
}: SandboxOptions): Promise<Sandbox> {
  const api = (path: string) => () => {
    const url = serviceUrl();
    return url === undefined ? undefined : `${url}/api/v1${path}`;
  };
  const sms = (provider: "primary" | "secondary") =>
    smsProviderSandbox({
      party: `sms-${provider}`,
      secret: smsSecret,
      receiptsUrl: api(`/sms/receipts/${provider}`),
      now,
    });
  const providers = { primary: sms("primary"), secondary: sms("secondary") };
  const einvoices = einvoicePlatformSandbox({ secret: einvoiceSecret, now });
  const oldSystem = oldSystemSandbox({ secret: oldSystemSecret, changesUrl: api("/sync/changes"), now });
  const [routes, vertex, einvoice, primary, secondary, old, main, post, cooperative] = await Promise.all([
    startHttpParty(googleRoutesSandbox(), faults),
    startHttpParty(vertexAiSandbox(), faults),
    startHttpParty(einvoices, faults),
    startHttpParty(providers.primary, faults),
    startHttpParty(providers.secondary, faults),
    startHttpParty(oldSystem, faults),
    startBankSandbox("bank-main", faults),
    startBankSandbox("bank-post", faults),
    startBankSandbox("bank-cooperative", faults),
  ]);
  return {
    urls: {
      googleRoutes: routes.url,
      vertexAi: vertex.url,
      einvoicePlatform: einvoice.url,
      smsPrimary: primary.url,
      smsSecondary: secondary.url,
      oldSystem: old.url,
    },
    banks: { main: main.address, post: post.address, cooperative: cooperative.address },
    einvoices,
    oldSystem,
    sms: providers,
    bankFiles: { main, post, cooperative },
    close: async () => {
      await Promise.all(
        [routes, vertex, einvoice, primary, secondary, old, main, post, cooperative].map((party) => party.close()),
      );
    },
  };
}
