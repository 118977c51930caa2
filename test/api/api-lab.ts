import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { ApiDeps, BlockWish, LiveNotice, StorePorts } from '../../src/api/ports.ts';
import { createServer } from '../../src/api/server.ts';
import { showNow } from '../../src/app/calls/show-now.ts';
import { catalogueOf } from '../../src/app/geo/catalogue.ts';
import { reachOf } from '../../src/app/geo/reach.ts';
import { BackupShelf } from '../../src/app/keeping/backup-shelf.ts';
import { Keeper } from '../../src/app/keeping/keeper.ts';
import { KeyFiles } from '../../src/app/keys/key-files.ts';
import { noObjection } from '../../src/core/calls/call-verdict.ts';
import { emptyBook } from '../../src/core/geo/geo-policy.ts';
import { estimateFor } from '../../src/core/rates/estimates.ts';
import { ownWork, type Work } from '../../src/core/work.ts';
import { createSetupToken } from '../../src/store/setup-token.ts';
import { createStore } from '../../src/store/store.ts';
import { openTestStore, type TestStore } from '../../src/store/testing/test-store.ts';

/** The real API on the real store; rooms that are not under test answer with what was asked of them. */
const noKernel = { present: false, ok: false, followed: true };

export interface ApiLab {
  readonly app: FastifyInstance;
  readonly base: TestStore;
  readonly asked: { wishes: BlockWish[]; bouncer: unknown[]; lists: unknown[]; ingested: string[]; sent: number };
  readonly operators: string[];
  readonly changed: string[];
  readonly logged: string[];
  /** Parts of the store that answer otherwise, e.g. by failing. */
  readonly instead: { -readonly [K in keyof StorePorts]?: StorePorts[K] };
  /** What policies by country say: of who signs in, of files to fetch, of bouncers. */
  readonly places: {
    door: NonNullable<ApiDeps['geoDoor']>;
    file: NonNullable<ApiDeps['geoLists']>['file'];
    pull: NonNullable<ApiDeps['geoDecisions']>['pull'];
  };
  tell(notice: LiveNotice): void;
  /** A setup token as printed at start. */
  setupToken(): Promise<string>;
  /** Cookie of a signed-in administrator; makes the first one when there is none. */
  signIn(): Promise<string>;
  /** A request as the browser with that cookie sends it. */
  ask(options: InjectOptions & { cookie?: string; bearer?: string }): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export const origin = 'http://localhost:8080';
export const password = 'correct horse battery';

export async function openApiLab(http: Partial<ApiDeps['http']> = {}): Promise<ApiLab> {
  const base = await openTestStore();
  base.clock.now = Date.now();
  const webDir = mkdtempSync(join(tmpdir(), 'belwacht-web-'));
  mkdirSync(join(webDir, 'assets'));
  writeFileSync(
    join(webDir, 'index.html'),
    '<!doctype html><title>Belwacht</title><script type="module" src="/assets/app-1.js"></script>',
  );
  writeFileSync(join(webDir, 'assets', 'app-1.js'), 'console.log(1)');
  const asked: ApiLab['asked'] = { wishes: [], bouncer: [], lists: [], ingested: [], sent: 0 };
  const operators: string[] = [];
  const changed: string[] = [];
  const logged: string[] = [];
  const instead: ApiLab['instead'] = {};
  const places: ApiLab['places'] = {
    door: () => ({ verdict: 'allow', limit: undefined }),
    file: async () => undefined,
    pull: async () => undefined,
  };
  const keys = new KeyFiles(join(base.dataDir, 'keys'));
  const storeOf = (work: Work) =>
    createStore({ db: base.database.scoped(work), owner: base.database.owner, keyring: keys }, () => base.clock.now);
  const restarts: string[] = [];
  const keeper = new Keeper({
    ...{ database: base.database, store: storeOf(ownWork), storeOf, keys, dataDir: base.dataDir, clock: Date.now },
    shelf: new BackupShelf(join(base.dataDir, 'backups'), () => {}),
    webhookKeyInFile: false,
    backupFailed: async () => {},
    restart: (why) => restarts.push(why),
    system: () => ({
      ...{ batches: 0, troubles: [], enforcers: [], geo: { date: null, stale: false }, certificate: null },
      intake: { skewedTimes: 0, overflowed: 0, late: 0, evicted: 0 },
    }),
    log: (line) => logged.push(line),
  });
  const listeners = new Set<(notice: LiveNotice) => void>();
  const sent = () => {
    asked.sent++;
  };
  const app = await createServer({
    system: base.store,
    storeOf: (work) => ({ ...storeOf(work), ...instead }),
    keeping: keeper,
    erasing: { start: async () => undefined },
    blocks: {
      async preview(wish) {
        asked.wishes.push(wish);
        const tenants = ['one', 'two'].map((tenant) => ({ tenant, userName: tenant, sourceIp: '192.0.2.1' }));
        return wish.value === 'nonsense'
          ? undefined
          : { value: wish.value, addresses: '1', guards: [], activeAccounts: tenants };
      },
      async block(wish) {
        asked.wishes.push(wish);
        return { ok: false, held: { guard: 'allowlist', passed: false, detail: 'it is on the allowlist' } };
      },
      async undo(id, author, reason, work) {
        return (await storeOf(work).decisions.lift([id], author, reason)).length > 0;
      },
    },
    rules: {
      list: () => [
        {
          id: 'sip-brute-force',
          title: { nl: 'Wachtwoorden raden', en: 'Password guessing' },
          description: { nl: '', en: '' },
          severity: 'high',
          response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
          source: 'title: x',
          tags: [],
        },
      ],
      async backtest(rule, days) {
        await base.store.backtests.insert({ id: 'bt', rule, days, note: { nl: 'n', en: 'e' } }, 'provider');
        return 'bt';
      },
    },
    bouncer: {
      handle(request) {
        asked.bouncer.push(request);
        return { status: 200, body: { new: null, deleted: null }, sent };
      },
    },
    lists: {
      handle(request) {
        asked.lists.push(request);
        const same = request.ifNoneMatch === '"tag"';
        return {
          status: same ? 304 : 200,
          contentType: 'text/plain; charset=utf-8',
          body: '203.0.113.7\n',
          etag: '"tag"',
          sent,
        };
      },
    },
    notifier: { test: async () => ({ ok: false, error: 'no server' }) },
    ingest: {
      async ingestNdjson(body) {
        asked.ingested.push(body.toString());
        return { received: 1, recognised: 1, ignored: 0, malformed: 0 };
      },
    },
    calls: {
      authorise: async () => noObjection,
      now: async () => showNow(undefined, { tenant: '', names: new Map(), modes: new Map(), troubles: [] }),
      money: async () => [],
      normal: async () => undefined,
      rules: () => [],
      impose: async (stop, work) => storeOf(work).callStops.put(stop),
      lift: async () => false,
      takeCdr: async () => ({ received: 0, calls: 0, duplicates: 0, refused: 0, reasons: {}, errors: [] }),
      sourceStates: async () => [],
      testSource: async () => ({ ok: false, detail: 'It does not answer.' }),
      releaseSource: async () => '',
      resumeSource: () => {},
      keepSecret: async () => {},
      readDeck: async () => {
        throw new Error('no deck is read here');
      },
      rate: async (_tenant, number) => ({ rate: estimateFor(number), deck: '', name: '', prefix: '' }),
      propose: () => ({ ok: false, reason: 'no-columns', mapping: null, notes: [], lines: 0, calls: 0, preview: [] }),
      refuses: () => '',
      changed: async () => {},
    },
    live: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    geo: {
      lookup: () => ({ country: 'NL', asName: 'Net' }),
      state: () => ({ date: base.clock.now - 86_400_000, stale: false }),
    },
    incidentDesk: absent('incidents'),
    measures: absent('measures'),
    onCall: absent('on call'),
    plan: absent('plan'),
    playbooks: absent('playbooks'),
    geoDesk: {
      standing: async () => ({
        kernel: {
          ...{ present: false, ok: false, followed: true, detail: '', prefixes: 0, classes: 0, lanes: 0 },
          ...{ loadedAt: null, lastChangeMs: null, checkedAt: null, drift: '' },
        },
        data: { date: null, ageDays: null, stale: true },
        ...{ attacks: 0, enforced: 0, watching: 0 },
      }),
      catalogue: (groups) => catalogueOf(groups, 'NL'),
      check: async () => ({ faults: [], cuts: [], cutsTotal: 0, notes: [] }),
      faults: () => [],
      reach: (policy) => reachOf(policy, { book: emptyBook, wishes: [], kernel: noKernel, followers: [] }),
      cutsOf: async () => ({ cuts: [], cutsTotal: 0, inForce: false }),
      preview: async () => undefined,
      explain: async () => ({ ok: false, reason: { nl: 'Niet hier.', en: 'Not here.' } }),
      map: async (tenant, service) => ({ tenant, service, from: '2026-01-01T00:00:00.000Z', countries: [] }),
      reviewReport: async () => new Uint8Array(),
      groupFaults: async () => [],
      groupUsers: async () => [],
      changes: () => [],
      writeFile: () => '',
      readFile: () => ({ ok: false, reason: 'nothing is read here' }),
      homeOf: async () => [],
      previewAttack: async () => ({
        countries: [],
        cuts: [],
        cutsTotal: 0,
        refuses: { good: 0, failed: 0, attack: 0 },
        ...{ since: new Date().toISOString(), unplaced: 0, addresses: null },
      }),
      attackCuts: async () => ({ cuts: [], cutsTotal: 0 }),
      raise: async (attack, work) => {
        await storeOf(work).geo.attacks.insert(attack);
      },
      extend: async () => false,
      lift: async () => false,
      proposals: () => [],
      taken: () => {},
      dismiss: async () => false,
      data: async () => ({ parts: [], held: null, previous: null, running: null, lastTry: null }),
      update: () => false,
      acceptData: async () => ({ ok: false, reason: { nl: 'Er wacht niets.', en: 'Nothing waits.' } }),
      dismissData: async () => ({ ok: false, reason: { nl: 'Er wacht niets.', en: 'Nothing waits.' } }),
      revertData: async () => ({
        ok: false,
        reason: { nl: 'Er is niets van daarvoor.', en: 'There is nothing before.' },
      }),
      keepLicence: async () => {},
      hasLicence: async () => false,
      review: async () => {
        const review = { at: base.clock.now, owner: '', dueOn: '2026-01-01', attackShares: [], suggestions: [] };
        return (await base.store.geo.reviews.insert(review)).id;
      },
      changed: async () => {},
    },
    geoDoor: (address) => places.door(address),
    geoLists: { file: (wish) => places.file(wish) },
    geoDecisions: { pull: (request) => places.pull(request) },
    enforcers: () => [{ id: 'nft', kind: 'nftables', real: true, ok: true, detail: '' }],
    listeners: () => [],
    sourceTail: async () => [],
    metrics: async () => 'belwacht_up 1\n',
    health: async () => ({ ok: true, detail: 'all is well' }),
    changed: (what) => changed.push(what),
    operatorSeen: (address) => operators.push(address),
    demo: () => false,
    startDemo: () => {},
    authDatabase: base.database.db,
    signIn: { providers: [], mfaRoles: [], url: () => origin },
    letters: { ready: () => false, post: async () => {} },
    selfWatch: { signIn: () => {} },
    authSecrets: [{ version: 1, value: 's'.repeat(43) }],
    version: '0.0.0-test',
    clock: () => base.clock.now,
    log: (line) => logged.push(line),
    http: { publicUrl: '', allowedHosts: [], allowedOrigins: [], trustedProxies: [], webDir, ...http },
  });
  await app.ready();

  const lab: ApiLab = {
    app,
    base,
    asked,
    operators,
    changed,
    logged,
    instead,
    places,
    tell(notice) {
      for (const listener of listeners) listener(notice);
    },
    async setupToken() {
      return (await createSetupToken(base.store.people, () => base.clock.now))!;
    },
    async signIn() {
      if (!(await base.store.people.exist())) {
        const payload = { token: await lab.setupToken(), name: 'Ann', email: 'ann@example.net', password };
        return cookieOf(await lab.ask({ method: 'POST', url: '/api/v1/setup', payload }));
      }
      const payload = { email: 'ann@example.net', password };
      return cookieOf(await lab.ask({ method: 'POST', url: '/api/auth/sign-in/email', payload }));
    },
    ask({ cookie, bearer, headers, ...options }) {
      return app.inject({
        ...options,
        headers: {
          host: 'localhost:8080',
          ...(cookie && { cookie, origin }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
      });
    },
    async close() {
      await app.close();
      await base.close();
      rmSync(webDir, { recursive: true, force: true });
    },
  };
  return lab;
}

/** The session cookie that an answer sets. */
export function cookieOf(answer: LightMyRequestResponse): string {
  // The browser is remembered in another one.
  const first = [answer.headers['set-cookie']].flat().find((cookie) => cookie?.includes('session_token='));
  if (!first) throw new Error(`no cookie: ${answer.statusCode} ${answer.body}`);
  return first.split(';')[0];
}

/** A part that this lab does not have; whoever asks it hears so. */
function absent<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get: (_target, key) => () => {
      throw new Error(`${name} is not in this lab: ${String(key)} was asked`);
    },
  });
}
