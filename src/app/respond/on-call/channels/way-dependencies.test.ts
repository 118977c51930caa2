import { expect, test } from 'vitest';
import { configSchema } from '../../../config/schema.ts';
import { wayDependencies } from './way-dependencies.ts';

const config = configSchema.parse({
  smtp: { host: 'mail.own.example' },
  chat: { rooms: [{ id: 'noc', kind: 'slack', url: 'https://hooks.slack.com/services/x' }] },
  sms: { url: 'https://sms.example/send?to={number}&text={text}' },
  phone: { host: '192.0.2.10', user: 'alarm' },
  own_networks: ['198.51.100.0/24'],
});
const owned = { tenant: 'provider', shared: false };
const resolve = async (host: string) =>
  ({ 'mail.own.example': ['198.51.100.7'], 'sms.example': ['203.0.113.9'] })[host] ??
  (/^[\d.]+$/.test(host) ? [host] : []);

test('what channels go through, and which of it is ours', async () => {
  const addresses = [
    { ...owned, range: '192.0.2.0/28', asset: 'sbc-1' },
    { ...owned, range: '192.0.2.0/24', asset: '' },
  ];
  const found = await wayDependencies(config, { addresses }, resolve);
  expect(found.map(({ channel, host, ours }) => [channel, host, ours])).toEqual([
    ['mail', 'mail.own.example', ['own-network']],
    ['chat', 'hooks.slack.com', []],
    ['sms', 'sms.example', []],
    ['phone', '192.0.2.10', ['sbc-1']],
  ]);
});

test('what is not set up needs nothing', async () => {
  expect(await wayDependencies(configSchema.parse({}), { addresses: [] }, resolve)).toEqual([]);
});
