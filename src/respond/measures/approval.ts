import { holderOf, type Incident } from '../../core/incident/incident.ts';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import type { ApprovalNeed } from '../../core/incident/measure-record.ts';
import type { Text } from '../../core/text.ts';
import { words } from './measure-words.ts';
import type { ReadMeasure } from './read-measure.ts';

/** What needs a second person unless somebody set it otherwise: whatever is wide. */
export const usualApproval: ApprovalNeed = 'wide';

/** Who asks for it. */
export interface ApprovalAsker {
  readonly id: string;
  /** Showed a second factor just now. */
  readonly proved: boolean;
}

/**
 * Why a second person has to agree; undefined when nobody has to. In a critical incident its coordinator decides alone, with a
 * second factor at hand: a minute counts then, and who leads is known.
 */
export function approvalFor(
  { action, wide }: Pick<ReadMeasure, 'action' | 'wide'>,
  approvals: Readonly<Partial<Record<MeasureAction, ApprovalNeed>>>,
  incident: Pick<Incident, 'severity' | 'roles'>,
  asker: ApprovalAsker,
): Text | undefined {
  const need = approvals[action] ?? usualApproval;
  const why = need === 'always' ? (wide ?? words.always) : need === 'wide' ? wide : undefined;
  if (why === undefined) return undefined;
  const leads = holderOf(incident, 'coordinator')?.id === asker.id;
  return incident.severity === 'critical' && leads && asker.proved ? undefined : why;
}
