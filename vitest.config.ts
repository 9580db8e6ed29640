import { defineConfig } from "vitest/config";

const ROOMS = ["alerts", "cli", "dashboards", "foundation", "local", "runbooks", "service", "slo"];
const CRITICAL = ["service/sign-in/*.ts", "service/sync/rollback.ts", "alerts/intake/*.ts", "alerts/outbox/*.ts"];

export default defineConfig({
  test: {
    // Each story is a whole platform.
    maxConcurrency: 3,
    include: ["**/*.test.ts"],
    exclude: ["node_modules", "build"],
    // Two cores: real servers in one file already keep both busy.
    maxWorkers: 2,
    // Its modules import JSON in a way that Node refuses.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    // `npm run coverage`, a job of its own: what tests start as processes of their own is not counted.
    coverage: {
      include: ROOMS.map((room) => `${room}/**/*.ts`),
      reporter: ["text-summary", "html", "json-summary"],
      thresholds: {
        ...Object.fromEntries(ROOMS.map((room) => [`${room}/**/*.ts`, { lines: 80 }])),
        // Signing in, from intake to commit, the outbox, taking back: no line that no test has run.
        ...Object.fromEntries(CRITICAL.map((files) => [files, { lines: 100 }])),
      },
    },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
