import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DatagramQueue } from './datagram-queue.ts';

/** A queue whose reader notes what it gets and takes `costMs` for each. */
function queue(costMs = 0) {
  const taken: string[] = [];
  const shed: string[] = [];
  const made = new DatagramQueue(
    (bytes, sender, now) => {
      taken.push(`${bytes} ${sender} ${now}`);
      for (const until = performance.now() + costMs; performance.now() < until; );
    },
    (sender) => shed.push(sender),
  );
  return { queue: made, taken, shed };
}

async function until(holds: () => boolean): Promise<void> {
  for (const last = Date.now() + 5000; !holds() && Date.now() < last; ) await turn();
}

test('datagrams are read in their order, each with its sender and time', async () => {
  const { queue: made, taken } = queue();
  const wanted: string[] = [];
  for (let i = 0; i < 5000; i++) {
    made.push(Buffer.from(`m${i}`), `s${i % 7}`, i);
    wanted.push(`m${i} s${i % 7} ${i}`);
    // The ring turns and grows in between.
    if (i % 700 === 699) await turn();
  }
  await until(() => taken.length === 5000);
  expect(taken).toEqual(wanted);
});

test('nothing is read within a push, and a slow reader does not hold up the loop', async () => {
  const { queue: made, taken } = queue(1);
  for (let i = 0; i < 10; i++) made.push(Buffer.from('x'), 'a', 0);
  expect(taken).toEqual([]);
  await until(() => taken.length > 0);
  expect(taken.length).toBeLessThan(10);
  await until(() => taken.length === 10);
  expect(taken).toHaveLength(10);
});

test('as long as the socket delivers full hands, the reader waits, but not for ever', async () => {
  const { queue: made, taken } = queue();
  for (let i = 0; i < 40; i++) made.push(Buffer.from('x'), 'a', 0);
  await turn();
  expect(taken).toEqual([]);
  await until(() => taken.length === 40);
  expect(taken).toHaveLength(40);
  for (let i = 0; i < 40_000; i++) made.push(Buffer.from('x'), 'a', 0);
  await turn();
  await turn();
  expect(taken.length).toBeGreaterThan(40);
  made.drain();
  expect(taken).toHaveLength(40_040);
});

test('what finds no room is handed to shed, by number and by bytes', () => {
  const many = queue();
  for (let i = 0; i < 65_536 + 3; i++) many.queue.push(Buffer.from('x'), 'a', 0);
  expect(many.shed).toHaveLength(3);
  many.queue.drain();
  expect(many.taken).toHaveLength(65_536);
  const large = queue();
  const bytes = Buffer.alloc(65_000, 'x');
  const fit = Math.floor((64 * 1024 * 1024) / bytes.length);
  for (let i = 0; i < fit + 2; i++) large.queue.push(bytes, 'b', 0);
  expect(large.shed).toEqual(['b', 'b']);
  large.queue.drain();
  large.queue.push(bytes, 'b', 0);
  expect(large.shed).toHaveLength(2);
  large.queue.drain();
});

test('a reader that throws loses its own datagram only', async () => {
  const taken: string[] = [];
  const made = new DatagramQueue(
    (bytes) => {
      if (String(bytes) === 'bad') throw new Error('bad');
      taken.push(String(bytes));
    },
    () => {},
  );
  for (const text of ['a', 'bad', 'b']) made.push(Buffer.from(text), '', 0);
  expect(() => made.drain()).toThrow('bad');
  made.drain();
  expect(taken).toEqual(['a', 'b']);
  await turn();
});
