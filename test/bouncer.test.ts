import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Decision } from '../src/core/decision.ts';
import type { EnforcerReport } from '../src/enforce/enforcer.ts';
import { type LabHost, LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/*
 * Debian's crowdsec-firewall-bouncer, unchanged, fetches decisions from our bouncer API and puts them into nftables of a
 * network namespace; whether packets of the blocked host arrive decides.
 */

const key = 'a-key-for-the-test';
const port = 18_480;
let network: LabNetwork;
let attacker: LabHost;
let phone: LabHost;
let folder: string;
let server: ChildProcess;
let bouncer: ChildProcess;
let log = '';
const reports: EnforcerReport[] = [];
const requests: { request: string; agent: string; status: number }[] = [];

function block(value: string, seconds = 600): Decision {
  const from = Date.now();
  return {
    id: `id-${value}`,
    tenant: 'bakery',
    action: 'block',
    scope: 'ip',
    value,
    from,
    until: from + seconds * 1000,
    reason: { nl: '', en: '' },
    author: 'rule:sip-brute-force',
    alert: 'a',
    rule: 'sip-brute-force',
    offence: 1,
    state: 'asked',
    guards: [],
  };
}

function tell(add: readonly Decision[], lift: readonly Decision[]): void {
  server.stdin?.write(`${JSON.stringify({ add, lift })}\n`);
}

function reported(value: string, state: EnforcerReport['state']): boolean {
  return reports.some((report) => report.decision === `id-${value}` && report.state === state);
}

function startBouncer(): ChildProcess {
  const child = network.start(network.server, 'crowdsec-firewall-bouncer', ['-c', join(folder, 'bouncer.yaml')]);
  const hear = (data: Buffer) => {
    log += data;
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

beforeAll(async () => {
  network = new LabNetwork('lapi');
  attacker = network.host('203.0.113.66');
  phone = network.host('203.0.113.20');
  folder = mkdtempSync(join(tmpdir(), 'bwlapi'));
  const table = (name: string) => ({ enabled: true, 'set-only': false, table: name, chain: `${name}-chain` });
  writeFileSync(
    join(folder, 'bouncer.yaml'),
    stringify({
      mode: 'nftables',
      pid_dir: folder,
      update_frequency: '1s',
      daemonize: false,
      log_mode: 'stdout',
      api_url: `http://127.0.0.1:${port}/`,
      api_key: key,
      disable_ipv6: false,
      deny_action: 'DROP',
      deny_log: false,
      supported_decisions_types: ['ban'],
      blacklists_ipv4: 'crowdsec-blacklists',
      blacklists_ipv6: 'crowdsec6-blacklists',
      nftables: { ipv4: table('crowdsec'), ipv6: table('crowdsec6') },
      prometheus: { enabled: false, listen_addr: '127.0.0.1', listen_port: '60601' },
    }),
  );
  const script = new URL('./lab/lapi-server.ts', import.meta.url).pathname;
  const args = ['netns', 'exec', network.server.namespace, process.execPath, script, String(port), key];
  server = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let ready = false;
  createInterface({ input: server.stdout! }).on('line', (line) => {
    const said = JSON.parse(line);
    if (said.ready) ready = true;
    if (said.report) reports.push(said.report);
    if (said.request) requests.push(said);
  });
  await until('our API', 20, () => ready);
});

afterAll(async () => {
  if (bouncer) await stopped(bouncer);
  if (server) await stopped(server);
  await network?.close();
  if (folder) rmSync(folder, { recursive: true });
});

describe("Debian's firewall bouncer", () => {
  it('takes over at its start what is in force, over IPv4 and IPv6', async () => {
    tell([block(attacker.ip4), block(attacker.ip6)], []);
    expect(await network.reaches(attacker)).toBe(true);
    bouncer = startBouncer();
    await until(`the bouncer to block (${log})`, 30, async () => !(await network.reaches(attacker)));
    await until('IPv6 too', 10, async () => !(await network.reaches(attacker, network.server.ip6)));
    expect(await network.reaches(phone)).toBe(true);
    await until('both confirmed', 5, () => reported(attacker.ip4, 'in-force') && reported(attacker.ip6, 'in-force'));
    expect(reports[0].enforcer).toBe('lapi:edge');
    expect(requests[0].request).toContain('/v1/decisions/stream?startup=true');
    expect(requests.every(({ status }) => status < 300)).toBe(true);
  });

  it('lets go what is undone, and drops what is new, within its own pace', async () => {
    tell([], [block(attacker.ip4), block(attacker.ip6)]);
    await until(`the bouncer to let go (${log})`, 20, () => network.reaches(attacker));
    await until('IPv6 too', 10, () => network.reaches(attacker, network.server.ip6));
    await until('the lift confirmed', 5, () => reported(attacker.ip4, 'lifted'));
    tell([block(phone.ip4)], []);
    await until('the next block', 20, async () => !(await network.reaches(phone)));
    expect(await network.reaches(attacker)).toBe(true);
    tell([], [block(phone.ip4)]);
    await until('its end', 20, () => network.reaches(phone));
  });

  it('ends a block by itself when its time is up', async () => {
    tell([block(attacker.ip4, 6)], []);
    await until('the block', 20, async () => !(await network.reaches(attacker)));
    await until('its end', 20, () => network.reaches(attacker));
  });

  it('has everything again after it was restarted', async () => {
    await stopped(bouncer);
    tell([block(phone.ip4), block('198.51.100.7')], []);
    bouncer = startBouncer();
    await until('the block', 30, async () => !(await network.reaches(phone)));
    const { out } = await network.run(network.server, 'nft', ['list', 'ruleset']);
    expect(out).toContain('198.51.100.7');
  });

  it('is refused without the right key', async () => {
    const { out } = await network.run(network.server, process.execPath, [
      '-e',
      `fetch('http://127.0.0.1:${port}/v1/decisions', { headers: { 'x-api-key': 'wrong' } }).then((r) => console.log(r.status))`,
    ]);
    expect(out.trim()).toBe('403');
  });
});
