import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import type { RecoveryWire } from '../src/api/schema/measures.ts';
import { Asterisk } from './browser/asterisk.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** The extra watch after recovery: alerts that open no incident of their own join the one that watches, and only of its customer. */
let db: DebianDatabase;
let it: Serving;
let incident: IncidentWire;

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('watch', { database_url: db.url });
  await it.start();
  for (const id of ['bakery', 'mill']) {
    await it.must('POST', '/api/v1/customers', { id, name: id });
    await it.must('POST', '/api/v1/sources', {
      ...{ tenant: id, name: `PBX ${id}`, asset: '', kind: 'syslog' },
      ...{ match: { hostname: `pbx-${id}` }, format: 'auto', timeZone: 'Europe/Amsterdam' },
    });
  }
  const settings = await it.ask('GET', '/api/v1/incidents/settings');
  const answer = await it.ask('PATCH', '/api/v1/incidents/settings', {
    body: { openFrom: 'off' },
    headers: { 'if-match': settings.headers.get('etag') ?? '' },
  });
  expect(answer.status, answer.text).toBe(200);
  incident = await it.must('POST', '/api/v1/incidents', { title: 'Over, we think', tenant: 'bakery' });
}, 120_000);

afterAll(async () => {
  await it?.close();
  await db?.remove();
});

const guess = (customer: string, address: string) =>
  new Asterisk(it.port('syslog-udp'), `pbx-${customer}`).guessedAt('201', address, 40);
const alerts = async (customer: string) =>
  (await it.get<{ items: { id: string }[] }>(`/api/v1/alerts?tenant=${customer}`)).items;
const joined = async () => (await it.get<IncidentWire>(`/api/v1/incidents/${incident.id}`)).alerts.length;

test('alerts of its customer join while it watches, and none of others', { timeout: 120_000 }, async () => {
  const path = `/api/v1/incidents/${incident.id}/recovery`;
  const { watch } = await it.must<RecoveryWire>('POST', `${path}/watch`, { hours: 1 });
  expect(watch).toMatchObject({ customers: ['bakery'], joined: 0 });
  await guess('mill', '202.112.0.9');
  await until('the alert of the other', 30, async () => (await alerts('mill')).length > 0);
  await guess('bakery', '202.112.0.1');
  await until('the alert to join', 40, async () => (await joined()) > 0);
  const { alerts: own } = await it.get<IncidentWire>(`/api/v1/incidents/${incident.id}`);
  const ofBakery = new Set((await alerts('bakery')).map(({ id }) => id));
  expect(
    own.every((one) =>
      ofBakery.has((one as { alert?: string; id?: string }).alert ?? (one as { id?: string }).id ?? ''),
    ),
  ).toBe(true);
  const recovery = await it.get<RecoveryWire>(path);
  expect(recovery.watch?.joined).toBeGreaterThan(0);
  const ended = await it.must<RecoveryWire>('DELETE', `${path}/watch`);
  expect(ended.watch).toBeNull();
});
