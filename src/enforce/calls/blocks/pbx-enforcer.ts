import type { Clock } from '../../../core/clock.ts';
import type { Decision } from '../../../core/decision.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Enforcer, EnforcerReport } from '../../enforcer.ts';
import { Ledger } from '../../ledger.ts';
import type { BlockPlace } from './block-place.ts';
import { KeptPlace } from './kept-place.ts';

/**
 * Blocks in the PBXs that have a list of addresses of their own: each keeps out what concerns its customer, reported as
 * `<id>:<name>`. They are slow and may be away, so nothing waits for them: each is brought in line at every change and whenever
 * decisions are compared, every minute, in both directions.
 */
export class PbxEnforcer implements Enforcer {
  readonly id: string;
  readonly kind = 'pbx';
  readonly real = true;
  readonly confirms = 'later';
  readonly #clock: Clock;
  readonly #report: (reports: readonly EnforcerReport[]) => void;
  readonly #decisions = new Map<string, Decision>();
  readonly #places = new Map<string, KeptPlace>();
  /** Places that give up what they hold. */
  readonly #released = new Set<string>();

  constructor(id: string, clock: Clock, report: (reports: readonly EnforcerReport[]) => void) {
    this.id = id;
    this.#clock = clock;
    this.#report = report;
  }

  /** These PBXs and no others from now on. */
  serve(places: readonly BlockPlace[]): void {
    const wanted = new Map(places.map((place) => [place.id, place]));
    for (const [id, kept] of this.#places) {
      const place = wanted.get(id);
      if (place?.name === kept.place.name && place.tenant === kept.place.tenant) continue;
      this.#places.delete(id);
      this.#released.delete(id);
      this.#tell(kept, place?.tenant === kept.place.tenant ? kept.renamed() : kept.abandoned());
    }
    for (const place of places) {
      if (this.#places.has(place.id)) continue;
      const kept = new KeptPlace(place);
      this.#places.set(place.id, kept);
      void this.#align(kept);
    }
  }

  /** Takes back what a place holds and puts nothing there until `resume`; a sentence when something may be left there. */
  async release(id: string): Promise<string> {
    const kept = this.#places.get(id);
    if (!kept) return '';
    this.#released.add(id);
    await this.#align(kept);
    return kept.holds ? `${kept.place.name} may go on keeping addresses out: ${kept.trouble}` : '';
  }

  resume(id: string): void {
    const kept = this.#places.get(id);
    if (this.#released.delete(id) && kept) void this.#align(kept);
  }

  async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    const at = this.#clock();
    const [good, bad]: [Decision[], Decision[]] = [[], []];
    for (const decision of add) (Ledger.valueOf(decision) === undefined ? bad : good).push(decision);
    for (const { id } of lift) this.#decisions.delete(id);
    for (const decision of good) this.#decisions.set(decision.id, decision);
    for (const kept of this.#places.values())
      if ([...good, ...lift].some((decision) => kept.concerns(decision))) void this.#align(kept);
    return bad.map(({ id, value }) => {
      const error = `"${value}" is no address or range`;
      return { decision: id, enforcer: this.id, state: 'failed', at, error };
    });
  }

  async reconcile(inForce: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    this.#decisions.clear();
    for (const decision of inForce) this.#decisions.set(decision.id, decision);
    for (const kept of this.#places.values()) void this.#align(kept);
    return [];
  }

  idle({ tenant }: Pick<Decision, 'tenant'>): boolean {
    return this.concerned(tenant).length === 0;
  }

  /** PBXs that keep out what is blocked for a customer, and why one does not now ('' when it does). */
  concerned(tenant: string): readonly { readonly name: string; readonly trouble: string }[] {
    return [...this.#places.values()].flatMap((kept) =>
      kept.concerns({ tenant }) ? [{ name: kept.place.name, trouble: kept.trouble }] : [],
    );
  }

  health(tenant: string = providerTenant): { readonly ok: boolean; readonly detail: string } | undefined {
    const places = this.concerned(tenant);
    if (places.length === 0) return undefined;
    const troubles = places.flatMap(({ name, trouble }) => (trouble === '' ? [] : [`${name}: ${trouble}`]));
    return { ok: troubles.length === 0, detail: troubles.join(' ') };
  }

  async stop(): Promise<void> {
    // What is in force ends there by itself at its time; who steers PBXs has stopped before.
    this.#places.clear();
  }

  #align(kept: KeptPlace): Promise<void> {
    return kept.align(
      () => (this.#released.has(kept.place.id) ? [] : [...this.#decisions.values()]),
      (news) => {
        // One that went or has another name meanwhile has said its last.
        if (this.#places.get(kept.place.id) === kept) this.#tell(kept, news);
      },
      this.#clock,
    );
  }

  #tell({ place }: KeptPlace, news: readonly Pick<EnforcerReport, 'decision' | 'state' | 'error'>[]): void {
    if (news.length === 0) return;
    const at = this.#clock();
    this.#report(news.map((said) => ({ ...said, enforcer: `${this.id}:${place.name}`, at })));
  }
}
