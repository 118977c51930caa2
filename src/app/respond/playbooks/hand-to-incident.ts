import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { IncidentOutcome } from '../../../api/ports/incidents.ts';
import { incidentLimits } from '../../../core/incident/incident.ts';
import type { IncidentAct } from '../../../core/incident/incident-act.ts';
import type { KeptEffect, RunHead } from '../../../core/playbook/playbook-record.ts';
import type { Text } from '../../../core/text.ts';
import { plainLine } from '../../../respond/playbook/read/quote.ts';
import type { StepDesks } from './start-playbooks.ts';

type TaskEffect = Extract<KeptEffect, { readonly kind: 'task' }>;
type ForIncident = Exclude<KeptEffect, { readonly kind: 'do' }>;

/** What came of handing something to the incident: kept there, or why it can never be. */
export type Handing = { readonly kind: 'kept' } | { readonly kind: 'impossible'; readonly why: Text };

/** How Belwacht is called on a timeline when a playbook does it. */
export function playbookAsker(own: Asker, { name }: Pick<RunHead, 'name'>): Asker {
  return { work: own.work, by: { id: own.by.id, name: `${own.by.name} – ${plainLine(name)}`.slice(0, 200) } };
}

/**
 * Tells an incident what a run wants of it: tasks, lines, calls for help. Asked again it is the same task and the same line. Throws
 * when the incident cannot be reached now.
 */
export async function handToIncident(
  effect: ForIncident,
  head: RunHead,
  desks: StepDesks,
  asker: Asker,
): Promise<Handing> {
  const act = (wish: IncidentAct, by = asker) => desks.incidents.act(head.incident, wish, by);
  switch (effect.kind) {
    case 'task':
      return keptOr(
        await act({
          act: 'add-task',
          task: {
            ...{ id: effect.key, title: taskTitle(effect), owner: undefined, role: effect.role, due: effect.due },
            ...{ source: taskSource(head.id, effect.key), details: taskDetails(effect), asks: effect.asks },
            ...{ evidenceWanted: effect.doubt ? '' : effect.evidence, doubt: effect.doubt ?? undefined },
          },
        }),
      );
    case 'withdraw':
      await act({
        act: 'drop-task',
        id: effect.key,
        reason: { en: 'The playbook does not need it any more.', nl: 'Het draaiboek heeft dit niet meer nodig.' }[
          languageOf(head)
        ],
      });
      // Settled, gone or never added: either way it is not there to be done.
      return kept;
    case 'settle': {
      const by: Asker = { work: asker.work, by: effect.by };
      await act(settling(effect, languageOf(head)), by);
      return kept;
    }
    case 'note':
      return keptOr(
        await act(
          {
            act: 'add-entry',
            kind: 'action',
            text: effect.text,
            internal: true,
            key: effect.key,
            about: { kind: 'playbook', id: head.id },
          },
          effect.by ? { work: asker.work, by: effect.by } : asker,
        ),
      );
    case 'escalate': {
      const [playbook, step] = [plainLine(head.name), plainLine(effect.name)];
      const text: Text = {
        en: `Playbook “${playbook}”, step “${step}”: ${effect.why.en}. Somebody has to look.`,
        nl: `Draaiboek “${playbook}”, stap “${step}”: ${effect.why.nl}. Iemand moet kijken.`,
      };
      return callForHelp(effect.key, text, head, desks, asker);
    }
    case 'end': {
      const name = plainLine(head.name);
      const text: Text = {
        en: `Playbook “${name}” ${endWords[effect.state].en}.`,
        nl: `Draaiboek “${name}” ${endWords[effect.state].nl}.`,
      };
      if (effect.state === 'failed') return callForHelp(`${head.id}:end`, text, head, desks, asker);
      return keptOr(
        await act({
          act: 'add-entry',
          kind: 'action',
          text,
          internal: true,
          key: `${head.id}:end`,
          about: { kind: 'playbook', id: head.id },
        }),
      );
    }
  }
}

/** How a task of an incident says which run it is of. */
export function taskSource(run: string, key: string): string {
  return `playbook:${run}/${key}`;
}

/** A line on the timeline and a message to whoever leads the incident or began the run; else the escalation asks. */
async function callForHelp(key: string, text: Text, head: RunHead, desks: StepDesks, asker: Asker): Promise<Handing> {
  const line = await desks.incidents.act(
    head.incident,
    { act: 'add-entry', kind: 'action', text, internal: true, key, about: { kind: 'playbook', id: head.id } },
    asker,
  );
  const subject = { en: 'A playbook needs somebody', nl: 'Een draaiboek heeft iemand nodig' }[languageOf(head)];
  const message = text[languageOf(head)];
  const { startedBy, incident } = head;
  const said = await desks.onCall.callForHelp({ incident, subject, message, also: [startedBy.id] }, key);
  if (!said.ok)
    await desks.incidents.act(
      incident,
      {
        ...{ act: 'add-entry', kind: 'communication', text: said.sentence, internal: true, key: `${key}:unsaid` },
        about: { kind: 'playbook', id: head.id },
      },
      asker,
    );
  return keptOr(line);
}

function settling(
  { key: id, ok, applies, evidence: kept, reason: said }: Extract<KeptEffect, { readonly kind: 'settle' }>,
  language: keyof Text,
): IncidentAct {
  const evidence = kept.slice(0, incidentLimits.text);
  if (ok && applies !== false) return { act: 'finish-task', id, evidence };
  const usual = ok
    ? { en: 'It does not apply.', nl: 'Het is niet van toepassing.' }
    : { en: 'It could not be done.', nl: 'Het kon niet gedaan worden.' };
  const reason = (said.trim() || usual[language]).slice(0, incidentLimits.text);
  // What only repeats the reason is no evidence.
  return ok
    ? { act: 'drop-task', id, reason }
    : { act: 'fail-task', id, reason, evidence: evidence === said ? '' : evidence };
}

function taskTitle({ name, text }: TaskEffect): string {
  const line = [name, text].map(plainLine).find((part) => part.trim() !== '') ?? '–';
  return line.trim().slice(0, incidentLimits.title);
}

function taskDetails({ name, text, owner }: TaskEffect): string {
  const what = plainLine(text).trim() === plainLine(name).trim() ? '' : text;
  return [what, owner === '' ? '' : `(${plainLine(owner)})`]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, incidentLimits.details);
}

/** The language a run speaks to people in. */
export function languageOf({ language }: Pick<RunHead, 'language'>): keyof Text {
  return language === 'nl' ? 'nl' : 'en';
}

const kept: Handing = { kind: 'kept' };

function keptOr(outcome: IncidentOutcome): Handing {
  if (outcome.ok) return kept;
  const { reason } = outcome;
  if (reason === 'stale') throw new Error('the incident was changed at the same time');
  if (reason === 'missing') return impossible({ en: 'there is no such incident', nl: 'dit incident is er niet' });
  return reason.code === 'already' ? kept : impossible(reason.texts[0]);
}

function impossible(why: Text): Handing {
  return { kind: 'impossible', why };
}

const endWords: Readonly<Record<'done' | 'failed' | 'stopped', Text>> = {
  done: { en: 'is done', nl: 'is klaar' },
  failed: { en: 'ended without being done', nl: 'is geëindigd zonder klaar te zijn' },
  stopped: { en: 'was stopped', nl: 'is gestopt' },
};
