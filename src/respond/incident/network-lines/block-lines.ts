import type { DecisionRecord, EnforcerState } from '../../../core/decision-record.ts';
import type { DecisionStep } from '../../../core/incident/on-network.ts';
import type { IncidentActor } from '../../../core/incident/timeline.ts';
import type { Text } from '../../../core/text.ts';
import type { NetworkLine } from '../network-acts.ts';
import { moment, quote } from '../words.ts';
import { networkLine, withError } from './line.ts';

/** What a timeline is told of a block: that it was asked or not allowed, what each enforcer confirmed, and how it ended. */
export function blockLines(
  { decision, enforcers, authorName }: DecisionRecord,
  steps: readonly DecisionStep[],
  isOfAlert: boolean,
  now: number,
): readonly NetworkLine[] {
  const { id, value, until, reason, guards } = decision;
  const about = { kind: 'decision', id } as const;
  const author: IncidentActor = { id: decision.author, name: authorName };
  const lines: NetworkLine[] = [];
  for (const { state, at, author: who, authorName: name, detail } of steps) {
    const by = who === '' ? undefined : { id: who, name: name || who };
    const say = (kind: 'decision' | 'action', text: Text, internal = false, whose = by) =>
      lines.push(
        networkLine(`decision:${id}:${state}`, kind, text, about, {
          ...{ at: Math.min(at, now), internal },
          ...(whose && { by: whose }),
        }),
      );
    switch (state) {
      case 'asked':
        // What people take out of the incident is told by itself.
        if (isOfAlert) {
          say(
            'decision',
            {
              nl: `Blokkade van ${value} tot ${moment(until)} gevraagd: ${reason.nl}`,
              en: `Block of ${value} until ${moment(until)} asked: ${reason.en}`,
            },
            false,
            by ?? author,
          );
        }
        break;
      case 'held': {
        const refused = guards
          .filter(({ passed }) => !passed)
          .map(({ guard, detail: saw }) => `${guard} (${quote(saw)})`);
        const why = refused.join(', ') || quote(detail);
        say(
          'decision',
          {
            nl: `Blokkade van ${value} niet uitgevoerd, een waarborg houdt haar tegen: ${why}`,
            en: `Block of ${value} not carried out, a guard holds it back: ${why}`,
          },
          true,
        );
        break;
      }
      case 'reported':
        say('decision', {
          nl: `Alleen meekijken: ${value} zou tot ${moment(until)} geblokkeerd zijn. ${reason.nl}`,
          en: `Report only: ${value} would have been blocked until ${moment(until)}. ${reason.en}`,
        });
        break;
      case 'lifted':
        say(
          'action',
          withError({ nl: `Blokkade van ${value} opgeheven`, en: `Block of ${value} lifted` }, quote(detail, 500)),
        );
        break;
      case 'expired':
        say('action', { nl: `Blokkade van ${value} is afgelopen.`, en: `Block of ${value} has come to its end.` });
        break;
      // What enforcers say tells these.
      case 'in-force':
      case 'failed':
        break;
    }
  }
  for (const enforcer of enforcers) {
    const line = enforcerLine(id, value, enforcer, now);
    if (line) lines.push(line);
  }
  return lines;
}

function enforcerLine(id: string, value: string, said: EnforcerState, now: number): NetworkLine | undefined {
  const { enforcer, real, state, error } = said;
  const name = quote(enforcer);
  const when = { at: Math.min(said.at, now) };
  const key = `decision:${id}:${enforcer}:${state}`;
  const about = { kind: 'enforcer', id: enforcer } as const;
  switch (state) {
    case 'in-force':
      return networkLine(
        key,
        'action',
        real
          ? { nl: `${name} bevestigt: ${value} is geblokkeerd.`, en: `${name} confirms: ${value} is blocked.` }
          : {
              nl: `${name} (op proef, houdt niets tegen): ${value} zou geblokkeerd zijn.`,
              en: `${name} (on trial, holds nothing back): ${value} would be blocked.`,
            },
        about,
        when,
      );
    case 'lifted':
      return networkLine(
        key,
        'action',
        {
          nl: `${name} bevestigt: de blokkade van ${value} is weg.`,
          en: `${name} confirms: the block of ${value} is gone.`,
        },
        about,
        when,
      );
    case 'failed':
      return networkLine(
        key,
        'action',
        withError(
          { nl: `${name} kon ${value} niet blokkeren`, en: `${name} could not block ${value}` },
          quote(error, 500),
        ),
        about,
        { ...when, internal: true },
      );
    case 'asked':
      return undefined;
  }
}
