/**
 * The whole world in the kernel, with packaged data: how long it takes to get there, to change, and to block beside it; what
 * memory it takes; what a packet costs. Beside it, at a tenth of the size, one nftables interval set and one ipset. In a network
 * namespace of its own; needs root.
 *
 *   node bench/geo-kernel.ts
 */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Decision } from '../src/core/decision.ts';
import type { GeoWorld } from '../src/core/geo/geo-world.ts';
import { NftablesEnforcer } from '../src/enforce/enforcers/nftables/nftables-enforcer.ts';
import { GeoKernel } from '../src/enforce/geo/kernel/geo-kernel.ts';
import { compileFamily, type Level } from '../src/enforce/geo/kernel/levels.ts';
import { keyText } from '../src/enforce/geo/kernel/world-script.ts';
import { openPackagedDatabase } from '../src/enrich/enrichers/geo/packaged-database.ts';
import { makeWorld } from '../src/enrich/enrichers/geo/world.ts';
import { GeoLab } from '../test/lab/geo-lab.ts';
import { act, lane, plan, sip } from '../test/lab/geo-world.ts';
import type { Row } from './row.ts';

const peerSize = 50_000;
const home = { ip4: '145.97.20.1', ip6: '2001:610:188::1' };

/** Everything of the above; removes what it made. */
export async function benchGeoKernel(): Promise<Row[]> {
  const database = openPackagedDatabase(join(tmpdir(), 'belwacht-bench'), () => {});
  const making = performance.now();
  const world = makeWorld(database, { ranges: ['203.0.113.0/24', '2001:db8:113::/48'], asNumbers: [64_500] });
  const made = performance.now() - making;
  const lab = new GeoLab('gkb');
  const kernel = new GeoKernel({ table: 'bench_geo', netns: lab.machine }, Date.now);
  const blocks = new NftablesEnforcer({ id: 'bench', table: 'bench', netns: lab.machine }, Date.now);
  try {
    await lab.start([home.ip4, home.ip6], [5060, 5999]);
    // Nothing behind the rules that are measured: what passes them ends here.
    lab.feed(
      ['nft', '-f', '-'],
      'table inet sink { chain end { type filter hook prerouting priority -100; udp dport 5060 drop; }; }\n',
    );
    const bare = packetCost(lab);
    const before = kernelMemory();
    const watch = new ChildWatch();
    const load = await kernel.apply(refusing(world, ['RU']));
    const peak = watch.stop();
    const memory = kernelMemory() - before;
    const changes: number[] = [];
    for (let i = 0; i < 20; i++)
      changes.push((await kernel.apply(refusing(world, i % 2 === 0 ? ['RU', 'CN'] : ['RU']))).tookMs);
    const one = packetCost(lab);
    const all = new Set(world.classes.map(({ country }) => country));
    all.delete('NL');
    const everybody = await kernel.apply(refusing(world, [...all]));
    const many = packetCost(lab);
    const range = await kernel.apply(
      refusing(
        makeWorld(database, { ranges: ['203.0.113.0/24', '2001:db8:113::/48', '81.0.0.0/14'], asNumbers: [64_500] }),
        ['RU'],
      ),
    );
    const single = await singleBlocks(blocks, 100);
    const check = await timed(() => kernel.check());
    const reconcile = await timed(() => blocks.reconcile([]));
    await kernel.remove();
    const peers = await slowPeers(lab, world, blocks);
    const prefixes = load.worldElements;
    return [
      row(
        'geo: whole world made of the data, compiled and loaded into the kernel, IPv4 and IPv6',
        `${ms(made + load.tookMs)} (of which ${ms(made)} to make it), ${prefixes} elements of ${world.v4.values.length + world.v6.values.length} runs`,
        `nftables interval set of ${peerSize}: ${ms(peers.interval.load)}; ipset: ${ms(peers.ipset.load)}`,
        '10 s',
        made + load.tookMs <= 10_000,
      ),
      row(
        'geo: one country refused, to the kernel’s confirmation (p95)',
        ms(p95(changes)),
        '',
        '300 ms',
        p95(changes) <= 300,
      ),
      row(
        `geo: all countries but one refused (${everybody.laneElements} elements)`,
        ms(everybody.tookMs),
        '',
        '',
        true,
      ),
      row(`geo: a range nobody named before (${range.worldElements} elements)`, ms(range.tookMs), '', '', true),
      row(
        'geo: one block with the whole world loaded (p95)',
        ms(single),
        `beside the interval set: ${ms(peers.interval.block)}; beside the ipset: ${ms(peers.ipset.block)}`,
        '50 ms',
        single <= 50,
      ),
      row(
        'geo: blocks compared with the kernel; policy compared with the kernel',
        `${ms(reconcile)}; ${ms(check)}`,
        '',
        '',
        true,
      ),
      row(
        'geo: memory of the kernel; of the largest nft process',
        `${mb(memory)}; ${mb(peak)}`,
        `interval set: ${mb(peers.interval.memory)}; ipset: ${mb(peers.ipset.memory)}`,
        '',
        true,
      ),
      row(
        'geo: cost of a packet, IPv4 / IPv6, one country refused',
        `${ns(one.v4 - bare.v4)} / ${ns(one.v6 - bare.v6)}`,
        `without rules: ${ns(bare.v4)} / ${ns(bare.v6)} to send`,
        '',
        true,
      ),
      row(
        'geo: the same, all countries but one refused',
        `${ns(many.v4 - bare.v4)} / ${ns(many.v6 - bare.v6)}`,
        '',
        'no more than a fifth of sending it above one country',
        many.v4 - one.v4 < bare.v4 / 5 && many.v6 - one.v6 < bare.v6 / 5,
      ),
    ];
  } finally {
    await kernel.remove().catch(() => {});
    await kernel.stop();
    await blocks.stop(true).catch(() => {});
    await lab.close();
  }
}

function refusing(world: GeoWorld, countries: readonly string[]) {
  const acts = Object.fromEntries(countries.map((country) => [country, act('refuse')]));
  const web = lane(world, 'web', acts, { ports: { udp: [], tcp: [443] } });
  return plan(world, [...sip(world, acts), web, lane(world, 'ssh', acts, { ports: { udp: [], tcp: [22] } })]);
}

/** Nanoseconds of processor time to send one datagram and have it worked off: the least of several rounds. */
function packetCost(lab: GeoLab): { readonly v4: number; readonly v6: number } {
  const script = fileURLToPath(new URL('geo-packets.py', import.meta.url));
  const cost = (from: string, to: string) =>
    Math.min(
      ...Array.from({ length: 7 }, () =>
        Number(lab.fromWorld('taskset', '-c', '1', 'python3', script, from, to, '5060', '60000')),
      ),
    );
  return { v4: cost(home.ip4, '192.0.2.10'), v6: cost(home.ip6, '2001:db8::10') };
}

async function singleBlocks(blocks: NftablesEnforcer, count: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= count; i++) {
    const began = performance.now();
    const [report] = await blocks.apply([decision(`198.18.0.${i}`)], []);
    if (report.state !== 'in-force') throw new Error(report.error);
    // The first makes the table.
    if (i > 0) times.push(performance.now() - began);
  }
  return p95(times);
}

function decision(value: string): Decision {
  const from = Date.now();
  return {
    ...{ id: value, tenant: 'bench', action: 'block', scope: 'ip', value, from, until: from + 600_000 },
    ...{
      reason: { nl: '', en: '' },
      author: 'rule:bench',
      alert: '',
      rule: 'bench',
      offence: 1,
      state: 'asked',
      guards: [],
      emergency: ['112', '911'],
    },
  } as Decision;
}

/** The two obvious ways, with a part of the world: load, one block beside it, memory. */
async function slowPeers(lab: GeoLab, world: GeoWorld, blocks: NftablesEnforcer) {
  const { levels } = compileFamily(4, { lanes: 1, starts: world.v4.starts, values: world.v4.values });
  const prefixes = apart(levels.get(24)!, peerSize);
  const measure = async (load: () => void) => {
    const before = kernelMemory();
    const began = performance.now();
    load();
    const took = performance.now() - began;
    const memory = kernelMemory() - before;
    return { load: took, memory, block: await singleBlocks(blocks, 10) };
  };
  const interval = await measure(() => {
    lab.nft('add', 'table', 'inet', 'naive');
    lab.nft('add set inet naive world { type ipv4_addr; flags interval; }');
    lab.feed(['nft', '-f', '-'], `add element inet naive world { ${prefixes.join(', ')} }\n`);
  });
  lab.nft('delete', 'table', 'inet', 'naive');
  const ipset = await measure(() =>
    lab.feed(
      ['ipset', 'restore'],
      `create world hash:net maxelem ${peerSize * 2}\n${prefixes.map((each) => `add world ${each}`).join('\n')}\n`,
    ),
  );
  lab.feed(['ipset', 'destroy', 'world'], '');
  return { interval, ipset };
}

function apart({ keys, length }: Level, count: number): string[] {
  return Array.from({ length: Math.min(count, keys.length) }, (_, row) => `${keyText(4, length, keys, row)}/${length}`);
}

/** Bytes that the kernel holds for itself. Of the whole machine: what others do meanwhile is in it. */
function kernelMemory(): number {
  const info = readFileSync('/proc/meminfo', 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(info)?.[1] ?? 0) * 1024;
  return of('Slab') + of('VmallocUsed') + of('Percpu');
}

/** Most memory that a process of ours took, in bytes. */
class ChildWatch {
  #peak = 0;
  readonly #timer = setInterval(() => {
    for (const thread of readdirSync('/proc/self/task')) {
      let children = '';
      try {
        children = readFileSync(`/proc/self/task/${thread}/children`, 'utf8');
      } catch {
        // The thread ended.
      }
      for (const pid of children.split(' ').filter(Boolean)) this.#look(pid);
    }
  }, 5);

  #look(pid: string): void {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      if (!/^Name:\s+nft$/m.test(status)) return;
      this.#peak = Math.max(this.#peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It ended.
    }
  }

  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function ns(value: number): string {
  return `${Math.round(value)} ns`;
}

function mb(value: number): string {
  return `${Math.round(value / 1e6)} MB`;
}

function row(what: string, ours: string, peer: string, wanted: string, met: boolean): Row {
  return { what, ours, peer, ratio: '', wanted, met };
}

if (import.meta.main) {
  for (const { what, ours, peer, wanted, met } of await benchGeoKernel())
    console.log(`${met ? 'ok ' : 'NOT'} ${what}: ${ours} | ${peer} | ${wanted}`);
}
