import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import type { Database } from "../../foundation/storage/database.ts";
import { ROLES, type Role } from "../http/operation.ts";
import { hashPassword } from "./password.ts";

/** Who works here; customers come with an order. */
export const STAFF: readonly Role[] = ROLES.filter((role) => role !== "customer");
const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,99}$/;
const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;
/** Of zxcvbn's 0 to 4: "safely unguessable", also by who has stolen the hashes. */
const STRONG = 3;

export interface NewUser {
  readonly login: string;
  readonly role: string;
  readonly password: string;
}

/** Adds somebody who works here. Returns what is wrong; nobody was added then. */
export async function addUser(
  database: Database,
  newId: () => string,
  { login, role, password }: NewUser,
): Promise<string[]> {
  const problems = [
    ...(LOGIN.test(login) ? [] : ["the login needs small letters, digits and . _ @ - only, 100 at most"]),
    ...(STAFF.some((one) => one === role) ? [] : [`the role is one of ${STAFF.join(", ")}`]),
    ...weaknessesOf(password, login),
  ];
  if (problems.length > 0) return problems;
  const hash = await hashPassword(password);
  const added = await database.query(
    `INSERT INTO users (id, login, password_hash, role, customer_id) VALUES ($1, $2, $3, $4, NULL)
     ON CONFLICT (login) DO NOTHING RETURNING id`,
    [newId(), login, hash, role],
  );
  return added.length === 1 ? [] : [`there is a user ${login} already`];
}

function weaknessesOf(password: string, login: string): string[] {
  const { length } = password;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD)
    return [`the password needs ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`];
  const { score, feedback } = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }).check(password, [
    login,
    "lucky gas",
  ]);
  return score >= STRONG ? [] : [`the password is easy to guess${feedback.warning ? ` (${feedback.warning})` : ""}`];
}
