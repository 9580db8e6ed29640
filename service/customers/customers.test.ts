import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { type TestCore, testCore } from "../../test/service/core.ts";
import { customers } from "./customers.ts";

let core: TestCore;
let api: TestApi;
let carried: string[];

beforeEach(async () => {
  core = await testCore();
  carried = [];
  const { operations = [] } = customers(core, async (queries, entity, id) => {
    // In the same transaction: the record stands there already.
    const rows = await queries.query("SELECT id FROM customers WHERE id = $1", [id]);
    carried.push(`${entity}/${rows.length}`);
  });
  api = await testApi(core, operations);
});
afterEach(async () => {
  await api.close();
  await core.close();
});

const MING = { name: "王小明", phone: "0912-345-678", city: "臺北市", district: "大安區", address: "和平東路一段１號" };
const create = (more: object = {}) => api.post("/customers", { ...MING, ...more }, { role: "dispatcher" });
const change = (id: string, body: object) => api.post(`/customers/${id}`, body, { role: "admin", method: "PATCH" });
const idOf = ({ body }: { body: unknown }): string =>
  typeof body === "object" && body !== null && "id" in body ? String(body.id) : "";

describe("a new customer", () => {
  it("is kept in one form, told of and carried over", async () => {
    const made = await create({ tax_id: "04595257" });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "王小明", phone: "+886912345678", address: "和平東路一段1號", tax_id: "04595257", version: 1 },
    });
    expect(await api.get(`/customers/${idOf(made)}`, "dispatcher")).toMatchObject({ status: 200, body: made.body });
    // An accountant needs to know whom an invoice is for, and a driver has the address with the delivery.
    expect(await api.get(`/customers/${idOf(made)}`, "accountant")).toEqual({
      status: 200,
      body: { id: idOf(made), version: 1, name: "王小明", tax_id: "04595257" },
    });
    expect(await api.get(`/customers/${idOf(made)}`, "driver")).toMatchObject({ status: 403 });
    expect(carried).toEqual(["customer/1"]);
    expect(core.events).toEqual([{ type: "customer.changed", customerId: idOf(made), change: "created" }]);
  });

  it.each([
    [{ phone: "02-2345-6789" }, 422, "no-mobile-number"],
    [{ phone: "0912-345" }, 422, "no-mobile-number"],
    [{ tax_id: "04595258" }, 422, "no-tax-id"],
    [{ tax_id: "1234" }, 400, "invalid-request"],
    [{ name: "" }, 400, "invalid-request"],
    [{ version: 7 }, 400, "invalid-request"],
  ])("with %j is refused, and nothing is kept", async (more, status, code) => {
    expect(await create(more)).toMatchObject({ status, body: { code } });
    expect([await core.database.query("SELECT id FROM customers"), core.events, carried]).toEqual([[], [], []]);
  });
});

describe("a changed customer", () => {
  it("keeps what was not given, and counts up its version", async () => {
    const id = idOf(await create());
    expect(await change(id, { version: 1, phone: "0987654321" })).toMatchObject({
      status: 200,
      body: { name: "王小明", phone: "+886987654321", version: 2 },
    });
    expect(carried).toHaveLength(2);
    expect(core.events.at(-1)).toEqual({ type: "customer.changed", customerId: id, change: "updated" });
  });

  it("who read an old version does not overwrite a newer one", async () => {
    const id = idOf(await create());
    await change(id, { version: 1, name: "王大明" });
    expect(await change(id, { version: 1, name: "王老明" })).toMatchObject({
      status: 409,
      body: { code: "changed-since" },
    });
    expect(await api.get(`/customers/${id}`, "admin")).toMatchObject({ body: { name: "王大明", version: 2 } });
    expect(carried).toHaveLength(2);
  });

  it("nobody is not there", async () => {
    expect(await change("nobody", { version: 1 })).toMatchObject({ status: 404, body: { code: "no-such-customer" } });
    // A customer without a record of their own sees nobody.
    expect(await api.get(`/customers/${idOf(await create())}`, "customer")).toMatchObject({ status: 404 });
  });
});

it.each([
  ["台北市", "万华区", "臺北市", "萬華區"],
  ["台北 市", "內湖区", "臺北市", "內湖區"],
  ["新北市", "板桥區", "新北市", "板橋區"],
])("a place is kept as it is officially written: %s %s", async (city, district, officialCity, officialDistrict) => {
  const created = await create({ city, district });
  expect(created).toMatchObject({ status: 201, body: { city: officialCity, district: officialDistrict } });
  const changed = await change(idOf(created), { version: 1, city: "台南市", address: "台南路１号" });
  expect(changed.body).toMatchObject({ city: "臺南市", district: officialDistrict, address: "臺南路1號" });
});

it("the list has pages of fifty, each customer once", async () => {
  for (let count = 0; count < 120; count++) await create();
  const seen: string[] = [];
  for (let path: string | undefined = "/customers"; path !== undefined; ) {
    const { body }: { body: unknown } = await api.get(path, "dispatcher");
    const { items, next_cursor } = body as { items: Array<{ id: string }>; next_cursor?: string };
    seen.push(...items.map(({ id }) => id));
    path = next_cursor === undefined ? undefined : `/customers?cursor=${next_cursor}`;
  }
  expect(new Set(seen).size).toBe(120);
  expect(seen).toHaveLength(120);
});
