#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything else is loaded: a cold start is mostly compiling our own source.
enableCompileCache();
const { run } = await import("./run.ts");
// `slo … | head` closes the pipe early; that is no error.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit();
  throw error;
});
process.exitCode = await run(process.argv.slice(2));
