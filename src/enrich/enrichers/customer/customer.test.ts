import { expect, test } from 'vitest';
import { Event } from '../../../core/event.ts';
import { CustomerEnricher } from './customer.ts';

const enricher = new CustomerEnricher({
  addresses: [
    { tenant: 'bakker', range: '198.51.100.0/24', asset: '', shared: false },
    { tenant: 'bakker', range: '192.0.2.10/32', asset: 'pbx', shared: false },
    { tenant: 'slager', range: '198.51.100.64/26', asset: '', shared: false },
    { tenant: 'bakker', range: '10.0.0.0/24', asset: '', shared: false },
    { tenant: 'slager', range: '10.0.0.0/24', asset: '', shared: false },
    { tenant: 'slager', range: '2001:db8:7::/48', asset: '', shared: false },
    { tenant: 'slager', range: '203.0.113.10/32', asset: 'trunk', shared: true },
  ],
  numbers: [
    { tenant: 'slager', first: 31201234600, last: 31201234699 },
    { tenant: 'bakker', first: 31201234500, last: 31201234599 },
  ],
  accounts: [
    { tenant: 'bakker', name: 'Bakker-101', realm: 'sip.example.nl' },
    { tenant: 'bakker', name: '101', realm: '' },
    { tenant: 'slager', name: '101', realm: '' },
  ],
});

function whose(parts: Partial<Event>): string {
  const event = Object.assign(new Event(), { tenant: 'provider', action: 'sip-auth', ...parts });
  enricher.enrich(event);
  return event.asset ? `${event.tenant}/${event.asset}` : event.tenant;
}

test('the system it happened at, then account, number and network tell whose an event is', () => {
  expect(whose({ destinationIp: '192.0.2.10', sipRequestUser: '+31201234600' })).toBe('bakker/pbx');
  expect(whose({ destinationIp: '192.0.2.10', action: 'admin-login' })).toBe('bakker/pbx');
  expect(whose({ userName: 'bakker-101', sourceIp: '198.51.100.70' })).toBe('bakker');
  expect(whose({ userName: 'bakker-101@SIP.example.nl' })).toBe('bakker');
  expect([whose({ userName: '999@sip.example.nl' }), whose({ userName: '999@elsewhere' })]).toEqual([
    'bakker',
    'provider',
  ]);
  for (const number of ['+31201234600', '0031201234650', '31201234699'])
    expect(whose({ sipRequestUser: number })).toBe('slager');
  expect(whose({ sourceIp: '198.51.100.7' })).toBe('bakker');
  expect(whose({ sourceIp: '198.51.100.70' })).toBe('slager');
  expect(whose({ sourceIp: '2001:db8:7:1::5', tenant: 'unassigned' })).toBe('slager');
});

test('what two customers share, what nobody has and what is no telephony stays with the provider', () => {
  expect(whose({ sourceIp: '10.0.0.5' })).toBe('provider');
  expect(whose({ userName: '101' })).toBe('provider');
  for (const number of ['+31201234700', '+31201234499', '112', '0201234600', 'x', '', '999999999999999999'])
    expect(whose({ sipRequestUser: number })).toBe('provider');
  expect(whose({ sourceIp: '198.51.100.7', action: 'admin-login' })).toBe('provider');
  expect(whose({ destinationIp: '198.51.100.7' })).toBe('provider');
  expect([whose({ destinationIp: '203.0.113.10' }), whose({ sourceIp: '203.0.113.10' })]).toEqual([
    'provider',
    'provider',
  ]);
});

test('events of a customer stay with the customer', () => {
  expect(whose({ tenant: 'slager', destinationIp: '192.0.2.10', userName: 'bakker-101' })).toBe('slager');
});

test('a change counts from the next event on', () => {
  const changing = new CustomerEnricher();
  const event = Object.assign(new Event(), { tenant: 'provider', action: 'sip-auth', sourceIp: '203.0.113.9' });
  changing.enrich(event);
  expect(event.tenant).toBe('provider');
  changing.replace({
    addresses: [{ tenant: 'kapper', range: '203.0.113.0/24', asset: '', shared: false }],
    numbers: [],
    accounts: [],
  });
  changing.enrich(event);
  expect(event.tenant).toBe('kapper');
});
