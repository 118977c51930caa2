import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasureWire } from '../src/api/schema/measures.ts';
import { RunningBelwacht } from './lab/belwacht.ts';
import { InsideApi } from './lab/inside-api.ts';
import type { LabHost } from './lab/network.ts';
import { SbcLab } from './lab/sbc-lab.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/**
 * Measures out of an incident against the real network: packets in a real kernel, calls through a real Kamailio that asks before
 * each of them. Whether packets and calls arrive decides.
 */
const table = 'bwmeasures';
let dir: string;
let lab: SbcLab;
let belwacht: RunningBelwacht;
let api: InsideApi;
let incident: string;

const config = () => ({
  http: { web_dir: join(dir, 'web') },
  redirect: {
    ...{ host: lab.judgeAt.host, port: lab.judgeAt.port, udp: true },
    peers: [{ id: 'sbc', networks: ['192.0.2.10/32'], trusted: true, trunk: 'carrier' }],
    trunk_groups: { 'carrier-b': [{ uri: `sip:${lab.carrier.ip4}:5060;by=b` }] },
  },
  enforcers: [{ id: 'kernel', kind: 'nftables', table }],
  allowlist: ['203.0.113.20/32'],
});

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-measures-'));
  mkdirSync(join(dir, 'web'));
  writeFileSync(join(dir, 'web/index.html'), '<!doctype html><title>Belwacht</title>');
  lab = new SbcLab('me', join(dir, 'lab'));
  belwacht = new RunningBelwacht(join(dir, 'belwacht'), config(), { network: lab.network, host: lab.network.server });
  await belwacht.start();
  await lab.start('sip', 'none', true);
  api = new InsideApi(lab.network, lab.network.server, belwacht, dir);
  await api.must('POST', '/api/v1/customers', { id: 'bakery', name: 'Bakery', timeZone: zoneWhere(13) });
  await api.must('POST', '/api/v1/customers/bakery/accounts', { name: 'customer-1' });
  await api.must('POST', '/api/v1/customers/bakery/numbers', { first: '+31205550100', last: '+31205550199' });
  const opened = await api.must('POST', '/api/v1/incidents', { title: 'A hacked account', tenant: 'bakery' });
  incident = opened.id;
}, 180_000);

afterAll(async () => {
  await belwacht?.stop();
  await lab?.close();
  if (dir && !process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
});

const take = (wish: object, key = '') =>
  api.must('POST', `/api/v1/incidents/${incident}/measures`, wish, key) as Promise<MeasureWire>;
const get = (id: string) => api.must('GET', `/api/v1/measures/${id}`) as Promise<MeasureWire>;
const undo = (id: string) =>
  api.must('POST', `/api/v1/measures/${id}/undo`, { reason: 'over' }) as Promise<MeasureWire>;
const listed = async (id: string) =>
  (await api.must('GET', `/api/v1/incidents/${incident}`)).measures.find((one: { id: string }) => one.id === id);
const calls = (account: string, number: string, count = 2) =>
  lab.play(lab.customers, { calls: [[account, number]], scenario: 'customer-call', perSecond: 5, count });
const declined = async (account: string, number: string) =>
  (
    await lab.play(lab.customers, { calls: [[account, number]], scenario: 'fraud-call', perSecond: 5, count: 3 })
  ).log.filter((line) => line.startsWith('declined')).length;

describe('blocks in the kernel', () => {
  let id: string;

  test('taken: confirmed by the kernel, packets stop, the incident lists it; the same key takes it once', async () => {
    expect(await lab.network.reaches(lab.fraudster)).toBe(true);
    const wish = { action: 'block-source', address: lab.fraudster.ip4, hours: 1, reason: 'guesses passwords' };
    const preview = await api.must('POST', `/api/v1/incidents/${incident}/measures/preview`, wish);
    expect(preview).toMatchObject({ refused: false, approval: null, addresses: '1' });
    expect(preview.carriers).toContainEqual(expect.objectContaining({ name: 'kernel', real: true }));
    const taken = await take(wish, 'once');
    ({ id } = taken);
    expect(taken).toMatchObject({ state: 'in-force', trouble: null, lasts: true });
    expect(taken.reports).toContainEqual(expect.objectContaining({ by: 'kernel', real: true, state: 'in-force' }));
    expect(await lab.network.reaches(lab.fraudster)).toBe(false);
    expect((await take(wish, 'once')).id).toBe(id);
    expect(await listed(id)).toMatchObject({ kind: 'block', undoneAt: null });
    expect((await api.must('GET', '/api/v1/measures?state=open')).total).toBe(1);
  }, 60_000);

  test('it holds after a crash, and is undone at the kernel', async () => {
    await belwacht.stop('SIGKILL');
    await belwacht.start();
    expect(await lab.network.reaches(lab.fraudster)).toBe(false);
    expect((await get(id)).state).toBe('in-force');
    const undone = await undo(id);
    expect(undone).toMatchObject({ state: 'undone', undoReason: 'over' });
    expect(await lab.network.reaches(lab.fraudster)).toBe(true);
    expect((await listed(id)).undoneAt).not.toBeNull();
  }, 120_000);

  test('a block lifted on the page of blocks shows as undone here', async () => {
    const lifted = await take({ action: 'block-source', address: lab.fraudster.ip4 });
    const [order] = lifted.orders;
    await api.must('POST', `/api/v1/decisions/${order.id}/undo`, { reason: 'by hand' });
    await until('the measure to be undone', 20, async () => (await get(lifted.id)).state === 'undone');
    expect((await listed(lifted.id)).undoneAt).not.toBeNull();
  }, 60_000);

  let short: MeasureWire;

  test('its end is moved, and the incident and the kernel follow', async () => {
    short = await take({ action: 'block-source', address: lab.fraudster.ip4, hours: 1 / 60 });
    await api.must('POST', `/api/v1/measures/${short.id}/extend`, { hours: 2 / 60 });
    const kept = await get(short.id);
    expect((await listed(short.id)).until).toBe(kept.until);
    expect(Date.parse(kept.until!) - Date.now()).toBeGreaterThan(60_000);
    expect(await lab.network.reaches(lab.fraudster)).toBe(false);
    await api.must('POST', `/api/v1/measures/${short.id}/extend`, { hours: 1 / 60 });
  }, 60_000);

  test('killed at any moment while it is taken: done once and listed once, or not at all', async () => {
    for (const [i, ms] of [0, 15, 40, 80, 160, 400].entries()) {
      const address = `198.51.100.${100 + i}`;
      const asked = api
        .ask('POST', `/api/v1/incidents/${incident}/measures`, { action: 'block-source', address })
        .catch(() => {});
      // Until the request is there: the one who asks is started first.
      await until('the request to be sent', 5, async () => (await readFile(api.sent, 'utf8')).includes(address));
      await new Promise((resolve) => setTimeout(resolve, 150 + ms));
      await belwacht.stop('SIGKILL');
      await asked;
      await belwacht.start();
      const mine = async () =>
        ((await api.must('GET', `/api/v1/measures?incident=${incident}&limit=200`)).items as MeasureWire[]).filter(
          (one) => one.with.address === address,
        );
      const settled = await until('what became of it', 20, async () => {
        const found = await mine();
        return found.every(({ state }) => state === 'in-force') && { found };
      });
      const blocks = (await api.must('GET', `/api/v1/decisions?q=${address}`)).items;
      expect([address, settled.found.length, blocks.length]).toEqual([address, blocks.length, settled.found.length]);
      expect(blocks.length).toBeLessThanOrEqual(1);
      for (const { id: own } of settled.found) {
        const { measures } = await api.must('GET', `/api/v1/incidents/${incident}`);
        expect(measures.filter((one: { id: string }) => one.id === own)).toHaveLength(1);
        expect((await undo(own)).state).toBe('undone');
      }
    }
  }, 240_000);

  test('at its end it is undone, however often Belwacht was killed meanwhile', async () => {
    await until('the end', 90, async () => (await get(short.id)).state === 'undone');
    expect((await listed(short.id)).undoneAt).not.toBeNull();
    expect(await lab.network.reaches(lab.fraudster)).toBe(true);
  }, 120_000);

  test('a guard refuses what is on the allowlist, before and when it is taken', async () => {
    const wish = { action: 'block-source', address: '203.0.113.20' };
    const preview = await api.must('POST', `/api/v1/incidents/${incident}/measures/preview`, wish);
    expect(preview.refused).toBe(true);
    const { status, body } = await api.ask('POST', `/api/v1/incidents/${incident}/measures`, wish);
    expect([status, body.sentence.nl]).toEqual([409, expect.stringContaining('vrijgavelijst')]);
    expect(await lab.network.reaches(lab.customers)).toBe(true);
  }, 60_000);
});

describe('calls through the SBC', () => {
  // Who never asked carries nothing out.
  beforeAll(async () => {
    await calls('customer-1', '+31201234567', 1);
    await until(
      'the SBC to be known as one that asks',
      20,
      async () => (await api.must('GET', '/api/v1/measures/offer')).asked,
    );
  }, 60_000);

  test('an account is blocked, and 112 still gets through; undone, it calls again', async () => {
    const before = await calls('customer-1', '+31201234567');
    expect([before.code, before.failed], before.out).toEqual([0, 0]);
    const taken = await take({ action: 'block-account', account: 'customer-1', reason: 'hacked' });
    expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force', tenant: 'bakery' });
    expect(taken.reports).toContainEqual(expect.objectContaining({ by: 'sbc', state: 'in-force' }));
    expect(await declined('customer-1', '+31201234567')).toBe(3);
    const help = await calls('customer-1', '112');
    expect([help.code, help.failed], help.out).toEqual([0, 0]);
    expect((await undo(taken.id)).state).toBe('undone');
    const after = await calls('customer-1', '+31201234567');
    expect([after.code, after.failed], after.out).toEqual([0, 0]);
  }, 120_000);

  test('outgoing calls go by another trunk, with the dialled number; 112 as it always does', async () => {
    const wish = {
      action: 'divert-calls',
      customer: 'bakery',
      direction: 'out',
      to: 'carrier-b',
      number: 'customer-1',
    };
    const taken = await take(wish);
    expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force' });
    const went = await calls('customer-1', '0201230000');
    expect([went.code, went.failed], went.out).toEqual([0, 0]);
    expect(lab.carrierSaw).toMatch(/INVITE sip:\+31201230000@203\.0\.113\.40:5060;by=b SIP\/2\.0/);
    const help = await calls('customer-1', '112');
    expect([help.code, help.failed], help.out).toEqual([0, 0]);
    expect(lab.carrierSaw).not.toMatch(/INVITE sip:\+?112@\S+;by=b/);
    await undo(taken.id);
    await calls('customer-1', '0201231111');
    expect(lab.carrierSaw).toMatch(/INVITE sip:0201231111@/);
    expect(lab.carrierSaw).not.toMatch(/INVITE sip:\+31201231111@\S+;by=b/);
  }, 120_000);

  test('incoming calls of a number go to a mobile number; those from 112 as they always do', async () => {
    const to = '+31612345678@carrier-b';
    const wish = { action: 'divert-calls', customer: 'bakery', direction: 'in', number: '+31205550100', to };
    const taken = await take(wish);
    expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force', tenant: 'bakery' });
    const [one, other, back] = [
      await calls('0301234567', '+31205550100', 1),
      await calls('0301234567', '+31205550101', 1),
      await calls('112', '+31205550100', 1),
    ];
    expect([one.failed, other.failed, back.failed], one.out).toEqual([0, 0, 0]);
    const saw = lab.carrierSaw;
    expect(saw.match(/^INVITE sip:\+31612345678@203\.0\.113\.40:5060;by=b SIP/gm)).toHaveLength(1);
    expect(saw).toMatch(/^INVITE sip:\+31205550101@/m);
    expect(saw).toMatch(/^INVITE sip:\+31205550100@/m);
    await undo(taken.id);
  }, 120_000);

  test('killed while a stop or a diversion is taken: in force and listed once, or not at all', async () => {
    const stop = { action: 'block-account', account: 'customer-1' };
    const divert = {
      action: 'divert-calls',
      customer: 'bakery',
      direction: 'out',
      to: 'carrier-b',
      number: 'customer-1',
    };
    // Killed so long after it was asked, ms, and once in the moment it was answered.
    const moments = [
      ...[150, 190, 'answered'].map((moment) => [stop, moment] as const),
      ...[160, 'answered'].map((moment) => [divert, moment] as const),
    ];
    for (const [i, [wish, moment]] of moments.entries()) {
      const reason = `kill-${i}`;
      const asked = api.ask('POST', `/api/v1/incidents/${incident}/measures`, { ...wish, reason }).catch(() => {});
      await until('the request to be sent', 5, async () => (await readFile(api.sent, 'utf8')).includes(reason));
      await (moment === 'answered' ? asked : new Promise((resolve) => setTimeout(resolve, Number(moment))));
      await belwacht.stop('SIGKILL');
      await asked;
      await belwacht.start();
      // Nothing confirms a stop after a start before the SBC has asked again.
      await calls('customer-2', '+31201239999', 1);
      const { found } = await until('what became of it', 30, async () => {
        const { items } = await api.must('GET', `/api/v1/measures?incident=${incident}&limit=200`);
        const found = (items as MeasureWire[]).filter((one) => one.with.reason === reason);
        return found.every(({ state }) => state === 'in-force') && { found };
      });
      expect(found.length).toBeLessThanOrEqual(1);
      // What was answered counts.
      if (moment === 'answered') expect(found).toHaveLength(1);
      const { measures } = await api.must('GET', `/api/v1/incidents/${incident}`);
      const ids = found.map(({ id }) => id);
      expect(measures.filter(({ id }: { id: string }) => ids.includes(id))).toHaveLength(found.length);
      // What the network does is what the list says.
      const number = `020124${1000 + i}`;
      if (wish === stop) expect(await declined('customer-1', number)).toBe(found.length === 1 ? 3 : 0);
      else {
        await calls('customer-1', number, 1);
        const went = lab.carrierSaw.includes(`INVITE sip:+31${number.slice(1)}@${lab.carrier.ip4}:5060;by=b`);
        expect(went).toBe(found.length === 1);
      }
      for (const id of ids) expect((await undo(id)).state).toBe('undone');
    }
  }, 240_000);

  test('what touches a whole customer waits for a second person, and nothing is done', async () => {
    const wish = { action: 'stop-international', customer: 'bakery' };
    const waiting = await take(wish);
    expect(waiting).toMatchObject({ state: 'waiting', from: null, orders: [], mine: true });
    expect((await api.ask('POST', `/api/v1/measures/${waiting.id}/approve`)).status).toBe(403);
    expect(await declined('customer-1', '002207012345')).toBe(0);
    const refused = await api.must('POST', `/api/v1/measures/${waiting.id}/refuse`, { reason: 'not needed' });
    expect(refused.state).toBe('refused');
  }, 60_000);
});

test('a country is shut out in the kernel and let in again', async () => {
  const wish = { action: 'block-country', country: 'RU', hours: 1 };
  expect(await take(wish)).toMatchObject({ state: 'waiting' });
  await api.must('PUT', '/api/v1/measure-settings', {
    approvals: Object.fromEntries(actions.map((one) => [one, 'never'])),
  });
  const taken = await take(wish);
  expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force' });
  expect(taken.reports).toContainEqual(expect.objectContaining({ by: 'kernel', real: true, state: 'in-force' }));
  expect((await undo(taken.id)).state).toBe('undone');
  const network = await take({ action: 'block-network', network: 'AS64500' });
  expect(network, JSON.stringify(network)).toMatchObject({ state: 'in-force' });
  expect((await undo(network.id)).state).toBe('undone');
  expect((await api.must('GET', '/api/v1/geo/policies')).length).toBe(0);
}, 120_000);

test('the management of a machine is shielded: only own networks reach it, until it is undone', async () => {
  const { id: asset } = (await api.must('POST', '/api/v1/customers/bakery/assets', {
    ...{ name: 'The PBX', kind: 'pbx', addresses: [lab.network.server.ip4] },
  })) as { id: string };
  const listen = `for (const port of [22, 5061]) require('node:net').createServer((socket) => socket.end()).listen(port)`;
  lab.network.start(lab.network.server, process.execPath, ['-e', listen]);
  const opens = async (from: LabHost, port: number) =>
    (await lab.network.run(from, 'bash', ['-c', `timeout 2 bash -c '</dev/tcp/${lab.network.server.ip4}/${port}'`]))
      .code === 0;
  await until('both ports to be open', 20, async () => (await opens(lab.fraudster, 22)) && opens(lab.fraudster, 5061));
  const taken = await take({ action: 'shield-management', asset, hours: 1 });
  expect(taken, JSON.stringify(taken)).toMatchObject({ state: 'in-force', tenant: 'bakery' });
  expect([await opens(lab.fraudster, 22), await opens(lab.fraudster, 5061)]).toEqual([false, true]);
  // On the allowlist of this machine.
  expect(await opens(lab.customers, 22)).toBe(true);
  expect((await undo(taken.id)).state).toBe('undone');
  await until('the port to be open again', 20, () => opens(lab.fraudster, 22));
}, 120_000);

const actions = [
  ...['block-source', 'block-network', 'block-country', 'block-account', 'stop-international'],
  ...['shield-management', 'divert-calls', 'hang-up'],
];
