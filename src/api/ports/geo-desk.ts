import type { GeoAttack, GeoGroup, GeoPolicy, GeoPolicyForm, GeoServiceName } from '../../core/geo/geo-policy.ts';
import type { GeoCorrection, GeoReviewRecord } from '../../core/geo/records.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import type {
  GeoAttackPreview,
  GeoCatalogue,
  GeoCheck,
  GeoCut,
  GeoDataWire,
  GeoExplained,
  GeoMap,
  GeoPreview,
  GeoProposal,
  GeoReach,
  GeoStanding,
} from '../schema/geo.ts';

/** Who asks, for what would cut themselves off. */
export interface GeoCaller {
  /** Address they work from. */
  readonly address: string;
  readonly name: string;
}

export interface GeoQuestion {
  /** Address, range or number as typed. */
  readonly subject: string;
  readonly tenant: string;
  readonly site: string;
  readonly asset: string;
  /** Absent: `sip` of addresses, `calls-out` of numbers. */
  readonly service: GeoServiceName | undefined;
  /** ms UTC. */
  readonly at: number;
}

/** What of geo-blocking changed, as the live stream tells it. */
export type GeoNews = 'standing' | 'policies' | 'attacks' | 'proposals' | 'data' | 'reviews';

/** Something about to be changed that verdicts hang on. */
export type GeoChange =
  /** A policy takes this form, in its state; `id` '' for a new one. */
  | { readonly what: 'policy'; readonly id: string; readonly form: GeoPolicyForm }
  | { readonly what: 'policy-gone'; readonly id: string }
  | { readonly what: 'group'; readonly group: GeoGroup }
  /** `instead`: of the one of this id; '' for a new one. */
  | { readonly what: 'correction'; readonly correction: GeoCorrection; readonly instead: string }
  | { readonly what: 'correction-gone'; readonly id: string }
  /** The data that wait, or those before, are taken into use. */
  | { readonly what: 'data-accept' }
  | { readonly what: 'data-revert' };

export interface GeoCuts {
  /** At most 500. */
  readonly cuts: readonly GeoCut[];
  readonly cutsTotal: number;
  /** Something is in force that the change can touch. */
  readonly inForce: boolean;
}

/** Policies of a file. */
export interface GeoFileContent {
  readonly policies: readonly GeoPolicyForm[];
  readonly groups: readonly GeoGroup[];
}

/** A review whose sentences somebody has to answer, and updates of data, run at most once at a time. */
export interface GeoDeskPort {
  standing(): Promise<GeoStanding>;
  catalogue(groups: readonly GeoGroup[]): GeoCatalogue;
  /**
   * What is wrong with a form, and whom it would cut off were it enforced; `id`: the policy it takes the place of, '' for none;
   * `groups`: those it may name besides the ones that are kept.
   */
  check(form: GeoPolicyForm, id: string, caller: GeoCaller, groups?: readonly GeoGroup[]): Promise<GeoCheck>;
  /** What is wrong with a form alone; as in `check`. */
  faults(form: GeoPolicyForm, id: string): GeoCheck['faults'];
  /** Who carries a policy out. */
  reach(policy: GeoPolicy): GeoReach;
  /** Whom a change would cut off who works now, with the policies and modes that are in force. */
  cutsOf(change: GeoChange, caller: GeoCaller): Promise<GeoCuts>;
  /** What it would have done in the last `days`; undefined while as many are being worked out as may be. */
  preview(form: GeoPolicyForm, id: string, days: number): Promise<GeoPreview | undefined>;
  explain(question: GeoQuestion): Promise<Result<GeoExplained, Text>>;
  map(tenant: string, service: GeoServiceName, hours: number): Promise<GeoMap>;
  /** Faults of a group of the provider's own; `names`: policies that name it, which keep it from being removed. */
  groupFaults(group: GeoGroup): Promise<readonly Text[]>;
  groupUsers(name: string): Promise<readonly string[]>;
  /** Sentences: what is another in `after`. */
  changes(before: GeoPolicyForm | undefined, after: GeoPolicyForm): readonly Text[];
  writeFile(policies: readonly GeoPolicy[], groups: readonly GeoGroup[]): string;
  readFile(text: string): Result<GeoFileContent, string>;

  /** Countries of the sites in scope. */
  homeOf(attack: Pick<GeoAttack, 'scope'>): Promise<readonly string[]>;
  previewAttack(attack: GeoAttack, caller: GeoCaller): Promise<GeoAttackPreview>;
  /** Whom a mode would cut off who works now: the costly half of its preview is left out. */
  attackCuts(attack: GeoAttack, caller: GeoCaller): Promise<Pick<GeoCuts, 'cuts' | 'cutsTotal'>>;
  /** Stores an attack mode and has it carried out; resolves once the kernel has confirmed it, or after a few seconds. */
  raise(attack: GeoAttack, work: Work): Promise<void>;
  /** False when it is not on any more. */
  extend(id: string, until: number, work: Work): Promise<boolean>;
  lift(id: string, work: Work): Promise<boolean>;
  proposals(): readonly GeoProposal[];
  /** Somebody followed it: it goes, and comes again once the mode is over and the attack is not. */
  taken(id: string): void;
  dismiss(id: string, work: Work): Promise<boolean>;

  data(): Promise<GeoDataWire>;
  /** Begins an update in the background; false while one runs. */
  update(form: {
    readonly from: 'npm' | 'maxmind' | 'url';
    readonly url: string;
    readonly what: 'country' | 'network';
  }): boolean;
  /** Takes what waits for a person; the sentence says why not. */
  acceptData(): Promise<Result<true, Text>>;
  revertData(): Promise<Result<true, Text>>;
  /** Throws what waits for a person away. */
  dismissData(): Promise<Result<true, Text>>;

  /** Keeps the licence key of MaxMind in the vault; null forgets it. */
  keepLicence(key: string | null, work: Work): Promise<void>;
  hasLicence(): Promise<boolean>;
  /** Makes a review now and gives its id. */
  review(): Promise<string>;
  /** A review with what was decided, as a file: UTF-8 Markdown or PDF. */
  reviewReport(review: GeoReviewRecord, format: 'markdown' | 'pdf', language: keyof Text): Promise<Uint8Array>;
  /** Called after a change is stored; resolves when it counts everywhere in this process. */
  changed(what: GeoNews): Promise<void>;
}
