import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import { Event } from '../../core/event.ts';
import type { HotBatch } from '../../core/hot-batch.ts';
import { type Database, openDatabase } from '../postgres.ts';
import { createStore, type Store } from '../store.ts';
import { copyCluster, type MadeCluster, makeCluster } from './made-cluster.ts';

/** A real PostgreSQL in a throwaway directory with our tables and a clock that tests set. */
export interface TestStore {
  readonly database: Database;
  readonly store: Store;
  readonly dataDir: string;
  readonly clock: { now: number };
  close(): Promise<void>;
}

/** Noon of a day. */
export const noon = Date.UTC(2026, 4, 20, 12);

let made: Promise<MadeCluster> | undefined;

export async function openTestStore(): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'belwacht-test-'));
  // Made once for all tests of this process, which removes it when it ends.
  made ??= makeCluster().then((cluster) => {
    process.once('exit', cluster.remove);
    return cluster;
  });
  copyCluster((await made).dir, dataDir);
  const database = await openDatabase({ dataDir, log: () => {} });
  const clock = { now: noon };
  const store = createStore(database, () => clock.now);
  await store.tenants.ensureOwn('Europe/Amsterdam');
  return {
    database,
    store,
    dataDir,
    clock,
    async close() {
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

let seq = 0;

/** A batch of its own with what is given. */
export function batch(parts: Partial<HotBatch>): HotBatch {
  return {
    instance: 'test',
    seq: ++seq,
    events: [],
    rollups: [],
    alerts: [],
    decisions: [],
    discovered: [],
    tallies: [],
    cursors: [],
    sites: [],
    ...parts,
  };
}

export function event(parts: Partial<Event>): Event {
  return Object.assign(new Event(), {
    time: noon,
    tenant: 'provider',
    action: 'sip-auth',
    outcome: 'failure',
    ...parts,
  });
}

export function alert(parts: Partial<Alert>): Alert {
  return {
    id: 'a',
    rule: 'sip-brute-force',
    severity: 'medium',
    tenant: 'provider',
    asset: 'pbx-1',
    group: { 'source.ip': '203.0.113.7' },
    start: noon,
    end: noon + 1000,
    count: 10,
    distinct: { users: 3, addresses: 1, numbers: 0 },
    sourceIp: '203.0.113.7',
    userName: '',
    country: 'FR',
    asNumber: 64_500,
    asName: 'Example Hosting',
    sentence: { nl: 'Iemand raadt wachtwoorden.', en: 'Somebody guesses passwords.' },
    evidence: [event({ sourceIp: '203.0.113.7', userName: '100' })],
    response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
    ...parts,
  };
}

export function decision(parts: Partial<Decision>): Decision {
  return {
    id: 'd',
    tenant: 'provider',
    action: 'block',
    scope: 'ip',
    value: '203.0.113.7',
    from: noon,
    until: noon + 3_600_000,
    reason: { nl: 'Reden', en: 'Reason' },
    author: 'rule:sip-brute-force',
    alert: '',
    rule: 'sip-brute-force',
    offence: 1,
    state: 'asked',
    guards: [{ guard: 'allowlist', passed: true, detail: '' }],
    ...parts,
  };
}
