import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { GeoDataWire, GeoExplained } from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { GeoLab } from '../lab/geo-lab.ts';
import { GeoServing, sipRegister } from '../lab/geo-serving.ts';
import { until } from '../lab/until.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';
import { languageOf } from './wording.ts';

/**
 * An update of country data that changes too much: it waits for somebody at the screen, who throws it away or takes it; and
 * packets follow the data that are in use.
 */
const german = '79.224.0.1';
const french = '90.18.64.1';
const api = '/api/v1/geo';
/** The packaged countries with all of Germany in France. */
const broken = ['ipv4', 'ipv6']
  .map((family) => `../../node_modules/@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-${family}-num.csv`)
  .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
  .join('')
  .replace(/,DE$/gm, ',FR');

let lab: GeoLab;
let geo: GeoServing;
let room: WatchRoom;
let duty: Visitor;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((_request, response) => response.end(broken)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/countries.csv`;
  lab = new GeoLab('ghu');
  const [opened] = await Promise.all([
    WatchRoom.open('geo-held', { enforcers: [{ id: 'firewall', kind: 'nftables', netns: lab.machine }] }),
    lab.start([german, french], [5060, 5999]),
  ]);
  room = opened;
  geo = new GeoServing(lab, room.serving);
  await room.setUp();
  await geo.loaded();
  await room.serving.must('POST', `${api}/policies`, {
    ...{ name: 'Not France', scope: { level: 'provider' }, state: 'enforced' },
    rules: [{ id: 'fr', verdict: 'refuse', services: ['sip'], subjects: ['FR'] }],
  });
  await becomes([german]);
  duty = await room.colleague();
}, 300_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await lab?.close();
  server?.closeAllConnections();
  server?.close();
});

const data = () => room.serving.get<GeoDataWire>(`${api}/data`);
const arriving = () => geo.through([german, french], sipRegister);
const becomes = (wanted: readonly string[]) =>
  until(`packets of ${wanted} alone to arrive`, 60, async () => (await arriving()).join() === wanted.join());

/** Asks for the update at the screen and waits until it waits. */
async function asksFor(): Promise<void> {
  const panel = duty.page.locator('#geo-data-update');
  await panel.getByRole('radiogroup', { name: 'From' }).getByText('Address').click();
  await panel.getByRole('textbox', { name: 'Address', exact: true }).fill(url);
  await panel.locator('form button[type=submit]').first().click();
  await duty.page.locator('#geo-held').waitFor({ timeout: 120_000 });
}

test('an update that changes too much waits, says how much and what, and nothing changes meanwhile', {
  timeout: 180_000,
}, async () => {
  await duty.open('/geo?view=data');
  await settled(duty.page);
  await asksFor();
  await reads(duty.page.locator('#geo-held'), /An update waits for you.*of the addresses would change country/s);
  await reads(duty.page.locator('#geo-held'), /Germany.*France/s);
  expect((await data()).held?.changedShare).toBeGreaterThan(0.02);
  expect(await arriving()).toEqual([german]);
  await duty.picture('geo-held-update', true);
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', { width: 1280 }],
  ['dark', { width: 1280, theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
];
test.each(looks)('it is whole on any screen: %s', { timeout: 60_000 }, async (look, view) => {
  const visitor = await room.colleague(view);
  await visitor.open('/geo?view=data');
  await settled(visitor.page);
  await visitor.page.locator('#geo-held').waitFor();
  await visitor.picture(`geo-held-update-${look}`, true);
  expect(await sticksOut(visitor.page)).toEqual([]);
  expect((await nameless(visitor.page)).without).toEqual([]);
  expect((await faint(visitor.page)).below).toEqual([]);
  if (view.locale === 'nl-NL') expect(languageOf(await ownTexts(visitor.page)).english).toEqual([]);
  await visitor.leave();
});

test('thrown away, the data in use stay in use', { timeout: 60_000 }, async () => {
  await duty.page.locator('#geo-held').getByRole('button', { name: 'Keep the present data' }).click();
  await duty.sees('The present data stay in use; the update is gone');
  await duty.page.locator('#geo-held').waitFor({ state: 'detached' });
  expect((await data()).held).toBeNull();
  expect(await arriving()).toEqual([german]);
});

test('taken, packets follow it; and it can be taken back', { timeout: 300_000 }, async () => {
  await asksFor();
  await duty.page.locator('#geo-held').getByRole('button', { name: 'Use the update' }).click();
  await duty.sees('The update is in use');
  await becomes([]);
  const explained = await room.serving.get<GeoExplained>(`${api}/explain?subject=${german}&service=sip`);
  expect(explained).toMatchObject({ country: 'FR', verdict: 'refuse' });
  expect((await data()).held).toBeNull();
  await duty.page.getByRole('button', { name: 'Go back to it' }).click();
  await duty.sees('Back to the data before');
  await becomes([german]);
});

test('nothing went wrong on any screen', () => {
  expect(room.troubles).toEqual([]);
});
