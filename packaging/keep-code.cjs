const { writeFileSync } = require("node:fs");

/* `node packaging/keep-code.cjs PROGRAM ARGUMENT…` runs a command from its bundle, and leaves beside each part the code that V8 made of it. */
const [node, , program, ...args] = process.argv;
process.argv = [node, program, ...args];
/** @type {{ scripts: Map<string, import("node:vm").Script> }} */
const { scripts } = require(program);
process.on("exit", () => {
  for (const [place, script] of scripts) writeFileSync(`${place}.code`, script.createCachedData());
});
