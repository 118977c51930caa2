import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GeoAttackWire, GeoStanding } from '../src/api/schema/geo.ts';
import { GeoServing, sipRegister } from './lab/geo-serving.ts';
import { until } from './lab/until.ts';

/* Management closed: asked of a real server, carried out by a real kernel, and tried with packets of ssh, web and provisioning. */
const dutch = '77.168.0.1';
const dutch6 = '2a02:a460::1';
const french = '90.18.64.1';
/** Far away, and ours. */
const own = '73.128.0.1';
const own6 = '2601:d40::1';
const [ssh, web, provisioning, tftp] = [22, 443, 8443, 69];

const api = '/api/v1/geo/attacks';
let geo: GeoServing;

beforeAll(async () => {
  geo = await GeoServing.open('gmg', [dutch, dutch6, french, own, own6], [ssh, web, provisioning, tftp, 5060], {
    own_networks: ['73.128.0.0/24', `${own6}/64`],
  });
}, 240_000);
afterAll(() => geo?.close());

/** What each address gets at each port over TCP. */
async function answers(from: readonly string[], ports: readonly number[], last = '10'): Promise<string[]> {
  const said: string[] = [];
  for (const address of from)
    for (const port of ports) said.push(`${address} ${port} ${await geo.connect(address, port, last)}`);
  return said;
}
const all = (from: readonly string[], ports: readonly number[], what: string) =>
  from.flatMap((address) => ports.map((port) => `${address} ${port} ${what}`));

test('nobody from elsewhere manages anything, own networks do, and telephony goes on', async () => {
  const strangers = [dutch, dutch6, french];
  const ours = [own, own6];
  const ports = [ssh, web, provisioning];
  expect(await answers([dutch, dutch6, own], ports)).toEqual(all([dutch, dutch6, own], ports, 'connected'));
  expect(await geo.through([...strangers, ...ours], 'x', tftp)).toEqual([...strangers, ...ours]);

  const wish = { kind: 'management-closed', scope: { level: 'provider' }, durationS: 600, reason: 'test' };
  const mode = await geo.it.must<GeoAttackWire>('POST', api, wish);
  expect(mode).toMatchObject({ state: 'in-force', error: '' });
  expect(await answers([dutch, dutch6], ports)).toEqual(all([dutch, dutch6], ports, 'silent'));
  expect(await answers([french], [ssh])).toEqual(all([french], [ssh], 'silent'));
  expect(await answers(ours, ports)).toEqual(all(ours, ports, 'connected'));
  expect(await geo.through([...strangers, ...ours], 'x', tftp)).toEqual(ours);
  expect(await geo.through([...strangers, ...ours], sipRegister)).toEqual([...strangers, ...ours]);
  await until('what it refused to be counted', 30, async () => {
    const [counted] = await geo.it.get<GeoAttackWire[]>(api);
    return counted.refused >= 10;
  });

  // Its end is in the kernel: nobody has to be there.
  await geo.it.must('POST', `${api}/${mode.id}/extend`, { durationS: 60 });
  await geo.it.server.stop('SIGKILL');
  expect(await answers([dutch], [ssh])).toEqual(all([dutch], [ssh], 'silent'));
  await until('the end of it', 90, async () => (await geo.connect(dutch, ssh)) === 'connected');
  expect(await answers([dutch, dutch6], ports)).toEqual(all([dutch, dutch6], ports, 'connected'));
  expect(await geo.through(strangers, 'x', tftp)).toEqual(strangers);
  await geo.it.start();
  const [over] = await geo.it.get<GeoAttackWire[]>(api);
  expect(over).toMatchObject({ id: mode.id, state: 'expired' });
}, 240_000);

test('of one customer: the door of its machine alone is shut, and open as soon as it is lifted', async () => {
  await geo.it.must('POST', '/api/v1/customers', {
    id: 'bakkerij',
    name: 'Bakkerij Vis',
    timeZone: 'Europe/Amsterdam',
  });
  await geo.it.must('POST', '/api/v1/customers/bakkerij/assets', {
    ...{ name: 'PBX', kind: 'pbx', addresses: ['192.0.2.11', '2001:db8::11'] },
  });
  const scope = { level: 'customer', tenant: 'bakkerij' };
  const mode = await geo.it.must<GeoAttackWire>('POST', api, { kind: 'management-closed', scope, durationS: 600 });
  expect(mode).toMatchObject({ state: 'in-force', error: '' });
  expect(await answers([dutch, dutch6], [ssh, web], '11')).toEqual(all([dutch, dutch6], [ssh, web], 'silent'));
  expect(await answers([own, own6], [ssh, web], '11')).toEqual(all([own, own6], [ssh, web], 'connected'));
  expect(await answers([dutch, dutch6], [ssh, web])).toEqual(all([dutch, dutch6], [ssh, web], 'connected'));
  expect(await geo.through([dutch, dutch6], sipRegister, 5060, '11')).toEqual([dutch, dutch6]);
  expect(await geo.it.must<GeoAttackWire>('POST', `${api}/${mode.id}/lift`)).toMatchObject({ state: 'lifted' });
  expect(await answers([dutch, dutch6], [ssh, web], '11')).toEqual(all([dutch, dutch6], [ssh, web], 'connected'));
  expect((await geo.it.get<GeoStanding>('/api/v1/geo/standing')).kernel).toMatchObject({ ok: true, drift: '' });
}, 120_000);
