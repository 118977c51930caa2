import { type Incident, type IncidentTask, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkLength, checkText, words } from './checks.ts';
import { refuse } from './refuse.ts';
import { quote, roleWords } from './words.ts';

type Moved = Result<MovedIncident, IncidentRefusal>;
type TaskAct = Extract<
  IncidentAct,
  { readonly act: 'add-task' | 'change-task' | 'finish-task' | 'fail-task' | 'drop-task' | 'reopen-task' }
>;

/** What people do with tasks. */
export function taskAct(incident: Incident, act: TaskAct, context: ActContext): Moved {
  if (act.act === 'add-task') return add(incident, act.task, context);
  const task = incident.tasks.find(({ id }) => id === act.id);
  if (!task) return refuse('unknown', { nl: 'Deze taak is er niet.', en: 'There is no such task.' });
  const name = quote(task.title);
  if (act.act === 'reopen-task') {
    if (task.state === 'open')
      return refuse('already', { nl: 'Deze taak is al open.', en: 'This task is open already.' });
    const why = checkText(act.reason, incidentLimits.text, words.reason);
    if (!why.ok) return why;
    const open = { state: 'open', evidence: '', reason: '', endedAt: undefined, endedBy: undefined } as const;
    return put(incident, { ...task, ...open }, context, {
      nl: `Taak heropend: “${name}”. Reden: ${why.value}${was(task, 'nl')}`,
      en: `Task reopened: “${name}”. Reason: ${why.value}${was(task, 'en')}`,
    });
  }
  if (task.state !== 'open') {
    return refuse('already', {
      nl: `Deze taak is al afgehandeld: “${name}”. Heropen haar om iets te veranderen.`,
      en: `This task is settled already: “${name}”. Reopen it to change something.`,
    });
  }
  if (act.act === 'change-task') return change(incident, task, act.change, context);
  const ended = { endedAt: context.at, endedBy: context.by };
  if (act.act === 'finish-task') {
    const check = task.evidenceWanted ? checkText : checkLength;
    const evidence = check(act.evidence.trim(), incidentLimits.text, words.evidence);
    if (!evidence.ok) return evidence;
    const shown = evidence.value === '' ? '' : ` ${evidence.value}`;
    return put(incident, { ...task, ...ended, state: 'done', evidence: evidence.value }, context, {
      nl: `Taak gedaan: “${name}”.${shown}`,
      en: `Task done: “${name}”.${shown}`,
    });
  }
  const why = checkText(act.reason, incidentLimits.text, words.reason);
  if (!why.ok) return why;
  if (act.act === 'fail-task') {
    const evidence = checkLength(act.evidence.trim(), incidentLimits.text, words.evidence);
    if (!evidence.ok) return evidence;
    const shown = evidence.value === '' ? '' : ` ${evidence.value}`;
    const failed = { state: 'failed', reason: why.value, evidence: evidence.value } as const;
    return put(incident, { ...task, ...ended, ...failed }, context, {
      nl: `Taak mislukt: “${name}”. Reden: ${why.value}${shown}`,
      en: `Task failed: “${name}”. Reason: ${why.value}${shown}`,
    });
  }
  return put(incident, { ...task, ...ended, state: 'not-applicable', reason: why.value }, context, {
    nl: `Taak niet van toepassing: “${name}”. Reden: ${why.value}`,
    en: `Task does not apply: “${name}”. Reason: ${why.value}`,
  });
}

function add(
  incident: Incident,
  wish: Extract<TaskAct, { readonly act: 'add-task' }>['task'],
  context: ActContext,
): Moved {
  const title = checkText(wish.title, incidentLimits.title, words.title);
  if (!title.ok) return title;
  if (incident.tasks.some(({ id }) => id === wish.id)) {
    return refuse('already', { nl: 'Deze taak is er al.', en: 'This task is there already.' });
  }
  if (incident.tasks.length >= incidentLimits.tasks) {
    return refuse('too-many', {
      nl: `Een incident heeft ten hoogste ${incidentLimits.tasks} taken.`,
      en: `An incident has at most ${incidentLimits.tasks} tasks.`,
    });
  }
  const { id, owner, role, due, source = '', details = '', asks = [], evidenceWanted = '', doubt } = wish;
  const fits = checkLength(details.trim(), incidentLimits.details, words.details);
  if (!fits.ok) return fits;
  const task: IncidentTask = {
    ...{ id, title: title.value, owner, role, due, source, state: 'open', evidence: '', reason: '' },
    ...(details.trim() !== '' && { details: details.trim() }),
    ...(asks.length > 0 && { asks: asks.slice(0, incidentLimits.questions) }),
    ...(evidenceWanted.trim() !== '' && { evidenceWanted: quote(evidenceWanted, incidentLimits.text) }),
    ...(doubt && { doubt }),
    ...{ endedAt: undefined, endedBy: undefined, createdAt: context.now, createdBy: context.by },
  };
  const whose = whoseIs(task);
  return ok({
    incident: { ...incident, tasks: [...incident.tasks, task] },
    entries: [
      line(context, id, {
        nl: `Taak: “${quote(task.title)}”${whose && `, ${whose.nl}`}.`,
        en: `Task: “${quote(task.title)}”${whose && `, ${whose.en}`}.`,
      }),
    ],
  });
}

function change(
  incident: Incident,
  task: IncidentTask,
  wish: Extract<TaskAct, { readonly act: 'change-task' }>['change'],
  context: ActContext,
): Moved {
  const title = checkText(wish.title ?? task.title, incidentLimits.title, words.title);
  if (!title.ok) return title;
  const next = { ...task, ...wish, title: title.value };
  const whose = whoseIs(next);
  return put(incident, next, context, {
    nl: `Taak gewijzigd: “${quote(next.title)}”${whose && `, ${whose.nl}`}.`,
    en: `Task changed: “${quote(next.title)}”${whose && `, ${whose.en}`}.`,
  });
}

/** What a task said before it was reopened. */
function was({ evidence, reason }: IncidentTask, language: keyof Text): string {
  const said = evidence || reason;
  return said === '' ? '' : `${language === 'nl' ? ' (eerder: ' : ' (before: '}${said})`;
}

function whoseIs({ owner, role }: IncidentTask): Text | '' {
  if (owner) return { nl: quote(owner.name), en: quote(owner.name) };
  return role === '' ? '' : roleWords[role];
}

function put(incident: Incident, task: IncidentTask, context: ActContext, text: Text): Moved {
  return ok({
    incident: { ...incident, tasks: incident.tasks.map((old) => (old.id === task.id ? task : old)) },
    entries: [line(context, task.id, text)],
  });
}

/** Who does what and what came of it is how the provider works: a customer reads what was done on the network and what is said. */
function line({ at, by }: ActContext, id: string, text: Text): NewIncidentEntry {
  return { kind: 'action', at, by, text, internal: true, about: { kind: 'task', id } };
}
