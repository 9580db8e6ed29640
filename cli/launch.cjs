#!/usr/bin/env node
const { readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");

/*
 * `slo` in a checkout. A process spends most of its time on reading some hundred sources, so it runs a bundle of them when that is
 * what they are now, makes it anew when it is not, and runs the sources where none can be made. CommonJS: it starts quicker.
 */
const CACHE = join(__dirname, "../node_modules/.cache/slo");

const program = bundled();
if (program !== undefined) require(program);
else void runAnew();

/** The bundle, when every file that went into it is as it was. */
function bundled() {
  try {
    /** @type {import("../packaging/command-bundle.ts").Bundle} */
    const { program, files } = JSON.parse(readFileSync(join(CACHE, "bundle.json"), "utf8"));
    return files.every(([path, state]) => stateOf(path) === state) ? program : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function stateOf(path) {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

async function runAnew() {
  const program = await bundledAnew();
  if (program !== undefined) return require(program);
  require("node:module").enableCompileCache();
  return import("./slo.ts");
}

/** A folder that cannot be written and a source that is wrong are no reason not to run: the sources will tell. */
async function bundledAnew() {
  try {
    const { bundleCommand } = await import("../packaging/command-bundle.ts");
    return await bundleCommand(CACHE, stateOf);
  } catch {
    return undefined;
  }
}
