import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import {
  arbitraryRequest,
  type DocumentedOperation,
  documentedOperations,
  type WrittenRequest,
} from "../service/arbitrary-request.ts";
import { sendRequest } from "../service/send-request.ts";
import { startTestService, type TestService } from "../service/started-service.ts";
import { describeOnBoth } from "./both-databases.ts";

const SECRETS = { SMS_SECRET: "s".repeat(32), OLD_SYSTEM_SECRET: "o".repeat(32) };
const LOGINS = ["customer-1", "driver-1", "dispatcher-1", "accountant-1", "admin-1"];
const REQUESTS = 60;

let service: TestService;
afterEach(() => service.close());

/** What requests get further with than to a 404 or 422: ids of what there is, and what Taiwan looks like. */
async function knownTexts(): Promise<string[]> {
  const lists = [
    ["customer-1", "/orders"],
    ["dispatcher-1", "/customers"],
    ["dispatcher-1", "/dispatch/unassigned"],
    ["accountant-1", "/invoices"],
    ["admin-1", "/sms"],
  ] as const;
  const pages = await Promise.all(lists.map(([login, route]) => service.as(login, { method: "GET", route })));
  const ids = pages.flatMap(({ items }) => items.slice(0, 3).map(({ id }) => String(id)));
  return [...ids, await service.userIdOf("driver-1"), "0912-345-678", "0912-345-678", "臺北市", "大安區", "22099131"];
}

/**
 * Whether a database would refuse or change what is sent. What is no text goes into an address as JSON, escaped; bytes of a
 * query that are no UTF-8 are read as U+FFFD, as the URL Standard says.
 */
function holdsUnstorable({ path, query, body }: WrittenRequest): boolean {
  const texts = (values: object) => Object.values(values).filter((value) => typeof value === "string");
  const written = JSON.stringify([texts(path), texts(query).map((text) => text.toWellFormed()), body]);
  return /(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/.test(written);
}

describeOnBoth("whatever is asked of any operation", (newUrl) => {
  it("no answer is our fault, and what no database can keep is the caller's", { timeout: 300_000 }, async () => {
    service = await startTestService({ ...SECRETS, DATABASE_URL: await newUrl() });
    await service.order("customer-1");
    const operations = documentedOperations(await (await fetch(`${service.url}/api/v1/openapi.json`)).text());
    const known = await knownTexts();
    const secretOf = ({ id }: DocumentedOperation) =>
      ({ receiveSmsReceipt: SECRETS.SMS_SECRET, receiveChanges: SECRETS.OLD_SYSTEM_SECRET })[id];
    const tokensOf = async ({ roles }: DocumentedOperation) => {
      const logins = LOGINS.filter((login) => roles?.some((role) => login.startsWith(role)));
      return Promise.all(logins.map((login) => service.tokenOf(login)));
    };
    for (const operation of operations) {
      const tokens = await tokensOf(operation);
      await fc.assert(
        fc.asyncProperty(arbitraryRequest(operation, known), fc.nat(), async (request, caller) => {
          const token = tokens[caller % Math.max(1, tokens.length)];
          const secret = secretOf(operation);
          const { status, text } = await sendRequest(service.url, operation, request, {
            ...(token === undefined ? {} : { token }),
            secret,
          });
          expect(status, `${operation.id}: ${text}`).toBeLessThan(500);
          if (holdsUnstorable(request)) expect([400, 404, 429], `${operation.id}: ${text}`).toContain(status);
        }),
        { numRuns: REQUESTS, interruptAfterTimeLimit: 30_000 },
      );
    }
    const metrics = await service.metrics();
    expect(metrics).not.toMatch(/^http_server_request_duration_seconds_count\{.*status_code="5.*\} [1-9]/m);
  });
});
