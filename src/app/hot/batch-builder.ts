import type { Alert } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import type { Event } from '../../core/event.ts';
import type { CursorChange, HotBatch, RollupDelta, SiteChange } from '../../core/hot-batch.ts';
import type { Source } from '../../core/source.ts';
import type { Tally } from '../../core/tally.ts';
import { TrafficTally } from './traffic-tally.ts';

/** Rows waiting to be stored; beyond it rows of sources that cannot wait are only counted. */
export const maxRowsWaiting = 50_000;
const minuteMs = 60_000;

/** Places in the table of the rollups counted last. */
const places = 64;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects what the hot path made until the next batch leaves. */
export class BatchBuilder {
  readonly #instance: string;
  #seq = 0;
  #events: Event[] = [];
  #rollups = new Map<string, Writable<RollupDelta>>();
  /** Those counted last, found without making a key. */
  readonly #latest: (Writable<RollupDelta> | undefined)[] = new Array<undefined>(places).fill(undefined);
  #alerts = new Map<string, Alert>();
  #decisions: Decision[] = [];
  #discovered: Source[] = [];
  #cursors = new Map<string, CursorChange>();
  #sites = new Map<string, Writable<SiteChange>>();
  readonly #traffic = new TrafficTally();

  /** `instance` names this run; see HotBatch. */
  constructor(instance: string) {
    this.#instance = instance;
  }

  /** Rows waiting. */
  get rows(): number {
    return this.#events.length;
  }

  /** Counts an event, and keeps its row when `keep`; `must` rows (acknowledged batches, files) are never shed. Returns false when shed. */
  event(event: Event, keep: boolean, must: boolean): boolean {
    const shed = keep && !must && this.#events.length >= maxRowsWaiting;
    if (keep && !shed) this.#events.push(event);
    const delta = this.#rollup(event);
    delta.count++;
    if (shed) delta.shed++;
    this.#traffic.count(event);
    if (event.outcome === 'success' && event.sourceIp && provesAccount(event)) {
      this.#site(event);
    }
    return !shed;
  }

  #rollup({ time, tenant, source, asset, action, outcome, country }: Event): Writable<RollupDelta> {
    const minute = time - (time % minuteMs);
    const place =
      (minute / minuteMs + action.length + 5 * outcome.length + 11 * (country.charCodeAt(1) | 0)) & (places - 1);
    const latest = this.#latest[place];
    if (
      latest !== undefined &&
      latest.minute === minute &&
      latest.action === action &&
      latest.outcome === outcome &&
      latest.country === country &&
      latest.source === source &&
      latest.asset === asset &&
      latest.tenant === tenant
    )
      return latest;
    const key = `${source}|${action}|${outcome}|${country}|${minute}|${tenant}|${asset}`;
    const delta = this.#rollups.get(key) ?? {
      tenant,
      source,
      asset,
      action,
      outcome,
      country,
      minute,
      count: 0,
      shed: 0,
    };
    this.#rollups.set(key, delta);
    this.#latest[place] = delta;
    return delta;
  }

  /** An alert as it is now; the newest state wins. */
  alert(alert: Alert): void {
    this.#alerts.set(alert.id, alert);
  }

  decision(decision: Decision): void {
    this.#decisions.push(decision);
  }

  discovered(source: Source): void {
    this.#discovered.push(source);
  }

  cursor(cursor: CursorChange): void {
    this.#cursors.set(cursor.listener, cursor);
  }

  /** What was collected since the last call together with `tallies`, or undefined when there is nothing. */
  take(
    tallies: readonly (readonly [string, Tally])[],
    state: readonly (readonly [string, unknown])[] = [],
  ): HotBatch | undefined {
    const something =
      this.#events.length ||
      this.#rollups.size ||
      this.#alerts.size ||
      this.#decisions.length ||
      this.#discovered.length ||
      this.#cursors.size ||
      tallies.length;
    if (!something) return undefined;
    const batch: HotBatch = {
      instance: this.#instance,
      seq: ++this.#seq,
      events: this.#events,
      rollups: [...this.#rollups.values()],
      alerts: [...this.#alerts.values()],
      decisions: this.#decisions,
      discovered: this.#discovered,
      tallies,
      cursors: [...this.#cursors.values()],
      sites: [...this.#sites.values()],
      traffic: this.#traffic.take(),
      state,
    };
    this.#events = [];
    this.#rollups = new Map();
    this.#latest.fill(undefined);
    this.#alerts = new Map();
    this.#decisions = [];
    this.#discovered = [];
    this.#cursors = new Map();
    this.#sites = new Map();
    return batch;
  }

  #site(event: Event): void {
    const key = `${event.tenant}\u001f${event.sourceIp}\u001f${event.userName}`;
    const site = this.#sites.get(key);
    if (site) {
      site.successes++;
      site.lastSuccess = Math.max(site.lastSuccess, event.time);
      return;
    }
    const { tenant, sourceIp, userName, country, time } = event;
    this.#sites.set(key, {
      tenant,
      address: sourceIp,
      userName,
      country,
      lastSuccess: time,
      successes: 1,
      proven: true,
    });
  }
}

/** Credentials were accepted: the account lives at that address. */
function provesAccount({ action, reason }: Event): boolean {
  if (reason === 'no-credentials') return false;
  return action === 'sip-auth' || action === 'sip-register' || action === 'iax-auth' || action === 'sip-call';
}
