/**
 * HEP through the whole hot path (listener, SIP, enrichment, all rules, decisions, keeping and counting; no database) on one
 * core, while bench/hep-load.ts sends from another.
 *
 *   taskset -c 0 node bench/hep-path.ts [--transport tcp|udp] [--count 600000] [--rate 50000]
 *
 * Prints one JSON line: what was sent, received, shed, and packets a second between the first and the last.
 */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { BatchBuilder } from '../src/app/hot/batch-builder.ts';
import { HotPath } from '../src/app/hot/hot-path.ts';
import { Keeper } from '../src/app/hot/keeper.ts';
import { rulesOf } from '../src/app/rule-files.ts';
import type { Source } from '../src/core/source.ts';
import { addTally, emptyTally } from '../src/core/tally.ts';
import { defaultPolicy } from '../src/decide/policy.ts';
import { createEnrichers } from '../src/enrich/enrichers.ts';
import { startHepListener } from '../src/ingest/sources/hep/start-hep-listener.ts';

const { values } = parseArgs({
  options: {
    transport: { type: 'string', default: 'tcp' },
    count: { type: 'string', default: '600000' },
    rate: { type: 'string', default: '50000' },
  },
});
const transport = values.transport === 'udp' ? 'udp' : 'tcp';
const count = Number(values.count);
const source: Source = {
  id: 'bench',
  tenant: 'provider',
  asset: 'sbc',
  name: 'bench',
  kind: 'hep',
  match: {},
  format: 'auto',
  timeZone: 'Europe/Amsterdam',
  discovered: false,
};

try {
  // As src/app/hot/worker.ts does.
  setPriority(0, -10);
} catch {
  // Only root may.
}
const total = emptyTally();
let tally = emptyTally();
const batch = new BatchBuilder('bench');
let alerts = 0;
let rows = 0;
const path = new HotPath({
  rules: (await rulesOf('')).rules,
  policy: { ...defaultPolicy, mode: 'enforce' },
  enrichers: createEnrichers({}),
  keeper: new Keeper(),
  batch,
  urgent: () => {},
  shed: () => {},
});
let first = 0;
let last = 0;
let cpu = process.cpuUsage();
const listener = await startHepListener(
  { id: 'bench', kind: 'hep', transport, host: '127.0.0.1', port: 0, authKey: '' },
  {
    sink: {
      event: (event, original) => {
        last = performance.now();
        if (first === 0) {
          first = last;
          cpu = process.cpuUsage();
        }
        path.event(event, original);
      },
      cursor: () => {},
      discovered: () => {},
    },
    resolve: () => source,
    tally: () => tally,
    now: Date.now,
    keepOriginals: true,
  },
);
const flush = setInterval(() => {
  const taken = batch.take([['bench', tally]]);
  addTally(total, tally);
  tally = emptyTally();
  alerts += taken?.alerts.length ?? 0;
  rows += taken?.events.length ?? 0;
}, 100);
const load = spawn(
  'taskset',
  [
    '-c',
    '1',
    process.execPath,
    `${import.meta.dirname}/hep-load.ts`,
    '--transport',
    transport,
    '--port',
    String(listener.port),
    '--count',
    String(count),
    '--rate',
    values.rate,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let sent = '';
load.stdout.on('data', (text) => {
  sent += text;
});
await new Promise((resolve) => load.once('close', resolve));
await new Promise((resolve) => setTimeout(resolve, 700));
clearInterval(flush);
await listener.stop();
addTally(total, tally);
const used = process.cpuUsage(cpu);
const seconds = (last - first) / 1000;
console.log(
  JSON.stringify({
    transport,
    sent: JSON.parse(sent),
    ...total,
    kernelDrops: listener.counts.kernelDrops,
    seconds: Number(seconds.toFixed(3)),
    perSecond: Math.round(total.received / seconds),
    cpuMicrosPerPacket: Number(((used.user + used.system) / total.received).toFixed(2)),
    alerts,
    rows,
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  }),
);
