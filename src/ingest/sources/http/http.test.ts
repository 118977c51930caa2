import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import type { Source } from '../../../core/source.ts';
import { emptyTally } from '../../../core/tally.ts';
import { readNdjson } from './http.ts';

const source: Source = {
  id: 'portal',
  tenant: 'bakker',
  asset: 'pbx',
  name: 'Portal',
  kind: 'http',
  match: {},
  format: 'auto',
  timeZone: 'Europe/Amsterdam',
  discovered: false,
};
const now = Date.parse('2026-01-10T12:00:00Z');

function read(body: string, format = 'auto') {
  const events: Event[] = [];
  const tally = emptyTally();
  const lines: string[] = [];
  const counts = readNdjson(
    Buffer.from(body),
    { ...source, format },
    {
      sink: { event: (event) => events.push(event) },
      tally,
      now: () => now,
      keepOriginal: true,
      onLine: (id, reading) => lines.push(`${id} ${reading}`),
    },
  );
  expect(tally).toEqual({
    received: counts.received,
    recognised: counts.recognised,
    ignored: counts.ignored,
    malformed: counts.malformed,
    shed: 0,
  });
  expect(counts.received).toBe(counts.recognised + counts.ignored + counts.malformed);
  expect(lines).toHaveLength(counts.received);
  return { counts, events };
}

const login = {
  '@timestamp': '2026-01-10T11:00:00Z',
  'event.action': 'admin-login',
  'event.outcome': 'failure',
  'source.ip': '203.0.113.9',
};
const raw = 'Jan 10 12:00:00 pbx-1 sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2';

describe('NDJSON', () => {
  it('of a raw line that says it was repeated: one record, and as many events', () => {
    const repeated = raw.replace(/Failed.*/, (text) => `message repeated 3 times: [ ${text}]`);
    const { counts, events } = read([{ line: repeated }, login].map((each) => JSON.stringify(each)).join('\n'));
    expect(counts).toMatchObject({ received: 2, recognised: 2 });
    expect(events.map(({ line, tenant }) => [line, tenant])).toEqual([1, 1, 1, 2].map((line) => [line, 'bakker']));
    expect(new Set(events).size).toBe(4);
  });

  it('of events', () => {
    const nested = {
      source: { ip: '2001:DB8::1' },
      event: { action: 'sip-auth', outcome: 'success' },
      user: { name: '1001' },
    };
    const { counts, events } = read(`${JSON.stringify(login)}\n\n${JSON.stringify(nested)}\r\n`);
    expect(counts).toEqual({ received: 2, recognised: 2, ignored: 0, malformed: 0, errors: [] });
    expect(events[0]).toMatchObject({
      ...{ action: 'admin-login', outcome: 'failure', sourceIp: '203.0.113.9' },
      tenant: 'bakker',
      asset: 'pbx',
      source: 'portal',
      line: 1,
      time: Date.parse(login['@timestamp']),
      original: JSON.stringify(login),
    });
    expect(events[1]).toMatchObject({ sourceIp: '2001:db8::1', userName: '1001', line: 3, time: now });
  });

  it('of raw lines in the format of the source, the host beside them', () => {
    const bare = 'Failed password for root from 203.0.113.9 port 23 ssh2';
    const { counts, events } = read(
      [{ line: raw }, { line: bare, host: 'pbx-2' }].map((value) => `${JSON.stringify(value)}\n`).join(''),
    );
    expect(counts.recognised).toBe(2);
    expect(events[0]).toMatchObject({
      action: 'admin-login',
      hostName: 'pbx-1',
      sourcePort: 22,
      time: Date.parse('2026-01-10T11:00:00Z'),
    });
    expect(events[1]).toMatchObject({ hostName: 'pbx-2', sourcePort: 23, time: now });
  });

  it('cannot say whose it is or where it comes from', () => {
    const { events } = read(
      JSON.stringify({
        ...login,
        'organization.id': 'smit',
        'observer.name': 'x',
        'telecom.source.id': 'y',
        'source.geo.country_iso_code': 'NL',
        'event.original': 'z',
      }),
    );
    expect(events[0]).toMatchObject({ tenant: 'bakker', asset: 'pbx', source: 'portal', country: '' });
    expect(events[0].original).not.toBe('z');
  });

  it('does not let a line break in a raw line start another', () => {
    const { counts, events } = read(JSON.stringify({ line: `Jan 10 12:00:00 pbx sshd[7]: Invalid user x\n${raw}` }));
    expect(counts.received).toBe(1);
    expect(events.filter(({ sourcePort }) => sourcePort === 22)).toEqual([]);
  });

  it('tells which lines cannot be read and why, the first ten', () => {
    const bad = [
      '{',
      '[1]',
      '"x"',
      JSON.stringify({ ...login, 'source.ip': 'nowhere' }),
      `{"line":"${'x'.repeat(70_000)}"}`,
    ];
    const { counts } = read(`${bad.join('\n')}\n${JSON.stringify(login)}\n${'no\n'.repeat(20)}`);
    expect(counts).toMatchObject({ received: 26, recognised: 1, malformed: 25 });
    expect(counts.errors).toHaveLength(10);
    expect(counts.errors.slice(0, 5)).toEqual([
      { line: 1, reason: 'the line is not JSON' },
      { line: 2, reason: 'the line is no JSON object' },
      { line: 3, reason: 'the line is no JSON object' },
      { line: 4, reason: expect.stringContaining('address') },
      { line: 5, reason: 'the line is longer than 64 KiB' },
    ]);
    expect(counts.errors[5]).toEqual({ line: 7, reason: 'the line is not JSON' });
  });

  it('takes events only from a source of format json, lines only for a product', () => {
    expect(read(JSON.stringify({ line: raw }), 'json').counts).toMatchObject({ recognised: 0, ignored: 1 });
    expect(read(JSON.stringify(login), 'json').counts.recognised).toBe(1);
    expect(read(JSON.stringify({ line: raw }), 'sshd').counts.recognised).toBe(1);
    expect(read(JSON.stringify(login), 'sshd').counts.errors[0].reason).toContain('sshd');
    expect(read(JSON.stringify({ line: raw }), 'asterisk').counts).toMatchObject({ recognised: 0, ignored: 1 });
  });

  it('does not carry anything over from a line that could not be read', () => {
    const half = { ...login, 'user.name': 'leftover', 'source.port': 99_999 };
    const { events } = read(`${JSON.stringify(half)}\n${JSON.stringify(login)}\n`);
    expect(events).toHaveLength(1);
    expect(events[0].userName).toBe('');
  });

  it('of nothing is nothing', () => {
    expect(read('').counts).toEqual({ received: 0, recognised: 0, ignored: 0, malformed: 0, errors: [] });
    expect(read('\n \r\n\t').counts.received).toBe(0);
  });
});
