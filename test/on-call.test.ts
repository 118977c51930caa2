import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type {
  DeliveryWire,
  EscalationChoiceWire,
  OnCallChannelWire,
  ResponderWire,
  RosterWire,
} from '../src/api/schema/on-call.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** Incidents ask people by real mail, and people answer, on a real server. */
const mailbox = new Mailbox();
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let olga: Colleague;
let eva: Colleague;
let daan: Colleague;
let roster: RosterWire;

const page = (path: string, method = 'GET') =>
  serving.ask(method, path, {
    token: '',
    ...(method === 'POST' && { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });
const deliveries = (incident: Incident) =>
  serving.page<DeliveryWire>('/api/v1/on-call/deliveries').then((all) => all.filter((d) => d.incident === incident.id));
const layer = (members: readonly string[]) => ({
  ...{ id: 'first', name: 'First line', hours: '' },
  rotations: [{ from: '2026-01-05', every: 1, unit: 'weeks', weekday: 1, time: '09:00', members }],
});

beforeAll(async () => {
  await mailbox.open();
  database = await DebianDatabase.make();
  serving = new Serving('on-call', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'Belwacht <belwacht@example.net>' },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  olga = await duty.setUp('Olga de Boer', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  daan = await duty.join(olga, 'Daan', 'coordinator', 'nl');
  await serving.must('POST', '/api/v1/tenants', { id: 'acme', name: 'ACME', timeZone: 'Europe/Amsterdam' });
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await mailbox.close();
});

describe('rosters', () => {
  test('say who is on call, without a hole, and an override goes before', async () => {
    const form = { name: 'NOC', zone: 'Europe/Amsterdam', layers: [layer([eva.id])] };
    roster = await serving.must<RosterWire>('POST', '/api/v1/on-call/rosters', form);
    expect(roster.now).toMatchObject({
      person: eva.id,
      personName: 'Eva',
      because: 'rotation',
      sourceName: 'First line',
    });
    const [from, until] = [Date.now() - 3_600_000, Date.now() + 3_600_000].map((at) => new Date(at).toISOString());
    const over = await serving.must<RosterWire>('POST', `/api/v1/on-call/rosters/${roster.id}/overrides`, {
      ...{ person: daan.id, from, until, note: 'swap' },
    });
    expect([over.now.person, over.now.because, over.until]).toEqual([daan.id, 'override', until]);
    expect(over.next?.person).toBe(eva.id);
    const { shifts } = await serving.get<{ shifts: { from: string; until: string; person: string }[] }>(
      `/api/v1/on-call/rosters/${roster.id}/shifts?from=${from}&until=${new Date(Date.now() + 7_200_000).toISOString()}`,
    );
    expect(shifts.map(({ person }) => person)).toEqual([daan.id, eva.id]);
    expect(shifts[0].until).toBe(shifts[1].from);
    const back = await serving.must<RosterWire>(
      'DELETE',
      `/api/v1/on-call/rosters/${roster.id}/overrides/${over.overrides[0].id}`,
    );
    expect(back.now.person).toBe(eva.id);
  });

  test('with faults are not kept, and say where each fault is', async () => {
    const { status, text } = await serving.ask('POST', '/api/v1/on-call/rosters', {
      body: { name: 'Wrong', zone: 'Mars/Olympus', layers: [{ ...layer(['nobody-at-all']), hours: 'sometimes' }] },
    });
    expect(status).toBe(422);
    const { faults } = JSON.parse(text) as { faults: { field: string; sentence: { nl: string } }[] };
    expect(faults.map(({ field }) => field)).toEqual(['zone', 'layers.0.hours', 'layers.0.rotations.0.members.0']);
    expect(await serving.get<RosterWire[]>('/api/v1/on-call/rosters')).toHaveLength(1);
  });

  test('two people who change one: the second is told', async () => {
    const at = `/api/v1/on-call/rosters/${roster.id}`;
    const { version } = await olga.guest.must<RosterWire>('GET', at);
    const form = { name: 'NOC', zone: 'Europe/Amsterdam', layers: [layer([eva.id])] };
    const one = await olga.guest.ask('PUT', at, { ...form, name: 'NOC 1' }, { 'if-match': `"${version}"` });
    const other = await eva.guest.ask('PUT', at, { ...form, name: 'NOC 2' }, { 'if-match': `"${version}"` });
    expect([one.status, other.status]).toEqual([200, 412]);
  });

  test('hand-over notes stand until somebody else read them', async () => {
    const at = `/api/v1/on-call/rosters/${roster.id}/notes`;
    await eva.guest.must('POST', at, { text: 'Trunk 4 is slow.' });
    const own = await eva.guest.must<RosterWire>('POST', `${at}/read`, {});
    expect(own.notes[0]).toMatchObject({ text: 'Trunk 4 is slow.', authorName: 'Eva', readAt: null });
    const read = await daan.guest.must<RosterWire>('POST', `${at}/read`, {});
    expect(read.notes[0]).toMatchObject({ readBy: daan.id, readByName: 'Daan' });
  });
});

describe('an incident', () => {
  test('asks whoever is on call; looking at the link answers nothing, its button does', async () => {
    await serving
      .must('POST', '/api/v1/on-call/policies', {
        name: 'NOC first',
        steps: [
          { targets: [{ kind: 'schedule', id: roster.id }], waitMinutes: 5 },
          { targets: [{ kind: 'person', id: daan.id }], waitMinutes: 5 },
        ],
      })
      .then(async (made) => duty.choose((made as { id: string }).id));
    const incident = await duty.open('Registrations <b>flooded</b> at ACME');
    const link = await duty.link(eva, incident);
    const [mail] = duty.mails(eva, incident);
    expect(mail.headers.get('subject')).toMatch(/^Critical: incident \d+, Registrations/);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    for (const method of ['GET', 'HEAD', 'GET', 'GET']) expect((await page(link, method)).status).toBe(200);
    const shown = await page(link);
    expect(shown.text).toContain('Registrations &#60;b&#62;flooded&#60;/b&#62; at ACME');
    expect(shown.text).not.toMatch(/<script|<b>/i);
    expect(shown.text.match(/<form /g)).toHaveLength(2);
    const asking = await duty.escalated('asking', incident, ({ asks }) => asks[0]?.state === 'delivered');
    expect([asking.phase, asking.answers]).toEqual(['asking', []]);
    expect(asking.asks[0]).toMatchObject({ personName: 'Eva', channel: 'mail', targetName: 'NOC 1', attempts: 1 });

    const taken = await page(`${link}/acknowledge`, 'POST');
    expect([taken.status, taken.text.match(/<form /g)]).toEqual([200, null]);
    const after = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged');
    expect(after.answers).toMatchObject([{ byName: 'Eva', way: 'link', kind: 'acknowledged' }]);
    await until('the lead', 20, async () => {
      const { roles } = await serving.get<Incident>(`/api/v1/incidents/${incident.id}`);
      return JSON.stringify(roles).includes(`user:${eva.id}`);
    });
    const lines = (await duty.timeline(incident)).join('\n');
    expect(lines).toContain('Eva asked by mail (step 1).');
    expect(lines).toContain('Eva acknowledged through the link.');
    // Once more says nothing new, and the other button does not turn it around.
    expect((await page(`${link}/acknowledge`, 'POST')).status).toBe(200);
    expect((await page(`${link}/decline`, 'POST')).status).toBe(409);
    expect((await duty.escalation(incident))?.answers).toHaveLength(1);
    expect(duty.mails(daan, incident)).toHaveLength(0);
    // Whoever reads the database cannot answer for anybody.
    const token = link.slice(3);
    const [{ found }] = await database.query<{ found: number }>(
      `select count(*)::integer as found from outbox o full join on_call_message m on m.key = o.id
        where o.content::text like '%${token}%' or m.token_hash = '${token}'`,
    );
    expect(found).toBe(0);
  });

  test('asks the next when somebody cannot', async () => {
    const incident = await duty.open('SBC of the south is down');
    const link = await duty.link(eva, incident);
    expect((await page(`${link}/decline`, 'POST')).status).toBe(200);
    await duty.link(daan, incident);
    const [mail] = duty.mails(daan, incident);
    expect(mail.text).toContain('Bevestigen kan met de link');
    await daan.guest.must('POST', `/api/v1/incidents/${incident.id}/acknowledge`, {});
    const after = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged');
    expect(after.answers.map(({ byName, way, kind }) => [byName, way, kind])).toEqual([
      ['Eva', 'link', 'declined'],
      ['Daan', 'app', 'acknowledged'],
    ]);
  });

  test('that is not serious asks nobody until it becomes so, and then once', async () => {
    const incident = await duty.open('A phone registers from two places', { severity: 'low' });
    await duty.act(incident, { act: 'note', text: 'looked at it' });
    expect(await duty.escalation(incident)).toBeUndefined();
    await duty.act(incident, { act: 'set-severity', severity: 'high', reason: 'more of them' });
    await duty.link(eva, incident);
    expect((await duty.escalation(incident))?.severity).toBe('high');
    expect(duty.mails(eva, incident)).toHaveLength(1);
  });

  test('that nobody takes is an alarm everywhere, until somebody does', async () => {
    await serving.must('POST', '/api/v1/recipients', {
      ...{ kind: 'mail', address: 'board@example.net', language: 'en', minimumSeverity: 'critical' },
    });
    // A channel that nobody set up fails for good, so that nobody is left to wait for.
    await duty.ways(daan, {
      ways: [{ id: 'mobile', channel: 'sms', address: '+31612345678' }],
      rules: { critical: [{ way: 'mobile', afterMinutes: 0 }] },
    });
    await duty.policy([[daan]]);
    const incident = await duty.open('Everything is gone');
    const state = await duty.escalated('nobody', incident, ({ phase }) => phase === 'nobody-reached');
    expect(state.asks).toMatchObject([{ personName: 'Daan', channel: 'sms', state: 'failed' }]);
    const told = await until('the alarm by mail', 20, () => mailbox.of('board@example.net')[0]);
    expect(told.headers.get('subject')).toBe(`NOBODY REACHED: incident ${incident.number}, Everything is gone`);
    const health = async () => (await serving.ask('GET', '/healthz')).text;
    expect(await health()).toContain(`Nobody was reached for incident ${incident.number}.`);
    expect((await duty.timeline(incident)).join('\n')).toContain('NOBODY REACHED. Asked: Daan.');
    await serving.server.stop('SIGKILL');
    await serving.start();
    expect(await health()).toContain(`Nobody was reached for incident ${incident.number}.`);
    expect(mailbox.of('board@example.net')).toHaveLength(1);
    await serving.must('POST', `/api/v1/incidents/${incident.id}/acknowledge`, { person: olga.id });
    await until('quiet', 20, async () => !(await health()).includes('Nobody was reached'));
    expect((await duty.escalation(incident))?.answers).toMatchObject([{ byName: 'Olga de Boer', way: 'api' }]);
  });

  test('that is resolved calls off what is on its way', async () => {
    await duty.policy([[eva]]);
    await mailbox.close();
    const incident = await duty.open('Over before anybody heard');
    await duty.escalated('asking', incident, ({ asks }) => asks[0]?.state === 'handed' && asks[0].attempts > 0);
    await duty.act(incident, { act: 'reach', stage: 'triage' });
    for (const stage of ['contained', 'recovering', 'monitoring'])
      await duty.act(incident, { act: 'skip', stage, reason: 'a false alarm' });
    await duty.act(incident, { act: 'reach', stage: 'resolved' });
    await duty.escalated('ended', incident, ({ phase }) => phase === 'ended');
    expect((await deliveries(incident)).map(({ state }) => state)).toEqual(['called-off']);
    await mailbox.open();
    const later = await duty.open('After it');
    await duty.link(eva, later);
    expect(duty.mails(eva, incident)).toHaveLength(0);
  });

  test('marks ways that depend on what it hits, and does not wait for them', async () => {
    await duty.ways(eva, {
      ways: [
        { id: 'work', channel: 'mail', address: 'eva@acme.example', dependsOn: ['acme'] },
        { id: 'own', channel: 'mail', address: eva.email },
      ],
      rules: {
        critical: [
          { way: 'work', afterMinutes: 0 },
          { way: 'own', afterMinutes: 30 },
        ],
      },
    });
    const person = await serving.get<ResponderWire>(`/api/v1/on-call/people/${eva.id}`);
    expect(person.warnings.map(({ en }) => en)).toEqual([
      'Eva by mail depends on ACME: when that is hit, an alarm may not arrive this way.',
    ]);
    const incident = await duty.open('ACME is cut off', { tenant: 'acme' });
    await duty.link(eva, incident);
    const work = await until('the other mail', 20, () => duty.mails({ email: 'eva@acme.example' }, incident)[0]);
    expect(work.text).toContain('Note: this way depends on what is hit (ACME) and may fail.');
    const { asks } = (await duty.escalation(incident))!;
    expect(asks.map(({ way, atRisk }) => [way, atRisk])).toEqual([
      ['work', ['ACME']],
      ['own', []],
    ]);
    await duty.ways(eva, { ways: [{ id: 'mail', channel: 'mail', address: eva.email }] });
  });

  test('says when a channel itself runs over what it hits', async () => {
    const asset = await serving.must<{ id: string }>('POST', '/api/v1/customers/acme/assets', {
      ...{ name: 'Mail host', kind: 'pbx', addresses: ['127.0.0.1'] },
    });
    // What channels go through is looked up once a minute.
    await serving.server.stop();
    await serving.start();
    const channels = await serving.get<OnCallChannelWire[]>('/api/v1/on-call/channels');
    expect(channels.find(({ channel }) => channel === 'mail')?.dependsOn).toMatchObject([
      { host: '127.0.0.1', what: { en: 'mail server' }, ours: ['Mail host'] },
    ]);
    const person = await serving.get<ResponderWire>(`/api/v1/on-call/people/${eva.id}`);
    expect(person.ways[0].dependsOn).toEqual([]);
    expect(person.warnings.map(({ en }) => en).join('\n')).toContain('Eva by mail depends on Mail host');
    const incident = await duty.open('The mail host is under attack', { tenant: 'acme', severity: 'low' });
    await duty.act(incident, { act: 'impact', assets: [asset.id] });
    await duty.act(incident, { act: 'set-severity', severity: 'critical', reason: 'it is everywhere' });
    await duty.link(eva, incident);
    expect(duty.mails(eva, incident)[0].text).toContain('depends on what is hit (Mail host) and may fail');
    const lines = await until('the timeline', 20, async () => {
      const all = (await duty.timeline(incident)).join('\n');
      return all.includes('can be reached only through what is hit') && all;
    });
    expect(lines).toContain('Eva can be reached only through what is hit: Mail host.');
  });

  test('waits for quiet hours, unless it is critical or becomes so', async () => {
    const ways = [{ id: 'mail', channel: 'mail', address: eva.email }];
    await duty.ways(eva, { zone: zoneWhere(3), quiet: '00:00-12:00', ways });
    const incident = await duty.open('Odd, but it may wait', { severity: 'high' });
    const waiting = await duty.escalated('waiting', incident, ({ asks }) => asks.length > 0);
    expect(waiting.asks).toMatchObject([{ state: 'waiting', handedAt: null }]);
    expect(waiting.asks[0].deferredFrom).not.toBeNull();
    expect(Date.parse(waiting.asks[0].dueAt) - Date.now()).toBeGreaterThan(7 * 3_600_000);
    const said = await serving.ask('POST', `/api/v1/incidents/${incident.id}/messages`, {
      body: { to: `person:${eva.id}`, message: 'whenever you wake' },
    });
    expect(said.status).toBe(200);
    const [kept] = (await deliveries(incident)).filter(({ kind }) => kind === 'message');
    expect([kept.state, Date.parse(kept.nextAttemptAt!) > Date.now() + 7 * 3_600_000]).toEqual(['waiting', true]);
    expect(duty.mails(eva, incident)).toHaveLength(0);
    await duty.act(incident, { act: 'set-severity', severity: 'critical', reason: 'it grows' });
    await duty.link(eva, incident);
    await duty.ways(eva, { ways });
  });

  test('that is a drill asks only those who hold a role in it', async () => {
    const incident = await duty.open('Exercise: toll fraud', { drill: true });
    await duty.act(incident, { act: 'note', text: 'the exercise begins' });
    expect(await duty.escalation(incident)).toBeUndefined();
    await duty.act(incident, { act: 'give-role', role: 'technical-lead', person: eva.id });
    const link = await duty.link(eva, incident);
    expect((await page(link)).text).toContain('DRILL');
    const { asks } = (await duty.escalation(incident))!;
    expect(asks.map(({ personName }) => personName)).toEqual(['Eva']);
    const say = (to: string) =>
      serving.ask('POST', `/api/v1/incidents/${incident.id}/messages`, { body: { to, message: 'hello' } });
    expect((await say('press@example.org')).status).toBe(422);
    expect((await say(`person:${daan.id}`)).status).toBe(422);
    expect((await say('technical-lead')).status).toBe(200);
  });

  test('says things to people and addresses, and shows what became of it', async () => {
    const incident = await duty.open('Talk about it', { severity: 'medium' });
    const say = (body: object) => serving.ask('POST', `/api/v1/incidents/${incident.id}/messages`, { body });
    expect((await say({ to: 'coordinator', message: 'hello' })).status).toBe(422);
    expect(
      (await say({ to: 'carrier@example.org', subject: 'Trunk 7', message: 'Line one\r\nBcc: all@example.org' }))
        .status,
    ).toBe(200);
    expect((await say({ to: '+31612345678', channel: 'sms', message: 'no gateway' })).status).toBe(200);
    const mail = await until('the mail', 20, () => mailbox.of('carrier@example.org')[0]);
    expect([mail.headers.get('subject'), mail.headers.get('bcc')]).toEqual(['Trunk 7', undefined]);
    const ended = await until('both to end', 20, async () => {
      const all = await deliveries(incident);
      return all.length === 2 && all.every(({ state }) => state !== 'waiting') && all;
    });
    expect(ended.map(({ channel, state }) => [channel, state]).sort()).toEqual([
      ['mail', 'delivered'],
      ['sms', 'failed'],
    ]);
    await until('the timeline', 20, async () => (await duty.timeline(incident)).join().includes('did not arrive'));
    expect((await duty.timeline(incident)).join('\n')).toContain('Message to carrier@example.org by mail: Trunk 7');
  });
});

test('the command line says who is on call, swaps, asks, answers and tries ways', async () => {
  await duty.policy([[eva]]);
  const cli = (...args: string[]) => serving.server.tryCli('on-call', ...args);
  expect((await cli('who')).out).toMatch(/NOC 1 +Eva .*rotation First line/);
  expect(await cli('override', 'noc', 'daan', '--for', '8h')).toMatchObject({ code: 0 });
  expect((await cli('who', '--json')).out).toContain('"personName":"Daan"');
  expect((await cli('shifts', 'NOC 1', '--for', '1w')).out.split('\n').length).toBeGreaterThan(2);
  const incident = await duty.open('Asked from a shell');
  await duty.link(eva, incident);
  expect((await cli('asked', String(incident.number))).out).toMatch(/Duty, begun .*: asking\n.*\n1 +Eva +mail/);
  expect(await cli('ack', `#${incident.number}`)).toMatchObject({ code: 2 });
  expect((await cli('ack', `#${incident.number}`, '--person', 'Eva')).out).toContain('Acknowledged.');
  expect((await cli('say', String(incident.number), 'coordinator', 'come', 'down')).out).toContain(
    'Message to Eva by mail',
  );
  expect(await cli('test', 'eva')).toMatchObject({ code: 0 });
  expect(await cli('test', 'daan')).toMatchObject({ code: 1 });
  expect((await cli('deliveries', '--incident', String(incident.number))).out).toMatch(/Eva +mail +delivered/);
  expect((await cli('channels')).out).toMatch(/mail +yes .*mail server 127\.0\.0\.1/);
  expect((await cli('override', 'noc', 'nobody', '--for', '8h')).err).toContain("there is no person 'nobody'");
});

describe('what people set', () => {
  test('is their own to change, and of customers nobody is asked', async () => {
    eva = await duty.again(eva);
    const me = await eva.guest.must<ResponderWire>('GET', '/api/v1/on-call/me');
    const form = { zone: 'Europe/Amsterdam', ways: me.ways, quiet: '23:00-07:00' };
    const saved = await eva.guest.ask<ResponderWire>('PUT', '/api/v1/on-call/me', form, {
      'if-match': `"${me.version}"`,
    });
    expect([saved.status, saved.body.quiet]).toEqual([200, '23:00-07:00']);
    const tried = await eva.guest.must<{ ok: boolean }>('POST', '/api/v1/on-call/me/test', { way: 'mail' });
    expect(tried.ok).toBe(true);
    await until('the test', 20, () =>
      mailbox.of(eva.email).some((mail) => /Test message/.test(mail.headers.get('subject')!)),
    );
    const wrong = await eva.guest.ask(
      'PUT',
      '/api/v1/on-call/me',
      { ...form, rules: { critical: [] } },
      { 'if-match': '*' },
    );
    expect([wrong.status, wrong.body.field]).toEqual([422, 'rules.critical']);
    const token = await serving.must<{ secret: string }>('POST', '/api/v1/tokens', {
      ...{ kind: 'api', name: 'acme', tenant: 'acme', permissions: ['incidents:read'] },
    });
    for (const path of ['rosters', 'people', 'policies', 'choices', 'deliveries', 'channels', 'me'])
      expect((await serving.ask('GET', `/api/v1/on-call/${path}`, { token: token.secret })).status).toBe(403);
  });

  test('chooses policies by customer, and one that is chosen stays', async () => {
    const policy = await duty.policy([[eva]]);
    const own = await serving.must<EscalationChoiceWire>('PUT', '/api/v1/on-call/choices/acme', {
      policies: { medium: policy.id, critical: '' },
    });
    expect(own.holds).toMatchObject({
      ...{ medium: { policy: policy.id, name: 'Duty' }, critical: { policy: '' }, high: { policy: policy.id } },
    });
    const incident = await duty.open('Nobody wants to hear of ACME', { tenant: 'acme' });
    await duty.act(incident, { act: 'note', text: 'so it is' });
    expect(await duty.escalation(incident)).toBeUndefined();
    expect((await serving.ask('DELETE', `/api/v1/on-call/policies/${policy.id}`)).status).toBe(409);
    const unknown = await serving.ask('PUT', '/api/v1/on-call/choices/acme', { body: { policies: { high: 'none' } } });
    expect(unknown.status).toBe(422);
  });
});
