import type { IncomingMessage } from "node:http";
import type { Pools } from "../foundation/storage/open-database.ts";
import { auditTrail } from "./audit/audit.ts";
import { bankFiles } from "./bank-files/bank-files.ts";
import { browserSignals } from "./browser/browser-signals.ts";
import type { Core, Part } from "./core.ts";
import { CUSTOMERS, customers } from "./customers/customers.ts";
import { DELIVERIES, deliveries } from "./deliveries/deliveries.ts";
import { dispatch } from "./dispatch/dispatch.ts";
import { eInvoices, INVOICES } from "./e-invoices/e-invoices.ts";
import { featureFlags } from "./feature-flags/feature-flags.ts";
import type { Pilots } from "./feature-flags/pilots.ts";
import { openRedisNotice } from "./feature-flags/redis-notice.ts";
import type { Authentication } from "./http/authentication.ts";
import { ORDERS, orders } from "./orders/orders.ts";
import type { OutsideWorld } from "./outside-world.ts";
import { signIn } from "./sign-in/sign-in.ts";
import { sms } from "./sms/sms.ts";
import type { PoolName } from "./storage/service-database.ts";
import { sync } from "./sync/sync.ts";
import { type Tracking, tracking } from "./tracking/tracking.ts";

export interface PartsOptions {
  readonly outside: OutsideWorld;
  readonly authentication: Authentication;
  readonly redisUrl: string | undefined;
  /** Where a request comes from, behind our own proxies, as limits count it. */
  readonly networkOf: (request: IncomingMessage) => string;
  readonly upgraded: (status: number, seconds: number) => void;
}

/** All parts of the business, each given what it needs of the others and a share of the database's connections. */
export async function createParts(
  pools: Pools<PoolName>,
  common: Omit<Core, "database">,
  { outside, authentication, redisUrl, networkOf, upgraded }: PartsOptions,
): Promise<{ readonly parts: readonly Part[]; readonly liveMap: Tracking; readonly pilots: Pilots }> {
  const core = (pool: PoolName): Core => ({ ...common, database: pools.of(pool) });
  const dual = sync(
    core("sync"),
    [CUSTOMERS, ORDERS, DELIVERIES, INVOICES],
    outside.oldSystem,
    outside.secrets.oldSystem,
  );
  const { carry } = dual;
  const texts = sms(core("sms"), { providers: outside.sms, receiptSecret: outside.secrets.sms });
  const banks = bankFiles(core("bank-files"), outside.banks);
  const invoices = eInvoices(core("e-invoices"), { platform: outside.einvoicePlatform, carry, collect: banks.collect });
  const trucks = deliveries(core("deliveries"), { carry, invoice: invoices.issue, tell: texts.tell });
  const flags = await featureFlags(
    core("feature-flags"),
    redisUrl === undefined ? {} : { openNotice: (onNotice) => openRedisNotice(redisUrl, common.log, onNotice) },
  );
  const liveMap = tracking(common, {
    authentication,
    canWatch: trucks.canWatch,
    onTheWay: trucks.onTheWay,
    onOffTheRoad: trucks.onOffTheRoad,
    networkOf,
    upgraded,
  });
  const { routes, vertexAi, quotas } = outside;
  const parts = [
    signIn(core("sign-in"), authentication),
    customers(core("customers"), carry),
    orders(core("orders"), { carry, schedule: trucks.schedule, unschedule: trucks.unschedule, tell: texts.tell }),
    trucks,
    dispatch(core("dispatch"), { assign: trucks.assign, routes, vertexAi, quotas }),
    invoices,
    banks,
    texts,
    dual,
    flags,
    liveMap,
    browserSignals(common),
    auditTrail(core("audit")),
  ];
  return { parts, liveMap, pilots: flags.pilots };
}
