import type { GeoCaller, GeoChange, GeoCuts } from '../../api/ports/geo-desk.ts';
import type { GeoCut } from '../../api/schema/geo.ts';
import type { GeoBook, GeoGroup, GeoPolicy, GeoPolicyForm, GeoScope } from '../../core/geo/geo-policy.ts';
import type { GeoCorrection } from '../../core/geo/records.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { Store } from '../../store/store.ts';
import { judgeOf } from './book-keeper.ts';
import type { CutSide } from './cut-finder.ts';
import type { DataDesk } from './data-desk.ts';
import { findCuts } from './find-cuts.ts';
import { bookAfter } from './previewed-book.ts';

export interface CutDeskParts {
  readonly store: Store;
  readonly keeper: { readonly book: GeoBook };
  readonly geo: GeoEnricher;
  readonly data: Pick<DataDesk, 'corrections' | 'generation'>;
  /** ms UTC. */
  readonly clock: () => number;
}

const everybody: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
const none: GeoCuts = { cuts: [], cutsTotal: 0, inForce: false };

/** Whom changes of policies, groups, corrections and country data cut off: every way in which somebody may come to be refused. */
export class CutDesk {
  readonly #parts: CutDeskParts;

  constructor(parts: CutDeskParts) {
    this.#parts = parts;
  }

  async of(change: GeoChange, caller: GeoCaller): Promise<GeoCuts> {
    switch (change.what) {
      case 'policy':
        return this.#policy(change.id, change.form, caller);
      case 'policy-gone':
        return this.#policy(change.id, undefined, caller);
      case 'group':
        return this.#group(change.group, caller);
      case 'correction':
        return this.#places(
          { corrections: [...(await this.#correctionsWithout(change.instead)), change.correction] },
          caller,
        );
      case 'correction-gone':
        return this.#places({ corrections: await this.#correctionsWithout(change.id) }, caller);
      case 'data-accept':
        return this.#data('held', caller);
      case 'data-revert':
        return this.#data('previous', caller);
    }
  }

  /** Between two books over the data as they are. */
  async between(
    scope: GeoScope,
    before: GeoBook,
    after: GeoBook,
    caller: GeoCaller,
  ): Promise<{ cuts: GeoCut[]; cutsTotal: number }> {
    const { geo } = this.#parts;
    return this.#find(scope, { book: before, geo }, { book: after, geo }, caller);
  }

  async #policy(id: string, form: GeoPolicyForm | undefined, caller: GeoCaller): Promise<GeoCuts> {
    const { book } = this.#parts.keeper;
    const was = book.policies.find((policy) => policy.id === id);
    if (was?.state !== 'enforced' && form?.state !== 'enforced') return none;
    const after = bookAfter(book, form, id);
    const scopes = [was?.scope, form?.scope].filter((scope) => scope !== undefined);
    return this.#inScopes(scopes, after, caller);
  }

  async #group(group: GeoGroup, caller: GeoCaller): Promise<GeoCuts> {
    const { book } = this.#parts.keeper;
    const users = book.policies.filter((policy) => policy.state === 'enforced' && names(policy, group.name, book));
    if (users.length === 0) return none;
    const groups = [...book.groups.filter(({ name }) => name !== group.name), group];
    return this.#inScopes(
      users.map(({ scope }) => scope),
      { ...book, groups },
      caller,
    );
  }

  async #data(which: 'held' | 'previous', caller: GeoCaller): Promise<GeoCuts> {
    const generation = this.#parts.data.generation(which);
    return generation ? this.#places({ generation }, caller) : none;
  }

  /** Addresses come to lie elsewhere. */
  async #places(change: Parameters<GeoEnricher['asIf']>[0], caller: GeoCaller): Promise<GeoCuts> {
    const { keeper, geo } = this.#parts;
    const { book } = keeper;
    if (book.policies.every(({ state }) => state !== 'enforced') && book.attacks.length === 0) return none;
    const after = geo.asIf(change);
    if (!after) return none;
    return { ...(await this.#find(everybody, { book, geo }, { book, geo: after }, caller)), inForce: true };
  }

  /** In each place a change is about: whoever is at a customer is asked about at the site or asset of a policy of its own. */
  async #inScopes(scopes: readonly GeoScope[], after: GeoBook, caller: GeoCaller): Promise<GeoCuts> {
    const { book } = this.#parts.keeper;
    const found = new Map<string, GeoCut>();
    let unlisted = 0;
    for (const scope of new Map(scopes.map((one) => [JSON.stringify(one), one])).values()) {
      const { cuts, cutsTotal } = await this.between(scope, book, after, caller);
      for (const cut of cuts) found.set(cut.key, cut);
      unlisted = Math.max(unlisted, cutsTotal - cuts.length);
    }
    return { cuts: [...found.values()], cutsTotal: found.size + unlisted, inForce: true };
  }

  async #find(scope: GeoScope, before: CutSide, after: CutSide, caller: GeoCaller) {
    const { store, clock } = this.#parts;
    // What cannot be followed, such as a policy whose group is gone, decides nothing.
    const followed = (side: CutSide): CutSide => ({ ...side, book: judgeOf(side.book).taken });
    return findCuts(caller, {
      ...{ before: followed(before), after: followed(after), scope, time: clock() },
      ...{ traffic: store.geo.traffic, tokens: await store.tokens.list() },
    });
  }

  async #correctionsWithout(id: string): Promise<readonly GeoCorrection[]> {
    const all = await this.#parts.store.geo.corrections.list();
    return all.filter((one) => one.id !== id).map(({ range, country, hosting }) => ({ range, country, hosting }));
  }
}

/** Whether a policy hangs on a group, by itself or through another one. */
function names(policy: GeoPolicy, name: string, { groups }: GeoBook): boolean {
  const wanted = new Set([name]);
  for (let size = 0; size !== wanted.size; ) {
    size = wanted.size;
    for (const group of groups)
      if (group.subjects.some((subject) => wanted.has(subject.toLowerCase()))) wanted.add(group.name);
  }
  return policy.rules.some(({ subjects }) => subjects.some((subject) => wanted.has(subject.toLowerCase())));
}
