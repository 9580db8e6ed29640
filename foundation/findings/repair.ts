const SECOND = 1_000;
/** Largest first, as they are written in a duration; with the words that people write for them. */
const UNITS = [
  ["w", 604_800 * SECOND, /^(w|weeks?)$/],
  ["d", 86_400 * SECOND, /^(d|days?)$/],
  ["h", 3_600 * SECOND, /^(h|hrs?|hours?)$/],
  ["m", 60 * SECOND, /^(m|mins?|minutes?)$/],
  ["s", SECOND, /^(s|secs?|seconds?)$/],
  ["ms", 1, /^(ms|millis|milliseconds?)$/],
] as const;
/** What YAML would take for something else than a text. */
const WORDS = /^(true|false|null|~|[\d.+-]+)$/i;

/** The text in the form that a schema asks for, where a person only wrote it otherwise: `30 days`, `Orders`, `9:00`. Undefined when nothing near has that form. */
export function repaired(text: string, pattern: string): string | undefined {
  const form = new RegExp(pattern, "u");
  // What is wrong with it is not its form.
  if (form.test(text)) return undefined;
  const plain = text.trim();
  const lower = plain.toLowerCase();
  const candidates = [plain, lower, lower.replaceAll(/[\s_.]+/g, "-"), duration(lower), padded(plain)];
  const found = candidates.find((one) => one !== undefined && form.test(one) && !WORDS.test(one));
  return found?.includes(":") ? JSON.stringify(found) : found;
}

function duration(text: string): string | undefined {
  const [, count, word] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text) ?? [];
  const unit = UNITS.find(([, , words]) => words.test(word ?? ""));
  let rest = unit === undefined ? 0 : Number((Number(count) * unit[1]).toPrecision(12));
  if (rest === 0 || !Number.isSafeInteger(rest)) return undefined;
  // People count windows in days.
  return UNITS.filter(([name]) => name !== "w")
    .flatMap(([name, size]) => {
      const times = Math.floor(rest / size);
      rest -= times * size;
      return times === 0 ? [] : [`${times}${name}`];
    })
    .join("");
}

/** `9:00` and `2026-1-5` with their zeros. */
function padded(text: string): string {
  return /^(\d{1,2}:\d\d|\d{4}-\d{1,2}-\d{1,2})$/.test(text) ? text.replaceAll(/(?<!\d)\d(?!\d)/g, "0$&") : text;
}
