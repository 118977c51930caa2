import type { PlaybookCommand } from './command.ts';
import type { PlaybookVariable } from './variable.ts';

/** Section 4.1: what every step may say. */
export interface StepBase {
  readonly name?: string;
  readonly description?: string;
  readonly external_references?: readonly unknown[];
  /** ms to wait before the step begins. */
  readonly delay?: number;
  /** ms after which a step that is not done counts as failed. */
  readonly timeout?: number;
  readonly step_variables?: Readonly<Record<string, PlaybookVariable>>;
  readonly owner?: string;
  readonly on_completion?: string;
  readonly on_success?: string;
  readonly on_failure?: string;
  readonly step_extensions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface StartStep extends StepBase {
  readonly type: 'start';
}
export interface EndStep extends StepBase {
  readonly type: 'end';
}
export interface ActionStep extends StepBase {
  readonly type: 'action';
  /** Missing in drafts only. */
  readonly commands?: readonly PlaybookCommand[];
  readonly agent?: string;
  readonly targets?: readonly string[];
  readonly in_args?: readonly string[];
  readonly out_args?: readonly string[];
}
export interface PlaybookActionStep extends StepBase {
  readonly type: 'playbook-action';
  readonly playbook_id?: string;
  /** `modified` of the version meant; without it the newest known. */
  readonly playbook_version?: string;
  readonly in_args?: readonly string[];
  readonly out_args?: readonly string[];
}
export interface ParallelStep extends StepBase {
  readonly type: 'parallel';
  readonly next_steps?: readonly string[];
}
export interface IfStep extends StepBase {
  readonly type: 'if-condition';
  readonly condition?: string;
  readonly on_true?: string;
  readonly on_false?: string;
}
export interface WhileStep extends StepBase {
  readonly type: 'while-condition';
  readonly condition?: string;
  readonly on_true?: string;
}
export interface SwitchStep extends StepBase {
  readonly type: 'switch-condition';
  readonly switch?: string;
  readonly cases?: Readonly<Record<string, string>>;
}

/** A step of a playbook as CACAO 2.0 section 4 has it. */
export type WorkflowStep =
  | StartStep
  | EndStep
  | ActionStep
  | PlaybookActionStep
  | ParallelStep
  | IfStep
  | WhileStep
  | SwitchStep;
