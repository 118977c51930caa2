import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MeasureWire, RecoveryWire } from '../src/api/schema/measures.ts';
import { type LabAsterisk, startAsterisk } from './lab/asterisk.ts';
import { carrier, phones } from './lab/asterisk-config.ts';
import { AsteriskPhone } from './lab/asterisk-phone.ts';
import { RunningBelwacht } from './lab/belwacht.ts';
import { InsideApi } from './lab/inside-api.ts';
import { LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** Measures at a real Asterisk with real phones: calls hung up, an account shut, and our own SIP client that looks whether it works again. */
const dir = mkdtempSync(join(tmpdir(), 'belwacht-measures-pbx-'));
const abroad = '0022070012345';
const secret = 'both-X2p';
let network: LabNetwork;
let asterisk: LabAsterisk;
let one: AsteriskPhone;
let belwacht: RunningBelwacht;
let api: InsideApi;
let incident: string;
let sbc: string;

beforeAll(async () => {
  network = new LabNetwork('mpb');
  const hosts = ['198.51.100.7', carrier].map((address) => network.host(address));
  asterisk = await startAsterisk(network, join(dir, 'asterisk'));
  // One that watches and acts, as docs/enforcers/asterisk-calls.md has it.
  appendFileSync(
    join(dir, 'asterisk/etc/manager.conf'),
    `\n[belwacht]\nsecret = ${secret}\npermit = 127.0.0.1/255.255.255.255\nread = call,cdr,security,system,dialplan\nwrite = system,call,reporting\n`,
  );
  asterisk.console('manager reload');
  network.start(hosts[1], 'sipp', ['-sn', 'uas', '-i', carrier, '-p', '5060', '-nostdin']);
  mkdirSync(join(dir, 'web'));
  writeFileSync(join(dir, 'web/index.html'), '<!doctype html><title>Belwacht</title>');
  belwacht = new RunningBelwacht(
    join(dir, 'belwacht'),
    { http: { web_dir: join(dir, 'web') }, enforcers: [{ id: 'firewall', kind: 'dry' }] },
    { network, host: network.server },
  );
  await belwacht.start();
  api = new InsideApi(network, network.server, belwacht, dir);
  await api.must('POST', '/api/v1/customers', { id: 'bakery', name: 'Bakery', timeZone: zoneWhere(13) });
  for (const name of ['100', '101']) await api.must('POST', '/api/v1/customers/bakery/accounts', { name });
  sbc = (
    await api.must('POST', '/api/v1/customers/bakery/assets', { name: 'PBX', kind: 'pbx', addresses: ['192.0.2.10'] })
  ).id;
  const source = await api.must('POST', '/api/v1/call-sources', {
    ...{ tenant: 'bakery', name: 'Asterisk', kind: 'asterisk-ami', host: '127.0.0.1', port: 5038, control: true },
    ...{ user: 'belwacht', secret },
  });
  await until(
    'the PBX to be connected',
    30,
    async () => (await api.must('GET', `/api/v1/call-sources/${source.id}`)).up,
  );
  incident = (await api.must('POST', '/api/v1/incidents', { title: 'Toll fraud', tenant: 'bakery' })).id;
  one = await AsteriskPhone.start(network, hosts[0], dir, '100');
}, 240_000);

afterAll(async () => {
  await belwacht?.stop();
  asterisk?.manager.close();
  asterisk?.managerTls.close();
  await network?.close();
  if (!process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
}, 60_000);

const take = (wish: object) => api.must('POST', `/api/v1/incidents/${incident}/measures`, wish) as Promise<MeasureWire>;
const dial = (number: string) => one.next('CALL_ESTABLISHED', () => one.dial(number));
const channels = () => asterisk.console('core show channels count');
const running = async () => (await api.must('GET', '/api/v1/calls?state=running')).items.length as number;

test('running calls of an account are hung up at the PBX, and one to 112 is not', async () => {
  await dial(abroad);
  await until('the call to be known', 20, async () => (await running()) === 1);
  const wish = { action: 'hang-up', customer: 'bakery', account: '100' };
  const preview = await api.must('POST', `/api/v1/incidents/${incident}/measures/preview`, wish);
  expect(preview).toMatchObject({ callsTotal: 1, refused: false, approval: null });
  expect(preview.calls[0]).toMatchObject({ to: abroad, country: 'GM', reachable: true });
  const done = await take(wish);
  expect(done, JSON.stringify(done)).toMatchObject({ state: 'undone', lasts: false, trouble: null });
  expect(done.reports).toContainEqual(expect.objectContaining({ by: 'Asterisk', real: true, state: 'in-force' }));
  await until('no channel', 10, () => channels().includes('0 active channels'));

  await dial('112');
  await until('the call to be known', 20, async () => (await running()) === 1);
  const help = await api.must('POST', `/api/v1/incidents/${incident}/measures/preview`, wish);
  expect(help).toMatchObject({ callsTotal: 0, emergencyCalls: 1 });
  expect(await take(wish)).toMatchObject({ state: 'undone' });
  expect(channels()).not.toContain('0 active channels');
  await one.next('CALL_CLOSED', () => one.hangUp());
  await until('no call', 20, async () => (await running()) === 0);
}, 120_000);

test('a blocked account cannot call but 112 and loses its registration; undone, it can again', async () => {
  expect(asterisk.console('pjsip show contacts')).toContain('100/sip:');
  const taken = await take({ action: 'block-account', account: '100' });
  expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force' });
  expect(taken.orders.map(({ kind }) => kind)).toEqual(['stop', 'registration']);
  expect(asterisk.console('database show belwacht-stop')).toContain('outgoing');
  expect(asterisk.console('pjsip show contacts')).not.toContain('100/sip:');
  const established = one.count('CALL_ESTABLISHED');
  await one.next('CALL_CLOSED', () => one.dial(abroad));
  expect(one.count('CALL_ESTABLISHED')).toBe(established);
  await dial('112');
  await one.next('CALL_CLOSED', () => one.hangUp());
  const undone = await api.must('POST', `/api/v1/measures/${taken.id}/undo`, { reason: 'password changed' });
  expect(undone.state).toBe('undone');
  expect(asterisk.console('database show belwacht-stop')).not.toContain('outgoing');
  await dial(abroad);
  await one.next('CALL_CLOSED', () => one.hangUp());
}, 120_000);

test('our own SIP client signs in and calls; a wrong password and 112 do not pass', async () => {
  const target = (password: string) =>
    api.must('PUT', `/api/v1/customers/bakery/probe-targets/${sbc}`, { host: '192.0.2.10', account: '101', password });
  const at = `/api/v1/incidents/${incident}/recovery`;
  const test = (recovery: RecoveryWire, name: string) => recovery.phases[0].tests.find((state) => state.test === name);
  const probe = (body: object) => api.ask('POST', `${at}/one-phone/probe`, body);
  await target('wrong');
  await api.must('POST', at);
  const refused = (await probe({ test: 'register', asset: sbc, account: '101' })).body as RecoveryWire;
  expect(test(refused, 'register')).toMatchObject({ state: 'failed', how: 'measured' });
  expect(JSON.stringify(await target(phones['101']))).not.toContain(phones['101']);
  const signedIn = (await probe({ test: 'register', asset: sbc, account: '101' })).body as RecoveryWire;
  expect(test(signedIn, 'register'), JSON.stringify(signedIn)).toMatchObject({ state: 'passed' });
  // It asked, and took no phone's place.
  expect(asterisk.console('pjsip show contacts')).not.toContain('101/sip:');

  await until('the phone to register again', 90, () => asterisk.console('pjsip show contacts').includes('100/sip:'));
  const call = (await probe({ test: 'call-in', asset: sbc, from: '101', to: '100', seconds: 8 })).body as RecoveryWire;
  expect(test(call, 'call-in'), JSON.stringify(call)).toMatchObject({ state: 'passed' });
  const out = (await probe({ test: 'call-out', asset: sbc, from: '101', to: '0201234567', seconds: 8 }))
    .body as RecoveryWire;
  expect(test(out, 'call-out'), JSON.stringify(out)).toMatchObject({ state: 'passed' });
  await until('the calls to be over', 20, () => channels().includes('0 active channels'));
  const help = (await probe({ test: 'call-out', asset: sbc, from: '101', to: '112', seconds: 8 })).body as RecoveryWire;
  expect(test(help, 'call-out')).toMatchObject({ state: 'failed' });
  expect(asterisk.console('core show channels')).not.toContain('112');

  const finish = () => api.ask('POST', `${at}/one-phone/finish`);
  expect((await finish()).status).toBe(409);
  const said = (test: string, outcome: string, person = '') =>
    api.ask('POST', `${at}/one-phone/said`, { test, outcome, evidence: 'seen', person });
  expect((await said('call-out', 'passed')).status).toBe(200);
  expect((await said('emergency-route', 'passed')).status).toBe(400);
  expect((await said('emergency-route', 'passed', 'Jan de Vries')).status).toBe(200);
  expect((await finish()).body.phases.map(({ state }: { state: string }) => state)).toEqual([
    'done',
    'open',
    'waiting',
  ]);
}, 180_000);
