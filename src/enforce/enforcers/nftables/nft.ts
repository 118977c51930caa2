import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** A command that nft refused or that could not be run; the message says what to do. */
export class NftError extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = 'NftError';
    this.retryable = retryable;
  }
}

const timeLimitMs = 30_000;

/** How nft is started: directly, or inside a network namespace. Never through a shell. */
export function nftCommand(netns: string, args: readonly string[]): readonly [string, readonly string[]] {
  return netns === '' ? ['nft', args] : ['ip', ['netns', 'exec', netns, 'nft', ...args]];
}

/**
 * Environment with the folders where Debian keeps `nft` and `ip`, which the PATH of a service may lack. Without a home: `nft -i`
 * would write all it was ever told into `~/.nft.history`, and read that file whole at each start.
 */
export function nftEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, HOME: '/dev/null', LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
}

/** Lines after which an `nft -i` is replaced: it remembers each of them, some 200 bytes. */
export const linesPerSession = 50_000;

/** Runs nft once with `input` on its standard input; resolves with what it printed. Rejects with an NftError. */
export function runNft(netns: string, args: readonly string[], input: string): Promise<string> {
  const [command, all] = nftCommand(netns, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { stdio: ['pipe', 'pipe', 'pipe'], env: nftEnvironment() });
    let out = '';
    let err = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(explain(command, error.code === 'ENOENT' ? 'ENOENT' : error.message));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(out);
      else reject(explain(command, signal ? `stopped by ${signal} after ${timeLimitMs / 1000} s` : err));
    });
    // It may be gone before it read everything; its exit says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Puts what went wrong and what to do about it in one sentence. */
export function explain(command: string, text: string): NftError {
  if (text === 'ENOENT') {
    return new NftError(`${command} was not found: install nftables (apt-get install nftables iproute2)`, false);
  }
  if (/not permitted|must be root|permission denied/i.test(text)) {
    return new NftError(
      'no right to change nftables: run as root, or give the service CAP_NET_ADMIN (AmbientCapabilities=CAP_NET_ADMIN)',
      false,
    );
  }
  if (/cannot open network namespace/i.test(text)) return new NftError(text.trim().split('\n')[0], true);
  const first = text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
  return new NftError(`nft refused: ${first ?? 'without a reason'}`, true);
}

/**
 * A long-lived `nft -i`: a transaction through it takes a fraction of a millisecond where a fresh process takes 10 to 20.
 * It prints nothing when all is well, so each command is followed by a question whose answer proves that it was taken.
 */
export class NftSession {
  readonly #netns: string;
  readonly #linesAtMost: number;
  #child: ChildProcess | undefined;
  #out = '';
  #err = '';
  #wake: (() => void) | undefined;
  #lines = 0;

  constructor(netns: string, linesAtMost = linesPerSession) {
    this.#netns = netns;
    this.#linesAtMost = linesAtMost;
  }

  /**
   * Runs `statements` as one transaction, then `question`; resolves with the answer once it matches `expected`, or with
   * undefined when it did not within `waitMs`: then nothing is certain and the session is closed.
   */
  async run(
    statements: readonly string[],
    question: string,
    expected: RegExp,
    waitMs = 2000,
  ): Promise<string | undefined> {
    if (this.#lines >= this.#linesAtMost) this.close();
    const child = this.#child ?? this.#open();
    this.#lines += 2;
    this.#out = '';
    this.#err = '';
    child.stdin?.write(`${statements.join('; ')}\n${question}\n`);
    const answered = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), waitMs);
      this.#wake = () => {
        const taken = expected.test(this.#out);
        if (!taken && this.#err === '' && this.#child === child) return;
        clearTimeout(timer);
        resolve(taken);
      };
    });
    this.#wake = undefined;
    if (answered) return this.#out;
    this.close();
    return undefined;
  }

  #open(): ChildProcess {
    const [command, args] = nftCommand(this.#netns, ['-i']);
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: nftEnvironment() });
    this.#child = child;
    this.#lines = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child !== child) return;
      this.#out += text;
      this.#wake?.();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child !== child) return;
      this.#err += text;
      this.#wake?.();
    });
    const gone = () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#wake?.();
    };
    child.on('error', gone);
    child.on('close', gone);
    child.stdin.on('error', gone);
    // Belwacht may end while this waits for input: end of file on its input ends it too.
    child.unref();
    for (const pipe of child.stdio) (pipe as Socket | null)?.unref();
    return child;
  }

  /** Ends the process. A later `run` starts a new one. */
  close(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.stdin?.end();
    child?.kill();
  }
}
