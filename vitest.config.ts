import { defineConfig } from "vitest/config";

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
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
