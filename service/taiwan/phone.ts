/** What people write between digits; dashes and spaces of every width, and marks that nobody sees. */
const BETWEEN = /[\s\p{Pd}\p{Cf}\u2212().·・/~]/gu;
/** Abroad begins with a plus, with 00, or with 002 and 009 as two Taiwanese carriers have it; the 0 may stay, as on cards: +886 (0)912. */
const MOBILE = /^(?:(?:\+|00[29]?)?8860?|0)(9\d{8})$/;

/** A Taiwanese mobile number in the international form, +8869 and eight digits; undefined when it is none. */
export function mobileNumber(text: string): string | undefined {
  const digits = text.normalize("NFKC").replace(/^tel:/i, "").replaceAll(BETWEEN, "");
  const rest = MOBILE.exec(digits)?.[1];
  return rest === undefined ? undefined : `+886${rest}`;
}
