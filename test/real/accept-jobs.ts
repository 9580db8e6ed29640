import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { JobRunner } from "../../service/storage/job-runner.ts";
import { openServiceDatabase } from "../../service/storage/service-database.ts";

/*
 * A service to be killed: accepts orders, says so on standard output once each has committed, and does the job of each.
 * Arguments: the database, how far its clock is ahead in ms, and what to do: accept orders for ever, or finish what is left.
 */
const [url = "", ahead = "0", task = "accept"] = process.argv.slice(2);
const ACCEPTORS = 4;

const database = await openServiceDatabase(url);
await database.query("CREATE TABLE IF NOT EXISTS accepted (id TEXT PRIMARY KEY)");
await database.query("CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL)");
const jobs = new JobRunner({
  database,
  now: () => Date.now() + Number(ahead),
  random: Math.random,
  newId: () => crypto.randomUUID(),
  log: pino({ enabled: false }),
});
jobs.register([
  {
    kind: "effect",
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 10,
    longestRetryMs: 100,
    run: async (id) => {
      await database.query("INSERT INTO effects (id) VALUES ($1)", [id]);
    },
  },
]);
jobs.start();

async function acceptForEver(): Promise<void> {
  for (;;) {
    const id = crypto.randomUUID();
    try {
      await database.transaction(async (queries) => {
        await queries.query("INSERT INTO accepted (id) VALUES ($1)", [id]);
        await jobs.add(queries, "effect", id);
      });
      writeSync(1, `${id}\n`);
    } catch {
      // Nobody was told that this one is accepted.
      await sleep(10);
    }
  }
}

if (task === "accept") {
  await Promise.all(Array.from({ length: ACCEPTORS }, acceptForEver));
} else {
  while ((await database.query("SELECT kind FROM jobs LIMIT 1")).length > 0) await sleep(10);
  await jobs.stop(1_000);
  await database.close();
}
