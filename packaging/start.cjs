const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");

/*
 * The command, from its bundle: `slo.js` there. Beside a part lies the code that V8 once made of it (`keep-code.cjs`), the functions
 * that ran included: to make it anew is half of a short run. V8 refuses code of another V8, or made under other flags.
 */

/** @type {Map<string, { exports: unknown }>} */
const loaded = new Map();
/** @type {Map<string, Script>} */
const scripts = new Map();
exports.scripts = scripts;

part("./command.js");

/**
 * @param {string} name
 * @returns {unknown}
 */
function part(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const place = join(__dirname, name);
  const module = { exports: {} };
  loaded.set(name, module);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(place, "utf8")}\n})`,
    {
      filename: place,
      cachedData: codeOf(place),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  scripts.set(place, script);
  const find = (/** @type {string} */ wanted) =>
    wanted.startsWith("./late-") ? latePart(wanted) : wanted.startsWith("./") ? part(wanted) : require(wanted);
  script.runInThisContext()(module.exports, find, module, place, __dirname);
  return module.exports;
}

/**
 * A part that is loaded when something of it is asked for.
 * @param {string} name
 */
function latePart(name) {
  return new Proxy({}, { get: (_, key) => Reflect.get(Object(part(name)), key) });
}

/** @param {string} place */
function codeOf(place) {
  try {
    return readFileSync(`${place}.code`);
  } catch {
    return undefined;
  }
}
