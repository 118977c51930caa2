import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('one takes its turns after each other, and leaves room for others', async () => {
  const turns = new Turns({ one: 2, all: 3, waiting: 2 });
  const running: string[] = [];
  const ends: Record<string, () => void> = {};
  const start = (whose: string, name: string) =>
    turns.run(whose, () => {
      running.push(name);
      return new Promise<string>((resolve) => {
        ends[name] = () => resolve(name);
      });
    });
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => start('acme', name));
  await expect(start('acme', 'a5')).rejects.toMatchObject({ status: 429 });
  all.push(start('bolt', 'b1'), start('bolt', 'b2'));
  await tick();
  expect(running).toEqual(['a1', 'a2', 'b1']);
  ends.a1();
  await tick();
  expect(running).toHaveLength(4);
  ends.b1();
  await tick();
  expect([...running].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  for (const name of ['a2', 'a3', 'b2']) ends[name]();
  await tick();
  ends.a4();
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']);
  await expect(turns.run('acme', () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  expect(await turns.run('acme', async () => 'goes on')).toBe('goes on');
});
