import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { databaseUser } from '../../src/store/embedded/database-user.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const debianDir = '/usr/lib/postgresql';

/** Debian's own PostgreSQL on a free port, run as an account without privileges; it can be stopped and started again. */
export class DebianDatabase {
  readonly #dir: string;
  readonly #bin: string;
  readonly #port: number;
  #server: ChildProcess | undefined;
  #pool: pg.Pool | undefined;

  private constructor(dir: string, bin: string, port: number) {
    this.#dir = dir;
    this.#bin = bin;
    this.#port = port;
  }

  static async make(): Promise<DebianDatabase> {
    const versions = existsSync(debianDir) ? readdirSync(debianDir).filter((name) => Number(name) >= 15) : [];
    const [oldest] = versions.sort((a, b) => Number(a) - Number(b));
    if (!oldest) throw new Error('there is no PostgreSQL of Debian here: run scripts/install-test-packages.sh');
    const dir = mkdtempSync(join(tmpdir(), 'belwacht-external-'));
    const user = databaseUser();
    if (user) chownSync(dir, user.uid, user.gid);
    const made = new DebianDatabase(dir, join(debianDir, oldest, 'bin'), await freePort());
    const [program, args] = made.#as('initdb', [
      ...['-D', join(dir, 'data'), '-U', 'owner', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
      '--auth=trust',
    ]);
    const { status, stderr } = spawnSync(program, args, { cwd: '/', encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    await made.start();
    const client = new pg.Client(made.#url('postgres'));
    await client.connect();
    await client.query(`create role belwacht login createrole password 'a secret'`);
    await client.query('create database belwacht owner belwacht');
    await client.end();
    return made;
  }

  /** Where a server without rights of a superuser connects. */
  get url(): string {
    return `postgresql://belwacht:a%20secret@127.0.0.1:${this.#port}/belwacht`;
  }

  /** One query as the owner of everything. What has a `name` is planned once and kept. */
  async query<T extends object>(text: string, name?: string): Promise<T[]> {
    if (!this.#pool) {
      this.#pool = new pg.Pool({ connectionString: this.#url('belwacht'), max: 4, allowExitOnIdle: true });
      // The tests stop the database under it; the next query gets a connection of its own.
      this.#pool.on('error', () => {});
    }
    return (await this.#pool.query<T>({ text, name })).rows;
  }

  /** A connection as the owner of everything, who may become any role; the caller ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#url('belwacht'));
    await client.connect();
    return client;
  }

  /** Takes a table so that nobody else can write to it or read it; resolves with what gives it back. */
  async lock(table: string): Promise<() => Promise<void>> {
    const client = new pg.Client(this.#url('belwacht'));
    await client.connect();
    await client.query(`begin; lock table ${table} in access exclusive mode`);
    return () => client.end();
  }

  async start(): Promise<void> {
    const [program, args] = this.#as('postgres', [
      ...['-D', join(this.#dir, 'data'), '-k', this.#dir, '-p', String(this.#port)],
      ...['-c', 'listen_addresses=127.0.0.1'],
    ]);
    this.#server = spawn(program, args, { cwd: '/', stdio: 'ignore' });
    await until('the database to answer', 15, async () => {
      const client = new pg.Client(this.#url('postgres'));
      client.on('error', () => {});
      try {
        await client.connect();
        return true;
      } finally {
        await client.end().catch(() => {});
      }
    });
  }

  /** SIGINT: a fast shutdown that breaks all connections. SIGKILL: a crash. */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.end().catch(() => {});
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #url(database: string): string {
    return `postgresql://owner@127.0.0.1:${this.#port}/${database}`;
  }

  #as(program: string, args: readonly string[]): [string, string[]] {
    const user = databaseUser();
    const path = join(this.#bin, program);
    if (!user) return [path, [...args]];
    return [
      'setpriv',
      [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--pdeathsig=INT', path, ...args],
    ];
  }
}
