import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { attacked, busy, writeAsteriskLog } from './asterisk-log.ts';
import { crowdsecRate } from './crowdsec.ts';
import type { Row } from './row.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Timed {
  readonly seconds: number;
  readonly maxRssMb: number;
  readonly out: string;
}

/** Runs a command on one core and measures wall time and peak memory with GNU-less means: /proc through Node's own child. */
function onOneCore(command: string, args: readonly string[], cwd = root): Timed {
  const began = process.hrtime.bigint();
  const before = process.resourceUsage().maxRSS;
  const result = spawnSync('taskset', ['-c', '1', command, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${result.status}: ${result.stderr.slice(-2000)}`);
  return { seconds, maxRssMb: before / 1024, out: result.stdout };
}

function best(runs: number, command: string, args: readonly string[]): Timed {
  const all = Array.from({ length: runs }, () => onOneCore(command, args));
  return all.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

async function head(from: string, to: string, lines: number): Promise<void> {
  const kept: string[] = [];
  for await (const line of createInterface({ input: createReadStream(from) })) {
    if (kept.push(line) === lines) break;
  }
  writeFileSync(to, `${kept.join('\n')}\n`);
}

/** Peak resident memory of a replay, MiB, from /proc while it runs. */
function peakMemory(file: string): number {
  const script = `import {spawn} from 'node:child_process';import {readFileSync} from 'node:fs';let peak=0;const c=spawn(${JSON.stringify(join(root, 'belwacht'))},['replay','--format','asterisk',${JSON.stringify(file)}],{stdio:'ignore'});const t=setInterval(()=>{try{peak=Math.max(peak,Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/'+c.pid+'/status','utf8'))[1]))}catch{}},20);c.on('exit',()=>{clearInterval(t);console.log(peak)})`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })) / 1024;
}

const belwacht = join(root, 'belwacht');
const few = 200_000;
const fewer = 50_000;

/** Lines of the logs of other mixes: enough to leave the start behind. */
const otherLines = 500_000;

/**
 * Replay of Asterisk logs beside grep, fail2ban and CrowdSec, each on one core of the same machine. What is wanted is wanted
 * of the mixed log; how the ratio moves with the share of lines that tell nothing is shown beside it.
 */
export async function benchReplay(dir: string, lines: number): Promise<Row[]> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `asterisk-${lines}.log`);
  if (!existsSync(file)) writeAsteriskLog(file, lines);
  const grep = best(5, 'grep', ['-c', 'failed', file]);
  const ours = best(5, belwacht, ['replay', '--format', 'asterisk', file]);
  const rate = lines / ours.seconds;
  const rows: Row[] = [
    {
      what: `replay of ${lines.toLocaleString('en')} lines (${Math.round(statSync(file).size / lines)} bytes/line, 55 % call noise), all rules, enrichment; start included`,
      ours: `${ours.seconds.toFixed(2)} s (${Math.round(rate / 1000)} k lines/s)`,
      peer: `grep -c: ${grep.seconds.toFixed(3)} s`,
      ratio: `${(ours.seconds / grep.seconds).toFixed(1)} × the time`,
      wanted: 'at most 15 ×',
      met: ours.seconds / grep.seconds <= 15,
    },
    ...(await besidePeers(dir, file, 'lines/s', rate, 3, { fail2ban: 20, crowdsec: 150 })),
  ];
  const memory = peakMemory(file);
  rows.push({
    what: 'peak memory of that replay',
    ours: `${Math.round(memory)} MiB`,
    peer: '',
    ratio: '',
    wanted: 'under 400 MB',
    met: memory * 1.048576 < 400,
  });
  for (const [name, mix] of [
    ['busy PBX', busy],
    ['PBX under attack', attacked],
  ] as const) {
    const other = join(dir, `asterisk-${name.replaceAll(' ', '-').toLowerCase()}.log`);
    if (!existsSync(other)) writeAsteriskLog(other, otherLines, mix);
    const { seconds } = best(3, belwacht, ['replay', '--format', 'asterisk', other]);
    const what = `lines/s, ${name} (${Math.round(100 * mix.noise)} % call noise, ${otherLines.toLocaleString('en')} lines)`;
    rows.push(...(await besidePeers(dir, other, what, otherLines / seconds, 1)));
  }
  return rows;
}

/** Our rate on a log beside those of fail2ban and CrowdSec on its first lines. */
async function besidePeers(
  dir: string,
  file: string,
  what: string,
  rate: number,
  runs: number,
  wanted?: { readonly fail2ban: number; readonly crowdsec: number },
): Promise<Row[]> {
  const some = join(dir, 'asterisk-200k.log');
  await head(file, some, few);
  const fail2ban = existsSync('/usr/bin/fail2ban-regex')
    ? few / best(runs, 'fail2ban-regex', [some, '/etc/fail2ban/filter.d/asterisk.conf']).seconds
    : undefined;
  const fewest = join(dir, 'asterisk-50k.log');
  await head(file, fewest, fewer);
  const crowdsec = await crowdsecRate(dir, fewest, fewer);
  return [
    besidePeer(`${what} against fail2ban`, rate, 'fail2ban-regex', fail2ban, wanted?.fail2ban),
    besidePeer(
      `${what} against CrowdSec (asterisk parser, two scenarios)`,
      rate,
      'CrowdSec',
      crowdsec,
      wanted?.crowdsec,
    ),
  ];
}

/** A ratio; without `wanted` it is shown and nothing more. */
function besidePeer(what: string, rate: number, name: string, theirs: number | undefined, wanted?: number): Row {
  const goal = wanted === undefined ? '' : `at least ${wanted} ×`;
  if (theirs === undefined)
    return { what, ours: '', peer: `${name} is not installed`, ratio: '', wanted: goal, met: wanted === undefined };
  return {
    what,
    ours: `${Math.round(rate / 1000)} k`,
    peer: `${name}: ${(theirs / 1000).toFixed(theirs < 10_000 ? 2 : 1)} k`,
    ratio: `${(rate / theirs).toFixed(theirs < 10_000 ? 0 : 1)} ×`,
    wanted: goal,
    met: wanted === undefined || rate / theirs >= wanted,
  };
}
