import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { NftError, nftCommand, nftEnvironment } from '../../enforcers/nftables/nft.ts';

interface Question {
  readonly text: string;
  readonly answered: (answer: string) => void;
  readonly failed: (error: NftError) => void;
  answer: string;
}

const patienceMs = 20_000;

/**
 * Questions to the kernel through a long-lived `nft -j -i`: many times faster than a process for each. A question without an
 * answer (an element that is not there) gives ''. After each stands one that always has an answer, to tell them apart.
 */
export class NftAsk {
  readonly #netns: string;
  #child: ChildProcess | undefined;
  #waiting: Question[] = [];
  #rest = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(netns: string) {
    this.#netns = netns;
  }

  /** Asks one question (one line, without a newline); resolves with what nft printed. Rejects with a retryable NftError when nft is gone. */
  ask(text: string): Promise<string> {
    return new Promise((answered, failed) => {
      const child = this.#child ?? this.#open();
      this.#waiting.push({ text, answered, failed, answer: '' });
      this.#watch();
      child.stdin?.write(`${text}\nlist tables\n`);
    });
  }

  /** Ends the process; what waits is refused. A later question starts a new one. */
  close(why = 'the conversation with nft was ended'): void {
    const child = this.#child;
    this.#child = undefined;
    this.#rest = '';
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = [];
    child?.stdin?.end();
    child?.kill();
    for (const { failed } of waiting) failed(new NftError(why, true));
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.close('nft did not answer'), patienceMs);
  }

  #open(): ChildProcess {
    const [command, args] = nftCommand(this.#netns, ['-j', '-i']);
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: nftEnvironment() });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child === child) this.#read(text);
    });
    // A question about something that is not there is answered here; nobody needs the words.
    child.stderr.resume();
    const gone = (error?: unknown) => {
      if (this.#child === child) this.close(error instanceof Error ? `nft: ${error.message}` : 'nft ended');
    };
    child.on('error', gone);
    child.on('close', () => gone());
    child.stdin.on('error', gone);
    // It waits for input: it ends with us, and must not keep us.
    child.unref();
    for (const pipe of child.stdio) (pipe as Socket | null)?.unref();
    return child;
  }

  #read(text: string): void {
    this.#rest += text;
    let end = this.#rest.indexOf('\n');
    if (end < 0) return;
    let from = 0;
    while (end >= 0) {
      this.#line(this.#rest.slice(from, end));
      from = end + 1;
      end = this.#rest.indexOf('\n', from);
    }
    this.#rest = this.#rest.slice(from);
    this.#watch();
  }

  #line(line: string): void {
    const question = this.#waiting[0];
    if (!question) return;
    if (isListOfTables(line)) {
      this.#waiting.shift();
      question.answered(question.answer);
    } else question.answer += `${line}\n`;
  }
}

function isListOfTables(line: string): boolean {
  if (!line.startsWith('{"nftables": [{"metainfo"') || line.length > 20_000) return false;
  const { nftables } = JSON.parse(line) as { nftables: readonly object[] };
  return nftables.every((each) => 'metainfo' in each || 'table' in each);
}
