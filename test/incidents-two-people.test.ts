import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';

/** Two people who do the same to an incident at once: the second is told, and nothing is written over silently. */
const mailbox = new Mailbox();
let database: DebianDatabase;
let serving: Serving;
let olga: Colleague;
let eva: Colleague;
let id: string;

beforeAll(async () => {
  await mailbox.open();
  database = await DebianDatabase.make();
  serving = new Serving('two-people', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' },
  });
  await serving.start();
  const duty = new Duty(serving, mailbox);
  olga = await duty.setUp('Olga', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  id = (await duty.open('Seen by two', { severity: 'high' })).id;
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await mailbox.close();
});

const read = () => serving.get<IncidentWire>(`/api/v1/incidents/${id}`);
const act = (who: Colleague, form: object, seen?: number | '*') =>
  who.guest.ask<IncidentWire & { type: string; changedBy: string; detail: string }>(
    'POST',
    `/api/v1/incidents/${id}/acts`,
    form,
    seen === undefined ? {} : { 'if-match': seen === '*' ? '*' : `"${seen}"` },
  );
const measure = async () => {
  const form = { act: 'add-measure', what: 'Trunk by hand', owner: '' };
  const { body } = await act(olga, form, '*');
  return body.measures.at(-1)!.id;
};

test.each([
  ['give-role', () => ({ act: 'give-role', role: 'coordinator', person: 'me' }), ({ roles }: IncidentWire) => roles],
  [
    'set-severity',
    (n: number) => ({ act: 'set-severity', severity: ['medium', 'low'][n], reason: 'less' }),
    ({ severity }: IncidentWire) => severity,
  ],
  [
    'own-measure',
    (_n: number, of: string) => ({ act: 'own-measure', measure: of, owner: 'me' }),
    ({ measures }: IncidentWire) => measures,
  ],
  [
    'keep-measure',
    (n: number, of: string) => ({ act: 'keep-measure', measure: of, reason: ['until Monday', 'for good'][n] }),
    ({ measures }: IncidentWire) => measures,
  ],
] as const)('%s: the first counts, the second is told who was first and loses nothing', async (name, form, part) => {
  const of = await measure();
  if (name === 'keep-measure') await act(olga, { act: 'own-measure', measure: of, owner: 'me' }, '*');
  const { version } = await read();
  // Who says nothing of what they saw is asked to.
  expect((await act(eva, form(1, of))).status).toBe(428);
  const both = await Promise.all([act(olga, form(0, of), version), act(eva, form(1, of), version)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  const [won, lost] = both[0].status === 200 ? both : both.toReversed();
  const first = both[0].status === 200 ? 'Olga' : 'Eva';
  expect(lost.body).toMatchObject({ type: '/problems/version-stale', changedBy: first });
  expect(lost.body.detail).toMatch(new RegExp(`^${first} changed this on `));
  const now = await read();
  expect(part(now)).toEqual(part(won.body));
  // Whoever saw it may do it all the same.
  const second = both[0].status === 200 ? eva : olga;
  expect((await act(second, form(both[0].status === 200 ? 1 : 0, of), now.version)).status).toBe(200);
});

test('what adds up needs no version: two lines at once are two lines', async () => {
  const notes = await Promise.all([olga, eva].map((who) => act(who, { act: 'note', text: `by ${who.email}` })));
  expect(notes.map(({ status }) => status)).toEqual([200, 200]);
});
