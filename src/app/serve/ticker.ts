import type { LiveTick } from '../../api/schema/overview.ts';
import type { HotBatch } from '../../core/hot-batch.ts';
import type { LiveBus } from './live-bus.ts';

const minuteMs = 60_000;
const signIns = new Set(['sip-auth', 'sip-register', 'iax-auth']);

interface Second {
  readonly at: number;
  failed: number;
  succeeded: number;
  events: number;
}

/** Makes the live tick: what happened in the last minute, per customer, from the batches that go by. */
export class Ticker {
  readonly #byTenant = new Map<string, Second[]>();
  readonly #countries: (tenant: string) => Promise<LiveTick['countries']>;
  readonly #bus: LiveBus;
  #quiet = new Set<string>();

  constructor(bus: LiveBus, countries: (tenant: string) => Promise<LiveTick['countries']>) {
    this.#bus = bus;
    this.#countries = countries;
  }

  /** Takes the counts of a stored batch. */
  note({ rollups }: HotBatch, now: number): void {
    for (const { tenant, action, outcome, count } of rollups) {
      for (const key of ['', tenant]) {
        const second = this.#second(key, now);
        second.events += count;
        if (!signIns.has(action)) continue;
        if (outcome === 'failure') second.failed += count;
        else if (outcome === 'success') second.succeeded += count;
      }
    }
  }

  /** Called every second: publishes for every customer with movement while somebody watches. */
  async tick(now: number): Promise<void> {
    for (const [tenant, seconds] of this.#byTenant) {
      while (seconds.length && seconds[0].at < now - minuteMs) seconds.shift();
      if (!seconds.length) {
        this.#byTenant.delete(tenant);
        this.#quiet.add(tenant);
      }
    }
    if (!this.#bus.watched) return;
    for (const tenant of [...this.#byTenant.keys(), ...this.#quiet]) {
      const seconds = this.#byTenant.get(tenant) ?? [];
      const sum = (pick: (second: Second) => number) => seconds.reduce((total, second) => total + pick(second), 0);
      const recent = seconds.filter(({ at }) => at >= now - 5000);
      const tick: LiveTick = {
        at: new Date(now).toISOString(),
        failedPerMinute: sum(({ failed }) => failed),
        succeededPerMinute: sum(({ succeeded }) => succeeded),
        eventsPerSecond: Math.round(recent.reduce((total, { events }) => total + events, 0) / 5),
        countries: await this.#countries(tenant),
      };
      this.#bus.publish({ kind: 'tick', tenant, tick });
    }
    this.#quiet = new Set();
  }

  #second(tenant: string, now: number): Second {
    let seconds = this.#byTenant.get(tenant);
    if (!seconds) {
      seconds = [];
      this.#byTenant.set(tenant, seconds);
    }
    const at = now - (now % 1000);
    let last = seconds.at(-1);
    if (last?.at !== at) {
      last = { at, failed: 0, succeeded: 0, events: 0 };
      seconds.push(last);
    }
    return last;
  }
}
