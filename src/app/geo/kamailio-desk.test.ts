import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { GeoFileSource } from '../../enforce/geo/files/geo-files.ts';
import { KamailioDesk } from './kamailio-desk.ts';

const setup = {
  ...{
    id: 'edge',
    url: 'http://127.0.0.1:5060/RPC',
    table: '/t',
    service: 'registration' as const,
    customer: 'bakker',
  },
  ...{ token_file: '', ca_file: '' },
};
const source = { of: 'a policy' } as unknown as GeoFileSource;

function desk(put: () => Promise<{ changed: boolean; entries: number }>, known = true) {
  const alarms: string[] = [];
  const asked: unknown[] = [];
  const made = new KamailioDesk({
    followed: [{ setup, put }],
    lanes: async (...wish) => {
      asked.push(wish);
      return known ? source : undefined;
    },
    alarm: (_name, detail) => alarms.push(detail),
    clock: () => 0,
    log: () => {},
  });
  return { made, alarms, asked };
}

test('a change goes out, those that come while it is on its way go out together', async () => {
  const gate = Promise.withResolvers<{ changed: boolean; entries: number }>();
  let puts = 0;
  const { made, alarms, asked } = desk(() =>
    ++puts === 1 ? gate.promise : Promise.resolve({ changed: false, entries: 7 }),
  );
  made.follow();
  await setImmediate();
  for (let i = 0; i < 5; i++) made.follow();
  gate.resolve({ changed: true, entries: 7 });
  await made.stop();
  expect([puts, alarms]).toEqual([2, ['', '']]);
  expect(asked[0]).toEqual(['registration', 'bakker']);
});

test('one that does not answer is an alarm until it does', async () => {
  let fails = true;
  const { made, alarms } = desk(async () => {
    if (fails) throw new Error('connection refused');
    return { changed: true, entries: 7 };
  });
  made.follow();
  await made.stop();
  fails = false;
  made.follow();
  await made.stop();
  expect(alarms[0]).toContain('connection refused');
  expect(alarms[1]).toBe('');
});

test('while nobody knows the policy it keeps what it has', async () => {
  const { made, alarms } = desk(() => Promise.reject(new Error('must not be asked')), false);
  made.follow();
  await made.stop();
  expect(alarms).toEqual([]);
});
