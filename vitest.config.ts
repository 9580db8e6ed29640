import { defineConfig } from "vitest/config";

/** Where processes that tests start leave what V8 counted of them: set by `npm run coverage` (test/coverage). */
const processes = process.env["COVERED_PROCESSES"];

/** Whole platforms by the clock, and bundles: what is counted while it runs is late, and other tests run the same lines. */
const NOT_COUNTED = [
  "service/traffic/traffic.test.ts",
  "test/launch.test.ts",
  "test/real/compiled-files.test.ts",
  "test/real/image.test.ts",
  "test/real/router-crash.test.ts",
  "test/real/router-storage.test.ts",
  "test/real/service-chaos.test.ts",
  "test/real/service-true-numbers.test.ts",
];

export default defineConfig({
  test: {
    // Each story is a whole platform.
    maxConcurrency: 3,
    include: ["**/*.test.ts"],
    exclude: ["node_modules", "build", ...(processes === undefined ? [] : NOT_COUNTED)],
    env: processes === undefined ? {} : { NODE_V8_COVERAGE: processes },
    // Two cores: real servers in one file already keep both busy.
    maxWorkers: 2,
    // Its modules import JSON in a way that Node refuses.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    coverage: {
      include: ["alerts", "cli", "dashboards", "foundation", "local", "runbooks", "service", "slo"].map(
        (room) => `${room}/**/*.ts`,
      ),
      reporter: ["html", "json"],
      reportOnFailure: true,
    },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
