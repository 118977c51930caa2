import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Asker, RespondNews } from '../../../api/ports/incident-desk.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { IncidentAct } from '../../../core/incident/incident-act.ts';
import { maxAttachmentBytes } from '../../../core/incident/timeline.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { ownWork } from '../../../core/work.ts';
import { createStore } from '../../../store/store.ts';
import { openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import { ownAsker } from '../asker.ts';
import { IncidentDesk } from './incident-desk.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
let it: TestStore;
let desk: IncidentDesk;
const told: RespondNews[] = [];
const ans: Asker = {
  work: { ...ownWork, actor: { ...ownWork.actor, kind: 'person', id: 'ans', name: 'Ans' } },
  by: { id: 'user:ans', name: 'Ans' },
};

beforeAll(async () => {
  it = await openTestStore();
  desk = new IncidentDesk({
    store: it.store,
    storeOf: (work) => createStore({ db: it.database.scoped(work), owner: it.database.owner }, () => it.clock.now),
    tell: (news) => told.push(news),
    clock: Date.now,
    log: () => {},
  });
});
afterAll(() => it.close());

async function open(title: string): Promise<Incident> {
  const wish = { tenant: providerTenant, title, assessment: { impact: [], urgency: [] }, severity: 'low' } as const;
  const opening = await desk.open('', wish, [], ans);
  if (!opening.ok) throw new Error(opening.reason.texts[0].en);
  return opening.value.incident;
}
const note = (text: string): IncidentAct => ({
  act: 'add-entry',
  kind: 'note',
  text: { nl: text, en: text },
  internal: false,
});
const lines = async (id: string) => (await it.store.incidents.timeline(id, { limit: 500 })).map(({ text }) => text.en);

test('followers hear of every change in the order in which it was kept, and one that stumbles keeps nobody from it', async () => {
  const heard: string[] = [];
  const stop = desk.follow(() => {
    throw new Error('stumbles');
  });
  const end = desk.follow((_incident, entries) => heard.push(...entries.map(({ text }) => text.en)));
  const { id } = await open('order');
  await Promise.all(Array.from({ length: 30 }, (_, i) => desk.act(id, note(`n${i}`), ans)));
  const kept = await it.store.incidents.timeline(id, { limit: 500 });
  expect(heard).toEqual([...kept].sort((a, b) => a.id - b.id).map(({ text }) => text.en));
  expect(told.filter((news) => news.id === id)).toHaveLength(31);
  stop();
  end();
  await desk.act(id, note('after'), ans);
  expect(heard).not.toContain('after');
});

test('a letter opens one incident however often it comes, with its files; what is too large is told', async () => {
  const files = [
    { name: 'a\u202eb\r\n.html', mediaType: 'text/html', content: Buffer.from('<b>') },
    { name: 'huge', mediaType: 'x/y', content: new Uint8Array(maxAttachmentBytes + 1) },
    { name: 'empty', mediaType: 'x/y', content: new Uint8Array(0) },
  ];
  const letter = {
    from: 'ann@example.net',
    subject: 'Phones down',
    text: 'x'.repeat(30_000),
    at: Date.now() + 3_600_000,
    files,
  };
  const [first, second] = [await desk.openByMail('mail:<1@x>', letter), await desk.openByMail('mail:<1@x>', letter)];
  if (!first.ok || !second.ok) throw new Error('not opened');
  const { incident } = first.value;
  expect([first.value.isNew, second.value.isNew, second.value.incident.id]).toEqual([true, false, incident.id]);
  // A clock of a stranger that is ahead counts as now.
  expect(incident.detectedAt).toBeLessThanOrEqual(incident.createdAt);
  const kept = await it.store.incidents.attachments(incident.id);
  expect(kept.map(({ name }) => name)).toEqual(['mail.txt', 'ab .html']);
  expect((await lines(incident.id)).filter((line) => line.includes('was not kept'))).toEqual([
    'A file with the mail was not kept: “huge” (larger than 50 MB).',
    'A file with the mail was not kept: “empty” (empty).',
  ]);
});

test('a crash between a letter’s incident and its files loses no file: it comes again, and what is there stays as it is', async () => {
  const file = (name: string) => ({ name, mediaType: 'x/y', content: Buffer.from(name) });
  const letter = { from: 'ann@example.net', subject: 'Twice', text: 'x', at: Number.NaN };
  const opened = await desk.openByMail('mail:<2@x>', { ...letter, files: [file('one')] });
  if (!opened.ok) throw new Error('not opened');
  for (let i = 0; i < 2; i++) await desk.openByMail('mail:<2@x>', { ...letter, files: [file('one'), file('two')] });
  const kept = await it.store.incidents.attachments(opened.value.incident.id);
  expect(kept.map(({ name }) => name)).toEqual(['one', 'two']);
});

test('what Belwacht itself does to an incident that was merged goes to the one it is part of; people are told', async () => {
  const [from, into] = [await open('from'), await open('into')];
  expect((await desk.merge(from.id, into.id, 'the same', ans)).ok).toBe(true);
  const mine = await desk.act(from.id, note('by a person'), ans);
  expect(mine.ok ? '' : (mine.reason as { code: string }).code).toBe('over');
  const own = await desk.act(from.id, note('by itself'), ownAsker);
  expect(own.ok && own.value.id).toBe(into.id);
  expect(await lines(into.id)).toContain('by itself');
});

test('several acts are one: when one is refused none is kept', async () => {
  const { id } = await open('all or none');
  const before = (await lines(id)).length;
  const outcome = await desk.actAll(id, [note('kept?'), { act: 'reach', stage: 'closed' }], ans);
  expect(outcome.ok).toBe(false);
  expect((await lines(id)).length).toBe(before);
});

test('settings are one person’s at a time, and who sets nothing gets the usual', async () => {
  expect(await desk.settings(ownWork)).toMatchObject({ openFrom: 'high', joinBelow: true, version: 0 });
  const first = await desk.changeSettings({ openFrom: 'critical' }, 0, ans.work);
  expect(first).toMatchObject({ openFrom: 'critical', joinBelow: true });
  expect(await desk.changeSettings({ joinBelow: false }, 0, ans.work)).toBeUndefined();
  const second = await desk.changeSettings({ joinBelow: false }, first!.version, ans.work);
  expect(second).toMatchObject({ openFrom: 'critical', joinBelow: false });
  expect(second!.version).toBeGreaterThan(first!.version);
});
