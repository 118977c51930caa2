import { expect, test } from 'vitest';
import type { AlertChange } from '../core/alert.ts';
import { readCidr } from '../core/ip.ts';
import { CustomerNetworks } from './customer-networks.ts';
import { Decider } from './decider.ts';
import { defaultPolicy } from './policy.ts';

const noon = Date.UTC(2026, 4, 20, 12);
const alert = (sourceIp: string): AlertChange =>
  ({
    kind: 'opened',
    alert: {
      ...{ id: `a-${sourceIp}`, rule: 'sip-brute-force', severity: 'high', tenant: 'provider', asset: '', group: {} },
      ...{ start: noon, end: noon, count: 9, distinct: { users: 1, addresses: 1, numbers: 0 }, sourceIp, userName: '' },
      ...{
        country: '',
        asNumber: 0,
        asName: '',
        sentence: { nl: 'Iemand raadt.', en: 'Somebody guesses.' },
        evidence: [],
      },
      response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
    },
  }) as unknown as AlertChange;

test('a network of a customer is not blocked automatically, whole, in part or around it, and nobody reads whose it is', () => {
  const decider = new Decider({ ...defaultPolicy, mode: 'enforce' });
  decider.networks.replace({
    addresses: [{ tenant: 'bakker', range: '198.51.100.0/28', asset: '', shared: false }],
  });
  const held = decider.decide(alert('198.51.100.7'));
  expect(held).toMatchObject({ state: 'held' });
  expect(held!.guards.find(({ guard }) => guard === 'customer-site')).toMatchObject({ passed: false });
  expect(held!.reason.nl).toContain('netwerk van een klant');
  expect(JSON.stringify(held)).not.toContain('bakker');
  expect(decider.decide(alert('198.51.100.16'))).toMatchObject({ state: 'asked' });
  decider.networks.replace({ addresses: [] });
  expect(decider.decide(alert('198.51.100.8'))).toMatchObject({ state: 'asked' });
});

test('ranges around, inside and beside', () => {
  const networks = new CustomerNetworks();
  networks.replace({
    addresses: ['198.51.100.0/28', '198.51.100.3/32', '2001:db8:7::/48'].map((range) => ({
      tenant: 'a',
      range,
      asset: '',
      shared: false,
    })),
  });
  const covering = (text: string) => networks.covering(readCidr(text)!);
  expect(covering('198.51.100.3')).toContain('198.51.100.3 ');
  expect(covering('198.51.100.4')).toContain('198.51.100.0/28');
  expect(covering('198.51.0.0/16')).not.toBe('');
  expect(covering('2001:db8:7:9::1')).toContain('2001:db8:7::/48');
  expect(covering('198.51.100.16/28')).toBe('');
  expect(covering('2001:db8:8::/48')).toBe('');
});
