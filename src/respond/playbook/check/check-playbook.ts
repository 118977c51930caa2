import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import { shapeFlaws } from '../read/read-playbook.ts';
import { checkActions, type KnowsPlaybook } from './check-actions.ts';
import { checkAuthentications } from './check-authentication.ts';
import { checkFilling } from './check-filling.ts';
import { checkFlow } from './check-flow.ts';
import { checkReferences } from './check-references.ts';
import { checkVariables } from './check-variables.ts';
import { Graph } from './graph.ts';
import { Notebook } from './notebook.ts';

const mostFaults = 200;

/**
 * Whether the steps of a playbook hang together so that it can be run: one start, an end on every way, no way round without a
 * while step, branches that keep to themselves, agents, commands, conditions and variables that are there. `knows` tells of other
 * playbooks; without it what a playbook-action names is not looked up. Returns what is wrong (`flow`) and then what is to be
 * thought about (`note`); empty when all is well.
 */
export function checkPlaybook(playbook: Playbook, knows?: KnowsPlaybook): readonly PlaybookFault[] {
  const notes = new Notebook(playbook);
  const graph = new Graph(playbook);
  checkFlow(graph, notes);
  checkActions(playbook, notes, knows);
  checkReferences(playbook, notes);
  checkAuthentications(playbook, notes);
  checkVariables(playbook, notes);
  checkFilling(graph, notes);
  const all = [...notes.faults, ...shapeFlaws(playbook)];
  const rank = { shape: 0, flow: 1, note: 2 };
  return all.sort((a, b) => rank[a.weight] - rank[b.weight]).slice(0, mostFaults);
}

/** Whether nothing stands in the way of running it. */
export function isSound(faults: readonly PlaybookFault[]): boolean {
  return faults.every(({ weight }) => weight === 'note');
}
