import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty, linkIn } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * The server is killed at one moment after the other while incidents open, ask and are answered. Whatever was promised holds:
 * every incident asks, every message comes, none twice under another id, every answer that was taken counts.
 */
const moments = [0, 15, 30, 60, 100, 160, 250, 400, 700];
const perMoment = 6;
const atOnce = 8;
const mailbox = new Mailbox();
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let eva: Colleague;
let daan: Colleague;
/** Asks Eva and a minute later Daan, whatever happens meanwhile. */
let slow: IncidentWire;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const incidents = () => serving.page<IncidentWire>('/api/v1/incidents');
/** Ids of the mails about an incident, as the mail server got them. */
const idsOf = (incident: Pick<IncidentWire, 'title'>) =>
  duty.mails(eva, incident).map(({ headers }) => headers.get('message-id'));

beforeAll(async () => {
  await mailbox.open();
  database = await DebianDatabase.make();
  serving = new Serving('on-call-crash', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  const olga = await duty.setUp('Olga', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  daan = await duty.join(olga, 'Daan', 'coordinator');
  await duty.policy([[eva], [daan]], 1);
  slow = await duty.open('Slow to be taken.');
  await duty.policy([[eva], [eva]], 60);
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await mailbox.close();
});

test('nothing is lost, and nothing is sent anew, whenever it is killed', { timeout: 300_000 }, async () => {
  let [doubled, asked] = [0, 0];
  for (const [round, moment] of moments.entries()) {
    const promised: Promise<IncidentWire | undefined>[] = [];
    for (let i = 0; i < perMoment; i++)
      promised.push(duty.open(`Round ${round} incident ${i}.`).catch(() => undefined));
    await pause(moment);
    await serving.server.stop('SIGKILL');
    const opened = (await Promise.all(promised)).filter((incident) => incident !== undefined);
    await serving.start();
    const all = (await incidents()).filter(({ title }) => title.startsWith(`Round ${round} `));
    for (const { id } of opened) expect(all.map((incident) => incident.id)).toContain(id);
    for (const incident of all) {
      await duty.escalated(`${incident.title} told at ${moment} ms`, incident, ({ asks }) =>
        asks.some(({ state }) => state === 'delivered'),
      );
      expect(await serving.get<unknown[]>(`/api/v1/incidents/${incident.id}/escalations`)).toHaveLength(1);
      expect(new Set(idsOf(incident)).size, incident.title).toBe(1);
      doubled += idsOf(incident).length - 1;
      asked++;
    }
  }
  expect(asked).toBeGreaterThanOrEqual(2 * perMoment);
  // Only what a mail server took in the very moment comes again, under the id it had, so that a mailbox can drop it.
  expect(doubled).toBeLessThanOrEqual(moments.length * atOnce);
  console.log(`${doubled} mails were under way when it was killed, and came again under their id`);
});

test('an answer that was taken counts, and who gave it leads', { timeout: 300_000 }, async () => {
  for (const [round, moment] of moments.entries()) {
    const incident = await duty.open(`Answer ${round}.`);
    const link = await until('the link', 20, () => {
      const [mail] = duty.mails(eva, incident);
      return mail && linkIn(mail.text);
    });
    const answer = serving
      .ask('POST', `${link}/acknowledge`, {
        ...{ token: '', body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      })
      .catch(() => undefined);
    await pause(moment / 10);
    await serving.server.stop('SIGKILL');
    const taken = await answer;
    await serving.start();
    const { phase, answers } = (await duty.escalation(incident))!;
    if (taken?.status === 200) expect(phase, `at ${moment / 10} ms`).toBe('acknowledged');
    if (phase !== 'acknowledged') continue;
    expect(answers).toHaveLength(1);
    await until('the lead', 20, async () => {
      const { roles } = await serving.get<IncidentWire>(`/api/v1/incidents/${incident.id}`);
      return JSON.stringify(roles).includes(`user:${eva.id}`);
    });
    const lines = await duty.timeline(incident);
    expect(lines.filter((line) => line === 'Eva acknowledged through the link.')).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('Eva asked by mail'))).toHaveLength(1);
  }
});

test('the next step comes at its time, once, through all of it', { timeout: 200_000 }, async () => {
  await until('Daan to be asked', 150, () => duty.mails(daan, slow)[0]);
  const { asks, startedAt } = (await duty.escalation(slow))!;
  const [first, second] = asks;
  expect([first.personName, second.personName, second.step]).toEqual(['Eva', 'Daan', 1]);
  expect(Date.parse(second.handedAt!) - Date.parse(startedAt)).toBeGreaterThanOrEqual(60_000);
  expect(new Set(duty.mails(daan, slow).map(({ headers }) => headers.get('message-id'))).size).toBe(1);
  expect(new Set(idsOf(slow)).size).toBe(1);
});
