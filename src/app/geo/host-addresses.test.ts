import { expect, test } from 'vitest';
import { HostAddresses } from './host-addresses.ts';

test('names lead to their addresses, and to those of before while nobody answers', async () => {
  let now = 0;
  let answer: readonly string[] | undefined = ['192.0.2.10', '2001:db8::10'];
  const asked: string[] = [];
  const hosts = new HostAddresses(
    () => now,
    async (host) => {
      asked.push(host);
      if (!answer) throw new Error('no answer');
      return answer;
    },
  );
  const of = async () =>
    Object.fromEntries(await hosts.of(['pbx.example', '192.0.2.1', '192.0.2.0/24', '', 'pbx.example']));
  expect(await of()).toEqual({ 'pbx.example': ['192.0.2.10', '2001:db8::10'] });
  expect(await of()).toEqual({ 'pbx.example': ['192.0.2.10', '2001:db8::10'] });
  expect(asked).toEqual(['pbx.example']);
  now = 600_000;
  answer = undefined;
  // Nobody waits for the second answer: it counts the next time.
  expect(await of()).toEqual({ 'pbx.example': ['192.0.2.10', '2001:db8::10'] });
  now = 1_200_000;
  answer = ['192.0.2.20'];
  await of();
  expect(await of()).toEqual({ 'pbx.example': ['192.0.2.20'] });
  expect(asked).toHaveLength(3);
});

test('a name that nobody answers for holds nothing up for ever, and one that is gone is forgotten', async () => {
  const never = new HostAddresses(
    () => 0,
    () => new Promise(() => {}),
  );
  expect(await never.of(['slow.example'])).toEqual(new Map([['slow.example', []]]));
  expect(await never.of([])).toEqual(new Map());
});
