import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoReviewFacts, GeoReviewRecord, NewGeoSuggestion } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { reviewBook } from '../../decide/geo/review-book.ts';
import { someNames } from '../../decide/geo/review-words.ts';
import type { GeoDataFact, GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { Store } from '../../store/store.ts';
import { previewOf } from './preview.ts';
import { bookLookingBack } from './previewed-book.ts';
import { reviewFindings } from './review-findings.ts';

export interface ReviewsParts {
  readonly store: Store;
  readonly book: () => GeoBook;
  readonly geo: GeoEnricher;
  /** What the kernel does otherwise than the policy says, '' for nothing. */
  readonly drift: () => Promise<string>;
  readonly alarm: (name: string, detail: string) => void;
  readonly changed: () => void;
  readonly log: (line: string) => void;
  readonly clock: () => number;
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** What was rejected is not suggested again for so long. */
const rejectedDays = 90;
/** Who answers for it has so long. */
const daysToAnswer = 14;
const evidenceDays = 30;

/** The monthly question whether it is still right, asked on its day, and policies in watch proposed on theirs. */
export class Reviews {
  readonly #parts: ReviewsParts;
  #timer: NodeJS.Timeout | undefined;
  #making: Promise<string> | undefined;

  constructor(parts: ReviewsParts) {
    this.#parts = parts;
  }

  start(): void {
    const look = () =>
      void this.look().catch((error: Error) => this.#parts.log(`the review of policies waits: ${error.message}`));
    this.#timer = setInterval(look, hourMs);
    look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Makes a review when its day has come, and says which are overdue. */
  async look(): Promise<void> {
    const { store, book, clock, alarm } = this.#parts;
    const now = clock();
    const [{ reviewDay }, all] = await Promise.all([store.geo.settings.get(), store.geo.reviews.list()]);
    const policies = book().policies.filter(({ state }) => state !== 'off');
    const today = new Date(now);
    const due = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), reviewDay);
    const monthly = policies.length > 0 && now >= due && !all.some(({ at }) => at >= due);
    const proposed = policies.some(
      ({ id, state, proposeOn }) => state === 'watch' && hasCome(proposeOn, now) && !wasProposed(id, proposeOn, all),
    );
    if (monthly || proposed) await this.make();
    const overdue = all.filter(({ state, dueOn }) => state === 'open' && hasCome(dueOn, now - dayMs));
    alarm(
      'geo-review',
      overdue
        .map(({ dueOn, owner }) => `The review of policies by country was due on ${dueOn}${owner && ` (${owner})`}.`)
        .join(' '),
    );
  }

  /** Makes a review now and gives its id; who asks while one is made gets that one. */
  make(): Promise<string> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #make(): Promise<string> {
    const { store, book, geo, drift, clock, changed } = this.#parts;
    const now = clock();
    const taken = book();
    const [{ reviewOwner }, found, differs, decided] = await Promise.all([
      store.geo.settings.get(),
      reviewFindings({ book: taken, traffic: store.geo.traffic, geo, now }),
      drift(),
      store.geo.reviews.decided(now - rejectedDays * dayMs),
    ]);
    const { counts, refused, packets, ...measured } = found;
    const { ageDays, stale } = geo.info(now);
    const facts = { ...measured, ageDays, ...coverageOf(geo.facts(now)) };
    const { suggestions, attackShares } = reviewBook({
      ...{ book: taken, time: now, counts, refused, packets, facts, stale, drift: differs },
    });
    const rejected = new Set(decided.filter(({ decision }) => decision === 'rejected').map(keyOf));
    const made: NewGeoSuggestion[] = [];
    for (const { kind, sentence, about, tenant, evidence } of suggestions) {
      const of = { kind, about, tenant: tenant || providerTenant };
      if (rejected.has(keyOf(of))) continue;
      const more = kind === 'enforce-policy' ? await this.#evidence(about, taken, now) : [];
      made.push({ ...of, sentence, evidence: [...evidence, ...more] });
    }
    const dueOn = new Date(now + daysToAnswer * dayMs).toISOString().slice(0, 10);
    const { id } = await store.geo.reviews.insert({
      ...{ at: now, owner: reviewOwner, dueOn, attackShares: attackShares.slice(0, 50), facts, suggestions: made },
    });
    changed();
    return id;
  }

  /** What a policy in watch would have done. */
  async #evidence(id: string, book: GeoBook, now: number): Promise<readonly Text[]> {
    const policy = book.policies.find((one) => one.id === id);
    if (!policy) return [];
    const { store, geo } = this.#parts;
    const before = { ...book, attacks: [], known: [] };
    const after = bookLookingBack(before, policy, id);
    const { hits, brokenTotal, brokenSites, stoppedTotal, alertsTotal } = await previewOf(evidenceDays, {
      ...{ before, after, scope: policy.scope, traffic: store.geo.traffic, geo, now },
    });
    const { good, failed, attack } = hits.refuse;
    const sites = someNames(brokenSites.map(({ name }) => name));
    const at = brokenSites.length === 0 ? { en: '', nl: '' } : { en: ` (at ${sites.en})`, nl: ` (bij ${sites.nl})` };
    return [
      {
        en: `In the last ${evidenceDays} days it would have refused ${failed + attack} attempts that failed, ${attack} of them of attackers, and ${good} that succeeded.`,
        nl: `In de afgelopen ${evidenceDays} dagen zou het ${failed + attack} mislukte pogingen hebben geweigerd, waarvan ${attack} van aanvallers, en ${good} geslaagde.`,
      },
      {
        en: `${brokenTotal} accounts that work would be cut off${at.en}; ${stoppedTotal} of ${alertsTotal} alerts would have been stopped at the door.`,
        nl: `${brokenTotal} werkende accounts zouden worden afgesneden${at.nl}; ${stoppedTotal} van ${alertsTotal} meldingen zouden bij de deur zijn gestuit.`,
      },
    ];
  }
}

/** Of the country data: files of the user lie over the others, so at least what the better of the two knows. */
function coverageOf(parts: readonly GeoDataFact[]): Pick<GeoReviewFacts, 'coverage4' | 'coverage6'> {
  const countries = parts.filter(({ name }) => name === 'country' || name === 'own-country');
  const best = (of: (part: GeoDataFact) => number) => Math.max(0, ...countries.map(of));
  return { coverage4: best(({ coverage4 }) => coverage4), coverage6: best(({ coverage6 }) => coverage6) };
}

function keyOf({ kind, about, tenant }: Pick<NewGeoSuggestion, 'kind' | 'about' | 'tenant'>): string {
  return `${kind}\n${about}\n${tenant}`;
}

function hasCome(date: string, now: number): boolean {
  return date !== '' && Date.parse(date) <= now;
}

function wasProposed(policy: string, on: string, reviews: readonly GeoReviewRecord[]): boolean {
  return reviews.some(
    ({ at, suggestions }) =>
      at >= Date.parse(on) && suggestions.some(({ kind, about }) => kind === 'enforce-policy' && about === policy),
  );
}
