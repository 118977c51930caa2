import type { Result } from '../../../core/result.ts';
import { joinTexts, type Text } from '../../../core/text.ts';
import type { PlaybookRefusal } from '../../ports/playbooks.ts';
import { Problem } from '../../problem.ts';

/** Largest body with a playbook: 1 MiB of it, as text with everything escaped. */
export const playbookBody = 3 * 1024 * 1024;

/**
 * What was kept.
 *
 * @throws Problem 404, 409, 422 with all faults; 412 is for who knows the newest: `stale`
 */
export function keptOr<T>(outcome: Result<T, PlaybookRefusal>): T | 'stale' {
  if (outcome.ok) return outcome.value;
  const { reason } = outcome;
  if (typeof reason === 'object') {
    const first = reason.faults.find(({ weight }) => weight !== 'note') ?? reason.faults[0];
    throw new Problem(422, first?.full ?? 'This is no playbook.', first?.path, '/problems/playbook-faults', {
      faults: reason.faults,
    });
  }
  switch (reason) {
    case 'stale':
      return 'stale';
    case 'missing':
      throw new Problem(404, 'There is no such playbook, or not this version of it.');
    case 'there':
      throw new Problem(409, 'There is a playbook or draft of this id already.', 'playbook.id');
    case 'other-content':
      throw new Problem(409, 'Another playbook is kept under the same id and modified.', 'playbook.modified');
    case 'shipped':
      throw new Problem(409, 'This playbook comes with Belwacht and stays. Take it out of use instead.');
    case 'too-many':
      throw new Problem(409, 'There are as many playbooks or versions as there can be.');
  }
}

/** Reasons in both languages. */
export function reasons(status: number, texts: readonly Text[]): Problem {
  return new Problem(status, joinTexts(texts, '; '), undefined, undefined, { sentences: texts });
}

/**
 * Nothing, when it was taken.
 *
 * @throws Problem 404, 409
 */
export function takenOr(outcome: Result<void, Text | 'missing'>): void {
  if (outcome.ok) return;
  if (outcome.reason === 'missing') throw new Problem(404, 'There is no such run.');
  throw reasons(409, [outcome.reason]);
}
