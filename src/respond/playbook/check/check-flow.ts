import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import { afterSuccess, branchesOf, followersOf } from '../flow.ts';
import { plainLine } from '../read/quote.ts';
import type { Graph } from './graph.ts';
import type { Notebook } from './notebook.ts';

/** Whether the steps lead from one start to an end on every way, each step once. */
export function checkFlow(graph: Graph, notes: Notebook): void {
  const { playbook } = graph;
  checkEnds(playbook, notes);
  let whole = true;
  for (const [id, step] of Object.entries(playbook.workflow)) {
    for (const { label, entry } of [...followersOf(step), ...branchesOf(step)]) {
      if (!stepOf(playbook, entry)) {
        whole = false;
        notes.step(
          id,
          label,
          `${label} goes to ${entry}, which does not exist`,
          `${label} gaat naar ${entry}, die niet bestaat`,
        );
      } else if (stepOf(playbook, entry)?.type === 'start')
        notes.step(id, label, `${label} goes back to the start step`, `${label} gaat terug naar de startstap`);
    }
    checkOnward(id, step, notes);
  }
  const cycles = graph.cycles();
  for (const cycle of cycles) {
    const names = cycle.slice(0, 6).map((id) => nameOf(playbook, id));
    const shown = `${names.join(' → ')}${cycle.length > 6 ? ' → …' : ''}`;
    notes.step(
      cycle[0],
      '',
      `it goes round for ever: ${shown} → ${names[0]}; only a while-condition step may repeat, and its branch ends in an end step`,
      `het gaat eeuwig rond: ${shown} → ${names[0]}; alleen een stap while-condition mag herhalen, en de tak daarvan eindigt in een eindstap`,
    );
  }
  checkReach(graph, notes);
  if (whole && cycles.length === 0) checkBranches(graph, notes);
}

/** Name of a step for a sentence; its id when it has none. */
export function nameOf(playbook: Playbook, id: string): string {
  const name = plainLine(stepOf(playbook, id)?.name ?? '').trim();
  return name === '' ? id : name.slice(0, 60);
}

function checkEnds(playbook: Playbook, notes: Notebook): void {
  const { workflow, workflow_start: start, workflow_exception: exception } = playbook;
  const steps = Object.entries(workflow);
  const starts = steps.filter(([, { type }]) => type === 'start');
  if (starts.length === 0) notes.whole('workflow', 'there is no start step', 'er is geen startstap');
  for (const [id] of starts.slice(1))
    notes.step(
      id,
      '',
      'this is a second start step; there may be one',
      'dit is een tweede startstap; er mag er één zijn',
    );
  if (start === undefined) notes.whole('workflow_start', '“workflow_start” is missing', '“workflow_start” ontbreekt');
  else if (!stepOf(playbook, start))
    notes.whole(
      'workflow_start',
      `workflow_start names ${start}, which does not exist`,
      `workflow_start noemt ${start}, die niet bestaat`,
    );
  else if (stepOf(playbook, start)?.type !== 'start')
    notes.step(
      start,
      '',
      'workflow_start names this step, which is no start step',
      'workflow_start noemt deze stap, en dat is geen startstap',
    );
  if (exception !== undefined && !stepOf(playbook, exception))
    notes.whole(
      'workflow_exception',
      `workflow_exception names ${exception}, which does not exist`,
      `workflow_exception noemt ${exception}, die niet bestaat`,
    );
  else if (stepOf(playbook, exception)?.type === 'start')
    notes.whole(
      'workflow_exception',
      'workflow_exception names the start step: a failure would begin everything anew',
      'workflow_exception noemt de startstap: na een fout zou alles opnieuw beginnen',
    );
  if (!steps.some(([, { type }]) => type === 'end'))
    notes.whole('workflow', 'there is no end step', 'er is geen eindstap');
  if (!steps.some(([, { type }]) => type === 'action' || type === 'playbook-action'))
    notes.whole(
      'workflow',
      'there is no step that does anything (action or playbook-action)',
      'er is geen stap die iets doet (action of playbook-action)',
    );
}

/** Whether anything comes after a step, and whether its branches are there. */
function checkOnward(id: string, step: WorkflowStep, notes: Notebook): void {
  if (step.type === 'end') return;
  const onward = afterSuccess(step) !== undefined;
  switch (step.type) {
    case 'start':
    case 'action':
    case 'playbook-action':
      if (!onward)
        notes.step(
          id,
          step.type === 'start' ? 'on_completion' : 'on_success',
          'nothing comes after this step: this way never comes to an end step',
          'na deze stap komt niets: deze weg komt nooit bij een eindstap',
        );
      break;
    case 'parallel':
      if ((step.next_steps?.length ?? 0) < 2)
        notes.step(
          id,
          'next_steps',
          'a parallel step has at least two branches',
          'een parallelle stap heeft ten minste twee takken',
        );
      if (!onward)
        notes.step(
          id,
          'on_completion',
          'nothing comes after the branches: say on_completion or on_success',
          'na de takken komt niets: geef on_completion of on_success',
        );
      break;
    case 'while-condition':
      if (step.on_true === undefined) notes.step(id, 'on_true', '“on_true” is missing', '“on_true” ontbreekt');
      if (!onward)
        notes.step(
          id,
          'on_completion',
          'the loop has no way out: say on_completion or on_success',
          'de lus heeft geen uitgang: geef on_completion of on_success',
        );
      break;
    case 'if-condition':
      if (step.on_true === undefined) notes.step(id, 'on_true', '“on_true” is missing', '“on_true” ontbreekt');
      if (step.on_false === undefined && !onward)
        notes.step(
          id,
          'on_false',
          'when the condition does not hold nothing comes next: say on_false or on_completion',
          'als de voorwaarde niet geldt, komt er niets: geef on_false of on_completion',
        );
      break;
    case 'switch-condition': {
      const cases = Object.keys(step.cases ?? {});
      if (cases.length === 0) notes.step(id, 'cases', 'there are no cases', 'er zijn geen gevallen');
      else if (!cases.includes('default')) {
        if (!onward)
          notes.step(
            id,
            'cases',
            'a value that is none of the cases has nowhere to go: add a case “default”',
            'een waarde die geen van de gevallen is, kan nergens heen: voeg een geval “default” toe',
          );
        else
          notes.think(
            id,
            'cases',
            'without a case “default” a value that is none of the cases goes on after this step',
            'zonder geval “default” gaat een andere waarde door na deze stap',
          );
      }
    }
  }
}

function checkReach(graph: Graph, notes: Notebook): void {
  const { playbook } = graph;
  const { workflow, workflow_start: start, workflow_exception: exception } = playbook;
  // Without a start nothing can be reached, and saying so of every step helps nobody.
  if (!stepOf(playbook, start)) return;
  const reached = graph.reach([start!, ...(exception ? [exception] : [])]);
  for (const [id, { type }] of Object.entries(workflow)) {
    if (reached.has(id) || type === 'start') continue;
    if (type === 'end') notes.step(id, '', 'no way leads to this end step', 'geen weg leidt naar deze eindstap');
    else notes.step(id, '', 'no way leads to this step', 'geen weg leidt naar deze stap');
  }
}

/** A step may be in one branch of a parallel step, and not both in a branch and after it: it would be done twice. End steps do nothing. */
function checkBranches(graph: Graph, notes: Notebook): void {
  const { playbook } = graph;
  const doing = (entry: string) => [...graph.reach([entry])].filter((id) => stepOf(playbook, id)?.type !== 'end');
  for (const [id, step] of Object.entries(playbook.workflow)) {
    const branches = branchesOf(step);
    if (branches.length === 0) continue;
    const after = new Set(graph.afterOf(id).flatMap(({ to }) => doing(to)));
    const taken = new Map<string, string>();
    for (const { label, entry } of branches) {
      const own = doing(entry);
      const astray = own.find((each) => after.has(each));
      if (astray !== undefined) {
        const name = nameOf(playbook, astray);
        notes.step(
          id,
          label,
          `“${name}” is in the branch ${label} and comes after this step too: a branch ends in an end step of its own`,
          `“${name}” zit in de tak ${label} en komt ook na deze stap: een tak eindigt in een eigen eindstap`,
        );
      }
      if (step.type !== 'parallel') continue;
      const shared = own.find((each) => taken.has(each));
      if (shared !== undefined) {
        const name = nameOf(playbook, shared);
        notes.step(
          id,
          label,
          `“${name}” is in the branches ${taken.get(shared)} and ${label}: parallel branches share no steps`,
          `“${name}” zit in de takken ${taken.get(shared)} en ${label}: parallelle takken delen geen stappen`,
        );
      }
      for (const each of own) taken.set(each, label);
    }
  }
}
