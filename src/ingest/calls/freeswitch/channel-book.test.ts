import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { ChannelBook } from './channel-book.ts';

const start = Date.parse('2026-11-22T02:04:05Z');
const a = 'aaaaaaaa-0000-4000-8000-000000000001';
const b = 'bbbbbbbb-0000-4000-8000-000000000002';
const c = 'cccccccc-0000-4000-8000-000000000003';

function book(capacity?: number) {
  const told: CallRecord[] = [];
  const channels = new ChannelBook({ tell: (call) => told.push(call), trunkProfiles: ['external'], capacity });
  const take = (kind: string, second: number, fields: Record<string, string>) =>
    channels.take(
      kind,
      (name) => ({ 'Event-Date-Timestamp': `${start + second * 1000}000`, ...fields })[name] ?? '',
      start + second * 1000,
    );
  return { told, channels, take, last: (id: string) => told.findLast((call) => call.id === id) };
}

const caller = {
  'Unique-ID': a,
  'Call-Direction': 'inbound',
  'Channel-Name': 'sofia/internal/1001@pbx.example',
  'Caller-Caller-ID-Number': '31201234567',
  'Caller-Destination-Number': '00220700123',
  'Caller-Network-Addr': '192.0.2.7',
  variable_sip_auth_username: '1001',
  variable_accountcode: 'acme',
};
const out = (uuid: string, parent: string, gateway: string, to = '220700123') => ({
  'Unique-ID': uuid,
  'Call-Direction': 'outbound',
  'Other-Type': 'originator',
  'Other-Leg-Unique-ID': parent,
  'Channel-Name': `sofia/external/${to}`,
  'Caller-Caller-ID-Number': '31201234567',
  'Caller-Destination-Number': to,
  variable_sip_gateway_name: gateway,
});
const hangUp = (cause: string, number: number) => ({
  'Hangup-Cause': cause,
  variable_hangup_cause_q850: String(number),
});

describe('channels of FreeSWITCH', () => {
  it('make one call of the leg that calls and the leg that leaves', () => {
    const { told, take, channels, last } = book();
    take('CHANNEL_CREATE', 0, caller);
    expect(last(a)).toMatchObject({ start, answer: undefined, end: undefined, account: '1001', trunk: '' });
    take('CHANNEL_CREATE', 1, out(b, a, 'carrier'));
    expect(last(a)).toMatchObject({ trunk: 'carrier', direction: 'out', outcome: 'running' });
    take('CHANNEL_ANSWER', 10, out(b, a, 'carrier'));
    take('CHANNEL_ANSWER', 11, caller);
    expect(last(a)).toMatchObject({ answer: start + 10_000, end: undefined });
    expect(channels.running()).toEqual([a]);
    take('CHANNEL_HANGUP_COMPLETE', 70, { ...out(b, a, 'carrier'), ...hangUp('NORMAL_CLEARING', 16) });
    const end = told.length;
    take('CHANNEL_HANGUP_COMPLETE', 71, { ...caller, ...hangUp('NORMAL_CLEARING', 16) });
    expect(told.length).toBe(end);
    expect(last(a)).toEqual({
      id: a,
      linkedId: a,
      direction: 'out',
      from: '31201234567',
      to: '00220700123',
      account: '1001',
      accountCode: 'acme',
      trunk: 'carrier',
      address: '192.0.2.7',
      start,
      answer: start + 10_000,
      end: start + 70_000,
      outcome: 'answered',
      cause: 16,
      line: 5,
      disagrees: false,
    });
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([a]));
    expect(channels.size).toBe(0);
  });

  it('take another way out when the first one fails, without an answer that nobody gave', () => {
    const { take, last } = book();
    take('CHANNEL_CREATE', 0, caller);
    // The dial plan answers to play something.
    take('CHANNEL_ANSWER', 1, caller);
    take('CHANNEL_CREATE', 2, out(b, a, 'first'));
    expect(last(a)).toMatchObject({ trunk: 'first', answer: undefined });
    take('CHANNEL_HANGUP_COMPLETE', 5, { ...out(b, a, 'first'), ...hangUp('NO_ROUTE_DESTINATION', 3) });
    expect(last(a)).toMatchObject({ end: undefined });
    take('CHANNEL_CREATE', 6, out(c, a, 'second'));
    take('CHANNEL_ANSWER', 9, out(c, a, 'second'));
    expect(last(a)).toMatchObject({ trunk: 'second', answer: start + 9_000 });
  });

  it('say why a call came to nothing', () => {
    const { take, last } = book();
    take('CHANNEL_CREATE', 0, caller);
    take('CHANNEL_CREATE', 1, out(b, a, 'carrier'));
    take('CHANNEL_HANGUP_COMPLETE', 20, { ...out(b, a, 'carrier'), ...hangUp('USER_BUSY', 17) });
    take('CHANNEL_HANGUP_COMPLETE', 21, { ...caller, ...hangUp('USER_BUSY', 17) });
    expect(last(a)).toMatchObject({ answer: undefined, end: start + 21_000, outcome: 'busy', cause: 17 });
  });

  it('make a second call of a second way out', () => {
    const { take, last, channels } = book();
    take('CHANNEL_CREATE', 0, caller);
    take('CHANNEL_CREATE', 1, out(b, a, 'carrier'));
    take('CHANNEL_ANSWER', 2, out(b, a, 'carrier'));
    take('CHANNEL_CREATE', 30, out(c, a, 'carrier', '252612345'));
    expect(last(c)).toMatchObject({ linkedId: a, to: '252612345', direction: 'out', start: start + 30_000 });
    expect(channels.running().sort()).toEqual([a, c]);
  });

  it('make a call of a forward, paid by who was called', () => {
    const { take, last } = book();
    const incoming = {
      'Unique-ID': a,
      'Call-Direction': 'inbound',
      'Channel-Name': 'sofia/external/31612345678@carrier.example',
      'Caller-Caller-ID-Number': '31612345678',
      'Caller-Destination-Number': '1001',
    };
    take('CHANNEL_CREATE', 0, incoming);
    expect(last(a)).toMatchObject({ direction: 'in', trunk: 'external', account: '' });
    take('CHANNEL_CREATE', 1, out(b, a, 'carrier'));
    take('CHANNEL_ANSWER', 4, out(b, a, 'carrier'));
    expect(last(b)).toMatchObject({ direction: 'out', account: '1001', to: '220700123', linkedId: a });
    expect(last(a)).toMatchObject({ direction: 'in', trunk: 'external' });
  });

  it('follow the leg that leaves after the caller has gone (a transfer)', () => {
    const { take, last, channels } = book();
    take('CHANNEL_CREATE', 0, caller);
    take('CHANNEL_CREATE', 1, out(b, a, 'carrier'));
    take('CHANNEL_ANSWER', 2, out(b, a, 'carrier'));
    take('CHANNEL_HANGUP_COMPLETE', 5, { ...caller, ...hangUp('BLIND_TRANSFER', 16) });
    expect(last(a)).toMatchObject({ end: undefined });
    expect(channels.running()).toEqual([a]);
    take('CHANNEL_HANGUP_COMPLETE', 65, { ...out(b, a, 'carrier'), ...hangUp('NORMAL_CLEARING', 16) });
    expect(last(a)).toMatchObject({ answer: start + 2_000, end: start + 65_000 });
  });

  it('tell calls between two phones as such', () => {
    const { take, last } = book();
    take('CHANNEL_CREATE', 0, { ...caller, 'Caller-Destination-Number': '1002' });
    take('CHANNEL_CREATE', 1, {
      ...out(b, a, '', '1002'),
      'Channel-Name': 'sofia/internal/1002@192.0.2.8',
    });
    take('CHANNEL_ANSWER', 3, { ...caller, 'Caller-Destination-Number': '1002' });
    expect(last(a)).toMatchObject({ direction: 'internal', answer: start + 3_000, to: '1002' });
    expect(last(b)).toBeUndefined();
  });

  it('believe no time that cannot be', () => {
    const { take, last } = book();
    take('CHANNEL_CREATE', 0, {
      ...caller,
      'Caller-Channel-Created-Time': '99999999999999999',
      'Event-Date-Timestamp': '',
    });
    expect(last(a)?.start).toBe(start);
    take('CHANNEL_ANSWER', 4, { ...caller, 'Caller-Channel-Answered-Time': `${start - 60_000}000` });
    expect(last(a)?.answer).toBe(start);
  });

  it('stay bounded', () => {
    const { take, channels } = book(100);
    for (let i = 0; i < 5_000; i++) take('CHANNEL_CREATE', 0, { ...caller, 'Unique-ID': `leg-${i}` });
    expect(channels.size).toBe(100);
    expect(channels.evicted).toBe(4_900);
    expect(channels.take('CHANNEL_CREATE', () => '', start)).toBe(false);
  });
});
