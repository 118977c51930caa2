import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { ChannelCalls, type ChannelCallsOptions } from './channel-calls.ts';
import { readChannelName } from './channel-name.ts';
import { dialledNumber, mayBeSame } from './dialled-number.ts';

const t = 1_795_000_000_000;

/** Drives calls as Asterisk would tell of them; ids count up. */
function lab(options: ChannelCallsOptions = {}) {
  const told: CallRecord[] = [];
  const calls = new ChannelCalls((record) => told.push(record), options);
  const channel = (
    id: string,
    name: string,
    linkedId: string,
    extension: string,
    more: Record<string, string> = {},
  ) => ({
    uniqueId: id,
    linkedId,
    name,
    callerNumber: '',
    extension,
    context: 'phones',
    accountCode: '',
    ...more,
  });
  return {
    told,
    calls,
    /** Somebody dials us. */
    comes(id: string, endpoint: string, to: string, time: number, more: Record<string, string> = {}) {
      calls.began(channel(id, `PJSIP/${endpoint}-${id}`, id, to, { callerNumber: endpoint, ...more }), true, time);
    },
    /** A channel dials an endpoint. */
    rings(
      by: string,
      id: string,
      endpoint: string,
      extension: string,
      time: number,
      dialString = '',
      context = 'phones',
    ) {
      calls.began(channel(id, `PJSIP/${endpoint}-${id}`, '1', 's', { context }), false, time);
      calls.dials(by, id, extension, dialString, time);
    },
    /** A channel dials a Local channel. */
    local(by: string | undefined, one: string, two: string, to: string, time: number) {
      calls.began(channel(one, `Local/${to}@phones-7;1`, '1', to), false, time);
      calls.began(channel(two, `Local/${to}@phones-7;2`, '1', to), false, time);
      calls.dials(by, one, to, to, time);
    },
    /** The newest of each call. */
    now(): CallRecord[] {
      return [...new Map(told.map((record) => [record.id, record])).values()];
    },
  };
}

describe('a call', () => {
  it('is told when it begins, is dialled, answered and over, and no more often', () => {
    const { told, calls, comes, rings } = lab();
    comes('1', '100', '0022070012345', t);
    rings('1', '2', 'carrier', '0022070012345', t + 5, '0022070012345@carrier');
    calls.answered('2', t + 4_000);
    calls.answered('1', t + 4_010);
    calls.answered('2', t + 5_000);
    calls.ended('2', 16, t + 9_000);
    calls.ended('1', 16, t + 9_001);
    expect(told.map(({ trunk, answer, end }) => [trunk, answer && answer - t, end && end - t])).toEqual([
      ['', undefined, undefined],
      ['carrier', undefined, undefined],
      ['carrier', 4_000, undefined],
      ['carrier', 4_000, 9_000],
    ]);
    expect(told[3]).toMatchObject({
      id: '1',
      account: '100',
      from: '100',
      to: '0022070012345',
      outcome: 'answered',
      cause: 16,
    });
    expect([calls.running, calls.channels]).toEqual([[], 0]);
  });

  it.each([
    ['BUSY', 17, 'busy'],
    ['NOANSWER', 0, 'no-answer'],
    ['CANCEL', 16, 'cancelled'],
    ['CHANUNAVAIL', 20, 'failed'],
    ['', 21, 'failed'],
    ['', 0, 'unknown'],
  ])('that ends with %s and cause %d is %s', (status, cause, outcome) => {
    const { told, calls, comes, rings } = lab();
    comes('1', '100', '0201234567', t);
    rings('1', '2', 'carrier', '0201234567', t);
    calls.dialled('2', status, false);
    calls.ended('2', 0, t + 1);
    calls.ended('1', cause, t + 2);
    expect(told.at(-1)).toMatchObject({ outcome, cause, answer: undefined, end: t + 2 });
  });

  it('over the second trunk when the first fails is one call', () => {
    const { calls, comes, rings, now } = lab();
    comes('1', '100', '0022070012345', t);
    rings('1', '2', 'first', '0022070012345', t + 10);
    calls.dialled('2', 'CONGESTION', false);
    calls.ended('2', 34, t + 20);
    rings('1', '3', 'second', '0022070012345', t + 30);
    calls.answered('3', t + 40);
    calls.ended('3', 16, t + 50);
    calls.ended('1', 16, t + 51);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', trunk: 'second', answer: t + 40, end: t + 50, outcome: 'answered' }),
    ]);
  });

  it('that rings at many ends with the one that answered', () => {
    const { calls, comes, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t);
    for (const id of ['2', '3', '4']) rings('1', id, `10${id}`, '600', t + 1);
    calls.answered('3', t + 10);
    for (const id of ['2', '4']) calls.ended(id, 26, t + 11);
    expect(now()[0]).toMatchObject({
      direction: 'in',
      trunk: 'carrier',
      to: '0201112222',
      answer: t + 10,
      end: undefined,
    });
    calls.ended('3', 16, t + 90);
    expect(now()).toEqual([expect.objectContaining({ end: t + 90 })]);
  });

  it('to a service of the PBX lasts as long as its channel', () => {
    const { calls, comes, now } = lab();
    comes('1', '100', '600', t);
    calls.answered('1', t + 1);
    calls.ended('1', 16, t + 60_000);
    expect(now()).toEqual([
      expect.objectContaining({ trunk: '', answer: t + 1, end: t + 60_000, outcome: 'answered' }),
    ]);
  });

  it('knows its direction by the trunks, or else by contexts', () => {
    const known = lab({ trunks: ['Carrier'] });
    known.comes('1', '100', '101', t);
    known.rings('1', '2', '101', '101', t);
    known.comes('3', '100', '0022070012345', t);
    known.rings('3', '4', 'carrier', '0022070012345', t);
    expect(known.now().map(({ direction, trunk }) => [direction, trunk])).toEqual([
      ['internal', ''],
      ['out', 'carrier'],
    ]);
    const guessed = lab();
    guessed.comes('1', 'sip-in', '0201112222', t, { context: 'from-pstn' });
    expect(guessed.now()[0]).toMatchObject({ direction: 'in', trunk: 'sip-in' });
  });

  it('takes the accountcode and the address that come later', () => {
    const { calls, comes, now, told } = lab({ addressOf: (account) => (account === '100' ? '198.51.100.7' : '') });
    comes('1', '100', '0201234567', t);
    expect(told[0]).toMatchObject({ accountCode: '', address: '198.51.100.7' });
    calls.renamed('1', 'acme');
    calls.located('1', '203.0.113.9');
    expect(now()[0]).toMatchObject({ accountCode: 'acme', address: '203.0.113.9' });
  });

  it('on a line that first only is there begins when it dials', () => {
    const { calls, rings, now, told } = lab();
    const line = { uniqueId: '1', linkedId: '1', name: 'DAHDI/i1/0612345678-1', context: 'from-pstn', accountCode: '' };
    calls.began({ ...line, callerNumber: '0612345678', extension: '' }, false, t);
    expect(told).toEqual([]);
    calls.dialsUs('1', '0201112222', t + 5);
    calls.dialsUs('1', '0201112222', t + 6);
    expect(told).toHaveLength(1);
    expect(now()[0]).toMatchObject({ id: '1', to: '0201112222', from: '0612345678', direction: 'in', start: t + 5 });
    rings('1', '2', '100', '100', t + 10);
    calls.dialsUs('2', '100', t + 11);
    expect(now()).toHaveLength(1);
  });

  it('that Asterisk begins itself is one of the phone it rang first', () => {
    const { calls, rings, now } = lab();
    rings('0', '1', '100', '', t);
    calls.answered('1', t + 1_000);
    rings('1', '2', 'carrier', '0022070012345', t + 2_000);
    calls.answered('2', t + 5_000);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', account: '100', to: '0022070012345', start: t + 2_000, answer: t + 5_000 }),
    ]);
  });

  it('whose answer and end come before their beginnings by the clock is none shorter than nothing', () => {
    const { calls, comes, rings, now } = lab();
    comes('1', '100', '0201234567', t);
    rings('1', '2', 'carrier', '0201234567', t);
    calls.answered('2', t - 500);
    calls.ended('2', 16, t - 900);
    expect(now()[0]).toMatchObject({ start: t, answer: t, end: t });
  });
});

describe('a call that goes on to another number', () => {
  it('by a forward through a Local channel is one of who forwards', () => {
    const { calls, comes, local, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t, { callerNumber: '0612345678' });
    rings('1', '2', '101', '101', t + 1);
    calls.dialled('2', '', true);
    local('1', '3', '4', '0022070012345', t + 5);
    rings('4', '5', 'carrier', '0022070012345', t + 6);
    calls.answered('5', t + 100);
    calls.answered('1', t + 101);
    // Asterisk takes the Local channel out.
    calls.ended('3', 16, t + 110);
    calls.ended('4', 16, t + 110);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', direction: 'in', answer: t + 101, end: undefined }),
      expect.objectContaining({
        id: '4',
        account: '101',
        to: '0022070012345',
        direction: 'out',
        answer: t + 100,
        end: undefined,
      }),
    ]);
    expect(calls.channelsOf('4')).toEqual(['5']);
    calls.ended('5', 16, t + 900);
    calls.ended('1', 16, t + 901);
    expect(now().map(({ end }) => end! - t)).toEqual([901, 900]);
  });

  it('without a phone that forwards is one of the number that was called', () => {
    const outside = lab({ trunks: ['carrier'] });
    outside.comes('1', 'carrier', '0201112222', t);
    outside.local('1', '3', '4', '0022070012345', t);
    outside.rings('4', '5', 'carrier', '0022070012345', t);
    expect(outside.now()[1]).toMatchObject({ account: '', from: '0201112222', direction: 'out' });
    const inside = lab({ trunks: ['carrier'] });
    inside.comes('1', '100', '201', t);
    inside.local('1', '3', '4', '0022070012345', t);
    inside.rings('4', '5', 'carrier', '0022070012345', t);
    expect(inside.now()[1]).toMatchObject({ account: '201', from: '201', direction: 'out' });
  });

  it('through a Local channel to the same number is the same call', () => {
    const { calls, comes, local, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', '100', '0022070012345', t);
    local('1', '3', '4', '0022070012345', t);
    rings('4', '5', 'carrier', '0022070012345', t);
    calls.answered('5', t + 10);
    for (const id of ['3', '4']) calls.ended(id, 16, t + 20);
    calls.ended('5', 16, t + 900);
    expect(now()).toEqual([expect.objectContaining({ id: '1', account: '100', direction: 'out', end: t + 900 })]);
  });

  it('through Local channels to the phones of a group is the one call', () => {
    const { calls, comes, local, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t);
    local('1', '3', '4', '101', t);
    local('1', '5', '6', '102', t);
    rings('4', '7', '101', '101', t + 1, '101');
    rings('6', '8', '102', '102', t + 1, '102');
    calls.answered('8', t + 10);
    for (const id of ['7', '3', '4']) calls.ended(id, 26, t + 11);
    expect(now()).toEqual([expect.objectContaining({ id: '1', direction: 'in', answer: t + 10, end: undefined })]);
    calls.ended('8', 16, t + 90);
    expect(now()).toEqual([expect.objectContaining({ end: t + 90 })]);
  });

  it('because an extension is a mobile is one to that mobile', () => {
    const { comes, local, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', '100', '600', t);
    local('1', '3', '4', '101', t);
    rings('4', '5', 'carrier', '101', t, '0612345678@carrier');
    expect(now()[1]).toMatchObject({ id: '4', account: '600', to: '0612345678', direction: 'out' });
  });

  it('by DISA is a call of its own, out', () => {
    const { calls, comes, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t);
    calls.answered('1', t + 1);
    rings('1', '2', 'carrier', 's', t + 9_000, '0022070012345@carrier');
    calls.answered('2', t + 12_000);
    calls.ended('2', 16, t + 99_000);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', direction: 'in', answer: t + 1, end: undefined }),
      expect.objectContaining({ id: '2', direction: 'out', to: '0022070012345', answer: t + 12_000, end: t + 99_000 }),
    ]);
    expect(now()[1]).toMatchObject({ account: '', from: '0201112222' });
  });

  it('from outside and sent on abroad at once is a call of its own, of the number that was called', () => {
    const { calls, comes, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t, { callerNumber: '0612345678' });
    rings('1', '2', 'carrier', '0201112222', t + 1, '0022070012345@carrier');
    calls.answered('2', t + 10);
    calls.answered('1', t + 11);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', direction: 'in', from: '0612345678', answer: t + 11 }),
      expect.objectContaining({ id: '2', direction: 'out', account: '', from: '0201112222', to: '0022070012345' }),
    ]);
  });

  it('by the forward of a phone in a group is one of that phone', () => {
    const { calls, comes, local, rings, now } = lab({ trunks: ['carrier'] });
    comes('1', 'carrier', '0201112222', t);
    local('1', '3', '4', '101', t);
    local('4', '5', '6', '0022070012345', t + 1);
    rings('6', '7', 'carrier', '0022070012345', t + 2, '0022070012345@carrier');
    calls.answered('7', t + 10);
    expect(now()[1]).toMatchObject({ id: '6', account: '101', from: '101', to: '0022070012345', direction: 'out' });
  });

  it('by a speed dial is answered there and not at the short code', () => {
    const { calls, comes, rings, now } = lab();
    comes('1', '100', '*45', t);
    rings('1', '2', 'carrier', '0022070012345', t);
    calls.answered('2', t + 10);
    calls.answered('1', t + 11);
    calls.ended('2', 16, t + 50);
    calls.ended('1', 16, t + 51);
    expect(now().map(({ to, answer }) => [to, answer])).toEqual([
      ['*45', undefined],
      ['0022070012345', t + 10],
    ]);
  });

  it('by a transfer of the far end keeps the first leg running and belongs to who transferred', () => {
    const { calls, comes, rings, now } = lab();
    comes('1', '100', '0022070011111', t);
    rings('1', '2', 'carrier', '0022070011111', t);
    calls.answered('2', t + 10);
    calls.transferred('1', '2', '0022070022222');
    calls.ended('1', 16, t + 20);
    rings('2', '3', 'carrier', '0022070022222', t + 21);
    calls.answered('3', t + 30);
    expect(now()).toEqual([
      expect.objectContaining({ id: '1', account: '100', end: undefined }),
      expect.objectContaining({ id: '2', account: '100', to: '0022070022222', end: undefined }),
    ]);
    calls.ended('2', 16, t + 900);
    calls.ended('3', 16, t + 901);
    expect(now().map(({ id, end }) => [id, end! - t])).toEqual([
      ['1', 900],
      ['2', 901],
    ]);
    expect(calls.running).toEqual([]);
  });

  it('from a park runs on with its leg', () => {
    const { calls, comes, rings, now } = lab();
    comes('1', '100', '0022070011111', t);
    rings('1', '2', 'carrier', '0022070011111', t);
    calls.answered('2', t + 10);
    calls.ended('1', 16, t + 20);
    comes('3', '101', '701', t + 30);
    calls.answered('3', t + 31);
    expect(calls.running).toEqual(['1', '3']);
    calls.ended('2', 16, t + 99);
    calls.ended('3', 16, t + 99);
    expect(now().map(({ to, end }) => [to, end! - t])).toEqual([
      ['0022070011111', 99],
      ['701', 99],
    ]);
  });
});

describe('what is followed', () => {
  it('is compared with what is there: others are forgotten without a word, those heard of meanwhile stay', () => {
    const { calls, comes, rings, told } = lab();
    comes('1', '100', '0201234567', t);
    comes('2', '101', '0201234568', t);
    rings('2', '3', 'carrier', '0201234568', t);
    calls.answered('3', t + 1);
    const { mark } = calls;
    comes('4', '102', '0201234569', t - 60_000);
    const before = told.length;
    calls.keepOnly(new Set(['3']), mark);
    expect(calls.running).toEqual(['2', '4']);
    expect(told.length).toBe(before);
    calls.ended('3', 16, t + 50);
    expect(told.at(-1)).toMatchObject({ id: '2', end: t + 50 });
  });

  it('stays below its limit, and all that was begun ends once at most', () => {
    const step = fc.record({
      what: fc.constantFrom('comes', 'rings', 'local', 'answered', 'ended', 'transferred', 'dialled', 'keep'),
      a: fc.nat(12),
      b: fc.nat(12),
      ms: fc.integer({ min: -1_000, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { told, calls, comes, rings, local } = lab({ mostChannels: 10 });
        let time = t;
        for (const { what, a, b, ms } of steps) {
          time += ms;
          if (what === 'comes') comes(`${a}`, `10${a}`, `00220700${b}`, time);
          else if (what === 'rings') rings(`${a}`, `${b}`, 'carrier', `00220700${b}`, time);
          else if (what === 'local') local(`${a}`, `${b}`, `${b + 1}`, '0022070012345', time);
          else if (what === 'answered') calls.answered(`${a}`, time);
          else if (what === 'ended') calls.ended(`${a}`, b, time);
          else if (what === 'transferred') calls.transferred(`${a}`, `${b}`, '0022070099999');
          else if (what === 'dialled') calls.dialled(`${a}`, 'BUSY', b > 6);
          else calls.keepOnly(new Set([`${a}`, `${b}`]), calls.mark);
        }
        expect(calls.channels).toBeLessThanOrEqual(10);
        for (const record of told) {
          if (record.answer !== undefined) expect(record.answer).toBeGreaterThanOrEqual(record.start);
          if (record.end !== undefined) expect(record.end).toBeGreaterThanOrEqual(record.answer ?? record.start);
          expect(record.outcome === 'running').toBe(record.end === undefined);
        }
        for (let id = 0; id < 14; id++) calls.ended(`${id}`, 16, time);
        expect(calls.channels).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('names and numbers', () => {
  it.each([
    ['PJSIP/100-0000001a', 'PJSIP', '100', 0, ''],
    ['SIP/my-trunk-nl-0000001a', 'SIP', 'my-trunk-nl', 0, ''],
    ['Local/0044@from-internal-00000003;2', 'Local', '', 2, 'Local/0044@from-internal-00000003'],
    ['Local/0044@from-internal-00000003;1', 'Local', '', 1, 'Local/0044@from-internal-00000003'],
    ['nonsense', '', '', 0, ''],
  ])('%s', (name, technology, endpoint, end, pair) => {
    expect(readChannelName(name)).toEqual({ technology, endpoint, end, pair });
  });

  it.each([
    ['0022070012345', '0022070012345', '0022070012345@carrier', '0022070012345'],
    ['0022070012345', 's', '22070012345@carrier', '0022070012345'],
    ['0022070012345', 's', 'carrier/+22070012345', '0022070012345'],
    ['', 's', '0022070012345@carrier', '0022070012345'],
    ['600', 's', '0022070012345@carrier', '0022070012345'],
    ['*45', '*45', '0022070012345@carrier', '0022070012345'],
    ['101', '101', '0612345101@carrier', '0612345101'],
    ['600', 's', '101/sip:101@198.51.100.7:5060', '600'],
    ['101', '101', '3120123401', '101'],
    ['600', '0022070012345', 'x', '0022070012345'],
    ['0201112222', '0201112222', '0022070012345@carrier', '0022070012345'],
    ['112', '112', '112@carrier', '112'],
    ['', '', '', ''],
  ])('of %s, at %s, with %s: %s', (first, extension, dialString, expected) => {
    expect(dialledNumber(first, extension, dialString, '3120123401')).toBe(expected);
  });

  it('two spellings of one', () => {
    expect(mayBeSame('0022070012345', '+22070012345')).toBe(true);
    expect(mayBeSame('0201234567', '31201234567')).toBe(true);
    expect(mayBeSame('0022070012345', '0022070012346')).toBe(false);
    expect(mayBeSame('45', '0022070012345')).toBe(false);
    expect(mayBeSame('345', '0022070012345')).toBe(false);
    expect(mayBeSame('112', '112')).toBe(true);
  });
});
