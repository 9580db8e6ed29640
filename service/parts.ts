import type { IncomingMessage } from "node:http";
import { auditTrail } from "./audit/audit.ts";
import { bankFiles } from "./bank-files/bank-files.ts";
import { browserSignals } from "./browser/browser-signals.ts";
import type { Core, Part } from "./core.ts";
import { CUSTOMERS, customers } from "./customers/customers.ts";
import { DELIVERIES, deliveries } from "./deliveries/deliveries.ts";
import { dispatch } from "./dispatch/dispatch.ts";
import { eInvoices, INVOICES } from "./e-invoices/e-invoices.ts";
import { featureFlags } from "./feature-flags/feature-flags.ts";
import { openRedisNotice } from "./feature-flags/redis-notice.ts";
import type { Authentication } from "./http/authentication.ts";
import { ORDERS, orders } from "./orders/orders.ts";
import type { OutsideWorld } from "./outside-world.ts";
import { signIn } from "./sign-in/sign-in.ts";
import { sms } from "./sms/sms.ts";
import { sync } from "./sync/sync.ts";
import { type Tracking, tracking } from "./tracking/tracking.ts";

export interface PartsOptions {
  readonly outside: OutsideWorld;
  readonly authentication: Authentication;
  readonly redisUrl: string | undefined;
  /** Where a request comes from, behind our own proxies. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly upgraded: (status: number, seconds: number) => void;
}

/** All parts of the business, each given what it needs of the others. */
export async function createParts(
  core: Core,
  { outside, authentication, redisUrl, addressOf, upgraded }: PartsOptions,
): Promise<{ readonly parts: readonly Part[]; readonly liveMap: Tracking }> {
  const dual = sync(core, [CUSTOMERS, ORDERS, DELIVERIES, INVOICES], outside.oldSystem, outside.secrets.oldSystem);
  const { carry } = dual;
  const texts = sms(core, { providers: outside.sms, receiptSecret: outside.secrets.sms });
  const banks = bankFiles(core, outside.banks);
  const invoices = eInvoices(core, { platform: outside.einvoicePlatform, carry, collect: banks.collect });
  const trucks = deliveries(core, { carry, invoice: invoices.issue, tell: texts.tell });
  const flags = await featureFlags(
    core,
    redisUrl === undefined ? {} : { openNotice: (onNotice) => openRedisNotice(redisUrl, core.log, onNotice) },
  );
  const liveMap = tracking(core, {
    authentication,
    canWatch: trucks.canWatch,
    onTheWay: trucks.onTheWay,
    addressOf,
    upgraded,
  });
  const { routes, vertexAi, quotas } = outside;
  const parts = [
    signIn(core, authentication),
    customers(core, carry),
    orders(core, { carry, schedule: trucks.schedule, unschedule: trucks.unschedule, tell: texts.tell }),
    trucks,
    dispatch(core, { assign: trucks.assign, routes, vertexAi, quotas }),
    invoices,
    banks,
    texts,
    dual,
    flags,
    liveMap,
    browserSignals(core),
    auditTrail(core),
  ];
  return { parts, liveMap };
}
