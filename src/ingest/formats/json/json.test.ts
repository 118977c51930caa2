import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event, eventFields, toEcs } from '../../../core/event.ts';
import { formatPromises, readLine, testContext } from '../../format-promises.ts';
import { createJson } from './json.ts';
import { readJsonEvent } from './read-json-event.ts';

const json = createJson();
const flat = {
  '@timestamp': '2026-11-22T14:04:05.123Z',
  'event.action': 'sip-auth',
  'event.outcome': 'failure',
  'event.reason': 'wrong-password',
  'source.ip': '2001:0DB8::7',
  'source.port': 5071,
  'user.name': '201',
  'network.transport': 'UDP',
};
const nested = {
  '@timestamp': 1_795_356_245,
  event: { action: 'admin-login', outcome: 'success', reason: 'accepted' },
  source: { ip: '[192.0.2.7]', port: '5071' },
  user: { name: 201 },
  sip: { method: 'register', from: { uri: { username: 'a' } } },
};

function read(value: unknown): { reading: string; event: Event } {
  const event = new Event();
  return { reading: readJsonEvent(value, event, testContext), event };
}

describe('json', () => {
  it('reads flat fields', () => {
    const { reading, event } = readLine(json, JSON.stringify(flat));
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      dataset: 'json',
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sourceIp: '2001:db8::7',
      sourcePort: 5071,
      userName: '201',
      transport: 'udp',
      time: Date.parse('2026-11-22T14:04:05.123Z'),
    });
  });

  it('reads nested fields and times in seconds', () => {
    const { reading, event } = readLine(json, JSON.stringify(nested));
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      action: 'admin-login',
      outcome: 'success',
      sourceIp: '192.0.2.7',
      sourcePort: 5071,
      userName: '201',
      sipMethod: 'REGISTER',
      sipFromUser: 'a',
      time: 1_795_356_245_000,
    });
  });

  it.each([
    [1_795_356_245_123, 1_795_356_245_123],
    ['2026-11-22T15:04:05+01:00', Date.parse('2026-11-22T14:04:05Z')],
    ['2026-11-22 15:04:05', Date.parse('2026-11-22T14:04:05Z')],
    [undefined, testContext.receivedAt],
  ])('takes %s as time', (given, time) => {
    expect(read({ ...flat, '@timestamp': given }).event.time).toBe(time);
  });

  it('lets flat win over nested, and passes over what it does not know', () => {
    const { reading, event } = read({ ...flat, source: { ip: '192.0.2.9' }, colour: 'red', nested: { deep: [1] } });
    expect([reading, event.sourceIp]).toEqual(['recognised', '2001:db8::7']);
  });

  it('does not let the sender say whose it is or where it comes from', () => {
    const { event } = read({
      ...flat,
      'organization.id': 'x',
      observer: { name: 'x' },
      'telecom.source.id': 'x',
      'source.geo.country_iso_code': 'XX',
      'telecom.source.hosting': true,
      'telecom.local_hour': 3,
      'log.line': 9,
      'event.original': 'x',
    });
    expect(event).toMatchObject({
      tenant: '',
      asset: '',
      source: '',
      country: '',
      hosting: false,
      localHour: -1,
      line: 0,
      original: '',
    });
  });

  it.each([
    [{ 'user.name': 'a' }, 'other', 'unknown', ''],
    [
      { ...flat, 'event.action': 'toString', 'event.outcome': 'maybe', 'event.reason': '__proto__' },
      'other',
      'unknown',
      '',
    ],
    [{ ...flat, 'event.action': 'source-silent' }, 'other', 'failure', 'wrong-password'],
  ])('keeps to the closed lists: %j', (value, action, outcome, reason) => {
    expect(read(value).event).toMatchObject({ action, outcome, reason });
  });

  it.each([
    null,
    [],
    'text',
    { ...flat, 'source.ip': '192.0.2.300' },
    { ...flat, 'source.ip': 3_221_225_991 },
    { ...flat, 'destination.ip': 'printer.example' },
    { ...flat, 'source.port': 70_000 },
    { ...flat, 'source.port': -1 },
    { ...flat, 'source.port': 1.5 },
    { ...flat, 'user.name': { first: 'a' } },
    { ...flat, 'user.name': ['a'] },
    { ...flat, '@timestamp': 'yesterday' },
    { ...flat, '@timestamp': -5 },
    { ...flat, '@timestamp': 1e300 },
    { ...flat, '@timestamp': true },
  ])('calls malformed %j', (value) => {
    expect(read(value).reading).toBe('malformed');
  });

  it('ignores an object of something else', () => {
    expect(read({ level: 30, msg: 'hello', source: 'here' }).reading).toBe('ignored');
  });

  it.each(['', 'text', '[1]', '12'])('leaves to others %j', (line) => {
    expect(readLine(json, line).reading).toBe('foreign');
  });

  it.each(['{', '{"a":1', `{"a":"${'x'.repeat(70_000)}"}`, `{"a":${'['.repeat(30_000)}`, '{"a":1}{"b":2}'])(
    'calls the line malformed %.20s',
    (line) => {
      expect(readLine(json, line).reading).toBe('malformed');
    },
  );

  it('reads back what we export', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        word,
        word,
        fc.integer({ min: 1, max: 65_535 }),
        fc.date({ min: new Date(1), max: new Date('9999-01-01'), noInvalidDate: true }),
        (userName, userAgent, sourcePort, date) => {
          const event = Object.assign(new Event(), {
            time: date.getTime(),
            dataset: 'json',
            action: 'sip-auth',
            userName,
            userAgent,
            sourcePort,
            sourceIp: '192.0.2.7',
          });
          expect(read(toEcs(event)).event).toEqual(event);
        },
      ),
    );
  });

  it('never throws on any object', () => {
    const key = fc.oneof(
      fc.constantFrom(...eventFields.map(([, ecs]) => ecs), 'source', 'event', '__proto__', 'constructor'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.anything()), (value) => {
        expect(['recognised', 'ignored', 'malformed']).toContain(read(value).reading);
      }),
    );
  });

  formatPromises(
    createJson,
    [JSON.stringify(flat), JSON.stringify(nested)],
    [
      {
        line: (text) => JSON.stringify({ ...flat, 'user.name': text, 'user_agent.original': text }),
        sourceIp: '2001:db8::7',
        outcome: 'failure',
      },
    ],
  );
});
