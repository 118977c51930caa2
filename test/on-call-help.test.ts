import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import type { DeliveryWire, RosterWire } from '../src/api/schema/on-call.ts';
import type { RunWire } from '../src/api/schema/playbook-runs.ts';
import { buildPlaybook } from '../src/respond/playbook/testing/build-playbook.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** A playbook that needs somebody reaches somebody; and whom the built-in policy asks. On a real server with real mail. */
const mailbox = new Mailbox();
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let olga: Colleague;
let eva: Colleague;
let daan: Colleague;
/** Has a step that fails. */
let failing: string;

beforeAll(async () => {
  await mailbox.open();
  database = await DebianDatabase.make();
  serving = new Serving('on-call-help', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  olga = await duty.setUp('Olga', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  daan = await duty.join(olga, 'Daan', 'coordinator');
  const url = 'http://192.0.2.1/never';
  const playbook = buildPlaybook(
    [{ kind: 'do', name: 'ask elsewhere', commands: [{ type: 'x-belwacht', action: 'http-api', with: { url } }] }],
    {},
    { number: 1 },
  );
  await serving.must('POST', '/api/v1/playbooks/import', { playbook, activate: true });
  failing = playbook.id;
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await mailbox.close();
});

/** Incidents of this severity ask nobody by themselves. */
const quiet = (title: string) => duty.open(title, { severity: 'low' });
const give = (incident: IncidentWire, role: string, { id }: Colleague) =>
  duty.act(incident, { act: 'give-role', role, person: id });
const start = (incident: IncidentWire, by?: Colleague) =>
  by
    ? by.guest.must<RunWire>('POST', `/api/v1/incidents/${incident.id}/runs`, { playbook: failing })
    : serving.must<RunWire>('POST', `/api/v1/incidents/${incident.id}/runs`, { playbook: failing });
const deliveries = async (incident: IncidentWire) =>
  (await serving.page<DeliveryWire>('/api/v1/on-call/deliveries')).filter((each) => each.incident === incident.id);
const helped = (incident: IncidentWire) =>
  until('a call for help', 30, async () => (await deliveries(incident)).find(({ kind }) => kind === 'help'));

test('a failed step tells the coordinator, else the deputy, else who began it', async () => {
  const led = await quiet('Led');
  await give(led, 'coordinator', daan);
  await give(led, 'deputy', eva);
  await start(led);
  expect((await helped(led)).personName).toBe('Daan');
  await until('the mail', 20, () =>
    mailbox.of(daan.email).some(({ text }) => /step “ask elsewhere”: .*Somebody has to look/.test(text)),
  );
  const deputised = await quiet('Deputised');
  await give(deputised, 'deputy', eva);
  await start(deputised);
  expect((await helped(deputised)).personName).toBe('Eva');
  const begun = await quiet('Begun by Olga');
  await start(begun, olga);
  expect((await helped(begun)).personName).toBe('Olga');
  for (const incident of [led, deputised, begun]) expect(await duty.escalation(incident)).toBeUndefined();
});

test('with nobody to tell the escalation asks, also about what asks nobody by itself', async () => {
  const incident = await quiet('Nobody leads');
  await start(incident);
  const { asks, policyName } = await duty.escalated('asking', incident, (state) => state.asks.length > 0);
  expect(policyName).toBe('Belwacht');
  expect(asks.map(({ personName }) => personName).sort()).toEqual(['Daan', 'Eva']);
  await until('the line', 20, async () =>
    (await duty.timeline(incident)).some((line) => /step “ask elsewhere”: .*Somebody has to look/.test(line)),
  );
});

test('a call for help that arrives nowhere asks by the escalation', async () => {
  mailbox.refused.add(daan.email);
  const incident = await quiet('Its coordinator is gone');
  await give(incident, 'coordinator', daan);
  await start(incident);
  const { asks } = await duty.escalated('asking', incident, (state) => state.asks.length > 0);
  expect(asks.map(({ personName }) => personName)).toContain('Eva');
  await until('the failure to be told', 20, async () =>
    (await duty.timeline(incident)).some((line) => line.includes('to Daan by mail did not arrive')),
  );
  mailbox.refused.delete(daan.email);
});

test('with a roster the built-in policy asks whoever is on call, then who else takes turns, then everybody', async () => {
  const layer = {
    ...{ id: 'first', name: 'First line', hours: '' },
    rotations: [{ from: '2026-01-05', every: 1, unit: 'weeks', weekday: 1, time: '09:00', members: [eva.id, daan.id] }],
  };
  const roster = await serving.must<RosterWire>('POST', '/api/v1/on-call/rosters', {
    ...{ name: 'NOC', zone: 'Europe/Amsterdam', layers: [layer] },
  });
  const [first, second] = roster.now.person === eva.id ? ['Eva', 'Daan'] : ['Daan', 'Eva'];
  const colleague = (name: string) => (name === 'Eva' ? eva : daan);
  const incident = await duty.open('Trunks are down');
  const asked = async () => (await duty.escalation(incident))?.asks.map(({ personName, step }) => [step, personName]);
  await duty.link(colleague(first), incident);
  expect(await asked()).toEqual([[0, first]]);
  await colleague(first).guest.must('POST', `/api/v1/incidents/${incident.id}/decline`, {});
  await duty.link(colleague(second), incident);
  expect((await asked())?.[1]).toEqual([1, second]);
  await colleague(second).guest.must('POST', `/api/v1/incidents/${incident.id}/decline`, {});
  await duty.link(olga, incident);
  expect((await asked())?.at(-1)).toEqual([2, 'Olga']);
});
