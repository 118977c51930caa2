import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hold, Retention, RetentionPreview, System } from '../src/api/schema/keeping.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { Serving } from './lab/serving.ts';

const dayMs = 86_400_000;
let serving: Serving;
const tokens = new Map<string, CreatedToken>();

beforeAll(async () => {
  serving = new Serving('retention', { mode: 'off' });
  await serving.start();
  for (const id of ['acme', 'brief', 'long']) {
    await serving.must('POST', '/api/v1/tenants', { id, name: `Customer ${id}`, timeZone: 'Europe/Amsterdam' });
    tokens.set(id, await serving.token('ingest', `collector of ${id}`, id));
  }
  for (const id of tokens.keys()) for (const ago of [0, 10, 20, 35]) await deliver(id, ago);
});
afterAll(() => serving?.close());

/** 1500 calls of a customer, so many days ago. */
async function deliver(tenant: string, ago: number): Promise<void> {
  const at = Date.now() - ago * dayMs - 60_000;
  for (let part = 0; part < 3; part++) {
    const events = Array.from({ length: 500 }, (_, i) => ({
      '@timestamp': new Date(at + part * 500 + i).toISOString(),
      'event.action': 'call-start',
      'event.outcome': 'success',
      'source.ip': `192.0.2.${i % 200}`,
      'user.name': `${tenant}-${ago}-${part * 500 + i}`,
    }));
    const answer = await serving.deliver(tokens.get(tenant)!.secret, events);
    if (answer.status !== 200) throw new Error(answer.text);
  }
}

const count = async (tenant: string, ago: number) => {
  const day = Math.floor((Date.now() - ago * dayMs) / dayMs) * dayMs;
  const range = `from=${new Date(day - dayMs).toISOString()}&to=${new Date(day + dayMs).toISOString()}`;
  const { total } = await serving.get<{ total: number }>(`/api/v1/events?tenant=${tenant}&${range}&limit=1`);
  return total;
};
const eventBytes = async () => {
  const { database } = await serving.get<System>('/api/v1/system');
  return database.tables.find(({ name }) => name === 'event')!.bytes;
};

test('times are shown with their limits, and only good ones are taken', async () => {
  const answer = await serving.ask<Retention>('GET', '/api/v1/retention');
  expect(answer.headers.get('etag')).toBe('"0"');
  const { kinds } = answer.json();
  expect(Object.fromEntries(kinds.map(({ kind, days }) => [kind, days]))).toMatchObject({
    events: 30,
    hourCounts: 400,
    alerts: 2557,
    audit: 2557,
  });
  for (const [body, field] of [
    [{ days: { events: 1 } }, 'days.events'],
    [{ days: { audit: 30 } }, 'days.audit'],
    [{ days: { nonsense: 3 } }, 'days'],
    [{ customers: [{ tenant: 'nobody', eventDays: 5 }] }, 'customers.0.tenant'],
    [{ customers: [{ tenant: 'acme', eventDays: 99_999 }] }, 'customers.0.eventDays'],
    [{ dayz: {} }, 'dayz'],
  ] as const) {
    const refused = await serving.ask<{ field: string }>('PATCH', '/api/v1/retention', { body });
    expect(refused.status, JSON.stringify(body)).toBe(400);
    expect(refused.json().field).toContain(field);
  }
  const stale = await serving.ask('PATCH', '/api/v1/retention', {
    body: { days: { events: 40 } },
    headers: { 'if-match': '"7"' },
  });
  expect(stale.status).toBe(412);
});

test('a preview says what would go, and cleaning up does that: rows gone, disk freed, the held ones kept', async () => {
  const change = {
    days: { events: 15 },
    customers: [
      { tenant: 'brief', eventDays: 5 },
      { tenant: 'long', eventDays: 60 },
    ],
  };
  const day = Math.floor((Date.now() - 20 * dayMs) / dayMs) * dayMs;
  const hold = await serving.must<Hold>('POST', '/api/v1/holds', {
    tenant: 'acme',
    incident: 'INC-2026-7',
    reason: 'The insurer asked for it',
    from: new Date(day - dayMs).toISOString(),
    to: new Date(day + dayMs).toISOString(),
  });
  expect(hold.events).toBe(1500);

  const preview = await serving.must<RetentionPreview>('POST', '/api/v1/retention/preview', change);
  const events = preview.items.find(({ kind }) => kind === 'events')!;
  // acme 35; brief 10, 20, 35; nothing of long; acme 20 is held.
  expect(events.rows).toBe(4 * 1500);
  expect(preview.heldRows).toBe(1500);
  // Nothing has gone by looking.
  expect(await count('brief', 10)).toBe(1500);

  const changed = await serving.ask<Retention>('PATCH', '/api/v1/retention', {
    body: change,
    headers: { 'if-match': '"0"' },
  });
  expect(changed.status).toBe(200);
  expect(changed.json().customers).toContainEqual({ tenant: 'long', tenantName: 'Customer long', eventDays: 60 });
  const before = await eventBytes();
  const { last } = await serving.must<Retention>('POST', '/api/v1/retention/run');
  expect(last).toMatchObject({ ok: true, removedRows: preview.rows });
  const after = await eventBytes();
  expect(after).toBeLessThan(before * 0.8);
  expect(Math.abs(before - after - events.bytes)).toBeLessThan(before * 0.15);

  const left = async (tenant: string) => Promise.all([0, 10, 20, 35].map((ago) => count(tenant, ago)));
  expect(await left('acme')).toEqual([1500, 1500, 1500, 0]);
  expect(await left('brief')).toEqual([1500, 0, 0, 0]);
  expect(await left('long')).toEqual([1500, 1500, 1500, 1500]);

  await serving.must('POST', `/api/v1/holds/${hold.id}/release`, { reason: 'settled' });
  await serving.must('POST', '/api/v1/retention/run');
  expect(await left('acme')).toEqual([1500, 1500, 0, 0]);
  const { items } = await serving.get<{ items: { action: string }[] }>('/api/v1/audit?limit=100');
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['legal-hold.created', 'keeping.created', 'retention.ran', 'legal-hold.updated']),
  );
});

test('late events of a day that was cleaned up come in, and go with the next round', async () => {
  await deliver('acme', 35);
  expect(await count('acme', 35)).toBe(1500);
  await serving.must('POST', '/api/v1/retention/run');
  expect(await count('acme', 35)).toBe(0);
});
