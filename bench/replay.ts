import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { writeAsteriskLog } from './asterisk-log.ts';
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

/** Replay of a mixed Asterisk log beside grep, fail2ban and CrowdSec, each on one core of the same machine. */
export async function benchReplay(dir: string, lines: number): Promise<Row[]> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `asterisk-${lines}.log`);
  if (!existsSync(file)) writeAsteriskLog(file, lines);
  const rows: Row[] = [];
  const grep = best(5, 'grep', ['-c', 'failed', file]);
  const ours = best(5, join(root, 'belwacht'), ['replay', '--format', 'asterisk', file]);
  const rate = lines / ours.seconds;
  rows.push({
    what: `replay of ${lines.toLocaleString('en')} lines (${Math.round(statSync(file).size / lines)} bytes/line), all rules, enrichment; start included`,
    ours: `${ours.seconds.toFixed(2)} s (${Math.round(rate / 1000)} k lines/s)`,
    peer: `grep -c: ${grep.seconds.toFixed(3)} s`,
    ratio: `${(ours.seconds / grep.seconds).toFixed(1)} × the time`,
    wanted: 'at most 15 ×',
    met: ours.seconds / grep.seconds <= 15,
  });

  const few = join(dir, 'asterisk-200k.log');
  await head(file, few, 200_000);
  if (existsSync('/usr/bin/fail2ban-regex')) {
    const peer = best(3, 'fail2ban-regex', [few, '/etc/fail2ban/filter.d/asterisk.conf']);
    const theirs = 200_000 / peer.seconds;
    rows.push({
      what: 'lines/s against fail2ban',
      ours: `${Math.round(rate / 1000)} k`,
      peer: `fail2ban-regex: ${(theirs / 1000).toFixed(1)} k`,
      ratio: `${(rate / theirs).toFixed(1)} ×`,
      wanted: 'at least 20 ×',
      met: rate / theirs >= 20,
    });
  } else
    rows.push({
      what: 'lines/s against fail2ban',
      ours: '',
      peer: 'fail2ban is not installed',
      ratio: '',
      wanted: 'at least 20 ×',
      met: false,
    });

  const fewer = join(dir, 'asterisk-50k.log');
  await head(file, fewer, 50_000);
  const crowdsec = await crowdsecRate(dir, fewer, 50_000);
  rows.push(
    crowdsec
      ? {
          what: 'lines/s against CrowdSec (asterisk parser, two scenarios)',
          ours: `${Math.round(rate / 1000)} k`,
          peer: `${(crowdsec / 1000).toFixed(2)} k`,
          ratio: `${(rate / crowdsec).toFixed(0)} ×`,
          wanted: 'at least 150 ×',
          met: rate / crowdsec >= 150,
        }
      : {
          what: 'lines/s against CrowdSec',
          ours: '',
          peer: 'CrowdSec is not installed',
          ratio: '',
          wanted: 'at least 150 ×',
          met: false,
        },
  );
  const memory = peakMemory(file);
  rows.push({
    what: 'peak memory of that replay',
    ours: `${Math.round(memory)} MiB`,
    peer: '',
    ratio: '',
    wanted: 'under 400 MB',
    met: memory * 1.048576 < 400,
  });
  return rows;
}
