import { expect, test } from 'vitest';
import { Exposure } from '../../core/rates/exposure.ts';
import { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { moneyKey } from './call-money.ts';
import { moneyNow } from './money-now.ts';

const noon = Date.UTC(2026, 4, 20, 12);
const rate = { perMinute: 600_000, setup: 0, minimum: 0, increment: 1, estimate: false };

test('money of a customer by account, number, trunk and destination, most first, of nobody else', () => {
  const exposure = new Exposure();
  exposure.advance(noon);
  const calendar = new LocalCalendar('UTC');
  const keys = (tenant: string, account: string) => [
    exposure.key('account', moneyKey(tenant, account), calendar),
    exposure.key('destination', moneyKey(tenant, 'GM'), calendar),
  ];
  exposure.start(1, noon, rate, keys('acme', '201'));
  exposure.start(2, noon, rate, keys('acme', '202'));
  exposure.start(3, noon, rate, keys('other', '201'));
  exposure.advance(noon + 120_000);
  exposure.end(2, noon + 120_000);
  exposure.advance(noon + 240_000);
  const found = moneyNow(exposure, 'acme').map(({ kind, name, running, day }) => [kind, name, running, day]);
  expect(found).toEqual([
    ['account', '201', 1, 2_400_000],
    ['account', '202', 0, 1_200_000],
    ['destination', 'GM', 1, 3_600_000],
  ]);
  expect(moneyNow(exposure, 'nobody')).toEqual([]);
});
