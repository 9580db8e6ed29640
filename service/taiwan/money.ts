/** Business tax is 5 % on top of the price. */
const TAX_PERCENT = 5;

/** The tax within an amount that includes it; both in whole TWD, which has no smaller unit in use. */
export function taxWithin(amountTwd: number): number {
  return amountTwd - Math.round((amountTwd * 100) / (100 + TAX_PERCENT));
}
