const WEIGHTS = [1, 2, 1, 2, 1, 2, 4, 1] as const;
// Since April 2023 a multiple of 5 is enough; before, it had to be one of 10, which is one of 5 too.
const DIVISOR = 5;

/**
 * Whether a business tax id (統一編號) has a right check digit: the digit sums of the weighted digits add up to a multiple
 * of 5. A seven in the seventh place weighs 28, whose digit sum 10 may count as 1 or as 0.
 * Source: Ministry of Finance, 營利事業統一編號檢查碼邏輯修正說明 (2023).
 */
export function isTaxId(text: string): boolean {
  // Of eight equal digits 00000000 and 55555555 would fit too; they are what people fill in, and nobody's.
  if (!/^\d{8}$/.test(text) || /^(\d)\1+$/.test(text)) return false;
  const sum = WEIGHTS.reduce<number>((total, weight, place) => total + digitSum(Number(text[place]) * weight), 0);
  return sum % DIVISOR === 0 || (text[6] === "7" && (sum + 1) % DIVISOR === 0);
}

function digitSum(number: number): number {
  return Math.floor(number / 10) + (number % 10);
}
