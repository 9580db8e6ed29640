#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything else is loaded: a cold start is mostly compiling our own source.
enableCompileCache();
const { run } = await import("./run.ts");
process.exitCode = await run(process.argv.slice(2));
