/**
 * Policies by country as whoever asks for them sees it, with the whole world in the kernel of a namespace: a real server, asked
 * over its API, and packets from countries that live or die. Needs root.
 *
 *   node bench/geo-server.ts [--rounds 20]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { GeoAttackWire, GeoExplained, GeoPolicyWire } from '../src/api/schema/geo.ts';
import { GeoServing, sipRegister } from '../test/lab/geo-serving.ts';
import type { Row } from './row.ts';

/** Addresses of access networks in China and Russia. */
const chinese = '115.210.112.1';
const russian = '178.68.0.1';
const dutch = '77.168.0.1';
const api = '/api/v1/geo';

/** Times of an attack mode, of a change of one country, and of coming back after a kill and a flush. */
export async function benchGeoServer(rounds: number): Promise<Row[]> {
  const geo = await GeoServing.open('gsb', [chinese, russian, dutch], [5060]);
  try {
    const { id } = await geo.it.must<GeoPolicyWire>('POST', `${api}/policies`, refusing(['CN']));
    await kernelDoes(geo, chinese, 'refuse');
    const shut: number[] = [];
    const opened: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const wish = { kind: 'refuse-countries', scope: { level: 'provider' }, countries: ['RU'], durationS: 600 };
      const began = performance.now();
      const mode = await geo.it.must<GeoAttackWire>('POST', `${api}/attacks`, wish);
      shut.push(performance.now() - began);
      if (mode.state !== 'in-force') throw new Error(`not confirmed: ${mode.state} ${mode.error}`);
      await dies(geo, russian, true);
      const lifting = performance.now();
      await geo.it.must('POST', `${api}/attacks/${mode.id}/lift`);
      opened.push(performance.now() - lifting);
      await dies(geo, russian, false);
    }
    const changes: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const countries = i % 2 === 0 ? ['CN', 'RU'] : ['CN'];
      const began = performance.now();
      await geo.it.must('PUT', `${api}/policies/${id}`, refusing(countries));
      await kernelDoes(geo, russian, i % 2 === 0 ? 'refuse' : 'allow');
      changes.push(performance.now() - began);
      await dies(geo, russian, i % 2 === 0);
    }
    const back: number[] = [];
    const ready: number[] = [];
    for (let i = 0; i < Math.min(rounds, 3); i++) {
      await geo.it.server.stop('SIGKILL');
      geo.lab.nft('flush', 'ruleset');
      await dies(geo, chinese, false);
      const began = performance.now();
      const starting = geo.it.start().then(() => ready.push(performance.now() - began));
      await Promise.all([starting, inForceAgain(geo).then(() => back.push(performance.now() - began))]);
      if ((await geo.through([chinese, dutch], sipRegister)).join() !== dutch) throw new Error('not as before');
      await geo.loaded();
    }
    return [
      row(
        'geo: attack mode, from the call to the kernel’s confirmation (p95)',
        p95(shut),
        2_000,
        `lifting ${ms(p95(opened))}`,
      ),
      row('geo: one country in an enforced policy, from the call until the kernel does it (p95)', p95(changes), 300),
      row(
        'geo: policy in force again after kill -9 and a flush, from the start (slowest)',
        Math.max(...back),
        5_000,
        `ready ${ms(Math.max(...ready))}`,
      ),
    ];
  } finally {
    await geo.close();
  }
}

function refusing(countries: readonly string[]) {
  const rules = [{ id: 'those', verdict: 'refuse', services: ['sip'], subjects: countries }];
  return { name: 'Refusing', scope: { level: 'provider' }, state: 'enforced', rules };
}

/** Asks what the kernel does until it does that; each look reads the maps of the kernel. */
async function kernelDoes(geo: GeoServing, address: string, verdict: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const { kernel } = await geo.it.get<GeoExplained>(`${api}/explain?subject=${address}&service=registration`);
    if (kernel === verdict) return;
    if (Date.now() > end) throw new Error(`the kernel does ${kernel} with ${address}`);
  }
}

/** Sends packets until one dies. */
async function inForceAgain(geo: GeoServing): Promise<void> {
  const end = Date.now() + 60_000;
  while ((await geo.through([chinese], sipRegister)).length > 0)
    if (Date.now() > end) throw new Error('the policy did not come back');
}

/** What a packet meets; throws when it is otherwise. */
async function dies(geo: GeoServing, address: string, expected: boolean): Promise<void> {
  const arrived = await geo.through([address], sipRegister);
  if ((arrived.length === 0) !== expected) throw new Error(`a packet from ${address}: ${arrived.length} arrived`);
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(0)} ms`;
}

function row(what: string, took: number, goal: number, beside = ''): Row {
  return { what, ours: ms(took), peer: beside, ratio: '', wanted: `at most ${ms(goal)}`, met: took <= goal };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
  for (const { what, ours, peer, wanted, met } of await benchGeoServer(Number(values.rounds)))
    console.log(`${met ? 'ok ' : 'NOT'} ${what}: ${ours}${peer && ` (${peer})`} | ${wanted}`);
}
