import type { Event } from '../../core/event.ts';
import type { GeoService } from '../../core/geo/geo-policy.ts';
import { recentKeptMs, recentSlot, recentSlotMs } from '../../core/geo/recent.ts';
import type { TrafficDelta, TrafficOutcome } from '../../core/geo/records.ts';
import { deniedAtDoor, trafficService } from '../../core/geo/traffic-service.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Times further ahead are those of a wrong clock: they would outlive all others. */
const aheadMs = 2 * dayMs;

/** Most rows of one batch, and new ones of a day, apart for successes and the rest. What is beyond counts by country. */
export interface TrafficLimits {
  readonly good: { readonly batch: number; readonly day: number };
  readonly rest: { readonly batch: number; readonly day: number };
}

const usualLimits: TrafficLimits = { good: { batch: 20_000, day: 300_000 }, rest: { batch: 5000, day: 200_000 } };

/** An address with more accounts than this is looked up by all of them together. */
const chainLength = 12;

type Row = { -readonly [K in keyof TrafficDelta]: TrafficDelta[K] };

const outcomes: Readonly<Record<Event['outcome'], TrafficOutcome>> = {
  success: 'good',
  failure: 'failed',
  unknown: 'other',
};

/**
 * Counts who came from where and how it went, for previews and maps. It runs for every event, so the way of an address that was
 * there before makes no text. Senders choose their addresses over UDP: a flood of spoofed ones ends in one row a country.
 */
export class TrafficTally {
  readonly #limits: TrafficLimits;
  readonly #clock: () => number;
  #rows: Row[] = [];
  #good = 0;
  /** Place of the newest row of an address; those before it by `#next`, -1 ends. Numbers, since objects would have to be collected. */
  readonly #byAddress = new Map<string, number>();
  readonly #next: Int32Array;
  readonly #length: Int32Array;
  readonly #crowded = new Map<string, Row>();
  readonly #overflow = new Map<string, Row>();
  #lastBeyond: Row | undefined;
  /** Hashes of the rows of today; one that is like another's costs nothing but a row too many. */
  readonly #today = new Set<number>();
  #goodToday = 0;
  #wallDay = 0;
  #latest = Number.POSITIVE_INFINITY;
  #hour = 0;
  #slot = 0;
  /** What is older is not told apart by minutes. */
  #recentFrom = 0;

  constructor(clock: () => number = Date.now, limits: TrafficLimits = usualLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#next = new Int32Array(limits.good.batch + limits.rest.batch);
    this.#length = new Int32Array(this.#next.length);
    this.#turn();
  }

  count(event: Event): void {
    const service = trafficService(event);
    if (service === undefined || event.sourceIp === '') return;
    // Told once more of an attempt that was counted.
    if (event.uncounted && event.outcome !== 'success') return;
    const { time, tenant, asset, sourceIp, country } = event;
    if (!(time >= this.#hour && time < this.#hour + hourMs)) {
      if (!(time >= 0 && time < this.#latest)) return;
      this.#hour = time - (time % hourMs);
    }
    const hour = this.#hour;
    if (!(time >= this.#slot && time < this.#slot + recentSlotMs)) this.#slot = recentSlot(time);
    const slot = time >= this.#recentFrom ? this.#slot : 0;
    const outcome = outcomes[event.outcome];
    const account = outcome === 'good' ? event.userName : '';
    let row: Row | undefined;
    const head = this.#byAddress.get(sourceIp) ?? -1;
    for (let place = head; place >= 0; place = this.#next[place]) {
      const seen = this.#rows[place];
      if (
        seen.service === service &&
        seen.outcome === outcome &&
        seen.slot === slot &&
        seen.hour === hour &&
        seen.account === account &&
        seen.tenant === tenant &&
        seen.asset === asset &&
        seen.country === country
      ) {
        row = seen;
        break;
      }
    }
    if (row === undefined) {
      let crowdKey = '';
      const length = head < 0 ? 0 : this.#length[head];
      if (length >= chainLength) {
        crowdKey = `${hour}|${slot}|${service}|${outcome}|${country}|${sourceIp}|${tenant}|${asset}|${account}`;
        row = this.#crowded.get(crowdKey);
      }
      if (row === undefined) {
        if (this.#hasRoom(event, outcome, account)) {
          row = rowOf(event, hour, slot, service, outcome, sourceIp, account);
          const place = this.#rows.push(row) - 1;
          if (outcome === 'good') this.#good++;
          if (crowdKey !== '') this.#crowded.set(crowdKey, row);
          else {
            this.#next[place] = head;
            this.#length[place] = length + 1;
            this.#byAddress.set(sourceIp, place);
          }
        } else {
          row = this.#beyond(event, hour, slot, service, outcome);
        }
      }
    }
    row.count++;
    if (deniedAtDoor(event)) row.denied++;
    if (time > row.lastSeen) row.lastSeen = time;
  }

  /** The row of all that have none of their own. */
  #beyond(event: Event, hour: number, slot: number, service: GeoService, outcome: TrafficOutcome): Row {
    const { country, tenant, asset } = event;
    const last = this.#lastBeyond;
    if (
      last !== undefined &&
      last.country === country &&
      last.tenant === tenant &&
      last.asset === asset &&
      last.service === service &&
      last.outcome === outcome &&
      last.slot === slot &&
      last.hour === hour
    )
      return last;
    const key = `${hour}|${slot}|${service}|${outcome}|${country}|${tenant}|${asset}`;
    let row = this.#overflow.get(key);
    if (row === undefined) {
      row = rowOf(event, hour, slot, service, outcome, '', '');
      this.#overflow.set(key, row);
    }
    this.#lastBeyond = row;
    return row;
  }

  /** What was counted since the last call. */
  take(): readonly TrafficDelta[] {
    const rows = this.#rows;
    rows.push(...this.#overflow.values());
    this.#rows = [];
    this.#good = 0;
    this.#byAddress.clear();
    this.#crowded.clear();
    this.#overflow.clear();
    this.#lastBeyond = undefined;
    this.#turn();
    return rows;
  }

  /** A new day by the clock on the wall has new room: event times may be anything. */
  #turn(): void {
    const now = this.#clock();
    this.#latest = now + aheadMs;
    this.#recentFrom = now - recentKeptMs;
    const wallDay = Math.floor(now / dayMs);
    if (wallDay === this.#wallDay) return;
    this.#wallDay = wallDay;
    this.#today.clear();
    this.#goodToday = 0;
  }

  #hasRoom({ sourceIp, tenant, action }: Event, outcome: TrafficOutcome, account: string): boolean {
    const good = outcome === 'good';
    const limit = good ? this.#limits.good : this.#limits.rest;
    if ((good ? this.#good : this.#rows.length - this.#good) >= limit.batch) return false;
    const hash = hashOf(account, hashOf(tenant, hashOf(sourceIp, hashOf(action, outcome.length))));
    if (this.#today.has(hash)) return true;
    if ((good ? this.#goodToday : this.#today.size - this.#goodToday) >= limit.day) return false;
    this.#today.add(hash);
    if (good) this.#goodToday++;
    return true;
  }
}

/** Written out: it runs for every address of a flood. */
function rowOf(
  event: Event,
  hour: number,
  slot: number,
  service: GeoService,
  outcome: TrafficOutcome,
  address: string,
  account: string,
): Row {
  return {
    hour,
    slot,
    tenant: event.tenant,
    asset: event.asset,
    service,
    address,
    country: event.country,
    account,
    outcome,
    asNumber: address === '' ? 0 : event.asNumber,
    hosting: address !== '' && event.hosting,
    count: 0,
    denied: 0,
    lastSeen: 0,
  };
}

/** FNV-1a, 30 bits of it: a small integer. */
function hashOf(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash & 0x3fffffff;
}
