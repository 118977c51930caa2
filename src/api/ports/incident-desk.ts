import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentAct } from '../../core/incident/incident-act.ts';
import type { IncidentActor, NewIncidentEntry } from '../../core/incident/timeline.ts';
import type { Work } from '../../core/work.ts';
import type { IncidentOutcome } from './incidents.ts';

/** What of responding changed, as the live stream tells it: lists and pages read it again. */
export interface RespondNews {
  readonly what: 'incidents' | 'measures' | 'on-call' | 'plan' | 'playbooks' | 'runs';
  readonly id: string;
  /** Customer it is of; '' for what only the provider has. */
  readonly tenant: string;
}

/** Who asks: what they may see, and what they are called on a timeline. */
export interface Asker {
  readonly work: Work;
  readonly by: IncidentActor;
}

/** Told of each change that is stored, in order. */
export type IncidentFollower = (incident: Incident, entries: readonly NewIncidentEntry[]) => void;

/** The one way to change an incident: works out, stores, tells the screens and those who follow. */
export interface IncidentDeskPort {
  get(id: string, work: Work): Promise<Incident | undefined>;
  /** `at`: when it happened (ms), now unless somebody says; `version` as in the store. */
  act(id: string, act: IncidentAct, asker: Asker, at?: number, version?: number): Promise<IncidentOutcome>;
  /** Returns what ends it. */
  follow(follower: IncidentFollower): () => void;
}
