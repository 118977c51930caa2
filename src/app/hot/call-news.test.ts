import { expect, test } from 'vitest';
import { Event } from '../../core/event.ts';
import { readSipStart } from '../../ingest/wire/sip.ts';
import { SipMessage } from '../../ingest/wire/sip-message.ts';
import { WireMessage } from '../../ingest/wire/wire-message.ts';
import { CallNews } from './call-news.ts';

const phone = '198.51.100.7';
const invite = [
  'INVITE sip:00220900@pbx SIP/2.0',
  'Via: SIP/2.0/UDP h;branch=z9hG4bKb1',
  'From: <sip:100@pbx>;tag=a',
  'To: <sip:00220900@pbx>',
  'Call-ID: c1',
  'CSeq: 1 INVITE',
  'Max-Forwards: 70',
  'P-Asserted-Identity: <sip:+31205550100@pbx>',
  'X-CID: of the other leg',
  '',
  '',
].join('\r\n');

function told(news: CallNews) {
  const wire = new WireMessage();
  wire.bytes = Buffer.from(invite);
  wire.start = 0;
  wire.end = wire.bytes.length;
  wire.time = Date.UTC(2026, 2, 2);
  wire.sourceIp = phone;
  wire.destinationIp = '192.0.2.10';
  const message = new SipMessage();
  expect(readSipStart(wire.bytes, wire.start, wire.end, message)).toBe('request');
  news.wire('hep', wire, message);
  return news.take()?.calls.map(({ record: { from, linkedId } }) => ({ from, linkedId }));
}

test('headers that anybody can write are believed of those who are named, of nobody else', () => {
  expect(told(new CallNews())).toEqual([{ from: '100', linkedId: 'c1' }]);
  expect(told(new CallNews({ linkers: ['192.0.2.1'], asserters: ['192.0.2.1'] }))).toEqual([
    { from: '100', linkedId: 'c1' },
  ]);
  const believed = new CallNews({ linkers: [phone], asserters: [phone] });
  expect(told(believed)).toEqual([{ from: '+31205550100', linkedId: 'of the other leg' }]);
});

test('a storm of guesses is told often enough to be known for one, and no more often', () => {
  const news = new CallNews();
  const start = Date.UTC(2026, 2, 2);
  const event = (time: number, outcome: 'failure' | 'success') =>
    Object.assign(new Event(), {
      ...{ time, outcome, action: 'sip-register', userName: '201', sourceIp: '203.0.113.9', tenant: 'acme' },
    });
  for (let i = 0; i < 1_000; i++) news.event(event(start + i * 50, 'failure'));
  for (let i = 0; i < 3; i++) news.event(event(start + 50_100 + i, 'success'));
  expect(news.take()?.facts.map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 5 }, () => 'sign-in-failed'),
    'signed-in',
  ]);
  news.event(event(start + 70_000, 'failure'));
  expect(news.take()?.facts).toMatchObject([{ kind: 'sign-in-failed', account: '201', tenant: 'acme' }]);
});
