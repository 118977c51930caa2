/**
 * The HEP listener alone, without enrichment and detection: how many packets a second does it turn into events?
 *
 *   taskset -c 0 node bench/hep-receive.ts [--transport tcp|udp] [--count 600000] [--rate 50000]
 *
 * Starts the load generator as a process of its own on the other cores and prints one JSON line: the tally, seconds from
 * first to last packet, packets a second and the processor time of this process per packet.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Source } from '../src/core/source.ts';
import { emptyTally } from '../src/core/tally.ts';
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
  asset: '',
  name: 'bench',
  kind: 'hep',
  match: {},
  format: 'auto',
  timeZone: 'UTC',
  discovered: false,
};
const tally = emptyTally();
let first = 0;
let last = 0;
let cpu = process.cpuUsage();
const listener = await startHepListener(
  { id: 'bench', kind: 'hep', transport, host: '127.0.0.1', port: 0, authKey: '' },
  {
    sink: {
      event: () => {
        last = performance.now();
        if (first === 0) {
          first = last;
          cpu = process.cpuUsage();
        }
      },
      cursor: () => {},
      discovered: () => {},
    },
    resolve: () => source,
    tally: () => tally,
    now: Date.now,
  },
);
// Bound to one processor (taskset), the generator must not share it.
const alone = availableParallelism() === 1 && process.platform === 'linux';
const command = alone ? ['taskset', '-c', '1-255', process.execPath] : [process.execPath];
const load = spawn(
  command[0],
  [
    ...command.slice(1),
    `${import.meta.dirname}/hep-load.ts`,
    ...['--transport', transport, '--port', String(listener.port), '--count', String(count), '--rate', values.rate],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let sent = '';
load.stdout.on('data', (text) => {
  sent += text;
});
await new Promise((resolve) => load.once('close', resolve));
await new Promise((resolve) => setTimeout(resolve, 300));
const used = process.cpuUsage(cpu);
await listener.stop();
const seconds = (last - first) / 1000;
console.log(
  JSON.stringify({
    transport,
    sent: JSON.parse(sent),
    ...tally,
    kernelDrops: listener.counts.kernelDrops,
    seconds,
    perSecond: Math.round((tally.received - tally.shed) / seconds),
    cpuMicrosecondsPerPacket: (used.user + used.system) / tally.received,
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
  }),
);
