import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { takeMadeCluster } from './made-cluster.ts';
import type { LabHost, LabNetwork } from './network.ts';

const executable = new URL('../../belwacht', import.meta.url).pathname;

/** Where a server runs: on a lab host, or on this machine itself. */
export interface Place {
  readonly network?: LabNetwork;
  readonly host?: LabHost;
  /** Program and arguments that run it, such as one that mounts something first and then becomes it. */
  readonly through?: readonly string[];
}

/** A real `./belwacht serve` with a data directory of its own. */
export class RunningBelwacht {
  readonly #place: Place;
  readonly dataDir: string;
  readonly #configFile: string;
  #child: ChildProcess | undefined;
  output = '';
  /** Whether it makes its database cluster by itself, as on a customer's machine, instead of taking one that is made. */
  makesCluster: boolean;

  constructor(dir: string, config: Record<string, unknown>, place: Place = {}) {
    this.#place = place;
    this.dataDir = join(dir, 'data');
    // One that runs as somebody else, or in a world of its own, makes its own.
    this.makesCluster = place.through !== undefined || 'database_url' in config;
    mkdirSync(dir, { recursive: true });
    // The account of the database must pass, or its files go elsewhere and stay there.
    if (dirname(dir).startsWith(`${tmpdir()}/`)) chmodSync(dirname(dir), 0o755);
    this.#configFile = join(dir, 'belwacht.yaml');
    writeFileSync(this.#configFile, stringify({ data_dir: this.dataDir, ...config }));
  }

  /** Starts it and waits until it says that it is ready. */
  async start(): Promise<void> {
    if (!this.makesCluster && !existsSync(this.dataDir)) takeMadeCluster(this.dataDir);
    const args = ['serve', '--config', this.#configFile];
    const { network, host, through = [] } = this.#place;
    const [program, ...words] = [...through, executable, ...args];
    const child =
      network && host
        ? network.start(host, executable, args)
        : spawn(program, words, {
            stdio: ['ignore', 'pipe', 'pipe'],
            // Country data are asked of nobody outside.
            env: { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' },
          });
    this.#child = child;
    this.output = '';
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`not ready within 60 s:\n${this.output}`)), 60_000);
      const hear = (data: Buffer) => {
        this.output += data;
        if (/is ready/.test(this.output)) {
          clearTimeout(patience);
          resolve();
        }
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code) => {
        clearTimeout(patience);
        reject(new Error(`ended with ${code} before it was ready:\n${this.output}`));
      });
    });
  }

  /** The one-time link it printed. */
  get setupLink(): string {
    const found = /https?:\/\/\S+\/setup\?token=\S+/.exec(this.output);
    if (!found) throw new Error(`no set-up link in:\n${this.output}`);
    return found[0];
  }

  /** The address it printed. */
  get url(): string {
    const found = /is ready: (https?:\/\/\S+)/.exec(this.output);
    if (!found) throw new Error(`no address in:\n${this.output}`);
    return found[1].replace(/\/$/, '');
  }

  /** Runs a command of the command line against it; throws when it fails. */
  async cli(...args: string[]): Promise<string> {
    const { code, out, err } = await this.tryCli(...args);
    if (code !== 0) throw new Error(`belwacht ${args.join(' ')} ended with ${code}: ${out}${err}`);
    return out;
  }

  /** Runs a command and gives what came of it. */
  async tryCli(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const all = [...args, '--data-dir', this.dataDir];
    const { network, host } = this.#place;
    if (network && host) return network.run(host, executable, all);
    const child = spawn(executable, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  /** The JSON lines a command prints with --json. */
  async json<T>(...args: string[]): Promise<T[]> {
    const out = await this.cli(...args, '--json');
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  }

  /** Process id of the server; it runs on the node it was started with. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (!pid || this.#child?.exitCode !== null || this.#child.signalCode !== null) throw new Error('it does not run');
    return pid;
  }

  /** Sends a signal and goes on. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it, as an orderly stop or as a crash, and waits until it is gone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(patience);
  }
}
