import { expect, test } from 'vitest';
import { emptyBook, type GeoAttack, type GeoBook, type GeoPolicy } from '../../core/geo/geo-policy.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { kernelHits, refusedByModes } from './hits.ts';

const hour = Date.UTC(2026, 5, 3, 12);
const now = hour + 600_000;
const scope = { level: 'provider', tenant: '', site: '', asset: '' } as const;
const refuses = (country: string, state: GeoPolicy['state']): GeoPolicy => ({
  ...{ id: country, name: country, scope, state, proposeOn: '', reviewOn: '', owner: '', note: '' },
  ...{ version: 1, changedAt: 0, changedBy: '' },
  rules: [
    {
      ...{ id: 'r', verdict: 'refuse', services: ['sip'], subjects: [country], note: '' },
      ...{ limit: undefined, when: undefined, exception: undefined },
    },
  ],
});
const book: GeoBook = { ...emptyBook, policies: [refuses('US', 'enforced'), refuses('FR', 'watch')] };
const wishes: readonly LaneWish[] = [
  {
    ...{ id: 'all_regi', ports: { udp: [5060], tcp: [] }, destinations: [] },
    context: { tenant: '', site: '', asset: '', service: 'registration' },
  },
];
const hit = (country: string, packets: number) =>
  ({ lane: 'all_regi', country, hosting: false, verdict: 'refuse', packets }) as const;

test('packets of the kernel count for the hour and the customer of their lane', () => {
  expect(kernelHits([hit('US', 7)], wishes, now)).toEqual([
    {
      ...{ hour, tenant: 'provider', service: 'registration', country: 'US', hosting: false, verdict: 'refuse' },
      ...{ lane: 'all_regi', count: 7 },
    },
  ]);
});

test('a mode counts what it alone refuses', () => {
  const attack: GeoAttack = {
    ...{ id: 'mode', kind: 'refuse-countries', scope, services: [], countries: ['US', 'BR'], from: 1, until: now + 1 },
    ...{ author: '', reason: '', alert: '' },
  };
  const on = { ...book, attacks: [attack] };
  expect(refusedByModes([hit('US', 5), hit('BR', 3), hit('BR', 4)], wishes, on, now)).toEqual(new Map([['mode', 7]]));
  expect(refusedByModes([hit('BR', 3)], wishes, on, now + 2)).toEqual(new Map());
});
