import type { Core } from "./core.ts";
import type { Role } from "./http/operation.ts";
import { hashPassword } from "./sign-in/password.ts";

const CUSTOMERS = 40;
const STAFF = { dispatcher: 2, driver: 4, accountant: 1, admin: 1 } as const;
const FAMILY_NAMES = ["陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊"] as const;
const GIVEN_NAMES = ["怡君", "志明", "淑芬", "俊傑", "雅婷", "家豪", "美玲", "建宏"] as const;
const HOMES = [
  ["臺北市", "中山區", "南京東路二段"],
  ["臺北市", "大安區", "和平東路一段"],
  ["臺北市", "信義區", "松仁路"],
  ["新北市", "板橋區", "文化路一段"],
  ["新北市", "中和區", "景平路"],
] as const;

export interface DemoLogin {
  readonly login: string;
  readonly role: Role;
}

/** The people of the demo: customer-1 to customer-40, dispatcher-1, driver-1, … */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  ...logins("customer", CUSTOMERS),
  ...Object.entries(STAFF).flatMap(([role, count]) => logins(role as keyof typeof STAFF, count)),
];

function logins(role: Role, count: number): DemoLogin[] {
  return Array.from({ length: count }, (_, index) => ({ login: `${role}-${index + 1}`, role }));
}

/** Fills an empty database with customers, staff and a feature flag. All demo users share a password. Done twice, it changes nothing. */
export async function seedDemo({ database, now, newId }: Core, password: string): Promise<void> {
  const [known] = await database.query("SELECT id FROM users WHERE login = $1", [DEMO_LOGINS[0]?.login ?? ""]);
  if (known !== undefined) return;
  const hash = await hashPassword(password);
  await database.transaction(async ({ query }) => {
    for (const [index, { login, role }] of DEMO_LOGINS.entries()) {
      const customerId = role === "customer" ? newId() : null;
      if (customerId !== null) {
        const name = `${FAMILY_NAMES[index % FAMILY_NAMES.length]}${GIVEN_NAMES[index % GIVEN_NAMES.length]}`;
        const [city = "", district = "", road = ""] = HOMES[index % HOMES.length] ?? [];
        await query(
          `INSERT INTO customers (id, name, phone, city, district, address, version, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, 1, $7)`,
          [customerId, name, `+88691${String(2_000_001 + index)}`, city, district, `${road}${index + 1}號`, now()],
        );
      }
      await query("INSERT INTO users (id, login, password_hash, role, customer_id) VALUES ($1, $2, $3, $4, $5)", [
        newId(),
        login,
        hash,
        role,
        customerId,
      ]);
    }
    await query("INSERT INTO feature_flags (name, rules, updated_at) VALUES ('live-map', $1, $2)", [
      JSON.stringify({ enabled: true, percentage: 50, pilot: "orders" }),
      now(),
    ]);
  });
}
