import { CAPITALS, ROMANIZED } from "./romanized.ts";

export const REDACTED = "[redacted]";
const LONGEST_TEXT = 10_000;

/** What a key is about, its spelling aside: nothing below such a key is logged. */
const PERSONAL_KEY =
  /phone|mobile|^tel$|address|mail|password|passwd|secret|token|jwt|cookie|authorization|apikey|privatekey|signature|credential|taxid|nationalid|idnumber|accountn(?:o|umber)|recipient|^(?:user|full|first|last|customer|buyer|driver|contact)?name$|^login$|^otp$|^(?:lat|latitude|lng|lon|longitude)$/;

const SECRETS = "token|jwt|password|passwd|secret|signature|credential|api[_-]?key|cookie";
/** Between the digits of a number that a person has written. */
const GAP = "(?:[\\s().+\\u2010-\\u2015-]|%2[089Dd])";
const TAIWAN = "(?:\\+|%2B|00)886";

/**
 * What personal data and secrets look like wherever they turn up in a text; what a pattern captures stays. Digits beside
 * lower-case hexadecimal ones are part of an id, not of a number that somebody can be called at.
 */
const PERSONAL_TEXTS: readonly RegExp[] = [
  // JSON Web Tokens, and what a client shows to be let in.
  /()eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*/g,
  /()\bbearer\s+[^\s"',;]+/gi,
  /(\b(?:authorization|cookie)\s*[:=]\s*)[^\r\n]+/gi,
  // Secrets in addresses, in JSON within the text, and in assignments.
  /(:\/\/)[^\s/@]+(?=@)/g,
  /([?&](?:key|code|phone|login)=)[^\s&#"']+/gi,
  new RegExp(`((?:${SECRETS})\\\\*["']?\\s*[:=]\\s*\\\\*(["']))(?:\\\\.|(?!\\2).)*`, "gis"),
  new RegExp(`((?:${SECRETS})=)[^\\s&#"'\\\\,;}]+`, "gi"),
  // Taiwanese mobile numbers, then landlines, with the area code's four digits or fewer.
  new RegExp(
    `()(?<![\\da-f]|\\d\\.)(?:(?:${TAIWAN}|886)${GAP}{0,3}0?${GAP}{0,2}|0)9(?:${GAP}{0,2}\\d){8}(?![\\da-f])`,
    "g",
  ),
  new RegExp(
    `()(?<![\\da-f]|\\d\\.)(?:${TAIWAN}${GAP}{0,3}0?|0)(?:[2-8]\\d{0,2}${GAP}{0,2}\\d{3,4}${GAP}?\\d{3,4}|8[23]6${GAP}{0,2}\\d{5})(?![\\da-f])`,
    "g",
  ),
  // Numbers of identity cards. Two letters and eight digits are an invoice's.
  /()(?<![A-Za-z\d])[A-Za-z]\d{9}(?![A-Za-z\d])/g,
  /((?:統一編號|統編|tax[\s_-]?id|ubn)(?:\s?(?:number|no))?\W{0,3})\d{8}(?!\d)/gi,
  /()(?<![\w.%+-])[\w.%+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g,
  // The database and the JSON parser say what they could not read.
  /(\bKey \([^)]*\)=)\(.*?\)(?= (?:already exists|is not present|is still referenced|conflicts))/g,
  /(\bFailing row contains )\(.*\)/g,
  /(\binvalid input (?:syntax|value)[^:\n]{0,60}: )"[^\n]*"/g,
  /()(?:\.\.\.)?"[^\n]*"(?:\.\.\.)?(?= is not valid JSON)/g,
  ...ROMANIZED.map((pattern) => new RegExp(`()${pattern.source}`, "g")),
];

/** Our own texts are English: other letters are somebody's name or address, but for what a form calls its fields. */
const FOREIGN =
  /(?<![A-Za-z])[A-Za-z]{0,20}(?:[[\p{L}\p{M}]--[\p{ASCII}µ]]|%[89A-Fa-f][\dA-Fa-f]|\\u(?!00[0-7])[\dA-Fa-f]{4})(?:[\p{L}\p{M}\p{N}\p{Pd}、，．　]|[ ,.](?=[\p{Lu}\p{Lo}\d])|%[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4})*/gv;
const FIELD = /^(?:電話|手機|統編|統一編號|地址|姓名|身分證)/;

/** What all of those have: a word or a sign, or eight digits close together. Most texts have none and are soon let through. */
const DIGITS = new RegExp(`(?<![\\da-f])\\d(?:${GAP}{0,3}\\d){7}|[A-Za-z]\\d{9}`);
const SUSPICIOUS = new RegExp(
  `[@=%\\\\]|[^\\x00-\\x7f]|://|eyJ|bearer|authorization|valid JSON|Failing row|invalid input|${SECRETS}`,
  "i",
);

/** A word, a path or an address of the network: without capitals, spaces and signs, and with fewer digits, it is none of those. */
const PLAIN = /^(?:[a-z/._-]*\d){0,7}[a-z/._-]*$/;

/** A text without what looks like personal data or a secret, cut at 10,000 characters. */
export function redactText(text: string): string {
  if (text.length < 256 && PLAIN.test(text)) return text;
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} [cut]` : text;
  if (!SUSPICIOUS.test(short) && !DIGITS.test(short) && !CAPITALS.test(short)) return short;
  const plain = short.replaceAll(/[０-９＋－（）＠．]/g, (sign) => sign.normalize("NFKC"));
  const rest = PERSONAL_TEXTS.reduce((left, pattern) => left.replaceAll(pattern, `$1${REDACTED}`), plain);
  return rest.replaceAll(FOREIGN, withoutForeign);
}

function withoutForeign(words: string): string {
  const [field = ""] = FIELD.exec(words) ?? [];
  return words === field ? field : field + REDACTED;
}

/** A copy of a JSON value without personal data and secrets, in its keys too. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(redact);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      redactText(key),
      isPersonal(key) && field !== null ? REDACTED : redact(field),
    ]),
  );
}

/** A finished line of the log without personal data and secrets. */
export function redactLine(line: string): string {
  return `${JSON.stringify(redact(JSON.parse(line)))}\n`;
}

function isPersonal(key: string): boolean {
  return PERSONAL_KEY.test(key.replace(/[^a-z\d]/gi, "").toLowerCase());
}
