import type { GeoTrafficPort } from '../../api/ports/geo.ts';

/** Between two hours of events, so that counting the past takes nothing from the present. */
const pauseMs = 250;
const againMs = 60_000;

/** Counts the events from before traffic was counted, an hour of them at a time, until all are. */
export class TrafficFill {
  readonly #traffic: Pick<GeoTrafficPort, 'fill'>;
  readonly #log: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(traffic: Pick<GeoTrafficPort, 'fill'>, log: (line: string) => void) {
    this.#traffic = traffic;
    this.#log = log;
  }

  start(): void {
    this.#later(pauseMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #later(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#working = this.#step();
    }, ms).unref();
  }

  async #step(): Promise<void> {
    try {
      if ((await this.#traffic.fill()) > 0) this.#later(pauseMs);
    } catch (error) {
      this.#log(`counting earlier events waits: ${(error as Error).message}`);
      this.#later(againMs);
    }
  }
}
