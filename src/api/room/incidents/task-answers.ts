import type { FastifyRequest } from 'fastify';
import type { Incident, IncidentTask } from '../../../core/incident/incident.ts';
import { askerOf } from '../../access/asker.ts';
import type { ApiDeps } from '../../ports.ts';
import type { IncidentActForm } from '../../schema/incidents.ts';
import { sentences } from './refusals.ts';

/** Acts that settle a task. */
const settles: ReadonlySet<IncidentActForm['act']> = new Set(['finish-task', 'fail-task', 'drop-task']);

/**
 * Tells the playbook that waits for a task what came of it, before the task itself is settled: a crash in between leaves the task
 * open, and the same answer again is taken again. With a task that does not apply the playbook goes on as if it were done; when its run is
 * over it is settled here all the same. Resolves with whether a playbook took an answer: then it may settle the task by itself too.
 *
 * @throws Problem 400, 409 when an answer is missing, or the playbook does not take it
 */
export async function answerPlaybook(
  request: FastifyRequest,
  deps: ApiDeps,
  incident: Incident,
  form: IncidentActForm,
): Promise<boolean> {
  if (!('task' in form)) return false;
  const task = incident.tasks.find(({ id }) => id === form.task);
  if (!task) return false;
  const isPlaybooks = task.source.startsWith('playbook:');
  if (form.act === 'fail-task' && !isPlaybooks) {
    throw sentences(409, [
      {
        nl: 'Deze taak is van geen draaiboek. Leg vast dat zij niet van toepassing is, met de reden.',
        en: 'This task is no playbook’s. Say that it does not apply, with the reason.',
      },
    ]);
  }
  if (form.act === 'reopen-task' && isPlaybooks && task.state !== 'open') {
    throw sentences(409, [
      {
        nl: 'Het draaiboek is al verder gegaan. Maak een nieuwe taak voor wat er nog moet gebeuren.',
        en: 'The playbook has gone on. Make a new task for what is left to do.',
      },
    ]);
  }
  if (!settles.has(form.act) || task.state !== 'open') return false;
  if (form.act === 'finish-task') demandEvidence(task, form.evidence);
  if (!isPlaybooks) return false;
  const answer =
    form.act === 'finish-task'
      ? { ok: true, applies: true, evidence: form.evidence, detail: '', values: form.values }
      : form.act === 'fail-task'
        ? { ok: false, applies: true, evidence: form.evidence, detail: form.reason, values: {} }
        : { ok: true, applies: false, evidence: '', detail: 'reason' in form ? form.reason : '', values: {} };
  const taken = await deps.playbooks.finishTask(task.source, answer, askerOf(request));
  if (!taken.ok && form.act !== 'drop-task') throw sentences(409, [taken.reason], { code: 'playbook' });
  return taken.ok;
}

function demandEvidence({ evidenceWanted = '' }: IncidentTask, evidence: string): void {
  if (evidenceWanted === '' || evidence.trim() !== '') return;
  throw sentences(
    400,
    [
      {
        nl: `Leg vast waaruit blijkt dat het gedaan is: ${evidenceWanted}`,
        en: `Say what shows that it is done: ${evidenceWanted}`,
      },
    ],
    { code: 'reason-missing', field: 'evidence' },
  );
}
