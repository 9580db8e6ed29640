/** One payment of a file: whose order, and how much in whole TWD. */
export interface PaymentRecord {
  readonly orderId: string;
  readonly amountTwd: number;
}

export interface PaymentFile {
  /** The business day, YYYYMMDD. */
  readonly day: string;
  readonly records: readonly PaymentRecord[];
}

const HEADER = /^H\|(LUCKYGAS)\|(\d{8})$/;
const RECORD = /^D\|([\w-]{1,64})\|(\d{1,9})$/;
const TRAILER = /^T\|(\d{1,9})\|(\d{1,15})$/;

/**
 * The file that banks and we exchange: a header, one line for each payment, and a trailer with their number and sum,
 * so that a file cut off on the way is known to be one.
 */
export function printPaymentFile({ day, records }: PaymentFile): string {
  const sum = records.reduce((total, { amountTwd }) => total + amountTwd, 0);
  const lines = records.map(({ orderId, amountTwd }) => `D|${orderId}|${amountTwd}`);
  return [`H|LUCKYGAS|${day.replaceAll("-", "")}`, ...lines, `T|${records.length}|${sum}`, ""].join("\n");
}

/** Reads a file; answers with why not, when it cannot be trusted as a whole. */
export function readPaymentFile(text: string): PaymentFile | { readonly reason: string } {
  const lines = text.split(/\r?\n/);
  if (lines.pop() !== "") return { reason: "the file does not end with a line end" };
  const header = HEADER.exec(lines[0] ?? "");
  const trailer = TRAILER.exec(lines.at(-1) ?? "");
  if (header === null) return { reason: "the header is missing" };
  if (trailer === null || lines.length < 2) return { reason: "the trailer is missing" };
  const records: PaymentRecord[] = [];
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const [, orderId, amount] = RECORD.exec(line) ?? [];
    if (orderId === undefined) return { reason: `line ${index + 2} is no record` };
    records.push({ orderId, amountTwd: Number(amount) });
  }
  const sum = records.reduce((total, { amountTwd }) => total + amountTwd, 0);
  if (records.length !== Number(trailer[1]))
    return { reason: `${records.length} records, the trailer says ${trailer[1]}` };
  if (sum !== Number(trailer[2])) return { reason: `the sum is ${sum}, the trailer says ${trailer[2]}` };
  return { day: header[2] ?? "", records };
}
