import type { PlaybookVariable } from './variable.ts';
import type { AgentType } from './vocabularies.ts';
import type { WorkflowStep } from './workflow-step.ts';

/** Section 7: who does it, or what it is done to. Properties beyond these are kept as they were written. */
export interface AgentTarget {
  readonly type: AgentType;
  readonly name: string;
  readonly description?: string;
  readonly address?: Readonly<Record<string, readonly string[]>>;
  readonly port?: string;
  readonly [property: string]: unknown;
}

/**
 * A playbook of CACAO Security Playbooks 2.0 (OASIS), as its JSON: what was read is what is written again, signatures included.
 * Values come from `readPlaybook` only, which has checked every property named here and kept the others.
 */
export interface Playbook {
  readonly type: 'playbook';
  readonly spec_version: 'cacao-2.0';
  /** `playbook--` and a UUID: the same for all its versions. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly playbook_types?: readonly string[];
  readonly playbook_activities?: readonly string[];
  readonly playbook_processing_summary?: Readonly<Record<string, boolean>>;
  readonly created_by: string;
  readonly created: string;
  /** The version. */
  readonly modified: string;
  readonly revoked?: boolean;
  readonly valid_from?: string;
  readonly valid_until?: string;
  readonly derived_from?: readonly string[];
  readonly related_to?: readonly string[];
  readonly priority?: number;
  readonly severity?: number;
  readonly impact?: number;
  readonly industry_sectors?: readonly string[];
  readonly labels?: readonly string[];
  readonly external_references?: readonly unknown[];
  readonly markings?: readonly string[];
  readonly playbook_variables?: Readonly<Record<string, PlaybookVariable>>;
  /** Missing in drafts only. */
  readonly workflow_start?: string;
  readonly workflow_exception?: string;
  readonly workflow: Readonly<Record<string, WorkflowStep>>;
  readonly playbook_extensions?: Readonly<Record<string, unknown>>;
  readonly authentication_info_definitions?: Readonly<Record<string, unknown>>;
  readonly agent_definitions?: Readonly<Record<string, AgentTarget>>;
  readonly target_definitions?: Readonly<Record<string, AgentTarget>>;
  readonly extension_definitions?: Readonly<Record<string, unknown>>;
  readonly data_marking_definitions?: Readonly<Record<string, unknown>>;
  /** Kept untouched: a signature is over the bytes of somebody else. */
  readonly signatures?: readonly unknown[];
}

/** The step with this id; undefined when there is none. */
export function stepOf(playbook: Playbook, id: string | undefined): WorkflowStep | undefined {
  return id !== undefined && Object.hasOwn(playbook.workflow, id) ? playbook.workflow[id] : undefined;
}
