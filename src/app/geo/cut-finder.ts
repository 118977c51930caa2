import { iso } from '../../api/present/instant.ts';
import type { GeoCut } from '../../api/schema/geo.ts';
import type { GeoBook, GeoRule, GeoServiceName } from '../../core/geo/geo-policy.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import { LanePhases, momentsOf, never } from './lane-phases.ts';

/** Somebody who works now. */
export interface AtWork {
  readonly kind: GeoCut['kind'];
  /** '' for the provider. */
  readonly tenant: string;
  /** Canonical address. */
  readonly address: string;
  readonly service: Exclude<GeoServiceName, 'calls-out'>;
}

type Places = Pick<GeoEnricher, 'find'>;

/** What holds, or would hold: policies, and where addresses are. */
export interface CutSide {
  readonly book: GeoBook;
  readonly geo: Places;
}

export interface CutFinderParts {
  readonly before: CutSide;
  readonly after: CutSide;
  /** Where in a customer the change is: people are asked about there. */
  readonly scope: { readonly tenant: string; readonly site: string; readonly asset: string };
  /** ms UTC. */
  readonly time: number;
}

/** What a change does to somebody, and from when on (ms UTC). */
export interface CutOutcome {
  readonly guarded: boolean;
  readonly from: number;
}

/** Most that an answer lists. */
export const mostCuts = 500;

/**
 * Who would be refused by a change and is not now: at once, or at a later moment that is known now, as when a shop closes or a
 * rule begins. Whoever is at a customer is asked about at the site or asset of the change: a warning too many harms nobody.
 */
export class CutFinder {
  readonly #parts: CutFinderParts;
  readonly #phases: LanePhases;
  /** That somebody works from here ends half a day after they stop: it saves a session for now only. */
  readonly #sessions: LanePhases;
  readonly #unguarded: LanePhases;
  readonly #found = new Map<string, GeoCut & { readonly at: number }>();

  constructor(parts: CutFinderParts) {
    this.#parts = parts;
    this.#phases = phasesOf(parts, () => true);
    this.#sessions = phasesOf(parts, (kind) => kind !== 'operator');
    this.#unguarded = phasesOf(parts, () => false);
  }

  /** Undefined when nothing changes for them; `guarded`: they would be refused, did a guard not let them pass. */
  of(one: AtWork): CutOutcome | undefined {
    const from = this.#newly(one, one.kind === 'session' ? this.#sessions : this.#phases);
    if (from !== undefined) return { guarded: false, from };
    const without = this.#newly(one, this.#unguarded);
    return without === undefined ? undefined : { guarded: true, from: without };
  }

  /** Notes somebody who would be cut off. `lastSeen` in ms, 0 when not known. */
  note(one: AtWork, name: string, lastSeen: number): void {
    const outcome = this.of(one);
    if (!outcome) return;
    const { kind, tenant, address, service } = one;
    const { country, asName } = this.#parts.after.geo.find(address);
    const key = [kind, tenant, name, address, service].join(':').slice(0, 200);
    this.#found.set(key, {
      ...{ key, kind, tenant, name, address, country, asName, service, verdict: 'refuse' },
      from: outcome.from > this.#parts.time ? iso(outcome.from) : null,
      ...{ lastSeen: lastSeen > 0 ? iso(lastSeen) : null, guarded: outcome.guarded, at: lastSeen },
    });
  }

  /** Those that no guard saves first, newest first. `more`: found that no guard saves, and not noted. */
  cuts(more = 0): { cuts: GeoCut[]; cutsTotal: number } {
    const sorted = [...this.#found.values()].sort((a, b) => Number(a.guarded) - Number(b.guarded) || b.at - a.at);
    return { cuts: sorted.slice(0, mostCuts).map(({ at: _at, ...cut }) => cut), cutsTotal: sorted.length + more };
  }

  /** First moment at which somebody is refused and would not have been; undefined for never. */
  #newly({ tenant, service, address: text }: AtWork, phases: LanePhases): number | undefined {
    const { scope, before, after } = this.#parts;
    const address = readAddress(text);
    if (!address) return undefined;
    const [was, is] = [before.geo.find(text), after.geo.find(text)];
    const own = tenant !== '' && tenant === scope.tenant;
    const context = { tenant, service, site: own ? scope.site : '', asset: own ? scope.asset : '' };
    return phases
      .of(context)
      .find(
        (phase) =>
          phase.after.verdictOf(is, address).verdict === 'refuse' &&
          phase.before.verdictOf(was, address).verdict !== 'refuse',
      )?.from;
  }
}

/**
 * Over the books with the guards of some kinds only. Exceptions that hold are taken to hold on: that they end, somebody said who
 * answers for it, and is told when they do.
 */
function phasesOf({ before, after, time }: CutFinderParts, keep: (kind: string) => boolean): LanePhases {
  const books = [before.book, after.book].map((book) => ({
    ...book,
    guards: book.guards.filter(({ kind }) => keep(kind)),
    policies: book.policies.map((policy) => ({ ...policy, rules: policy.rules.map((rule) => lasting(rule, time)) })),
  }));
  const [was, is] = books.map((book) => new GeoJudge(book));
  return new LanePhases(was!, is!, time, momentsOf(books, time));
}

function lasting(rule: GeoRule, time: number): GeoRule {
  const { exception, when } = rule;
  return exception && when && when.from <= time && when.until > time
    ? { ...rule, when: { ...when, until: never } }
    : rule;
}
