import type { HeartbeatWire } from '../../../api/schema/on-call.ts';
import { clean } from '../../../notify/clean.ts';

export interface HeartbeatOptions {
  readonly url: string;
  /** Asked instead while a part is sick; '' stays away then. */
  readonly sickUrl: string;
  readonly everyMs: number;
  readonly alarmAfterMs: number;
  /** Resolves with the status of the answer. */
  readonly ask: (url: string) => Promise<number>;
  /** What is wrong now, one sentence each. */
  readonly troubles: () => readonly string[];
  /** '' ends it. */
  readonly alarm: (detail: string) => void;
  readonly clock: () => number;
}

const firstMs = 10_000;

/**
 * Sign of life to a watcher outside, who raises the alarm when it stays away: what is dead tells nobody. While a part is sick the
 * watcher is told so, or nothing comes when it has no address for that.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | undefined;
  #first: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #lastOkAt = 0;
  #lastError = '';
  #lastErrorAt = 0;
  /** Since when the watcher has not been reached; 0 while it is. */
  #lostAt = 0;
  #alarm = '';

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.url === '' || this.#timer) return;
    // Not at once: whether all works is known only when all has been started.
    const first = Math.min(firstMs, this.#options.everyMs);
    this.#first = setTimeout(() => void this.beat(), first);
    this.#timer = setInterval(() => void this.beat(), this.#options.everyMs);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#first);
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#beating;
  }

  state(): HeartbeatWire {
    const { url, everyMs } = this.#options;
    const at = (time: number) => (time === 0 ? null : new Date(time).toISOString());
    return {
      ...{ set: url !== '', to: url === '' ? '' : new URL(url).hostname, everySeconds: everyMs / 1000 },
      ...{ lastOkAt: at(this.#lastOkAt), lastError: this.#lastError, lastErrorAt: at(this.#lastErrorAt) },
    };
  }

  /** One beat; never rejects. One that is asked for while another is under way is that one. */
  beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #beat(): Promise<void> {
    const { url, sickUrl, troubles, ask, clock } = this.#options;
    // Our own alarm, that the watcher cannot be reached, must not keep the sign of life away from it.
    const sick = troubles().filter((text) => text !== this.#alarm);
    if (sick.length > 0 && sickUrl === '') {
      this.#note(`a part is sick, so no sign of life goes out: ${sick[0]}`);
      return;
    }
    try {
      const status = await ask(sick.length > 0 ? sickUrl : url);
      if (status < 200 || status > 299) throw new Error(`answered ${status}`);
      this.#lostAt = 0;
      this.#tell('');
      if (sick.length > 0) this.#note(`told as sick: ${sick[0]}`);
      else this.#lastOkAt = clock();
    } catch (error) {
      this.#note((error as Error).message);
      this.#lost();
    }
  }

  #note(text: string): void {
    this.#lastError = clean(text, 300);
    this.#lastErrorAt = this.#options.clock();
  }

  #lost(): void {
    const now = this.#options.clock();
    this.#lostAt ||= now;
    if (now - this.#lostAt < this.#options.alarmAfterMs) return;
    const since = new Date(this.#lostAt).toISOString().slice(0, 16).replace('T', ' ');
    this.#tell(
      `The watcher outside has not been reached since ${since} UTC (${this.#lastError}); it may raise the alarm.`,
    );
  }

  #tell(detail: string): void {
    if (detail === this.#alarm) return;
    this.#alarm = detail;
    this.#options.alarm(detail);
  }
}
