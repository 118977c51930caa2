import type { Incident } from '../../core/incident/incident.ts';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import type { ApprovalNeed, MeasureListing } from '../../core/incident/measure-record.ts';
import type {
  NewProbeTarget,
  ProbeTarget,
  Recovery,
  RecoveryPhaseName,
  RecoveryTestName,
} from '../../core/incident/recovery.ts';
import type { IncidentActor } from '../../core/incident/timeline.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Work } from '../../core/work.ts';
import type { ListQuery, Slice } from '../ports.ts';
import type { MeasureOffer, MeasurePreviewWire } from '../schema/measures.ts';
import type { Asker } from './incident-desk.ts';

/** Something asked of the network for an incident: an action of playbooks with its parameters. */
export interface MeasureWish {
  readonly action: MeasureAction;
  /** By the form of the action (own-command.ts); `hours` is how long it holds. */
  readonly with: Readonly<Record<string, string>>;
  readonly incident: string;
}

/** What came of it. `ok` only when the network confirmed it. */
export interface MeasureResult {
  readonly ok: boolean;
  /** For people and for the timeline. */
  readonly sentence: Text;
  /** Id of the measure of the incident; '' when there is none. */
  readonly measure: string;
  /** A second person has to agree first: nothing was done yet. Asked again with the same key it tells what came of it. */
  readonly waits?: boolean;
}

/** Something that cannot be now: why. */
export interface MeasureRefusal {
  readonly code: 'missing' | 'not-now' | 'yourself' | 'wrong';
  readonly sentence: Text;
}

/** What a probe saw. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly sentence: Text;
}

/** Where our own SIP client is to look, by parameters of playbooks. */
export interface ProbeWish {
  readonly action: 'probe-register' | 'probe-call';
  readonly with: Readonly<Record<string, string>>;
  readonly incident: string;
}

export interface RecoveryPort {
  /** That of an incident; `begun` false: nobody started it. */
  get(incident: string, work: Work): Promise<Recovery | undefined>;
  /** Begins it; anew when all of it is done, or the incident was reopened since. Otherwise the one there is. */
  begin(incident: string, asker: Asker): Promise<Result<Recovery, MeasureRefusal>>;
  /** Whether it can be begun anew. */
  canBegin(recovery: Recovery, incident: Incident): boolean;
  /** Back to a phase that was done. */
  goBack(
    incident: string,
    phase: RecoveryPhaseName,
    reason: string,
    asker: Asker,
  ): Promise<Result<Recovery, MeasureRefusal>>;
  /** Runs a test and writes down what it saw. */
  probe(
    incident: string,
    phase: RecoveryPhaseName,
    test: RecoveryTestName,
    given: Readonly<Record<string, string>>,
    asker: Asker,
  ): Promise<Result<Recovery, MeasureRefusal>>;
  /** A person saw it; of the emergency route `person` is who looked. */
  say(
    incident: string,
    phase: RecoveryPhaseName,
    said: {
      readonly test: RecoveryTestName;
      readonly outcome: 'passed' | 'failed' | 'not-applicable';
      readonly evidence: string;
      readonly person: string;
    },
    asker: Asker,
  ): Promise<Result<Recovery, MeasureRefusal>>;
  /** Goes on to the next phase: every test passed or does not apply. */
  finish(incident: string, phase: RecoveryPhaseName, asker: Asker): Promise<Result<Recovery, MeasureRefusal>>;
  /** Alerts of the customers that it hits join the incident, however mild. 0 hours ends it. */
  watch(incident: string, hours: number, asker: Asker): Promise<Result<Recovery, MeasureRefusal>>;
  /** Of these customers; undefined: of all. */
  targets(tenants: readonly string[] | undefined, work: Work): Promise<readonly ProbeTarget[]>;
  /** Of the customers of an incident; undefined when there is none. */
  targetsOf(incident: string, work: Work): Promise<readonly ProbeTarget[] | undefined>;
  putTarget(
    target: Omit<NewProbeTarget, 'accounts'>,
    login: { readonly account: string; readonly password: string },
    work: Work,
  ): Promise<Result<ProbeTarget, MeasureRefusal>>;
}

export interface MeasureDeskPort {
  /**
   * The same key is the same measure: asked again it tells what came of the first. `proved`: whoever asks showed a second factor
   * just now. Resolves when the network has confirmed it, or had its time.
   */
  take(wish: MeasureWish, key: string, asker: Asker, proved?: boolean): Promise<MeasureResult>;
  /** `measure`: id within the incident. What is undone already is so. */
  undo(incident: string, measure: string, reason: string, asker: Asker): Promise<MeasureResult>;
  /** What it would touch, who would carry it out, and whether somebody else has to agree; the sentence says why it cannot be read. */
  preview(wish: MeasureWish, asker: Asker, proved?: boolean): Promise<Result<MeasurePreviewWire, MeasureRefusal>>;
  /** A second person agrees: it is taken now. */
  approve(measure: string, asker: Asker): Promise<Result<MeasureResult, MeasureRefusal>>;
  refuse(measure: string, reason: string, asker: Asker): Promise<Result<MeasureListing, MeasureRefusal>>;
  /** Holds so much longer from now, or less. What somebody else had to agree to waits for them again; then `extension` is set. */
  extend(
    measure: string,
    hours: number,
    asker: Asker,
    proved?: boolean,
  ): Promise<Result<MeasureListing, MeasureRefusal>>;
  /** Whose hands they are, for four eyes: `user:<id>`, '' for nobody's. Who asked for a measure, and who somebody is. */
  firstHand(record: Pick<MeasureListing, 'key' | 'askedBy'>): Promise<string>;
  handOf(by: IncidentActor): Promise<string>;
  offer(work: Work): Promise<MeasureOffer>;
  /** Looks with our own SIP client, at systems of the customers of the incident; for steps of playbooks. */
  probe(wish: ProbeWish): Promise<ProbeResult>;
  readonly recovery: RecoveryPort;
}

/** Measures as kept. */
export interface MeasurePort {
  list(
    query: ListQuery & { readonly incident?: string; readonly state?: 'open' | 'over' },
  ): Promise<Slice<MeasureListing>>;
  get(id: string): Promise<MeasureListing | undefined>;
}

/** Which actions somebody set; the others are as usual. Version 0: nobody set any. */
export interface KeptApprovals extends Versioned {
  readonly approvals: Readonly<Partial<Record<MeasureAction, ApprovalNeed>>>;
}

export interface MeasureSettingsPort {
  get(): Promise<KeptApprovals>;
  /** Undefined when it is not of this version any more. */
  put(approvals: KeptApprovals['approvals'], version?: number): Promise<KeptApprovals | undefined>;
}
