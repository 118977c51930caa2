import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertSummary } from '../src/api/schema/alerts.ts';
import type {
  GeoAttackPreview,
  GeoAttackWire,
  GeoCut,
  GeoExplained,
  GeoProposal,
  GeoStanding,
} from '../src/api/schema/geo.ts';
import { Asterisk } from './browser/asterisk.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Doors in an emergency over the API and the command line: what is proposed, for whom, what it would cut off, and what is true of the last hour. */
const namespace = `bwgeoatk${process.pid}`;
const api = '/api/v1/geo';
let it: Serving;

/** Addresses where packaged data leave no doubt: large networks of operators. */
const german = '141.2.1.1';
const american = '128.112.128.15';
const french = '193.51.208.13';
const dutch = (n: number) => `145.97.39.${n}`;
const everybody = { level: 'provider', tenant: '', site: '', asset: '' };
let pbx: Asterisk;
let shop: Asterisk;
let pbxId: string;

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  it = new Serving('geo-attack', { enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }] });
  await it.start();
  for (const [id, name] of [
    ['bakkerij', 'Bakkerij Vis'],
    ['smederij', 'Smederij Smit'],
  ])
    await it.must('POST', '/api/v1/customers', { id, name, timeZone: 'Europe/Amsterdam' });
  const site = await it.must<{ id: string }>('POST', '/api/v1/customers/bakkerij/sites', {
    name: 'Winkel',
    country: 'NL',
  });
  const asset = (tenant: string, name: string, address: string, more = {}) =>
    it.must<{ id: string }>('POST', `/api/v1/customers/${tenant}/assets`, {
      name,
      kind: 'pbx',
      addresses: [address],
      ...more,
    });
  pbxId = (await asset('bakkerij', 'PBX Vis', '192.0.2.77', { site: site.id })).id;
  await asset('smederij', 'PBX Smit', '192.0.2.88');
  const source = (tenant: string, hostname: string, of: string) =>
    it.must('POST', '/api/v1/sources', {
      ...{ tenant, name: hostname, asset: of, kind: 'syslog', format: 'auto', match: { hostname } },
      timeZone: 'Europe/Amsterdam',
    });
  await source('bakkerij', 'pbx-vis', pbxId);
  await source('smederij', 'pbx-smit', '');
  await source('provider', 'jump', '');
  pbx = new Asterisk(it.port('syslog-udp'), 'pbx-vis');
  shop = new Asterisk(it.port('syslog-udp'), 'pbx-smit');
  await pbx.says('SuccessfulAuth', german, ['201']);
  for (const n of [1, 2, 3]) await shop.says('SuccessfulAuth', dutch(n), [`30${n}`]);
  await loaded();
}, 180_000);

afterAll(async () => {
  await it?.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

test('an attack on one PBX is proposed for that PBX, becomes the mode with one request, and comes again when it is lifted', async () => {
  for (let i = 0; i < 6; i++) for (const from of [american, french]) await pbx.guessedAt(`20${i}`, from, 20);
  const proposal = await proposed('240 of 240');
  expect(proposal.attack).toMatchObject({
    ...{ kind: 'refuse-countries', scope: { level: 'asset', tenant: 'bakkerij', site: '', asset: pbxId } },
    acknowledgeCuts: false,
  });
  expect(proposal.attack.countries.toSorted()).toEqual(['FR', 'US']);
  expect(proposal.share).toBe(1);
  expect(proposal.sentence.en).toMatch(
    /^100 % of the flood on Bakkerij Vis, PBX Vis comes from 2 countries where nothing succeeded for this customer in 30 days \((France, United States|United States, France)\): refuse them for 2 h\? That is 240 of 240 hostile attempts in the last \d+ minutes\. Nobody who worked in the last 30 days is cut off\.$/,
  );
  expect(proposal.sentence.nl).toMatch(
    /^100 % van de stroom op Bakkerij Vis, PBX Vis .* 240 van 240 vijandige pogingen/,
  );
  const mode = await it.must<GeoAttackWire>('POST', `${api}/attacks`, proposal.attack);
  expect(mode).toMatchObject({ state: 'in-force', alert: proposal.alerts[0], scope: proposal.attack.scope });
  const there = { customer: 'bakkerij', asset: pbxId, service: 'registration' };
  expect(await explain(american, there)).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
  expect(await explain(american, { service: 'registration' })).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect(await it.get(`${api}/proposals`)).toEqual([]);
  await it.must('POST', `${api}/attacks/${mode.id}/lift`);
  expect(await explain(american, there)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect(await proposed('240 of 240')).toMatchObject({ id: proposal.id });
  await it.must('POST', `${api}/proposals/${proposal.id}/dismiss`);
  await closeAlerts();
}, 150_000);

test('a flood out of the country of a customer: only known addresses, with how many of the hostile ones worked', async () => {
  // Each address alone stays below what is a brute force of one.
  for (let n = 1; n <= 50; n++)
    await shop.says('ChallengeResponseFailed', dutch(n), ['301', '302', '303', '301', '302']);
  const proposal = await proposed('235 of 250');
  expect(proposal.attack).toMatchObject({
    ...{ kind: 'only-known', scope: { level: 'customer', tenant: 'smederij', site: '', asset: '' }, countries: [] },
  });
  expect(proposal.share).toBeCloseTo(47 / 50);
  expect(proposal.sentence.en).toMatch(
    /^94 % of the flood on Smederij Smit comes from addresses that did not work .* That is 235 of 250 hostile attempts in the last \d+ minutes; of 50 addresses, 3 worked before\. Nobody who worked/,
  );
  const seen = await it.must<GeoAttackPreview>('POST', `${api}/attacks/preview`, proposal.attack);
  expect(seen.refuses.failed + seen.refuses.attack).toBe(235);
  expect(seen).toMatchObject({ refuses: { good: 0 }, unplaced: 0, addresses: 1 });
  expect(seen.cuts.filter(({ guarded }) => !guarded)).toEqual([]);
  await closeAlerts();
}, 120_000);

test('a brute force on ssh is proposed to close management, with whom that cuts off; a restart forgets nothing of it', async () => {
  const said = (what: string, from: string) => `${what} password for root from ${from} port 50022 ssh2`;
  await sshd([
    said('Accepted', german),
    ...Array.from({ length: 70 }, (_, i) => said('Failed', [french, american][i % 2])),
  ]);
  const proposal = await proposed('70 of 70');
  expect(proposal.attack).toMatchObject({ kind: 'management-closed', scope: everybody, services: [], countries: [] });
  expect(proposal.sentence.en).toMatch(
    /^Closed management would refuse 100 % of the attempts to get in: close it for 2 h\? That is 70 of 70 hostile attempts in the last \d+ minutes \(70 on SSH\), from 2 addresses\. Cut off of what worked in the last 30 days: 1 person\.$/,
  );
  expect(proposal.sentence.nl).toMatch(
    /\(70 op SSH\), van 2 adressen\. Afgesloten van wat de laatste 30 dagen werkte: 1 persoon\.$/,
  );
  await it.server.stop('SIGKILL');
  await it.start();
  await loaded();
  const again = await proposed('70 of 70');
  expect(again.id).toBe(proposal.id);

  // Who is cut off is on the table before the door shuts.
  const refused = await it.ask<{ cuts: GeoCut[] }>('POST', `${api}/attacks`, { body: again.attack });
  expect(refused.status).toBe(409);
  expect(refused.json()).toMatchObject({ type: '/problems/geo-cuts', field: 'acknowledgeCuts' });
  expect(refused.json().cuts).toMatchObject([{ kind: 'session', address: german, service: 'ssh', guarded: false }]);
  const inDutch = await it.ask<{ detail: string }>('POST', `${api}/attacks`, {
    ...{ body: again.attack, headers: { 'accept-language': 'nl' } },
  });
  expect(inDutch.json().detail).toMatch(/^Dit sluit iemand af die nu werkt\. Bevestig ze allemaal samen/);
  expect(await it.get<GeoAttackWire[]>(`${api}/attacks`)).not.toContainEqual(
    expect.objectContaining({ kind: 'management-closed' }),
  );
  expect(await it.get<GeoProposal[]>(`${api}/proposals`)).toHaveLength(1);
  const mode = await it.must<GeoAttackWire>('POST', `${api}/attacks`, { ...again.attack, acknowledgeCuts: true });
  expect(mode.state).toBe('in-force');
  for (const service of ['ssh', 'provisioning', 'web'])
    expect(await explain(french, { service })).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
  expect(await explain(french)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  await it.must('POST', `${api}/attacks/${mode.id}/lift`);
  await closeAlerts();
}, 240_000);

test('the command line lists whom a mode cuts off, and shuts the door once they are acknowledged', async () => {
  const asked = ['geo', 'attack', 'management-closed', '--for', '10m'];
  const refused = await it.server.tryCli(...asked);
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/session root +141\.2\.1\.1 +DE +ssh +refuse/);
  expect(refused.err).toContain('Confirm all of them together');
  const [mode] = await it.server.json<GeoAttackWire>(...asked, '--acknowledge-cuts');
  expect(mode).toMatchObject({ kind: 'management-closed', state: 'in-force' });
  expect((await it.server.tryCli('geo', 'lift', mode!.id)).code).toBe(0);
  const seen = await it.server.cli('geo', 'attack', 'management-closed', '--customer', 'smederij', '--preview');
  expect(seen).toContain('it would have refused 0 that succeeded, 0 that failed, 0 of attacks');
}, 60_000);

test('what it would have refused in the last hour is of that hour, and of the system it is about', async () => {
  const token = await it.token('ingest', 'cloud pbx', 'smederij');
  const now = Date.now();
  const tries = (minutesAgo: number, count: number, from: string) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ '@timestamp': new Date(now - minutesAgo * 60_000).toISOString(), 'event.action': 'sip-register' },
      ...{ 'event.outcome': 'failure', 'event.reason': 'wrong-password', 'source.ip': from, 'user.name': `8${n}` },
    }));
  const preview = (scope: object) =>
    it.must<GeoAttackPreview>('POST', `${api}/attacks/preview`, { kind: 'refuse-countries', countries: ['FR'], scope });
  const mine = { level: 'customer', tenant: 'smederij' };
  expect((await preview(mine)).refuses).toEqual({ good: 0, failed: 0, attack: 0 });
  // The same day, the same addresses: before and after the beginning of that hour.
  await it.deliver(token.secret, [...tries(55, 3, french), ...tries(70, 40, french), ...tries(115, 50, french)]);
  await it.deliver(token.secret, [...tries(200, 60, french), ...tries(1, 2, french), ...tries(1, 7, american)]);
  const seen = await until('the attempts of the hour', 20, async () => {
    const found = await preview(mine);
    return found.refuses.failed + found.refuses.attack > 0 && found;
  });
  expect(seen.refuses.failed + seen.refuses.attack).toBe(5);
  const since = now - Date.parse(seen.since);
  expect(since).toBeGreaterThanOrEqual(3_600_000 - 60_000);
  expect(since).toBeLessThanOrEqual(3_600_000 + 300_000);
  // Nobody said which system delivers them.
  const { id } = (await it.get<{ assets: { items: { id: string }[] } }>('/api/v1/customers/smederij')).assets.items[0]!;
  const narrow = await preview({ level: 'asset', tenant: 'smederij', asset: id });
  expect(narrow).toMatchObject({ refuses: { good: 0, failed: 0, attack: 0 }, addresses: 1 });
  expect(narrow.unplaced).toBeGreaterThanOrEqual(12);
  expect(await preview({ level: 'provider' })).toMatchObject({ unplaced: 0, addresses: null });
}, 60_000);

/** The one proposal there is; waits until Belwacht looked at all of them. */
async function proposed(counted: string): Promise<GeoProposal> {
  const all = await until('a proposal', 90, async () => {
    const found = await it.get<GeoProposal[]>(`${api}/proposals`);
    return found.some(({ sentence }) => sentence.en.includes(`That is ${counted} hostile attempts`)) && found;
  });
  expect(all).toHaveLength(1);
  return all[0]!;
}

/** What somebody looked at and closed speaks for nothing any more. */
async function closeAlerts(): Promise<void> {
  const { items } = await it.get<{ items: AlertSummary[] }>('/api/v1/alerts?state=open&limit=200');
  for (const { id } of items) await it.must('POST', `/api/v1/alerts/${id}/close`);
  await until('no proposal', 60, async () => (await it.get<GeoProposal[]>(`${api}/proposals`)).length === 0);
}

async function sshd(texts: readonly string[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const text of texts) {
    const line = Buffer.from(`<38>1 ${new Date().toISOString()} jump sshd 811 - - ${text}`);
    await new Promise<void>((done, failed) =>
      socket.send(line, it.port('syslog-udp'), '127.0.0.1', (error) => (error ? failed(error) : done())),
    );
  }
  socket.close();
}

async function explain(subject: string, more: Record<string, string> = {}) {
  return it.get<GeoExplained>(`${api}/explain?${new URLSearchParams({ subject, ...more })}`);
}

/** The whole world takes the kernel a while. */
async function loaded(): Promise<void> {
  await until('the kernel holds the policy', 120, async () => {
    const { kernel } = await it.get<GeoStanding>(`${api}/standing`);
    return kernel.ok && kernel.classes > 200;
  });
}
