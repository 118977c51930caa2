import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  IncidentAttachmentWire,
  IncidentPatternWire,
  IncidentTaskOfWire,
  IncidentWallWire,
  IncidentWire,
} from '../src/api/schema/incidents.ts';
import { IncidentsLab, reasonsOf } from './lab/incidents-lab.ts';

/** What people and scripts do to incidents over the API. */
const hour = 3_600_000;
let lab: IncidentsLab;
let acme: string;

beforeAll(async () => {
  lab = new IncidentsLab('people');
  await lab.start();
  acme = await lab.token(['incidents:read', 'incidents:open'], 'acme');
});
afterAll(() => lab?.close());

const path = (id: string, rest = '') => `/api/v1/incidents/${id}${rest}`;
const texts = async (id: string, token?: string) => (await lab.timeline(id, token)).map(({ text }) => text.en);
const resolveAll = async (id: string) => {
  for (const stage of ['triage', 'contained', 'recovering', 'monitoring', 'resolved'])
    await lab.act(id, { act: 'reach', stage });
};

test('an incident is opened once for a key, with what is known, and every act is told with who and when', async () => {
  const detectedAt = new Date(Date.now() - hour).toISOString();
  const ask = () =>
    lab.serving.ask<IncidentWire>('POST', '/api/v1/incidents', {
      headers: { 'idempotency-key': 'ticket-4711' },
      body: {
        ...{ tenant: 'acme', title: 'No calls out since noon', summary: 'Reported by phone.' },
        assessment: { impact: ['medium', 'high'], urgency: ['high'] },
        detectedAt,
      },
    });
  const [first, second] = [await ask(), await ask()];
  expect([first.status, second.status]).toEqual([201, 201]);
  const made = first.json();
  expect(second.json().id).toBe(made.id);
  // In doubt the higher.
  expect(made).toMatchObject({ severity: 'critical', tenantName: 'Acme BV', state: 'new', nextDue: { kind: 'step' } });
  expect(first.headers.get('etag')).toBe(`"${made.version}"`);

  const led = await lab.act(made.id, { act: 'give-role', role: 'coordinator', person: 'me' });
  expect(led.roles.find(({ role }) => role === 'coordinator')?.person).toBeTruthy();
  await lab.act(made.id, { act: 'give-role', role: 'coordinator', person: '' });
  const [held] = (await lab.get(made.id)).roleHistory;
  expect(held.until).not.toBeNull();
  await lab.act(made.id, { act: 'note', text: 'Carrier called back', kind: 'communication', internal: true });
  const [at] = [new Date(Date.now() - 2 * hour)];
  const clock = `${String(at.getUTCHours()).padStart(2, '0')}:${String(at.getUTCMinutes()).padStart(2, '0')}`;
  const day = at.toISOString().slice(0, 10);
  await lab.act(made.id, { act: 'note', text: `${day} ${clock} first complaint`, timeZone: 'UTC' });
  const lines = await lab.timeline(made.id);
  const early = lines.find(({ text }) => text.en === 'first complaint')!;
  expect(early.at).toBe(new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString());
  expect(Date.parse(early.enteredAt)).toBeGreaterThan(Date.parse(early.at) + hour);
  // By when it happened.
  expect(lines[0].text.en).toBe('first complaint');
});

test('what lies in the future is refused with a sentence, by clock and by date, and nothing is kept of it', async () => {
  const { id } = await lab.open({ tenant: 'acme', title: 'Future', severity: 'low' });
  const before = (await texts(id)).length;
  const later = new Date(Date.now() + hour).toISOString();
  for (const act of [
    { act: 'note', text: 'not yet', at: later },
    { act: 'reach', stage: 'triage', at: later },
    { act: 'note', text: `${later.slice(0, 10)} ${later.slice(11, 16)} not yet`, timeZone: 'UTC' },
    { act: 'impact', since: later },
  ]) {
    const answer = await lab.ask(id, act);
    expect([act, answer.status]).toEqual([act, 400]);
    expect(reasonsOf(answer)[0]).toMatch(/future|has not come yet/);
  }
  const opened = await lab.serving.ask('POST', '/api/v1/incidents', { body: { title: 'x', detectedAt: later } });
  expect(opened.status).toBe(400);
  expect((await texts(id)).length).toBe(before);
  const zone = await lab.ask(id, { act: 'note', text: '10:00 x', timeZone: 'Mars/North' });
  expect([zone.status, (zone.json() as unknown as { field: string }).field]).toEqual([400, 'timeZone']);
});

test('the gate tells every reason at once, and closes when each is settled', async () => {
  const { id } = await lab.open({ tenant: 'acme', title: 'Gate', severity: 'high' });
  const task = (await lab.act(id, { act: 'add-task', title: 'Call the carrier', role: 'communications' })).tasks[0];
  const measure = (await lab.act(id, { act: 'add-measure', what: 'Calls go to mobile' })).measures[0];
  expect(measure).toMatchObject({ kind: 'other', inTheWay: true, network: null });
  await resolveAll(id);
  const shut = await lab.ask(id, { act: 'reach', stage: 'closed' });
  expect(shut.status).toBe(409);
  const reasons = reasonsOf(shut);
  expect(reasons).toHaveLength(3);
  expect(reasons.join()).toMatch(/task is still open.*temporary measure is still in place.*review is missing/);
  expect((await lab.get(id)).gate).toHaveLength(3);

  await lab.act(id, { act: 'finish-task', task: task.id, evidence: 'Ticket 99' });
  const kept = await lab.ask(id, { act: 'keep-measure', measure: measure.id, reason: 'until Monday' });
  expect(reasonsOf(kept)[0]).toContain('Name an owner');
  await lab.act(id, { act: 'own-measure', measure: measure.id, owner: 'me' });
  await lab.act(id, { act: 'keep-measure', measure: measure.id, reason: 'until Monday' });
  await lab.act(id, { act: 'reach', stage: 'reviewed' });
  expect((await lab.act(id, { act: 'reach', stage: 'closed' })).state).toBe('closed');
  expect((await lab.ask(id, { act: 'reopen', reason: '' })).status).toBe(400);
  const again = await lab.act(id, { act: 'reopen', reason: 'It is back.' });
  expect(again.reopened).toHaveLength(1);
  expect(again.over).toBe(false);
});

test('notes and ticks of two people at once add up; of two who write over each other the second is told', async () => {
  const { id, version } = await lab.open({ tenant: 'acme', title: 'Two at once', severity: 'low' });
  const tasks = await Promise.all(
    Array.from({ length: 10 }, (_, i) => lab.act(id, { act: 'add-task', title: `task ${i}` })),
  );
  const ids = (await lab.get(id)).tasks.map((task) => task.id);
  expect([tasks.length, ids.length]).toEqual([10, 10]);
  await Promise.all([
    ...ids.map((task) => lab.act(id, { act: 'finish-task', task })),
    ...ids.map((_, i) => lab.act(id, { act: 'note', text: `note ${i}` })),
  ]);
  expect((await lab.get(id)).tasks.every(({ state }) => state === 'done')).toBe(true);
  expect((await texts(id)).filter((line) => line.startsWith('note '))).toHaveLength(10);

  const seen = `"${(await lab.get(id)).version}"`;
  expect(Number(seen.slice(1, -1))).toBeGreaterThan(version);
  const [one, other] = await Promise.all([
    lab.ask(id, { act: 'describe', cause: 'weak password' }, { ifMatch: seen }),
    lab.ask(id, { act: 'describe', cause: 'stolen phone' }, { ifMatch: seen }),
  ]);
  expect([one.status, other.status].sort()).toEqual([200, 412]);
  const late = [one, other].find(({ status }) => status === 412)!;
  expect((late.json() as unknown as { type: string }).type).toBe('/problems/version-stale');
});

test('a customer sees its own incidents without what is internal, opens one, and does nothing else', async () => {
  const own = await lab.open({ tenant: 'acme', title: 'Yours', severity: 'low' });
  const others = await lab.open({ tenant: 'bolt', title: 'Not yours', severity: 'low' });
  const providers = await lab.open({ title: 'The provider’s', severity: 'low' });
  await lab.act(own.id, { act: 'note', text: 'we suspect their own staff', internal: true });
  await lab.act(own.id, { act: 'note', text: 'we are on it' });
  const secret = await lab.serving.ask<IncidentAttachmentWire>(
    'POST',
    path(own.id, '/attachments?name=staff.txt&internal=true'),
    {
      body: Buffer.from('names'),
      headers: { 'content-type': 'application/octet-stream' },
    },
  );
  expect(secret.status).toBe(201);

  const as = (method: string, url: string, body?: object) => lab.serving.ask(method, url, { token: acme, body });
  const listed = (await as('GET', '/api/v1/incidents?limit=200')).json() as { items: { id: string; tenant: string }[] };
  expect(listed.items.every(({ tenant }) => tenant === 'acme')).toBe(true);
  expect(listed.items.map(({ id }) => id)).toContain(own.id);
  for (const { id } of [others, providers])
    for (const rest of ['', '/timeline', '/attachments', '/export'])
      expect([rest, (await as('GET', path(id, rest))).status]).toEqual([rest, 404]);
  const seen = await texts(own.id, acme);
  expect(seen).toContain('we are on it');
  expect(seen.join()).not.toContain('staff');
  expect((await as('GET', path(own.id, '/attachments'))).json()).toEqual([]);
  expect((await as('GET', path(own.id, `/attachments/${secret.json().id}`))).status).toBe(404);
  expect((await as('GET', path(own.id, '/export?format=json'))).text).not.toContain('staff');
  expect(((await as('GET', '/api/v1/incidents?q=suspect')).json() as { items: object[] }).items).toEqual([]);
  const shown = (await as('GET', path(own.id))).json() as IncidentWire;
  expect([shown.may.write, shown.attachments]).toEqual([false, 0]);
  for (const [url, body] of [
    [path(own.id, '/acts'), { act: 'note', text: 'x' }],
    [path(own.id, '/merge'), { into: others.id, reason: 'x' }],
    [path(own.id, '/split'), { title: 'x', reason: 'x' }],
  ] as const)
    expect([url, (await as('POST', url, body)).status]).toEqual([url, 403]);

  const mine = await as('POST', '/api/v1/incidents', { title: 'Our phones are dead' });
  expect([mine.status, (mine.json() as IncidentWire).tenant]).toEqual([201, 'acme']);
  expect((await as('POST', '/api/v1/incidents', { title: 'x', tenant: 'bolt' })).status).toBe(403);
  expect((await as('GET', '/api/v1/incidents/settings')).status).toBe(403);
  const wall = (await as('GET', '/api/v1/incidents/wall')).json() as IncidentWallWire;
  expect(wall.items.map(({ tenantName }) => tenantName).every((name) => name === 'Acme BV')).toBe(true);
});

test('hostile text stays the letters it is, in lists, files and names', async () => {
  const formula = '=HYPERLINK("http://evil.example/","x")';
  const html = '<img src=x onerror=alert(1)>[click](javascript:alert(1))';
  const { id, title } = await lab.open({ tenant: 'acme', title: formula, summary: html, severity: 'low' });
  expect(title).toBe(formula);
  await lab.act(id, { act: 'note', text: `${html} | cell` });
  await lab.act(id, { act: 'note', text: formula });
  await lab.act(id, { act: 'add-task', title: '+1+cmd|calc' });
  const files = Object.fromEntries(
    await Promise.all(
      (['csv', 'json', 'md'] as const).map(async (format) => {
        const answer = await lab.serving.ask('GET', path(id, `/export?format=${format}&language=en`));
        expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
          200,
          expect.stringMatching(/^attachment; filename="incident-\d+-timeline\.\w+"$/),
        ]);
        return [format, answer.text] as const;
      }),
    ),
  );
  for (const field of files.csv.split(/\r\n/).flatMap((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)))
    expect(field).not.toMatch(/^"?[=+@-]/);
  expect((JSON.parse(files.json) as { timeline: object[] }).timeline).toHaveLength((await texts(id)).length);
  expect(files.md).not.toMatch(/(?<!\\)<img/);
  expect(files.md).not.toMatch(/(?<!\\)\[click/);

  const name = '../../etc/pass\u202ewd\r\nx-evil: 1"; <b>.html';
  const sent = await lab.serving.ask<IncidentAttachmentWire>(
    'POST',
    path(id, `/attachments?name=${encodeURIComponent(name)}&mediaType=${encodeURIComponent('text/html')}`),
    { body: Buffer.from('<script>alert(1)</script>'), headers: { 'content-type': 'application/octet-stream' } },
  );
  expect(sent.status).toBe(201);
  expect(sent.json().name).not.toMatch(/[\r\n\u202e]/);
  const got = await lab.serving.ask('GET', path(id, `/attachments/${sent.json().id}`));
  expect(got.headers.get('content-type')).toBe('application/octet-stream');
  expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  expect(got.headers.get('content-disposition')).toMatch(
    /^attachment; filename="[\w.() -]+"; filename\*=UTF-8''[\w.%~!$&+^`|-]+$/,
  );
  expect(got.headers.get('x-evil')).toBeNull();
  expect(got.text).toBe('<script>alert(1)</script>');
});

test('a file of 50 MB is kept with its hash; one byte more, and an empty one, are refused with a sentence', async () => {
  const { id } = await lab.open({ tenant: 'acme', title: 'Files', severity: 'low' });
  const most = 50 * 1024 * 1024;
  const content = randomBytes(most);
  const send = (bytes: Buffer) =>
    lab.serving.ask<IncidentAttachmentWire>('POST', path(id, '/attachments?name=capture.pcap'), {
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
  const kept = await send(content);
  expect(kept.status).toBe(201);
  expect(kept.json()).toMatchObject({ size: most, sha256: createHash('sha256').update(content).digest('hex') });
  const large = await send(Buffer.concat([content, Buffer.from('x')]));
  expect([large.status, reasonsOf(large)[0]]).toEqual([413, expect.stringContaining('50 MB at most')]);
  // One that does not say how long it is.
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(content);
      controller.enqueue(Buffer.from('x'));
      controller.close();
    },
  });
  const cli = JSON.parse((await import('node:fs')).readFileSync(lab.serving.inside('cli.json'), 'utf8')) as {
    token: string;
  };
  const unsaid = await fetch(`${lab.serving.server.url}${path(id, '/attachments?name=stream')}`, {
    ...{ method: 'POST', body: stream, duplex: 'half' },
    headers: { authorization: `Bearer ${cli.token}`, 'content-type': 'application/octet-stream' },
  } as RequestInit);
  expect(unsaid.status).toBe(413);
  const empty = await send(Buffer.alloc(0));
  expect([empty.status, reasonsOf(empty)[0]]).toEqual([400, 'This file is empty.']);
  expect(await lab.serving.get<object[]>(path(id, '/attachments'))).toHaveLength(1);
  const [line] = (await lab.timeline(id)).filter(({ about }) => about?.kind === 'attachment');
  expect(line.text.en).toContain(kept.json().sha256);
  const other = await lab.open({ tenant: 'bolt', title: 'Other', severity: 'low' });
  expect((await lab.serving.ask('GET', path(other.id, `/attachments/${kept.json().id}`))).status).toBe(404);
});

test('two incidents become one and one becomes two, with nothing lost on the way', async () => {
  const [from, into] = [
    await lab.open({ tenant: 'acme', title: 'The same twice', severity: 'high' }),
    await lab.open({ tenant: 'acme', title: 'The first of them', severity: 'low' }),
  ];
  await lab.act(from.id, { act: 'note', text: 'seen at the first' });
  const { tasks } = await lab.act(from.id, { act: 'add-task', title: 'A task that goes along' });
  const merged = await lab.serving.must<IncidentWire>('POST', path(from.id, '/merge'), {
    into: into.id,
    reason: 'the same',
  });
  expect([merged.id, merged.severity, merged.tasks.map(({ id }) => id)]).toEqual([into.id, 'high', [tasks[0].id]]);
  const gone = await lab.get(from.id);
  expect([gone.state, gone.mergedInto?.number]).toEqual(['merged', into.number]);
  expect(await texts(into.id)).toContain('seen at the first');
  expect(reasonsOf(await lab.ask(from.id, { act: 'reach', stage: 'triage' }))[0]).toContain('was merged');
  expect(
    (await lab.serving.ask('POST', path(into.id, '/merge'), { body: { into: 'nowhere', reason: 'x' } })).status,
  ).toBe(400);

  const line = (await lab.timeline(into.id)).find(({ text }) => text.en === 'seen at the first')!;
  expect(line.origin?.incident).toBe(from.id);
  const made = await lab.serving.must<IncidentWire>('POST', path(into.id, '/split'), {
    ...{ title: 'On its own', reason: 'something else', tasks: [tasks[0].id], entries: [line.id] },
  });
  expect([made.splitFrom?.id, made.tasks.map(({ id }) => id)]).toEqual([into.id, [tasks[0].id]]);
  expect((await lab.get(into.id)).tasks).toEqual([]);
  expect(await texts(made.id)).toContain('seen at the first');
  const other = await lab.open({ tenant: 'bolt', title: 'Of another customer', severity: 'low' });
  expect(
    (await lab.serving.ask('POST', path(other.id, '/merge'), { body: { into: into.id, reason: 'x' } })).status,
  ).toBe(409);
});

test('the wall, my tasks and patterns show what is open, whose turn it is, and what comes back', async () => {
  const { id } = await lab.open({ tenant: 'acme', title: 'On the wall', severity: 'critical' });
  await lab.act(id, { act: 'give-role', role: 'scribe', person: 'me' });
  const due = new Date(Date.now() + hour).toISOString();
  await lab.act(id, { act: 'add-task', title: 'Write it down', role: 'scribe', due });
  await lab.act(id, { act: 'add-task', title: 'Nobody’s' });
  const wall = await lab.serving.get<IncidentWallWire>('/api/v1/incidents/wall');
  expect(wall.items[0].severity).toBe('critical');
  expect(wall.items.find((one) => one.id === id)).toMatchObject({ openTasks: 2, leader: null });
  const mine = await lab.serving.get<IncidentTaskOfWire[]>('/api/v1/incidents/tasks');
  expect(mine.filter((one) => one.incident === id).map(({ task }) => task.title)).toEqual(['Write it down']);
  const all = await lab.serving.get<IncidentTaskOfWire[]>('/api/v1/incidents/tasks?owner=all&limit=500');
  expect(all.filter((one) => one.incident === id)).toHaveLength(2);
  const patterns = await lab.serving.get<IncidentPatternWire[]>('/api/v1/incidents/patterns?days=7');
  expect(patterns.find(({ kind, value }) => kind === 'customer' && value === 'acme')).toMatchObject({
    name: 'Acme BV',
  });
});
