/** A Taiwanese mobile number in the international form, +8869 and eight digits; undefined when it is none. */
export function mobileNumber(text: string): string | undefined {
  const digits = text.normalize("NFKC").replaceAll(/[\s().-]/g, "");
  const rest = /^(?:\+?886|0)(9\d{8})$/.exec(digits)?.[1];
  return rest === undefined ? undefined : `+886${rest}`;
}
