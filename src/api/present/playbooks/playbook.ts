import type { PlaybookMark, PlaybookRecord } from '../../../core/playbook/playbook-record.ts';
import type { ShownPlaybook, SuggestedPlaybook } from '../../ports/playbooks.ts';
import type {
  PlaybookSummaryWire,
  PlaybookVersionMarkWire,
  PlaybookVersionWire,
  PlaybookWire,
  SuggestedPlaybookWire,
} from '../../schema/playbooks.ts';
import { iso } from '../instant.ts';

/** A playbook in a list. */
export function presentPlaybook(record: PlaybookRecord): PlaybookSummaryWire {
  const { id, name, description, type, language, labels, steps, running, active, offered, draft } = record;
  return {
    ...{ id, name, description, type, language, labels: [...labels], steps, running },
    state: active ? 'active' : draft && !offered ? 'draft' : 'off',
    active: active ? markOf(active) : null,
    offered: offered ? markOf(offered) : null,
    draft: draft ? { at: iso(draft.at), by: draft.by, faults: draft.faults } : null,
    ...{ version: record.version, changedAt: iso(record.changedAt), changedBy: record.changedBy },
  };
}

/** With one of its contents. */
export function presentShown({ record, showing, content, graph, variables, faults }: ShownPlaybook): PlaybookWire {
  return {
    ...presentPlaybook(record),
    ...{ showing, content: content as unknown as Record<string, unknown>, graph },
    ...{ variables: variables.map((variable) => ({ ...variable })), faults: [...faults] },
  };
}

export function presentVersion(mark: PlaybookMark, { active, offered }: PlaybookRecord): PlaybookVersionWire {
  const { modified, steps, activatedAt, activatedBy } = mark;
  return {
    ...markOf(mark),
    ...{ active: active?.modified === modified, offered: offered?.modified === modified, steps, activatedBy },
    activatedAt: activatedAt === undefined ? null : iso(activatedAt),
  };
}

export function presentSuggestion({ record, why, fit, variables }: SuggestedPlaybook): SuggestedPlaybookWire {
  return { playbook: presentPlaybook(record), why: { ...why }, fit, variables: variables.map((each) => ({ ...each })) };
}

function markOf({ modified, at, by, origin }: PlaybookMark): PlaybookVersionMarkWire {
  return { modified, at: iso(at), by, origin };
}
