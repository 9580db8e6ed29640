import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { type Caller, operation, Refusal } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { orNull, TEXT } from "../sync/column-forms.ts";
import type { Carry, SyncedTable } from "../sync/sync-entity.ts";
import { mobileNumber } from "../taiwan/phone.ts";
import { officialPlace } from "../taiwan/place-names.ts";
import { isTaxId } from "../taiwan/tax-id.ts";

export const CUSTOMERS: SyncedTable = {
  entity: "customer",
  table: "customers",
  fields: { name: TEXT, phone: TEXT, city: TEXT, district: TEXT, address: TEXT, tax_id: orNull(TEXT) },
  takenBack: ["name", "phone", "city", "district", "address", "tax_id"],
  isBornThereToo: true,
};

const OFFICE = ["dispatcher", "admin"] as const;

const fields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  phone: Type.String({ minLength: 8, maxLength: 30, description: "A mobile number" }),
  city: Type.String({ minLength: 1, maxLength: 20 }),
  district: Type.String({ minLength: 1, maxLength: 20 }),
  address: Type.String({ minLength: 1, maxLength: 200 }),
  tax_id: Type.Optional(Type.String({ pattern: "^\\d{8}$", description: "統一編號 of a business" })),
};
const NewCustomer = Type.Object(fields, { additionalProperties: false });
const CustomerChange = Type.Object(
  {
    ...Type.Partial(Type.Object(fields)).properties,
    version: Type.Integer({ description: "The version that was read" }),
  },
  { additionalProperties: false },
);
const Customer = Type.Object({ id: Type.String(), version: Type.Integer(), ...fields });
/** Whom an invoice is for; where they live and their telephone number are not an accountant's business. */
const Buyer = Type.Pick(Customer, ["id", "version", "name", "tax_id"]);

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly city: string;
  readonly district: string;
  readonly address: string;
  readonly tax_id: string | null;
  readonly version: number;
}

/** Who buys gas. */
export function customers({ database, now, newId, record }: Core, carry: Carry): Part {
  const read = async (id: string, caller: Caller): Promise<CustomerRow> => {
    const isOwn = caller.role !== "customer" || caller.customerId === id;
    const [row] = isOwn ? await database.query<CustomerRow>("SELECT * FROM customers WHERE id = $1", [id]) : [];
    if (row === undefined) throw new Refusal(404, "no-such-customer", "There is no such customer.");
    return row;
  };

  return {
    operations: [
      operation(
        {
          id: "createCustomer",
          component: "customers",
          method: "post",
          path: "/customers",
          summary: "Take in a new customer.",
          access: OFFICE,
          body: NewCustomer,
          responses: { 201: Customer },
          refusals: [422],
        },
        async ({ body }) => {
          const id = newId();
          const { name, phone, city, district, address, tax_id: taxId } = checked(body);
          await database.transaction(async (queries) => {
            await queries.query(
              `INSERT INTO customers (id, name, phone, city, district, address, tax_id, version, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)`,
              [id, name, phone, city, district, address, taxId ?? null, now()],
            );
            await carry(queries, "customer", id);
          });
          record({ type: "customer.changed", customerId: id, change: "created" });
          const [row] = await database.query<CustomerRow>("SELECT * FROM customers WHERE id = $1", [id]);
          return { status: 201, body: row === undefined ? undefined : asJson(row) };
        },
      ),
      operation(
        {
          id: "listCustomers",
          component: "customers",
          method: "get",
          path: "/customers",
          summary: "All customers, fifty at a time.",
          access: OFFICE,
          query: Type.Object(PageQuery, { additionalProperties: false }),
          responses: { 200: Page(Customer) },
        },
        async ({ query }) => {
          const sql = "SELECT * FROM customers WHERE id > $1 ORDER BY id LIMIT $2";
          const rows = await database.query<CustomerRow>(sql, [query.cursor ?? "", PAGE_LIMIT]);
          return { status: 200, body: page(rows, ({ id }) => id, asJson) };
        },
      ),
      operation(
        {
          id: "readCustomer",
          component: "customers",
          method: "get",
          path: "/customers/{customerId}",
          summary: "One customer; customers see themselves only, accountants whom an invoice is for.",
          access: ["customer", "accountant", ...OFFICE],
          params: Type.Object({ customerId: Type.String({ maxLength: 100 }) }),
          responses: { 200: Type.Union([Customer, Buyer]) },
          refusals: [404],
        },
        async ({ params, caller }) => {
          const customer = asJson(await read(params.customerId, caller));
          if (caller.role !== "accountant") return { status: 200, body: customer };
          const { id, version, name, tax_id } = customer;
          return { status: 200, body: { id, version, name, ...(tax_id === undefined ? {} : { tax_id }) } };
        },
      ),
      operation(
        {
          id: "changeCustomer",
          component: "customers",
          method: "patch",
          path: "/customers/{customerId}",
          summary: "Change what is given. Refused when somebody else has changed the customer since.",
          access: ["customer", ...OFFICE],
          params: Type.Object({ customerId: Type.String({ maxLength: 100 }) }),
          body: CustomerChange,
          responses: { 200: Customer },
          refusals: [404, 409, 422],
        },
        async ({ params, body, caller }) => {
          const before = await read(params.customerId, caller);
          const after = { ...before, ...checked(body) };
          await database.transaction(async (queries) => {
            const written = await queries.query(
              `UPDATE customers SET name = $3, phone = $4, city = $5, district = $6, address = $7, tax_id = $8,
                 version = version + 1, updated_at = $9 WHERE id = $1 AND version = $2 RETURNING id`,
              [
                before.id,
                body.version,
                after.name,
                after.phone,
                after.city,
                after.district,
                after.address,
                after.tax_id,
                now(),
              ],
            );
            if (written.length === 0)
              throw new Refusal(409, "changed-since", "Somebody has changed this customer since you read it.");
            await carry(queries, "customer", before.id);
          });
          record({ type: "customer.changed", customerId: before.id, change: "updated" });
          return { status: 200, body: asJson(await read(before.id, caller)) };
        },
      ),
    ],
  };
}

const PLACES = ["city", "district", "address"] as const;
type Written = { readonly phone?: string; readonly tax_id?: string } & Partial<Record<(typeof PLACES)[number], string>>;

/** The fields in the form that they are stored in. Throws a Refusal when a number is none. */
function checked<Fields extends Written>(fields: Fields): Fields {
  const phone = fields.phone === undefined ? undefined : mobileNumber(fields.phone);
  if (fields.phone !== undefined && phone === undefined) {
    throw new Refusal(
      422,
      "no-mobile-number",
      "The phone number is not a Taiwanese mobile number, such as 0912-345-678.",
    );
  }
  if (fields.tax_id !== undefined && !isTaxId(fields.tax_id)) {
    throw new Refusal(
      422,
      "no-tax-id",
      "The tax id is none: its check digit does not fit, or it is one digit eight times.",
    );
  }
  return {
    ...fields,
    ...(phone === undefined ? {} : { phone }),
    ...Object.fromEntries(
      PLACES.flatMap((name) => (fields[name] === undefined ? [] : [[name, officialPlace(fields[name])]])),
    ),
  };
}

function asJson({
  id,
  name,
  phone,
  city,
  district,
  address,
  tax_id: taxId,
  version,
}: CustomerRow): Type.Static<typeof Customer> {
  return { id, version, name, phone, city, district, address, ...(taxId === null ? {} : { tax_id: taxId }) };
}
