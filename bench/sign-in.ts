/**
 * Fifty people at once on a real server: they sign in, look at a page a second each, sign out and in again. A page load is
 * over when everything it asks for has been answered. The password hash is slow on purpose; how long it takes at that very
 * time is measured beside it, by the same function with the same cost, and told apart.
 *
 *   node bench/sign-in.ts [--people 50] [--seconds 30]
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import pg from 'pg';
import { Serving } from '../test/lab/serving.ts';
import type { Row } from './row.ts';

/** As src/api/access has it. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const password = 'correct horse battery staple';
const enough = 1_000_000;
const goalMs = 100;
/** Not counted: a server that has just started compiles its code at first use. */
const warmUpMs = 8000;

/** What pages of the screen ask for, in parallel, after the page itself. */
const pages: readonly (readonly string[])[] = [
  ['/', '/api/v1/session', '/api/v1/overview', '/api/v1/tenants'],
  ['/alerts', '/api/v1/session', '/api/v1/alerts?limit=50', '/api/v1/tenants'],
  ['/blocks', '/api/v1/session', '/api/v1/decisions?state=current&limit=50', '/api/v1/tenants'],
  ['/sources', '/api/v1/session', '/api/v1/sources', '/api/v1/listeners', '/api/v1/tenants'],
  ['/rules', '/api/v1/session', '/api/v1/rules'],
  ['/search', '/api/v1/session', '/api/v1/events?limit=50&outcome=failure'],
];

interface Heard {
  readonly status: number;
  readonly cookies: readonly string[];
}

/** A browser: connections that stay open from an address of its own, cookies that it keeps. */
class Browser {
  readonly #agent: Agent;
  readonly #url: URL;
  #cookies = new Map<string, string>();

  constructor(url: string, person: number) {
    this.#url = new URL(url);
    // One network for all would be slowed down as one who guesses.
    this.#agent = new Agent({ keepAlive: true, maxSockets: 6, localAddress: `127.1.${person}.1` });
  }

  ask(method: string, path: string, body?: unknown): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const asked = request(
        new URL(path, this.#url),
        {
          method,
          agent: this.#agent,
          headers: {
            ...(method !== 'GET' && { origin: this.#url.origin, 'content-length': Buffer.byteLength(text) }),
            ...(text && { 'content-type': 'application/json' }),
            ...(this.#cookies.size > 0 && { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') }),
          },
        },
        (answer) => {
          answer.resume();
          answer.once('error', reject);
          answer.once('end', () => {
            for (const cookie of answer.headers['set-cookie'] ?? []) {
              const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
              if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(name);
              else this.#cookies.set(name, value);
            }
            resolve({ status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [] });
          });
        },
      );
      asked.once('error', reject);
      asked.end(text);
    });
  }

  async must(method: string, path: string, body?: unknown): Promise<void> {
    const { status } = await this.ask(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status}`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

const email = (person: number) => `person-${person}@example.net`;
const signIn = (browser: Browser, person: number) =>
  browser.must('POST', '/api/auth/sign-in/email', { email: email(person), password, rememberMe: true });

async function timed(times: number[], work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  times.push(performance.now() - began);
}

/** Runs in a process of its own, so that the people do not wait for each other's clocks in the server. */
async function people(url: string, count: number, seconds: number): Promise<Record<string, number[]>> {
  const together: number[] = [];
  const again: number[] = [];
  const loads: number[] = [];
  const first: number[] = [];
  const hashes: number[] = [];
  const browsers = Array.from({ length: count }, (_, person) => new Browser(url, person));
  const known = await hash(password, argon2id);
  // All in the same moment: what that takes is fifty hashes on all cores, and the rest.
  await Promise.all(browsers.map((browser, person) => timed(together, () => signIn(browser, person))));
  const hashTogether: number[] = [];
  await Promise.all(browsers.map(() => timed(hashTogether, async () => void (await verify(known, password)))));

  const until = Date.now() + warmUpMs + seconds * 1000;
  const dropWarmUp = pause(warmUpMs).then(() => {
    for (const times of [again, loads, first, hashes, late]) times.length = 0;
  });
  // How late a timer is here says how much of the machine others take: this process itself does little.
  const late: number[] = [];
  const waiting = (async () => {
    while (Date.now() < until) {
      await timed(late, () => pause(20));
      late.push(Math.max(0, late.pop()! - 20));
    }
  })();
  const hashing = (async () => {
    while (Date.now() < until) {
      await timed(hashes, async () => void (await verify(known, password)));
      await pause(200);
    }
  })();
  await Promise.all(
    browsers.map(async (browser, person) => {
      await pause((1000 * person) / count);
      for (let turn = 0; Date.now() < until; turn++) {
        // One in ten turns somebody leaves and comes back: five sign-ins a second with fifty people.
        if ((turn + person) % 10 === 9) {
          await browser.must('POST', '/api/auth/sign-out');
          await timed(again, () => signIn(browser, person));
        }
        const [page, ...calls] = pages[(turn + person) % pages.length];
        await timed(loads, async () => {
          await timed(first, () => browser.must('GET', page));
          await Promise.all(calls.map((path) => browser.must('GET', path)));
        });
        await pause(500 + Math.random() * 1000);
      }
    }),
  );
  await Promise.all([hashing, waiting, dropWarmUp]);
  for (const browser of browsers) browser.close();
  return { together, hashTogether, again, loads, first, hashes, late };
}

/** Puts people into the database of the server, as the set-up does with the first. */
async function addPeople(serving: Serving, count: number): Promise<void> {
  const { dataDir } = serving.server;
  const socket = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[4];
  const client = new pg.Client({
    ...{ host: socket, user: 'belwacht', database: 'belwacht' },
    password: readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim(),
  });
  await client.connect();
  const known = await hash(password, argon2id);
  for (let person = 0; person < count; person++) {
    const id = randomUUID();
    await client.query(
      `insert into auth_user (id, tenant, role, name, email, "emailVerified") values ($1, 'provider', 'engineer', $2, $3, true)`,
      [id, `Person ${person}`, email(person)],
    );
    await client.query(
      `insert into auth_account (id, tenant, "accountId", "providerId", "userId", password) values ($1, 'provider', $2, 'credential', $2, $3)`,
      [randomUUID(), id, known],
    );
  }
  await client.end();
}

/** Rows of sign-ins and page loads at `count` people at once. */
export async function benchSignIn(count: number, seconds: number): Promise<Row[]> {
  const serving = new Serving('bench-sign-in', {
    security: { mfa_roles: [] },
    limits: Object.fromEntries(
      ['address', 'sign_in', 'reads', 'acts', 'exports', 'deliveries', 'feeds'].map((name) => [name, enough]),
    ),
  });
  try {
    await serving.start();
    await addPeople(serving, count);
    const { secret } = await serving.token('ingest', 'bench');
    const event = { 'event.action': 'sip-auth', 'event.outcome': 'failure', 'event.reason': 'wrong-password' };
    for (let portion = 0; portion < 10; portion++) {
      const some = Array.from({ length: 500 }, (_, i) => ({
        ...event,
        'source.ip': `198.51.100.${(portion * 500 + i) % 200}`,
        'user.name': String(100 + (i % 80)),
      }));
      const { status, text } = await serving.deliver(secret, some);
      if (status !== 200) throw new Error(`events: ${status} ${text}`);
    }
    await pause(2000);
    const child = fork(fileURLToPath(import.meta.url), [
      '--inside',
      serving.server.url,
      String(count),
      String(seconds),
    ]);
    const times = await new Promise<Record<string, number[]>>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Record<string, number[]>));
      child.once('exit', (code) => reject(new Error(`the people ended with ${code}`)));
    });
    const { together, hashTogether, again, loads, first, hashes, late } = Object.fromEntries(
      Object.entries(times).map(([name, all]) => [name, all.toSorted((a, b) => a - b)]),
    );
    const p = (all: readonly number[], share: number) => all[Math.min(all.length - 1, Math.floor(all.length * share))];
    const said = (all: readonly number[]) => `p50 ${p(all, 0.5).toFixed(1)} ms, p95 ${p(all, 0.95).toFixed(1)} ms`;
    const besides = Math.max(0, p(again, 0.95) - p(hashes, 0.95));
    const rest = Math.max(0, p(together, 0.95) - p(hashTogether, 0.95));
    return [
      {
        what: `page load with all it asks for, ${count} people at once, one a second each (${loads.length} loads)`,
        ours: said(loads),
        peer: `the page alone: ${said(first)}`,
        ratio: `timers of the people late by p95 ${p(late, 0.95).toFixed(1)} ms`,
        wanted: `p95 under ${goalMs} ms`,
        met: p(loads, 0.95) < goalMs,
      },
      {
        what: `sign-in beside those page loads (${again.length} sign-ins)`,
        ours: said(again),
        peer: `password hash alone at that time: ${said(hashes)}`,
        ratio: `besides the hash: ${besides.toFixed(1)} ms`,
        wanted: `p95 besides the hash under ${goalMs} ms`,
        met: besides < goalMs,
      },
      {
        what: `${count} sign-ins in the same moment`,
        ours: said(together),
        peer: `${count} password hashes alone: ${said(hashTogether)}`,
        ratio: `besides the hash: ${rest.toFixed(1)} ms`,
        wanted: '',
        met: true,
      },
    ];
  } finally {
    await serving.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--inside') {
    const [url, count, seconds] = process.argv.slice(3);
    process.send!(await people(url, Number(count), Number(seconds)), () => process.exit(0));
  } else {
    const { values } = parseArgs({
      options: { people: { type: 'string', default: '50' }, seconds: { type: 'string', default: '30' } },
    });
    for (const { what, ours, peer, ratio, wanted, met } of await benchSignIn(
      Number(values.people),
      Number(values.seconds),
    ))
      console.log(
        [`${what}: ${ours}`, peer, ratio, wanted && `${wanted}: ${met ? 'met' : 'not met'}`].filter(Boolean).join('; '),
      );
  }
}
