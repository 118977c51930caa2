import { holderOf, type Incident, type IncidentStage, isIncidentOver } from '../../core/incident/incident.ts';
import type { IncidentDue } from '../../core/incident/incident-view.ts';
import type { Text } from '../../core/text.ts';
import { measureWords, quote, roleWords } from './words.ts';

const steps: readonly (readonly [IncidentStage, Text])[] = [
  [
    'triage',
    {
      nl: 'Doe de triage: wat is er, wie raakt het, hoe erg is het?',
      en: 'Do triage: what is it, whom does it hit, how bad is it?',
    },
  ],
  ['contained', { nl: 'Perk het in: stop wat schade doet.', en: 'Contain it: stop what does harm.' }],
  ['recovering', { nl: 'Begin met herstellen.', en: 'Begin to recover.' }],
  ['monitoring', { nl: 'Zet alles terug en kijk extra mee.', en: 'Put everything back and watch closely.' }],
  ['resolved', { nl: 'Kijk of het is opgelost.', en: 'See whether it is resolved.' }],
  ['closed', { nl: 'Sluit het incident.', en: 'Close the incident.' }],
];

/**
 * What is due next: what is late; who leads and triage before anything with a time; then what has the nearest time; then the next
 * step.
 */
export function nextDue(incident: Incident, now: number): IncidentDue | undefined {
  if (isIncidentOver(incident)) return undefined;
  const timed = timedOnes(incident, now);
  const [first] = timed;
  if (first?.overdue) return first;
  if (!incident.stages.resolved && !holderOf(incident, 'coordinator')) {
    return step({ nl: 'Iemand moet de leiding nemen.', en: 'Somebody has to take the lead.' });
  }
  if (!incident.stages.triage) return step(steps[0][1]);
  if (first) return first;
  const next = steps.find(([stage]) => !incident.stages[stage]);
  return next && step(next[1]);
}

function step(text: Text): IncidentDue {
  return { kind: 'step', at: undefined, overdue: false, text, id: '' };
}

/** Soonest first. */
function timedOnes({ tasks, measures, reviewDue, stages }: Incident, now: number): readonly IncidentDue[] {
  const all: IncidentDue[] = [];
  for (const { id, title, owner, role, due, state } of tasks) {
    if (state !== 'open' || due === undefined) continue;
    const who = owner ? { nl: quote(owner.name), en: quote(owner.name) } : role === '' ? undefined : roleWords[role];
    const name = quote(title);
    const text = { nl: who ? `${name} (${who.nl})` : name, en: who ? `${name} (${who.en})` : name };
    all.push({ kind: 'task', at: due, overdue: due <= now, text, id });
  }
  for (const { id, kind, what, until, undoneAt } of measures) {
    if (until === undefined || undoneAt !== undefined || until <= now) continue;
    const [name, words] = [quote(what), measureWords[kind]];
    const text = { nl: `Deze ${words.nl} loopt af: ${name}`, en: `This ${words.en} ends: ${name}` };
    all.push({ kind: 'measure-ends', at: until, overdue: false, text, id });
  }
  if (reviewDue !== undefined && !stages.reviewed) {
    const text = { nl: 'De evaluatie.', en: 'The review.' };
    all.push({ kind: 'review', at: reviewDue, overdue: reviewDue <= now, text, id: '' });
  }
  return all.sort((a, b) => a.at! - b.at!);
}
