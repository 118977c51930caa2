import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct } from '../../core/incident/incident-act.ts';
import { maxAttachmentBytes } from '../../core/incident/timeline.ts';
import { ownWork } from '../../core/work.ts';
import { actOnIncident } from '../../respond/incident/act.ts';
import { mergeIncidents } from '../../respond/incident/merge.ts';
import { openFromAlert, openIncident } from '../../respond/incident/open-incident.ts';
import { placeAlert } from '../../respond/incident/place-alert.ts';
import { similarIncidents } from '../../respond/incident/similar.ts';
import { splitIncident } from '../../respond/incident/split.ts';
import { createStore, type Store } from '../store.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser'])
    await it.database.ownerPool.query(
      `insert into tenant (id, name, time_zone, created_at) values ($1, $1, 'Europe/Amsterdam', 0)`,
      [id],
    );
});
afterAll(() => it.close());

const ans = { id: 'user:ans', name: 'Ans' };
const incidents = () => it.store.incidents;

/** The store as somebody of one customer has it. */
function storeOf(tenant: string): Store['incidents'] {
  const db = it.database.scoped({ ...ownWork, tenant });
  return createStore({ db, owner: it.database.owner }, () => it.clock.now).incidents;
}

async function open(tenant: string, title: string, key = ''): Promise<Incident> {
  const result = await incidents().open(key, (now) =>
    openIncident(
      { id: randomUUID(), tenant, title, assessment: { impact: ['low'], urgency: ['low'] } },
      { by: ans, at: now, now },
    ),
  );
  if (!result.ok) throw new Error(result.reason.texts[0].en);
  return result.value.incident;
}

async function act(id: string, wish: IncidentAct, context: Partial<ActContext> = {}, version?: number) {
  return incidents().change(
    id,
    (incident, now) => actOnIncident(incident, wish, { by: ans, at: now, now, ...context }),
    version,
  );
}

async function did(id: string, ...wishes: readonly IncidentAct[]): Promise<Incident> {
  for (const wish of wishes) {
    const result = await act(id, wish);
    if (!result.ok) throw new Error(JSON.stringify(result.reason));
  }
  return (await incidents().get(id))!;
}

const note = (text: string, internal = false): IncidentAct => ({
  ...{ act: 'add-entry', kind: 'note', text: { nl: text, en: text }, internal },
});

let alerts = 0;
function link(parts: Partial<AlertLink> = {}): AlertLink {
  const now = Date.now();
  return {
    ...{ alert: `alert-${++alerts}`, tenant: 'bakker', rule: 'sip-brute-force', severity: 'medium', drill: false },
    ...{ address: '203.0.113.7', network: 64_500, account: '', asset: 'pbx-1', start: now - 2000, end: now - 1000 },
    sentence: { nl: 'Iemand raadt wachtwoorden.', en: 'Somebody guesses passwords.' },
    ...parts,
  };
}

function place(alert: AlertLink) {
  return incidents().place(alert, (candidates, now) => {
    const context = { by: { id: `rule:${alert.rule}`, name: alert.rule }, at: now, now };
    const found = placeAlert(candidates, alert);
    if (found) return actOnIncident(found.incident, { act: 'join-alert', alert, why: found.why }, context);
    return openFromAlert(randomUUID(), alert, { nl: 'Aanval', en: 'Attack' }, 'nl', context);
  });
}

const textsOf = async (id: string, of = incidents()) =>
  (await of.timeline(id, { limit: 1000 })).map(({ text }) => text.en);

test('an incident reads back as it became', async () => {
  const made = await open('bakker', 'Belfraude <b>bij</b> Bakker');
  expect(made).toMatchObject({ tenant: 'bakker', severity: 'low', version: 1, stages: {}, mergedInto: '' });
  expect(made.number).toBeGreaterThan(0);
  const after = await did(
    made.id,
    { act: 'reach', stage: 'triage' },
    { act: 'give-role', role: 'coordinator', person: ans },
    { act: 'give-role', role: 'coordinator', person: { id: 'user:bo', name: 'Bo' } },
    { act: 'add-task', task: { id: 't1', title: 'Bel de carrier', owner: ans, role: '', due: 5 } },
    {
      act: 'add-measure',
      measure: { id: 'm1', kind: 'block', decision: 'd1', what: '203.0.113.7', owner: undefined, until: undefined },
    },
    { act: 'impact', impact: { customers: ['bakker', 'visser'], users: 12, emergencyCalling: 'no' } },
    { act: 'traits', traits: { networks: [64_500], accounts: ["o'neil"] } },
    note('Carrier ‘Bel’ beloofde terug te bellen \0 met "aanhaling"'),
  );
  expect(await incidents().get(made.id)).toEqual(after);
  expect(after.stages.triage).toMatchObject({ by: ans, skipped: '' });
  expect(after.roles.map(({ person, until }) => [person.name, until === undefined])).toEqual([
    ['Ans', false],
    ['Bo', true],
  ]);
  expect(after.tasks).toMatchObject([{ id: 't1', owner: ans, state: 'open', due: 5 }]);
  expect(after.measures[0].owner).toBeUndefined();
  const [summary] = (await incidents().list({ limit: 5, q: `${after.number}` })).items;
  expect(summary).toMatchObject({
    ...{
      id: made.id,
      state: 'triage',
      leader: { name: 'Bo' },
      customers: 2,
      openTasks: 1,
      measures: 1,
      tenantName: 'bakker',
    },
    nextTask: { id: 't1', due: 5 },
  });
  expect((await incidents().openTasks('user:ans')).map(({ task }) => task.id)).toEqual(['t1']);
  expect(await incidents().openTasks('user:bo')).toEqual([]);
  expect((await incidents().openMeasures()).map(({ measure }) => measure.id)).toEqual(['m1']);
  // Each act is one entry of the record, with who did it.
  const { rows } = await it.database.ownerPool.query(
    `select action from audit_entry where object_id = $1 and object_kind = 'incident' order by seq`,
    [made.id],
  );
  expect(rows.map(({ action }) => action).slice(0, 2)).toEqual(['incident.created', 'incident.triage']);
});

test('of two who change at once neither loses: what adds up adds up, and who wrote over another is told', async () => {
  const { id, version } = await open('bakker', 'Twee mensen');
  const both = await Promise.all([
    act(id, note('een')),
    act(id, note('twee')),
    act(id, { act: 'reach', stage: 'triage' }),
  ]);
  expect(both.every(({ ok }) => ok)).toBe(true);
  expect((await textsOf(id)).slice(1).sort()).toEqual(['Triage done.', 'een', 'twee']);
  // Lines and alerts are no new version; a stage is.
  const now = (await incidents().get(id))!;
  expect(now.version).toBe(version + 1);
  expect(await act(id, { act: 'describe', facts: { title: 'Laat' } }, {}, version)).toEqual({
    ok: false,
    reason: 'stale',
  });
  expect(await act(id, { act: 'describe', facts: { title: 'Op tijd' } }, {}, now.version)).toMatchObject({
    ok: true,
    value: { title: 'Op tijd', version: now.version + 1 },
  });
  expect(await act('nothing', note('x'))).toEqual({ ok: false, reason: 'missing' });
});

test('a refused act leaves nothing', async () => {
  const { id } = await open('bakker', 'Niets');
  const before = await incidents().get(id);
  const lines = await textsOf(id);
  const now = await incidents().now();
  for (const [wish, context] of [
    [{ act: 'reach', stage: 'closed' }, {}],
    [note('straks'), { at: now + 3_600_000 }],
    [note('  '), {}],
  ] as const) {
    expect((await act(id, wish, context)).ok).toBe(false);
  }
  expect(await incidents().get(id)).toEqual(before);
  expect(await textsOf(id)).toEqual(lines);
});

test('the database itself keeps timelines as they were written', async () => {
  const { id } = await open('bakker', 'Vast');
  await did(id, note('nooit anders'));
  const run = (text: string) => it.database.ownerPool.query(text);
  await expect(run(`update incident_entry set text_nl = 'anders' where incident = '${id}'`)).rejects.toThrow(/stay/);
  await expect(run('truncate incident_entry')).rejects.toThrow(/stay/);
  const insert = `insert into incident_entry (incident, tenant, kind, at, text_nl, text_en, author, author_name, internal)
    values ('${id}', 'bakker', 'note',`;
  await expect(run(`${insert} 4102444800000, 'x', 'x', '', '', false)`)).rejects.toThrow(/future/);
  // What somebody claims about when it was entered does not count.
  const { rows } = await run(`${insert} 5, 'x', 'x', '', '', false) returning entered_at > 1700000000000 as own`);
  expect(rows).toEqual([{ own: true }]);
  const app = it.database.scoped(ownWork);
  await expect(app.deleteFrom('incident_entry' as never).execute()).rejects.toThrow(/stay/);
  await expect(app.deleteFrom('incident' as never).execute()).rejects.toThrow(/stay/);
  await expect(
    app
      .updateTable('incident_entry' as never)
      .set({ internal: false } as never)
      .execute(),
  ).rejects.toThrow(/permission denied/);
});

test('an alert opens one incident however often and by how many it is told; its kin joins', async () => {
  const first = link();
  const told = await Promise.all([place(first), place(first), place(link({ account: '100' })), place(first)]);
  const ids = new Set(told.map((one) => one.ok && one.value.incident.id));
  expect(ids.size).toBe(1);
  const [id] = ids as Set<string>;
  expect(told.filter((one) => one.ok && one.value.isNew)).toHaveLength(1);
  expect((await incidents().get(id))!.alerts).toHaveLength(2);
  expect((await textsOf(id)).filter((text) => text.startsWith('Somebody guesses'))).toHaveLength(2);
  expect(await incidents().ofAlert(first.alert)).toBe(id);
  // Another customer, and another attacker, are something else.
  for (const other of [link({ tenant: 'visser' }), link({ address: '198.51.100.1', network: 7, asset: 'pbx-9' })]) {
    const placed = await place(other);
    expect(placed).toMatchObject({ ok: true, value: { isNew: true } });
    if (placed.ok) expect(placed.value.incident.id).not.toBe(id);
  }
  // Worse news of the same alert makes it worse and adds no second line.
  await place({ ...first, severity: 'critical', end: first.end + 5 });
  const worse = (await incidents().get(id))!;
  expect(worse).toMatchObject({ severity: 'critical', tenant: 'bakker' });
  expect(worse.alerts).toHaveLength(2);
  // An alert is part of one incident.
  const { id: other } = await open('bakker', 'Met de hand');
  const stolen = await act(other, { act: 'join-alert', alert: first, why: { nl: 'x', en: 'x' } });
  expect(stolen).toMatchObject({ ok: false, reason: { code: 'not-together' } });
  expect((await incidents().get(other))!.alerts).toEqual([]);
});

test('opening again with the same key finds what is there', async () => {
  const made = await open('bakker', 'Eerste', 'mail:<a@b>');
  expect(await open('bakker', 'Tweede', 'mail:<a@b>')).toEqual(made);
  expect((await open('visser', 'Ander', 'mail:<a@b>')).id).not.toBe(made.id);
});

test('a merge keeps every line and file and says where they come from', async () => {
  const [from, into] = [await open('bakker', 'Deel'), await open('bakker', 'Geheel')];
  await did(
    from.id,
    note('van het deel'),
    note('intern van het deel', true),
    { act: 'join-alert', alert: link({ address: '192.0.2.9', asset: '' }), why: { nl: 'x', en: 'x' } },
    { act: 'add-task', task: { id: 't1', title: 'Nog te doen', owner: undefined, role: '', due: undefined } },
  );
  await did(into.id, note('van het geheel'));
  const file = await attach(from.id, [Buffer.from('bewijs')]);
  const before = await incidents().timeline(from.id, { limit: 1000 });
  const merged = await incidents().merge(
    from.id,
    into.id,
    (one, other, now) => mergeIncidents(one, other, 'dezelfde aanval', { by: ans, at: now, now }),
    (_from, into) => into,
  );
  if (!merged.ok) throw new Error(JSON.stringify(merged.reason));
  expect(merged.value.tasks.map(({ id }) => id)).toEqual(['t1']);
  expect(merged.value.alerts).toHaveLength(1);
  expect(await incidents().ofAlert(merged.value.alerts[0].alert)).toBe(into.id);
  const after = await incidents().timeline(into.id, { limit: 1000 });
  for (const { id, text, at, enteredAt, by, internal, about } of before) {
    const carried = after.find(({ origin }) => origin?.entry === id);
    expect(carried).toMatchObject({ text, at, enteredAt, by, internal, origin: { incident: from.id } });
    expect(carried!.about).toEqual(about);
  }
  expect(after.map(({ text }) => text.en)).toContain('van het geheel');
  // What it had it has still, and one line more.
  expect((await incidents().timeline(from.id, { limit: 1000 })).slice(0, before.length)).toEqual(before);
  expect(await incidents().get(from.id)).toMatchObject({ mergedInto: into.id, tasks: [], alerts: [] });
  expect(await incidents().standing(from.id)).toBe(into.id);
  expect(await incidents().attachments(into.id)).toMatchObject([{ id: file, cameFrom: from.id }]);
  expect((await act(from.id, note('te laat'))).ok).toBe(false);

  // And out again: what was taken along once is not told twice.
  const part = randomUUID();
  const split = await incidents().split(into.id, (incident, now) =>
    splitIncident(
      incident,
      {
        ...{ id: part, title: 'Toch apart', tenant: 'bakker', tasks: ['t1'], measures: [], reason: 'andere dader' },
        ...{
          alerts: incident.alerts.map(({ alert }) => alert),
          entries: after.filter(({ text }) => text.en === 'van het geheel').map((entry) => entry.id),
        },
      },
      { by: ans, at: now, now },
    ),
  );
  expect(split).toMatchObject({ ok: true, value: { id: part, splitFrom: into.id, tasks: [{ id: 't1' }] } });
  expect((await incidents().get(into.id))!.tasks).toEqual([]);
  expect(await incidents().ofAlert(merged.value.alerts[0].alert)).toBe(part);
  const taken = (await incidents().timeline(part, { limit: 1000 })).filter(({ origin }) => origin);
  expect(taken).toHaveLength(2);
  const whole = await incidents().timeline(into.id, { limit: 1000 });
  const back = await incidents().merge(
    part,
    into.id,
    (one, other, now) => mergeIncidents(one, other, 'toch niet', { by: ans, at: now, now }),
    (_from, into) => into,
  );
  expect(back.ok).toBe(true);
  const again = await incidents().timeline(into.id, { limit: 1000 });
  expect(again.filter(({ id }) => whole.some((old) => old.id === id))).toEqual(whole);
  expect(new Set(again.map(({ text, at }) => `${at} ${text.en}`)).size).toBe(again.length);
});

test('search finds incidents by words of both languages, by what is in timelines, and by parts', async () => {
  const { id } = await open('bakker', 'Telefooncentrale overgenomen');
  await did(id, note("De aanvallers belden dure nummers in Gambia vanaf 198.51.100.23; account o'neil-7"));
  const other = await open('visser', 'Calls were diverted by attackers');
  const found = async (q: string, of = incidents()) => (await of.list({ limit: 50, q })).items.map((one) => one.id);
  for (const q of [
    'telefooncentrales',
    'belde',
    'gambia',
    '198.51.100.23',
    '198.51.100',
    "o'neil-7",
    'nummer gambia',
  ]) {
    expect(await found(q), q).toEqual([id]);
  }
  expect(await found('diverting attacker')).toEqual([other.id]);
  expect(await found('gambia or diverted')).toEqual([other.id, id]);
  expect(await found('gambia -dure')).toEqual([]);
  for (const q of ["' | (", ':*', '\\', '"', "''\\:*&!", 'a'.repeat(5000), '\0'])
    expect(await found(q), q).toBeDefined();
  const [{ found: line }] = (await incidents().list({ limit: 5, q: 'gambia' })).items;
  expect(line?.nl).toContain('Gambia');
  expect(await found('gambia', storeOf('bakker'))).toEqual([id]);
  expect(await found('gambia', storeOf('visser'))).toEqual([]);
  await did(id, note('geheimwoord', true));
  expect(await found('geheimwoord')).toEqual([id]);
  expect(await found('geheimwoord', storeOf('bakker'))).toEqual([]);
  // Who says no tenant finds nothing.
  const client = await it.database.ownerPool.connect();
  try {
    const find = async (scope: string) =>
      (await client.query(`begin; ${scope}; select belwacht_find_incidents('gambia'::tsquery); rollback`)) as never as {
        rowCount: number;
      }[];
    const none = (await find(`select 1`)).at(-2)!;
    const all = (await find(`select set_config('belwacht.tenant', '*', true)`)).at(-2)!;
    expect([none.rowCount, all.rowCount]).toEqual([0, 1]);
  } finally {
    client.release();
  }
  await did(other.id, note('Drie trunks vol en één stop'));
  expect(await found('trunk stoppen')).toEqual([other.id]);
  await did(id, { act: 'describe', facts: { cause: 'een fabriekscode' } });
  expect(await found('fabriekscode')).toEqual([id]);
  // A customer cannot read the cause, and so cannot guess it either, also not by leaving it out.
  expect(await found('fabriekscode', storeOf('bakker'))).toEqual([]);
  expect(await found('gambia -fabriekscode', storeOf('bakker'))).toEqual([id]);
  expect(await found('gambia -fabriekscode')).toEqual([]);
});

test('an incident of very many words stays findable by its first and its last', async () => {
  const { id } = await open('bakker', 'Lang');
  for (let i = 0; i < 8; i++) {
    const words = Array.from({ length: 1800 }, (_, n) => `w${i}x${n}`).join(' ');
    await did(id, note(words));
  }
  for (const word of ['w0x0', 'w3x1799', 'w7x1799'])
    expect((await incidents().list({ limit: 5, q: word })).items.map((one) => one.id)).toEqual([id]);
});

test('a customer sees its own incidents without what is internal', async () => {
  const { id } = await open('bakker', 'Van Bakker');
  await did(id, note('voor iedereen'), note('alleen voor ons', true));
  await attach(id, [Buffer.from('intern')], true);
  const shown = await attach(id, [Buffer.from('open')]);
  const bakker = storeOf('bakker');
  expect((await bakker.get(id))?.id).toBe(id);
  expect(await textsOf(id, bakker)).not.toContain('alleen voor ons');
  expect(await textsOf(id, bakker)).toContain('voor iedereen');
  expect((await bakker.attachments(id)).map((one) => one.id)).toEqual([shown]);
  const visser = storeOf('visser');
  expect(await visser.get(id)).toBeUndefined();
  expect(await textsOf(id, visser)).toEqual([]);
  const { id: all } = await open('provider', 'Van ons allen');
  await did(all, { act: 'impact', impact: { customers: ['bakker', 'visser'] } });
  expect(await bakker.get(all)).toBeUndefined();
  expect((await incidents().list({ limit: 50, tenant: 'visser' })).items.map((one) => one.id)).toContain(all);
});

async function attach(id: string, pieces: readonly Buffer[], internal = false): Promise<string> {
  const file = randomUUID();
  const wish = { id: file, incident: id, name: 'spoor.pcap', mediaType: 'application/octet-stream', internal, by: ans };
  const received = await incidents().receive(wish, stream(pieces));
  if (!received.ok) throw new Error(received.reason);
  await did(id, {
    ...{ act: 'add-entry', kind: 'evidence', internal, about: { kind: 'attachment', id: file } },
    text: { nl: 'Bestand', en: 'File' },
  });
  return file;
}

async function* stream(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield piece;
}

test('a customer gets no line about a task, also where it was written down before such lines were internal', async () => {
  const { id } = await open('bakker', 'taken');
  const about = { kind: 'task', id: 't1' } as const;
  const old = { nl: 'Taak gedaan: eigen personeel', en: 'Task done: own staff' };
  await did(id, { act: 'add-entry', kind: 'action', text: old, internal: false, about }, note('we zijn bezig'));
  const lines = await incidents().timeline(id, { limit: 100, forCustomer: true });
  expect(lines.map(({ text }) => text.nl)).toContain('we zijn bezig');
  expect(lines.map(({ text }) => text.nl)).not.toContain(old.nl);
  expect((await incidents().timeline(id, { limit: 100 })).map(({ text }) => text.nl)).toContain(old.nl);
});

test('a file comes back byte for byte, with its hash; what is too large or breaks off leaves nothing', async () => {
  const { id } = await open('bakker', 'Bestanden');
  const bytes = Buffer.alloc(1_300_000, 0).map((_, i) => (i * 7 + (i >> 8)) & 255);
  const file = await attach(id, [
    bytes.subarray(0, 1),
    bytes.subarray(1, 700_000),
    bytes.subarray(700_000),
  ] as Buffer[]);
  const [kept] = await incidents().attachments(id);
  expect(kept).toMatchObject({ id: file, size: bytes.length, name: 'spoor.pcap' });
  expect(kept.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const parts: Uint8Array[] = [];
  for await (const part of incidents().content(file)) parts.push(part);
  expect(Buffer.concat(parts).equals(Buffer.from(bytes))).toBe(true);

  const wish = () => ({ id: randomUUID(), incident: id, name: 'x', mediaType: '', internal: false, by: ans });
  const megabyte = Buffer.alloc(1024 * 1024);
  const endless = function* () {
    for (let at = 0; at <= maxAttachmentBytes; at += megabyte.length) yield megabyte;
    throw new Error('went on reading');
  };
  expect(await incidents().receive(wish(), stream(endless()))).toEqual({ ok: false, reason: 'too-large' });
  expect(await incidents().receive(wish(), stream([]))).toEqual({ ok: false, reason: 'empty' });
  expect(await incidents().receive({ ...wish(), incident: 'nothing' }, stream([megabyte]))).toEqual({
    ok: false,
    reason: 'no-incident',
  });
  const broken = async function* () {
    yield megabyte;
    throw new Error('broke off');
  };
  await expect(incidents().receive(wish(), broken())).rejects.toThrow('broke off');
  // Not told of in the timeline: not there.
  const silent = wish();
  expect((await incidents().receive(silent, stream([megabyte]))).ok).toBe(true);
  expect(await incidents().attachment(silent.id)).toBeUndefined();
  expect((await incidents().attachments(id)).map((one) => one.id)).toEqual([file]);
  const { rows } = await it.database.ownerPool.query(
    `select count(*) as n from incident_attachment where incident = $1`,
    [id],
  );
  expect(rows[0].n).toBe(2);
});

test('money at risk moves without a new version, and its peak stays', async () => {
  const { id, version } = await open('bakker', 'Geld');
  await incidents().setExposure(id, 5_000_000, 10);
  await incidents().setExposure(id, 2_000_000, 20);
  await incidents().setExposure(id, 9_000_000, 15);
  expect(await incidents().get(id)).toMatchObject({ version, exposure: { now: 2_000_000, most: 5_000_000, at: 20 } });
});

test('earlier incidents that are like it are found, with what helped; patterns are counted', async () => {
  const old = await open('visser', 'Eerder');
  await did(
    old.id,
    { act: 'traits', traits: { networks: [65_001], addresses: ['192.0.2.200'] } },
    { act: 'describe', facts: { cause: 'Open SIP-poort', whatWorked: 'Poort dicht' } },
  );
  const { id } = await open('bakker', 'Nu');
  const now = await did(
    id,
    { act: 'traits', traits: { networks: [65_001] } },
    { act: 'describe', facts: { cause: 'open sip-poort' } },
  );
  const [first] = similarIncidents(now, await incidents().earlier(now));
  expect(first).toMatchObject({ earlier: { id: old.id, whatWorked: 'Poort dicht' }, score: 6 });
  expect(first.because.map(({ en }) => en)).toEqual(['the same network AS65001', 'the same cause: Open SIP-poort']);
  const patterns = await incidents().patterns(0);
  expect(patterns).toContainEqual({ kind: 'network', value: '65001', incidents: 2, last: expect.any(Number) });
  expect(patterns).toContainEqual({ kind: 'cause', value: 'open sip-poort', incidents: 2, last: expect.any(Number) });
  expect(patterns.find(({ kind, value }) => kind === 'customer' && value === 'bakker')!.incidents).toBeGreaterThan(2);
});

test('pages of a list and of a timeline hold everything once', async () => {
  const all = new Set<string>();
  let after: { at: number; id: string } | undefined;
  do {
    const page = await incidents().list({ limit: 3, after });
    for (const { id } of page.items) all.add(id);
    after = page.next;
    expect(page.total).toBe((await incidents().list({ limit: 1000 })).items.length);
  } while (after);
  expect(all.size).toBe((await incidents().list({ limit: 1000 })).items.length);

  const { id } = await open('bakker', 'Bladeren');
  for (const at of [30, 10, 20, 20]) await act(id, note(`om ${at}`), { at });
  const times = async (newestFirst: boolean) => {
    const seen: number[] = [];
    for (let from: { at: number; id: number } | undefined; ; ) {
      const page = await incidents().timeline(id, { limit: 2, newestFirst, after: from });
      seen.push(...page.map(({ at }) => at));
      if (page.length < 2) return seen;
      from = page[1];
    }
  };
  const forward = await times(false);
  expect(forward.slice(0, 4)).toEqual([10, 20, 20, 30]);
  expect((await times(true)).reverse()).toEqual(forward);
  const [, newest] = await incidents().timeline(id, { limit: 2 });
  const added = await incidents().timeline(id, { limit: 10, addedAfter: newest.id });
  expect(added.every((line) => line.id > newest.id)).toBe(true);
});
