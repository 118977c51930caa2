import type { RunHead } from '../../../core/playbook/playbook-record.ts';
import type { ShownRun } from '../../ports/playbooks.ts';
import type { RunSummaryWire, RunWire } from '../../schema/playbook-runs.ts';
import { iso } from '../instant.ts';

/** A run in a list, as it is at a time (ms). */
export function presentRunHead(head: RunHead, now: number): RunSummaryWire {
  const { id, incident, playbook, modified, name, language, state, startedBy, stepsDone, stepsFailed } = head;
  return {
    ...{ id, incident, playbook, modified, name, language, state, stepsDone, stepsFailed },
    incidentNumber: head.incidentNumber ?? null,
    ...{ startedAt: iso(head.startedAt), startedBy: { ...startedBy } },
    endedAt: head.endedAt === undefined ? null : iso(head.endedAt),
    waits: head.waits.map(({ since, due, kind, ...wait }) => ({
      ...wait,
      ...{ kind, since: iso(since), due: iso(due), late: kind !== 'delay' && due <= now },
    })),
  };
}

export function presentRun({ head, books, steps, variables }: ShownRun, now: number): RunWire {
  return {
    ...presentRunHead(head, now),
    version: head.version,
    books: books.map((book) => ({ ...book })),
    steps: [...steps],
    variables: variables.map((variable) => ({ ...variable })),
  };
}
