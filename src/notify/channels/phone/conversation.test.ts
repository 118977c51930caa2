import { expect, test } from 'vitest';
import { converse, type Telephone } from './conversation.ts';

/** A person who does these things when a key is waited for: a key, nothing (''), or hanging up. */
function person(...acts: readonly (string | 'hang-up')[]) {
  const said: string[] = [];
  const left = [...acts];
  let hasEnded = false;
  const phone: Telephone = {
    get hasEnded() {
      return hasEnded;
    },
    say: async (clip) => void said.push(clip),
    async key() {
      const act = left.shift() ?? '';
      if (act === 'hang-up') hasEnded = true;
      return act === '' || act === 'hang-up' ? undefined : act;
    },
  };
  const taken: string[] = [];
  return { phone, said, taken, take: async (choice: string) => void taken.push(choice) };
}

test('one key acknowledges, and it counts before it is said', async () => {
  const { phone, said, taken, take } = person('1');
  const choice = await converse(phone, async (key) => {
    expect(said).toEqual(['message', 'menu']);
    await take(key);
  });
  expect(choice).toBe('acknowledged');
  expect([said.at(-1), taken]).toEqual(['acknowledged', ['acknowledged']]);
});

test('three says it again, an unknown key is told, two declines', async () => {
  const { phone, said, taken, take } = person('3', '7', '2');
  expect(await converse(phone, take)).toBe('declined');
  expect(said).toEqual(['message', 'menu', 'message', 'menu', 'notUnderstood', 'menu', 'declined']);
  expect(taken).toEqual(['declined']);
});

test.each([
  ['nothing', [], 'nobody pressed a key'],
  ['hanging up', ['hang-up'], 'no key was pressed'],
  ['keys without end', Array(100).fill('9') as string[], 'nobody pressed a key'],
  ['repeats without end', Array(100).fill('3') as string[], 'nobody pressed a key'],
])('%s is no answer, and comes to an end', async (_, acts, message) => {
  const { phone, said, taken, take } = person(...acts);
  await expect(converse(phone, take)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    retryable: false,
  });
  expect(taken).toEqual([]);
  expect(said.length).toBeLessThan(40);
});

test('an answer that cannot be kept is not confirmed', async () => {
  const { phone, said } = person('1');
  await expect(converse(phone, () => Promise.reject(new Error('the database is away')))).rejects.toThrow('away');
  expect(said).not.toContain('acknowledged');
});
