import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunningBelwacht } from './lab/belwacht.ts';
import { accounts, startKamailio } from './lab/kamailio.ts';
import { type LabHost, LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/**
 * The main job on real input: real attack tools against a real Kamailio whose HEP and log are fed in are cut off in the
 * kernel, while SIPp phones of a customer keep registering and calling.
 */
const sipp = new URL('./lab/sipp/', import.meta.url).pathname;

interface Decision {
  readonly id: string;
  readonly value: string;
  readonly state: string;
  readonly rule: string;
  readonly author: string;
  readonly until: string;
  readonly guards: readonly { readonly guard: string; readonly passed: boolean }[];
}

let dir: string;
let network: LabNetwork;
let belwacht: RunningBelwacht;
let callers: LabHost;
let answerers: LabHost;
let calls: Promise<{ code: number | null; out: string; err: string }>;
let registrations: Promise<{ code: number | null; out: string; err: string }>;

function currentBlocks(): Promise<Decision[]> {
  return belwacht.json<Decision>('decisions');
}

async function blockOf(address: string): Promise<Decision | undefined> {
  return (await currentBlocks()).find(({ value, state }) => value === address && state === 'in-force');
}

/** Packets the kernel dropped for Belwacht so far. */
async function dropped(): Promise<number> {
  const { out } = await network.run(network.server, 'nft', ['list', 'table', 'inet', 'belwacht']);
  return [...out.matchAll(/packets (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-spine-'));
  network = new LabNetwork('sp');
  callers = network.host('203.0.113.20');
  answerers = network.host('203.0.113.21');
  const { logFile } = await startKamailio(network, join(dir, 'kamailio'));
  belwacht = new RunningBelwacht(
    join(dir, 'belwacht'),
    {
      mode: 'enforce',
      enforcers: [{ id: 'firewall', kind: 'nftables' }],
      // The map of the world has tests of its own, and takes seconds at each start.
      geo: { kernel: 'off' },
      own_networks: ['192.0.2.10/32'],
      files: [
        { id: 'kamailio-log', path: logFile, format: 'kamailio', tenant: 'provider', asset: 'sbc-1', from: 'start' },
      ],
    },
    { network, host: network.server },
  );
  await belwacht.start();

  const credentials = (user: keyof typeof accounts) => `[authentication username=${user} password=${accounts[user]}]`;
  writeFileSync(join(dir, 'called.csv'), `SEQUENTIAL\n101;${credentials('101')};5070;x\n`);
  writeFileSync(join(dir, 'calling.csv'), `SEQUENTIAL\n100;${credentials('100')};5071;101\n`);
  const common = ['-nostdin', '-timeout', '400', '-trace_err'];
  const first = await network.run(
    answerers,
    'sipp',
    [
      '192.0.2.10',
      '-sf',
      `${sipp}register.xml`,
      '-inf',
      join(dir, 'called.csv'),
      '-m',
      '1',
      '-i',
      answerers.ip4,
      '-p',
      '5072',
      ...common,
    ],
    { cwd: dir },
  );
  expect(first.code, first.out + first.err).toBe(0);
  network
    .start(answerers, 'sipp', ['-sf', `${sipp}answer.xml`, '-i', answerers.ip4, '-p', '5070', ...common], { cwd: dir })
    .stdout?.resume();
  // Two registrations a second and one call a second for about 100 s, under everything that follows.
  registrations = network.run(
    answerers,
    'sipp',
    [
      '192.0.2.10',
      '-sf',
      `${sipp}register.xml`,
      '-inf',
      join(dir, 'called.csv'),
      '-m',
      '200',
      '-r',
      '2',
      '-i',
      answerers.ip4,
      '-p',
      '5073',
      ...common,
    ],
    { cwd: dir, timeoutMs: 200_000 },
  );
  calls = network.run(
    callers,
    'sipp',
    [
      '192.0.2.10',
      '-sf',
      `${sipp}call.xml`,
      '-inf',
      join(dir, 'calling.csv'),
      '-m',
      '100',
      '-r',
      '1',
      '-i',
      callers.ip4,
      '-p',
      '5071',
      ...common,
    ],
    { cwd: dir, timeoutMs: 200_000 },
  );
});

afterAll(async () => {
  await belwacht?.stop();
  await network?.close();
  if (dir && !process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
});

describe('a real attack on a real SIP server', () => {
  test('svcrack is cut off in the kernel', async () => {
    const attacker = network.host('198.51.100.11');
    writeFileSync(join(dir, 'words'), Array.from({ length: 20_000 }, (_, i) => `guess${i}`).join('\n'));
    expect(await network.reaches(attacker)).toBe(true);
    const attack = network.run(attacker, 'svcrack', ['-u', '102', '-d', join(dir, 'words'), '192.0.2.10'], {
      timeoutMs: 15_000,
      cwd: dir,
    });
    const decision = await until('a block of svcrack', 15, () => blockOf('198.51.100.11'));
    expect(decision.author).toMatch(/^rule:/);
    expect(decision.guards.every(({ passed }) => passed)).toBe(true);
    expect(await network.reaches(attacker)).toBe(false);
    const before = await dropped();
    await until('dropped packets', 10, async () => (await dropped()) > before);
    await attack;
  });

  test('svwar, from an address of IPv6 too, is cut off', async () => {
    const attacker = network.host('198.51.100.12');
    const attack = network.run(attacker, 'svwar', ['-m', 'REGISTER', '-e', '1000-9999', '192.0.2.10'], {
      timeoutMs: 15_000,
      cwd: dir,
    });
    await until('a block of svwar', 15, () => blockOf('198.51.100.12'));
    expect(await network.reaches(attacker)).toBe(false);
    await attack;

    const six = network.host('198.51.100.16');
    writeFileSync(join(dir, 'wrong.csv'), 'SEQUENTIAL\n102;[authentication username=102 password=wrong];5071;x\n');
    const guess = network.run(
      six,
      'sipp',
      [
        '[2001:db8::10]',
        '-sf',
        `${sipp}register.xml`,
        '-inf',
        join(dir, 'wrong.csv'),
        '-m',
        '400',
        '-r',
        '40',
        '-i',
        `[${six.ip6}]`,
        '-p',
        '5071',
        '-nostdin',
        '-timeout',
        '12',
      ],
      { cwd: dir, timeoutMs: 15_000 },
    );
    await until('a block over IPv6', 15, () => blockOf(six.ip6));
    expect(await network.reaches(six, '2001:db8::10')).toBe(false);
    await guess;
  });

  test('a flood of OPTIONS by SIPp is cut off', async () => {
    const attacker = network.host('198.51.100.13');
    const flood = network.run(
      attacker,
      'sipp',
      [
        '192.0.2.10',
        '-sf',
        `${sipp}options-flood.xml`,
        '-r',
        '500',
        '-m',
        '6000',
        '-i',
        attacker.ip4,
        '-nostdin',
        '-timeout',
        '20',
      ],
      { cwd: dir, timeoutMs: 30_000 },
    );
    await until('a block of the flood', 20, () => blockOf('198.51.100.13'));
    expect(await network.reaches(attacker)).toBe(false);
    await flood;
  });

  test('undo works in the kernel at once', async () => {
    const attacker = network.host('198.51.100.14');
    await belwacht.cli('block', '198.51.100.14', '--for', '1h', '--reason', 'test of undo');
    expect(await network.reaches(attacker)).toBe(false);
    await belwacht.cli('unblock', '198.51.100.14', '--reason', 'it was a test');
    expect(await network.reaches(attacker)).toBe(true);
    expect(await blockOf('198.51.100.14')).toBeUndefined();
  });

  test('guards refuse what would cut off our own', async () => {
    const own = await belwacht.tryCli('block', '192.0.2.10', '--for', '1h', '--reason', 'must be refused');
    expect(own.code).not.toBe(0);
    expect(own.out + own.err).toMatch(/own/i);
    expect(await currentBlocks()).not.toContainEqual(expect.objectContaining({ value: '192.0.2.10' }));
  });

  test('a crash in the middle of an attack loses no block and no alert', async () => {
    const before = await currentBlocks();
    const alertsBefore = await belwacht.json<{ id: string }>('alerts');
    expect(before.length).toBeGreaterThanOrEqual(3);
    await belwacht.stop('SIGKILL');
    // The kernel keeps what it was told, without us.
    const bystander = network.host('198.51.100.99');
    await until('others to be reached', 5, () => network.reaches(bystander));
    const { out } = await network.run(network.server, 'nft', ['list', 'table', 'inet', 'belwacht']);
    expect(out).toContain('198.51.100.11');
    await belwacht.start();
    const after = await until('the blocks to be in force again', 20, async () => {
      const now = await currentBlocks();
      return (
        before.every(({ id }) => now.some((decision) => decision.id === id && decision.state === 'in-force')) && now
      );
    });
    expect(after.length).toBeGreaterThanOrEqual(before.length);
    const alertsAfter = (await belwacht.json<{ id: string }>('alerts')).map(({ id }) => id);
    for (const { id } of alertsBefore) expect(alertsAfter).toContain(id);
  });

  test('a block ends by itself, in the kernel and in the record', async () => {
    const attacker = network.host('198.51.100.15');
    await belwacht.cli('block', '198.51.100.15', '--for', '60s', '--reason', 'short');
    expect(await network.reaches(attacker)).toBe(false);
    await until('the block to end', 75, () => network.reaches(attacker));
    await until('the record to say so', 15, async () =>
      (await belwacht.json<Decision>('decisions', '--all')).some(
        ({ value, state }) => value === '198.51.100.15' && state === 'expired',
      ),
    );
  });

  test('the phones of the customer were never disturbed', async () => {
    const [registered, called] = await Promise.all([registrations, calls]);
    expect(registered.code, registered.out.slice(-2000)).toBe(0);
    expect(called.code, called.out.slice(-2000)).toBe(0);
    const all = await belwacht.json<Decision>('decisions', '--all');
    expect(all.filter(({ value, state }) => value.startsWith('203.0.113.') && state !== 'held')).toEqual([]);
  });

  test('lines that nobody should trust do no harm', async () => {
    appendFileSync(
      join(dir, 'kamailio', 'kamailio.log'),
      `SEC event=auth_failed rc=-2 src=203.0.113.20:5060 proto=udp user="x src=198.51.100.77:1 to=y ua="\u0000\u001b[31m" callid=1\n`.repeat(
        50,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const blocks = await currentBlocks();
    expect(blocks.some(({ value }) => value === '198.51.100.77' || value === '203.0.113.20')).toBe(false);
  });
});
