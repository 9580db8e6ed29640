import { taipeiDate } from "./taipei-time.ts";

/** Two letters and eight digits: 統一發票 numbers are allotted by the tax authority in ranges for two months. */
export const INVOICE_NUMBER = /^[A-Z]{2}\d{8}$/;

/** The two-month period of an invoice, as the authority writes it: year of the Republic and its even month, 11512. */
export function invoicePeriod(issuedAt: number): string {
  const { year, month } = taipeiDate(issuedAt);
  const republic = year - 1911;
  return `${republic}${String(month + (month % 2)).padStart(2, "0")}`;
}

/** The number at a place of a range, from 0 to 99999999. Throws when the range has no such place. */
export function invoiceNumber(letters: string, place: number): string {
  const number = `${letters}${String(place).padStart(8, "0")}`;
  if (!INVOICE_NUMBER.test(number)) throw new RangeError(`there is no invoice number ${number}`);
  return number;
}
