import { describe, expect, it } from 'vitest';
import type { Event } from '../../../core/event.ts';
import { formatPromises, readLine } from '../../format-promises.ts';
import { createSuricata } from './suricata.ts';

const suricata = createSuricata();
const ends = { src_ip: '192.0.2.7', src_port: 5071, dest_ip: '198.51.100.1', dest_port: 5060, proto: 'UDP' };
const answer = { src_ip: '198.51.100.1', src_port: 5060, dest_ip: '192.0.2.7', dest_port: 5071, proto: 'UDP' };
const base = { timestamp: '2026-11-22T15:04:05.123456+0100', flow_id: 5864, ...ends };
const request = {
  method: 'INVITE',
  uri: 'sip:900@b.example',
  version: 'SIP/2.0',
  request_line: 'INVITE sip:900@b.example SIP/2.0',
};
const sip = (fields: object) => JSON.stringify({ ...base, event_type: 'sip', sip: fields });
const reply = (code: unknown, more = {}) =>
  JSON.stringify({
    ...base,
    ...answer,
    event_type: 'sip',
    sip: { version: 'SIP/2.0', code, reason: 'x', response_line: 'SIP/2.0 x', ...more },
  });
const alert = (fields: object, more = {}) =>
  JSON.stringify({
    ...base,
    event_type: 'alert',
    alert: {
      action: 'allowed',
      gid: 1,
      signature_id: 2008578,
      rev: 6,
      signature: 'ET SCAN Sipvicious Scan',
      category: 'Attempted Information Leak',
      severity: 2,
      ...fields,
    },
    app_proto: 'sip',
    ...more,
  });

const rows: [line: string, fields: Partial<Event>][] = [
  [
    sip(request),
    {
      action: 'sip-request',
      outcome: 'unknown',
      sipMethod: 'INVITE',
      sipRequestUser: '900',
      destinationIp: '198.51.100.1',
      destinationPort: 5060,
    },
  ],
  [
    reply('401'),
    { action: 'sip-auth', outcome: 'unknown', reason: 'challenge-sent', sipStatus: 401, destinationIp: '198.51.100.1' },
  ],
  [reply(407), { action: 'sip-auth', outcome: 'unknown', reason: 'challenge-sent', sipStatus: 407 }],
  [reply('403'), { action: 'sip-auth', outcome: 'failure', reason: 'not-authorised' }],
  [reply('403', { method: 'INVITE' }), { action: 'sip-call', outcome: 'failure', reason: 'not-authorised' }],
  [reply('404', { method: 'REGISTER' }), { action: 'sip-auth', outcome: 'failure', reason: 'unknown-account' }],
  [reply('404', { method: 'INVITE' }), { action: 'sip-call', outcome: 'failure', reason: 'unknown-extension' }],
  [reply('200', { method: 'REGISTER' }), { action: 'sip-register', outcome: 'success', reason: 'accepted' }],
  [
    alert({}),
    {
      action: 'ids-alert',
      outcome: 'unknown',
      reason: 'signature',
      ruleName: 'ET SCAN Sipvicious Scan',
      service: 'sip',
    },
  ],
  [
    alert({ action: 'blocked' }, { sip: request }),
    { action: 'ids-alert', outcome: 'failure', sipMethod: 'INVITE', sipRequestUser: '900' },
  ],
  [
    alert({}, { ...answer, direction: 'to_client' }),
    { action: 'ids-alert', sourcePort: 5071, destinationIp: '198.51.100.1' },
  ],
  [
    alert({ source: { ip: '192.0.2.7', port: 5071 } }, answer),
    { action: 'ids-alert', sourcePort: 5071, destinationPort: 5060 },
  ],
  [`  ${sip(request)}\r`, { action: 'sip-request' }],
  [`@cee: ${sip(request)}`, { action: 'sip-request' }],
];

describe('suricata', () => {
  it.each(rows)('%s', (line, fields) => {
    const { reading, event } = readLine(suricata, line);
    expect(reading).toBe('recognised');
    expect(event).toMatchObject({
      dataset: 'suricata',
      sourceIp: '192.0.2.7',
      sourcePort: 5071,
      transport: 'udp',
      time: Date.parse('2026-11-22T14:04:05.123Z'),
      ...fields,
    });
  });

  it('reads IPv6', () => {
    const { event } = readLine(
      suricata,
      JSON.stringify({
        ...base,
        src_ip: '2001:0db8:0000::0007',
        dest_ip: '2001:db8::1',
        event_type: 'sip',
        sip: request,
      }),
    );
    expect(event).toMatchObject({ sourceIp: '2001:db8::7', destinationIp: '2001:db8::1' });
  });

  it.each([
    JSON.stringify({ ...base, event_type: 'flow' }),
    JSON.stringify({ event_type: 'stats', timestamp: base.timestamp }),
    reply('200'),
    reply('404'),
    reply('180', { method: 'INVITE' }),
  ])('ignores %s', (line) => {
    expect(readLine(suricata, line).reading).toBe('ignored');
  });

  it.each([
    sip(request).slice(0, -1),
    sip({}),
    JSON.stringify({ ...base, event_type: 'sip' }),
    JSON.stringify({ ...base, src_ip: 'printer', event_type: 'sip', sip: request }),
    JSON.stringify({ ...base, timestamp: 'yesterday', event_type: 'sip', sip: request }),
    JSON.stringify({ ...base, timestamp: `${base.timestamp} or so`, event_type: 'sip', sip: request }),
    alert({ source: { ip: '9.9.9.9' } }),
    reply('20x'),
    `{"event_type":"sip","pad":"${'x'.repeat(70_000)}"}`,
    `{"event_type":"sip","deep":${'['.repeat(30_000)}`,
  ])('calls malformed %.60s', (line) => {
    expect(readLine(suricata, line).reading).toBe('malformed');
  });

  it.each(['', '{}', '{"a":1}', '{"deep":{"event_type":"sip"}}', 'Failed password for root'])(
    'leaves to others %j',
    (line) => {
      expect(readLine(suricata, line).reading).toBe('foreign');
    },
  );

  formatPromises(
    createSuricata,
    rows.map(([line]) => line),
    [
      { line: (text) => sip({ ...request, uri: text }), sourceIp: '192.0.2.7', outcome: 'unknown' },
      { line: (text) => sip({ ...request, method: text }), sourceIp: '192.0.2.7', outcome: 'unknown' },
      {
        line: (text) => reply('403', { reason: text, response_line: text }),
        sourceIp: '192.0.2.7',
        outcome: 'failure',
      },
    ],
  );
});
