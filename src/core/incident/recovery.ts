import type { Text } from '../text.ts';
import type { Versioned } from '../versioned.ts';
import type { IncidentActor } from './timeline.ts';

/** The way back to production, narrow to wide. */
export const recoveryPhases = ['one-phone', 'one-site', 'everybody'] as const;
export type RecoveryPhaseName = (typeof recoveryPhases)[number];

/** `emergency-route`: a person looks at the route to 112 and confirms it by name; Belwacht never calls it. */
export const recoveryTests = ['register', 'call-in', 'call-out', 'emergency-route'] as const;
export type RecoveryTestName = (typeof recoveryTests)[number];

export const recoveryTestStates = ['open', 'running', 'passed', 'failed', 'not-applicable'] as const;
export type RecoveryTestState = (typeof recoveryTestStates)[number];

export interface RecoveryTest {
  readonly test: RecoveryTestName;
  readonly state: RecoveryTestState;
  /** What was seen, or why it does not apply. */
  readonly evidence: Text;
  /** ms */
  readonly at: number | undefined;
  readonly by: IncidentActor | undefined;
  /** Whether Belwacht measured it or a person said so. */
  readonly how: '' | 'measured' | 'said';
}

export interface RecoveryPhase {
  readonly phase: RecoveryPhaseName;
  readonly state: 'waiting' | 'open' | 'done';
  readonly tests: readonly RecoveryTest[];
  readonly doneAt: number | undefined;
  readonly doneBy: IncidentActor | undefined;
}

/** A time in which every alert of these customers joins the incident, however mild. */
export interface RecoveryWatch {
  readonly from: number;
  readonly until: number;
  readonly customers: readonly string[];
  readonly by: IncidentActor;
  /** Alerts that joined because of it. */
  readonly joined: number;
}

export interface Recovery extends Versioned {
  readonly incident: string;
  readonly tenant: string;
  readonly phases: readonly RecoveryPhase[];
  readonly watch: RecoveryWatch | undefined;
  /** How many times it was begun, and how often the incident had been reopened by then. */
  readonly round: number;
  readonly reopenings: number;
}

/** What may change of a recovery. */
export type RecoveryChange = Pick<Recovery, 'phases' | 'watch' | 'round' | 'reopenings'>;

/** Where probes of an asset go. */
export interface ProbeTarget {
  readonly asset: string;
  readonly tenant: string;
  /** What asset and customer are called. */
  readonly name: string;
  readonly tenantName: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  /** Realm of its accounts; '' for the host. */
  readonly domain: string;
  /** Accounts whose passwords are in the vault. */
  readonly accounts: readonly string[];
}

/** As it is written down. */
export type NewProbeTarget = Omit<ProbeTarget, 'name' | 'tenantName'>;
