import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestRouter, TEST_ROUTING } from "../alerts/started-router.ts";

/** PagerDuty takes a hundred a minute for one key; a storm needs many. */
const TEAMS = Array.from({ length: 64 }, (_, index) => `team-${index}`);
const oncall = TEST_ROUTING.escalations.get("oncall");
if (oncall === undefined) throw new Error("the routing of tests has no policy named oncall");

/*
 * An alert router to be killed. What its channels accept stands in a file before they answer, as it does at PagerDuty.
 * Arguments: the database, the file, how long PagerDuty takes to answer (ms).
 */
const [database = "", file = "", patience = "0"] = process.argv.slice(2);
const routing = {
  ...TEST_ROUTING,
  channels: new Map([
    ...TEST_ROUTING.channels,
    ...TEAMS.map((name) => {
      const routingKeyEnv = name.replace("-", "_").toUpperCase();
      return [name, { kind: "pagerduty", name, routingKeyEnv }] as const;
    }),
  ]),
  escalations: new Map([
    ...TEST_ROUTING.escalations,
    ...TEAMS.map((name) => [name, { ...oncall, name, steps: [{ notify: [name], timeout: 600_000 }] }] as const),
  ]),
};
const router = await startTestRouter({
  env: { DATABASE_URL: database },
  environment: {
    TEAM_KEY: "key-of-the-team",
    PLATFORM_KEY: "key-of-platform",
    ...Object.fromEntries(TEAMS.map((team) => [team.replace("-", "_").toUpperCase(), `key-of-${team}`])),
  },
  routing: () => routing,
  answer: async ({ action, dedupKey, destination, subject }) => {
    await sleep(Math.random() * 5);
    appendFileSync(
      file,
      `${JSON.stringify({ pid: process.pid, action, dedupKey, channel: destination.channel, slo: subject.labels["slo"] })}\n`,
    );
    await sleep(Number(patience) + Math.random() * 5);
    return { outcome: "accepted", detail: "" };
  },
});
console.log(JSON.stringify({ url: router.url, adminUrl: router.adminUrl }));
process.once("SIGTERM", () => void router.close().then(() => process.exit(0)));
