export const REDACTED = "[redacted]";
const LONGEST_TEXT = 10_000;

/** What a key is about, its spelling aside: nothing below such a key is logged. */
const PERSONAL_KEY =
  /phone|mobile|^tel$|address|mail|password|passwd|secret|token|jwt|cookie|authorization|apikey|privatekey|signature|credential|taxid|nationalid|idnumber|accountn(?:o|umber)|recipient|^(?:user|full|first|last|customer|buyer|driver|contact)?name$|^login$|^otp$|^(?:lat|latitude|lng|lon|longitude)$/;

const SECRETS = "token|jwt|password|passwd|secret|signature|credential|api[_-]?key|cookie";
/** Between the digits of a number that a person has written. */
const GAP = "[\\s().\\u2010-\\u2015-]";
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
];

/** What all of those have: eight digits close together, or a word or a sign. Most texts have none and are soon let through. */
const SUSPICIOUS = new RegExp(`\\d(?:${GAP}{0,3}\\d){7}|[@=%]|://|eyJ|bearer|authorization|${SECRETS}`, "i");

/** A text without what looks like personal data or a secret, cut at 10,000 characters. */
export function redactText(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)} [cut]` : text;
  if (!SUSPICIOUS.test(short)) return short;
  return PERSONAL_TEXTS.reduce((rest, pattern) => rest.replaceAll(pattern, `$1${REDACTED}`), short);
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
