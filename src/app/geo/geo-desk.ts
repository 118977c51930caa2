import type { GeoAttackPort } from '../../api/ports/geo.ts';
import type {
  GeoCaller,
  GeoChange,
  GeoCuts,
  GeoDeskPort,
  GeoFileContent,
  GeoNews,
  GeoQuestion,
} from '../../api/ports/geo-desk.ts';
import type {
  GeoAttackPreview,
  GeoCatalogue,
  GeoCheck,
  GeoMap,
  GeoPreview,
  GeoReach,
  GeoStanding,
} from '../../api/schema/geo.ts';
import type {
  GeoAttack,
  GeoBook,
  GeoGroup,
  GeoPolicy,
  GeoPolicyForm,
  GeoServiceName,
} from '../../core/geo/geo-policy.ts';
import { groupFaults } from '../../core/geo/group-members.ts';
import type { GeoReviewRecord } from '../../core/geo/records.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import { checkPolicy } from '../../decide/geo/check-policy.ts';
import { policyChanges } from '../../decide/geo/diff-policies.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { Store } from '../../store/store.ts';
import { faultsText } from '../offline/geo/check-policy-files.ts';
import { readPolicyFile } from '../offline/geo/read-policy-file.ts';
import { writePolicyFile } from '../offline/geo/write-policy-file.ts';
import type { AttackKeeper } from './attack-keeper.ts';
import type { AttackPlaces } from './attack-places.ts';
import { attackPreviewOf } from './attack-preview.ts';
import type { GeoBookKeeper } from './book-keeper.ts';
import { catalogueOf } from './catalogue.ts';
import { CutDesk } from './cut-desk.ts';
import type { DataDesk } from './data-desk.ts';
import { explain } from './explain.ts';
import { mapOf } from './map.ts';
import { previewOf } from './preview.ts';
import { bookLookingBack, bookWith } from './previewed-book.ts';
import type { Proposals } from './proposals.ts';
import { type ReachParts, reachOf } from './reach.ts';
import type { BookReader } from './read-book.ts';
import { type ReportFormat, reviewReport } from './review-report.ts';
import type { Reviews } from './reviews.ts';

export interface GeoDeskParts {
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly keeper: GeoBookKeeper;
  readonly reader: BookReader;
  readonly attacks: AttackKeeper;
  readonly proposals: Proposals;
  readonly reviews: Reviews;
  readonly data: DataDesk;
  readonly geo: GeoEnricher;
  /** Systems of the customers that policies are about, and of one more. */
  readonly places: (book: GeoBook, tenant: string) => Promise<AttackPlaces>;
  readonly kernel: {
    readonly wishes: readonly LaneWish[];
    standing(): GeoStanding['kernel'];
    verdict(address: string, question: GeoQuestion): Promise<GeoMap['countries'][number]['verdict'] | ''>;
  };
  /** Kamailios of the settings. */
  readonly followers: ReachParts['followers'];
  /** ISO country where most customers are. */
  readonly home: () => string;
  /** Reads the book anew and has everybody follow it. */
  readonly renewed: () => Promise<void>;
  readonly publish: (what: GeoNews) => void;
  readonly clock: () => number;
}

/** Previews look at everything that is stored: more at a time would hold up the rest. */
const mostPreviews = 2;

/** What the API asks about geo-blocking, answered by those who know. */
export class GeoDesk implements GeoDeskPort {
  readonly #parts: GeoDeskParts;
  readonly #cuts: CutDesk;
  #previews = 0;

  constructor(parts: GeoDeskParts) {
    this.#parts = parts;
    this.#cuts = new CutDesk(parts);
  }

  async standing(): Promise<GeoStanding> {
    const { keeper, kernel, geo, clock } = this.#parts;
    const now = clock();
    const { date, ageDays, stale } = geo.info(now);
    const { policies, attacks } = keeper.book;
    const count = (state: string) => policies.filter((policy) => policy.state === state).length;
    return {
      kernel: kernel.standing(),
      data: { date: date === null ? null : new Date(date).toISOString(), ageDays, stale },
      attacks: attacks.filter(({ from, until }) => from <= now && until > now).length,
      enforced: count('enforced'),
      watching: count('watch'),
    };
  }

  catalogue(groups: readonly GeoGroup[]): GeoCatalogue {
    return catalogueOf(groups, this.#parts.home());
  }

  async check(form: GeoPolicyForm, id: string, caller: GeoCaller, groups: readonly GeoGroup[] = []): Promise<GeoCheck> {
    const { keeper, clock } = this.#parts;
    const book: GeoBook =
      groups.length === 0 ? keeper.book : { ...keeper.book, groups: [...keeper.book.groups, ...groups] };
    const around = { book, id, time: clock() };
    const { faults, notes } = checkPolicy(form, around);
    const plain = { faults: faults.map(({ field, sentence }) => ({ field, sentence: { ...sentence } })), notes };
    if (faults.length > 0 || form.state === 'off') return { ...plain, notes: [...notes], cuts: [], cutsTotal: 0 };
    const { cuts, cutsTotal } = await this.#cuts.between(form.scope, book, bookWith(book, form, id), caller);
    return { ...plain, notes: [...notes], cuts, cutsTotal };
  }

  faults(form: GeoPolicyForm, id: string): GeoCheck['faults'] {
    const { keeper, clock } = this.#parts;
    return checkPolicy(form, { book: keeper.book, id, time: clock() }).faults.map(({ field, sentence }) => {
      return { field, sentence: { ...sentence } };
    });
  }

  reach(policy: GeoPolicy): GeoReach {
    const { keeper, kernel, followers } = this.#parts;
    return reachOf(policy, { book: keeper.book, wishes: kernel.wishes, kernel: kernel.standing(), followers });
  }

  cutsOf(change: GeoChange, caller: GeoCaller): Promise<GeoCuts> {
    return this.#cuts.of(change, caller);
  }

  async preview(form: GeoPolicyForm, id: string, days: number): Promise<GeoPreview | undefined> {
    if (this.#previews >= mostPreviews) return undefined;
    this.#previews++;
    try {
      const { store, keeper, geo, clock } = this.#parts;
      const { book } = keeper;
      const before: GeoBook = { ...book, attacks: [], known: [] };
      const after = bookLookingBack(before, form, id);
      return await previewOf(days, { before, after, scope: form.scope, traffic: store.geo.traffic, geo, now: clock() });
    } finally {
      this.#previews--;
    }
  }

  async explain(question: GeoQuestion) {
    const { keeper, geo, kernel, reader } = this.#parts;
    return explain(question, {
      ...{ judge: keeper.judge, book: keeper.book, geo, plan: await reader.dialPlan(question.tenant) },
      correction: (address) => {
        const found = geo.correctionFor(address);
        return found ? `${found.range}: ${found.country || (found.hosting ? 'hosting' : 'no hosting')}` : '';
      },
      kernel: (address, asked) => kernel.verdict(address, asked),
    });
  }

  map(tenant: string, service: GeoServiceName, hours: number): Promise<GeoMap> {
    const { store, keeper, clock } = this.#parts;
    return mapOf({ tenant, service, hours }, { traffic: store.geo.traffic, judge: keeper.judge, now: clock() });
  }

  async groupFaults(group: GeoGroup): Promise<readonly Text[]> {
    return groupFaults(
      group,
      this.#parts.keeper.book.groups.filter(({ name }) => name !== group.name),
    );
  }

  async groupUsers(name: string): Promise<readonly string[]> {
    const names = (policy: GeoPolicy) =>
      policy.rules.some(({ subjects }) => subjects.some((one) => one.toLowerCase() === name));
    return (await this.#parts.store.geo.policies.list()).filter(names).map((policy) => policy.name);
  }

  changes(before: GeoPolicyForm | undefined, after: GeoPolicyForm): readonly Text[] {
    return policyChanges(before, after);
  }

  writeFile(policies: readonly GeoPolicy[], groups: readonly GeoGroup[]): string {
    return writePolicyFile(policies, groups);
  }

  readFile(text: string): Result<GeoFileContent, string> {
    const read = readPolicyFile(text);
    if (!read.ok) return refused(faultsText('file', read.reason));
    const { policies, groups } = read.value;
    return ok({ policies: policies.map(({ id: _id, ...form }) => form), groups });
  }

  async homeOf({ scope }: Pick<GeoAttack, 'scope'>): Promise<readonly string[]> {
    const { store } = this.#parts;
    const tenants = scope.tenant ? [scope.tenant] : (await store.tenants.list()).map(({ id }) => id);
    const countries = new Set<string>();
    for (const tenant of tenants) {
      const { items } = await store.customers.listPart(tenant, 'sites', { limit: 500 });
      for (const { id, country } of items)
        if (country && (scope.level !== 'site' || id === scope.site)) countries.add(country);
    }
    return [...countries].sort();
  }

  async previewAttack(attack: GeoAttack, caller: GeoCaller): Promise<GeoAttackPreview> {
    const { store, places, kernel, clock } = this.#parts;
    const { scope } = attack;
    const { before, after } = await this.#withAttack(attack);
    const { cuts, cutsTotal } = await this.#cuts.between(scope, before, after, caller);
    const at = await places(after, scope.tenant);
    const siteOf = (tenant: string, asset: string) => at.siteOf(tenant, asset);
    const seen = await attackPreviewOf({ before, after, scope, siteOf, recent: store.geo.recent, now: clock() });
    const addresses = kernel.standing().present ? (at.addressesOf(scope) ?? null) : null;
    return { countries: [...attack.countries], cuts, cutsTotal, ...seen, addresses };
  }

  async attackCuts(attack: GeoAttack, caller: GeoCaller): Promise<Pick<GeoCuts, 'cuts' | 'cutsTotal'>> {
    const { before, after } = await this.#withAttack(attack);
    return this.#cuts.between(attack.scope, before, after, caller);
  }

  async raise(attack: GeoAttack, work: Work): Promise<void> {
    await this.#parts.attacks.raise(attack, this.#attacksOf(work));
  }

  extend(id: string, until: number, work: Work): Promise<boolean> {
    return this.#parts.attacks.extend(id, until, this.#attacksOf(work));
  }

  lift(id: string, work: Work): Promise<boolean> {
    return this.#parts.attacks.lift(id, work.actor.name, this.#attacksOf(work));
  }

  proposals() {
    return this.#parts.proposals.now;
  }

  taken(id: string): void {
    this.#parts.proposals.taken(id);
  }

  dismiss(id: string, work: Work): Promise<boolean> {
    return this.#parts.proposals.dismiss(id, work.actor.name);
  }

  data() {
    return this.#parts.data.show();
  }

  update(form: Parameters<GeoDeskPort['update']>[0]): boolean {
    return this.#parts.data.update(form);
  }

  acceptData() {
    return this.#parts.data.accept();
  }

  revertData() {
    return this.#parts.data.revert();
  }

  dismissData() {
    return this.#parts.data.dismiss();
  }

  keepLicence(key: string | null, work: Work): Promise<void> {
    return this.#parts.data.keepLicence(key, this.#parts.storeOf(work));
  }

  hasLicence(): Promise<boolean> {
    return this.#parts.data.hasLicence();
  }

  review(): Promise<string> {
    return this.#parts.reviews.make();
  }

  async reviewReport(review: GeoReviewRecord, format: ReportFormat, language: keyof Text): Promise<Uint8Array> {
    return reviewReport(review, format, language, await this.#parts.store.tenants.list());
  }

  async changed(what: GeoNews): Promise<void> {
    if (what === 'policies') await this.#parts.renewed();
    if (what === 'data') await this.#parts.data.renewed();
    this.#parts.publish(what);
    if (what === 'policies') this.#parts.publish('standing');
  }

  async #withAttack(attack: GeoAttack): Promise<{ readonly before: GeoBook; readonly after: GeoBook }> {
    const { keeper, reader } = this.#parts;
    const known = attack.kind === 'only-known' ? await reader.known() : keeper.book.known;
    const before = { ...keeper.book, known };
    return { before, after: { ...before, attacks: [...before.attacks, attack] } };
  }

  #attacksOf(work: Work): GeoAttackPort {
    return this.#parts.storeOf(work).geo.attacks;
  }
}
