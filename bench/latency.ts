/**
 * From the packet that crosses a threshold to the drop rule in the kernel, with 2,000 events a second in the background: a
 * real server in a network namespace of its own, syslog over UDP in, `nft monitor` as the clock that stops. Needs root.
 *
 *   node bench/latency.ts [--trials 80] [--background 2000]
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RunningBelwacht } from '../test/lab/belwacht.ts';
import { LabNetwork } from '../test/lab/network.ts';
import type { Row } from './row.ts';

const port = 5514;
/** Addresses of a hosting network, only ever text in log lines; the rule for such blocks at the fifth refused attempt. */
const attacker = (trial: number) => `45.155.205.${1 + trial}`;
const attempts = 5;

/** Fewer blocks than the default limit a minute, or the rest would be held. */
const mostTrials = 90;
const random = (below: number) => Math.floor(Math.random() * below);

function line(address: string, account: string, password: boolean): Buffer {
  const now = new Date().toISOString();
  const what = password ? 'SuccessfulAuth' : 'InvalidPassword';
  return Buffer.from(
    `<85>1 ${now} pbx-bench asterisk 1 - - [${now.slice(0, 19).replace('T', ' ')}] SECURITY[1] res_security_log.c: SecurityEvent="${what}",EventTV="${now.slice(0, 23)}+0000",Severity="${password ? 'Informational' : 'Error'}",Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="s${Math.random()}",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${address}/5060"${password ? ',UsingPassword="1"' : ',Challenge="c",ReceivedChallenge="c",ReceivedHash="h"'}`,
  );
}

/** Runs inside the namespace: background, trials, and the kernel's word. Prints milliseconds, one a line. */
async function inside(trials: number, background: number): Promise<void> {
  const socket = createSocket('udp4');
  const send = (bytes: Buffer) =>
    new Promise<void>((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));
  const waiting = new Map<string, (at: number) => void>();
  const monitor = spawn('nft', ['monitor', 'new', 'elements'], { stdio: ['ignore', 'pipe', 'ignore'] });
  process.once('exit', () => monitor.kill());
  createInterface({ input: monitor.stdout }).on('line', (text) => {
    const at = performance.now();
    for (const [address, seen] of waiting) if (text.includes(`${address} `)) seen(at);
  });
  let phone = 0;
  const timer = setInterval(() => {
    for (let i = 0; i < background / 100; i++) {
      phone = (phone + 1) % 4000;
      // Mostly phones that get in, with the failures of a busy night among them, each from an address of its own.
      const failing = i % 5 === 0;
      void send(
        line(
          failing ? `91.${random(250)}.${random(250)}.${random(250)}` : `77.160.${phone >> 8}.${phone & 255}`,
          String(200 + phone),
          !failing,
        ),
      );
    }
  }, 10);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (let trial = 0; trial < trials; trial++) {
    const address = attacker(trial);
    for (let i = 1; i < attempts; i++) await send(line(address, '100', false));
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100));
    const blocked = new Promise<number>((resolve, reject) => {
      waiting.set(address, resolve);
      setTimeout(() => reject(new Error(`${address} was not blocked within 5 s`)), 5000).unref();
    });
    const began = performance.now();
    await send(line(address, '100', false));
    console.log(((await blocked) - began).toFixed(3));
    waiting.delete(address);
  }
  clearInterval(timer);
  monitor.kill();
  socket.close();
}

/** p50 and p95 over `trials` blocks. */
export async function benchLatency(trials: number, background: number): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-latency-'));
  const network = new LabNetwork('la');
  const server = new RunningBelwacht(
    dir,
    { mode: 'enforce', time_zone: 'UTC', enforcers: [{ id: 'firewall', kind: 'nftables' }] },
    { network, host: network.server },
  );
  try {
    await server.start();
    const { code, out, err } = await network.run(
      network.server,
      process.execPath,
      [fileURLToPath(import.meta.url), '--inside', '--trials', String(trials), '--background', String(background)],
      { timeoutMs: 120_000 },
    );
    const times = out
      .split('\n')
      .filter(Boolean)
      .map(Number)
      .sort((a, b) => a - b);
    if (code !== 0 || times.length !== trials) throw new Error(`the trials ended with ${code}: ${err.slice(-1000)}`);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    return [
      {
        what: `packet that crosses the threshold to drop rule in the kernel, ${background.toLocaleString('en')} events/s beside it (${trials} blocks)`,
        ours: `p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms, worst ${times[times.length - 1].toFixed(1)} ms`,
        peer: '',
        ratio: '',
        wanted: 'p95 under 100 ms',
        met: at(0.95) < 100,
      },
    ];
  } finally {
    await server.stop();
    await network.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      trials: { type: 'string', default: '100' },
      background: { type: 'string', default: '2000' },
      inside: { type: 'boolean' },
    },
  });
  if (values.inside) await inside(Math.min(mostTrials, Number(values.trials)), Number(values.background));
  else
    console.log(
      JSON.stringify(await benchLatency(Math.min(mostTrials, Number(values.trials)), Number(values.background))),
    );
}
