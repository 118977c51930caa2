import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  IncidentPatternWire,
  IncidentTaskOfWire,
  IncidentWallWire,
  IncidentWire,
} from '../src/api/schema/incidents.ts';
import type { MeasurePage, MeasureWire, RecoveryWire } from '../src/api/schema/measures.ts';
import type { Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { Team } from './lab/team.ts';

/** What the people of a customer are told of their incident over the API: what is going on and done, not how the provider works on it. */
let it: Serving;
let anna: Guest;
let viewer: Guest;
let incident: string;
let taken: string;
/** Whatever of this they find anywhere is too much. */
const inner = [
  ...['their own staff did it', 'rang the carrier about staff', 'stolen by the manager', 'we reset the phones'],
  ...['the manager is suspected', 'phone 201 of the director', 'Ring the carrier', 'keep quiet about it'],
];

/** On what is newest: some acts want to know which version was seen. */
async function act(form: object, id = incident): Promise<IncidentWire> {
  const { version } = await anna.must<IncidentWire>('GET', `/api/v1/incidents/${id}`);
  return anna.must<IncidentWire>('POST', `/api/v1/incidents/${id}/acts`, form, { 'if-match': `"${version}"` });
}

beforeAll(async () => {
  it = new Serving('portal');
  await it.start();
  for (const id of ['acme', 'bolt']) await it.must('POST', '/api/v1/customers', { id, name: id });
  const team = new Team(it);
  anna = await team.owner();
  viewer = await team.join('Vera Klant', 'customer-viewer', 'acme');
  const form = { tenant: 'acme', title: 'No calls out', severity: 'high' };
  ({ id: incident } = await anna.must<IncidentWire>('POST', '/api/v1/incidents', form));
  const facts = { cause: inner[2], whatWorked: inner[3] };
  await act({ act: 'describe', ...facts });
  await act({ act: 'give-role', role: 'scribe', person: 'me' });
  await act({ act: 'give-role', role: 'scribe', person: '' });
  const { tasks } = await act({ act: 'add-task', title: inner[6], role: 'communications' });
  await act({ act: 'finish-task', task: tasks[0].id, evidence: inner[1] });
  await act({ act: 'add-task', title: `${inner[6]} again`, due: new Date(Date.now() + 3_600_000).toISOString() });
  const at = `/api/v1/incidents/${incident}`;
  const measure = await anna.must<MeasureWire>('POST', `${at}/measures`, {
    ...{ action: 'block-source', address: '203.0.113.7', reason: inner[0] },
  });
  taken = measure.id;
  await anna.must('POST', `${at}/measures`, { action: 'stop-international', customer: 'acme', reason: inner[4] });
  await anna.must('POST', `${at}/recovery`);
  const said = { test: 'register', outcome: 'passed', evidence: inner[5] };
  await anna.must('POST', `${at}/recovery/one-phone/said`, said);
  const refused = await anna.must<MeasureWire>('POST', `${at}/measures`, {
    ...{ action: 'block-country', country: 'KP', customer: 'acme', reason: inner[7] },
  });
  await anna.must('POST', `/api/v1/measures/${refused.id}/refuse`, { reason: inner[7] });
}, 120_000);
afterAll(() => it?.close());

test('nothing of the provider’s working is found anywhere that the people of a customer can read', async () => {
  const at = `/api/v1/incidents/${incident}`;
  const paths = [
    ...[at, `${at}/timeline?limit=500`, `${at}/attachments`, `${at}/recovery`, `${at}/export?format=json`],
    ...[`${at}/export?format=csv`, `${at}/export?format=md`, '/api/v1/incidents', '/api/v1/incidents/wall'],
    ...['/api/v1/incidents/tasks?owner=all', '/api/v1/incidents/patterns?days=30', '/api/v1/measures'],
    ...[`/api/v1/measures?incident=${incident}`, `/api/v1/measures/${taken}`, '/api/v1/incidents?q=calls'],
  ];
  for (const path of paths) {
    const { status, body } = await viewer.ask('GET', path);
    expect([path, status]).toEqual([path, 200]);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect([path, inner.filter((one) => text.includes(one))]).toEqual([path, []]);
  }
  // All of it is there for the provider, but for what the customer is to get as a file.
  const whole = (await anna.ask('GET', `${at}/export?format=json`)).body;
  expect(JSON.stringify(whole)).toContain(inner[1]);
  const out = (await anna.ask('GET', `${at}/export?format=json&forCustomer=true`)).body;
  expect(inner.filter((one) => JSON.stringify(out).includes(one))).toEqual([]);
});

test('what is going on and what is done they read', async () => {
  const seen = await viewer.must<IncidentWire>('GET', `/api/v1/incidents/${incident}`);
  expect(seen).toMatchObject({ title: 'No calls out', severity: 'high', cause: '', whatWorked: '' });
  expect([seen.tasks, seen.roleHistory, seen.gate, seen.similar]).toEqual([[], [], [], []]);
  const [block] = seen.measures;
  expect(block).toMatchObject({ what: '203.0.113.7', owner: null, undoneAt: null, inTheWay: false });
  expect(block.network?.confirmations.every(({ detail }) => detail === '')).toBe(true);
  const theirs = await anna.must<IncidentWire>('GET', `/api/v1/incidents/${incident}`);
  expect([theirs.tasks.length, theirs.roleHistory.length, theirs.gate.length > 0]).toEqual([2, 1, true]);
  const lines = await viewer.must<{ items: { text: { en: string } }[] }>(
    'GET',
    `/api/v1/incidents/${incident}/timeline`,
  );
  expect(lines.items.map(({ text }) => text.en).join('\n')).toMatch(/Taken \(block\): 203\.0\.113\.7/);
});

test('measures say what is done and until when; not who asked, why, and what an enforcer says', async () => {
  const { items } = await viewer.must<MeasurePage>('GET', '/api/v1/measures');
  expect(items.length).toBeGreaterThan(1);
  for (const one of items) {
    expect(one).toMatchObject({ askedBy: '', reason: '', decidedBy: '', undoReason: '', undoneBy: '', trouble: null });
    expect([one.approval, one.extension, one.with.reason]).toEqual([null, null, undefined]);
    expect(one.reports.every(({ detail }) => detail === '')).toBe(true);
  }
  const one = await viewer.must<MeasureWire>('GET', `/api/v1/measures/${taken}`);
  expect(one.sentence.en).toBe('203.0.113.7 is blocked.');
  expect(one.until).not.toBeNull();
  expect((await anna.must<MeasureWire>('GET', `/api/v1/measures/${taken}`)).reason).toBe(inner[0]);
  const { phases } = await viewer.must<RecoveryWire>('GET', `/api/v1/incidents/${incident}/recovery`);
  expect(phases[0].tests[0]).toMatchObject({ state: 'passed', evidence: { nl: '', en: '' }, by: '' });
});

test('lists leave tasks, causes and other customers out', async () => {
  const both = await anna.must<IncidentWire>('POST', '/api/v1/incidents', {
    tenant: 'acme',
    title: 'Two',
    severity: 'low',
  });
  await act({ act: 'impact', customers: ['acme', 'bolt'] }, both.id);
  await act({ act: 'describe', cause: inner[2] }, both.id);
  const seen = await viewer.must<IncidentWire>('GET', `/api/v1/incidents/${both.id}`);
  expect(seen.impact.customers.map(({ id }) => id)).toEqual(['acme']);
  const { items } = await viewer.must<{ items: { openTasks: number; nextTask: unknown; customers: number }[] }>(
    'GET',
    '/api/v1/incidents',
  );
  expect(items.map(({ openTasks, nextTask, customers }) => [openTasks, nextTask, customers <= 1])).toEqual(
    items.map(() => [0, null, true]),
  );
  const wall = await viewer.must<IncidentWallWire>('GET', '/api/v1/incidents/wall');
  expect(wall.items.map(({ openTasks, nextDue }) => [openTasks, nextDue?.kind === 'task'])).toEqual(
    wall.items.map(() => [0, false]),
  );
  expect(await viewer.must<IncidentTaskOfWire[]>('GET', '/api/v1/incidents/tasks?owner=all')).toEqual([]);
  const patterns = await anna.must<IncidentPatternWire[]>('GET', '/api/v1/incidents/patterns?days=30');
  expect(patterns.map(({ kind }) => kind)).toContain('cause');
  const theirs = await viewer.must<IncidentPatternWire[]>('GET', '/api/v1/incidents/patterns?days=30');
  expect(theirs.map(({ kind }) => kind)).not.toContain('cause');
});
