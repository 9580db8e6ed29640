import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentedOperations } from "../test/service/arbitrary-request.ts";
import { startTestService, type TestService } from "../test/service/started-service.ts";
import { AUDITED } from "./storage/audit-log.ts";

/** What only admins and accountants do, with what is kept of it. */
const KEPT_AS: Readonly<Record<string, (typeof AUDITED)[number]>> = {
  writeFlag: "flag.written",
  deleteFlag: "flag.deleted",
  rollBack: "sync.rolled_back",
  resolveConflict: "sync.conflict_resolved",
  retrySetAsideWrite: "sync.write_retried",
  resubmitInvoice: "invoice.resubmitted",
  transferBankFile: "bank_file.transfer_asked",
};
const OFFICE = new Set(["admin", "accountant"]);

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

describe("what others have to answer for", () => {
  it("is all that only admins and accountants can change, each kept under a name", async () => {
    const operations = documentedOperations(await (await fetch(`${service.url}/api/v1/openapi.json`)).text());
    const changing = operations.filter(
      ({ method, roles }) => method !== "GET" && roles?.every((role) => OFFICE.has(role)) === true,
    );
    expect(changing.map(({ id }) => id).sort()).toEqual(Object.keys(KEPT_AS).sort());
    expect([...AUDITED].sort()).toEqual(Object.values(KEPT_AS).sort());
  });

  it("is read by admins alone, the newest first: who, what, to what, with what", async () => {
    const put = (enabled: boolean) =>
      service.as("admin-1", {
        method: "PUT",
        route: "/feature-flags/{name}",
        params: { name: "map" },
        body: { enabled },
      });
    await put(true);
    await put(false);
    const { status, items } = await service.as("admin-1", { method: "GET", route: "/audit-events" });
    expect(status).toBe(200);
    const admin = await service.userIdOf("admin-1");
    expect(items.slice(0, 2)).toMatchObject(
      [false, true].map((enabled) => ({ user_id: admin, action: "flag.written", subject: "map", detail: { enabled } })),
    );
    for (const login of ["customer-1", "driver-1", "dispatcher-1", "accountant-1"])
      expect((await service.as(login, { method: "GET", route: "/audit-events" })).status).toBe(403);
  });
});
