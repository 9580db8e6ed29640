/** Keys whose values are somebody's own: never logged, at any depth, in camelCase or snake_case. */
const PERSONAL_KEYS =
  /^(?:.*(?:phone|mobile|address|password|secret|token|cookie|authorization|api[_-]?key|signature|tax_?id|e-?mail|recipient|credential)s?.*|name|full_?name|customer_?name|login)$/i;

/** What personal data looks like wherever it turns up in a text. */
const PERSONAL_TEXTS: readonly RegExp[] = [
  // JSON Web Tokens, and whatever stands after Bearer.
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi,
  // Secrets in addresses: user:password@ and ?token=
  /(?<=:\/\/)[^\s/@]+@/g,
  /(?<=[?&](?:token|access_token|signature|key|code)=)[^\s&#"]+/gi,
  // Taiwanese mobile and landline numbers, with or without +886.
  /(?:\+886[\s-]?|\b0)9\d{2}[\s-]?\d{3}[\s-]?\d{3}\b/g,
  /(?:\+886[\s-]?|\(?\b0)[2-8]\d?\)?[\s-]?\d{3,4}[\s-]?\d{4}\b/g,
  // National identity numbers: a letter, 1, 2, 8 or 9, and eight digits.
  /\b[A-Z][1289]\d{8}\b/g,
  /(?<=(?:統一編號|統編|tax id)[:：]?\s?)\d{8}/gi,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
];

export const REDACTED = "[redacted]";
const DEEPEST = 8;

/** A text without what looks like personal data or a secret. */
export function redactText(text: string): string {
  return PERSONAL_TEXTS.reduce((rest, pattern) => rest.replaceAll(pattern, REDACTED), text);
}

/** A copy of a value without personal data and secrets; errors become plain objects. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const own = value instanceof Error ? errorFields(value) : value;
  return Object.fromEntries(
    Object.entries(own).map(([key, field]) => [
      redactText(key),
      PERSONAL_KEYS.test(key) && field !== undefined && field !== null ? REDACTED : redact(field, depth + 1),
    ]),
  );
}

function errorFields(error: Error): object {
  const { message, stack, cause } = error;
  return { ...error, type: error.constructor.name, message, stack, ...(cause === undefined ? {} : { cause }) };
}
