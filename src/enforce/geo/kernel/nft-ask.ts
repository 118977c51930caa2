import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { linesPerSession, NftError, nftCommand, nftEnvironment } from '../../enforcers/nftables/nft.ts';

export interface Answer {
  /** What nft printed, and what it complained of: '' when the kernel would take it. */
  readonly out: string;
  readonly complaint: string;
}

interface Question {
  readonly text: string;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: NftError) => void;
}

const patienceMs = 20_000;

/** Answered by nft itself, at once and in every state of the ruleset: what follows a question shows that it was dealt with. */
const fullStop = 'describe classid';
const fullStopAnswer = 'datatype classid ';

/** What a conversation with nft is for: to list sets and maps, or to hear whether the kernel would take a statement. */
type Purpose = 'list' | 'check';

/** A list of one set or map and nothing beside it: a conversation for lists could change the kernel. */
const listing = /^list (set|map) inet [\w-]+ [\w-]+$/;

/**
 * Questions to the kernel through a long-lived `nft -j -i`, many times faster than a process for each. For lists: below a
 * millisecond each. For checks (`-c`): a statement says whether the kernel would take it, and changes nothing. That is the one way
 * in which nft 1.0.6 tells whether an element is there without reading all of them (`get element` and `list table` read every
 * set there is); each line of it costs the kernel the undoing of an empty transaction, some 8 ms, lists among them.
 */
export class NftAsk {
  readonly #netns: string;
  readonly #purpose: Purpose;
  readonly #linesAtMost: number;
  #lines = 0;
  #child: ChildProcess | undefined;
  #waiting: Question[] = [];
  #out = '';
  #complaint = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(netns: string, purpose: Purpose, linesAtMost = linesPerSession) {
    this.#netns = netns;
    this.#purpose = purpose;
    this.#linesAtMost = linesAtMost;
  }

  /**
   * Asks one question (one line, without a newline). Rejects with a retryable NftError when nft is gone. Throws a RangeError for
   * what is no list where lists are asked.
   */
  ask(text: string): Promise<Answer> {
    if (this.#purpose === 'list' && !listing.test(text)) throw new RangeError(`${JSON.stringify(text)} is no list`);
    return new Promise((answered, failed) => {
      this.#waiting.push({ text, answered, failed });
      if (this.#waiting.length === 1) this.#put();
    });
  }

  /** Ends the process; what waits is refused. A later question starts a new one. */
  close(why = 'the conversation with nft was ended'): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#end();
    for (const { failed } of waiting) failed(new NftError(why, true));
  }

  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.stdin?.end();
    child?.kill();
  }

  /** Puts the first question that waits. One at a time: complaints come another way and must find theirs. */
  #put(): void {
    const question = this.#waiting[0];
    if (!question) return;
    this.#out = '';
    this.#complaint = '';
    if (this.#lines >= this.#linesAtMost) this.#end();
    const child = this.#child ?? this.#open();
    this.#lines += 2;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close('nft did not answer'), patienceMs);
    child.stdin?.write(`${question.text}\n${fullStop}\n`);
  }

  #open(): ChildProcess {
    const [command, args] = nftCommand(this.#netns, [...(this.#purpose === 'check' ? ['-c'] : []), '-j', '-i']);
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: nftEnvironment() });
    this.#child = child;
    this.#lines = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child !== child) return;
      this.#out += text;
      const stop = this.#out.lastIndexOf(fullStopAnswer);
      if (stop < 0 || !this.#out.endsWith('\n') || (stop > 0 && this.#out[stop - 1] !== '\n')) return;
      // A complaint was written before this: it is here by the end of this round of the event loop.
      const out = this.#out.slice(0, stop);
      setImmediate(() => setImmediate(() => this.#answer(child, out)));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child === child) this.#complaint += text;
    });
    const gone = (error?: unknown) => {
      if (this.#child === child)
        this.close(error instanceof Error ? `nft: ${error.message}` : explainEnd(this.#complaint));
    };
    child.on('error', gone);
    child.on('close', () => gone());
    child.stdin.on('error', () => {});
    // It waits for input: it ends with us, and must not keep us.
    child.unref();
    for (const pipe of child.stdio) (pipe as Socket | null)?.unref();
    return child;
  }

  #answer(child: ChildProcess, out: string): void {
    if (this.#child !== child) return;
    clearTimeout(this.#timer);
    const question = this.#waiting.shift();
    question?.answered({ out, complaint: this.#complaint });
    this.#put();
  }
}

function explainEnd(complaint: string): string {
  return complaint === '' ? 'nft ended' : complaint.trim().split('\n')[0];
}
