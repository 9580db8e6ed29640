import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";

/** OWASP's advice for Argon2id: 19 MiB and two passes, about 40 ms. Written beside each hash, so that it can be raised. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

type Cost = Pick<Argon2Parameters, "memory" | "passes" | "parallelism">;

function derive(password: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message: password.normalize("NFKC"), nonce, tagLength: KEY_BYTES, ...cost }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** Hashes a password for storage, with a salt of its own. Runs off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return ["argon2id", memory, passes, parallelism, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Whether a password is the one that was hashed. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = "", hash = ""] = stored.split("$");
  const expected = Buffer.from(hash, "base64");
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const key = await derive(password, Buffer.from(salt, "base64"), cost);
  return key.length === expected.length && timingSafeEqual(key, expected);
}
