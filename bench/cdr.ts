import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './row.ts';

const belwacht = fileURLToPath(new URL('../belwacht', import.meta.url));

interface Timed {
  readonly seconds: number;
  /** Of the processor, in user mode: says more than the clock where others use the machine. */
  readonly userSeconds: number;
  readonly peakMiB: number;
  readonly out: string;
}

/** Runs a command on one core; the peak of its memory is looked up in /proc while it runs. */
async function onOneCore(command: string, args: readonly string[]): Promise<Timed> {
  const began = performance.now();
  const child = spawn('taskset', ['-c', '1', command, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let peak = 0;
  let user = 0;
  const watch = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
      // The 14th field, in hundredths of a second.
      user = Number(readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[11] ?? 0) / 100;
    } catch {
      // It has just ended.
    }
  }, 50);
  // Of a long output only the end is of interest.
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out = (out + text).slice(-100_000);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1_000, userSeconds: user, peakMiB: peak / 1_024, out };
}

/** What many do with such a file instead: add up the billed seconds of each account, and no more. */
const summing = `import csv, sys
sums = {}
with open(sys.argv[1], newline='') as file:
    for row in csv.reader(file):
        sums[row[0]] = sums.get(row[0], 0) + int(row[13])
print(len(sums))`;

/**
 * Replay of about `calls` Asterisk CDRs of simulated customers, attacks among them: everything from bytes to alerts (legs,
 * prices, stops, baselines), on one core, beside a Python script that only adds up seconds by account.
 */
export async function benchCdr(dir: string, calls: number): Promise<Row[]> {
  mkdirSync(dir, { recursive: true });
  const out = join(dir, `cdr-${calls}`);
  if (!existsSync(join(out, 'simulation.json'))) {
    const made = spawnSync(belwacht, ['simulate', 'calls', '--seed', '7', '--calls', String(calls), '--out', out], {
      stdio: 'ignore',
    });
    if (made.status !== 0) throw new Error(`simulate calls ended with ${made.status}`);
  }
  const file = join(out, 'Master.csv');
  const args = [
    'replay',
    '--format',
    'asterisk-cdr',
    '--customers',
    join(out, 'customers.csv'),
    '--rates',
    join(out, 'rates.csv'),
  ];
  const ours = await onOneCore(belwacht, [...args, '--timezone', 'Europe/Amsterdam', file]);
  const summary = JSON.parse(ours.out.trimEnd().split('\n').at(-1)!) as { records: number; alerts: number };
  const perTen = (ours.seconds * 10e6) / summary.records;
  const hasPython = spawnSync('python3', ['--version']).status === 0;
  const peer = hasPython ? await onOneCore('python3', ['-c', summing, file]) : undefined;
  const records = summary.records.toLocaleString('en');
  return [
    {
      what: `replay of ${records} Asterisk CDRs (${Math.round(statSync(file).size / summary.records)} bytes each, ${summary.alerts} alerts), all rules, start included`,
      ours: `${ours.seconds.toFixed(1)} s (${(summary.records / ours.seconds / 1_000).toFixed(0)} k/s; ${ours.userSeconds.toFixed(1)} s of processor); ${perTen.toFixed(0)} s for 10 million`,
      peer: peer ? `Python's csv adding up seconds: ${peer.seconds.toFixed(1)} s` : 'python3 is not installed',
      ratio: peer ? `${(ours.seconds / peer.seconds).toFixed(1)} × the time` : '',
      wanted: '10 million in at most 60 s',
      met: perTen <= 60,
    },
    {
      ...{
        what: 'peak memory of that replay',
        ours: `${Math.round(ours.peakMiB)} MiB`,
        peer: '',
        ratio: '',
        wanted: 'under 1 GB',
      },
      met: ours.peakMiB * 1.048576 < 1_000,
    },
  ];
}
