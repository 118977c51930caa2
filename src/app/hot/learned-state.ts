import type { SiteRecord } from '../../decide/customer-sites.ts';
import type { Decider } from '../../decide/decider.ts';
import type { LoginHistory } from '../../enrich/enrichers/new-country/new-country.ts';
import type { Enrichers } from '../../enrich/enrichers.ts';
import type { Pace, SilenceWatch } from '../../ingest/silence.ts';

export type StateEntry = readonly [key: string, value: unknown];

/** Paces move with every record; they are written at most this often, ms. */
const paceEveryMs = 60_000;

/** What the hot thread learned and must not forget: customer sites, countries of administrators, the pace of sources. */
export class LearnedState {
  readonly #decider: Decider;
  readonly #enrichers: Enrichers;
  readonly #silence: SilenceWatch;
  #pacesWritten = 0;

  constructor(decider: Decider, enrichers: Enrichers, silence: SilenceWatch) {
    this.#decider = decider;
    this.#enrichers = enrichers;
    this.#silence = silence;
  }

  /** Takes back what earlier runs learned. */
  load(entries: readonly StateEntry[], now: number): void {
    const of = <T>(prefix: string) => entries.filter(([key]) => key.startsWith(prefix)).map(([, value]) => value as T);
    this.#decider.loadSites(of<SiteRecord>('site:'));
    this.#enrichers.newCountry.load(of<LoginHistory>('login:'));
    this.#silence.restore(of<Pace>('pace:'), now);
  }

  /** What changed since the last call, to be stored with the next batch. */
  changed(now: number): readonly StateEntry[] {
    const entries: StateEntry[] = [];
    for (const site of this.#decider.changedSites()) entries.push([`site:${site.key}`, site]);
    for (const login of this.#enrichers.newCountry.takeChanged()) {
      entries.push([`login:${login.tenant}\u001f${login.asset}\u001f${login.service}`, login]);
    }
    if (now - this.#pacesWritten >= paceEveryMs) {
      this.#pacesWritten = now;
      for (const pace of this.#silence.paces()) entries.push([`pace:${pace.source}`, pace]);
    }
    return entries;
  }
}
