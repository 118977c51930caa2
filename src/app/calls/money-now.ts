import { type MoneyNow, moneyKinds } from '../../core/calls/call-records.ts';
import type { Exposure } from '../../core/rates/exposure.ts';

/** Of each kind so many are told, those with most money of the month; so many are looked at. */
const mostTold = 100;
const mostLooked = 20_000;

/** Money of a customer as of now by account, number, trunk and destination; those without any of the month are left out. */
export function moneyNow(exposure: Exposure, tenant: string): readonly MoneyNow[] {
  return moneyKinds.flatMap((kind) =>
    exposure
      .ofOwner(kind, tenant, mostLooked)
      .map(({ name, key, running }): MoneyNow => {
        const [hour, day, week, month] = (['hour', 'day', 'week', 'month'] as const).map((window) =>
          exposure.money(key, window),
        );
        return { kind, name, running, hour: hour!, day: day!, week: week!, month: month! };
      })
      .filter(({ month, week, running }) => month > 0 || week > 0 || running > 0)
      .sort((a, b) => b.month - a.month || b.running - a.running)
      .slice(0, mostTold),
  );
}
