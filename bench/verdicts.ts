/**
 * How soon an SBC gets its verdict: INVITEs over UDP at 10,000 a second to the real call thread (100,000 calls run, a rate deck of
 * a million prefixes, every rule) bound to one core, and beside it Kamailio that answers each of them 404 without a thought.
 *
 *   node bench/verdicts.ts [--rate 10000] [--seconds 10] [--calls 100000] [--prefixes 1000000]
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import type { Row } from './row.ts';

/** The server's core; whoever asks has the others. */
const serverCore = '0';
const senderCores = '1-255';
const accounts = 20_000;
const kamailioPort = 5999;

export interface VerdictFigures {
  readonly sent: number;
  readonly answered: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

async function ask(port: number, rate: number, seconds: number, seed: number): Promise<VerdictFigures> {
  const script = join(import.meta.dirname, 'verdicts-send.py');
  const args = ['-c', senderCores, 'python3', script, '127.0.0.1', String(port)];
  const { stdout } = await promisify(execFile)('taskset', [...args, ...[rate, seconds, accounts, seed].map(String)]);
  return JSON.parse(stdout) as VerdictFigures;
}

function lineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** The call thread: figures after a warm-up of three seconds, its memory, and its processor time a verdict (all its threads). */
export async function measureGuard(
  rate: number,
  seconds: number,
  calls: number,
  prefixes: number,
): Promise<VerdictFigures & { readonly rssMb: number; readonly cpuMicrosecondsPerVerdict: number }> {
  const host = spawn(
    'taskset',
    [
      ...['-c', serverCore, process.execPath, join(import.meta.dirname, 'verdicts-host.ts')],
      ...['--calls', String(calls), '--prefixes', String(prefixes), '--accounts', String(accounts)],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const { port } = JSON.parse(await lineOf(host)) as { port: number };
    await ask(port, Math.min(rate, 5000), 3, 1);
    const report = async () => {
      const said = lineOf(host);
      host.stdin?.write('\n');
      return JSON.parse(await said) as { cpuMs: number; rssMb: number };
    };
    const before = await report();
    const figures = await ask(port, rate, seconds, 2);
    const { cpuMs, rssMb } = await report();
    return { ...figures, rssMb, cpuMicrosecondsPerVerdict: ((cpuMs - before.cpuMs) * 1000) / figures.sent };
  } finally {
    await stop(host);
  }
}

/** The redirect server alone, with a judge that never objects: what the rest costs is the call guard's. */
export async function measureAlone(rate: number, seconds: number): Promise<VerdictFigures> {
  const options = {
    listeners: [{ id: 'bench', transport: 'udp', host: '127.0.0.1', port: 0 }],
    peers: [{ id: 'sender', networks: ['127.0.0.1'], trusted: true, trunk: 'bench' }],
  };
  const program = join(import.meta.dirname, '../test/lab/redirect-host.ts');
  const host = spawn('taskset', ['-c', serverCore, process.execPath, program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const { listening } = JSON.parse(await lineOf(host)) as { listening: { port: number }[] };
    await ask(listening[0].port, Math.min(rate, 5000), 3, 5);
    return await ask(listening[0].port, rate, seconds, 6);
  } finally {
    await stop(host);
  }
}

/** Kamailio with one process that answers every INVITE 404 statelessly. */
export async function measureKamailio(rate: number, seconds: number): Promise<VerdictFigures | undefined> {
  const modules = readdirSync('/usr/lib')
    .map((entry) => join('/usr/lib', entry, 'kamailio/modules'))
    .find((path) => existsSync(join(path, 'sl.so')));
  if (!modules) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-verdicts-'));
  const config = join(dir, 'kamailio.cfg');
  writeFileSync(
    config,
    `#!KAMAILIO\nchildren=1\nauto_aliases=no\nlisten=udp:127.0.0.1:${kamailioPort}\nloadmodule "sl.so"\nrequest_route {\n  sl_send_reply("404", "Not Found");\n}\n`,
  );
  const child = spawn(
    'taskset',
    [
      ...['-c', serverCore, 'kamailio', '-DD', '-E', '-f', config, '-L', `${modules}/`, '-m', '64', '-M', '8'],
      ...['-Y', dir, '-P', join(dir, 'pid')],
    ],
    { stdio: 'ignore' },
  );
  try {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ask(kamailioPort, Math.min(rate, 5000), 2, 3);
    return await ask(kamailioPort, rate, seconds, 4);
  } finally {
    await stop(child);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The row of the table. */
export async function benchVerdicts(rate = 10_000, seconds = 10): Promise<Row[]> {
  const ours = await measureGuard(rate, seconds, 100_000, 1_000_000);
  const alone = await measureAlone(rate, seconds);
  const peer = await measureKamailio(rate, seconds);
  return [
    {
      what: `Verdicts over SIP/UDP on one core, ${rate}/s, 100,000 calls running, a million prefixes`,
      ours: `p50 ${ours.p50} ms, p99 ${ours.p99} ms, ${ours.sent - ours.answered} of ${ours.sent} lost (without the guard p99 ${alone.p99} ms)`,
      peer: peer ? `Kamailio, no question asked: p50 ${peer.p50} ms, p99 ${peer.p99} ms` : '',
      ratio: peer ? `${(ours.p99 / peer.p99).toFixed(2)} × its p99` : '',
      wanted: 'p99 ≤ 5 ms, none lost',
      met: ours.p99 <= 5 && ours.answered === ours.sent && ours.perSecond >= rate * 0.98,
    },
  ];
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '10' },
      calls: { type: 'string', default: '100000' },
      prefixes: { type: 'string', default: '1000000' },
    },
  });
  const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
  console.log(
    JSON.stringify({ ours: await measureGuard(rate, seconds, Number(values.calls), Number(values.prefixes)) }),
  );
  console.log(JSON.stringify({ alone: await measureAlone(rate, seconds) }));
  console.log(JSON.stringify({ kamailio: await measureKamailio(rate, seconds) }));
}
