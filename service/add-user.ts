import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { SettingsError } from "../foundation/settings/read-settings.ts";
import { withSecrets } from "../foundation/settings/secrets.ts";
import { newId } from "../foundation/storage/ids.ts";
import { readServiceSettings } from "./settings.ts";
import { addUser, STAFF } from "./sign-in/add-user.ts";
import { openServiceDatabase } from "./storage/service-database.ts";

const USAGE = `Adds somebody who works here, so that they can sign in; a new installation has nobody.

  npm run user:add -- --login LOGIN --role ${STAFF.join("|")}

The password comes on standard input, or in NEW_USER_PASSWORD. The database is that of the service's settings.
`;

process.exitCode = await main();

/** 0 when the user was added, 1 when what was given is not right, 2 when the command or the settings make no sense. */
async function main(): Promise<number> {
  try {
    const { login, role } = readCommandLine();
    if (login === undefined || role === undefined) {
      console.error(USAGE);
      return 2;
    }
    const { DATABASE_URL } = readServiceSettings(withSecrets(process.env));
    const password = process.env["NEW_USER_PASSWORD"] ?? (await readPassword());
    const database = await openServiceDatabase(DATABASE_URL);
    const problems = await addUser(database, () => newId(Date.now()), { login, role, password }).finally(
      database.close,
    );
    for (const problem of problems) console.error(`user:add: ${problem}`);
    if (problems.length > 0) return 1;
    console.log(`${login} may sign in as ${role}`);
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof TypeError)) throw error;
    console.error(error.message);
    return 2;
  }
}

function readCommandLine(): { login?: string | undefined; role?: string | undefined } {
  return parseArgs({ options: { login: { type: "string" }, role: { type: "string" } } }).values;
}

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) console.error("The new user's password, then Enter and Ctrl-D:");
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
