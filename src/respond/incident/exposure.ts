/** What one alert about calls has cost, micro-euro; `payer` '' when it is about the whole customer. */
export interface AlertCost {
  readonly tenant: string;
  readonly payer: string;
  readonly cost: number;
}

/**
 * What the calls of several alerts cost together. Two alerts about one account are mostly about the same calls, so the dearest of
 * them counts; one about the whole customer has the calls of its accounts in it.
 */
export function exposureOf(alerts: readonly AlertCost[]): number {
  let total = 0;
  for (const [, ofCustomer] of Map.groupBy(alerts, ({ tenant }) => tenant)) {
    let [whole, accounts] = [0, 0];
    for (const [payer, same] of Map.groupBy(ofCustomer, ({ payer }) => payer)) {
      const dearest = Math.max(0, ...same.map(({ cost }) => cost));
      if (payer === '') whole = dearest;
      else accounts += dearest;
    }
    total += Math.max(whole, accounts);
  }
  return Math.round(total);
}
