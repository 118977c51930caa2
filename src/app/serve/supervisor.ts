import { randomUUID } from 'node:crypto';
import type { Event } from '../../core/event.ts';
import { type HotEvents, HotThread } from '../hot/hot-thread.ts';
import type { FromHot, HotStart } from '../hot/messages.ts';

export interface SupervisorPorts {
  /** All that a hot thread needs, as it is now. */
  start(instance: string): Promise<HotStart>;
  /** Stored events of the last timespan, in order of time, in portions. */
  recent(onEvents: (events: readonly Event[]) => void): Promise<number>;
  readonly events: Omit<HotEvents, 'died'>;
  readonly log: (line: string) => void;
}

const againMs = 1000;

/** Keeps a hot thread running: starts it, rebuilds its windows, and starts another when it dies. */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  #thread: HotThread | undefined;
  #stopped = false;
  ports: ReadonlyMap<string, number> = new Map();
  /** Sentence when something needs attention, '' otherwise. */
  trouble = '';

  constructor(ports: SupervisorPorts) {
    this.#ports = ports;
  }

  /** The thread of the moment. Throws before `start`. */
  get thread(): HotThread {
    if (!this.#thread) throw new Error('the hot path has not started');
    return this.#thread;
  }

  /** Resolves when the listeners are open. */
  async start(): Promise<Extract<FromHot, { type: 'started' }>> {
    const start = await this.#ports.start(randomUUID());
    const thread = new HotThread(start, { ...this.#ports.events, died: (reason) => this.#died(reason) });
    this.#thread = thread;
    await thread.ready();
    await this.#ports.recent((events) => thread.send({ type: 'rebuild', events }));
    const started = await thread.listen();
    this.ports = new Map(started.ports);
    this.trouble = started.troubles.join(' ');
    return started;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#thread?.stop();
  }

  #died(reason: string): void {
    if (this.#stopped) return;
    this.trouble = 'The hot path stopped and is being started again.';
    this.#ports.log(`the hot path stopped, starting it again: ${reason}`);
    setTimeout(() => {
      if (!this.#stopped) this.start().catch((error: Error) => this.#died(error.message));
    }, againMs);
  }
}
