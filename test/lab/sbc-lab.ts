import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RedirectOptions } from '../../src/enforce/redirect/redirect-options.ts';
import type { RedirectCounts } from '../../src/enforce/redirect/verdict-port.ts';
import { type LabHost, LabNetwork } from './network.ts';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scenarios = join(root, 'test/lab/sipp');

/** What came of a run of SIPp. */
export interface CallsPlayed {
  readonly code: number | null;
  /** Calls that did not go as the scenario says. */
  readonly failed: number;
  readonly made: number;
  /** Lines the scenario logged. */
  readonly log: readonly string[];
  readonly out: string;
}

export interface Played {
  /** Account and dialled number of each call, taken in turn. */
  readonly calls: readonly (readonly [account: string, number: string])[];
  readonly scenario: 'customer-call' | 'fraud-call';
  readonly perSecond: number;
  readonly count: number;
}

/**
 * An SBC between customers and a carrier: the Kamailio of `deploy/sbc`, customers and a fraudster on hosts of their own, a
 * carrier that answers everything, all in namespaces. Whoever judges listens at `judgeAt` (UDP, SIP) or `judgeHttp` on the
 * SBC's own machine. Needs root.
 */
export class SbcLab {
  readonly network: LabNetwork;
  readonly customers: LabHost;
  readonly fraudster: LabHost;
  readonly carrier: LabHost;
  /** Where the SBC asks: the redirect server is to listen here, in the namespace of `network.server`. */
  readonly judgeAt = { host: '192.0.2.10', port: 5070 };
  readonly judgeHttp = { host: '192.0.2.10', port: 8099 };
  readonly #dir: string;
  #runs = 0;
  #kamailio: ChildProcess | undefined;
  #carrier: ChildProcess | undefined;

  /** `label`: two letters; `dir`: an empty folder for configuration and logs. */
  constructor(label: string, dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
    this.network = new LabNetwork(label);
    this.customers = this.network.host('203.0.113.20');
    this.fraudster = this.network.host('198.51.100.66');
    this.carrier = this.network.host('203.0.113.40');
  }

  /** Starts carrier and SBC. `ask`: how the SBC asks; the token is what it shows over HTTP; `hep`: it shows its messages to 127.0.0.1:9060. */
  async start(ask: 'sip' | 'http' = 'sip', token = 'none', hep = false): Promise<void> {
    this.#carrier ??= this.network.start(
      this.carrier,
      'sipp',
      [
        ...['-sf', join(scenarios, 'answer.xml'), '-i', this.carrier.ip4, '-p', '5060', '-nostdin', '-timeout', '600'],
        ...['-trace_msg', '-message_file', join(this.#dir, 'carrier.log')],
      ],
      { cwd: this.#dir },
    );
    this.#carrier.stdout?.resume();
    const run = join(this.#dir, 'run');
    mkdirSync(run, { recursive: true });
    const defines: Readonly<Record<string, string>> = {
      LISTEN: 'udp:192.0.2.10:5060',
      CARRIER: `"sip:${this.carrier.ip4}:5060"`,
      BELWACHT_URI: `"sip:${this.judgeAt.host}:${this.judgeAt.port}"`,
      BELWACHT_HTTP: `"http://${this.judgeHttp.host}:${this.judgeHttp.port}/api/v1/calls/authorise?format=text"`,
      BELWACHT_TOKEN: `"${token}"`,
    };
    const log = openSync(join(this.#dir, 'kamailio.log'), 'a');
    this.#kamailio = spawn(
      'ip',
      [
        ...['netns', 'exec', this.network.server.namespace, 'kamailio', '-DD', '-E'],
        ...['-f', join(root, 'deploy/sbc/kamailio/kamailio.cfg'), '-L', modulePath(), '-m', '64', '-M', '8'],
        ...['-P', join(this.#dir, 'kamailio.pid'), '-Y', run],
        ...Object.entries(defines).flatMap(([name, value]) => ['-A', `${name}=${value}`]),
        ...(ask === 'http' ? ['-A', 'ASK_BY_HTTP'] : []),
        ...(hep ? ['-A', 'HEP_TO="sip:127.0.0.1:9060"'] : []),
      ],
      { stdio: ['ignore', 'ignore', log] },
    );
    await until('the SBC to listen', 10, () => this.#listens('192.0.2.10:5060'));
    await until('the carrier to listen', 10, () => this.#listens(`${this.carrier.ip4}:5060`, this.carrier));
  }

  /** Messages that the carrier got and sent. */
  get carrierSaw(): string {
    return readFileSync(join(this.#dir, 'carrier.log'), 'utf8');
  }

  /** What the SBC wrote. */
  get sbcLog(): string {
    return readFileSync(join(this.#dir, 'kamailio.log'), 'utf8');
  }

  /** Stops the SBC, so that it can be started again with another way to ask. */
  async stopSbc(): Promise<void> {
    const child = this.#kamailio;
    this.#kamailio = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** Plays calls from a host through the SBC to their end. */
  async play(from: LabHost, { calls, scenario, perSecond, count }: Played): Promise<CallsPlayed> {
    const id = ++this.#runs;
    const dir = join(this.#dir, `calls-${id}`);
    mkdirSync(dir);
    writeFileSync(join(dir, 'calls.csv'), `SEQUENTIAL\n${calls.map((call) => `${call.join(';')};\n`).join('')}`);
    const seconds = Math.ceil(count / perSecond) + 25;
    const { code, out } = await this.network.run(
      from,
      'sipp',
      [
        ...['192.0.2.10:5060', '-sf', join(scenarios, `${scenario}.xml`), '-inf', join(dir, 'calls.csv')],
        ...['-m', String(count), '-r', String(perSecond), '-i', from.ip4, '-p', String(6000 + id * 10)],
        ...['-nostdin', '-timeout', String(seconds), '-trace_err', '-trace_logs', '-log_file', join(dir, 'calls.log')],
        ...['-trace_stat', '-stf', join(dir, 'stat.csv'), '-fd', '1'],
      ],
      { cwd: dir, timeoutMs: (seconds + 5) * 1000 },
    );
    const log = existsSync(join(dir, 'calls.log')) ? readFileSync(join(dir, 'calls.log'), 'utf8').split('\n') : [];
    const [head, ...rows] = readFileSync(join(dir, 'stat.csv'), 'utf8').trim().split('\n');
    const last = rows.at(-1)?.split(';') ?? [];
    const figure = (name: string) => Number(last[head.split(';').indexOf(name)] ?? Number.NaN);
    const errors = readdirSync(dir).filter((file) => file.endsWith('_errors.log'));
    return {
      code,
      made: figure('TotalCallCreated'),
      failed: figure('FailedCall(C)'),
      log: log.filter(Boolean),
      out: out.slice(-1500) + errors.map((file) => readFileSync(join(dir, file), 'utf8').slice(0, 3000)).join('\n'),
    };
  }

  async close(): Promise<void> {
    await this.stopSbc();
    await this.network.close();
  }

  #listens(address: string, host = this.network.server): boolean {
    if (this.#kamailio && this.#kamailio.exitCode !== null)
      throw new Error(`Kamailio ended: ${this.sbcLog.slice(-2000)}`);
    return execFileSync('ip', ['netns', 'exec', host.namespace, 'ss', '-lun'], { encoding: 'utf8' }).includes(address);
  }
}

/** The redirect server with a judge of the test (`redirect-host.ts`), on a host of the lab. */
export class JudgeProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout! }).on('line', (line) => this.#lines.push(line));
    child.stderr?.pipe(process.stderr);
  }

  /** Starts it in the namespace of `host`, or where we are; resolves when it listens. */
  static async start(host: LabHost | undefined, options: Partial<RedirectOptions>): Promise<JudgeProcess> {
    const args = [join(root, 'test/lab/redirect-host.ts'), JSON.stringify(options)];
    const [command, ...rest] = host
      ? ['ip', 'netns', 'exec', host.namespace, process.execPath, ...args]
      : [process.execPath, ...args];
    const judge = new JudgeProcess(spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] }));
    await judge.#line();
    return judge;
  }

  /** Gives it an order; see `redirect-host.ts`. */
  say(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  /** What it counted; `asked` by account and by dialled number. */
  async counts(): Promise<
    Omit<RedirectCounts, 'asked'> & { asked: Record<string, number>; inAll: number; told: string[] }
  > {
    this.say('counts');
    return JSON.parse(await this.#line());
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    await ended;
  }

  #line(): Promise<string> {
    return until('a word of the judge', 20, () => {
      if (this.#child.exitCode !== null) throw new Error(`the judge ended with ${this.#child.exitCode}`);
      return this.#lines.shift();
    });
  }
}

function modulePath(): string {
  const found = readdirSync('/usr/lib')
    .map((entry) => join('/usr/lib', entry, 'kamailio/modules'))
    .find((path) => existsSync(join(path, 'tm.so')));
  if (!found) throw new Error('Kamailio is not installed; run scripts/install-test-packages.sh');
  return `${found}/`;
}
