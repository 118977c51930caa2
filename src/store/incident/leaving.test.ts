import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IncidentAct } from '../../core/incident/incident-act.ts';
import { usualDays } from '../../core/retention.ts';
import { ownWork } from '../../core/work.ts';
import { actOnIncident } from '../../respond/incident/act.ts';
import { openIncident } from '../../respond/incident/open-incident.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { migrations } from '../migrations/migrations.ts';
import { retain } from '../retention.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const dayMs = 86_400_000;
let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser']) await it.store.tenants.insert({ id, name: id, timeZone: 'Europe/Amsterdam' });
});
afterEach(() => it?.close());

const ans = { id: 'user:ans', name: 'Ans' };
const tables = [
  'incident',
  'incident_entry',
  'incident_words',
  'incident_mark',
  'incident_alert',
  'incident_attachment',
  'incident_chunk',
  'incident_customer',
];

/** An incident with a line, a file, an alert and marks. */
async function make(tenant: string, alertOf = tenant): Promise<string> {
  const { incidents } = it.store;
  const opened = await incidents.open('', (now) =>
    openIncident(
      { id: randomUUID(), tenant, title: `Van ${tenant}`, assessment: { impact: ['low'], urgency: ['low'] } },
      { by: ans, at: now, now },
    ),
  );
  if (!opened.ok) throw new Error();
  const { id } = opened.value.incident;
  const file = randomUUID();
  await incidents.receive(
    { id: file, incident: id, name: 'x', mediaType: '', internal: false, by: ans },
    (async function* () {
      yield Buffer.from('bewijs');
    })(),
  );
  const about = { kind: 'attachment', id: file } as const;
  await did(id, { act: 'add-entry', kind: 'evidence', text: { nl: 'x', en: 'x' }, internal: false, about });
  await did(id, {
    act: 'join-alert',
    why: { nl: 'x', en: 'x' },
    alert: {
      ...{ alert: `alert-of-${id}`, tenant: alertOf, rule: 'r', severity: 'low', address: '192.0.2.1', network: 5 },
      ...{ account: '', asset: '', start: 5, end: 6, sentence: { nl: `bij ${alertOf}`, en: 'x' }, drill: false },
    },
  });
  return id;
}

async function did(id: string, ...acts: readonly IncidentAct[]): Promise<void> {
  for (const act of acts) {
    const moved = await it.store.incidents.change(id, (incident, now) =>
      actOnIncident(incident, act, { by: ans, at: now, now }),
    );
    if (!moved.ok) throw new Error(JSON.stringify(moved.reason));
  }
}

const close = (id: string) =>
  did(
    id,
    ...(['triage', 'contained', 'recovering', 'monitoring', 'resolved', 'closed'] as const).map(
      (stage) => ({ act: 'reach', stage }) as const,
    ),
  );

async function rows(where: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows: found } = await it.database.ownerPool.query(`select count(*) as n from ${table} t where ${where}`);
    counts[table] = found[0].n;
  }
  return counts;
}

test('closed incidents go when their time is over, with all that is theirs; open and held ones stay', async () => {
  const ids = [await make('bakker'), await make('bakker'), await make('visser')];
  await close(ids[0]);
  await close(ids[2]);
  const now = (await it.store.incidents.now()) + usualDays.alerts * dayMs + 2 * dayMs;
  await it.store.holds.insert({
    ...{ tenant: 'visser', incident: 'zaak', reason: 'aangifte', from: 0, to: now, createdBy: 'Ans' },
  });
  const later = now - 3 * dayMs;
  expect(await retain(it.database, later)).toMatchObject({ removedRows: 0 });
  const result = await retain(it.database, now);
  expect(result?.removedByKind.alerts).toBe(1);
  const left = (await it.store.incidents.list({ limit: 10 })).items.map(({ id }) => id);
  expect(left.sort()).toEqual([ids[1], ids[2]].sort());
  const { incident, incident_entry: entries, incident_chunk: chunks } = await rows('true');
  expect({ incident, chunks }).toEqual({ incident: 2, chunks: 2 });
  expect(entries).toBeGreaterThan(4);
});

test('a file that never was told of goes after a day', async () => {
  const id = await make('bakker');
  await it.store.incidents.receive(
    { id: 'left', incident: id, name: 'x', mediaType: '', internal: false, by: ans },
    (async function* () {
      yield Buffer.from('x');
    })(),
  );
  const now = await it.store.incidents.now();
  await retain(it.database, now + dayMs - 60_000);
  expect((await rows('true')).incident_attachment).toBe(2);
  await retain(it.database, now + dayMs + 60_000);
  expect((await rows('true')).incident_attachment).toBe(1);
});

test('an export of a customer has all of its incidents, and erasing it leaves none; others keep theirs', async () => {
  const [own, other, everybodys] = [await make('bakker'), await make('visser'), await make('provider', 'bakker')];
  const exported = new Map<string, string>();
  for await (const { table, text } of it.store.customers.export('bakker'))
    exported.set(table, (exported.get(table) ?? '') + text);
  for (const table of tables)
    expect(exported.get(table), table).toContain(table === 'incident_chunk' ? '6265776' : own);
  expect(exported.get('incident_entry')).not.toContain(other);

  const before = await rows(`t.tenant = 'visser'`);
  const { erasing } = it.store.customers;
  const erasure = (await erasing.begin('bakker', ownWork.actor))!;
  await erasing.removeRows(erasure, { unattributed: async () => {}, goOn: () => {} });
  expect(Object.values(await rows(`t.tenant = 'bakker'`)).every((count) => count === 0)).toBe(true);
  expect(await rows(`t.tenant = 'visser'`)).toEqual(before);
  // An incident of the provider goes on without it.
  const left = (await it.store.incidents.get(everybodys))!;
  expect(left.alerts).toEqual([]);
  expect(left.impact.customers).toEqual([]);
  expect(left.version).toBeGreaterThan(0);
});

test('a backup brings incidents back as they were: found, numbered on, and closed to changes', async () => {
  const id = await make('bakker');
  const into = await openTestStore();
  try {
    const path = join(it.dataDir, 'incidents.tar.gz');
    const { connection } = it.database;
    const wish = { version: '1', reason: 'by-hand', now: await it.store.incidents.now() } as const;
    await writeBackup(createWriteStream(path), { connection, ...wish });
    await restoreBackup({
      ...{ connection: into.database.connection, path, migrations },
      grant: (client) => into.database.grant(client),
    });
    const { incidents } = into.store;
    const before = (await it.store.incidents.get(id))!;
    expect(await incidents.get(id)).toEqual(before);
    const timeline = await it.store.incidents.timeline(id, { limit: 100 });
    expect(await incidents.timeline(id, { limit: 100 })).toEqual(timeline);
    expect((await incidents.list({ limit: 5, q: 'bakker' })).items.map((one) => one.id)).toEqual([id]);
    const [file] = await incidents.attachments(id);
    const parts: Uint8Array[] = [];
    for await (const part of incidents.content(file.id)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('bewijs');
    await expect(into.database.ownerPool.query(`update incident_entry set at = 1`)).rejects.toThrow(/stay/);
    const next = await incidents.open('', (now) =>
      openIncident(
        { id: 'next', tenant: 'bakker', title: 'Volgend', assessment: { impact: ['low'], urgency: ['low'] } },
        { by: ans, at: now, now },
      ),
    );
    expect(next.ok && next.value.incident.number).toBeGreaterThan(before.number);
  } finally {
    await into.close();
  }
});
