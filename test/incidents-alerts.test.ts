import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import { IncidentsLab, reasonsOf } from './lab/incidents-lab.ts';
import { Mailbox } from './lab/mailbox.ts';
import { until } from './lab/until.ts';

/** Real log lines become alerts, alerts become incidents, and what the kernel did about them is told on the timeline. */
let lab: IncidentsLab;
const mailbox = new Mailbox();

beforeAll(async () => {
  await mailbox.open();
  lab = new IncidentsLab('alerts', { smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' } });
  await lab.start();
});
afterAll(async () => {
  await lab?.close();
  await mailbox.close();
});

const texts = async (id: string) => (await lab.timeline(id)).map(({ text }) => text.en);
const blockOf = (address: string) =>
  until(`a block of ${address}`, 15, async () =>
    (await lab.serving.page<Decision>('/api/v1/decisions')).find(
      ({ value, state }) => value === address && state === 'in-force',
    ),
  );

test('an alert opens an incident; the same attacker at the same customer joins it, another customer’s does not', async () => {
  await lab.attack('acme', '203.0.113.9');
  const opened = await lab.incidentOf('203.0.113.9');
  expect(opened).toMatchObject({
    tenant: 'acme',
    tenantName: 'Acme BV',
    severity: 'high',
    classification: 'intrusion-attempts/brute-force',
    suspectedMalicious: 'yes',
    drill: false,
    state: 'new',
    openedBy: { id: 'system', name: 'Belwacht' },
    impact: { customers: [{ id: 'acme', name: 'Acme BV' }] },
    nextDue: { kind: 'step' },
  });
  expect(opened.title).toContain('203.0.113.9');
  expect(opened.traits.addresses).toEqual(['203.0.113.9']);

  // The same address walks through many accounts: another rule fires.
  for (let user = 2000; user < 2030; user++) await lab.attack('acme', '203.0.113.9', 1, String(user));
  const joined = await until('a second alert to join', 15, async () => {
    const now = await lab.get(opened.id);
    return now.alerts.length > 1 && now;
  });
  expect(joined.alerts[1].why.en).toContain('the same address 203.0.113.9');
  expect(new Set(joined.alerts.map(({ rule }) => rule)).size).toBe(joined.alerts.length);

  // The same account name, in the same way, is another account at another customer.
  await lab.attack('bolt', '203.0.113.10');
  const other = await until('an incident of the other customer', 15, async () =>
    (await lab.list('?tenant=bolt')).find(({ tenant }) => tenant === 'bolt'),
  );
  expect(other.id).not.toBe(opened.id);
  expect((await lab.get(opened.id)).alerts.every(({ tenant }) => tenant === 'acme')).toBe(true);
  expect((await lab.list('?tenant=acme')).map(({ id }) => id)).toEqual([opened.id]);
});

test('it is called by what its alert says, in the language of whoever reads', async () => {
  const { id } = await lab.incidentOf('203.0.113.9');
  const called = { nl: 'Brute force op SIP-accounts: 203.0.113.9', en: 'SIP brute force: 203.0.113.9' };
  const { title, titles } = await lab.get(id);
  expect([title, titles]).toEqual([called.nl, called]);
  expect((await lab.list()).find((one) => one.id === id)?.titles).toEqual(called);
  expect((await lab.list('?q=SIP+brute+force')).map((one) => one.id)).toContain(id);
});

test('a block is on the timeline with the word of the kernel, and keeps the incident open until somebody owns or lifts it', async () => {
  const { id } = await lab.incidentOf('203.0.113.9');
  const block = await blockOf('203.0.113.9');
  const measure = await until('the block as a measure', 15, async () =>
    (await lab.get(id)).measures.find(({ decision }) => decision === block.id),
  );
  expect(measure).toMatchObject({
    kind: 'block',
    what: '203.0.113.9',
    owner: null,
    inTheWay: true,
    network: { state: 'in-force' },
  });
  expect(measure.network?.confirmations).toMatchObject([{ by: 'firewall', state: 'in-force' }]);
  const told = await until('the word of the kernel', 15, async () => {
    const lines = await texts(id);
    return lines.some((line) => line === 'firewall confirms: 203.0.113.9 is blocked.') && lines;
  });
  expect(told.filter((line) => line.startsWith('Block of 203.0.113.9 until'))).toHaveLength(1);

  await lab.act(id, { act: 'reach', stage: 'triage' });
  for (const stage of ['contained', 'recovering', 'monitoring', 'resolved']) await lab.act(id, { act: 'reach', stage });
  await lab.act(id, { act: 'reach', stage: 'reviewed' });
  const shut = await lab.ask(id, { act: 'reach', stage: 'closed' });
  expect([shut.status, reasonsOf(shut)]).toEqual([
    409,
    ['This block has no owner: 203.0.113.9. Name somebody or lift the block.'],
  ]);
  expect((await lab.get(id)).gate.map(({ en }) => en)).toEqual(reasonsOf(shut));

  await lab.serving.must('POST', `/api/v1/decisions/${block.id}/undo`);
  await until('the measure to be undone', 15, async () =>
    (await lab.get(id)).measures.find(({ decision, undoneAt }) => decision === block.id && undoneAt !== null),
  );
  await until('the kernel to say so', 15, async () =>
    (await texts(id)).includes('firewall confirms: the block of 203.0.113.9 is gone.'),
  );
  const { state, over } = await lab.act(id, { act: 'reach', stage: 'closed' });
  expect([state, over]).toEqual(['closed', true]);

  // The same attacker is back: what is closed stays closed, and another incident opens.
  await lab.attack('acme', '198.51.100.77', 9, '3003');
  const next = await lab.incidentOf('198.51.100.77');
  expect(next.id).not.toBe(id);
  expect(next.similar.map((one) => one.id)).toContain(id);
});

test('a guard that refuses is told to the provider only', async () => {
  await lab.serving.must('PATCH', '/api/v1/settings', {
    allowlist: [{ value: '198.51.100.200', note: 'secret partner' }],
  });
  await lab.attack('bolt', '198.51.100.200', 9, '4004');
  const { id } = await lab.incidentOf('198.51.100.200');
  const held = await until('the guard on the timeline', 15, async () =>
    (await lab.timeline(id)).find(({ text }) => text.en.startsWith('Block of 198.51.100.200 not carried out')),
  );
  expect(held.internal).toBe(true);
  expect(held.text.en).toContain('allowlist');
  const bolt = await lab.token(['incidents:read'], 'bolt');
  const shown = await lab.timeline(id, bolt);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.some(({ text }) => text.en.includes('secret partner'))).toBe(false);
  expect((await lab.get(id)).measures.filter(({ what }) => what === '198.51.100.200')).toEqual([]);
});

test('an attack mode for an alert is told with the word of the kernel, and is a measure until the doors are open again', async () => {
  await lab.attack('bolt', '198.51.100.210', 9, '4010');
  const incident = await lab.incidentOf('198.51.100.210');
  const alert = incident.alerts.find(({ address }) => address === '198.51.100.210')!.id;
  const mode = await lab.serving.must<{ id: string }>('POST', '/api/v1/geo/attacks', {
    ...{ kind: 'refuse-countries', scope: { level: 'provider', tenant: '', site: '', asset: '' }, countries: ['KP'] },
    ...{ reason: 'while we look', alert },
  });
  const measure = await until('the mode as a measure', 20, async () =>
    (await lab.get(incident.id)).measures.find(({ decision }) => decision === mode.id),
  );
  expect(measure).toMatchObject({ kind: 'attack-mode', inTheWay: true });
  const told = (words: string) =>
    until(words, 20, async () => (await texts(incident.id)).some((line) => line.startsWith(words)));
  await told('The kernel confirms the attack mode: KP refused');
  await lab.serving.must('POST', `/api/v1/geo/attacks/${mode.id}/lift`);
  await told('Attack mode lifted');
  expect((await lab.get(incident.id)).measures.find(({ decision }) => decision === mode.id)?.undoneAt).not.toBeNull();
});

test('a message about an alert is on the timeline once it arrived, for the provider only', async () => {
  const recipient = { kind: 'mail', address: 'noc@example.net', language: 'en', minimumSeverity: 'high' };
  await lab.serving.must('POST', '/api/v1/recipients', recipient);
  await lab.attack('bolt', '198.51.100.201', 9, '4005');
  const { id } = await lab.incidentOf('198.51.100.201');
  const line = await until('the message', 60, async () =>
    (await lab.timeline(id)).find(({ kind, text }) => kind === 'communication' && text.en.includes('noc@example.net')),
  );
  expect([line.internal, line.text.en]).toEqual([
    true,
    'Message about sip-brute-force delivered by mail to noc@example.net.',
  ]);
  expect(mailbox.of('noc@example.net').length).toBeGreaterThan(0);
});

test('a stop of the server by kill -9 in the middle of an attack loses no alert and doubles none', async () => {
  const addresses = Array.from({ length: 12 }, (_, i) => `192.0.2.${i + 1}`);
  for (const [i, address] of addresses.entries()) {
    await lab.attack(i % 2 === 0 ? 'acme' : 'bolt', address, 8, `50${i}`);
    if (i === 5 || i === 8) {
      await lab.serving.server.stop('SIGKILL');
      await lab.serving.start();
      // What was on its way in a datagram is gone with the process; the attacker goes on.
      for (const [k, before] of addresses.slice(0, i + 1).entries())
        await lab.attack(k % 2 === 0 ? 'acme' : 'bolt', before, 8, `50${k}`);
    }
  }
  const alerts = await until('all alerts', 20, async () => {
    const found = (await lab.serving.all<{ id: string; sourceIp: string; severity: string }>('/api/v1/alerts')).filter(
      ({ sourceIp, severity }) => addresses.includes(sourceIp) && severity === 'high',
    );
    return new Set(found.map(({ sourceIp }) => sourceIp)).size === addresses.length && found;
  });
  const placed = await until('every alert in an incident', 20, async () => {
    const all = await Promise.all((await lab.list()).map(({ id }) => lab.get(id)));
    const ids = all.flatMap((incident) => incident.alerts.map(({ id }) => id));
    return alerts.every(({ id }) => ids.includes(id)) && all;
  });
  const ids = placed.flatMap((incident) => incident.alerts.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const incident of placed) {
    const lines = await lab.timeline(incident.id);
    const about = lines.flatMap(({ about: ref }) => (ref?.kind === 'alert' ? [ref.id] : []));
    expect([...about].sort()).toEqual(incident.alerts.map(({ id }) => id).sort());
    const words = lines.flatMap(({ about: ref, text }) => (ref?.kind === 'enforcer' ? [text.en] : []));
    expect(new Set(words).size).toBe(words.length);
  }
});

test('a setting says from which severity alerts open incidents; off opens none', async () => {
  const path = '/api/v1/incidents/settings';
  expect(await lab.serving.get(path)).toEqual({ openFrom: 'high', joinBelow: true, language: 'nl' });
  await lab.serving.must('PATCH', path, { openFrom: 'off' });
  const before = (await lab.list()).length;
  await lab.serving.must('POST', '/api/v1/customers', { id: 'cura', name: 'Cura' });
  await lab.serving.must('POST', '/api/v1/sources', {
    ...{
      name: 'pbx of cura',
      kind: 'syslog',
      match: { hostname: 'pbx-cura' },
      format: 'auto',
      timeZone: 'UTC',
      tenant: 'cura',
    },
  });
  const alertOf = (address: string) =>
    until(`an alert about ${address}`, 15, async () =>
      (await lab.serving.page<{ id: string; sourceIp: string }>('/api/v1/alerts')).find(
        ({ sourceIp }) => sourceIp === address,
      ),
    );
  await lab.attack('cura', '198.51.100.33', 9);
  await alertOf('198.51.100.33');
  await lab.attack('cura', '198.51.100.34', 9);
  const { id: alert } = await alertOf('198.51.100.34');
  // Alerts are looked at in order: when one more joins what somebody opened, the first two have been.
  const { id } = await lab.open({ tenant: 'cura', title: 'Opened by hand', severity: 'high', alerts: [alert] });
  await lab.attack('cura', '198.51.100.35', 9);
  await until('a third alert to join', 15, async () =>
    (await lab.get(id)).alerts.some(({ address }) => address === '198.51.100.35'),
  );
  expect((await lab.list()).length).toBe(before + 1);
  await lab.serving.must('PATCH', path, { openFrom: 'high' });
});
