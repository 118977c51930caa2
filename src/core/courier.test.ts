import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Courier, waitAfter } from './courier.ts';
import { isInnerAddress } from './egress.ts';
import { MemoryOutbox, type Parcel } from './outbox.ts';

const patience = { firstMs: 1000, longestMs: 60_000, giveUpMs: 600_000 };
const parcel = (id: string, channel = 'mail', createdAt = 0) => ({ id, channel, address: 'x', content: id, createdAt });

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

describe('a courier', () => {
  it('waits longer each time, up to a limit, with the upper half left to chance', () => {
    expect([1, 2, 3, 4, 10, 99].map((attempts) => waitAfter(attempts, patience, 0))).toEqual([
      500, 1000, 2000, 4000, 30_000, 30_000,
    ]);
    expect(waitAfter(1, patience, 0.999)).toBeLessThanOrEqual(1000);
  });

  it('gives up after its time, visibly', async () => {
    const outbox = new MemoryOutbox<string>();
    let attempts = 0;
    const send = async () => {
      attempts++;
      throw new Error('down');
    };
    const courier = new Courier({ outbox, send, clock: Date.now, random: () => 0.5, patience });
    courier.start();
    await outbox.put([parcel('a')]);
    courier.wake();
    await vi.advanceTimersByTimeAsync(700_000);
    expect(outbox.outcome('a')).toBe('down');
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThan(25);
    await courier.stop();
  });

  it('does not deliver twice what ended while the outbox was read', async () => {
    const outbox = new MemoryOutbox<string>();
    const due = outbox.due.bind(outbox);
    // What was read is told late, as by a database under load.
    outbox.due = async (...asked: Parameters<typeof due>) => {
      const read = await due(...asked);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return read;
    };
    const sent: string[] = [];
    const send = async ({ id }: { readonly id: string }) => {
      sent.push(id);
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const courier = new Courier<string>({ outbox, send, clock: Date.now, random: () => 0 });
    courier.start();
    await outbox.put([parcel('a')]);
    courier.wake();
    // The next look begins while the first is on its way.
    await vi.advanceTimersByTimeAsync(55);
    courier.wake();
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual(['a']);
    await courier.stop();
  });

  it('does not deliver twice when the outbox could not be told', async () => {
    const outbox = new MemoryOutbox<string>();
    let failures = 2;
    const done = outbox.done.bind(outbox);
    outbox.done = (id) => (failures-- > 0 ? Promise.reject(new Error('database is down')) : done(id));
    const sent: string[] = [];
    const trouble: unknown[] = [];
    const courier = new Courier<string>({
      outbox,
      send: async ({ id }) => void sent.push(id),
      clock: Date.now,
      random: () => 0,
      onTrouble: (error) => trouble.push(error),
    });
    courier.start();
    await outbox.put([parcel('a')]);
    courier.wake();
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual(['a']);
    expect(trouble).toHaveLength(2);
    expect(outbox.outcome('a')).toBe('');
    await courier.stop();
  });

  describe('whose receivers cannot drop a repeat', () => {
    const make = (outbox: MemoryOutbox<string>, send: (parcel: Parcel<string>) => Promise<void>) => {
      const repeats: string[] = [];
      const courier = new Courier<string>({
        ...{ outbox, send, clock: Date.now, random: () => 0, patience, marks: true },
        onRepeat: async ({ id }) => void repeats.push(id),
      });
      courier.start();
      return { courier, repeats };
    };

    it('writes down that it begins, and what a crash cut off goes out again and says so', async () => {
      const outbox = new MemoryOutbox<string>();
      await outbox.put([parcel('a')]);
      const first: boolean[] = [];
      // It never comes back: the process dies here.
      make(outbox, async ({ begun }) => {
        first.push(begun);
        await new Promise(() => {});
      });
      await vi.advanceTimersByTimeAsync(100);
      expect(await outbox.due(100, 1)).toMatchObject([{ id: 'a', begun: true }]);
      const second: boolean[] = [];
      const { courier, repeats } = make(outbox, async ({ begun }) => void second.push(begun));
      await vi.advanceTimersByTimeAsync(100);
      expect([first, second, repeats, outbox.outcome('a')]).toEqual([[false], [true], ['a'], '']);
      await courier.stop();
    });

    it('an attempt that failed was none that may have arrived', async () => {
      const outbox = new MemoryOutbox<string>();
      await outbox.put([parcel('a')]);
      const begun: boolean[] = [];
      const { courier, repeats } = make(outbox, async (parcel) => {
        begun.push(parcel.begun);
        if (begun.length < 3) throw new Error('busy');
      });
      await vi.advanceTimersByTimeAsync(20_000);
      expect([begun, repeats]).toEqual([[false, false, false], []]);
      await courier.stop();
    });

    it('does not send what it could not write down, and loses no patience over it', async () => {
      const outbox = new MemoryOutbox<string>();
      await outbox.put([parcel('a')]);
      let away = 3;
      const begin = outbox.begin.bind(outbox);
      outbox.begin = (id) => (away-- > 0 ? Promise.reject(new Error('database is down')) : begin(id));
      const sent: number[] = [];
      const { courier } = make(outbox, async ({ attempts }) => void sent.push(attempts));
      await vi.advanceTimersByTimeAsync(2500);
      expect(sent).toEqual([]);
      await vi.advanceTimersByTimeAsync(5000);
      expect(sent).toEqual([0]);
      await courier.stop();
    });
  });

  it('lets one channel that hangs leave the others their own places', async () => {
    const outbox = new MemoryOutbox<string>();
    const sent: string[] = [];
    let release = () => {};
    const hang = new Promise<void>((resolve) => {
      release = resolve;
    });
    const send = async ({ id, channel }: Parcel<string>) => {
      if (channel === 'mail') await hang;
      sent.push(id);
    };
    const courier = new Courier<string>({ outbox, send, clock: Date.now, random: () => 0 });
    courier.start();
    await outbox.put([...Array.from({ length: 50 }, (_, i) => parcel(`m${i}`)), parcel('w', 'webhook')]);
    courier.wake();
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toEqual(['w']);
    release();
    await vi.advanceTimersByTimeAsync(10);
    expect(sent).toHaveLength(51);
    await courier.stop();
  });

  it('takes only its own channel when told so', async () => {
    const outbox = new MemoryOutbox<string>();
    const sent: string[] = [];
    const send = async ({ id }: Parcel<string>) => void sent.push(id);
    const courier = new Courier<string>({ outbox, channel: 'b', send, clock: Date.now, random: () => 0 });
    courier.start();
    await outbox.put([parcel('1', 'a'), parcel('2', 'b')]);
    courier.wake();
    await vi.advanceTimersByTimeAsync(3000);
    expect(sent).toEqual(['2']);
    await courier.stop();
  });
});

describe('an outbox in memory', () => {
  it('is bounded and counts what it refuses', async () => {
    const outbox = new MemoryOutbox<string>(2);
    await outbox.put([parcel('1'), parcel('1'), parcel('2'), parcel('3')]);
    expect(outbox.waiting).toBe(2);
    expect(outbox.refused).toBe(1);
  });
});

describe('inner addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.1.1',
    '169.254.169.254',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.0.192',
    '198.18.0.1',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2001:0:cb00:7107::1',
    '64:ff9b:1::1',
    '::10.0.0.1',
    'x',
    '',
  ])('%s is one', (text) => expect(isInnerAddress(text)).toBe(true));
  it.each([
    '203.0.113.7',
    '2001:db8::1',
    '64:ff9b::cb00:7107',
    '2002:cb00:7107::1',
    '2a00:1450:4001::1',
    '::ffff:203.0.113.7',
  ])('%s is none', (text) => expect(isInnerAddress(text)).toBe(false));
});
