import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallStop } from '../src/api/schema/calls.ts';
import type { IncidentEntryWire, IncidentSummaryWire, IncidentWire } from '../src/api/schema/incidents.ts';
import { encodeHepV3 } from '../src/ingest/wire/hep-encode.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** Toll fraud becomes an incident that knows what it costs, while it costs it, and which stop holds it. */
let it: Serving;

beforeAll(async () => {
  it = new Serving('incidents-fraud');
  await it.start();
  await it.must('POST', '/api/v1/customers', { id: 'office', name: 'Office', timeZone: zoneWhere(3) });
  await it.must('POST', '/api/v1/customers/office/accounts', { name: '401' });
  await it.must('POST', '/api/v1/customers/office/call-settings/enforce');
}, 120_000);
afterAll(() => it?.close());

const get = (id: string) => it.get<IncidentWire>(`/api/v1/incidents/${id}`);
const texts = async (id: string) =>
  (await it.get<{ items: IncidentEntryWire[] }>(`/api/v1/incidents/${id}/timeline?limit=500`)).items.map(
    ({ text }) => text.en,
  );

test('it costs what its calls cost, running ones too; its stop is a measure until somebody takes it back', {
  timeout: 120_000,
}, async () => {
  const token = (await it.token('ingest', 'cdr')).secret;
  for (let i = 0; i < 30; i++) {
    const start = Date.now() - (40 - i) * 60_000;
    const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
    const body = `"","401","0022070${12340 + (i % 3)}","out","401","PJSIP/401-1","PJSIP/carrier-1","Dial","x","${time(start)}","${time(start)}","${time(start + 600_000)}",600,600,"ANSWERED","DOCUMENTATION","f.${i}",""\n`;
    await it.ask('POST', '/api/v1/calls/cdr?format=asterisk-cdr&timezone=UTC', { token, body });
  }
  const { id } = await until('an incident', 20, async () =>
    (await it.page<IncidentSummaryWire>('/api/v1/incidents')).at(0),
  );
  const costly = await until('what it costs', 20, async () => {
    const now = await get(id);
    return (now.exposure?.nowEur ?? 0) > 5 && now;
  });
  expect(costly).toMatchObject({
    tenant: 'office',
    classification: 'fraud/unauthorised-use-of-resources',
    impact: { customers: [{ id: 'office', name: 'Office' }] },
  });

  const stopped = await until('the stop as a measure', 20, async () =>
    (await get(id)).measures.find(({ kind }) => kind === 'stop'),
  );
  expect(stopped).toMatchObject({ owner: null, inTheWay: true, network: { state: 'in-force' } });
  expect((await texts(id)).filter((line) => line.startsWith('Calls stopped until'))).toHaveLength(
    (await get(id)).measures.filter(({ kind }) => kind === 'stop').length,
  );
  expect((await get(id)).gate.map(({ en }) => en).join()).toContain('This stop of calls is still in place: Office');

  for (const { id: stop } of (await it.get<{ items: CallStop[] }>('/api/v1/call-stops?state=current')).items)
    await it.must('DELETE', `/api/v1/call-stops/${stop}`);
  const free = await until('the measure to be undone', 20, async () => {
    const now = await get(id);
    return now.measures.every(({ undoneAt }) => undoneAt !== null) && now;
  });
  expect(free.measures[0].network?.state).toBe('lifted');
  expect((await texts(id)).join('\n')).toContain('Stop of calls lifted');

  // A call that got through goes on: it costs more while no alert says so.
  const socket = createSocket('udp4');
  const send = (from: string, to: string, text: string) =>
    socket.send(
      encodeHepV3({
        ...{ sourceIp: from, sourcePort: 5060, destinationIp: to, destinationPort: 5060, time: Date.now() },
        payload: text.replaceAll('\n', '\r\n'),
      }),
      it.port('hep-udp'),
      '127.0.0.1',
    );
  const head = (tag: string) => `From: <sip:401@example.net>;tag=a
To: <sip:002207012340@example.net>${tag}
Call-ID: runs@example.net
Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKruns`;
  send(
    '192.0.2.10',
    '192.0.2.1',
    `INVITE sip:002207012340@example.net SIP/2.0
${head('')}
CSeq: 1 INVITE
Proxy-Authorization: Digest username="401", realm="x", nonce="n", uri="sip:x", response="0"
Content-Length: 0

`,
  );
  await until('the call to show', 20, async () =>
    (await it.get<{ items: object[] }>('/api/v1/calls?state=running&country=GM')).items.at(0),
  );
  send('192.0.2.1', '192.0.2.10', `SIP/2.0 200 OK\n${head(';tag=b')}\nCSeq: 1 INVITE\nContent-Length: 0\n\n`);
  const before = (await get(id)).exposure!.nowEur;
  const later = await until('it to cost more', 40, async () => {
    const now = (await get(id)).exposure!;
    return now.nowEur > before + 0.02 && now;
  });
  expect(later.mostEur).toBeGreaterThanOrEqual(later.nowEur);
  socket.close();
});
