import type { CallStop } from '../calls/call-stop.ts';
import type { GeoAttack } from '../geo/geo-policy.ts';
import type { Text } from '../text.ts';
import type { MeasureKind } from './incident.ts';
import type { MeasureAction } from './measure-action.ts';
import type { IncidentActor } from './timeline.ts';

/**
 * Life of a measure. `waiting`: for a second person. `unconfirmed`: ordered, and nothing that really carries it out has
 * confirmed it. `failed`: it was not done. `undone`: taken back by somebody, or its time is over.
 */
export const measureStates = [
  'waiting',
  'refused',
  'taking',
  'in-force',
  'unconfirmed',
  'failed',
  'undoing',
  'undone',
] as const;
export type MeasureState = (typeof measureStates)[number];

export const measureOrderKinds = [
  'block',
  'stop',
  'divert',
  'attack-mode',
  'policy',
  'registration',
  'hang-up',
] as const;
export type MeasureOrderKind = (typeof measureOrderKinds)[number];

/** A running call at the PBX that can hang it up. */
export interface CallAtSource {
  readonly source: string;
  readonly sourceCall: string;
}

/** What of a stop a measure says; the rest is the same for all of them. */
export type OrderedStop = Pick<CallStop, 'tenant' | 'scope' | 'payer' | 'reach' | 'divertTo' | 'hangUp'>;

/**
 * One thing a measure is made of, with all that is needed to do it again after a crash: ids are given before anything is done,
 * so that the same is not done twice. The ids of blocks, stops and modes are their ids elsewhere too.
 */
export type MeasureOrder = { readonly id: string } & (
  | { readonly kind: 'block'; readonly value: string }
  | { readonly kind: 'stop'; readonly stop: OrderedStop }
  | { readonly kind: 'divert'; readonly stop: OrderedStop }
  | { readonly kind: 'attack-mode'; readonly attack: Pick<GeoAttack, 'kind' | 'scope' | 'services' | 'countries'> }
  /** A policy by country that refuses a network (AS) everything. */
  | { readonly kind: 'policy'; readonly subject: string }
  /** Removed from the PBX again and again while it holds; `source` '' is every PBX of the customer. */
  | { readonly kind: 'registration'; readonly tenant: string; readonly account: string; readonly source: string }
  | { readonly kind: 'hang-up'; readonly calls: readonly CallAtSource[] }
);

/** What one who carries it out said last. */
export interface MeasureReport {
  readonly by: string;
  /** False: it only writes down what it would do. */
  readonly real: boolean;
  readonly state: 'asked' | 'in-force' | 'lifted' | 'failed';
  /** ms */
  readonly at: number;
  readonly detail: string;
}

/** A later end that waits for a second person. Times ms UTC. */
export interface MeasureExtension {
  readonly until: number;
  readonly askedAt: number;
  readonly askedBy: IncidentActor;
  /** Why a second person is needed. */
  readonly approval: Text;
}

/** Something done to the network out of an incident, as kept. Times ms UTC. */
export interface MeasureRecord {
  readonly id: string;
  /** The same key is the same measure. */
  readonly key: string;
  readonly incident: string;
  /** Customer it is about; the provider when it is about all. */
  readonly tenant: string;
  readonly action: MeasureAction;
  readonly with: Readonly<Record<string, string>>;
  readonly sentence: Text;
  /** In the incident: of which kind it is, and what it is about in a few words of no language. */
  readonly kind: MeasureKind;
  readonly what: string;
  readonly state: MeasureState;
  readonly reason: string;
  readonly askedAt: number;
  readonly askedBy: IncidentActor;
  /** Why a second person is needed; undefined when nobody is. */
  readonly approval: Text | undefined;
  readonly decidedBy: IncidentActor | undefined;
  /** How long it holds from when it is taken, ms; 0 of what does not last. */
  readonly lastsMs: number;
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly orders: readonly MeasureOrder[];
  readonly reports: readonly MeasureReport[];
  readonly trouble: Text | undefined;
  readonly extension: MeasureExtension | undefined;
  /** That it is in the list of the incident too. */
  readonly listed: boolean;
  readonly undoneAt: number | undefined;
  readonly undoneBy: IncidentActor | undefined;
  readonly undoReason: string;
}

/** With what a list shows of its incident and customer. */
export interface MeasureListing extends MeasureRecord {
  readonly number: number;
  readonly title: string;
  readonly titles?: Text;
  readonly tenantName: string;
}

/** When a second person has to agree. `wide`: where it is about everybody, a whole customer, or more than a /24 (IPv6: a /48). */
export const approvalNeeds = ['never', 'wide', 'always'] as const;
export type ApprovalNeed = (typeof approvalNeeds)[number];
