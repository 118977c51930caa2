import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallAnswer } from '../../src/api/schema/calls.ts';
import type { IncidentSummaryWire, IncidentWire } from '../../src/api/schema/incidents.ts';
import type { MeasureWire, RecoveryWire } from '../../src/api/schema/measures.ts';
import type { RunWire } from '../../src/api/schema/playbook-runs.ts';
import { buildPlaybook } from '../../src/respond/playbook/testing/build-playbook.ts';
import { RunningBelwacht } from '../lab/belwacht.ts';
import { headlessChromium, LabBrowser, type Visitor } from '../lab/browser.ts';
import { linkIn } from '../lab/duty.ts';
import { InsideApi } from '../lab/inside-api.ts';
import { type InsideMail, startInsideMailbox } from '../lab/inside-mailbox.ts';
import { startKamailio } from '../lab/kamailio.ts';
import { type LabHost, LabNetwork } from '../lab/network.ts';
import { until } from '../lab/until.ts';
import { zoneWhere } from '../lab/zone-where.ts';
import { settled } from './every-page.ts';
import { administrator } from './watch-room.ts';

/**
 * One night, from the first guess to the closed incident: a real attacker against a real Kamailio, the alert, the incident, the
 * mail that wakes somebody, the playbook, the block in the kernel, calls diverted, the way back, and a gate that lets nobody
 * forget anything. Each test goes on where the one before it ended.
 */
let dir: string;
let network: LabNetwork;
let attacker: LabHost;
let belwacht: RunningBelwacht;
let api: InsideApi;
let mails: readonly InsideMail[];
let browser: LabBrowser;
let anna: Visitor;
let wall: Visitor;
let incident: string;

const playbook = {
  ...buildPlaybook(
    [
      {
        kind: 'parallel',
        branches: [
          [
            {
              kind: 'do',
              name: 'Block the attacker',
              commands: [
                {
                  type: 'x-belwacht',
                  action: 'block-source',
                  with: { address: '__attacker__:value', hours: '2', reason: 'guesses passwords' },
                },
              ],
            },
          ],
          [{ kind: 'ask', name: 'Keep the logs' }],
        ],
      },
      { kind: 'ask', name: 'Call the customer back' },
    ],
    { __attacker__: { type: 'string', external: true } },
    { number: 700 },
  ),
  name: 'Cut off and call back',
  labels: ['hacked-account', 'en'],
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-story-'));
  network = new LabNetwork('sy');
  attacker = network.host('198.51.100.66');
  const { logFile } = await startKamailio(network, join(dir, 'kamailio'));
  mails = await startInsideMailbox(network, network.server);
  belwacht = new RunningBelwacht(
    join(dir, 'belwacht'),
    {
      mode: 'report-only',
      enforcers: [{ id: 'kernel', kind: 'nftables', table: 'bwstory' }],
      // The map of the world has tests of its own, and takes seconds at each start.
      geo: { kernel: 'off' },
      own_networks: ['192.0.2.10/32'],
      redirect: {
        ...{ host: '192.0.2.10', port: 5070, udp: true },
        peers: [{ id: 'sbc', networks: ['192.0.2.10/32'], trusted: true, trunk: 'carrier' }],
        trunk_groups: { carrier: [{ uri: 'sip:203.0.113.40:5060' }] },
      },
      smtp: { host: '127.0.0.1', port: 2525, from: 'noc@example.net' },
      security: { mfa_roles: [] },
      time_zone: zoneWhere(13),
      files: [
        { id: 'kamailio-log', path: logFile, format: 'kamailio', tenant: 'provider', asset: 'sbc-1', from: 'start' },
      ],
    },
    { network, host: network.server },
  );
  await belwacht.start();
  api = new InsideApi(network, network.server, belwacht, dir);
  const program = join(dir, 'chromium');
  writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${network.server.namespace} ${headlessChromium} "$@"\n`);
  chmodSync(program, 0o755);
  browser = await LabBrowser.launch(program);
  anna = await browser.visitor(belwacht.url);
  await api.must('POST', '/api/v1/customers', { id: 'bakery', name: 'Bakery Vis', timeZone: zoneWhere(13) });
  const range = { first: '+31205550100', last: '+31205550199' };
  await api.must('POST', '/api/v1/customers/bakery/numbers', range);
  await api.must('POST', '/api/v1/playbooks/import', { playbook, activate: true });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await belwacht?.stop();
  await network?.close();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

const now = () => api.must('GET', `/api/v1/incidents/${incident}`) as Promise<IncidentWire>;
const act = (form: object) => api.must('POST', `/api/v1/incidents/${incident}/acts`, form) as Promise<IncidentWire>;
const button = (name: string | RegExp) => anna.page.getByRole('button', { name });

test('somebody guesses passwords at Kamailio: an alert, an incident, and a mail to whoever is on duty', async () => {
  await anna.open(belwacht.setupLink);
  await anna.page.getByRole('textbox', { name: 'Your name' }).fill(administrator.name);
  await anna.page.getByRole('textbox', { name: 'E-mail address' }).fill(administrator.email);
  await anna.page.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
  await button('Create administrator').click();
  await anna.page.getByRole('navigation', { name: 'Main menu' }).waitFor();

  expect(await network.reaches(attacker)).toBe(true);
  writeFileSync(join(dir, 'words'), Array.from({ length: 300 }, (_, i) => `guess${i}`).join('\n'));
  await network.run(attacker, 'svcrack', ['-u', '102', '-d', join(dir, 'words'), '192.0.2.10'], {
    timeoutMs: 15_000,
    cwd: dir,
  });
  const found = await until('an incident', 30, async () => {
    const { items } = (await api.must('GET', '/api/v1/incidents')) as { items: IncidentSummaryWire[] };
    return items[0];
  });
  incident = found.id;
  expect(found).toMatchObject({ state: 'new', leader: null });
  const mail = await until('the mail', 30, () =>
    mails.find(({ to, text }) => to.includes(administrator.email) && linkIn(text)),
  );
  expect(mail.text).toContain(`${found.number}`);
}, 120_000);

test('the link in the mail: looking at it takes nothing, pressing the button does, and everybody sees who leads', async () => {
  wall = await browser.visitor(belwacht.url);
  const link = linkIn(mails.find(({ text }) => linkIn(text))!.text)!;
  await anna.open(`/incidents/${incident}`);
  await settled(anna.page);
  await anna.picture('story-1-new');
  await wall.open(link);
  expect((await now()).roles.find(({ role }) => role === 'coordinator')?.person ?? null).toBeNull();
  await wall.page.getByRole('button', { name: /^(I take it|Ik pak het op)$/ }).click();
  await anna.page.locator('.bw-incident-head, main').getByText(administrator.name).first().waitFor();
  const after = await now();
  expect(after.roles.find(({ role }) => role === 'coordinator')?.person).toMatchObject({ name: administrator.name });
}, 60_000);

test('one key runs the playbook: the kernel drops the attacker while tasks wait for people', async () => {
  await anna.page.keyboard.press('r');
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByText('Cut off and call back', { exact: true }).click();
  const field = dialog.getByRole('textbox');
  if ((await field.count()) > 0 && (await field.first().inputValue()) === '') await field.first().fill(attacker.ip4);
  await dialog.getByRole('button', { name: /^Run/ }).click();
  await anna.sees('Keep the logs');
  await until('the block in the kernel', 20, async () => !(await network.reaches(attacker)));
  const { measures, tasks } = await until('the measure on the incident', 10, async () => {
    const at = await now();
    return at.measures.length > 0 && at;
  });
  expect(measures).toMatchObject([{ kind: 'block', undoneAt: null, network: { state: 'in-force' } }]);
  expect(tasks.filter(({ state }) => state === 'open').map(({ title }) => title)).toEqual(['Keep the logs']);
  await anna.picture('story-2-playbook');

  // The other branch is still open, so what comes after both has not begun.
  const logs = anna.page.getByRole('listitem').filter({ hasText: 'Keep the logs' });
  await logs.getByRole('button', { name: /^Done/ }).first().click();
  await anna.sees('Call the customer back');
  await anna.page
    .getByRole('listitem')
    .filter({ hasText: 'Call the customer back' })
    .getByRole('button', { name: /^Done/ })
    .first()
    .click();
  await until('the run to end', 15, async () => {
    const runs = (await api.must('GET', `/api/v1/incidents/${incident}/runs`)) as RunWire[];
    return runs[0].state === 'done';
  });
}, 120_000);

test('incoming calls of a number go to a mobile phone, emergency calls never', async () => {
  const { secret } = await api.must('POST', '/api/v1/tokens', {
    kind: 'api',
    name: 'sbc',
    permissions: ['calls:authorise'],
  });
  const ask = async (from: string, to: string) => {
    const { status, body } = await api.ask('POST', '/api/v1/calls/authorise', { from, to }, '', secret);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as CallAnswer;
  };
  await ask('+31301112233', '+31205550101');
  const wish = {
    action: 'divert-calls',
    customer: 'bakery',
    direction: 'in',
    to: '+31612345678',
    number: '+31205550101',
  };
  const asked = (await api.must('POST', `/api/v1/incidents/${incident}/measures`, wish)) as MeasureWire;
  // Whoever asks before a call is made carries it out; that somebody does is noticed within seconds.
  const taken = await until('the diversion to be confirmed', 30, async () => {
    await ask('+31301112233', '+31205550102');
    const at = (await api.must('GET', `/api/v1/measures/${asked.id}`)) as MeasureWire;
    return at.state === 'in-force' && at;
  });
  expect(await ask('+31301112233', '+31205550101')).toMatchObject({
    verdict: 'divert',
    target: expect.stringContaining('31612345678'),
  });
  expect(await ask('+31205550101', '112')).toMatchObject({ verdict: 'pass', target: '' });
  await anna.sees('+31612345678');
  const undone = (await api.must('POST', `/api/v1/measures/${taken.id}/undo`, { reason: 'over' })) as MeasureWire;
  expect(undone.state).toBe('undone');
  expect(await ask('+31301112233', '+31205550101')).toMatchObject({ verdict: 'pass', target: '' });
}, 60_000);

test('back to production: tests by phase, the route to 112 only by a named person', async () => {
  await act({ act: 'reach', stage: 'triage' });
  await act({ act: 'reach', stage: 'contained' });
  await act({ act: 'reach', stage: 'recovering' });
  const base = `/api/v1/incidents/${incident}/recovery`;
  let recovery = (await api.must('POST', base)) as RecoveryWire;
  for (const { phase, tests } of recovery.phases) {
    const early = await api.ask('POST', `${base}/${phase}/finish`);
    expect(early.status).toBe(409);
    for (const { test: kind } of tests) {
      if (kind === 'emergency-route') {
        const nameless = { test: kind, outcome: 'passed', evidence: 'route looked at' };
        expect((await api.ask('POST', `${base}/${phase}/said`, nameless)).status).toBeGreaterThanOrEqual(400);
      }
      const said = { test: kind, outcome: 'passed', evidence: 'seen to work', person: 'Bas Vis' };
      await api.must('POST', `${base}/${phase}/said`, said);
    }
    recovery = (await api.must('POST', `${base}/${phase}/finish`)) as RecoveryWire;
  }
  expect(recovery.phases.every(({ state }) => state === 'done')).toBe(true);
  await anna.page.reload();
  await settled(anna.page);
  await anna.picture('story-3-recovery', true);
}, 60_000);

test('the gate keeps the incident open until the block was looked at, then it closes', async () => {
  await act({ act: 'reach', stage: 'monitoring' });
  await act({ act: 'reach', stage: 'resolved' });
  await act({ act: 'reach', stage: 'reviewed' });
  const refused = await api.ask('POST', `/api/v1/incidents/${incident}/acts`, { act: 'reach', stage: 'closed' });
  expect(refused.status).toBe(409);
  await anna.open(`/incidents/${incident}?view=closing`);
  await anna.picture('story-4-gate');
  const [block] = (await now()).measures.filter(({ kind, undoneAt }) => kind === 'block' && !undoneAt);
  expect((await now()).gate.map(({ en }) => en).join(' ')).toContain(attacker.ip4);
  const me = (await api.must('GET', '/api/v1/on-call/people')) as { id: string }[];
  await act({ act: 'own-measure', measure: block.id, owner: me[0].id });
  await act({ act: 'keep-measure', measure: block.id, reason: 'It ends by itself in two hours.' });
  const closed = await act({ act: 'reach', stage: 'closed' });
  expect(closed).toMatchObject({ state: 'closed', over: true });
  await anna.sees('Closed');
  expect([...anna.troubles, ...wall.troubles]).toEqual([]);
}, 60_000);
