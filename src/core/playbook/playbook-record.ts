import type { IncidentActor } from '../incident/timeline.ts';
import type { Text } from '../text.ts';
import type { Versioned } from '../versioned.ts';
import type { Playbook } from './playbook.ts';
import type { PlaybookRun } from './run.ts';
import type { RunEffect } from './run-effect.ts';

/** Where a version comes from: with Belwacht, out of a file, out of the editor. */
export type PlaybookOrigin = 'shipped' | 'import' | 'edit';

/** A version without its content. */
export interface PlaybookMark {
  readonly playbook: string;
  /** Names the version. */
  readonly modified: string;
  readonly at: number;
  readonly by: string;
  readonly origin: PlaybookOrigin;
  readonly steps: number;
  /** When it was last put to use, ms; undefined: never. */
  readonly activatedAt: number | undefined;
  readonly activatedBy: string;
}

export interface PlaybookVersionRecord extends PlaybookMark {
  readonly content: Playbook;
}

/** What lists say of a playbook, out of the version in use, or its draft before there is one. */
export interface PlaybookHead {
  readonly name: string;
  readonly description: string;
  /** '' when no label says so. */
  readonly type: string;
  readonly language: 'nl' | 'en' | '';
  readonly labels: readonly string[];
  readonly steps: number;
}

/** A playbook as kept, without content. */
export interface PlaybookRecord extends PlaybookHead, Versioned {
  readonly id: string;
  readonly active: PlaybookMark | undefined;
  /** A newer version that is not in use. */
  readonly offered: PlaybookMark | undefined;
  readonly draft: { readonly at: number; readonly by: string; readonly faults: number } | undefined;
  /** Whether it came with Belwacht. */
  readonly shipped: boolean;
  /** Runs that go on. */
  readonly running: number;
}

/** What a run waits for, for lists. */
export interface RunWait {
  readonly place: string;
  readonly name: string;
  readonly kind: 'task' | 'automatic' | 'delay';
  readonly since: number;
  readonly due: number;
  readonly doubt: boolean;
}

/** What lists say of a run. */
export interface RunHead {
  readonly id: string;
  /** Customer of its incident. */
  readonly tenant: string;
  readonly incident: string;
  /** What people call that incident by; undefined once it is not there any more. */
  readonly incidentNumber: number | undefined;
  readonly playbook: string;
  readonly modified: string;
  readonly name: string;
  readonly language: 'nl' | 'en' | '';
  readonly state: PlaybookRun['state'];
  readonly startedAt: number;
  readonly startedBy: IncidentActor;
  readonly endedAt: number | undefined;
  readonly stepsDone: number;
  readonly stepsFailed: number;
  readonly waits: readonly RunWait[];
  /** Goes up with everything that happens. */
  readonly version: number;
}

export interface RunRecord extends RunHead {
  readonly run: PlaybookRun;
}

/** What has to be carried out: what the run itself says, lines about it, and tasks that were answered here and not there. */
export type KeptEffect =
  | Exclude<RunEffect, { readonly kind: 'wait' }>
  | {
      readonly kind: 'note';
      readonly key: string;
      readonly text: Text;
      readonly at: number;
      readonly by: IncidentActor | undefined;
      readonly isFailure: boolean;
    }
  | {
      readonly kind: 'settle';
      /** Of the task. */
      readonly key: string;
      readonly ok: boolean;
      /** False, with `ok`: it does not apply. Absent in what was kept before there was any. */
      readonly applies?: boolean;
      readonly evidence: string;
      readonly reason: string;
      readonly by: IncidentActor;
      /** Not before (ms): whoever answered may be about to settle it there too. */
      readonly notBefore: number;
    };

/** `pending`: not begun. `started`: begun, and nobody knows how it went. `done`: over. */
export type EffectState = 'pending' | 'started' | 'done';

export interface EffectRecord {
  readonly run: string;
  readonly key: string;
  readonly effect: KeptEffect;
  readonly state: EffectState;
  readonly tries: number;
  /** Of the last try; ''. */
  readonly error: string;
}
