import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GeoDataWire, GeoExplained, GeoStanding } from '../src/api/schema/geo.ts';
import { formatAddress } from '../src/core/ip.ts';
import { GeoServing, sipInvite, sipRegister } from './lab/geo-serving.ts';
import { until } from './lab/until.ts';

/*
 * Country data that break while a policy is enforced: whatever happens to them, packets from refused countries die in the
 * kernel and the others arrive. The data directory is a file system of its own, which can be full.
 */
const french = '90.18.64.1';
const french6 = '2a01:c914:8000::1';
const dutch = '77.168.0.1';
const dutch6 = '2a02:a460::1';
const everybody = [french, french6, dutch, dutch6];
const api = '/api/v1/geo';

/** The packaged countries; an update gives all of Vanuatu to France, so that packets tell which data are in force. */
const packaged = ['ipv4', 'ipv6']
  .map((family) => `../node_modules/@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-${family}-num.csv`)
  .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
  .join('');
const updated = packaged.replace(/,VU$/gm, ',FR');
/** An address of Vanuatu. */
const island = formatAddress({ family: 4, bits: BigInt(/^(\d+),\d+,VU$/m.exec(packaged)![1]) + 9n });

let geo: GeoServing;
let mounted = '';
let server: Server;
let url: string;
/** What the place where updates are fetched does with a request. */
let answer: (response: import('node:http').ServerResponse) => void = (response) => response.writeHead(404).end();

beforeAll(async () => {
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/countries.csv`;
  geo = await GeoServing.open('gdf', [...everybody, island], [5060], {}, (it) => {
    mounted = it.server.dataDir;
    mkdirSync(mounted);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=0755', 'belwacht-test', mounted]);
  });
  await geo.it.must('POST', `${api}/policies`, {
    ...{ name: 'Not France', scope: { level: 'provider' }, state: 'enforced' },
    rules: [{ id: 'fr', verdict: 'refuse', services: ['sip'], subjects: ['FR'] }],
  });
  await until('packets from France to die', 30, async () => (await geo.through([french], sipRegister)).length === 0);
}, 300_000);

afterAll(async () => {
  await geo?.it.server.stop();
  if (mounted) execFileSync('umount', [mounted]);
  await geo?.close();
  server?.closeAllConnections();
  server?.close();
});

/** The policy is in the kernel: registrations and calls from France die, all others arrive. */
async function holds(): Promise<void> {
  for (const text of [sipRegister, sipInvite]) expect(await geo.through(everybody, text)).toEqual([dutch, dutch6]);
}

/** What packets say of the data in force. */
async function islandIs(): Promise<'French' | 'its own'> {
  return (await geo.through([island], sipRegister)).length === 0 ? 'French' : 'its own';
}

const data = () => geo.it.get<GeoDataWire>(`${api}/data`);
const update = (from: string) => geo.it.server.tryCli('geo', 'update', from);
const file = (name: string, text: string) => {
  const path = join(geo.it.dir, name);
  writeFileSync(path, text);
  return path;
};
/** What somebody is told who watches over Belwacht. */
const troubles = async () => (await geo.it.ask('GET', '/healthz', { token: '' })).text;
const inForce = () => {
  const directory = join(mounted, 'geo');
  const { current } = JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')) as { current: { file: string } };
  return { directory, file: join(directory, current.file) };
};
/** Runs `act` while packets from France keep coming: none arrives. */
async function withoutGap(act: () => Promise<unknown>): Promise<void> {
  let going = true;
  const arrived = geo.lab.arriving(async () => {
    while (going) await geo.lab.send({ from: french, to: '192.0.2.10', port: 5060, text: sipRegister, count: 10 });
  });
  try {
    await act();
  } finally {
    going = false;
  }
  expect((await arrived).filter(({ from }) => from === french)).toEqual([]);
}

test('a download that breaks off, is cut short or never ends leaves policy and data as they are', async () => {
  await holds();
  const before = (await data()).parts;
  const half = updated.slice(0, updated.length / 2);
  answer = (response) => {
    response.writeHead(200, { 'content-length': updated.length });
    response.write(half, () => response.destroy());
  };
  await withoutGap(async () => expect(await update(url)).toMatchObject({ code: 1 }));
  expect(await data()).toMatchObject({ parts: before, lastTry: { ok: false }, held: null });
  await holds();
  // A whole answer with half of the data: it waits for a person.
  answer = (response) => response.end(half);
  await withoutGap(async () => expect(await update(url)).toMatchObject({ code: 1 }));
  const held = await data();
  expect(held.parts).toEqual(before);
  expect(held.held?.reasons.length).toBeGreaterThan(0);
  await holds();
  await geo.it.must('POST', `${api}/data/dismiss`);
  // Half of it came, and then Belwacht is killed.
  let begun = () => {};
  const asked = new Promise<void>((resolve) => {
    begun = resolve;
  });
  answer = (response) => {
    response.writeHead(200, { 'content-length': updated.length });
    response.write(half, begun);
  };
  await withoutGap(async () => {
    const updating = update(url);
    await asked;
    await geo.it.server.stop('SIGKILL');
    await updating;
    await geo.it.start();
    await geo.loaded();
  });
  expect((await data()).parts).toEqual(before);
  await holds();
  expect(await islandIs()).toBe('its own');
  expect(readdirSync(join(mounted, 'geo')).filter((name) => /^work-|draft/.test(name))).toEqual([]);
}, 240_000);

test('a full disk leaves policy and data as they are; with room the update comes in, without a gap', async () => {
  const whole = file('whole.csv', updated);
  const ballast = join(mounted, 'ballast');
  const { bavail, bsize } = statfsSync(mounted);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4 * 1024 * 1024));
  await withoutGap(async () => expect(await update(whole)).toMatchObject({ code: 1 }));
  expect((await data()).lastTry).toMatchObject({ ok: false });
  await holds();
  expect(await islandIs()).toBe('its own');
  rmSync(ballast);
  await withoutGap(async () => {
    const { code, out, err } = await update(whole);
    expect([code, out + err]).toEqual([0, expect.any(String)]);
    await until('the new data to be in the kernel', 60, async () => (await islandIs()) === 'French');
  });
  await holds();
}, 240_000);

test('damaged data at a start give way to those before, and the policy is in force with them', async () => {
  const { file: name } = inForce();
  await geo.it.server.stop('SIGKILL');
  const bytes = readFileSync(name);
  bytes[bytes.length >>> 1] ^= 1;
  writeFileSync(name, bytes);
  await withoutGap(async () => {
    await geo.it.start();
    await until('the data before to be in the kernel', 120, async () => (await islandIs()) === 'its own');
    await geo.loaded();
  });
  await holds();
  expect(await troubles()).toMatch(/data of countries and networks \(data-\S+\) are damaged or missing/);
  const explained = await geo.it.get<GeoExplained>(`${api}/explain?subject=${french}&service=sip`);
  expect(explained).toMatchObject({ verdict: 'refuse', kernel: 'refuse', country: 'FR' });
}, 240_000);

test('and again after a reboot, with nothing in the kernel and a state that does not read', async () => {
  await geo.it.server.stop('SIGKILL');
  geo.lab.nft('flush', 'ruleset');
  const { directory } = inForce();
  writeFileSync(join(directory, 'state.json'), '{"format":1,"current":{"file":"../../x.bin"');
  await geo.it.start();
  await geo.loaded();
  await holds();
  expect(await troubles()).toContain('state.json');
  expect(await islandIs()).toBe('its own');
  expect((await geo.it.get<GeoStanding>(`${api}/standing`)).kernel).toMatchObject({ ok: true, drift: '' });
}, 240_000);
