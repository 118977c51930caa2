import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import { isAlive } from '../src/store/embedded/process-start.ts';
import { Load } from './lab/load.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * Nothing that was confirmed is lost: not by kill -9 of the server, not by kill -9 of its database, not by a full disk. And
 * nothing is there twice.
 */
type EcsEvent = Record<string, string | number>;

const rules = new URL('../rules/', import.meta.url).pathname;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A block that ends while a test can wait for it. */
const shortBlock = `title: Probe that is blocked for a short time
name: short_probe
logsource:
  category: telecom
detection:
  probe:
    user_agent.original: short-probe
  condition: probe
---
title: Three probes
level: low
correlation:
  type: event_count
  rules: [short_probe]
  group-by: [source.ip]
  timespan: 1m
  condition:
    gte: 3
belwacht:
  title: { nl: Proef, en: Probe }
  description: { nl: Proef, en: Probe }
  sentence: { nl: 'Proef van {source.ip}', en: 'Probe of {source.ip}' }
  response: { action: block, duration: 12s, ceiling: 12s }
`;

/** Every kept event of a source, by user name: how often it is there. */
async function stored(serving: Serving, source: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const event of await serving.all<EcsEvent>(`/api/v1/events?source=${source}`, 500)) {
    const user = String(event['user.name']);
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return counts;
}

function twice(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].filter(([, count]) => count > 1).map(([user]) => user);
}

function missing(wanted: Iterable<string>, counts: ReadonlyMap<string, number>): string[] {
  return [...wanted].filter((user) => !counts.has(user));
}

/** Of what nobody answered, each batch is there whole or not at all. */
function halfStored(batches: readonly string[][], counts: ReadonlyMap<string, number>): string[][] {
  return batches.filter((users) => users.some((user) => counts.has(user)) && !users.every((user) => counts.has(user)));
}

function postmaster(serving: Serving): number {
  return Number.parseInt(readFileSync(serving.inside('postgres/postmaster.pid'), 'utf8'), 10);
}

describe('kill -9 of the server under load', () => {
  const namespace = `bwdur${process.pid}`;
  let serving: Serving;
  let load: Load;
  let token: { readonly id: string; readonly secret: string };
  let logFile: string;

  // Not the whole ruleset: policies by country have the world in a table beside it.
  const list = ['nft', 'list', 'table', 'inet', 'belwacht'];
  const nft = () => execFileSync('ip', ['netns', 'exec', namespace, ...list], { encoding: 'utf8' });
  const decisionOf = async (value: string) =>
    (await serving.all<Decision>('/api/v1/decisions')).find((decision) => decision.value === value);

  beforeAll(async () => {
    execFileSync('ip', ['netns', 'add', namespace]);
    serving = new Serving('durability', {
      mode: 'enforce',
      time_zone: 'UTC',
      rules_dir: 'rules',
      enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
      // The map of the world has tests of its own, and takes seconds at each start.
      geo: { kernel: 'off' },
      files: [{ id: 'pbx-log', path: 'asterisk.log', format: 'asterisk', from: 'start' }],
    });
    cpSync(rules, join(serving.dir, 'rules'), { recursive: true });
    writeFileSync(join(serving.dir, 'rules', 'short-probe.yaml'), shortBlock);
    logFile = join(serving.dir, 'asterisk.log');
    writeFileSync(logFile, '');
    await serving.start();
    await serving.must('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 5000 });
    token = await serving.token('ingest', 'collector');
    load = new Load(serving, token.secret, logFile);
  });
  afterAll(async () => {
    await load?.stop();
    await serving?.close();
    execFileSync('ip', ['netns', 'del', namespace]);
  });

  test('at any moment, with the log rotated meanwhile and the database left behind, loses and doubles nothing', async () => {
    load.start();
    for (const round of ['plain', 'renamed', 'orphan', 'plain'] as const) {
      await pause(700 + Math.random() * 1500);
      const database = postmaster(serving);
      // A database that cannot hear the end of its server outlives it.
      if (round === 'orphan') process.kill(database, 'SIGSTOP');
      await serving.server.stop('SIGKILL');
      if (round === 'renamed') {
        load.hold();
        renameSync(logFile, `${logFile}.1`);
        load.write(30);
        load.resume();
      }
      if (round === 'orphan') {
        expect(isAlive(database)).toBe(true);
        const starting = serving.start();
        await until('the new server to find it', 10, () => serving.server.output.includes(`(process ${database})`));
        process.kill(database, 'SIGCONT');
        await starting;
        continue;
      }
      await serving.start();
    }
    await pause(1000);
    await load.stop();
    expect(load.acknowledged.length).toBeGreaterThan(200);
    expect(load.alerts.size).toBeGreaterThan(0);
    expect(load.decisions.size).toBeGreaterThan(0);

    const http = await stored(serving, `http-${token.id}`);
    expect(missing(load.acknowledged, http)).toEqual([]);
    expect(twice(http)).toEqual([]);
    expect(halfStored(load.unanswered, http)).toEqual([]);

    const lines = await until('every line of the log', 15, async () => {
      const counts = await stored(serving, 'pbx-log');
      return counts.size >= load.written.length && counts;
    });
    expect(missing(load.written, lines)).toEqual([]);
    expect(twice(lines)).toEqual([]);

    const source = (await serving.get<{ id: string; kind: string }[]>('/api/v1/sources')).filter(
      ({ id, kind }) => kind === 'syslog' && id !== '',
    );
    for (const { id } of source) expect(twice(await stored(serving, id))).toEqual([]);

    const alerts = new Set((await serving.all<{ id: string }>('/api/v1/alerts')).map(({ id }) => id));
    expect([...load.alerts].filter((id) => !alerts.has(id))).toEqual([]);
    const decisions = new Set((await serving.all<{ id: string }>('/api/v1/decisions')).map(({ id }) => id));
    expect([...load.decisions].filter((id) => !decisions.has(id))).toEqual([]);
    const shown = new Set((await serving.server.json<{ id: string }>('decisions', '--all')).map(({ id }) => id));
    expect([...load.decisions].filter((id) => !shown.has(id))).toEqual([]);
  });

  test('a log that was emptied while the server was down is read from its start', async () => {
    await serving.server.stop('SIGKILL');
    copyFileSync(logFile, `${logFile}.2`);
    truncateSync(logFile);
    // Longer than before, so that its length tells nothing.
    const before = load.written.length;
    load.write(before + 50);
    await serving.start();
    const lines = await until('every line of the new log', 15, async () => {
      const counts = await stored(serving, 'pbx-log');
      return counts.size >= load.written.length && counts;
    });
    expect(missing(load.written, lines)).toEqual([]);
    expect(twice(lines)).toEqual([]);
  });

  test('blocks whose time ended meanwhile are expired, the others are in force again', async () => {
    const probe = (address: string) => ({
      'event.action': 'other',
      'user_agent.original': 'short-probe',
      'source.ip': address,
    });
    const long = await serving.must<Decision>('POST', '/api/v1/decisions', {
      value: '203.0.113.200',
      durationS: 3600,
      reason: 'stays',
    });
    await serving.deliver(
      token.secret,
      Array.from({ length: 3 }, () => probe('203.0.113.201')),
    );
    const short = await until('the short block', 5, async () => {
      const found = await decisionOf('203.0.113.201');
      return found?.state === 'in-force' && found;
    });
    expect(nft()).toContain('203.0.113.200');
    expect(nft()).toContain('203.0.113.201');
    await serving.server.stop('SIGKILL');
    // Somebody empties the firewall as well.
    execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'flush', 'ruleset']);
    await pause(Math.max(0, Date.parse(short.until) - Date.now()) + 200);
    await serving.start();
    expect(nft()).toContain('203.0.113.200');
    expect(nft()).not.toContain('203.0.113.201');
    await until('the record to say so', 5, async () => (await decisionOf('203.0.113.201'))?.state === 'expired');
    const kept = (await decisionOf('203.0.113.200'))!;
    expect(kept).toMatchObject({ id: long.id, state: 'in-force', until: long.until });
    expect(kept.enforcers).toContainEqual(
      expect.objectContaining({ enforcer: 'firewall', state: 'in-force', real: true }),
    );
  });
});

test('kill -9 at any moment of a start, the very first too, leaves nothing that stops the next', async () => {
  const serving = new Serving('durability-start');
  serving.server.makesCluster = true;
  try {
    for (let round = 0; round < 6; round++) {
      const starting = serving.server.start().catch(() => {});
      await pause(100 + Math.random() * 1500);
      await serving.server.stop('SIGKILL');
      await starting;
    }
    await serving.start();
    const health = await serving.ask('GET', '/healthz', { token: '' });
    expect(health.json()).toEqual({ ok: true, detail: '' });
    expect((await serving.get<{ id: string }[]>('/api/v1/tenants')).map(({ id }) => id).sort()).toEqual([
      'provider',
      'unassigned',
    ]);
  } finally {
    await serving.close();
  }
});

describe('kill -9 of the database under load', () => {
  let serving: Serving;

  beforeAll(async () => {
    serving = new Serving('durability-db', {
      files: [{ id: 'pbx-log', path: 'asterisk.log', format: 'asterisk', from: 'start' }],
    });
    await serving.start();
  });
  afterAll(() => serving?.close());

  test('batches wait, health says so, and it goes on by itself', async () => {
    const token = await serving.token('ingest', 'collector');
    const logFile = join(serving.dir, 'asterisk.log');
    writeFileSync(logFile, '');
    const load = new Load(serving, token.secret, logFile);
    const { pid } = serving.server;
    load.start();
    const complaints = new Set<string>();
    for (let round = 0; round < 2; round++) {
      await pause(1000);
      const database = postmaster(serving);
      process.kill(database, 'SIGKILL');
      await until('health to tell', 10, async () => {
        const { status, text } = await serving.ask('GET', '/healthz', { token: '' });
        if (status === 503) complaints.add((JSON.parse(text) as { detail: string }).detail);
        return status === 503;
      });
      const before = load.acknowledged.length;
      await until('batches to be taken again', 30, () => load.acknowledged.length > before + 20);
      await until(
        'health to be well',
        15,
        async () => (await serving.ask('GET', '/healthz', { token: '' })).status === 200,
      );
      expect(postmaster(serving)).not.toBe(database);
    }
    await load.stop();
    expect(serving.server.pid).toBe(pid);
    expect([...complaints].join()).toMatch(/database/i);
    for (const status of load.refused.keys()) expect(status).toBe(503);

    const http = await stored(serving, `http-${token.id}`);
    expect(missing(load.acknowledged, http)).toEqual([]);
    expect(twice(http)).toEqual([]);
    expect(halfStored(load.unanswered, http)).toEqual([]);
    const lines = await until('every line of the log', 15, async () => {
      const counts = await stored(serving, 'pbx-log');
      return counts.size >= load.written.length && counts;
    });
    expect(missing(load.written, lines)).toEqual([]);
    expect(twice(lines)).toEqual([]);
    // TCP waits too: whoever kept the connection lost nothing.
    const [syslog] = await serving
      .get<{ id: string; kind: string }[]>('/api/v1/sources')
      .then((all) => all.filter(({ kind }) => kind === 'syslog'));
    const overTcp = await until('every message over TCP', 10, async () => {
      const counts = await stored(serving, syslog.id);
      return counts.size >= load.sentOverTcp.length && counts;
    });
    expect(missing(load.sentOverTcp, overTcp)).toEqual([]);
    expect(twice(overTcp)).toEqual([]);
    const alerts = new Set((await serving.all<{ id: string }>('/api/v1/alerts')).map(({ id }) => id));
    expect([...load.alerts].filter((id) => !alerts.has(id))).toEqual([]);
  });
});

describe('a full disk', () => {
  let serving: Serving;

  beforeAll(async () => {
    // A small file system that only the server sees; it goes with it.
    serving = new Serving('durability-disk', {}, (dataDir) => [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      'mount -t tmpfs -o size=220m,mode=0755 belwacht-test "$0" && exec "$@"',
      dataDir,
    ]);
    mkdirSync(join(serving.dir, 'data'));
    await serving.start();
  });
  afterAll(() => serving?.close());

  test('loses nothing that was confirmed, says so, and goes on when there is room', async () => {
    const token = await serving.token('ingest', 'collector');
    const { pid } = serving.server;
    const ballast = serving.inside('ballast');
    const { bavail, bsize } = statfsSync(serving.inside('.'));
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 20 * 1024 * 1024));
    const acknowledged: string[] = [];
    const unanswered: string[][] = [];
    let number = 0;
    const filling = () =>
      Array.from({ length: 200 }, () => ({
        'event.action': 'other',
        'user.name': `d${number++}`,
        // Does not compress.
        'user_agent.original': Array.from({ length: 60 }, () => Math.random().toString(36).slice(2)).join(''),
      }));
    const send = async () => {
      const events = filling();
      const users = events.map((event) => event['user.name']);
      const { status } = await serving.deliver(token.secret, events).catch(() => ({ status: 0 }));
      if (status === 200) acknowledged.push(...users);
      else unanswered.push(users);
      return status;
    };
    let full = false;
    const pending: Promise<number>[] = [];
    for (let i = 0; i < 1000 && !full; i++) {
      const sending = send();
      full = await Promise.race([sending.then((status) => status !== 200), pause(2000).then(() => true)]);
      if (full) pending.push(sending);
    }
    expect(full).toBe(true);
    expect(acknowledged.length).toBeGreaterThan(0);
    const detail = await until('health to tell', 10, async () => {
      const { status, text } = await serving.ask('GET', '/healthz', { token: '' });
      return status === 503 && (JSON.parse(text) as { detail: string }).detail;
    });
    expect(detail).toMatch(/database/i);
    pending.push(send());
    await pause(1500);
    rmSync(ballast);
    await until('batches to be taken again', 30, async () => (await send()) === 200);
    await Promise.all(pending);
    await until(
      'health to be well',
      15,
      async () => (await serving.ask('GET', '/healthz', { token: '' })).status === 200,
    );
    expect(serving.server.pid).toBe(pid);
    const counts = await stored(serving, `http-${token.id}`);
    expect(missing(acknowledged, counts)).toEqual([]);
    expect(twice(counts)).toEqual([]);
    expect(halfStored(unanswered, counts)).toEqual([]);
  });
});
